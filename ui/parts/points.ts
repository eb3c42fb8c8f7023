import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import type { FindingView } from "../generated/FindingView";
import type { PointId } from "../generated/PointId";
import type { PointView } from "../generated/PointView";
import type { ReportView } from "../generated/ReportView";
import type { RuleId } from "../generated/RuleId";
import type { Texts } from "../text";
import type { Format } from "./format";
import { icon } from "./icon";
import { severityIcon, TONES } from "./severity";
import { spark } from "./spark";
import { changeOf, valueText } from "./values";

const COLUMNS = 6;

/** Texts up to this length stand in the row; longer ones get the whole width under it. */
const SHORT_TEXT = 60;

/** What a table of points shows, and what it lets one do. */
export type PointsInput = {
  /** Tells one table from the next, so that each opens at its first row. */
  key: string;
  view: ReportView;
  points: readonly PointView[];
  findings: (point: PointId) => readonly FindingView[];
  /** None where nothing can be asked. */
  asking: Asking | null;
  /** The row that the keyboard is at. */
  here: PointId | null;
  /** The published figure that a point is part of. */
  indicator: (point: PointId) => { code: string; show: () => unknown } | null;
};

export type Asking = {
  isAsked: (point: PointId, rule: RuleId | null) => boolean;
  toggle: (point: PointId, rule: RuleId | null) => void;
  /** Whether a point without a finding can be asked about by a button. */
  everywhere: boolean;
};

/** The element of a point's row. */
export function pointElement(id: PointId): string {
  return `point-${id}`;
}

/** The answers of one heading, each beside what was answered before. */
export function pointsTable(input: PointsInput, format: Format, texts: Texts): TemplateResult {
  const { view, points, key } = input;
  return html`${keyed(
    key,
    html`<table class="ds-table grid">
      <colgroup>
        <col />
        <col class="col-now" />
        <col class="col-was" />
        <col class="col-was" />
        <col class="col-change" />
        <col class="col-line" />
      </colgroup>
      ${points.every(isText) ? textHead(texts) : numberHead(view, format, texts)}
      <tbody>
        ${points.map((point) =>
          isText(point)
            ? textRow(point, input, format, texts)
            : numberRow(point, input, format, texts),
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
      <th scope="col" class="num">${texts.report.line}</th>
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

function numberRow(
  point: PointView,
  input: PointsInput,
  format: Format,
  texts: Texts,
): TemplateResult {
  const change = changeOf(point.value, point.previous, point.kind, format, texts);
  const text = (value: PointView["value"]) => valueText(value, point.kind, format, texts);
  const findings = input.findings(point.id);
  const [gravest] = findings;
  const under = hasUnder(point, findings);
  return html`<tr
      id=${pointElement(point.id)}
      tabindex="-1"
      data-point=${point.id}
      data-sees=${under ? nothing : point.id}
      class=${findings.length > 0 ? "has-finding" : ""}
      ?data-here=${input.here === point.id}
    >
      ${label(point, input, texts)}
      <td
        class="num now mark-cell"
        data-sev=${gravest === undefined ? nothing : TONES[gravest.finding.severity]}
      >
        ${gravest === undefined ? nothing : severityIcon(gravest.finding.severity)}${
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
      <td class="line">${lineOf(point, input.view, format, texts)}</td>
    </tr>
    ${rowsUnder(point, findings, input, texts)}`;
}

/** The line of all half-years, read aloud as its numbers. */
function lineOf(
  point: PointView,
  view: ReportView,
  format: Format,
  texts: Texts,
): TemplateResult | typeof nothing {
  if (point.line.filter((number) => number !== null).length < 2) return nothing;
  const said = point.line.map((number, index) => {
    const period = format.period(view.line_periods[index] ?? view.period);
    return `${period}: ${number === null ? texts.report.notReported : valueText(number, point.kind, format, texts)}`;
  });
  return spark(point.line, said.join(", "));
}

function textRow(
  point: PointView,
  input: PointsInput,
  format: Format,
  texts: Texts,
): TemplateResult {
  const now = typeof point.value === "string" ? point.value : "";
  const before = typeof point.previous === "string" ? point.previous : "";
  const findings = input.findings(point.id);
  const under = hasUnder(point, findings);
  const sees = under ? nothing : point.id;
  const old =
    before === "" || before === now
      ? nothing
      : html`<p class="was small">
          ${texts.report.before(format.period(input.view.previous_period), before)}
        </p>`;
  if (now.length <= SHORT_TEXT) {
    return html`<tr
        id=${pointElement(point.id)}
        tabindex="-1"
        data-point=${point.id}
        data-sees=${sees}
        ?data-here=${input.here === point.id}
      >
        ${label(point, input, texts)}
        <td class="words" colspan=${COLUMNS - 1}>
          ${now === "" ? html`<span class="quiet">${texts.report.noText}</span>` : now} ${old}
        </td>
      </tr>
      ${rowsUnder(point, findings, input, texts)}`;
  }
  return html`<tr class="group">
      <th colspan=${COLUMNS} scope="colgroup">${point.label[texts.code]}</th>
    </tr>
    <tr
      id=${pointElement(point.id)}
      tabindex="-1"
      data-point=${point.id}
      data-sees=${sees}
      ?data-here=${input.here === point.id}
    >
      <td class="words" colspan=${COLUMNS}>
        <p class="quote prose">${now}</p>
        ${old}
      </td>
    </tr>
    ${rowsUnder(point, findings, input, texts)}`;
}

/** A point whose wording starts with a dash or «Herav» is a part of the one above. */
function label(point: PointView, { asking, indicator }: PointsInput, texts: Texts): TemplateResult {
  const part = /^(–|Herav )/.test(point.label.nb);
  const text = point.label[texts.code];
  const asks =
    asking?.everywhere === true
      ? askButton(point.id, null, asking, texts, texts.asks.about(point.short[texts.code]))
      : nothing;
  const figure = indicator(point.id);
  return html`<th scope="row" class="label ${part ? "sub" : ""}">
    ${
      asks === nothing && figure === null
        ? text
        : html`<span class="label__in"
            ><span>${text}${figure === null ? nothing : indicatorLink(point, figure, texts)}</span
            >${asks}</span
          >`
    }
  </th>`;
}

function indicatorLink(
  point: PointView,
  { code, show }: { code: string; show: () => unknown },
  texts: Texts,
): TemplateResult {
  return html` <button
    class="ds-link linklike small"
    type="button"
    data-testid=${`indicator-of-${point.id}`}
    aria-label=${texts.home.indicator(code)}
    @click=${show}
  >
    ${code}
  </button>`;
}

function askButton(
  point: PointId,
  rule: RuleId | null,
  asking: Asking,
  texts: Texts,
  name: string | null,
): TemplateResult {
  const asked = asking.isAsked(point, rule);
  return html`<button
    class="askback"
    type="button"
    aria-pressed=${asked}
    aria-label=${name ?? nothing}
    data-testid="ask"
    data-point=${point}
    data-rule=${rule ?? nothing}
    @click=${() => asking.toggle(point, rule)}
  >
    ${icon(asked ? "check" : "ask")}${
      name === null ? (asked ? texts.asks.asked : texts.asks.ask) : nothing
    }
  </button>`;
}

function hasUnder(point: PointView, findings: readonly FindingView[]): boolean {
  return findings.length > 0 || point.comment !== null || point.answer !== null;
}

/** Findings, the municipality's words and its answer. The last of them is the end of the point: who has
    it in sight has seen the point. */
function rowsUnder(
  point: PointView,
  findings: readonly FindingView[],
  input: PointsInput,
  texts: Texts,
): TemplateResult[] {
  const rows = findings.map(
    (found) => (sees: unknown) => findingRow(point, found, input, texts, sees),
  );
  if (point.comment !== null) {
    const said = point.comment;
    rows.push((sees) => saidRow(texts.report.municipalityComment, said, sees));
  }
  if (point.answer !== null) {
    const { answer } = point;
    const title = answer.kind === "explained" ? texts.changes.explained : texts.changes.corrected;
    rows.push((sees) => saidRow(title, answer.kind === "explained" ? answer.text : "", sees));
  }
  return rows.map((row, index) => row(index === rows.length - 1 ? point.id : nothing));
}

function findingRow(
  point: PointView,
  { finding, explanation }: FindingView,
  { asking }: PointsInput,
  texts: Texts,
  sees: unknown,
): TemplateResult {
  return html`<tr
    class="finding"
    data-sev=${TONES[finding.severity]}
    data-sees=${sees}
    data-testid="finding"
    data-rule=${finding.rule}
  >
    <td colspan=${COLUMNS}>
      <div class="finding__in">
        ${severityIcon(finding.severity)}
        <span
          ><b class="strong">${texts.findings.name[finding.severity]}.</b>
          ${finding.message[texts.code]} <span class="rule">${finding.rule}</span>${
            explanation === null
              ? nothing
              : html`<span class="explained prose"
                  ><b class="strong">${texts.findings.explanation}.</b> ${explanation}</span
                >`
          }</span
        >
        ${asking === null ? nothing : askButton(point.id, finding.rule, asking, texts, null)}
      </div>
    </td>
  </tr>`;
}

function saidRow(title: string, text: string, sees: unknown): TemplateResult {
  return html`<tr class="said-by" data-sees=${sees}>
    <td colspan=${COLUMNS}>
      <p class="quote"><b class="strong">${title}.</b> <span class="prose">${text}</span></p>
    </td>
  </tr>`;
}
