import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Access } from "../../generated/Access";
import type { Application } from "../../generated/Application";
import { denseButton } from "../../parts/button";
import { facts } from "../../parts/facts";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { type Bufdir, daysFrom, type Typed, untyped } from "../models/bufdir";
import type { Words } from "../models/model";
import { type Place, pathOf } from "../models/place";
import { worksFor } from "./applying";
import { alert, quote, title } from "./parts";

/** The first page of each. */
const TABS: readonly (Place & {
  kind:
    | "reports"
    | "missing"
    | "halves"
    | "applications"
    | "accesses"
    | "people"
    | "bufdir_units"
    | "log"
    | "figures";
})[] = [
  { kind: "reports", period: null },
  { kind: "missing", period: null },
  { kind: "halves" },
  { kind: "applications" },
  { kind: "accesses" },
  { kind: "figures", county: null },
  { kind: "people" },
  { kind: "bufdir_units" },
  { kind: "log" },
];

/** Bufdir's pages have their own row of links. */
export function bufdirTabs(place: Place, { texts }: Words): TemplateResult {
  return html`<nav class="tabs" aria-label=${texts.bufdir.pages}>
    <ul>
      ${TABS.map(
        (tab) => html`<li>
          <a
            href=${pathOf(tab)}
            aria-current=${place.kind === tab.kind ? "page" : nothing}
            data-testid=${`tab-${tab.kind}`}
            >${texts.bufdir.tabs[tab.kind]}</a
          >
        </li>`,
      )}
    </ul>
  </nav>`;
}

/** The applications that came to Bufdir: those that wait, to answer, and those that are answered. */
export function applicationsPage(
  bufdir: Bufdir | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body" data-testid="bufdir-applications">
      ${title(texts.bufdir.tabs.applications)}
      ${
        bufdir === null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${
              bufdir.waiting.length === 0
                ? html`<p data-testid="nothing-waits">${texts.bufdir.nothingWaits}</p>`
                : bufdir.waiting.map((application) => waits(application, bufdir, words, actions))
            }
            ${answered(bufdir, words)}`
      }
    </div>
  </main>`;
}

function waits(
  application: Application,
  bufdir: Bufdir,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format, now } = words;
  const { id, contact } = application;
  const typed = bufdir.typed[id] ?? untyped("", now);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void actions.answerApplication(application);
  };
  const refused = bufdir.refused?.id === id ? bufdir.refused : null;
  return html`<section
    class="panel panel__body stack"
    data-testid=${`waits-${application.reference}`}
  >
    <h2>${contact.name}</h2>
    ${facts([
      { term: texts.apply.reference, value: application.reference },
      { term: texts.apply.works, value: worksFor(application, bufdir.places, words) },
      {
        term: texts.contact.email,
        value: html`<a class="ds-link" href=${`mailto:${contact.email}`}>${contact.email}</a>`,
      },
      ...(contact.phone === null
        ? []
        : [
            {
              term: texts.contact.phone,
              value: html`<a class="ds-link" href=${`tel:${contact.phone}`}>${contact.phone}</a>`,
            },
          ]),
      { term: texts.apply.sentAt, value: format.when(application.received_at, now) },
      ...forwarded(application, words),
    ])}
    ${quote(application.reason)}
    ${
      refused === null
        ? nothing
        : alert("warning", texts.bufdir.refusedTitle, texts.bufdir.refused, `refused-${id}`)
    }
    <form class="stack" novalidate @submit=${submit}>
      ${answerFields(application, typed, words, actions)}
      <div class="row">
        <button
          class="ds-button"
          type="submit"
          ?disabled=${bufdir.sending !== null}
          data-testid=${`answer-${application.reference}`}
        >
          ${texts.bufdir.send}
        </button>
      </div>
    </form>
  </section>`;
}

/** By which office it was sent on. */
function forwarded({ answers }: Application, { texts }: Words) {
  const record = answers.find(({ answer }) => answer.kind === "forward");
  return record === undefined
    ? []
    : [{ term: texts.bufdir.forwardedBy, value: record.answered_by_name }];
}

function answerFields(
  { id, reference }: Application,
  typed: Typed,
  { texts, now }: Words,
  actions: Actions,
): TemplateResult {
  const { first, last } = daysFrom(now);
  const complaint = (name: NonNullable<Typed["wrong"]>) =>
    typed.wrong === name
      ? html`<p class="ds-validation-message" id=${`${name}-${id}-wrong`}>
          ${texts.bufdir.wrong[name]}
        </p>`
      : nothing;
  const about = (name: NonNullable<Typed["wrong"]>) =>
    typed.wrong === name ? `${name}-${id}-wrong` : nothing;
  const choice = (approve: boolean, label: string) => html`<div class="ds-field">
    <input
      class="ds-input"
      type="radio"
      name=${`approve-${id}`}
      id=${`approve-${id}-${approve ? "yes" : "no"}`}
      .checked=${live(typed.approve === approve)}
      data-testid=${`${approve ? "yes" : "no"}-${reference}`}
      @change=${() => actions.typeAnswer(id, { approve })}
    />
    <label class="ds-label" data-weight="regular" for=${`approve-${id}-${approve ? "yes" : "no"}`}
      >${label}</label
    >
  </div>`;
  const until = (event: InputEvent) => {
    if (event.target instanceof HTMLInputElement) {
      actions.typeAnswer(id, { until: event.target.value });
    }
  };
  const reason = (event: InputEvent) => {
    if (event.target instanceof HTMLTextAreaElement) {
      actions.typeAnswer(id, { reason: event.target.value });
    }
  };
  return html`<fieldset class="ds-fieldset" aria-describedby=${about("approve")}>
      <legend class="ds-label" id=${`approve-${id}`} tabindex="-1">${texts.bufdir.approves}</legend>
      ${choice(true, texts.bufdir.yes)} ${choice(false, texts.bufdir.no)} ${complaint("approve")}
    </fieldset>
    ${
      typed.approve === true
        ? html`<div class="ds-field">
            <label class="ds-label" for=${`until-${id}`}>${texts.bufdir.until}</label>
            <input
              class="ds-input"
              type="date"
              id=${`until-${id}`}
              min=${first}
              max=${last}
              required
              .value=${live(typed.until)}
              aria-invalid=${typed.wrong === "until" ? "true" : nothing}
              aria-describedby=${about("until")}
              data-testid=${`until-${reference}`}
              @input=${until}
            />
            ${complaint("until")}
          </div>`
        : nothing
    }
    ${
      typed.approve === false
        ? html`<div class="ds-field">
            <label class="ds-label" for=${`reason-${id}`}>${texts.bufdir.reason}</label>
            <textarea
              class="ds-input"
              id=${`reason-${id}`}
              rows="3"
              required
              maxlength="10000"
              .value=${live(typed.reason)}
              aria-invalid=${typed.wrong === "reason" ? "true" : nothing}
              aria-describedby=${about("reason")}
              data-testid=${`reason-${reference}`}
              @input=${reason}
            ></textarea>
            ${complaint("reason")}
          </div>`
        : nothing
    }`;
}

function answered({ answered: list, places }: Bufdir, words: Words): TemplateResult {
  const { texts, format, now } = words;
  if (list.length === 0) return html``;
  return html`<h2>${texts.bufdir.answered}</h2>
    ${tableInPanel(
      { label: texts.bufdir.answered },
      html`<table class="ds-table periods" data-testid="answered">
      <thead>
        <tr>
          <th scope="col">${texts.apply.name}</th>
          <th scope="col">${texts.apply.works}</th>
          <th scope="col">${texts.unit.state}</th>
          <th scope="col">${texts.bufdir.by}</th>
        </tr>
      </thead>
      <tbody>
        ${list.map((application) => {
          const last = application.answers.at(-1);
          return html`<tr data-testid=${`answered-${application.reference}`}>
            <th scope="row" class="strong">${application.contact.name}</th>
            <td>${worksFor(application, places, words)}</td>
            <td>${texts.apply.states[application.state.kind]}</td>
            <td>
              ${
                last === undefined
                  ? nothing
                  : html`${last.answered_by_name},
                      <span class="quiet">${format.when(last.answered_at, now)}</span>`
              }
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`,
    )}`;
}

/** Everybody's access to the published figures. */
export function accessPage(bufdir: Bufdir | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body" data-testid="bufdir-access">
      ${title(texts.bufdir.tabs.accesses)}
      ${
        bufdir === null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : bufdir.access.length === 0
            ? html`<p data-testid="nobody-has-access">${texts.bufdir.nobody}</p>`
            : accessTable(bufdir, words, actions)
      }
    </div>
  </main>`;
}

function accessTable(bufdir: Bufdir, words: Words, actions: Actions): TemplateResult {
  const { texts, format, now } = words;
  const row = (access: Access) => html`<tr data-testid=${`access-${access.reference}`}>
    <th scope="row">
      <span class="strong">${access.name}</span><br /><span class="quiet small"
        >${access.email}</span
      >
    </th>
    <td>${worksFor(access, bufdir.places, words)}</td>
    <td>${access.given_by}</td>
    <td>${format.longDate(access.until, now)}</td>
    <td>
      ${denseButton({
        testId: `end-${access.reference}`,
        act: () => actions.askEndAccess(access),
        label: html`${texts.bufdir.end}<span class="ds-sr-only">: ${access.name}</span>`,
      })}
    </td>
  </tr>`;
  return tableInPanel(
    { label: texts.bufdir.tabs.accesses },
    html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.apply.name}</th>
          <th scope="col">${texts.apply.works}</th>
          <th scope="col">${texts.bufdir.givenBy}</th>
          <th scope="col">${texts.apply.until}</th>
          <th scope="col">${texts.bufdir.act}</th>
        </tr>
      </thead>
      <tbody>
        ${bufdir.access.map(row)}
      </tbody>
    </table>`,
  );
}
