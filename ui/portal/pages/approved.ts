import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { BufdirReport } from "../../generated/BufdirReport";
import type { BufdirReportRow } from "../../generated/BufdirReportRow";
import type { BufdirRequest } from "../../generated/BufdirRequest";
import { facts } from "../../parts/facts";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { type Approved, canReopen, choices, missing } from "../models/approved";
import type { Words } from "../models/model";
import { version } from "./history";
import { alert, link, quote, title } from "./parts";

/** The approved reports of a half-year, what offices ask to have reopened, and who is missing. */
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
          : html`${requests(list.reports.requests, words)} ${period(list.period, words, actions)}
            ${table(list.reports.reports, words)} ${lacking(approved, words)}`
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

function period(here: string, { texts, format, now }: Words, actions: Actions): TemplateResult {
  const known = choices(now);
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      void actions.goTo({ kind: "reports", period: event.target.value });
    }
  };
  return html`<div class="ds-field">
    <label class="ds-label" for="bufdir-period">${texts.unit.period}</label>
    <select class="ds-input" id="bufdir-period" data-testid="bufdir-period" @change=${chosen}>
      ${(known.includes(here) ? known : [here, ...known]).map(
        (half) => html`<option value=${half} .selected=${live(half === here)}>
          ${format.period(half)}
        </option>`,
      )}
    </select>
  </div>`;
}

function table(rows: readonly BufdirReportRow[], words: Words): TemplateResult {
  const { texts, format, now } = words;
  if (rows.length === 0) return html`<p data-testid="no-reports">${texts.bufdir.noReports}</p>`;
  return html`<div
    class="panel panel--table table-scroll"
    tabindex="0"
    role="region"
    aria-label=${texts.bufdir.tabs.reports}
  >
    <table class="ds-table periods">
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
    </table>
  </div>`;
}

/** A report in Bufdir's list was begun and sent. */
function stateText({ state }: BufdirReportRow, { texts }: Words): string {
  return texts.unit.states[state.kind];
}

/** Who has not come so far. */
function lacking(approved: Approved, { texts }: Words): TemplateResult {
  const units = missing(approved);
  if (units.length === 0) return html`<p>${texts.bufdir.allHere}</p>`;
  const byOffice = new Map<string, string[]>();
  for (const { office_name, name } of units) {
    byOffice.set(office_name, [...(byOffice.get(office_name) ?? []), name]);
  }
  return html`<details data-testid="missing">
    <summary>${texts.bufdir.missing(units.length)}</summary>
    ${[...byOffice].map(
      ([office, names]) => html`<h2>${office}</h2>
        <p>${names.join(", ")}</p>`,
    )}
  </details>`;
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
      ${canReopen(one) ? reopening(approved, words, actions) : nothing}
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

function reopening(approved: Approved, { texts }: Words, actions: Actions): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    actions.askReopen(true);
  };
  const typed = (event: InputEvent) => {
    if (event.target instanceof HTMLTextAreaElement) actions.typeReopenReason(event.target.value);
  };
  return html`<form class="panel panel__body stack" novalidate @submit=${submit}>
    <h2>${texts.bufdir.reopen}</h2>
    <div class="ds-field">
      <label class="ds-label" for="reopen-reason">${texts.bufdir.reopenReason}</label>
      <textarea
        class="ds-input"
        id="reopen-reason"
        rows="3"
        required
        maxlength="10000"
        .value=${live(approved.reason)}
        aria-invalid=${approved.isWrong ? "true" : nothing}
        aria-describedby=${approved.isWrong ? "reopen-reason-wrong" : nothing}
        data-testid="reopen-reason"
        @input=${typed}
      ></textarea>
      ${
        approved.isWrong
          ? html`<p class="ds-validation-message" id="reopen-reason-wrong">
              ${texts.bufdir.reopenWrong}
            </p>`
          : nothing
      }
    </div>
    <div class="row">
      <button
        class="ds-button"
        type="submit"
        data-variant="secondary"
        ?disabled=${approved.sending}
        data-testid="reopen"
      >
        ${texts.bufdir.reopen}
      </button>
    </div>
  </form>`;
}
