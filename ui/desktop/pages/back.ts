import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { DecidedView } from "../../generated/DecidedView";
import type { ReportView } from "../../generated/ReportView";
import type { Stage } from "../../generated/Stage";
import { denseButton } from "../../parts/button";
import { facts } from "../../parts/facts";
import { icon, state } from "../../parts/icon";
import { slots } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { countOf } from "../models/found";
import type { Words } from "../models/model";
import { isOpen, type Review } from "../models/review";
import { changes } from "./changes";
import { verdictFacts } from "./decision";
import { lost } from "./lost";
import { reportHead } from "./review";

type CameBack = Extract<Stage, { kind: "needs_you" }>;

/**
 * «Trenger deg»: the decision that came back beside what stands there instead. The text is the
 * officer's to change or to copy; nothing is decided here.
 */
export function cameBack(
  review: Review,
  stage: CameBack,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const { view } = review;
  const tag = html`<span class="ds-tag" data-color="warning"
    >${icon("warning")}${texts.needsYou.title}</span
  >`;
  const reason = reasonText(stage, view, words);
  return html`<main class="entry" id="content" tabindex="-1" data-testid="stage" data-stage="needs_you">
    ${reportHead(view, words, actions, { tag, button: copyButton(stage, words, actions), place: null })}
    <div class="entry__scroll">
      <div class="stack entry__body">
        ${lost(view.lost, words)}
        <div data-testid="needs-you" data-reason=${stage.reason} data-instead=${stage.instead.kind}>
          <h2>${reason.title}</h2>
          <p class="quiet">${reason.text}</p>
        </div>
        <div class="two">${mine(view, stage, words)} ${theirs(view, stage, words)}</div>
        ${
          stage.instead.kind === "corrected" && view.changes !== null
            ? html`<div class="panel panel--table">${changes(view, view.changes, null, words)}</div>`
            : nothing
        }
        ${ownText(review, stage, words, actions)}
      </div>
    </div>
    ${foot(view, stage, words, actions)}
  </main>`;
}

function reasonText(stage: CameBack, view: ReportView, { texts }: Words) {
  const words = texts.needsYou;
  if (stage.reason !== "conflict") return words[stage.reason];
  switch (stage.instead.kind) {
    case "corrected":
      return words.corrected(view.unit_name, view.revision, stage.revision);
    case "withdrawn":
      return words.withdrawn(view.unit_name, stage.revision);
    case "decided":
      return words.decided(stage.instead.decision.decided_by);
    case "unknown":
      return words.conflict;
  }
}

function mine(view: ReportView, stage: CameBack, words: Words): TemplateResult {
  const { texts, format, now } = words;
  return html`<section class="panel" aria-labelledby="mine-title">
    <div class="panel__head">
      <h3 class="grow" id="mine-title">${texts.needsYou.mine(stage.revision)}</h3>
      ${state("savedHere", texts.needsYou.heldBack, "quiet")}
    </div>
    <div class="panel__body">
      ${facts([
        { term: texts.needsYou.youDecided, value: format.when(stage.confirmed_at, now) },
        ...verdictFacts(view, stage.verdict, words).filter(
          ({ term }) => term !== texts.treatment.comment && term !== texts.treatment.breaches,
        ),
        ...askFacts(stage, words),
      ])}
    </div>
  </section>`;
}

function askFacts({ verdict }: CameBack, { texts }: Words) {
  if (verdict.kind !== "return" || verdict.asks.length === 0) return [];
  return [{ term: texts.needsYou.youAsked, value: texts.asks.count(verdict.asks.length) }];
}

function theirs(view: ReportView, stage: CameBack, words: Words): TemplateResult {
  const { texts, format, now } = words;
  if (stage.instead.kind === "decided") return other(view, stage.instead.decision, words);
  return html`<section class="panel panel--now" aria-labelledby="theirs-title">
    <div class="panel__head">
      <h3 class="grow" id="theirs-title">${texts.needsYou.theirs(view.revision)}</h3>
    </div>
    <div class="panel__body">
      ${facts([
        { term: texts.entry.columns.received, value: format.when(view.received_at, now) },
        { term: texts.entry.columns.sentBy, value: view.submitted_by },
        {
          term: texts.findings.title,
          value:
            view.findings.length === 0 ? texts.findings.none : slots(countOf(view.findings), texts),
        },
      ])}
    </div>
  </section>`;
}

function other(view: ReportView, decision: DecidedView, words: Words): TemplateResult {
  const { texts, format, now } = words;
  return html`<section class="panel panel--now" aria-labelledby="theirs-title">
    <div class="panel__head">
      <h3 class="grow" id="theirs-title">${texts.needsYou.other(decision.decided_by)}</h3>
      ${state("done", texts.stage.received, "ok")}
    </div>
    <div class="panel__body">
      ${facts([
        { term: texts.entry.columns.decided, value: format.when(decision.confirmed_at, now) },
        ...verdictFacts(view, decision.verdict, words),
        {
          term: texts.stage.receipt,
          value: html`<span class="tab">${decision.receipt.number}</span>`,
          strong: true,
        },
      ])}
    </div>
  </section>`;
}

/** What the officer wrote: a draft of a new decision where there can be one, else a text to copy. */
function ownText(
  { view, fields }: Review,
  stage: CameBack,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const open = isOpen(view) && stage.instead.kind !== "decided";
  const kept = stage.verdict.comment ?? "";
  if (!open && kept === "") return nothing;
  const typed = (event: Event) => {
    if (event.target instanceof HTMLTextAreaElement) actions.edit({ comment: event.target.value });
  };
  return html`<div class="panel panel__body ds-field">
    <label class="ds-label" for="kept-text">${texts.needsYou.yourText(stage.revision)}</label>
    <textarea
      class="ds-input"
      id="kept-text"
      data-testid="kept-text"
      rows="4"
      ?readonly=${!open}
      .value=${open ? live(fields.comment) : kept}
      @input=${typed}
    ></textarea>
  </div>`;
}

function copyButton(stage: CameBack, { texts }: Words, actions: Actions) {
  const text = stage.verdict.comment ?? "";
  if (text === "") return nothing;
  return denseButton({
    testId: "copy-text",
    act: () => actions.copy(text, "kept-text", "text"),
    label: html`${icon("files")}${texts.needsYou.copy}`,
  });
}

function foot(
  view: ReportView,
  stage: CameBack,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const words = texts.needsYou;
  const again =
    isOpen(view) && stage.instead.kind !== "decided" && stage.instead.kind !== "withdrawn";
  return html`<div class="entry__foot">
    <p class="grow quiet">${again ? words.again(view.revision) : words.nothingMore}</p>
    <button
      class="ds-button"
      type="button"
      data-variant=${again ? "tertiary" : "secondary"}
      data-color=${again ? "danger" : "neutral"}
      data-testid="lay-aside"
      @click=${() => actions.layAside(stage.decision_id)}
    >
      ${again ? words.discard : words.acknowledge}
    </button>
    ${
      again
        ? html`<button
            class="ds-button"
            type="button"
            data-testid="decide-again"
            @click=${() => actions.turn("form")}
          >
            ${words.decideAgain(view.revision)}${icon("next")}
          </button>`
        : nothing
    }
  </div>`;
}
