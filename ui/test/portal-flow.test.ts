import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ago,
  CONTENT,
  draftOf,
  formIn,
  GRAN,
  LUNNER,
  meOf,
  session,
  whole,
} from "../fixture/portal-data";
import type { PortalSaved } from "../generated/PortalSaved";
import { PAUSE_MS } from "../portal/actions/saving";
import { type Place, placeOf } from "../portal/models/place";
import type { Problem } from "../portal/models/problem";
import { at, type Fake, fake, settle, type } from "./portal-world";

const WHICH = { unit: GRAN.unit_no, period: "2026-1" };
const FILL: Place = { kind: "form", ...WHICH, view: "fill" };

async function pause(): Promise<void> {
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
}

const problem = (kind: "away" | "offline" | "session_over"): Problem => ({ kind });
const sent = (api: Fake) => api.saveDraft.mock.calls.map(([, draft]) => draft);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-08-25T08:00:00Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("filling in", () => {
  it("saves after a pause, once, under the version it was filled in from", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    type(world, "value-msg_received", "7");
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
    type(world, "value-msg_received", "72");
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
    expect(sent(api)).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent(api)).toMatchObject([
      { base_version: 3, content: { values: { msg_received: 72, msg_open_end: 7 } } },
    ]);
    expect(world.find("saved").textContent).toContain("Lagret");
    type(world, "value-msg_received", "73");
    await pause();
    expect(sent(api)[1]).toMatchObject({ base_version: 4 });
  });

  it("has one save at a time, and shows what is found in the newest draft alone", async () => {
    const form = formIn({ kind: "draft" });
    const api = fake(form);
    const answers: ((saved: PortalSaved) => void)[] = [];
    api.saveDraft.mockImplementation(() => new Promise((resolve) => void answers.push(resolve)));
    const world = await at(FILL, api);
    type(world, "value-msg_received", "72");
    await pause();
    type(world, "value-msg_received", "73");
    await pause();
    expect(api.saveDraft).toHaveBeenCalledTimes(1);
    const saved = { kind: "saved" as const, saved_at: ago(0), findings: [], faults: [] };
    answers[0]?.({ ...saved, version: 4 });
    await settle();
    expect(world.store.model.form?.findings).toHaveLength(form.findings.length);
    expect(sent(api)[1]).toMatchObject({
      base_version: 4,
      content: { values: { msg_received: 73 } },
    });
    answers[1]?.({ ...saved, version: 5 });
    await settle();
    expect(world.store.model.form?.findings).toEqual([]);
    expect(world.store.model.notice).toBe("Feil (0). Må forklares (0).");
  });

  it("keeps what is no answer on the page, and says that it is not saved", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    type(world, "value-msg_received", "syv");
    await pause();
    expect(sent(api)[0]?.content.values["msg_received"]).toBeUndefined();
    expect((world.find("value-msg_received") as HTMLInputElement).value).toBe("syv");
    expect(world.find("wrong").textContent).toContain("ikke lagret");
    expect(world.find("not-saved").textContent).toContain("Ett felt");
    await world.actions.goTo({ kind: "unit", unit: GRAN.unit_no });
    await settle();
    expect(world.store.model.place).toEqual(FILL);
    expect(world.has("confirm")).toBe(true);
    world.find("cancel-dialog").click();
    await settle();
    expect(world.store.model.place).toEqual({ kind: "unit", unit: GRAN.unit_no });
  });

  it("tries again what the server did not get, and says so meanwhile", async () => {
    const api = fake(formIn({ kind: "draft" }));
    api.saveDraft.mockRejectedValueOnce(problem("away"));
    const world = await at(FILL, api);
    type(world, "value-msg_received", "72");
    await pause();
    expect(world.find("save-failed").textContent).toContain("står på siden");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(2);
    expect(world.has("save-failed")).toBe(false);
    expect(sent(api)[1]).toEqual(sent(api)[0]);
  });

  it("offers both values where another has changed the same, and saves the choice", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const values = { ...CONTENT.values, msg_received: 70, msg_open_end: 5 };
    const draft = draftOf({ ...CONTENT, values }, { version: 9, saved_by: "Tor Eggen" });
    api.saveDraft.mockResolvedValueOnce({ kind: "stale", version: 9, draft, findings: [] });
    const world = await at(FILL, api);
    type(world, "value-msg_received", "72");
    await pause();
    expect(world.root.querySelectorAll("[data-testid=clash]")).toHaveLength(1);
    expect(world.find("stale").textContent).toContain("Tor Eggen");
    await vi.advanceTimersByTimeAsync(10_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(1);
    world.find("use-choices").click();
    await settle();
    expect(world.has("stale")).toBe(true);
    world.find("choose-mine").click();
    await settle();
    world.find("use-choices").click();
    await settle();
    expect(sent(api)[1]).toMatchObject({
      base_version: 9,
      content: { values: { msg_received: 72, msg_open_end: 5 } },
    });
    expect(world.has("stale")).toBe(false);
  });
});

describe("a session", () => {
  it("that ends in the middle loses nothing: what is typed is saved after the next login", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    api.saveDraft.mockRejectedValueOnce(problem("session_over"));
    type(world, "value-msg_received", "72");
    await pause();
    expect(world.has("session-over")).toBe(true);
    expect(world.has("point")).toBe(false);
    const again = new URL(
      world.find("login-again").getAttribute("href") ?? "",
      "https://x.example",
    );
    expect(placeOf(new URL(again.searchParams.get("to") ?? "", again))).toEqual({
      kind: "logged_in",
    });
    expect(world.find("login-again").getAttribute("target")).toBe("_blank");
    await world.actions.check();
    await settle();
    expect(sent(api)).toHaveLength(2);
    expect(sent(api)[1]?.content.values["msg_received"]).toBe(72);
    expect((world.find("value-msg_received") as HTMLInputElement).value).toBe("72");
  });

  it("of another person neither shows nor saves what the first has typed", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    api.saveDraft.mockRejectedValueOnce(problem("session_over"));
    type(world, "value-msg_received", "72");
    await pause();
    api.me.mockResolvedValue(meOf({ person_id: "other", name: "Tor Eggen" }));
    await world.actions.check();
    await settle();
    expect(world.has("other-person")).toBe(true);
    expect(world.has("value-msg_received")).toBe(false);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(api.saveDraft).toHaveBeenCalledTimes(1);
    world.find("give-up").click();
    await settle();
    expect(world.store.model.form).toBeNull();
    expect(world.store.model.session).toMatchObject({ kind: "in", who: { name: "Tor Eggen" } });
    expect(api.saveDraft).toHaveBeenCalledTimes(1);
  });

  it("is told of input alone, and warns before it ends for want of it", async () => {
    const api = fake(formIn({ kind: "draft" }));
    api.me.mockImplementation(async () => meOf({ session: session(4) }));
    const world = await at(FILL, api);
    await world.actions.tick();
    expect(api.alive).not.toHaveBeenCalled();
    api.me.mockImplementation(async () => meOf({ session: session(2) }));
    await vi.advanceTimersByTimeAsync(2 * 60_000);
    await world.actions.tick();
    await settle();
    expect(world.has("session-soon")).toBe(true);
    world.find("confirm").click();
    await settle();
    expect(api.alive).toHaveBeenLastCalledWith(0);
    expect(world.has("session-soon")).toBe(false);
    world.actions.inputSeen();
    await vi.advanceTimersByTimeAsync(30_000);
    world.actions.inputSeen();
    await vi.advanceTimersByTimeAsync(40_000);
    await world.actions.tick();
    expect(api.alive).toHaveBeenLastCalledWith(40);
  });

  it("ends here when the server has not said more", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    api.me.mockRejectedValue(problem("session_over"));
    await vi.advanceTimersByTimeAsync(31 * 60_000);
    await world.actions.tick();
    await settle();
    expect(world.has("session-over")).toBe(true);
  });

  it("ends at ID-porten too, after the last save", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(FILL, api);
    type(world, "value-msg_received", "72");
    await world.actions.logout();
    expect(api.saveDraft).toHaveBeenCalledTimes(1);
    expect(world.left).toEqual(["https://idporten.example/endsession"]);
  });
});

describe("sending", () => {
  const FULL = formIn({ kind: "draft" }, { draft: draftOf(whole()), findings: [] });
  const SEND: Place = { kind: "form", ...WHICH, view: "send" };

  it("says what is missing, and sends nothing", async () => {
    const api = fake(formIn({ kind: "draft" }));
    const world = await at(SEND, api);
    world.find("send").click();
    await settle();
    expect(api.send).not.toHaveBeenCalled();
    expect(world.find("error-summary").textContent).toContain("69 punkter er ikke fylt ut");
  });

  it("sends the draft that is seen, and shows the receipt", async () => {
    const api = fake(FULL);
    const world = await at(SEND, api);
    world.find("send").click();
    await settle();
    expect(api.send).toHaveBeenCalledWith(WHICH, { submission_id: "id-1", draft_version: 3 });
    expect(world.find("receipt").textContent).toContain("HR-2026-1-3446");
  });

  it("is the same act where no answer came, and another where the draft is another", async () => {
    const api = fake(FULL);
    api.send.mockRejectedValueOnce(problem("away")).mockRejectedValueOnce(problem("away"));
    const world = await at(SEND, api);
    const press = async () => {
      world.find("send").click();
      await settle();
    };
    await press();
    expect(world.has("send-unanswered")).toBe(true);
    await press();
    await world.actions.goTo(FILL);
    await settle();
    world.actions.openSection("notifications");
    await settle();
    type(world, "value-msg_received", "72");
    await pause();
    await world.actions.goTo(SEND);
    await settle();
    await press();
    expect(api.send.mock.calls.map(([, request]) => request)).toEqual([
      { submission_id: "id-1", draft_version: 3 },
      { submission_id: "id-1", draft_version: 3 },
      { submission_id: "id-2", draft_version: 4 },
    ]);
  });

  it("tells every fault that the server finds", async () => {
    const api = fake(FULL);
    const text = (nb: string) => ({ nb, nn: nb, en: nb });
    api.send.mockResolvedValueOnce({
      kind: "faulty",
      faults: ["msg_received", "period"].map((at_) => ({
        line: null,
        at: at_,
        found: text("tekst"),
        expected: text("et tall"),
      })),
    });
    const world = await at(SEND, api);
    world.find("send").click();
    await settle();
    expect(world.find("error-summary").textContent).toContain("Mottatte meldinger: fant tekst");
    expect(world.find("error-summary").textContent).toContain("period: fant tekst");
    expect(world.has("receipt")).toBe(false);
  });

  it("can be taken back while it waits", async () => {
    const api = fake(formIn({ kind: "submitted", revision: 1 }));
    const world = await at({ kind: "form", ...WHICH, view: null }, api);
    expect(world.store.model.place).toMatchObject({ view: "history" });
    world.find("withdraw").click();
    await settle();
    world.find("confirm").click();
    await settle();
    expect(api.withdraw).toHaveBeenCalledWith(WHICH, 1);
  });
});

describe("a returned report", () => {
  it("opens on what was asked, and is not sent before each ask is answered", async () => {
    const api = fake(formIn({ kind: "returned", revision: 1 }, { findings: [] }));
    const world = await at({ kind: "form", ...WHICH, view: null }, api);
    expect(world.store.model.place).toMatchObject({ view: "asks" });
    world.find("answer-inv_closed-corrected").click();
    world.find("answer-staff_total-corrected").click();
    world.find("answer-superv_with_person-explained").click();
    await pause();
    type(world, "value-inv_closed", "81");
    await pause();
    expect(world.find("answered").textContent).toContain("2 av 3");
    expect(world.find("compared").textContent).toContain("81");
    await world.actions.goTo({ kind: "form", ...WHICH, view: "send" });
    world.find("send").click();
    await settle();
    expect(api.send).not.toHaveBeenCalled();
    await world.actions.goTo({ kind: "form", ...WHICH, view: "asks" });
    await settle();
    type(world, "said-superv_with_person", "To har fått tilsynsperson.");
    await pause();
    expect(sent(api).at(-1)?.content).toMatchObject({
      values: { inv_closed: 81 },
      answers: {
        inv_closed: { kind: "corrected" },
        superv_with_person: { kind: "explained", text: "To har fått tilsynsperson." },
      },
    });
    await world.actions.goTo({ kind: "form", ...WHICH, view: "send" });
    world.find("send").click();
    await settle();
    expect(api.send).toHaveBeenCalledTimes(1);
  });
});

describe("entering", () => {
  it("asks for e-mail and telephone first, and then shows what was wanted", async () => {
    const api = fake(formIn({ kind: "draft" }), meOf({ contact: null }));
    const world = await at({ kind: "home" }, api);
    expect(world.store.model.place).toEqual({ kind: "contact" });
    type(world, "email", "eva");
    type(world, "phone", "12");
    await world.actions.register();
    await settle();
    expect(api.setContact).not.toHaveBeenCalled();
    expect(world.root.querySelectorAll(".ds-validation-message")).toHaveLength(2);
    type(world, "email", "eva@gran.example");
    type(world, "phone", "61 33 84 00");
    await world.actions.register();
    await settle();
    expect(api.setContact).toHaveBeenCalledWith("eva@gran.example", "61 33 84 00");
    expect(world.store.model.place).toEqual({ kind: "unit", unit: GRAN.unit_no });
  });

  it("leads who reports for one unit to it, and lets others choose", async () => {
    const one = await at({ kind: "home" }, fake(formIn({ kind: "draft" })));
    expect(one.addresses).toEqual(["/portal/3446"]);
    const two = await at(
      { kind: "home" },
      fake(formIn({ kind: "draft" }), meOf({ units: [GRAN, LUNNER] })),
    );
    expect(two.has("units")).toBe(true);
  });

  it("shows a page that is not there, and one that cannot be had", async () => {
    const api = fake(formIn({ kind: "draft" }));
    api.form.mockRejectedValueOnce({ kind: "not_found" } satisfies Problem);
    const world = await at(FILL, api);
    expect(world.has("not-found")).toBe(true);
    api.form.mockRejectedValueOnce(problem("away"));
    await world.actions.come(FILL);
    await settle();
    expect(world.has("absent")).toBe(true);
    world.find("try-again").click();
    await settle();
    expect(world.has("point")).toBe(true);
  });

  it("reads a file, shows every fault, and puts nothing into the draft by itself", async () => {
    const api = fake(formIn({ kind: "draft" }));
    api.readFile.mockResolvedValueOnce({
      content: { values: { msg_received: 80 }, comments: {}, explanations: {}, answers: {} },
      faults: [],
    });
    const world = await at({ kind: "form", ...WHICH, view: "import" }, api);
    const file = { name: "a.csv", size: 20, text: async () => "msg_received;80" };
    await world.actions.readFile(file);
    await settle();
    expect(api.readFile).toHaveBeenCalledWith(WHICH, { format: "csv", text: "msg_received;80" });
    expect(world.find("preview").textContent).toContain("80");
    expect(api.saveDraft).not.toHaveBeenCalled();
    world.find("use-preview").click();
    await settle();
    expect(sent(api)[0]?.content.values["msg_received"]).toBe(80);
    await world.actions.readFile({ ...file, size: 10_000_000 });
    expect(api.readFile).toHaveBeenCalledTimes(1);
    expect(world.store.model.problem).toEqual({ kind: "too_large" });
  });
});
