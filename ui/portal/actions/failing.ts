import type { Store } from "../../parts/store";
import type { PortalTexts } from "../../text/portal";
import { type Model, wordsOf } from "../models/model";
import { type Problem, problemFrom } from "../models/problem";

/** What a failed request means for the whole page. */
export function withProblem(model: Model, problem: Problem, told: boolean): Model {
  const next = { ...model, problem: told ? problem : model.problem };
  if (problem.kind === "offline" || problem.kind === "away") return { ...next, reached: false };
  if (problem.kind !== "session_over") return next;
  const { session } = model;
  if (session.kind === "in") {
    return { ...next, problem: null, session: { kind: "over", who: session.who } };
  }
  return session.kind === "unknown" ? { ...next, problem: null, session: { kind: "none" } } : next;
}

export function say(model: Model, text: (texts: PortalTexts) => string): Model {
  return { ...model, notice: text(wordsOf(model).texts) };
}

/** Runs an act; what it fails with is shown. True where it did not fail. */
export type Attempt = (act: () => Promise<void>) => Promise<boolean>;

export function attempts(store: Store<Model>): Attempt {
  return async (act) => {
    store.update((model) => (model.problem === null ? model : { ...model, problem: null }));
    try {
      await act();
      store.update((model) => (model.reached ? model : { ...model, reached: true }));
      return true;
    } catch (error) {
      store.update((model) => withProblem(model, problemFrom(error), true));
      return false;
    }
  };
}
