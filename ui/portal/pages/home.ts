import { html, nothing, type TemplateResult } from "lit-html";
import type { PortalPeriod } from "../../generated/PortalPeriod";
import type { PortalState } from "../../generated/PortalState";
import type { PortalUnitView } from "../../generated/PortalUnitView";
import { facts } from "../../parts/facts";
import { type IconName, state } from "../../parts/icon";
import { dateOf, daysBetween } from "../../parts/norway";
import { tableInPanel } from "../../parts/table";
import { isEditable } from "../models/form";
import type { Model, Words } from "../models/model";
import { pathOf } from "../models/place";
import type { Who } from "../models/session";
import { link, officerCard, title } from "./parts";

/** A person without a role here: what one may come for. */
export function noRole({ texts }: Words): TemplateResult {
  const box = (head: string, text: string, more: unknown) => html`<section
    class="panel panel__body stack stack--near"
  >
    <h2>${head}</h2>
    <p>${text}</p>
    ${more}
  </section>`;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body" data-testid="no-role">
      ${title(texts.none.title)}
      <p class="quiet">${texts.none.intro}</p>
      ${box(
        texts.none.publishing,
        texts.none.publishingText,
        html`<p>${link({ kind: "apply" }, texts.none.apply, "open-apply")}</p>`,
      )}
      ${box(texts.none.reporting, texts.none.text, nothing)}
    </div>
  </main>`;
}

/** Which of several units. */
export function chooseUnit({ units }: Who, { texts }: Words): TemplateResult {
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body">
      ${title(texts.home.title)}
      <p class="quiet">${texts.home.intro}</p>
      <ul class="panel choices" data-testid="units">
        ${units.map(
          ({ unit_no, name, office_name }) => html`<li>
            <a href=${pathOf({ kind: "unit", unit: unit_no })} data-testid=${`choose-${unit_no}`}>
              <span class="strong">${name}</span>
              <span class="quiet small">${unit_no} · ${office_name}</span>
            </a>
          </li>`,
        )}
      </ul>
    </div>
  </main>`;
}

/** A unit's half-years. */
export function unitPage(model: Model, view: PortalUnitView | null, words: Words): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body">
      ${
        view === null || model.place.kind !== "unit" || view.unit.unit_no !== model.place.unit
          ? html`${title(texts.product.name)}
              <p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${title(texts.unit.title(view.unit.name))}
              ${facts([{ term: texts.unit.sentTo, value: view.unit.office_name }])}
              ${
                view.periods.length === 0
                  ? html`<p data-testid="no-periods">${texts.unit.none}</p>`
                  : periods(view, words)
              }
              ${officerCard(view.officer, words)}`
      }
    </div>
  </main>`;
}

function periods(view: PortalUnitView, words: Words): TemplateResult {
  const { texts } = words;
  return tableInPanel(
    { label: texts.unit.list },
    html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.unit.period}</th>
          <th scope="col">${texts.unit.state}</th>
          <th scope="col">${texts.unit.deadline}</th>
          <th scope="col">${texts.unit.next}</th>
        </tr>
      </thead>
      <tbody>
        ${view.periods.map((period) => row(view, period, words))}
      </tbody>
    </table>`,
  );
}

const ICONS: Record<PortalState["kind"], IconName> = {
  not_begun: "ring",
  draft: "pencil",
  submitted: "sent",
  withdrawn: "undo",
  returned: "ask",
  approved: "done",
  reopened: "undo",
};

export function stateWord(period: PortalPeriod, { texts }: Words): TemplateResult {
  const { kind } = period.state;
  const isClosed = kind === "draft" && !isEditable(period);
  const word = isClosed ? texts.unit.closedDraft : texts.unit.states[kind];
  return state(ICONS[kind], word, kind === "approved" ? "ok" : "");
}

function row(view: PortalUnitView, period: PortalPeriod, words: Words): TemplateResult {
  const { texts, format } = words;
  const { kind } = period.state;
  const name = format.period(period.period);
  const action = actionOf(period, words);
  const isBeside = period.has_draft && (kind === "submitted" || kind === "reopened");
  return html`<tr data-testid=${`period-${period.period}`} data-state=${kind}>
    <th scope="row" class="strong">${name}</th>
    <td>
      ${stateWord(period, words)}
      ${period.asks_open > 0 ? html`<span class="quiet"> · ${texts.unit.asks(period.asks_open)}</span>` : nothing}
      ${isBeside ? html`<span class="quiet"> · ${texts.unit.draftBeside}</span>` : nothing}
    </td>
    <td>${deadlineText(period, words)}</td>
    <td>
      <a
        class="ds-link"
        href=${pathOf({ kind: "form", unit: view.unit.unit_no, period: period.period, view: null })}
        aria-label=${texts.unit.open(action, name)}
        data-testid=${`open-${period.period}`}
        >${action}</a
      >
    </td>
  </tr>`;
}

/** The deadline, and how far it is; red only where it is the municipality that is late. */
export function deadlineText(
  { deadline, overdue }: PortalPeriod,
  { texts, format, now }: Words,
): TemplateResult {
  if (deadline === null) return html`<span class="quiet">${texts.unit.noDeadline}</span>`;
  const date = format.longDate(deadline, now);
  const days = daysBetween(dateOf(deadline), now);
  if (overdue)
    return html`<span class="e strong">${texts.unit.late(date, Math.max(1, days))}</span>`;
  return days > 0 ? html`${date}` : html`${texts.unit.left(date, format.daysLeft(deadline, now))}`;
}

function actionOf(period: PortalPeriod, { texts }: Words): string {
  if (!isEditable(period)) return texts.unit.see;
  switch (period.state.kind) {
    case "not_begun":
      return texts.unit.begin;
    case "draft":
    case "withdrawn":
      return texts.unit.goOn;
    case "returned":
      return texts.unit.answer;
    case "submitted":
    case "approved":
    case "reopened":
      return texts.unit.see;
  }
}

/** The pages that say the same to everybody. */
export function reading(
  words: { title: string; parts: readonly { title: string; text: string }[] },
  toHome: string,
): TemplateResult {
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body">
      ${title(words.title)}
      ${words.parts.map(
        (part) => html`<section class="panel panel__body stack stack--near">
          <h2>${part.title}</h2>
          <p class="prose">${part.text}</p>
        </section>`,
      )}
      <p>${link({ kind: "home" }, toHome)}</p>
    </div>
  </main>`;
}
