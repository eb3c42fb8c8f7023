import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { answered, type Form, isDirty, isForm, saveOf, whichOf } from "../models/form";
import { bySeverity } from "../models/found";
import type { Model } from "../models/model";
import { passes, problemFrom } from "../models/problem";
import { say, withProblem } from "./failing";

/** What is typed is saved after so long a pause. */
export const PAUSE_MS = 300;

/** What could not be saved is tried again after so long, and twice as long each time. */
const AGAIN_MS = 5_000;
const AGAIN_MAX_MS = 60_000;

export type Saving = ReturnType<typeof savingOf>;

/** How many faults and doubts there are is read aloud where it has changed: the eye sees them come and go. */
function announced(before: Form | null, model: Model): Model {
  const { form } = model;
  if (before === null || form === null) return model;
  const counts = (of: Form) =>
    (["error", "warning"] as const).map((severity) => bySeverity(of, severity).length);
  const [errors = 0, warnings = 0] = counts(form);
  if (counts(before).join() === [errors, warnings].join()) return model;
  return say(
    model,
    (texts) => `${texts.before.errors(errors)}. ${texts.before.warnings(warnings)}.`,
  );
}

/** Saves what is typed: one save at a time, each under the version of the draft it was written on. */
export function savingOf(store: Store<Model>, api: Api) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<boolean> | undefined;
  let wait = AGAIN_MS;

  function schedule(pause = PAUSE_MS): void {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), pause);
  }

  /** Saves at once what is not saved. False where something is left that is not. */
  async function flush(always = false): Promise<boolean> {
    clearTimeout(timer);
    while (running !== undefined) await running;
    const { form, session } = store.model;
    if (form === null || !(isDirty(form) || always)) return true;
    if (form.stale !== null || session.kind !== "in") return false;
    running = save(form);
    const saved = await running.finally(() => {
      running = undefined;
    });
    const after = store.model.form;
    if (saved && after !== null && after.stale === null && isDirty(after)) schedule();
    return saved && after?.stale === null && after.failed === null;
  }

  async function save(form: Form): Promise<boolean> {
    const which = whichOf(form);
    const change = (apply: (form: Form) => Form) =>
      store.update((model) =>
        isForm(model.form, which) ? { ...model, form: apply(model.form) } : model,
      );
    change((current) => ({ ...current, saving: true }));
    try {
      const answer = await api.saveDraft(which, saveOf(form));
      wait = AGAIN_MS;
      const before = store.model.form;
      change((current) => answered(current, form.fields, answer));
      store.update((model) => ({ ...announced(before, model), reached: true }));
      return answer.kind !== "closed";
    } catch (error) {
      const failed = problemFrom(error);
      change((current) => ({ ...current, saving: false, failed }));
      store.update((model) => withProblem(model, failed, false));
      if (passes(failed)) {
        schedule(wait);
        wait = Math.min(2 * wait, AGAIN_MAX_MS);
      }
      return false;
    }
  }

  return { schedule, flush };
}
