import { html, nothing, type TemplateResult } from "lit-html";
import type { AppState } from "../../generated/AppState";
import type { LoginFailure } from "../../generated/LoginFailure";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { languages } from "./languages";

/** Before anybody is logged in: the start, or the wait for the browser. No figures, no names. */
export function login(
  model: Model,
  { session, version }: AppState,
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
      ${
        session.kind === "waiting"
          ? waiting(session.ends_at, words, actions)
          : start(session.kind === "signed_out" ? session.failure : null, words, actions)
      }
      <hr class="ds-divider" />
      <div class="row row--top">
        <span class="quiet">${icon("padlock")}</span>
        <p class="small quiet">${texts.login.kept}</p>
      </div>
    </main>
    <footer class="gate__foot">
      <span>${texts.product.version(version)}</span>
      ${languages(model.language, texts.language.label, actions)}
    </footer>
  </div>`;
}

function start(failure: LoginFailure | null, { texts }: Words, actions: Actions): TemplateResult {
  return html`<div class="stack stack--near">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${texts.login.title}</h1>
      <p class="quiet">${texts.login.intro}</p>
    </div>
    ${
      failure === null
        ? nothing
        : html`<div
            class="ds-alert"
            role="alert"
            data-testid="login-failure"
            data-failure=${failure}
            data-color=${TONES[failure]}
          >
            <h2>${texts.login.failure[failure].title}</h2>
            <p>${texts.login.failure[failure].text}</p>
          </div>`
    }
    <button
      class="ds-button gate__start"
      type="button"
      data-testid="start-login"
      @click=${actions.login}
    >
      ${icon("external")}${texts.login.start}
    </button>`;
}

/** A lack of network is no fault, and neither is a change of mind. */
const TONES: Record<LoginFailure, "info" | "warning" | "danger"> = {
  cancelled: "info",
  timed_out: "info",
  offline: "info",
  no_role: "warning",
  refused: "warning",
  no_browser: "warning",
  no_keychain: "warning",
  internal: "danger",
};

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
