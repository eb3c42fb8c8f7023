import type { Period } from "../../generated/Period";

/** The half-year so many before. */
export function halvesBefore(period: Period, halves: number): Period {
  const [year = "0", half = "1"] = period.split("-");
  const index = Number(year) * 2 + Number(half) - 1 - halves;
  return `${Math.floor(index / 2)}-${(index % 2) + 1}`;
}

/** Its first and last day. */
export function daysOf(period: Period): { from: string; to: string } {
  const [year = "", half = "1"] = period.split("-");
  return half === "1"
    ? { from: `${year}-01-01`, to: `${year}-06-30` }
    : { from: `${year}-07-01`, to: `${year}-12-31` };
}
