import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { EmailCodeAsked } from "../generated/EmailCodeAsked";
import type { EmailConfirmed } from "../generated/EmailConfirmed";
import type { MailWhen } from "../generated/MailWhen";
import type { MailWishes } from "../generated/MailWishes";
import type { OwnMail } from "../generated/OwnMail";
import type { CommonTexts } from "../text/common";
import type { Language } from "../text/language";
import { denseButton } from "./button";

/** What both user interfaces can ask of the server about mail to the person. */
export type MailApi = {
  mail: () => Promise<OwnMail>;
  setMailWishes: (wishes: MailWishes) => Promise<OwnMail>;
  askEmailCode: (language: Language) => Promise<EmailCodeAsked>;
  confirmEmail: (code: string) => Promise<EmailConfirmed>;
};

export type Mail = {
  /** As the server has it; none until it has said. */
  own: OwnMail | null;
  /** As typed. */
  code: string;
  /** What the server said last, of a code or of asking for one. */
  said: EmailConfirmed | EmailCodeAsked | null;
};

export type MailActions = {
  typeCode: (code: string) => unknown;
  confirmEmail: () => unknown;
  askEmailCode: () => unknown;
  chooseMail: (wishes: MailWishes) => unknown;
};

export const CODE = "email-code";

export function noMailYet(): Mail {
  return { own: null, code: "", said: null };
}

/** The address waits for its code. */
export function isUnconfirmed({ own }: Mail): boolean {
  return own?.state === "code_sent" || own?.state === "code_missing";
}

type Words = { texts: CommonTexts; actions: MailActions };

/** The code that was mailed to the address. Nothing where there is nothing to confirm. */
export function codePart(
  { own, code, said }: Mail,
  { texts, actions }: Words,
): TemplateResult | typeof nothing {
  const words = texts.mail;
  if (own === null || own.state === "no_mail" || own.state === "no_address") return nothing;
  if (own.state === "confirmed") {
    return html`<p class="quiet small" data-testid="email-confirmed">${words.confirmed}</p>`;
  }
  const wrong = saidWrong(said, words);
  const send = (event: Event) => {
    event.preventDefault();
    actions.confirmEmail();
  };
  const typed = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) actions.typeCode(target.value);
  };
  const again = denseButton({
    testId: "ask-code",
    label: own.state === "code_sent" ? words.again : words.ask,
    act: actions.askEmailCode,
  });
  if (own.state === "code_missing") {
    return html`<p data-testid="email-unconfirmed">${words.unconfirmed}</p>
      ${wrong === null ? nothing : html`<p class="ds-validation-message">${wrong}</p>`}
      <div>${again}</div>`;
  }
  return html`<form class="stack stack--near" novalidate @submit=${send}>
    <p data-testid="email-unconfirmed">${words.sent}</p>
    <div class="ds-field">
      <label class="ds-label" for=${CODE}>${words.code}</label>
      <input
        class="ds-input"
        type="text"
        inputmode="numeric"
        autocomplete="one-time-code"
        id=${CODE}
        data-testid=${CODE}
        aria-describedby="email-code-wrong"
        aria-invalid=${wrong === null ? nothing : "true"}
        .value=${live(code)}
        @input=${typed}
      />
    </div>
    ${
      wrong === null
        ? nothing
        : html`<p class="ds-validation-message" id="email-code-wrong" data-testid="email-code-wrong">
            ${wrong}
          </p>`
    }
    <div class="row">
      <button class="ds-button" type="submit" data-variant="secondary" data-testid="confirm-email">
        ${words.confirm}
      </button>
      ${again}
    </div>
  </form>`;
}

function saidWrong(said: Mail["said"], words: CommonTexts["mail"]): string | null {
  switch (said?.outcome) {
    case "wrong":
      return words.wrong(said.tries_left);
    case "no_code":
      return words.noCode;
    case "too_soon":
      return words.tooSoon;
    case "confirmed":
    case "nothing":
    case "sent":
    case undefined:
      return null;
  }
}

type Kind = "arrivals" | "outcomes" | "duties";
const WHEN: readonly MailWhen[] = ["at_once", "daily", "never"];

/** When the person wants which mail. Duties can be gathered, not switched off. */
export function wishesPart(
  { own }: Mail,
  kinds: readonly Kind[],
  { texts, actions }: Words,
): TemplateResult | typeof nothing {
  if (own === null || own.state === "no_mail") return nothing;
  const words = texts.mail;
  const { wishes } = own;
  const choice = (kind: Kind) => {
    const chosen = ({ target }: Event) => {
      if (!(target instanceof HTMLSelectElement)) return;
      const when = WHEN.find((one) => one === target.value);
      if (when !== undefined) actions.chooseMail({ ...wishes, [kind]: when });
    };
    const possible = kind === "duties" ? WHEN.filter((when) => when !== "never") : WHEN;
    return html`<div class="ds-field">
      <label class="ds-label" for=${`mail-${kind}`}>${words.kinds[kind]}</label>
      <select class="ds-input" id=${`mail-${kind}`} data-testid=${`mail-${kind}`} @change=${chosen}>
        ${possible.map(
          (when) =>
            html`<option value=${when} ?selected=${wishes[kind] === when}>
              ${words.when[when]}
            </option>`,
        )}
      </select>
    </div>`;
  };
  return html`<section class="stack stack--near" aria-labelledby="mail-wishes">
    <h3 id="mail-wishes">${words.title}</h3>
    ${kinds.map(choice)} ${quietHours(wishes, { texts, actions })}
    <p class="quiet small">${words.duties}</p>
  </section>`;
}

const NIGHT = { from: 17, until: 7 };

function quietHours(wishes: MailWishes, { texts, actions }: Words): TemplateResult {
  const words = texts.mail;
  const hours = wishes.quiet_hours;
  const toggled = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    actions.chooseMail({ ...wishes, quiet_hours: target.checked ? NIGHT : null });
  };
  const hour = (which: "from" | "until", label: string, value: number, now: typeof NIGHT) => {
    const chosen = ({ target }: Event) => {
      if (!(target instanceof HTMLSelectElement)) return;
      actions.chooseMail({ ...wishes, quiet_hours: { ...now, [which]: Number(target.value) } });
    };
    return html`<div class="ds-field">
      <label class="ds-label" for=${`mail-${which}`}>${label}</label>
      <select class="ds-input" id=${`mail-${which}`} data-testid=${`mail-${which}`} @change=${chosen}>
        ${Array.from(
          { length: 24 },
          (_, at) =>
            html`<option value=${at} ?selected=${at === value}>${String(at).padStart(2, "0")}.00</option>`,
        )}
      </select>
    </div>`;
  };
  return html`<div class="ds-field">
      <input
        class="ds-input"
        type="checkbox"
        id="mail-quiet"
        data-testid="mail-quiet"
        .checked=${live(hours !== null)}
        @change=${toggled}
      />
      <label class="ds-label" for="mail-quiet">${words.quiet}</label>
    </div>
    ${
      hours === null
        ? nothing
        : html`<div class="row">
            ${hour("from", words.from, hours.from, hours)}
            ${hour("until", words.until, hours.until, hours)}
          </div>`
    }`;
}

/** What the actions work on, in either user interface. */
export type MailDesk = {
  mail: () => Mail;
  language: () => Language;
  put: (mail: Mail) => void;
  say: (what: (texts: CommonTexts) => string) => void;
  attempt: (act: () => Promise<void>) => Promise<unknown>;
};

export type MailWork = MailActions & { loadMail: () => Promise<void> };

/** Mail to the person. What cannot be asked is not shown. */
export function mailActions(desk: MailDesk, api: MailApi): MailWork {
  const change = (fields: Partial<Mail>) => desk.put({ ...desk.mail(), ...fields });

  async function loadMail(): Promise<void> {
    try {
      change({ own: await api.mail() });
    } catch {
      change({ own: null });
    }
  }

  return {
    loadMail,
    typeCode: (code) => change({ code }),
    confirmEmail: () =>
      desk.attempt(async () => {
        const said = await api.confirmEmail(desk.mail().code);
        change({ said, code: said.outcome === "wrong" ? desk.mail().code : "" });
        await loadMail();
        if (said.outcome === "confirmed") desk.say((texts) => texts.mail.saved);
      }),
    askEmailCode: () =>
      desk.attempt(async () => {
        const said = await api.askEmailCode(desk.language());
        change({ said, code: "" });
        await loadMail();
      }),
    chooseMail: (wishes) =>
      desk.attempt(async () => {
        change({ own: await api.setMailWishes(wishes) });
        desk.say((texts) => texts.mail.kept);
      }),
  };
}
