import { html, nothing, type TemplateResult } from "lit-html";
import type { Ask } from "../../generated/Ask";
import type { ChangeClass } from "../../generated/ChangeClass";
import type { ChangedPoint } from "../../generated/ChangedPoint";
import type { ChangesView } from "../../generated/ChangesView";
import type { ReportView } from "../../generated/ReportView";
import { type IconName, icon } from "../../parts/icon";
import { severityIcon, TONES } from "../../parts/severity";
import { changeOf, valueText } from "../../parts/values";
import { changeElement } from "../actions/reading";
import { changedCount, groupsOf } from "../models/changes";
import { findingsAt, pointOf } from "../models/found";
import type { Words } from "../models/model";

const COLUMNS = 6;

const ICONS: Record<ChangeClass, IconName> = {
  asked_changed: "done",
  asked_unchanged: "ask",
  changed_unasked: "warning",
};

/** The changes of a corrected report: asked and changed, asked and unchanged, changed unasked. */
export function changes(
  view: ReportView,
  found: ChangesView,
  row: string | null,
  words: Words,
): TemplateResult {
  const { texts } = words;
  return html`<section class="points" aria-label=${texts.changes.heading}>
    <div class="points__head">
      <h2 id="heading-title" tabindex="-1">${texts.changes.title(found.from, view.revision)}</h2>
      <span class="quiet small">${texts.changes.count(changedCount(found), found.unchanged)}</span>
      <span class="points__keys"><kbd class="kbd">E</kbd> ${texts.keys.nextChange}</span>
    </div>
    <div class="points__scroll" tabindex="0" role="region" aria-label=${texts.report.scroll}>
      ${
        found.points.length === 0
          ? html`<p class="quiet changes__none">${texts.changes.none}</p>`
          : table(view, found, row, words)
      }
      ${changedTexts(view, found, words)}
    </div>
  </section>`;
}

function table(
  view: ReportView,
  found: ChangesView,
  row: string | null,
  words: Words,
): TemplateResult {
  const { texts, format } = words;
  const [half, year] = format.periodLines(view.previous_period);
  return html`<table class="ds-table grid diff" data-testid="changes">
    <colgroup>
      <col />
      <col class="col-was" />
      <col class="col-now" />
      <col class="col-was" />
      <col class="col-was" />
      <col class="col-said" />
    </colgroup>
    <thead>
      <tr>
        <th scope="col">${texts.report.point}</th>
        <th scope="col" class="num">${texts.report.version(found.from)}</th>
        <th scope="col" class="num head-now">${texts.report.version(view.revision)}</th>
        <th scope="col" class="num">${texts.changes.difference}</th>
        <th scope="col" class="num">${half}<br />${year}</th>
        <th scope="col">${texts.changes.said}</th>
      </tr>
    </thead>
    ${groupsOf(found).map(
      ({ kind, points }) => html`<tbody>
        <tr class="kind">
          <th colspan=${COLUMNS} scope="colgroup">
            ${icon(ICONS[kind], kind === "changed_unasked" ? "w" : "")}
            ${texts.changes.groups[kind]} <span class="quiet tab">${points.length}</span>
          </th>
        </tr>
        ${points.map((point) => changed(point, view, row, words))}
      </tbody>`,
    )}
  </table>`;
}

function changed(
  { change, kind, label, previous }: ChangedPoint,
  view: ReportView,
  row: string | null,
  words: Words,
): TemplateResult {
  const { texts, format } = words;
  const text = (value: ChangedPoint["previous"]) => valueText(value, kind, format, texts);
  const difference = changeOf(change.after, change.before, kind, format, texts);
  const same = change.class === "asked_unchanged";
  const [gravest] = findingsAt(view, change.point);
  const rules = change.asks.flatMap(({ rule }) => (rule === null ? [] : [rule]));
  return html`<tr
    id=${changeElement(change.point)}
    tabindex="-1"
    data-testid="change"
    data-class=${change.class}
    data-point=${change.point}
    ?data-here=${row === change.point}
  >
    <th scope="row" class="label">
      ${label[texts.code]} ${rules.map((rule) => html`<span class="rule">${rule} </span>`)}
    </th>
    <td class="num was">
      ${same ? text(change.before) : html`<del class="old">${text(change.before)}</del>`}
    </td>
    <td
      class="num now mark-cell"
      data-sev=${gravest === undefined ? nothing : TONES[gravest.finding.severity]}
    >
      ${gravest === undefined ? nothing : severityIcon(gravest.finding.severity)}${text(change.after)}
    </td>
    <td class="num">
      ${difference === null ? nothing : difference.count || difference.share}
    </td>
    <td class="num was">${text(previous)}</td>
    <td>${conversation(change, view, words)}</td>
  </tr>`;
}

/** What was asked, what was answered, and what the rules say now. */
function conversation(
  change: ChangedPoint["change"],
  view: ReportView,
  { texts }: Words,
): TemplateResult {
  const words = texts.changes;
  const asked = change.asks.map((ask) => askText(ask, view, texts.code) ?? words.asked);
  const { answer } = change;
  const now = findingsAt(view, change.point);
  return html`<dl class="said">
    ${asked.map((text) => html`<dt>${words.you}</dt><dd class="prose">${text}</dd>`)}
    ${
      answer === null
        ? nothing
        : html`<dt>${answer.kind === "explained" ? words.explained : words.corrected}</dt>
            <dd class="prose">${answer.kind === "explained" ? answer.text : nothing}</dd>`
    }
    ${now.map(
      ({ finding }) => html`<dt>${words.now}</dt>
        <dd>${finding.message[texts.code]} <span class="rule">${finding.rule}</span></dd>`,
    )}
  </dl>`;
}

function askText(ask: Ask, view: ReportView, code: Words["texts"]["code"]): string | null {
  if (ask.comment !== undefined && ask.comment !== null && ask.comment !== "") return ask.comment;
  const rule = view.findings.find(({ finding }) => finding.rule === ask.rule);
  return rule?.title[code] ?? null;
}

/** Comments and explanations that are another text. */
function changedTexts(view: ReportView, found: ChangesView, { texts }: Words) {
  const comments = found.comments.map(({ point, before, after }) => ({
    name: pointOf(view, point)?.short[texts.code] ?? point,
    before,
    after,
  }));
  const explanations = found.explanations.map(({ rule, before, after }) => ({
    name: view.findings.find(({ finding }) => finding.rule === rule)?.title[texts.code] ?? rule,
    before,
    after,
  }));
  const all = [...comments, ...explanations];
  if (all.length === 0) return nothing;
  return html`<section class="changes__texts" aria-labelledby="changed-texts">
    <h3 id="changed-texts">${texts.changes.texts}</h3>
    ${all.map(
      ({ name, before, after }) => html`<p class="strong">${name}</p>
        ${before === null ? nothing : html`<p class="quote prose"><del class="old">${before}</del></p>`}
        ${after === null ? nothing : html`<p class="quote prose">${after}</p>`}`,
    )}
  </section>`;
}
