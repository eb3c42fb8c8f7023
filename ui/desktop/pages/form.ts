import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { breachesOf } from "../models/breaches";
import { unseenErrors } from "../models/found";
import type { Model, Words } from "../models/model";
import {
  COMMENT_MAX,
  type Field,
  figureOf,
  isDirty,
  type Problem,
  problemsOf,
  type Review,
} from "../models/review";
import { asks } from "./asks";
import { foot, validation } from "./deciding";
import { phrases } from "./phrases";

/** The officer's fields, with the two buttons of the guide. */
export function form(model: Model, review: Review, words: Words, actions: Actions): TemplateResult {
  const problems = review.told ? problemsOf(review) : [];
  const message = (field: Field) => {
    const problem = problems.find((candidate) => candidate.field === field);
    return problem === undefined ? null : problemText(problem, review, words);
  };
  return html`${ownFigure(review, message("own-figure"), words, actions)}
    ${breaches(review, words)} ${asks(review, words, actions)}
    ${approves(review, message("approve"), words, actions)}
    ${comment(review, message("comment"), words, actions)}
    ${phrases(model.phrases, review, words, actions)} ${below(review, words, actions)}`;
}

function ownFigure(
  { view, fields, carried }: Review,
  message: string | null,
  { texts, format }: Words,
  actions: Actions,
): TemplateResult {
  const typed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) actions.edit({ ownFigure: event.target.value });
  };
  const before = view.figure_before;
  return html`<div class="ds-field">
    <label class="ds-label" for="own-figure">${texts.treatment.ownFigure}</label>
    <div class="own">
      <input
        class="ds-input"
        id="own-figure"
        data-testid="own-figure"
        inputmode="numeric"
        autocomplete="off"
        aria-describedby="own-figure-of own-figure-carried own-figure-wrong"
        aria-invalid=${message === null ? nothing : "true"}
        .value=${live(fields.ownFigure)}
        @input=${typed}
      />
      <span class="small quiet" id="own-figure-of">
        ${before === null || carried !== null ? "" : texts.treatment.ownFigureBefore(format.number(before.figure), before.version)}
        ${view.extended === null ? "" : texts.treatment.ownFigureOf(format.number(view.extended))}
      </span>
    </div>
    ${
      carried === null
        ? nothing
        : html`<span class="saved" id="own-figure-carried" data-testid="own-figure-carried"
            >${icon("undo")}${texts.treatment.ownFigureCarried(carried.version)}</span
          >`
    }
    ${validation("own-figure", message)}
  </div>`;
}

/** The arithmetic behind the own figure, with its numbers. */
function breaches({ view, fields }: Review, { texts, format }: Words) {
  const own = figureOf(fields.ownFigure);
  const found = breachesOf(view, own === "invalid" ? null : own);
  if (found === null) return nothing;
  const { late, sum, closed } = found;
  const number = (value: number) => format.number(value);
  const start = `${late.map(number).join(" + ")} −`;
  /** What the breaches are of those that were closed, where both are known. */
  const shareRow = (testId: string, term: string, part: number | null) =>
    part === null || closed === null || closed === 0
      ? nothing
      : html`<dt>${term}</dt>
          <dd data-testid=${testId}>
            <span class="quiet">${texts.treatment.shareOf(number(part), number(closed))}</span>
            <b class="strong">${format.share(part, closed)}</b>
          </dd>`;
  return html`<dl class="calc" data-testid="breaches">
    <dt>${texts.treatment.breaches}</dt>
    <dd>
      ${
        found.own === null || sum === null
          ? html`<span class="quiet">${start} ${texts.treatment.breachesOwn}</span>`
          : html`${start} ${number(found.own)} = <b class="strong">${number(sum)}</b>`
      }
    </dd>
    ${shareRow("share-without", texts.treatment.shareWithout, found.without)}
    ${shareRow("share-with", texts.treatment.shareWith, sum)}
    ${
      view.breaches_before === null
        ? nothing
        : html`<dt>${texts.treatment.breachesBefore}</dt>
            <dd class="quiet">
              ${format.share(view.breaches_before.part, view.breaches_before.whole)}
            </dd>`
    }
  </dl>`;
}

function approves(
  { fields }: Review,
  message: string | null,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const choice = (id: string, approve: boolean, label: string) => html`<div class="ds-field">
    <input
      class="ds-input"
      type="radio"
      name="approve"
      id=${id}
      data-testid=${id}
      aria-describedby="approve-wrong"
      aria-invalid=${message === null ? nothing : "true"}
      .checked=${live(fields.approve === approve)}
      @change=${() => actions.edit({ approve })}
    />
    <label class="ds-label" for=${id}>${label}</label>
  </div>`;
  return html`<fieldset class="ds-fieldset">
    <legend class="ds-label">${texts.treatment.approves}</legend>
    <div class="choice">
      ${choice("approve-yes", true, texts.treatment.yes)}
      ${choice("approve-no", false, texts.treatment.no)}
    </div>
    ${validation("approve", message)}
    ${
      message === null || fields.approve !== true
        ? nothing
        : html`<button
            class="ds-button"
            type="button"
            data-variant="secondary"
            data-dense
            data-testid="next-finding"
            @click=${() => actions.nextFinding(1)}
          >
            ${texts.keys.nextFinding}
          </button>`
    }
  </fieldset>`;
}

function comment(
  { fields }: Review,
  message: string | null,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const typed = (event: Event) => {
    if (event.target instanceof HTMLTextAreaElement) actions.edit({ comment: event.target.value });
  };
  return html`<div class="ds-field comment">
    <label class="ds-label" for="comment">${texts.treatment.comment}</label>
    <textarea
      class="ds-input"
      id="comment"
      data-testid="comment"
      rows="4"
      aria-describedby="comment-wrong"
      aria-invalid=${message === null ? nothing : "true"}
      .value=${live(fields.comment)}
      @input=${typed}
    ></textarea>
    ${validation("comment", message)}
  </div>`;
}

function below(review: Review, words: Words, { save, proceed }: Actions): TemplateResult {
  const { refused, saveFailed, saving, savedAt } = review;
  const refusal = refused === null ? null : { code: refused, text: refusalText(review, words) };
  const draft = { failed: saveFailed, saving, unsaved: isDirty(review), savedAt };
  return foot({ prefix: "", refusal, save, proceed, draft }, words);
}

function problemText({ code }: Problem, review: Review, { texts, format }: Words): string {
  const words = texts.treatment.missing;
  switch (code) {
    case "own_figure_too_high": {
      const own = figureOf(review.fields.ownFigure);
      return words.own_figure_too_high(
        typeof own === "number" ? format.number(own) : "",
        format.number(review.view.extended ?? 0),
      );
    }
    case "comment_too_long":
      return words.comment_too_long(format.number(COMMENT_MAX));
    case "errors_unseen":
      return words.errors_unseen(unseenErrors(review.view).length);
    case "own_figure_invalid":
    case "own_figure_missing":
    case "no_verdict":
    case "comment_missing":
      return words[code];
  }
}

/** The engine's word on a draft that the page found complete. */
function refusalText(review: Review, words: Words): string {
  const { refused } = review;
  switch (refused) {
    case null:
      return "";
    case "other_revision":
    case "other_content":
    case "not_waiting":
      return words.texts.treatment.refused[refused];
    case "no_verdict":
    case "own_figure_missing":
    case "comment_missing":
    case "own_figure_too_high":
    case "comment_too_long":
      return problemText({ field: "comment", code: refused }, review, words);
  }
}
