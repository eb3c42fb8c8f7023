import type { Backend } from "../backend";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

/** What the officer does with what is left: when access has ended, and in an older copy of the store. */
export function leavingActions(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  refresh: () => Promise<void>,
) {
  return {
    exportOwnTexts: async () => {
      await attempt(async () => {
        const exportedTo = await backend.exportOwnTexts();
        store.update((model) => ({
          ...say(model, (texts) => texts.leaving.exported(exportedTo)),
          exportedTo,
        }));
      });
      await refresh();
    },
    askToRemove: (askedToRemove: boolean) =>
      store.update((model) => ({
        ...model,
        askedToRemove,
        focus: askedToRemove ? model.focus : "remove-own",
      })),
    removeOwnTexts: async () => {
      store.update((model) => ({ ...model, askedToRemove: false }));
      await attempt(() => backend.removeOwnTexts());
      await refresh();
    },
    settleOlderCopy: async (send: boolean) => {
      await attempt(() => backend.settleOlderCopy(send));
      await refresh();
    },
  };
}
