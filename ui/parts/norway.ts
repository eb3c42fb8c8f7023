// Norway's calendar and clock. A deadline, a role's first day and a receipt's time are Norway's for the
// server, so they are so in the pages too, whatever time zone the machine is set to.

export const NORWAY = "Europe/Oslo";

const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: NORWAY,
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
});

/** The time on the wall: the month from 1, hours from 0. */
export type WallTime = Record<"year" | "month" | "day" | "hour" | "minute", number>;

export function wallTime(at: Date): WallTime {
  const wall: WallTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of PARTS.formatToParts(at)) {
    if (type in wall) wall[type as keyof WallTime] = Number(value);
  }
  return wall;
}

/** The day it is in Norway, as an input of dates has it, some years from it where asked: from 29 to 28 February. */
export function dayOf(at: Date, yearsOn = 0): string {
  const { year, month, day } = wallTime(at);
  const last = new Date(Date.UTC(year + yearsOn, month, 0)).getUTCDate();
  const found = new Date(Date.UTC(year + yearsOn, month - 1, Math.min(day, last)));
  return found.toISOString().slice(0, 10);
}

/** A day or an instant; a day is its noon, which is in that day in Norway at any time of the year. */
export function dateOf(value: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T12:00:00Z` : value);
}

/** Whole days of Norway's calendar from one instant to another. */
export function daysBetween(from: Date, to: Date): number {
  const noon = (at: Date) => {
    const { year, month, day } = wallTime(at);
    return Date.UTC(year, month - 1, day, 12);
  };
  return Math.round((noon(to) - noon(from)) / 86_400_000);
}
