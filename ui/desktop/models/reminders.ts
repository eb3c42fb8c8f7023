// Reminders to units that have not reported, as the officer chooses them.

import type { MissingUnit } from "../../generated/MissingUnit";
import type { RemindedAnswer } from "../../generated/RemindedAnswer";
import type { ReminderSent } from "../../generated/ReminderSent";
import type { RemindersAnswer } from "../../generated/RemindersAnswer";
import type { RemindersPeriod } from "../../generated/RemindersPeriod";
import type { RemindersToSend } from "../../generated/RemindersToSend";
import type { UnitNo } from "../../generated/UnitNo";

export type Reminders = {
  /** As the server has it; nothing before it was asked for. */
  known: RemindersAnswer | "unreachable" | null;
  /** The half-year that is looked at; none is the newest. */
  period: string | null;
  picked: readonly UnitNo[];
  /** The button was pressed while no unit was chosen. */
  told: boolean;
  /** As they would go out; none while the officer chooses. */
  toSend: RemindersToSend | null;
  sending: boolean;
  /** What became of those that were sent last. */
  done: RemindedAnswer | null;
};

export function noReminders(period: string | null = null): Reminders {
  return {
    known: null,
    period,
    picked: [],
    told: false,
    toSend: null,
    sending: false,
    done: null,
  };
}

/** The half-year that is shown; none where nobody is missing and nobody was reminded. */
export function shownPeriod({ known, period }: Reminders): RemindersPeriod | null {
  if (known === null || known === "unreachable") return null;
  return known.periods.find((of) => of.period === period) ?? known.periods[0] ?? null;
}

/** Somebody gets a reminder to it. */
export function canRemind({ receivers }: MissingUnit): boolean {
  return receivers > 0;
}

/** The units that are chosen and can still be reminded, by number. */
export function pickedOf(reminders: Reminders): readonly UnitNo[] {
  const units = shownPeriod(reminders)?.missing ?? [];
  const can = units.filter((unit) => canRemind(unit) && reminders.picked.includes(unit.unit_no));
  return can.map(({ unit_no }) => unit_no);
}

/** The newest reminder to a unit. */
export function lastSent({ sent }: RemindersPeriod, unit: UnitNo): ReminderSent | null {
  return sent.find(({ unit_no }) => unit_no === unit) ?? null;
}
