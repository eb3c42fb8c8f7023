import type { ApplicationRow } from "../../generated/ApplicationRow";
import type { ReportId } from "../../generated/ReportId";
import type { TaskLists } from "../../generated/TaskLists";
import type { TaskRow } from "../../generated/TaskRow";
import type { TaskState } from "../../generated/TaskState";
import type { Format } from "../../parts/format";
import type { IconName } from "../../parts/icon";
import { dateOf, daysBetween } from "../../parts/norway";
import { total } from "../../parts/severity";
import { type Direction, nextSort } from "../../parts/table";
import type { Texts } from "../../text";

/** The two lists. */
export type ListTab = "open" | "archive";

export const TABS = ["open", "archive", "county"] as const;

export type Tab = (typeof TABS)[number];

export type Column =
  | "reference"
  | "unit"
  | "kind"
  | "period"
  | "received"
  | "deadline"
  | "findings"
  | "state";

/** A report or an application in the lists. */
export type Row = TaskRow | ApplicationRow;

/** What of the lists is shown. */
export type Filter = {
  search: string;
  kind: Row["kind"] | null;
  period: string | null;
  /** Only what the officer has to do something about. */
  needsMe: boolean;
  /** Only what the rules find nothing in. */
  clean: boolean;
};

export const NO_FILTER: Filter = {
  search: "",
  kind: null,
  period: null,
  needsMe: false,
  clean: false,
};

export type Sort = { column: Column; direction: Direction };

/** How the lists are shown. */
export type Lists = {
  tab: Tab;
  sorts: Record<ListTab, Sort>;
  filter: Filter;
  /** The row that the keyboard is at. */
  row: ReportId | null;
};

/** A deadline is near from so many days before. */
const SOON_DAYS = 7;

export function initialLists(): Lists {
  return {
    tab: "open",
    sorts: {
      open: { column: "state", direction: "ascending" },
      archive: { column: "received", direction: "descending" },
    },
    filter: NO_FILTER,
    row: null,
  };
}

export function isApplication(row: Row): row is ApplicationRow {
  return row.kind === "application";
}

/** Whether the archive is here: it is asked for when it is shown. */
export function hasArchive(tasks: TaskLists): boolean {
  return tasks.archive.length >= tasks.archived;
}

/** How many rows a list has, also where they are not here. */
export function countOf(tasks: TaskLists, list: ListTab): number {
  const reports = list === "archive" ? tasks.archived : tasks.open.length;
  return reports + tasks.applications[list].length;
}

/** All rows of a list that are here. */
export function allOf(tasks: TaskLists, list: ListTab): Row[] {
  return [...tasks[list], ...tasks.applications[list]];
}

/** Whether a task waits for this officer. */
export function needsMe({ state }: Row): boolean {
  switch (state.kind) {
    case "needs_you":
    case "draft":
    case "new":
      return true;
    case "saved_here":
    case "received":
      return false;
  }
}

/** A report without a finding, as far as the rules were asked. */
export function isClean(row: Row): boolean {
  return !isApplication(row) && row.findings !== null && total(row.findings) === 0;
}

function isShown(row: Row, filter: Filter, format: Format): boolean {
  const { kind, period } = filter;
  if (kind !== null && row.kind !== kind) return false;
  if (period !== null && (isApplication(row) || row.period !== period)) return false;
  if (filter.needsMe && row.state.kind !== "needs_you" && row.kind !== "corrected") return false;
  if (filter.clean && !isClean(row)) return false;
  const wanted = format.fold(filter.search.trim());
  if (wanted === "") return true;
  return [row.reference, row.unit_name].some((text) => format.fold(text).includes(wanted));
}

/** The half-years of the rows, newest first. */
export function periodsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => (isApplication(row) ? [] : [row.period])))]
    .sort()
    .reverse();
}

/** The open task to go to after this one: the next in the list that waits for the officer. */
export function nextTask(tasks: TaskLists, lists: Lists, format: Format, here: ReportId | null) {
  const rows = rowsOf(tasks, { ...lists, tab: "open", filter: NO_FILTER }, format);
  const at = rows.findIndex(({ id }) => id === here);
  const after = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return after.find((row) => row.id !== here && needsMe(row)) ?? null;
}

/** The list that the chosen tab has. */
export function listOf({ tab }: Lists): ListTab {
  return tab === "archive" ? "archive" : "open";
}

export function sortedBy(lists: Lists, column: Column): Lists {
  const list = listOf(lists);
  const sorts = { ...lists.sorts, [list]: nextSort(lists.sorts[list], column) };
  return { ...lists, sorts };
}

/** The rows of the chosen tab, in their order. */
export function rowsOf(tasks: TaskLists, lists: Lists, format: Format): Row[] {
  const list = listOf(lists);
  const { column, direction } = lists.sorts[list];
  const turn = direction === "ascending" ? 1 : -1;
  const compare = COMPARE[column];
  const shown = allOf(tasks, list).filter((row) => isShown(row, lists.filter, format));
  return shown.sort(
    (a, b) =>
      turn * compare(a, b, format) ||
      deadlineText(a).localeCompare(deadlineText(b)) ||
      format.compare(a.unit_name, b.unit_name) ||
      a.reference.localeCompare(b.reference),
  );
}

/** The row so many steps away; from nowhere, the first. */
export function rowAfter(
  rows: readonly { id: ReportId }[],
  row: ReportId | null,
  step: number,
): ReportId | null {
  const here = rows.findIndex((candidate) => candidate.id === row);
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1);
  return rows[next]?.id ?? null;
}

type Compare = (a: Row, b: Row, format: Format) => number;

/** What has no deadline stands after what has one. */
function deadlineText(row: Row): string {
  return isApplication(row) ? "9999" : row.deadline;
}

function periodText(row: Row): string {
  return isApplication(row) ? "" : row.period;
}

const KINDS: readonly Row["kind"][] = ["corrected", "report", "application"];

const COMPARE: Record<Column, Compare> = {
  reference: (a, b, format) => format.compare(a.reference, b.reference),
  unit: (a, b, format) => format.compare(a.unit_name, b.unit_name),
  kind: (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  period: (a, b) => periodText(a).localeCompare(periodText(b)),
  received: (a, b) => Date.parse(a.received_at) - Date.parse(b.received_at),
  deadline: (a, b) => deadlineText(a).localeCompare(deadlineText(b)),
  findings: (a, b) => weight(b) - weight(a),
  state: (a, b) => urgency(a.state) - urgency(b.state),
};

/** One error counts more than any number of warnings. */
function weight(row: Row): number {
  if (isApplication(row) || row.findings === null) return -1;
  const { findings } = row;
  return findings.errors * 1_000_000 + findings.warnings * 1000 + findings.information;
}

/** What needs the officer comes first. */
function urgency(state: Row["state"]): number {
  switch (state.kind) {
    case "needs_you":
      return 0;
    case "draft":
      return 1;
    case "new":
      return 2;
    case "saved_here":
      return 3;
    case "received":
      return "answer" in state || state.approve ? 4 : 5;
  }
}

export type Shown = { icon: IconName; tone: string; word: string };

/** A task's state: always an icon and a word. */
export function stateOf(state: TaskState, texts: Texts): Shown {
  const words = texts.tasks.state;
  switch (state.kind) {
    case "new":
      return { icon: "ring", tone: "", word: words.new };
    case "draft":
      return { icon: "pencil", tone: "", word: draftWord(state.approve, texts) };
    case "saved_here": {
      const answer = state.approve ? texts.report.yes : texts.report.no;
      return { icon: "savedHere", tone: "", word: words.savedHere(answer) };
    }
    case "needs_you":
      return { icon: "warning", tone: "w", word: words.needsYou };
    case "received":
      if (!state.approve) return { icon: "undo", tone: "", word: words.returned(state.receipt) };
      return state.at_bufdir
        ? { icon: "bufdir", tone: "ok", word: words.atBufdir(state.receipt) }
        : { icon: "done", tone: "ok", word: words.approved(state.receipt) };
  }
}

/** The same of an application. */
export function applicationState({ state }: ApplicationRow, texts: Texts): Shown {
  const words = texts.application;
  switch (state.kind) {
    case "new":
      return { icon: "ring", tone: "", word: texts.tasks.state.new };
    case "draft":
      return {
        icon: "pencil",
        tone: "",
        word:
          state.answer === null
            ? texts.tasks.state.draft
            : words.state.draft(words.answer[state.answer]),
      };
    case "saved_here":
      return { icon: "savedHere", tone: "", word: words.state.saved(words.answer[state.answer]) };
    case "needs_you":
      return { icon: "warning", tone: "w", word: texts.tasks.state.needsYou };
    case "received": {
      const ends = {
        approve: ["done", words.state.approved],
        reject: ["minus", words.state.rejected],
        forward: ["bufdir", words.state.forwarded],
      } as const;
      const [icon, word] = ends[state.answer];
      const told = state.receipt === null ? word : words.state.receipt(word, state.receipt);
      return { icon, tone: "ok", word: told };
    }
  }
}

export function shownOf(row: Row, texts: Texts): Shown {
  return isApplication(row) ? applicationState(row, texts) : stateOf(row.state, texts);
}

function draftWord(approve: boolean | null, texts: Texts): string {
  const words = texts.tasks.state;
  if (approve === null) return words.draft;
  return approve ? words.draftYes : words.draftNo;
}

/** How near a task's deadline is; what is decided has none any more. */
export function deadlineOf(row: TaskRow, now: Date): "none" | "far" | "soon" | "late" {
  if (row.state.kind === "received" || row.state.kind === "saved_here") return "none";
  const days = daysBetween(now, dateOf(row.deadline));
  if (days < 0) return "late";
  return days <= SOON_DAYS ? "soon" : "far";
}
