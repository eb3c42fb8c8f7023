import { html, nothing, type TemplateResult } from "lit-html";
import type { BufdirAuditRow } from "../../generated/BufdirAuditRow";
import { denseButton } from "../../parts/button";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { actorOf, type Log } from "../models/log";
import type { Words } from "../models/model";
import { offices } from "../models/people";
import { asked, dateField, selectField } from "./form-fields";
import { title } from "./parts";

/** Who did what, when and to what. */
export function logPage(log: Log | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body unit__body--wide" data-testid="bufdir-log">
      ${title(texts.bufdir.tabs.log)}
      ${
        log?.answer == null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${filter(log, words, actions)} ${table(log, words, actions)}`
      }
    </div>
  </main>`;
}

function filter(log: Log, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { query, answer, places, actor } = log;
  const none = (value: string) => (value === "" ? null : value);
  return html`<form class="row row--wrap row--end" role="search" novalidate @submit=${asked(actions.readLog)}>
      ${dateField({
        id: "log-since",
        label: texts.log.since,
        value: query.since ?? "",
        typed: (day) => actions.askLog({ since: none(day) }),
      })}
      ${dateField({
        id: "log-until",
        label: texts.log.until,
        value: query.until ?? "",
        typed: (day) => actions.askLog({ until: none(day) }),
      })}
      ${selectField(
        {
          id: "log-office",
          label: texts.people.office,
          value: query.office ?? "",
          typed: (office) => actions.askLog({ office: none(office) }),
        },
        [{ value: "", label: texts.log.allOffices }, ...offices(places)],
      )}
      ${selectField(
        {
          id: "log-action",
          label: texts.log.action,
          value: query.action ?? "",
          typed: (action) => actions.askLog({ action: none(action) }),
        },
        [
          { value: "", label: texts.log.allActions },
          ...(answer?.actions ?? []).map((value) => ({ value, label: actText(value, words) })),
        ],
      )}
      <button class="ds-button" type="submit" data-variant="secondary" data-testid="read-log">
        ${texts.log.show}
      </button>
    </form>
    ${
      actor === null
        ? nothing
        : html`<div class="row">
            <p>${texts.log.only(actor)}</p>
            ${denseButton({
              testId: "log-everybody",
              label: texts.log.everybody,
              act: () => actions.readOf(null),
            })}
          </div>`
    }`;
}

/** A kind of act in words, or as it stands in the log. */
function actText(action: string, { texts }: Words): string {
  const acts: Readonly<Record<string, string>> = texts.log.acts;
  return acts[action] ?? action;
}

function table(log: Log, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { answer, sending } = log;
  const rows = answer?.rows ?? [];
  const names = new Map(offices(log.places).map(({ value, label }) => [value, label]));
  if (rows.length === 0) return html`<p data-testid="log-empty">${texts.log.empty}</p>`;
  return html`${tableInPanel(
    { label: texts.bufdir.tabs.log },
    html`<table class="ds-table periods" data-testid="log-rows">
      <thead>
        <tr>
          <th scope="col">${texts.log.when}</th>
          <th scope="col">${texts.log.who}</th>
          <th scope="col">${texts.log.what}</th>
          <th scope="col">${texts.log.object}</th>
          <th scope="col">${texts.people.office}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => line(row, names, words, actions))}
      </tbody>
    </table>`,
  )}
    ${
      answer?.more
        ? html`<div class="row">
            <button
              class="ds-button"
              type="button"
              data-variant="secondary"
              data-color="neutral"
              ?disabled=${sending}
              data-testid="log-older"
              @click=${actions.readOlder}
            >
              ${texts.log.older}
            </button>
          </div>`
        : nothing
    }`;
}

function line(
  row: BufdirAuditRow,
  officeNames: ReadonlyMap<string, string>,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format, now } = words;
  const kinds: Readonly<Record<string, string>> = texts.log.actors;
  const kind = kinds[row.actor] ?? row.actor;
  const who = actorOf(row);
  return html`<tr data-testid=${`log-${row.id}`} data-action=${row.action}>
    <td>${format.when(row.at, now)}</td>
    <th scope="row" class="log__who">
      ${
        who === null
          ? kind
          : html`${denseButton({
              label: html`${who}<span class="ds-sr-only">: ${texts.log.onlyThis}</span>`,
              variant: "tertiary",
              act: () => actions.readOf(row),
            })} <span class="quiet">${kind}</span>`
      }
    </th>
    <td>${actText(row.action, words)}</td>
    <td class="checksum">${row.object_name ?? row.object ?? nothing}</td>
    <td>${row.office === null ? nothing : (officeNames.get(row.office) ?? row.office)}</td>
  </tr>`;
}
