import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { BufdirArrival } from "../../generated/BufdirArrival";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import type { Approved } from "../models/approved";
import type { Words } from "../models/model";
import { link } from "./parts";

/** Approvals as they come, until somebody at Bufdir says that they are received: one, several or all. */
export function arrivals(
  { chosen, sending }: Approved,
  list: readonly BufdirArrival[],
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const ids = list.map(({ decision_id }) => decision_id);
  const marked = ids.filter((id) => chosen.includes(id));
  if (list.length === 0) {
    return html`<p data-testid="nothing-arrived">${texts.bufdir.nothingArrived}</p>`;
  }
  return html`<div class="stack">
    <h2 id="arrived-title">${texts.bufdir.arrived(list.length)}</h2>
    ${tableInPanel(
      { labelledBy: "arrived-title" },
      html`<table class="ds-table periods" data-testid="arrived">
      <thead>
        <tr>
          <th scope="col">
            ${mark(
              { label: texts.bufdir.chooseAll, testId: "choose-all" },
              marked.length === ids.length,
              (isChosen) => actions.chooseArrived(ids, isChosen),
            )}
          </th>
          <th scope="col">${texts.bufdir.unit}</th>
          <th scope="col">${texts.apply.reference}</th>
          <th scope="col">${texts.unit.period}</th>
          <th scope="col">${texts.bufdir.approvedAt}</th>
        </tr>
      </thead>
      <tbody>
        ${list.map((arrival) => row(arrival, chosen, words, actions))}
      </tbody>
    </table>`,
    )}
    <div class="row">
      <button
        class="ds-button"
        type="button"
        ?disabled=${sending}
        data-testid="acknowledge"
        @click=${() => actions.acknowledge(marked.length === 0 ? ids : marked)}
      >
        ${
          marked.length === 0
            ? texts.bufdir.acknowledgeAll(ids.length)
            : texts.bufdir.acknowledgeChosen(marked.length)
        }
      </button>
    </div>
  </div>`;
}

function row(
  arrival: BufdirArrival,
  chosen: readonly string[],
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const { decision_id, reference } = arrival;
  return html`<tr data-testid=${`arrived-${reference}`}>
    <td>
      ${mark(
        { label: texts.bufdir.choose(arrival.unit_name), testId: `choose-${reference}` },
        chosen.includes(decision_id),
        (isChosen) => actions.chooseArrived([decision_id], isChosen),
      )}
    </td>
    <th scope="row" class="strong">${arrival.unit_name}</th>
    <td>${link({ kind: "report", report: arrival.report_id }, reference)}</td>
    <td>${format.period(arrival.period)}</td>
    <td>${format.when(arrival.approved_at, now)}</td>
  </tr>`;
}

function mark(
  { label, testId }: { label: string; testId: string },
  isChosen: boolean,
  act: (isChosen: boolean) => void,
): TemplateResult {
  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) act(event.target.checked);
  };
  return html`<input
    class="ds-input"
    type="checkbox"
    aria-label=${label}
    .checked=${live(isChosen)}
    data-testid=${testId}
    @change=${changed}
  />`;
}

/** What has arrived of one report. */
export function received(
  list: readonly BufdirArrival[],
  sending: boolean,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  const ids = list.map(({ decision_id }) => decision_id);
  return html`<section class="panel panel__body stack stack--near">
    <p>${texts.bufdir.oneArrived}</p>
    <div class="row">
      <button
        class="ds-button"
        type="button"
        ?disabled=${sending}
        data-testid="acknowledge"
        @click=${() => actions.acknowledge(ids)}
      >
        ${texts.bufdir.acknowledgeOne}
      </button>
    </div>
  </section>`;
}
