// The approved reports of a half-year, and one of them, as Bufdir looks at them.

import type { BufdirReport } from "../../generated/BufdirReport";
import type { BufdirReports } from "../../generated/BufdirReports";
import type { Period } from "../../generated/Period";
import { wallTime } from "../../parts/norway";
import { halvesBefore } from "./periods";

export type Approved = {
  /** Of which half-year the list is; none before it is here. */
  list: { period: Period; reports: BufdirReports } | null;
  one: BufdirReport | null;
  /** Why the report is to be reopened, as typed. */
  reason: string;
  isWrong: boolean;
  /** Which question stands, and whether the answer is on its way. */
  asks: "reopen" | "refuse" | null;
  sending: boolean;
  /** The approvals that are chosen to be acknowledged. */
  chosen: readonly string[];
  /** What is being taken out, and how many bytes of it have come; none where nothing is. */
  taking: { format: ExportFormat; bytes: number } | null;
  /** The report was not as the page had it. */
  isOther: boolean;
};

/** The formats in which the reports of a half-year are taken out, and their codebook. */
export type ExportFormat = "csv" | "xlsx" | "json" | "codebook";

export const FORMATS: readonly ExportFormat[] = ["csv", "xlsx", "json", "codebook"];

/** What the file is called. */
export function fileOf(period: Period, format: ExportFormat): string {
  return format === "codebook"
    ? `halvaarsrapport-${period}-kodebok.csv`
    : `halvaarsrapport-${period}.${format}`;
}

export const UNOPENED: Approved = {
  list: null,
  one: null,
  reason: "",
  isWrong: false,
  asks: null,
  sending: false,
  chosen: [],
  taking: null,
  isOther: false,
};

/** So many half-years can be chosen. */
const HALVES = 10;

/** The half-year that ended last. */
export function lastEnded(now: Date): Period {
  const { year, month } = wallTime(now);
  return halvesBefore(`${year}-${month <= 6 ? 1 : 2}`, 1);
}

/** Those that can be chosen, the newest first. */
export function choices(now: Date): readonly Period[] {
  const newest = lastEnded(now);
  return Array.from({ length: HALVES }, (_, halves) => halvesBefore(newest, halves));
}

/** At most so many approvals are acknowledged in one request. */
const ACKNOWLEDGE_MAX = 100;

/** The approvals in requests that the server takes. */
export function portions(ids: readonly string[]): readonly string[][] {
  const portions: string[][] = [];
  for (let from = 0; from < ids.length; from += ACKNOWLEDGE_MAX) {
    portions.push(ids.slice(from, from + ACKNOWLEDGE_MAX));
  }
  return portions;
}

export function canReopen({ row, report }: BufdirReport): boolean {
  return report.state.kind === "approved" && report.state.revision === row.revision;
}
