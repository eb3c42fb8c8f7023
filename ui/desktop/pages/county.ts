import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { CountyReport } from "../../generated/CountyReport";
import type { CountyRow } from "../../generated/CountyRow";
import type { CountyView } from "../../generated/CountyView";
import type { FindingCounts } from "../../generated/FindingCounts";
import { denseButton } from "../../parts/button";
import { icon, state } from "../../parts/icon";
import { SEVERITIES, severityIcon, slots, total } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { rowElement } from "../actions/tasks";
import { type Group, groupsOf, toneOf } from "../models/county";
import type { Model, Words } from "../models/model";
import { stateOf } from "../models/tasks";
import { deadlineAt } from "./deadline";
import { notice } from "./notice";
import { periodChoice } from "./period-choice";
import { together } from "./together";

/** Columns before the headings of the form. */
const FIRST = 2;

/** «Hele fylket»: every unit of the office in one half-year, and approvals together. */
export function county(model: Model, words: Words, actions: Actions): TemplateResult {
  const { answered, view } = model.county;
  const { texts } = words;
  if (!answered) return html`<p class="quiet" data-testid="asking">${texts.county.asking}</p>`;
  if (view === null) {
    const button = remind(words, actions);
    return notice({ testId: "empty", icon: "cloud", ...texts.tasks.neverFetched, button });
  }
  return html`<div class="county">
    <div class="county__main">
      ${head(view, words, actions)}
      <div
        class="tasks-scroll"
        tabindex="0"
        role="region"
        aria-label=${texts.county.scroll}
      >
        ${table(model, view, words, actions)}
        ${key(words)}
        <ol class="county__headings quiet small" aria-hidden="true">
          ${view.headings.map(
            ({ number, title }) => html`<li><b>${number}</b> ${title[texts.code]}</li>`,
          )}
        </ol>
      </div>
    </div>
    ${together(model, words, actions)}
  </div>`;
}

/** Which half-year, and until when. */
function head(view: CountyView, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const period = periodChoice(
    {
      testId: "county-period",
      periods: view.periods,
      shown: view.period,
      choose: (chosen) => void actions.choosePeriod(chosen),
    },
    words,
  );
  return html`<div class="toolbar">
    ${period}
    <span class="small quiet">${texts.county.units(view.units.length)}</span>
    <span class="small">${deadlineAt(view.deadline, words)}</span>
    <span class="county__act">${remind(words, actions)}</span>
  </div>`;
}

/** What the signs mean. */
function key({ texts }: Words): TemplateResult {
  return html`<p class="county__key small quiet">
    ${SEVERITIES.map(
      (severity) =>
        html`<span class="state">${severityIcon(severity)}<span>${texts.findings.severity[severity]}</span></span>`,
    )}<span>· ${texts.county.nothingFound}</span>
  </p>`;
}

/** To those who have not reported. */
function remind({ texts }: Words, actions: Actions): TemplateResult {
  return denseButton({
    testId: "open-reminders",
    act: () => actions.goTo({ kind: "reminders" }),
    label: html`${icon("sent")}${texts.reminders.open}`,
  });
}

function table(model: Model, view: CountyView, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  return html`<table class="ds-table tasks heat" data-testid="county">
    <thead>
      <tr>
        <th scope="col" class="heat__unit">${texts.county.unit}</th>
        <th scope="col" class="heat__state">${texts.tasks.columns.state}</th>
        ${view.headings.map(
          ({ number, title }) => html`<th scope="col" class="heat__cell" title=${title[texts.code]}>
            ${number}<span class="ds-sr-only"> ${title[texts.code]}</span>
          </th>`,
        )}
      </tr>
    </thead>
    ${groupsOf(view, format).map(
      ({ group, rows }) => html`<tbody data-testid="county-group" data-group=${group}>
        <tr class="kind">
          <th colspan=${view.headings.length + FIRST} scope="colgroup">
            ${texts.county.groups[group]} <span class="quiet tab">${rows.length}</span>
          </th>
        </tr>
        ${repeat(
          rows,
          (row) => row.unit_no,
          (row) => unit(row, group, view, model, words, actions),
        )}
      </tbody>`,
    )}
  </table>`;
}

function unit(
  { unit_name, unit_no, report }: CountyRow,
  group: Group,
  view: CountyView,
  model: Model,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  if (report === null) {
    return html`<tr data-testid="county-row" data-unit=${unit_no} data-group=${group}>
      <th scope="row">${unit_name}</th>
      <td>${state("minus", texts.county.missing, "quiet")}</td>
      <td class="none" colspan=${view.headings.length}></td>
    </tr>`;
  }
  const open = (event: Event) => {
    event.preventDefault();
    void actions.open(report.id);
  };
  const shown = stateOf(report.state, texts);
  const word = report.state.kind === "received" ? endOf(report.state, words) : shown.word;
  const version =
    report.revision > 1 ? html` <span class="quiet">v${report.revision}</span>` : nothing;
  return html`<tr
    data-testid="county-row"
    data-unit=${unit_no}
    data-group=${group}
    data-state=${report.state.kind}
    ?data-here=${report.id === model.lists.row}
  >
    <th scope="row">
      <a
        class="ds-link"
        data-color="neutral"
        href="#content"
        id=${rowElement(report.id)}
        @focus=${() => actions.atRow(report.id)}
        @click=${open}
        >${unit_name}</a
      >${version}
    </th>
    <td>${state(shown.icon, word, shown.tone)}</td>
    ${
      report.by_heading.length === 0
        ? html`<td class="none" colspan=${view.headings.length}></td>`
        : report.by_heading.map((counts) => cell(counts, words))
    }
  </tr>`;
}

/** Without the receipt's number, which stands in the archive. */
function endOf(
  { approve, at_bufdir }: Extract<CountyReport["state"], { kind: "received" }>,
  { texts }: Words,
): string {
  const { ends } = texts.county;
  if (!approve) return ends.returned;
  return at_bufdir ? ends.atBufdir : ends.approved;
}

/** What is found under one heading: the numbers, and the gravest in the colour. */
function cell(counts: FindingCounts, { texts }: Words): TemplateResult {
  const tone = toneOf(counts);
  return html`<td class="heat__cell">
    ${
      total(counts) === 0
        ? html`<span class="quiet" aria-hidden="true">·</span
            ><span class="ds-sr-only">${texts.county.nothingFound}</span>`
        : html`<span class="heat__found" data-sev=${tone}>${slots(counts, texts)}</span>`
    }
  </td>`;
}
