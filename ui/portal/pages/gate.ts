import { html, nothing, type TemplateResult } from "lit-html";
import { icon } from "../../parts/icon";
import { languages } from "../../parts/languages";
import type { PortalTexts } from "../../text/portal";
import type { Actions } from "../actions/actions";
import { addressOf } from "../models/address";
import { holdsUnsaved } from "../models/form";
import type { Model, Words } from "../models/model";
import { isOpen, loginAddress, type Place } from "../models/place";
import type { Session } from "../models/session";
import { link, primary, secondary, title } from "./parts";

type Failure = keyof PortalTexts["login"]["failure"];

/** Before anything of a unit is shown, and when a session has ended. No figures. */
export function gate(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<div class="gate">
    <main class="panel gate__box" id="content" tabindex="-1">
      <div class="row">
        <span class="mark" aria-hidden="true">½</span>
        <span class="strong">${texts.product.name}</span>
      </div>
      ${inner(model, words, actions)}
    </main>
    <footer class="gate__foot">
      <span class="row">
        ${link({ kind: "help" }, texts.help.title)}
        ${link({ kind: "accessibility" }, texts.accessibility.title)}
        ${link({ kind: "privacy" }, texts.privacy.title)}
      </span>
      ${languages(model.language, texts.language.label, actions.chooseLanguage)}
    </footer>
  </div>`;
}

function inner(model: Model, words: Words, actions: Actions): TemplateResult {
  const { session, place } = model;
  const { texts } = words;
  if (place.kind === "logged_in") {
    return html`${title(texts.login.loggedIn)}
      <p>${texts.login.loggedInText}</p>
      <p>${link({ kind: "home" }, texts.problem.toHome)}</p>`;
  }
  if (place.kind === "logged_out") {
    return html`${title(texts.login.loggedOut)}
      <p>${texts.login.loggedOutText}</p>
      ${startLink({ kind: "home" }, model, texts.login.again, false)}`;
  }
  if (session.kind === "over") return over(model, words, actions);
  if (session.kind === "other") return other(session, words, actions);
  return start(model, words);
}

function start(model: Model, { texts }: Words): TemplateResult {
  const { place } = model;
  return html`<div class="stack stack--near">
      ${title(texts.login.title)}
      <p class="quiet">${texts.login.intro}</p>
    </div>
    ${place.kind === "login" && place.failure !== null ? failed(place.failure, texts) : nothing}
    ${startLink(isOpen(place) ? { kind: "home" } : place, model, texts.login.start, place.kind === "login")}`;
}

/** The login is the server's: a link leads there, and it leads back to the page that was wanted. */
function startLink(to: Place, model: Model, label: string, again: boolean): TemplateResult {
  return html`<a
    class="ds-button gate__start"
    href=${loginAddress(addressOf(to, model.language), model.language, again)}
    data-testid="start-login"
    >${icon("login")}${label}</a
  >`;
}

const TONES: Record<Failure, "info" | "warning"> = {
  cancelled: "info",
  no_answer: "info",
  expired: "info",
  refused: "warning",
  too_low: "warning",
  other: "warning",
};

function failed(code: string, texts: PortalTexts): TemplateResult {
  const failure: Failure = code in TONES ? (code as Failure) : "other";
  const { title: head, text } = texts.login.failure[failure];
  return html`<div
    class="ds-alert"
    role="alert"
    data-color=${TONES[failure]}
    data-testid="login-failure"
    data-failure=${failure}
  >
    <h2>${head}</h2>
    <p>${text}</p>
  </div>`;
}

/** What is typed and not saved is in this tab alone: the login is in another one. */
function over(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const keeps = model.form !== null && holdsUnsaved(model.form);
  const to = keeps ? ({ kind: "logged_in" } as const) : model.place;
  return html`<div class="stack stack--near" data-testid="session-over">
      ${title(texts.session.overTitle)}
      <p>${keeps ? texts.session.overKept : texts.session.over}</p>
    </div>
    <a
      class="ds-button gate__start"
      href=${loginAddress(addressOf(to, model.language), model.language, true)}
      target=${keeps ? "_blank" : nothing}
      rel=${keeps ? "noopener" : nothing}
      data-testid="login-again"
      >${icon(keeps ? "external" : "login")}${keeps ? texts.session.againTab : texts.session.again}</a
    >
    ${keeps ? secondary({ label: texts.session.check, act: actions.check, testId: "check-session" }) : nothing}`;
}

function other(
  session: Extract<Session, { kind: "other" }>,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  return html`<div class="stack stack--near" data-testid="other-person">
      ${title(texts.session.otherTitle)}
      <p>${texts.session.other(session.now, session.who.name)}</p>
    </div>
    ${primary({ label: texts.session.check, act: actions.check, testId: "check-session" })}
    ${secondary({
      label: texts.session.giveUp(session.now),
      act: actions.giveUp,
      testId: "give-up",
    })}`;
}
