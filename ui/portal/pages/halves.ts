import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { BufdirPeriod } from "../../generated/BufdirPeriod";
import type { BufdirPeriods } from "../../generated/BufdirPeriods";
import type { PeriodSettings } from "../../generated/PeriodSettings";
import { denseButton } from "../../parts/button";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import type { Halves } from "../models/halves";
import type { Words } from "../models/model";
import { title } from "./parts";

/** Half-years: which are open, until when, and those that can be opened. */
export function halvesPage(halves: Halves | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const list = halves?.list ?? null;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body unit__body--wide" data-testid="bufdir-halves">
      ${title(texts.bufdir.tabs.halves)}
      ${
        halves === null || list === null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${halves.form === null ? choose(list, words, actions) : form(halves, halves.form, list, words, actions)}
            ${table(list.periods, words, actions)}`
      }
    </div>
  </main>`;
}

/** The half-years that can be opened, each with the proposed deadlines. */
function choose({ proposals }: BufdirPeriods, { texts, format }: Words, actions: Actions) {
  if (proposals.length === 0) return nothing;
  return html`<section class="panel panel__body stack stack--near">
    <h2>${texts.halves.open}</h2>
    <p class="quiet">${texts.halves.openText}</p>
    <div class="row row--wrap">
      ${proposals.map((proposal) =>
        denseButton({
          testId: `open-${proposal.period}`,
          label: format.period(proposal.period),
          act: () => actions.editHalf(proposal),
        }),
      )}
    </div>
  </section>`;
}

function form(
  { faults, sending }: Halves,
  settings: PeriodSettings,
  { templates, periods }: BufdirPeriods,
  { texts, format }: Words,
  actions: Actions,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void actions.openHalf();
  };
  const isOpen = periods.some(
    ({ settings: { period }, closed_at }) => period === settings.period && closed_at === null,
  );
  const edit = (more: Partial<PeriodSettings>) => actions.editHalfField(more);
  const day = (id: string, label: string, value: string, typed: (day: string) => void) =>
    html`<div class="ds-field">
      <label class="ds-label" for=${id}>${label}</label>
      <input
        class="ds-input"
        type="date"
        id=${id}
        required
        .value=${live(value)}
        aria-describedby=${faults.length > 0 ? "half-faults" : nothing}
        data-testid=${id}
        @input=${(event: InputEvent) => {
          if (event.target instanceof HTMLInputElement) typed(event.target.value);
        }}
      />
    </div>`;
  return html`<form class="panel panel__body stack" novalidate data-testid="half-form" @submit=${submit}>
    <h2>${(isOpen ? texts.halves.change : texts.halves.openOne)(format.period(settings.period))}</h2>
    ${
      faults.length === 0
        ? nothing
        : html`<div class="ds-alert" data-color="danger" role="alert" id="half-faults" tabindex="-1" data-testid="half-faults">
            ${faults.map((fault) => html`<p>${texts.halves.faults[fault]}</p>`)}
          </div>`
    }
    ${day(
      "half-municipality",
      texts.halves.municipality,
      settings.municipality_deadline,
      (municipality_deadline) => edit({ municipality_deadline }),
    )}
    ${day("half-office", texts.halves.office, settings.office_deadline, (office_deadline) =>
      edit({ office_deadline }),
    )}
    <div class="ds-field">
      <label class="ds-label" for="half-template">${texts.halves.template}</label>
      <select
        class="ds-input"
        id="half-template"
        data-testid="half-template"
        @change=${(event: Event) => {
          if (event.target instanceof HTMLSelectElement) edit({ template: event.target.value });
        }}
      >
        ${templates.map(
          (template) => html`<option
            value=${template}
            .selected=${live(template === settings.template)}
          >
            ${template}
          </option>`,
        )}
      </select>
    </div>
    <p class="quiet">${texts.halves.keep}</p>
    <div class="row">
      <button class="ds-button" type="submit" ?disabled=${sending} data-testid="open-half">
        ${isOpen ? texts.halves.save : texts.halves.open}
      </button>
      ${denseButton({ label: texts.halves.cancel, variant: "tertiary", act: () => actions.editHalf(null) })}
    </div>
  </form>`;
}

function table(
  periods: readonly BufdirPeriod[],
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  if (periods.length === 0) return html`<p data-testid="no-halves">${texts.halves.none}</p>`;
  const row = ({ settings, opened_at, closed_at, reports }: BufdirPeriod) => {
    const { period } = settings;
    const name = html`<span class="ds-sr-only">: ${format.period(period)}</span>`;
    return html`<tr data-testid=${`half-${period}`} data-open=${closed_at === null}>
      <th scope="row" class="strong">${format.period(period)}</th>
      <td>
        ${
          closed_at === null
            ? texts.halves.openSince(format.when(opened_at, now))
            : texts.halves.closedAt(format.when(closed_at, now))
        }
      </td>
      <td>${format.longDate(settings.municipality_deadline, now)}</td>
      <td>${format.longDate(settings.office_deadline, now)}</td>
      <td>${settings.template}</td>
      <td class="num">${reports}</td>
      <td>
        <div class="row">
          ${denseButton({
            testId: `change-${period}`,
            label: html`${closed_at === null ? texts.halves.edit : texts.halves.again}${name}`,
            act: () => actions.editHalf(settings),
          })}
          ${
            closed_at === null
              ? denseButton({
                  testId: `close-${period}`,
                  label: html`${texts.halves.close}${name}`,
                  act: () => actions.askCloseHalf(period),
                })
              : nothing
          }
        </div>
      </td>
    </tr>`;
  };
  return tableInPanel(
    { label: texts.bufdir.tabs.halves },
    html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.unit.period}</th>
          <th scope="col">${texts.unit.state}</th>
          <th scope="col">${texts.halves.municipality}</th>
          <th scope="col">${texts.halves.office}</th>
          <th scope="col">${texts.halves.template}</th>
          <th scope="col" class="num">${texts.halves.reports}</th>
          <th scope="col">${texts.bufdir.act}</th>
        </tr>
      </thead>
      <tbody>
        ${periods.map(row)}
      </tbody>
    </table>`,
  );
}
