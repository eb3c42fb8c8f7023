import { html, nothing, type TemplateResult } from "lit-html";
import type { ReportView } from "../../generated/ReportView";
import type { SectionView } from "../../generated/SectionView";
import { dateOf, daysBetween } from "../../parts/format";
import { icon, state } from "../../parts/icon";
import { pointsTable } from "../../parts/points";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import type { Review } from "../models/review";
import { confirm } from "./confirm";
import { treatment } from "./treatment";

/** A report under review: headings, the points of one heading, and the office's own part. */
export function review(
  model: Model,
  current: Review,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { view } = current;
  const section = view.sections.find(({ id }) => id === current.heading);
  return html`<main class="review" id="content" tabindex="-1">
      ${header(current, words, actions)} ${headings(current, words, actions)}
      ${section === undefined ? noPoints(words) : points(view, section, words)}
      ${treatment(model, current, words, actions)}
    </main>
    ${current.question === "none" ? nothing : confirm(model, current, words, actions)}`;
}

/** The page's head: which report this is, and until when it can be decided. */
export function reportHead(
  view: ReportView,
  words: Words,
  actions: Actions,
  extra: { tag: unknown; button: unknown; place: string | null },
): TemplateResult {
  const { texts, format, now } = words;
  const received = format.longDate(view.received_at, now);
  return html`<div class="review__head">
    <button
      class="ds-button"
      type="button"
      data-variant="tertiary"
      data-color="neutral"
      data-dense
      data-icon
      data-testid="back"
      aria-label=${texts.report.back}
      @click=${actions.back}
    >
      ${icon("back")}
    </button>
    <div class="grow">
      <div class="row">
        <h1 id=${TITLE} tabindex="-1">${view.unit_name}</h1>
        ${extra.tag}
      </div>
      <div class="meta">
        ${extra.place === null ? nothing : html`<span>${extra.place}</span>`}
        <span>${format.period(view.period)}</span>
        <span>${texts.report.reference(view.reference)}</span>
        <span>${texts.report.version(view.revision)}</span>
        <span>${texts.report.received(received, view.submitted_by)}</span>
        ${deadline(view, words)}
      </div>
    </div>
    ${extra.button}
  </div>`;
}

function deadline(view: ReportView, { texts, format, now }: Words) {
  if (view.stage.kind === "received") return nothing;
  const date = format.longDate(view.deadline, now);
  if (daysBetween(now, dateOf(view.deadline)) < 0) {
    return html`<span class="late">${texts.report.overdue(date)}</span>`;
  }
  return html`<span>${texts.report.deadline(date, format.daysLeft(view.deadline, now))}</span>`;
}

function header(current: Review, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { stage } = current.view;
  const needsYou = html`<span class="ds-tag" data-color="warning"
    >${icon("warning")}${texts.needsYou.title}</span
  >`;
  const toEntry = html`<button
    class="ds-button"
    type="button"
    data-variant="secondary"
    data-color="neutral"
    data-dense
    data-testid="open-decision"
    @click=${() => actions.turn("entry")}
  >
    ${icon("done")}${texts.entry.openDecision}
  </button>`;
  return reportHead(current.view, words, actions, {
    tag: stage.kind === "needs_you" ? needsYou : nothing,
    button: stage.kind === "received" ? toEntry : nothing,
    place: null,
  });
}

function headings(current: Review, { texts }: Words, actions: Actions): TemplateResult {
  const { sections } = current.view;
  const choose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) actions.chooseHeading(event.target.value);
  };
  return html`<nav class="heads" aria-label=${texts.report.headings}>
    <ol>
      ${sections.map(
        (section) => html`<li>
          <button
            type="button"
            data-testid=${`heading-${section.number}`}
            aria-current=${section.id === current.heading ? "true" : nothing}
            @click=${() => actions.chooseHeading(section.id)}
          >
            <span class="no">${section.number}</span><span>${section.title[texts.code]}</span>
          </button>
        </li>`,
      )}
    </ol>
    <label class="heads__select">
      <span class="ds-label">${texts.report.heading}</span>
      <select class="ds-input" data-dense @change=${choose}>
        ${sections.map(
          (section) => html`<option
            value=${section.id}
            ?selected=${section.id === current.heading}
          >
            ${section.number} ${section.title[texts.code]}
          </option>`,
        )}
      </select>
    </label>
  </nav>`;
}

function points(view: ReportView, section: SectionView, words: Words): TemplateResult {
  const { texts, format } = words;
  return html`<section class="points" aria-label=${texts.report.points}>
    <div class="points__head">
      <h2 id="heading-title" tabindex="-1">${section.number} ${section.title[texts.code]}</h2>
      <span class="quiet small">${texts.report.pointCount(section.points.length)}</span>
    </div>
    <div class="points__scroll" tabindex="0" role="region" aria-label=${texts.report.scroll}>
      ${pointsTable(view, section, format, texts)}
    </div>
  </section>`;
}

function noPoints({ texts }: Words): TemplateResult {
  return html`<section class="points" aria-label=${texts.report.points}>
    <p class="points__head quiet">${state("minus", texts.report.noPoints, "quiet")}</p>
  </section>`;
}
