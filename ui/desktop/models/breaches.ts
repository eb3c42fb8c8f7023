import type { ReportView } from "../../generated/ReportView";

/** Missed deadlines: over six months, and three to six months without an accepted extension. */
export type Breaches = {
  /** Each kind of late investigation, as the published figure has them. */
  late: number[];
  own: number | null;
  /** Before any extension is accepted. */
  without: number;
  sum: number | null;
  /** Investigations closed in the period, where reported. */
  closed: number | null;
};

/** Nothing where the report does not say how many were late. */
export function breachesOf(view: ReportView, own: number | null): Breaches | null {
  if (view.breaches === null) return null;
  const { late, closed } = view.breaches;
  const all = late.reduce((sum, number) => sum + number, 0);
  return { late, own, without: all, sum: own === null ? null : all - own, closed };
}
