import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { confirmDialog } from "../../parts/dialog";
import { icon } from "../../parts/icon";
import type { Texts } from "../../text";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words, wordsOf } from "../models/model";
import { access } from "./access";
import { application } from "./application";
import { cameBack } from "./back";
import { bar } from "./bar";
import { entry } from "./entry";
import { figures } from "./figures";
import { help } from "./help";
import { home } from "./home";
import { keys } from "./keys";
import { accessEnded, olderCopy } from "./leaving";
import { login } from "./login";
import { reminders } from "./reminders";
import { review } from "./review";
import { settings } from "./settings";
import { tasks } from "./tasks";

/** The whole window. The live region stands outside the pages, so that it outlives them. */
export function page(model: Model, actions: Actions): TemplateResult {
  const words = wordsOf(model);
  const signedIn = model.app?.session.kind === "signed_in";
  return html`<a class="ds-skip-link" href="#content">${words.texts.product.skipToContent}</a>
    <div class="ds-sr-only" role="status" aria-live="polite">${model.notice}</div>
    ${signedIn ? frame(model, words, actions) : gate(model, words, actions)}
    ${model.unsent === null ? nothing : unsent(model.unsent, words, actions)}`;
}

/** Before the program ends with decisions that the server does not have. */
function unsent(count: number, { texts }: Words, actions: Actions): TemplateResult {
  const { title, text, back, close, confirm } = texts.unsent;
  return confirmDialog(
    { title, back, close, confirm },
    html`<p data-testid="unsent">${text(count)}</p>`,
    { cancel: () => void actions.leave(false), confirm: () => void actions.leave(true) },
  );
}

/** The window's title: the page's name before the product's. */
export function titleOf(model: Model, texts: Texts): string {
  const kind = model.app?.session.kind;
  if (kind === undefined) return texts.product.name;
  if (kind === "signed_out") return texts.product.title(texts.login.title);
  if (kind === "waiting") return texts.product.title(texts.login.waitingTitle);
  if (kind === "choose_pin") return texts.product.title(texts.unlock.choose);
  if (kind === "elsewhere") return texts.product.title(texts.unlock.elsewhere.title);
  if (kind === "locked") return texts.product.title(texts.unlock.unlock);
  if (model.place.kind !== "report") return texts.product.title(placeName(model.place, texts));
  const name = model.review?.view.unit_name;
  return name === undefined ? texts.product.name : texts.product.title(name);
}

function placeName(place: Exclude<Model["place"], { kind: "report" }>, texts: Texts): string {
  switch (place.kind) {
    case "home":
      return texts.home.title;
    case "tasks":
      return texts.tasks.title;
    case "settings":
      return texts.settings.title;
    case "help":
      return texts.help.title;
    case "access":
      return texts.access.title;
    case "reminders":
      return texts.reminders.title;
    case "figures":
      return texts.figures.title;
    case "application":
      return texts.application.kind;
  }
}

function gate(model: Model, words: Words, actions: Actions): TemplateResult {
  if (model.app === null || model.app.session.kind === "signed_in") {
    return html`<main class="gate" id="content" tabindex="-1">
      <p class="ds-sr-only">${words.texts.product.starting}</p>
      ${failure(model, words, actions)}
    </main>`;
  }
  return login(model, model.app, words, actions, failure(model, words, actions));
}

function frame(model: Model, words: Words, actions: Actions): TemplateResult {
  return html`<div class="app">
    ${bar(model, words, actions)} ${banner(model, words, actions)}
    ${olderCopy(model.app?.store?.unsure ?? 0, words, actions)}
    ${failure(model, words, actions)} ${content(model, words, actions)}
    ${model.keysOpen ? keys(words, actions) : nothing}
  </div>`;
}

function content(model: Model, words: Words, actions: Actions): TemplateResult {
  switch (model.place.kind) {
    case "home":
      return home(model, words, actions);
    case "tasks":
      return tasks(model, words, actions);
    case "settings":
      return settings(model, words, actions);
    case "help":
      return help(model, words, actions);
    case "access":
      return access(model, words, actions);
    case "reminders":
      return reminders(model, words, actions);
    case "figures":
      return figures(model, model.place.from, words, actions);
    case "application":
      return model.application === null
        ? starting(words)
        : application(model, model.application, words, actions);
    case "report":
      return report(model, words, actions);
  }
}

function report(model: Model, words: Words, actions: Actions): TemplateResult {
  if (model.review === null) return starting(words);
  const { face, view } = model.review;
  if (face === "back" && view.stage.kind === "needs_you") {
    return cameBack(model.review, view.stage, words, actions);
  }
  return face === "entry" && view.stage.kind === "received"
    ? entry(model.review, view.stage, words, actions)
    : review(model, model.review, words, actions);
}

function starting({ texts }: Words): TemplateResult {
  return html`<main class="page" id="content" tabindex="-1">
    <h1 class="ds-sr-only" id=${TITLE} tabindex="-1">${texts.product.starting}</h1>
  </main>`;
}

/** What every page must know at once: the session has ended, or there is no network. */
function banner(
  model: Model,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (model.app?.session.kind !== "signed_in") return nothing;
  const { session, line, store } = model.app;
  if (store?.access.kind === "ended") return accessEnded(model, { texts, format, now }, actions);
  const until =
    line.offline_until === null
      ? nothing
      : html`<span data-testid="offline-until"
          >${texts.tasks.offlineUntil(format.when(line.offline_until, now))}</span
        >`;
  if (session.expired || line.link === "login_needed") {
    return html`<div class="banner" role="region" aria-label=${texts.bar.notice}>
      ${icon("login")}
      <span class="grow"
        ><b class="strong">${texts.login.expired}</b> ${texts.login.expiredText} ${until}</span
      >
      ${denseButton({ testId: "login-again", act: actions.login, label: texts.login.again })}
    </div>`;
  }
  if (line.link !== "offline" || model.place.kind !== "tasks") return nothing;
  const waiting =
    line.waiting > 0 ? texts.tasks.offlineWaiting(line.waiting) : texts.tasks.offlineNothing;
  const fetched =
    line.updated_at === null ? "" : texts.tasks.offlineFetched(format.when(line.updated_at, now));
  return html`<div class="banner" role="region" aria-label=${texts.bar.notice}>
    ${icon("offline")}
    <span class="grow"
      ><b class="strong">${texts.tasks.offlineTitle}</b> ${waiting} ${fetched} ${until}</span
    >
  </div>`;
}

function failureText(error: NonNullable<Model["error"]>, texts: Texts): string {
  switch (error.code) {
    case "internal":
      return texts.error.internal(error.reference);
    case "refused":
      return error.refusal === "comment_too_long" ? texts.error.too_long : "";
    case "unseen":
      return "";
    case "answer_refused":
      return texts.application.refused[error.refusal];
    case "signed_out":
    case "locked":
    case "pin_not_good":
    case "pin_wrong":
    case "no_keychain":
    case "not_found":
    case "bad_input":
    case "not_written":
    case "no_room":
    case "too_late":
    case "not_reached":
    case "not_approved":
      return texts.error[error.code];
  }
}

/** Why the last act did nothing. */
function failure(
  { error }: Model,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (error === null) return nothing;
  const known = failureText(error, texts);
  if (known === "") return nothing;
  return html`<div
    class="ds-alert failure"
    role="alert"
    data-testid="error"
    data-code=${error.code}
    data-color=${error.code === "internal" ? "danger" : "warning"}
  >
    <p class="grow">${known}</p>
    ${denseButton({ act: actions.closeError, label: texts.error.close, variant: "tertiary" })}
  </div>`;
}
