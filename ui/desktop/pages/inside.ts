import "../styles/inside.css";
import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
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
import { reminders } from "./reminders";
import { review } from "./review";
import { settings } from "./settings";
import { tasks } from "./tasks";
import { wrong } from "./wrong";

/** What an officer who has logged in works in. */
export function inside(model: Model, words: Words, actions: Actions): TemplateResult {
  return html`<div class="app">
    ${bar(model, words, actions)} ${banner(model, words, actions)}
    ${olderCopy(model.app?.store?.unsure ?? 0, words, actions)}
    ${wrong(model, words, actions)} ${content(model, words, actions)}
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
