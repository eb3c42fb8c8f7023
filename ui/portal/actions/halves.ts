import type { Period } from "../../generated/Period";
import type { PeriodSettings } from "../../generated/PeriodSettings";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { type Halves, isDated, NO_HALVES } from "../models/halves";
import { type Model, TITLE } from "../models/model";
import { type Attempt, say } from "./failing";

export type HalvesActions = ReturnType<typeof halvesActions>;

/** What a person at Bufdir does with half-years. */
export function halvesActions(store: Store<Model>, api: Api, { attempt }: { attempt: Attempt }) {
  const change = (more: Partial<Halves>) =>
    store.update((model) => ({ ...model, halves: { ...NO_HALVES, ...model.halves, ...more } }));

  function edit(form: PeriodSettings | null): void {
    change({ form, faults: [] });
    const focus = form === null ? TITLE : "half-municipality";
    store.update((model) => ({ ...model, focus }));
  }

  async function open(): Promise<void> {
    const { halves } = store.model;
    const form = halves?.form ?? null;
    if (halves === null || form === null || halves.sending) return;
    if (!isDated(form)) {
      change({ faults: ["no_date"] });
      store.update((model) => ({ ...model, focus: "half-faults" }));
      return;
    }
    change({ sending: true, faults: [] });
    await attempt(async () => {
      const answer = await api.openPeriod(form);
      if (answer.kind === "open") {
        change({ list: answer.periods, form: null });
        store.update((model) => ({
          ...say(model, (texts) => texts.halves.opened),
          focus: TITLE,
        }));
        return;
      }
      change({ faults: answer.kind === "faulty" ? answer.faults : ["form_in_use"] });
      store.update((model) => ({ ...model, focus: "half-faults" }));
    });
    change({ sending: false });
  }

  async function close(): Promise<void> {
    const closing = store.model.halves?.closing ?? null;
    change({ closing: null });
    if (closing === null) return;
    await attempt(async () => {
      change({ list: await api.closePeriod(closing) });
      store.update((model) => ({
        ...say(model, (texts) => texts.halves.closed),
        focus: TITLE,
      }));
    });
  }

  return {
    editHalf: edit,
    editHalfField: (more: Partial<PeriodSettings>) => {
      const form = store.model.halves?.form ?? null;
      if (form !== null) change({ form: { ...form, ...more }, faults: [] });
    },
    openHalf: open,
    askCloseHalf: (closing: Period | null) => change({ closing }),
    closeHalf: close,
  };
}
