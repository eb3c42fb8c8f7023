import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { isUnconfirmed } from "../../parts/mail";
import type { Actions } from "../actions/actions";
import { showsOwn } from "../models/applying";
import { isEditable, isForm } from "../models/form";
import type { Model, Words } from "../models/model";
import { wordsOf } from "../models/model";
import { isOpen } from "../models/place";
import type { Problem } from "../models/problem";
import { pressing, type Session } from "../models/session";
import { applyingPage } from "./applying";
import { asksPage } from "./asks";
import { bar, footer } from "./bar";
import { bufdirTabs } from "./bufdir";
import { bufdirPage } from "./bufdir-pages";
import { contactPage } from "./contact";
import { figuresPage } from "./figures";
import { fillPage } from "./fill";
import { gate } from "./gate";
import { historyPage } from "./history";
import { chooseUnit, noRole, reading, unitPage } from "./home";
import { importPage } from "./import";
import { link, primary, title } from "./parts";
import { printPage } from "./print";
import { dialogs } from "./questions";
import { sendPage } from "./send";
import { stalePage } from "./stale";

type SignedIn = Extract<Session, { kind: "in" }>;

/** The whole page. The live region stands outside what changes, so that it outlives it. */
export function page(model: Model, actions: Actions): TemplateResult {
  const words = wordsOf(model);
  const { texts } = words;
  return html`<a class="ds-skip-link" href="#content">${texts.product.skipToContent}</a>
    <div class="ds-sr-only" role="status" aria-live="polite">${model.notice}</div>
    ${inner(model, words, actions)}`;
}

function inner(model: Model, words: Words, actions: Actions): TemplateResult {
  const { session, place } = model;
  const public_ = open(model, words);
  if (session.kind === "in" && !isGate(model)) return frame(model, session, words, actions);
  if (public_ !== null && session.kind !== "over" && session.kind !== "other") {
    return html`<div class="portal">${public_} ${footer(model, words, actions)}</div>`;
  }
  if (session.kind === "unknown" && place.kind !== "login" && place.kind !== "logged_out") {
    return html`<div class="portal">
      ${model.absent === null ? starting(words) : absent(model.absent, words, actions)}
    </div>`;
  }
  return gate(model, words, actions);
}

/** Pages of a login itself, which look the same whoever is logged in. */
function isGate({ place }: Model): boolean {
  return place.kind === "logged_in" || place.kind === "logged_out";
}

function starting({ texts }: Words): TemplateResult {
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <h1 class="ds-sr-only">${texts.product.name}</h1>
    <p role="status">${texts.product.starting}</p>
  </main>`;
}

function open({ place }: Model, { texts }: Words): TemplateResult | null {
  const home = texts.problem.toHome;
  switch (place.kind) {
    case "help":
      return reading(texts.help, home);
    case "accessibility":
      return reading(texts.accessibility, home);
    case "privacy":
      return reading(texts.privacy, home);
    case "home":
    case "unit":
    case "form":
    case "login":
    case "logged_in":
    case "logged_out":
    case "contact":
    case "apply":
    case "applications":
    case "accesses":
    case "reports":
    case "report":
    case "missing":
    case "halves":
    case "figures":
    case "people":
    case "bufdir_units":
    case "log":
    case "not_found":
      return null;
  }
}

function frame(model: Model, session: SignedIn, words: Words, actions: Actions): TemplateResult {
  const isForm = model.place.kind === "form" && model.absent === null;
  return html`<div class=${isForm ? "portal portal--form" : "portal"}>
    ${bar(model, session, words, actions)} ${banner(model, words, actions)}
    ${dayIsOver(model, session, words)} ${unconfirmed(model, words)} ${content(model, session, words, actions)}
    ${isForm ? nothing : footer(model, words, actions)}
    ${dialogs(model, session, words, actions)}
  </div>`;
}

/** On every page but those with the code itself, and the form. */
function unconfirmed(
  { applying, mail, place }: Model,
  { texts }: Words,
): TemplateResult | typeof nothing {
  const asksForCode = place.kind === "contact" || (place.kind === "apply" && showsOwn(applying));
  if (!isUnconfirmed(mail) || asksForCode || place.kind === "form") return nothing;
  return html`<p class="banner" data-testid="unconfirmed">
    ${texts.mail.toConfirm} ${link({ kind: "contact" }, texts.mail.confirm, "go-confirm")}
  </p>`;
}

function content(model: Model, { who }: SignedIn, words: Words, actions: Actions): TemplateResult {
  const { place } = model;
  const everybody = open(model, words);
  if (everybody !== null) return everybody;
  if (place.kind === "not_found") return notFound(words);
  if (model.absent !== null) return absent(model.absent, words, actions);
  if (place.kind === "contact") return contactPage(model, who, words, actions);
  if (place.kind === "apply") return applyingPage(model, words, actions);
  if (place.kind === "figures") {
    if (!who.sees_figures) return notFound(words);
    const shown = figuresPage(model, words, actions);
    return who.is_bufdir ? html`${bufdirTabs(place, words)} ${shown}` : shown;
  }
  const atBufdir = bufdirPage(model, words, actions);
  if (atBufdir !== null) return who.is_bufdir ? atBufdir : notFound(words);
  if (who.units.length === 0) return noRole(words);
  switch (place.kind) {
    case "unit":
      return unitPage(model, model.unit, words);
    case "form":
      return formPage(model, place, words, actions);
    default:
      return chooseUnit(who, words);
  }
}

function formPage(
  { form }: Model,
  place: Extract<Model["place"], { kind: "form" }>,
  words: Words,
  actions: Actions,
): TemplateResult {
  if (!isForm(form, place) || place.view === null) return starting(words);
  const fill = { form, editable: isEditable(form.view.period), words, actions };
  if (form.stale !== null) return stalePage(form.stale, fill);
  switch (place.view) {
    case "fill":
      return fillPage(fill);
    case "asks":
      return asksPage(fill);
    case "send":
      return sendPage(fill);
    case "history":
      return historyPage(fill);
    case "print":
      return printPage(fill);
    case "import":
      return importPage(fill);
  }
}

function notFound({ texts }: Words): TemplateResult {
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body" data-testid="not-found">
      ${title(texts.problem.notFoundTitle)}
      <p>${texts.problem.notFound}</p>
      <p>${link({ kind: "home" }, texts.problem.toHome)}</p>
    </div>
  </main>`;
}

/** The page's data could not be had. */
function absent(problem: Problem, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  if (problem.kind === "not_found" || problem.kind === "forbidden") return notFound(words);
  const head =
    problem.kind === "offline"
      ? texts.problem.offlineTitle
      : problem.kind === "away"
        ? texts.problem.awayTitle
        : texts.problem.title;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body" data-testid="absent" data-problem=${problem.kind}>
      ${title(head)}
      <p>${problemText(problem, words)}</p>
      <div class="row">
        ${primary({ label: texts.problem.again, act: actions.tryAgain, testId: "try-again" })}
      </div>
    </div>
  </main>`;
}

/** What was tried last and did not go. */
function banner(model: Model, words: Words, actions: Actions): TemplateResult | typeof nothing {
  const { problem } = model;
  const { texts } = words;
  if (problem === null) return nothing;
  return html`<div
    class="ds-alert failure"
    role="alert"
    data-color=${problem.kind === "trouble" ? "danger" : "warning"}
    data-testid="problem"
    data-problem=${problem.kind}
  >
    <span class="grow">${problemText(problem, words)}</span>
    ${denseButton({ act: actions.closeProblem, label: texts.problem.close })}
  </div>`;
}

function problemText(problem: Problem, { texts }: Words): string {
  const text = texts.problem[problem.kind];
  if (problem.kind !== "trouble" || problem.reference === null) return text;
  return `${text} ${texts.problem.reference(problem.reference)}`;
}

/** The session ends at its time, however busy it is: nothing can be pressed to change that. */
function dayIsOver({ now }: Model, { ends }: SignedIn, { texts, format }: Words) {
  const near = pressing(ends, now);
  if (near.kind !== "soon" || near.idle) return nothing;
  return html`<div class="banner" role="status" data-testid="day-is-over">
    <span>${texts.session.day(format.duration(near.left))}</span>
  </div>`;
}

/** The page's title: its name before the product's. */
export function titleOf(model: Model): string {
  const { texts, format } = wordsOf(model);
  const { place, session, form } = model;
  const named = (name: string) => texts.product.title(name);
  if (session.kind === "over") return named(texts.session.overTitle);
  if (session.kind === "none" && !isOpen(place)) return named(texts.login.title);
  switch (place.kind) {
    case "home":
      return named(texts.home.title);
    case "unit":
      return named(model.unit === null ? place.unit : texts.unit.title(model.unit.unit.name));
    case "form": {
      const view = place.view === null ? "" : `${texts.tabs[place.view]}, `;
      const unit = isForm(form, place) ? form.view.unit.name : place.unit;
      return named(`${view}${unit}, ${format.period(place.period)}`);
    }
    case "login":
      return named(texts.login.title);
    case "logged_in":
      return named(texts.login.loggedIn);
    case "logged_out":
      return named(texts.login.loggedOut);
    case "contact":
      return named(texts.contact.title);
    case "apply":
      return named(texts.apply.title);
    case "applications":
    case "accesses":
    case "reports":
    case "missing":
    case "halves":
    case "people":
    case "bufdir_units":
    case "log":
      return named(texts.bufdir.tabs[place.kind]);
    case "report":
      return named(texts.bufdir.report);
    case "figures":
      return named(texts.figures.title);
    case "help":
      return named(texts.help.title);
    case "accessibility":
      return named(texts.accessibility.title);
    case "privacy":
      return named(texts.privacy.title);
    case "not_found":
      return named(texts.problem.notFoundTitle);
  }
}
