import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { PointView } from "../generated/PointView";
import type { ReportView } from "../generated/ReportView";
import type { SectionView } from "../generated/SectionView";
import type { Texts } from "../text";
import type { Format } from "./format";
import { changeOf, valueText } from "./values";

const COLUMNS = 5;

/** Texts up to this length stand in the row; longer ones get the whole width under it. */
const SHORT_TEXT = 60;

/** The answers of one heading, each beside what was answered before. */
export function pointsTable(
  view: ReportView,
  section: SectionView,
  format: Format,
  texts: Texts,
): TemplateResult {
  // A table of its own for each heading, so that it opens at its first row.
  return html`${keyed(
    section.id,
    html`<table class="ds-table grid">
      <colgroup>
        <col />
        <col class="col-now" />
        <col class="col-was" />
        <col class="col-was" />
        <col class="col-change" />
      </colgroup>
      ${section.points.every(isText) ? textHead(texts) : numberHead(view, format, texts)}
      <tbody>
        ${section.points.map((point) =>
          isText(point) ? textRow(point, view, format, texts) : numberRow(point, format, texts),
        )}
      </tbody>
    </table>`,
  )}`;
}

function isText(point: PointView): boolean {
  return point.kind === "text";
}

function numberHead(view: ReportView, format: Format, texts: Texts): TemplateResult {
  const lines = (period: string) => {
    const [half, year] = format.periodLines(period);
    return html`${half}<br />${year}`;
  };
  return html`<thead>
    <tr>
      <th scope="col">${texts.report.point}</th>
      <th scope="col" class="num head-now">${lines(view.period)}</th>
      <th scope="col" class="num">${lines(view.previous_period)}</th>
      <th scope="col" class="num">${lines(view.year_before_period)}</th>
      <th scope="col" class="num">
        ${texts.report.change(unbroken(format.period(view.previous_period)))}
      </th>
    </tr>
  </thead>`;
}

/** Keeps a period on one line. */
function unbroken(text: string): string {
  return text.replaceAll(" ", "\u00a0");
}

function textHead(texts: Texts): TemplateResult {
  return html`<thead>
    <tr>
      <th scope="col" colspan=${COLUMNS}>${texts.report.point}</th>
    </tr>
  </thead>`;
}

function numberRow(point: PointView, format: Format, texts: Texts): TemplateResult {
  const change = changeOf(point.value, point.previous, point.kind, format, texts);
  const text = (value: PointView["value"]) => valueText(value, point.kind, format, texts);
  return html`<tr data-point=${point.id}>
      ${label(point, texts)}
      <td class="num now">
        ${
          point.value === null
            ? html`<span class="ds-sr-only">${texts.report.notReported}</span>`
            : text(point.value)
        }
      </td>
      <td class="num was">${text(point.previous)}</td>
      <td class="num was">${text(point.year_before)}</td>
      <td class="num delta">
        ${change === null ? nothing : html`<b>${change.count}</b><i>${change.share}</i>`}
      </td>
    </tr>
    ${comment(point, texts)}`;
}

function textRow(point: PointView, view: ReportView, format: Format, texts: Texts): TemplateResult {
  const now = typeof point.value === "string" ? point.value : "";
  const before = typeof point.previous === "string" ? point.previous : "";
  const old =
    before === "" || before === now
      ? nothing
      : html`<p class="was small">
          ${texts.report.before(format.period(view.previous_period), before)}
        </p>`;
  if (now.length <= SHORT_TEXT) {
    return html`<tr data-point=${point.id}>
        ${label(point, texts)}
        <td class="words" colspan=${COLUMNS - 1}>
          ${now === "" ? html`<span class="quiet">${texts.report.noText}</span>` : now} ${old}
        </td>
      </tr>
      ${comment(point, texts)}`;
  }
  return html`<tr class="group">
      <th colspan=${COLUMNS} scope="colgroup">${point.label[texts.code]}</th>
    </tr>
    <tr data-point=${point.id}>
      <td class="words" colspan=${COLUMNS}>
        <p class="quote prose">${now}</p>
        ${old}
      </td>
    </tr>
    ${comment(point, texts)}`;
}

/** A point whose wording starts with a dash or «Herav» is a part of the one above. */
function label(point: PointView, texts: Texts): TemplateResult {
  const part = /^(–|Herav )/.test(point.label.nb);
  return html`<th scope="row" class="label ${part ? "sub" : ""}">${point.label[texts.code]}</th>`;
}

function comment(point: PointView, texts: Texts): TemplateResult | typeof nothing {
  if (point.comment === null) return nothing;
  return html`<tr class="said-by">
    <td colspan=${COLUMNS}>
      <p class="quote">
        <b class="strong">${texts.report.municipalityComment}.</b>
        <span class="prose">${point.comment}</span>
      </p>
    </td>
  </tr>`;
}
