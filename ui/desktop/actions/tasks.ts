import type { ReportId } from "../../generated/ReportId";
import { reportsOf } from "../models/county";
import { type Model, wordsOf } from "../models/model";
import { type Column, type Filter, rowAfter, rowsOf, sortedBy, type Tab } from "../models/tasks";
import type { Store } from "../store";
import { say } from "./session";

export type TaskActions = ReturnType<typeof taskActions>;

/** The element that takes the focus for a row: its link. */
export function rowElement(id: ReportId): string {
  return `row-${id}`;
}

/** What the keyboard walks through. */
function rowsHere(model: Model): readonly { id: ReportId }[] {
  const { format } = wordsOf(model);
  if (model.lists.tab === "county") {
    return model.county.view === null ? [] : reportsOf(model.county.view, format);
  }
  return model.tasks === null ? [] : rowsOf(model.tasks, model.lists, format);
}

export function taskActions(store: Store, refresh: () => Promise<void>) {
  return {
    chooseTab: async (tab: Tab, focus: string | null = null) => {
      store.update((model) => ({ ...model, lists: { ...model.lists, tab, row: null }, focus }));
      if (tab !== "open") await refresh();
    },
    sort: (column: Column) =>
      store.update((model) =>
        say({ ...model, lists: sortedBy(model.lists, column) }, (texts) =>
          texts.tasks.sortedBy(texts.tasks.columns[column]),
        ),
      ),
    filter: (change: Partial<Filter>) =>
      store.update((model) => {
        const { tasks } = model;
        const filter = { ...model.lists.filter, ...change };
        const lists = { ...model.lists, filter, row: null };
        const next = { ...model, lists };
        if (tasks === null) return next;
        const count = rowsOf(tasks, lists, wordsOf(next).format).length;
        return say(next, (texts) => texts.tasks.found(count));
      }),
    /** The keyboard is at a row. */
    atRow: (row: ReportId) =>
      store.update((model) =>
        model.lists.row === row ? model : { ...model, lists: { ...model.lists, row } },
      ),
    /** Moves the focus some rows down, or up. */
    move: (step: number) =>
      store.update((model) => {
        const row = rowAfter(rowsHere(model), model.lists.row, step);
        if (row === null) return model;
        return { ...model, lists: { ...model.lists, row }, focus: rowElement(row) };
      }),
  };
}
