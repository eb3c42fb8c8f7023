import type { MachineSettings } from "../../generated/MachineSettings";
import type { Backend } from "../backend";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

/** What is chosen for this machine, and what leads out of the window and back into it. */
export function machineActions(store: Store, backend: Backend, attempt: Attempt) {
  return {
    loadMachine: () =>
      attempt(async () => {
        const machine = await backend.machine();
        store.update((model) => ({ ...model, machine }));
      }),
    chooseMachine: (change: Partial<MachineSettings>) =>
      attempt(async () => {
        const { machine } = store.model;
        if (machine === null) return;
        const chosen = await backend.setMachine({ ...machine.settings, ...change });
        store.update((model) => say({ ...model, machine: chosen }, (texts) => texts.settings.kept));
      }),
    /** Decisions would be left unsent: the officer is asked. */
    askLeaving: (unsent: number) => store.update((model) => ({ ...model, unsent })),
    leave: async (leave: boolean) => {
      store.update((model) => ({ ...model, unsent: null }));
      await attempt(() => backend.leave(leave));
    },
    exportDiagnostics: () =>
      attempt(async () => {
        const diagnosticsIn = await backend.exportDiagnostics();
        store.update((model) => ({
          ...say(model, (texts) => texts.help.diagnosticsIn(diagnosticsIn)),
          diagnosticsIn,
        }));
      }),
  };
}
