import { html, nothing, type TemplateResult } from "lit-html";
import type { BufdirReport } from "../../generated/BufdirReport";
import type { BufdirReportRow } from "../../generated/BufdirReportRow";
import type { BufdirRequest } from "../../generated/BufdirRequest";
import { denseButton } from "../../parts/button";
import { facts } from "../../parts/facts";
import { icon } from "../../parts/icon";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { type Approved, canReopen, FORMATS } from "../models/approved";
import type { Words } from "../models/model";
import { arrivals, received } from "./arrived";
import { version } from "./history";
import { alert, link, quote, title } from "./parts";
import { periodChoice } from "./period-choice";
import { reopening } from "./reopening";

/** What has arrived and is not acknowledged, what offices ask to have reopened, and the approved reports of a
 * half-year. */
export function reportsPage(
  approved: Approved | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const list = approved?.list ?? null;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body" data-testid="bufdir-reports">
      ${title(texts.bufdir.tabs.reports)}
      ${
        approved === null || list === null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${arrivals(approved, list.reports.arrived, words, actions)}
            ${requests(list.reports.requests, words)}
            <h2>${texts.bufdir.ofHalf}</h2>
            ${periodChoice(list.period, "reports", words, actions)}
            ${table(list.reports.reports, words)}
            ${takingOut(approved, words, actions)}
            <p>${link({ kind: "missing", period: list.period }, texts.bufdir.toMissing)}</p>`
      }
    </div>
  </main>`;
}

function requests(list: readonly BufdirRequest[], { texts, format, now }: Words) {
  if (list.length === 0) return nothing;
  return html`<h2>${texts.bufdir.requests}</h2>
    ${list.map(
      (request) => html`<section
        class="panel panel__body stack stack--near"
        data-testid=${`request-${request.reference}`}
      >
        <p>
          <span class="strong">${request.unit_name}</span>
          ${link({ kind: "report", report: request.report_id }, request.reference)}
          <span class="quiet small">${format.when(request.asked_at, now)}</span>
        </p>
        ${quote(request.reason)}
      </section>`,
    )}`;
}

function table(rows: readonly BufdirReportRow[], words: Words): TemplateResult {
  const { texts, format, now } = words;
  if (rows.length === 0) return html`<p data-testid="no-reports">${texts.bufdir.noReports}</p>`;
  return tableInPanel(
    { label: texts.bufdir.tabs.reports },
    html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.bufdir.unit}</th>
          <th scope="col">${texts.apply.reference}</th>
          <th scope="col">${texts.unit.state}</th>
          <th scope="col">${texts.bufdir.approvedBy}</th>
          <th scope="col">${texts.bufdir.received}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr data-testid=${`report-${row.reference}`} data-state=${row.state.kind}>
            <th scope="row" class="strong">${row.unit_name}</th>
            <td>${link({ kind: "report", report: row.report_id }, row.reference)}</td>
            <td>${stateText(row, words)}</td>
            <td>
              ${row.approved_by},
              <span class="quiet">${format.when(row.approved_at, now)}</span>
            </td>
            <td>
              ${
                row.acknowledged_at === null
                  ? html`<span class="quiet">${texts.bufdir.notReceived}</span>`
                  : format.when(row.acknowledged_at, now)
              }
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

/** The reports of the half-year as files. While one comes, the page says how much of it has. */
function takingOut(
  { taking }: Approved,
  { texts, format: { number } }: Words,
  actions: Actions,
): TemplateResult {
  return html`<section class="panel panel__body stack stack--near" aria-labelledby="take-out">
    <h2 id="take-out">${texts.bufdir.takeOut}</h2>
    <p class="quiet">${texts.bufdir.takeOutText}</p>
    <div class="row row--wrap">
      ${FORMATS.map((format) =>
        denseButton({
          testId: `take-${format}`,
          label: texts.bufdir.formats[format],
          act: () => actions.takeOut(format),
        }),
      )}
    </div>
    ${
      taking === null
        ? nothing
        : html`<p role="status" data-testid="taking">
            ${texts.bufdir.taking(texts.bufdir.formats[taking.format], number(Math.ceil(taking.bytes / 1024)))}
          </p>`
    }
  </section>`;
}

/** A report in Bufdir's list was begun and sent. */
function stateText({ state }: BufdirReportRow, { texts }: Words): string {
  return texts.unit.states[state.kind];
}

/** One approved report with its history, and how it is reopened. */
export function reportPage(
  approved: Approved | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format, now } = words;
  const one = approved?.one ?? null;
  if (approved === null || one === null) {
    return html`<main class="page page--frame" id="content" tabindex="-1">
      <div class="unit__body">
        ${title(texts.bufdir.report)}
        <p class="ds-sr-only" role="status">${texts.product.starting}</p>
      </div>
    </main>`;
  }
  const { row, report } = one;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body" data-testid="bufdir-report" data-state=${report.state.kind}>
      ${title(`${row.unit_name}, ${format.period(row.period)}`)}
      ${facts([
        { term: texts.apply.reference, value: row.reference },
        { term: texts.unit.state, value: texts.unit.states[report.state.kind] },
        { term: texts.bufdir.approvedBy, value: row.approved_by },
      ])}
      ${
        approved.isOther
          ? alert("warning", texts.bufdir.otherTitle, texts.bufdir.other, "not-approved")
          : nothing
      }
      ${
        one.request === null
          ? nothing
          : html`<section class="stack stack--near">
              <h2>${texts.bufdir.requests}</h2>
              ${quote(one.request.reason)}
            </section>`
      }
      ${received(one.arrived, approved.sending, words, actions)}
      ${canReopen(one) ? reopening(approved, one, words, actions) : nothing}
      ${one.refusals.map(
        ({ at, by_name, reason }) => html`<div>
          <p>${icon("minus")} ${texts.bufdir.refusedAt(format.when(at, now), by_name)}</p>
          ${quote(reason)}
        </div>`,
      )}
      ${report.reopenings.map(
        ({ at, by_name, reason }) => html`<div>
          <p>${icon("undo")} ${texts.sent.reopenedAt(format.when(at, now), by_name)}</p>
          ${quote(reason)}
        </div>`,
      )}
      ${versions(one, words)}
      <p>${link({ kind: "reports", period: row.period }, texts.bufdir.toReports)}</p>
    </div>
  </main>`;
}

function versions({ report, template }: BufdirReport, words: Words): TemplateResult[] {
  return report.revisions
    .toReversed()
    .map((revision) => version(revision, { report, template }, words));
}
