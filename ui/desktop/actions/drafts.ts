import type { CommandError } from "../../generated/CommandError";
import type { Backend } from "../backend";
import { draftOf, isDirty, type Review } from "../models/review";
import type { Store } from "../store";

/** The longest time that something written is not yet saved. */
const DELAY_MS = 700;

export type Drafts = ReturnType<typeof drafts>;

/** Saves what is written: soon after the first unsaved letter, one save at a time. */
export function drafts(store: Store, backend: Backend) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;

  function schedule(): void {
    timer ??= setTimeout(() => void flush(), DELAY_MS);
  }

  /** Saves at once what is not saved. False where it could not be saved. */
  async function flush(always = false): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    while (running !== undefined) await running;
    const { review } = store.model;
    if (review === null || !(always || isDirty(review))) return true;
    running = save(review);
    const saved = await running.finally(() => {
      running = undefined;
    });
    const after = store.model.review;
    if (saved && after !== null && isDirty(after)) schedule();
    return saved;
  }

  async function save(review: Review): Promise<boolean> {
    const { id, revision } = review.view;
    change(id, (current) => ({ ...current, saving: true }));
    try {
      await backend.saveDraft(id, revision, draftOf(review.fields));
    } catch (error) {
      change(id, (current) => ({ ...current, saving: false, saveFailed: true }));
      store.update((model) => ({ ...model, error: error as CommandError }));
      return false;
    }
    change(id, (current) => ({
      ...current,
      saving: false,
      saveFailed: false,
      savedEdits: current.edits >= review.edits ? review.edits : current.savedEdits,
      savedAt: new Date().toISOString(),
    }));
    return true;
  }

  function change(id: string, apply: (review: Review) => Review): void {
    store.update((model) =>
      model.review?.view.id === id ? { ...model, review: apply(model.review) } : model,
    );
  }

  return { schedule, flush };
}
