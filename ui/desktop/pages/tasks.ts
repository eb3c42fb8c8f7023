import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { TaskLists } from "../../generated/TaskLists";
import { denseButton } from "../../parts/button";
import { icon, state } from "../../parts/icon";
import { slots, total } from "../../parts/severity";
import { type SortHead, sortHeads } from "../../parts/table";
import type { Texts } from "../../text";
import type { Actions } from "../actions/actions";
import { rowElement } from "../actions/tasks";
import { type Model, TITLE, type Words } from "../models/model";
import {
  allOf,
  type Column,
  countOf,
  deadlineOf,
  hasArchive,
  isApplication,
  isClean,
  type Lists,
  type ListTab,
  listOf,
  periodsOf,
  type Row,
  rowsOf,
  shownOf,
  TABS,
  type Tab,
} from "../models/tasks";
import { county } from "./county";
import { kept, keptAnswers } from "./kept";
import { lost } from "./lost";
import { notice } from "./notice";

/** «Oppgaver»: both lists. */
export function tasks(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page tasks-page" id="content" tabindex="-1">
    <div class="row">
      <h1 class="ds-heading grow" data-size="xs" id=${TITLE} tabindex="-1">${texts.tasks.title}</h1>
      ${denseButton({
        testId: "open-access",
        act: () => actions.goTo({ kind: "access" }),
        label: html`${icon("person")}${texts.access.open}`,
        variant: "tertiary",
      })}
    </div>
    ${model.tasks === null ? nothing : lists(model, model.tasks, words, actions)}
  </main>`;
}

function lists(model: Model, all: TaskLists, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { tab } = model.lists;
  return html`${lost(all.lost, words)} ${kept(all.kept, words, actions)}
    ${keptAnswers(all.applications.kept, words, actions)}
    <div class="ds-tabs">
      <div role="tablist" aria-label=${texts.tasks.title} @keydown=${turnTabs(tab, actions)}>
        ${tabButton("open", texts.tasks.open(countOf(all, "open")), tab, actions)}
        ${tabButton("archive", texts.tasks.archive(countOf(all, "archive")), tab, actions)}
        ${tabButton("county", texts.county.title, tab, actions)}
      </div>
    </div>
    ${
      tab === "county"
        ? html`<div
            class="county__panel"
            role="tabpanel"
            id="task-panel"
            aria-labelledby="tab-county"
          >
            ${county(model, words, actions)}
          </div>`
        : list(model, all, words, actions)
    }`;
}

function list(model: Model, all: TaskLists, words: Words, actions: Actions): TemplateResult {
  const { tab } = model.lists;
  const rows = rowsOf(all, model.lists, words.format);
  const isComing = tab === "archive" && !hasArchive(all);
  return html`${toolbar(model, all, words, actions)}
    <div
      class="tasks-scroll"
      role="tabpanel"
      id="task-panel"
      tabindex="0"
      aria-labelledby=${`tab-${tab}`}
      aria-busy=${isComing}
    >
      ${isComing ? nothing : rows.length === 0 ? empty(model, words.texts) : table(model, rows, words, actions)}
    </div>`;
}

/** Search and filters; how many each would leave stands beside it. */
function toolbar(model: Model, all: TaskLists, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  const { filter } = model.lists;
  const tab = listOf(model.lists);
  const chosen = (event: Event) =>
    event.target instanceof HTMLSelectElement ? event.target.value || null : null;
  const searched = (event: Event) => {
    if (event.target instanceof HTMLInputElement) actions.filter({ search: event.target.value });
  };
  // From what was searched for to what was found.
  const intoList = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    actions.move(1);
  };
  const back = allOf(all, "open").filter(
    ({ state, kind }) => state.kind === "needs_you" || kind === "corrected",
  );
  return html`<div class="toolbar" role="search" aria-label=${texts.tasks.filters}>
    <input
      class="ds-input"
      data-dense
      type="search"
      id="task-search"
      data-testid="task-search"
      autocomplete="off"
      aria-label=${texts.tasks.search}
      placeholder=${texts.tasks.search}
      .value=${live(filter.search)}
      @input=${searched}
      @keydown=${intoList}
    />
    <select
      class="ds-input"
      data-dense
      aria-label=${texts.tasks.columns.kind}
      data-testid="filter-kind"
      @change=${(event: Event) => actions.filter({ kind: kindOf(chosen(event)) })}
    >
      <option value="" ?selected=${filter.kind === null}>${texts.tasks.allKinds}</option>
      <option value="report" ?selected=${filter.kind === "report"}>
        ${texts.tasks.kind.report}
      </option>
      <option value="corrected" ?selected=${filter.kind === "corrected"}>
        ${texts.tasks.kind.anyCorrected}
      </option>
      <option value="application" ?selected=${filter.kind === "application"}>
        ${texts.tasks.kind.application}
      </option>
    </select>
    <select
      class="ds-input"
      data-dense
      aria-label=${texts.tasks.columns.period}
      data-testid="filter-period"
      @change=${(event: Event) => actions.filter({ period: chosen(event) })}
    >
      <option value="" ?selected=${filter.period === null}>${texts.tasks.allPeriods}</option>
      ${periodsOf(all[tab]).map(
        (period) => html`<option value=${period} ?selected=${filter.period === period}>
          ${format.period(period)}
        </option>`,
      )}
    </select>
    ${
      tab === "archive"
        ? nothing
        : html`${chip("needs-me", texts.tasks.needsMe(back.length), filter.needsMe, (needsMe) =>
            actions.filter({ needsMe }),
          )}
          ${chip(
            "clean",
            texts.tasks.clean(all.open.filter(isClean).length),
            filter.clean,
            (clean) => actions.filter({ clean }),
          )}`
    }
  </div>`;
}

function kindOf(value: string | null): Row["kind"] | null {
  return value === "report" || value === "corrected" || value === "application" ? value : null;
}

function chip(
  id: string,
  label: string,
  on: boolean,
  choose: (on: boolean) => void,
): TemplateResult {
  return html`<button
    class="ds-button chip"
    type="button"
    data-variant="secondary"
    data-color="neutral"
    data-dense
    data-testid=${`filter-${id}`}
    aria-pressed=${on}
    @click=${() => choose(!on)}
  >
    ${on ? icon("check") : nothing}${label}
  </button>`;
}

function tabButton(tab: Tab, label: string, chosen: Tab, actions: Actions): TemplateResult {
  return html`<button
    type="button"
    role="tab"
    id=${`tab-${tab}`}
    data-testid=${`tab-${tab}`}
    aria-selected=${tab === chosen}
    aria-controls="task-panel"
    tabindex=${tab === chosen ? 0 : -1}
    @click=${() => void actions.chooseTab(tab)}
  >
    ${label}
  </button>`;
}

/** Left and right change the tab, as in every row of tabs. */
function turnTabs(tab: Tab, actions: Actions) {
  return (event: KeyboardEvent) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    const step = event.key === "ArrowRight" ? 1 : -1;
    const other = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab;
    void actions.chooseTab(other, `tab-${other}`);
  };
}

function table(model: Model, rows: readonly Row[], words: Words, actions: Actions): TemplateResult {
  const { lists } = model;
  const list = listOf(lists);
  return html`<table class="ds-table tasks" data-hover>
    ${sortHeads(heads(words.texts, list), lists.sorts[list], actions.sort)}
    <tbody>
      ${repeat(
        rows,
        (row) => row.id,
        (row) => taskRow(row, lists, words, actions),
      )}
    </tbody>
  </table>`;
}

function heads({ tasks }: Texts, tab: ListTab): SortHead<Column>[] {
  const { columns } = tasks;
  return [
    { column: "reference", label: columns.reference },
    { column: "unit", label: columns.unit },
    { column: "kind", label: columns.kind },
    { column: "period", label: columns.period },
    { column: "received", label: columns.received, numeric: true },
    { column: "deadline", label: columns.deadline, numeric: true },
    ...(tab === "open" ? [{ column: "findings" as const, label: columns.findings }] : []),
    { column: "state", label: columns.state },
  ];
}

function taskRow(row: Row, { tab, row: here }: Lists, words: Words, actions: Actions) {
  const { texts, format, now } = words;
  const open = (event: Event) => {
    event.preventDefault();
    if (isApplication(row)) void actions.openApplication(row.id);
    else void actions.open(row.id);
  };
  const shown = shownOf(row, texts);
  const period = isApplication(row) ? "" : format.period(row.period);
  return html`<tr
    data-testid="task-row"
    data-reference=${row.reference}
    data-state=${row.state.kind}
    ?data-here=${row.id === here}
    @click=${open}
  >
    <th scope="row">
      <a
        class="ds-link tab"
        href="#content"
        id=${rowElement(row.id)}
        @focus=${() => actions.atRow(row.id)}
        >${row.reference}</a
      >
    </th>
    <td class="strong">${row.unit_name}</td>
    <td>${kind(row, words)}</td>
    <td class="tab quiet">${period}</td>
    <td class="num">${format.shortDate(row.received_at, now)}</td>
    ${deadline(row, words)} ${tab === "open" ? findings(row, words) : nothing}
    <td>${state(shown.icon, shown.word, shown.tone)}</td>
  </tr>`;
}

function kind(row: Row, { texts }: Words): TemplateResult {
  switch (row.kind) {
    case "corrected":
      return state("files", texts.tasks.kind.corrected(row.revision), "quiet");
    case "report":
      return state("file", texts.tasks.kind.report, "quiet");
    case "application":
      return state("person", texts.tasks.kind.application, "quiet");
  }
}

function findings(row: Row, { texts }: Words): TemplateResult {
  const findings = isApplication(row) ? null : row.findings;
  if (findings === null) return html`<td></td>`;
  return html`<td>
    ${total(findings) === 0 ? html`<span class="quiet">${texts.findings.noneHere}</span>` : slots(findings, texts)}
  </td>`;
}

function deadline(row: Row, { texts, format, now }: Words): TemplateResult {
  if (isApplication(row)) return html`<td class="num"></td>`;
  const near = deadlineOf(row, now);
  const date = format.shortDate(row.deadline, now);
  return html`<td class="num ${near}">${near === "late" ? texts.tasks.late(date) : date}</td>`;
}

function empty(model: Model, { tasks }: Texts): TemplateResult {
  const never = model.app?.line.updated_at === null;
  const archive = model.lists.tab === "archive" ? tasks.emptyArchive : tasks.emptyOpen;
  const all = model.tasks === null ? [] : allOf(model.tasks, listOf(model.lists));
  const filtered = all.length > 0;
  const { title, text } = filtered ? tasks.emptyFilter : never ? tasks.neverFetched : archive;
  return notice({ testId: "empty", icon: never ? "cloud" : "done", title, text });
}
