import type { Phrase } from "../../generated/Phrase";
import type { PhraseId } from "../../generated/PhraseId";
import type { Preferences } from "../../generated/Preferences";
import type { Backend } from "../backend";
import { withPlace, withReport } from "../models/model";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

/** What belongs to the officer: phrases, decisions laid aside, choices. */
export function ownActions(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  refresh: () => Promise<void>,
) {
  const keep = (phrases: Phrase[]) => store.update((model) => ({ ...model, phrases }));

  return {
    loadPhrases: () => attempt(async () => keep(await backend.phrases())),
    addPhrase: (text: string) =>
      attempt(async () => {
        keep(await backend.addPhrase(text));
        store.update((model) => say(model, (texts) => texts.phrases.kept));
      }),
    removePhrase: (id: PhraseId) => attempt(async () => keep(await backend.removePhrase(id))),
    /** «Forkast avgjørelsen»: it needs nobody any more. */
    layAside: async (decisionId: string) => {
      const done = await attempt(() => backend.layAside(decisionId));
      if (!done) return;
      store.update((model) =>
        say(withPlace(model, { kind: "tasks" }), (texts) => texts.needsYou.laidAside),
      );
      await refresh();
    },
    /** What is written to Bufdir; none takes it back. */
    writeReopening: (reopening: string | null, focus: string | null = null) =>
      store.update((model) =>
        model.review === null
          ? model
          : { ...model, review: { ...model.review, reopening }, focus: focus ?? model.focus },
      ),
    /** «Be Bufdir om gjenåpning». Where it was not asked, what is written stays. */
    askReopening: async () => {
      const { review } = store.model;
      if (review === null || review.reopening === null) return;
      const { reopening } = review;
      const { id, revision } = review.view;
      if (reopening.trim() === "") {
        store.update((model) => ({ ...model, focus: "reopening-reason" }));
        return;
      }
      await attempt(async () => {
        const view = await backend.askReopening(id, revision, reopening);
        store.update((model) => {
          const shown = withReport(model, view);
          const review = shown.review && { ...shown.review, reopening: null };
          return say(
            { ...shown, review, focus: "reopening-title" },
            (texts) => texts.reopening.done,
          );
        });
      });
      await refresh();
    },
    choose: async (change: Partial<Preferences>) => {
      const before = store.model.app?.preferences;
      if (before === null || before === undefined) return;
      const done = await attempt(() => backend.setPreferences({ ...before, ...change }));
      if (done) store.update((model) => say(model, (texts) => texts.settings.kept));
      await refresh();
    },
  };
}
