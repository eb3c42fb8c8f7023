import { html, nothing, type TemplateResult } from "lit-html";
import type { AppState } from "../../generated/AppState";
import type { LoginFailure } from "../../generated/LoginFailure";
import type { SessionView } from "../../generated/SessionView";
import { icon } from "../../parts/icon";
import { languages } from "../../parts/languages";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { loginFailure } from "./failure";
import { choosePin, elsewhere, unlock } from "./unlock";

/** Before anything of the office is shown: the start, the wait for the browser, the PIN. No figures. */
export function login(
  model: Model,
  { session, version, line }: AppState,
  words: Words,
  actions: Actions,
  failure: TemplateResult | typeof nothing,
): TemplateResult {
  const { texts } = words;
  return html`<div class="gate">
    <main class="panel gate__box" id="content" tabindex="-1">
      <div class="row">
        <span class="mark" aria-hidden="true">½</span>
        <span class="strong">${texts.product.name}</span>
      </div>
      ${failure}
      ${inner(model, session, line.waiting, words, actions)}
      <hr class="ds-divider" />
      <div class="row row--top">
        <span class="quiet">${icon("padlock")}</span>
        <p class="small quiet">${texts.login.kept}</p>
      </div>
    </main>
    <footer class="gate__foot">
      <span>${texts.product.version(version)}</span>
      ${languages(model.language, texts.language.label, actions.chooseLanguage)}
    </footer>
  </div>`;
}

function inner(
  model: Model,
  session: SessionView,
  waits: number,
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  switch (session.kind) {
    case "waiting":
      return waiting(session.ends_at, words, actions);
    case "signed_out":
      return start(session.failure, words, actions);
    case "elsewhere":
      return elsewhere(words, actions);
    case "choose_pin":
      return choosePin(session, model, words, actions);
    case "locked":
      return unlock(session, waits, words, actions);
    case "signed_in":
      return nothing;
  }
}

function start(failure: LoginFailure | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<div class="stack stack--near">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${texts.login.title}</h1>
      <p class="quiet">${texts.login.intro}</p>
    </div>
    ${loginFailure(failure, words)}
    <button
      class="ds-button gate__start"
      type="button"
      data-testid="start-login"
      @click=${actions.login}
    >
      ${icon("external")}${texts.login.start}
    </button>`;
}

function waiting(endsAt: string, { texts, format, now }: Words, actions: Actions): TemplateResult {
  const left = Date.parse(endsAt) - now.getTime();
  return html`<div class="row row--top row--wide" data-testid="login-waiting">
      <svg class="ds-spinner" viewBox="0 0 50 50" role="img" aria-label=${texts.login.waiting}>
        <circle class="ds-spinner__background" cx="25" cy="25" r="20" fill="none" stroke-width="5"></circle>
        <circle class="ds-spinner__circle" cx="25" cy="25" r="20" fill="none" stroke-width="5"></circle>
      </svg>
      <div class="stack stack--near">
        <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">
          ${texts.login.waitingTitle}
        </h1>
        <p class="quiet">${texts.login.waitingText}</p>
      </div>
    </div>
    <div class="row">
      <button
        class="ds-button"
        type="button"
        data-variant="secondary"
        data-testid="login-open-again"
        @click=${actions.openBrowserAgain}
      >
        ${icon("external")}${texts.login.openAgain}
      </button>
      <button
        class="ds-button"
        type="button"
        data-variant="tertiary"
        data-color="neutral"
        data-testid="login-cancel"
        @click=${actions.cancelLogin}
      >
        ${texts.login.cancel}
      </button>
    </div>
    <p class="quiet small tab">
      ${left > 0 ? texts.login.remaining(format.duration(left)) : texts.login.timeIsUp}
    </p>`;
}
