import { html, nothing, type TemplateResult } from "lit-html";
import { confirmDialog } from "../../parts/dialog";
import type { Texts } from "../../text";
import type { Actions } from "../actions/actions";
import { inside } from "../inside";
import { isSignedIn, type Model, type Words, wordsOf } from "../models/model";
import { login } from "./login";
import { wrong } from "./wrong";

/** The whole window. The live region stands outside the pages, so that it outlives them. */
export function page(model: Model, actions: Actions): TemplateResult {
  const words = wordsOf(model);
  return html`<a class="ds-skip-link" href="#content">${words.texts.product.skipToContent}</a>
    <div class="ds-sr-only" role="status" aria-live="polite">${model.notice}</div>
    ${isSignedIn(model) ? inside(model, words, actions) : gate(model, words, actions)}
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
  if (model.app === null) {
    return html`<main class="gate" id="content" tabindex="-1">
      <p class="ds-sr-only">${words.texts.product.starting}</p>
      ${wrong(model, words, actions)}
    </main>`;
  }
  return login(model, model.app, words, actions, wrong(model, words, actions));
}
