import type { UnitNo } from "../../generated/UnitNo";
import type { Backend } from "../backend";
import { TITLE } from "../models/model";
import { canRemind, noReminders, pickedOf, type Reminders, shownPeriod } from "../models/reminders";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

export type RemindersActions = ReturnType<typeof remindersActions>;

/** Units that have not reported: chosen, shown what they would get, and reminded. */
export function remindersActions(store: Store, backend: Backend, attempt: Attempt) {
  const change = (fields: Partial<Reminders>, focus: string | null = null) =>
    store.update((model) => ({
      ...model,
      reminders: { ...model.reminders, ...fields },
      focus: focus ?? model.focus,
    }));

  async function loadReminders(): Promise<void> {
    try {
      change({ known: await backend.reminders() });
    } catch {
      change({ known: "unreachable" });
    }
  }

  async function preview(): Promise<void> {
    const { reminders } = store.model;
    const period = shownPeriod(reminders)?.period;
    const units = [...pickedOf(reminders)];
    if (period === undefined || units.length === 0) {
      change({ told: true }, "reminders-preview");
      return;
    }
    await attempt(async () => {
      change({ toSend: await backend.previewReminders(period, units), done: null }, TITLE);
    });
  }

  /** What was seen, under its id: pressed again after a failure, it reminds nobody twice. */
  async function send(): Promise<void> {
    const { reminders } = store.model;
    const { toSend, sending } = reminders;
    const period = shownPeriod(reminders)?.period;
    if (toSend === null || sending || period === undefined) return;
    change({ sending: true });
    await attempt(async () => {
      const done = await backend.sendReminders(toSend.id, period, [...pickedOf(reminders)]);
      change({ done, toSend: null, picked: [], told: false }, TITLE);
      store.update((model) => say(model, (texts) => texts.reminders.sent(done.reminded.length)));
      await loadReminders();
    });
    change({ sending: false });
  }

  return {
    loadReminders,
    chooseReminded: (period: string) => change({ ...noReminders(period), known: known() }),
    pickUnit: (unit: UnitNo, among: boolean) => {
      const others = store.model.reminders.picked.filter((picked) => picked !== unit);
      change({ picked: among ? [...others, unit] : others, told: false });
    },
    pickAllUnits: (among: boolean) => {
      const units = shownPeriod(store.model.reminders)?.missing ?? [];
      const all = units.filter(canRemind).map(({ unit_no }) => unit_no);
      change({ picked: among ? all : [], told: false });
    },
    previewReminders: preview,
    backToChoice: () => change({ toSend: null }, "reminders-preview"),
    sendReminders: send,
  };

  function known(): Reminders["known"] {
    return store.model.reminders.known;
  }
}
