import type { CommandError } from "../../generated/CommandError";
import type { ReportId } from "../../generated/ReportId";
import type { Backend } from "../backend";
import {
  type County,
  figureTextOf,
  joinableOf,
  joinedOf,
  pickedOf,
  undoableOf,
} from "../models/county";
import { wordsOf } from "../models/model";
import { figureOf } from "../models/review";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

/** The longest time that a figure is not yet saved. */
const DELAY_MS = 700;
/** As long as the engine waits before it sends. */
const UNDO_MS = 10_000;

/** The field of a report's own figure. */
export function figureElement(id: ReportId): string {
  return `figure-${id}`;
}

export type CountyActions = ReturnType<typeof countyActions>;

/** The whole county, and approvals together. */
export function countyActions(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  refresh: () => Promise<void>,
) {
  const unsaved = new Set<ReportId>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (apply: (county: County) => Partial<County>, focus: string | null = null) =>
    store.update((model) => ({
      ...model,
      county: { ...model.county, ...apply(model.county) },
      focus: focus ?? model.focus,
    }));

  /** Saves the figures that are typed and not saved. False where one could not be saved. */
  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    const { county } = store.model;
    const all = county.view === null ? [] : joinableOf(county.view, wordsOf(store.model).format);
    const typed = all.filter(({ report }) => unsaved.has(report.id));
    unsaved.clear();
    return attempt(async () => {
      for (const joinable of typed) {
        const figure = figureOf(figureTextOf(county, joinable));
        if (figure === "invalid") continue;
        const { id, revision } = joinable.report;
        const draft = { own_figure: figure, approve: null, comment: "", asks: [] };
        await backend.saveDraft(id, revision, draft);
      }
    });
  }

  function writeFigure(id: ReportId, text: string): void {
    change(({ figures, picked }) => {
      const { [id]: _, ...others } = picked;
      return { figures: { ...figures, [id]: text }, picked: others };
    });
    unsaved.add(id);
    timer ??= setTimeout(() => void flush(), DELAY_MS);
  }

  /** «Fortsett arbeidsflyt»: says what is missing, or shows each figure and asks for «Bekreft». */
  async function proceedTogether(): Promise<void> {
    const { county } = store.model;
    if (county.question !== "none") return;
    const { format } = wordsOf(store.model);
    const { all, lacking } = pickedOf(county, format);
    const [first] = lacking;
    if (first !== undefined) {
      change(() => ({ told: true }), figureElement(first.report.id));
      return;
    }
    if (all.length === 0) {
      store.update((model) => say(model, (texts) => texts.county.nothingPicked));
      return;
    }
    if (await flush()) change(() => ({ told: false, question: "asked", done: null }));
  }

  /** «Bekreft»: decides what the list shows, each by itself. */
  async function confirmTogether(): Promise<void> {
    const { county } = store.model;
    if (county.question !== "asked") return;
    const { all } = pickedOf(county, wordsOf(store.model).format);
    change(() => ({ question: "sending" }));
    try {
      const told = await backend.approveTogether(joinedOf(county, all));
      const until = Date.now() + UNDO_MS;
      change(() => ({ question: "none", done: { ...told, until, undone: [] } }), "together-title");
    } catch (error) {
      const shown = error as CommandError;
      store.update((model) => ({ ...model, error: shown, focus: "together-continue" }));
      change(() => ({ question: "none" }));
    }
    await refresh();
  }

  /** Takes back what is not sent yet, of those that were approved together. */
  async function undoTogether(): Promise<void> {
    const undone = [...(store.model.county.done?.undone ?? [])];
    const before = undone.length;
    await attempt(async () => {
      for (const id of undoableOf(store.model.county, Date.now())) {
        await backend.undo(id);
        undone.push(id);
      }
    });
    change(({ done }) => ({ done: done === null ? null : { ...done, undone } }), "together-title");
    store.update((model) => say(model, (texts) => texts.county.undone(undone.length - before)));
    await refresh();
  }

  return {
    choosePeriod: async (period: string) => {
      await flush();
      change(() => ({ period, told: false, done: null }));
      await refresh();
    },
    writeFigure,
    pick: (id: ReportId, among: boolean) =>
      change(({ picked }) => ({ picked: { ...picked, [id]: among } })),
    proceedTogether,
    takeBackTogether: () => {
      if (store.model.county.question === "asked") {
        change(() => ({ question: "none" }), "together-continue");
      }
    },
    confirmTogether,
    undoTogether,
    saveFigures: flush,
  };
}
