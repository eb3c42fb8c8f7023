import { html, nothing, type TemplateResult } from "lit-html";
import type { ReportView } from "../../generated/ReportView";
import type { SectionView } from "../../generated/SectionView";
import { denseButton } from "../../parts/button";
import { CODES } from "../../parts/figures/model";
import { icon, state } from "../../parts/icon";
import { pointsTable } from "../../parts/points";
import { slots, total } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { countOf, findingsAt, findingsIn, isAsked } from "../models/found";
import { type Model, TITLE, type Words } from "../models/model";
import { CHANGES, isOpen, type Review } from "../models/review";
import { changes } from "./changes";
import { confirm } from "./confirm";
import { deadlineAt } from "./deadline";
import { headings } from "./headings";
import { nextTaskButton } from "./next";
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
      ${header(model, current, words, actions)} ${headings(current, words, actions)}
      ${middle(model, current, section, words, actions)}
      ${treatment(model, current, words, actions)}
    </main>
    ${current.question === "none" ? nothing : confirm(model, current, words, actions)}`;
}

function middle(
  model: Model,
  current: Review,
  section: SectionView | undefined,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { view, heading, row } = current;
  if (heading === CHANGES && view.changes !== null) {
    return changes(view, view.changes, row, words);
  }
  return section === undefined ? noPoints(words) : points(model, current, section, words, actions);
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
        ${extra.place === null ? nothing : html`<span class="review__place">${extra.place}</span>`}
        <span>${format.period(view.period)}</span>
        <span>${texts.report.reference(view.reference)}</span>
        <span>${texts.report.version(view.revision)}</span>
        <span>${texts.report.received(received, view.submitted_by)}</span>
        ${deadline(view, words)} ${contact(view, words)}
      </div>
    </div>
    ${extra.button}
  </div>`;
}

/** Whom to call about it. */
function contact({ contact }: ReportView, { texts }: Words) {
  const parts = [contact.name, contact.email, contact.phone].filter((part) => part !== null);
  if (parts.length === 0) return nothing;
  return html`<span data-testid="contact">${texts.report.contact}: ${parts.join(" · ")}</span>`;
}

function deadline(view: ReportView, words: Words) {
  return view.stage.kind === "received" ? nothing : deadlineAt(view.deadline, words);
}

function header(model: Model, current: Review, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { stage } = current.view;
  const needsYou = html`<span class="ds-tag" data-color="warning"
    >${icon("warning")}${texts.needsYou.title}</span
  >`;
  const toEntry = denseButton({
    testId: "open-decision",
    act: () => actions.turn("entry"),
    label: html`${icon("done")}${texts.entry.openDecision}`,
  });
  return reportHead(current.view, words, actions, {
    tag: stage.kind === "needs_you" ? needsYou : nothing,
    button: html`${stage.kind === "received" ? toEntry : nothing}
      ${nextTaskButton(model, words, actions)}`,
    place: null,
  });
}

function points(
  { figures }: Model,
  current: Review,
  section: SectionView,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format } = words;
  const { view, onlyFound, fields } = current;
  const counts = countOf(findingsIn(view, section));
  const found = section.points.filter(({ id }) => findingsAt(view, id).length > 0);
  const shown = onlyFound ? found : section.points;
  return html`<section class="points" aria-label=${texts.report.points}>
    <div class="points__head">
      <h2 id="heading-title" tabindex="-1">${section.number} ${section.title[texts.code]}</h2>
      <span class="quiet small">${texts.report.pointCount(section.points.length)}</span>
      ${total(counts) === 0 ? nothing : slots(counts, texts)}
      ${total(counts) === 0 && !onlyFound ? nothing : filter(onlyFound, found.length, words, actions)}
    </div>
    <div class="points__scroll" tabindex="0" role="region" aria-label=${texts.report.scroll}>
      ${
        shown.length === 0
          ? html`<p class="quiet changes__none">${texts.findings.none}</p>`
          : pointsTable(
              {
                key: section.id,
                view,
                points: shown,
                findings: (point) => findingsAt(view, point),
                here: current.row,
                indicator: (point) => {
                  const indicator = figures?.points[point];
                  return indicator === undefined
                    ? null
                    : { code: CODES[indicator], show: () => actions.toIndicator(indicator) };
                },
                asking: isOpen(view)
                  ? {
                      isAsked: (point, rule) => isAsked(fields.asks, point, rule),
                      toggle: actions.ask,
                      everywhere: fields.approve === false,
                    }
                  : null,
              },
              format,
              texts,
            )
      }
    </div>
  </section>`;
}

/** Alle, or «Bare funn». */
function filter(
  onlyFound: boolean,
  count: number,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const choice = (only: boolean, label: string) =>
    denseButton({
      testId: only ? "only-found" : "all-points",
      act: () => actions.filterFound(only),
      label,
      variant: "tertiary",
      pressed: only === onlyFound,
    });
  return html`<div class="choose" role="group" aria-label=${texts.report.show}>
    ${choice(false, texts.report.all)} ${choice(true, texts.findings.only(count))}
  </div>`;
}

function noPoints({ texts }: Words): TemplateResult {
  return html`<section class="points" aria-label=${texts.report.points}>
    <p class="points__head quiet">${state("minus", texts.report.noPoints, "quiet")}</p>
  </section>`;
}
