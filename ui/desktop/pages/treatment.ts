import { html, nothing, type TemplateResult } from "lit-html";
import type { Stage } from "../../generated/Stage";
import { facts } from "../../parts/facts";
import { stages } from "../../parts/stages";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { isOpen, type Review } from "../models/review";
import { type Decided, isAtBufdir, stageName, stepsOf, waitText } from "../models/stage";
import { undoButton } from "./deciding";
import { verdictFacts } from "./decision";
import { form } from "./form";
import { lost } from "./lost";

/** «Statsforvalterens behandling»: the form, or where its decision stands. */
export function treatment(
  model: Model,
  review: Review,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const { stage } = review.view;
  return html`<section
    class="decide"
    aria-labelledby="treatment-title"
    data-testid="stage"
    data-stage=${stageName(stage)}
  >
    <h2 id="treatment-title" tabindex="-1">${texts.treatment.title}</h2>
    ${lost(review.view.lost, words)} ${review.newVersion ? newVersion(review, words) : nothing}
    ${stage.kind === "needs_you" ? needsYou(stage, words, actions) : nothing}
    ${isOpen(review.view) ? form(model, review, words, actions) : nothing}
    ${
      stage.kind === "saved_here" || stage.kind === "received"
        ? decided(model, review, stage, words, actions)
        : nothing
    }
  </section>`;
}

function newVersion({ view }: Review, { texts }: Words): TemplateResult {
  return html`<div class="ds-alert" data-color="info" role="alert" data-testid="new-version">
    <h3>${texts.report.newVersion(view.revision)}</h3>
    <p>${texts.report.newVersionText}</p>
  </div>`;
}

/** The decision came back: where that is told in full. */
function needsYou(
  { reason }: Extract<Stage, { kind: "needs_you" }>,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const words = texts.needsYou;
  return html`<div class="ds-alert" data-color="warning" data-testid="needs-you" data-reason=${reason}>
    <h3>${words[reason].title}</h3>
    <p>
      <button class="ds-link linklike" type="button" @click=${() => actions.turn("back")}>
        ${words.show}
      </button>
    </p>
  </div>`;
}

function decided(
  model: Model,
  review: Review,
  stage: Decided,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`${facts(verdictFacts(review.view, stage.verdict, words))}
    <h3>${texts.stage.title}</h3>
    <div class="stages--down">
      ${stages(stepsOf(stage, words), { notYet: texts.stage.notYet, done: texts.stage.done })}
    </div>
    ${
      stage.kind === "saved_here" ? savedHere(model, stage, words, actions) : received(stage, words)
    }`;
}

function savedHere(
  model: Model,
  stage: Extract<Stage, { kind: "saved_here" }>,
  words: Words,
  actions: Actions,
): TemplateResult {
  const link = model.app?.line.link ?? "unknown";
  return html`<p class="quiet">${waitText(stage, link, words)}</p>
    ${stage.can_undo ? undoButton(() => actions.undo(stage.decision_id), words) : nothing}`;
}

function received(stage: Extract<Stage, { kind: "received" }>, { texts }: Words): TemplateResult {
  return html`${facts([
    {
      term: texts.stage.receipt,
      value: html`<span class="tab" data-testid="receipt-number">${stage.receipt.number}</span>`,
      strong: true,
    },
  ])}
    ${
      stage.verdict.kind === "approve" && !isAtBufdir(stage)
        ? html`<p class="quiet small">${texts.stage.bufdirWaits}</p>`
        : nothing
    }`;
}
