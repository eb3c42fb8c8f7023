import { html, nothing, type TemplateResult } from "lit-html";
import type { SectionView } from "../../generated/SectionView";
import { icon } from "../../parts/icon";
import { slots, total } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { countOf, findingsIn, seenPoints, sightOf } from "../models/found";
import type { Words } from "../models/model";
import { CHANGES, type Review } from "../models/review";

/** The headings, each with what was seen of it and what the rules found under it. */
export function headings(review: Review, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { view, heading } = review;
  const choose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) actions.chooseHeading(event.target.value);
  };
  return html`<nav class="heads" aria-label=${texts.report.headings}>
    ${
      view.changes === null
        ? nothing
        : html`<button
              class="heads__changes"
              type="button"
              data-testid="heading-changes"
              aria-current=${heading === CHANGES ? "true" : nothing}
              @click=${() => actions.chooseHeading(CHANGES)}
            >
              ${icon("files")}<span>${texts.changes.heading}</span
              ><span class="strong small tab">${view.changes.points.length}</span>
            </button>
            <hr class="ds-divider" />`
    }
    <ol>
      ${view.sections.map((section) => one(section, review, words, actions))}
    </ol>
    ${foot(review, words)}
    <label class="heads__select">
      <span class="ds-label">${texts.report.heading}</span>
      <select class="ds-input" data-dense @change=${choose}>
        ${
          view.changes === null
            ? nothing
            : html`<option value=${CHANGES} ?selected=${heading === CHANGES}>
                ${texts.changes.heading} (${view.changes.points.length})
              </option>`
        }
        ${view.sections.map(
          (section) => html`<option value=${section.id} ?selected=${section.id === heading}>
            ${section.number} ${section.title[texts.code]}
          </option>`,
        )}
      </select>
    </label>
  </nav>`;
}

function one(
  section: SectionView,
  { view, heading }: Review,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const sight = sightOf(section);
  const counts = countOf(findingsIn(view, section));
  const comments = section.points.filter(({ comment }) => comment !== null).length;
  return html`<li>
    <button
      type="button"
      data-testid=${`heading-${section.number}`}
      data-sight=${sight}
      aria-current=${section.id === heading ? "true" : nothing}
      @click=${() => actions.chooseHeading(section.id)}
    >
      <span class="sight" data-sight=${sight}
        >${icon(sight === "all" ? "done" : sight === "some" ? "minus" : "ring")}<span
          class="ds-sr-only"
          >${texts.report.sight[sight]}</span
        ></span
      >
      <span class="no">${section.number}</span><span>${section.title[texts.code]}</span>
      <span class="heads__marks"
        >${
          comments === 0
            ? nothing
            : html`<span class="heads__said"
                >${icon("ask")}${comments}<span class="ds-sr-only">
                  ${texts.report.comments}</span
                ></span
              >`
        }${total(counts) === 0 ? nothing : slots(counts, texts)}</span
      >
    </button>
  </li>`;
}

function foot({ view }: Review, { texts }: Words): TemplateResult {
  const { seen, all } = seenPoints(view);
  const counts = countOf(view.findings);
  return html`<div class="heads__foot">
    <span data-testid="seen">${texts.report.seen(seen, all)}</span>
    <progress class="meter" max=${all} value=${seen} aria-label=${texts.report.seen(seen, all)}></progress>
    <span>${texts.findings.sum(counts.errors, counts.warnings, counts.information)}</span>
    <span
      ><kbd class="kbd">N</kbd> ${texts.keys.nextFinding} <kbd class="kbd">?</kbd>
      ${texts.keys.all}</span
    >
  </div>`;
}
