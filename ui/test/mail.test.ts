// Mail to the person, in both user interfaces: the code that shows whose an address is, and when mail is wanted.

import { render } from "lit-html";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { MAIL } from "../fixture/mail";
import type { EmailConfirmed } from "../generated/EmailConfirmed";
import type { EmailState } from "../generated/EmailState";
import {
  codePart,
  isUnconfirmed,
  type Mail,
  type MailApi,
  mailActions,
  noMailYet,
  wishesPart,
} from "../parts/mail";
import { commonTextsOf } from "../text/common";

const texts = commonTextsOf("nb");
let root: HTMLElement;
let mail: Mail;
let api: { [Name in keyof MailApi]: ReturnType<typeof vi.fn<MailApi[Name]>> };
let said: string[];
let state: EmailState;

function actions() {
  return mailActions(
    {
      mail: () => mail,
      language: () => "nn",
      put: (next) => {
        mail = next;
        draw();
      },
      say: (what) => void said.push(what(texts)),
      attempt: (act) => act(),
    },
    api,
  );
}

function draw(): void {
  const about = { texts, actions: actions() };
  render([codePart(mail, about), wishesPart(mail, ["outcomes", "duties"], about)], root);
}

function at<Found extends HTMLElement>(testId: string): Found | null {
  return root.querySelector<Found>(`[data-testid="${testId}"]`);
}

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  mail = noMailYet();
  said = [];
  state = "code_sent";
  api = {
    mail: vi.fn(async () => ({ ...MAIL, state })),
    setMailWishes: vi.fn(async (wishes) => ({ state, wishes })),
    askEmailCode: vi.fn(async () => ({ outcome: "sent" as const })),
    confirmEmail: vi.fn(async (): Promise<EmailConfirmed> => ({ outcome: "wrong", tries_left: 1 })),
  };
});

describe("the code", () => {
  it("is typed until it is right", async () => {
    await actions().loadMail();
    expect(isUnconfirmed(mail)).toBe(true);
    actions().typeCode("1234 5678");
    await actions().confirmEmail();
    expect(api.confirmEmail).toHaveBeenCalledWith("1234 5678");
    expect(at("email-code-wrong")?.textContent).toContain("én gang til");
    expect(at<HTMLInputElement>("email-code")?.value).toBe("1234 5678");

    api.confirmEmail.mockResolvedValueOnce({ outcome: "confirmed" });
    state = "confirmed";
    await actions().confirmEmail();
    expect(at("email-confirmed")).not.toBeNull();
    expect(at("email-code")).toBeNull();
    expect(said).toEqual([texts.mail.saved]);
  });

  it("can be asked for again, in the language of the page", async () => {
    state = "code_missing";
    await actions().loadMail();
    expect(at("email-code")).toBeNull();
    state = "code_sent";
    await actions().askEmailCode();
    expect(api.askEmailCode).toHaveBeenCalledWith("nn");
    expect(at("email-code")).not.toBeNull();
  });

  it("is not spoken of where the server sends no mail, or cannot be asked", async () => {
    state = "no_mail";
    await actions().loadMail();
    expect(root.textContent?.trim()).toBe("");
    api.mail.mockRejectedValueOnce(new Error());
    await actions().loadMail();
    expect(root.textContent?.trim()).toBe("");
  });
});

describe("when mail is wanted", () => {
  it("can be never for what is done, and not for duties", async () => {
    state = "confirmed";
    await actions().loadMail();
    const options = (testId: string) =>
      [...(at<HTMLSelectElement>(testId)?.options ?? [])].map(({ value }) => value);
    expect(options("mail-outcomes")).toEqual(["at_once", "daily", "never"]);
    expect(options("mail-duties")).toEqual(["at_once", "daily"]);
    const select = at<HTMLSelectElement>("mail-outcomes");
    if (select === null) throw new Error("no choice");
    select.value = "never";
    select.dispatchEvent(new Event("change"));
    expect(api.setMailWishes).toHaveBeenCalledWith({ ...MAIL.wishes, outcomes: "never" });
  });

  it("has quiet hours", async () => {
    state = "confirmed";
    await actions().loadMail();
    at<HTMLInputElement>("mail-quiet")?.click();
    await vi.waitFor(() => expect(at("mail-from")).not.toBeNull());
    expect(api.setMailWishes).toHaveBeenCalledWith({
      ...MAIL.wishes,
      quiet_hours: { from: 17, until: 7 },
    });
  });
});
