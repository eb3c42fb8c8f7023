import type { ReportId } from "../../generated/ReportId";
import { wordsOf } from "../models/model";
import { type Column, type Filter, rowAfter, rowsOf, sortedBy, type Tab } from "../models/tasks";
import type { Store } from "../store";
import { say } from "./session";

export type TaskActions = ReturnType<typeof taskActions>;

/** The element that takes the focus for a row: its link. */
export function rowElement(id: ReportId): string {
  return `row-${id}`;
}

export function taskActions(store: Store) {
  return {
    chooseTab: (tab: Tab, focus: string | null = null) =>
      store.update((model) => ({ ...model, lists: { ...model.lists, tab, row: null }, focus })),
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
        if (model.tasks === null) return model;
        const rows = rowsOf(model.tasks, model.lists, wordsOf(model).format);
        const row = rowAfter(rows, model.lists.row, step);
        if (row === null) return model;
        return { ...model, lists: { ...model.lists, row }, focus: rowElement(row) };
      }),
  };
}
