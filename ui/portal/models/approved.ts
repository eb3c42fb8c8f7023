// The approved reports of a half-year, and one of them, as Bufdir looks at them.

import type { BufdirReport } from "../../generated/BufdirReport";
import type { BufdirReports } from "../../generated/BufdirReports";
import type { Period } from "../../generated/Period";
import type { PortalUnit } from "../../generated/PortalUnit";
import { halvesBefore } from "./periods";

export type Approved = {
  /** Of which half-year the list is; none before it is here. */
  list: { period: Period; reports: BufdirReports; places: readonly PortalUnit[] } | null;
  one: BufdirReport | null;
  /** Why the report is to be reopened, as typed. */
  reason: string;
  isWrong: boolean;
  /** Whether the question stands, and whether it is on its way. */
  asks: boolean;
  sending: boolean;
  /** The report was not as the page had it. */
  isOther: boolean;
};

export const UNOPENED: Approved = {
  list: null,
  one: null,
  reason: "",
  isWrong: false,
  asks: false,
  sending: false,
  isOther: false,
};

/** So many half-years can be chosen. */
const HALVES = 10;

/** The half-year that ended last. */
export function lastEnded(now: Date): Period {
  return halvesBefore(`${now.getFullYear()}-${now.getMonth() < 6 ? 1 : 2}`, 1);
}

/** Those that can be chosen, the newest first. */
export function choices(now: Date): readonly Period[] {
  const newest = lastEnded(now);
  return Array.from({ length: HALVES }, (_, halves) => halvesBefore(newest, halves));
}

/** The units whose report has not been approved in this half-year. */
export function missing({ list }: Approved): readonly PortalUnit[] {
  if (list === null) return [];
  const approved = new Set(list.reports.reports.map(({ unit_no }) => unit_no));
  return list.places.filter(({ unit_no }) => !approved.has(unit_no));
}

export function canReopen({ row, report }: BufdirReport): boolean {
  return report.state.kind === "approved" && report.state.revision === row.revision;
}
