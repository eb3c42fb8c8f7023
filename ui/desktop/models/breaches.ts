import type { ReportView } from "../../generated/ReportView";

/** Missed deadlines: over six months, and three to six months without an accepted extension. */
export type Breaches = {
  overSix: number;
  threeToSix: number;
  own: number | null;
  sum: number | null;
  /** Investigations closed in the period, where reported. */
  closed: number | null;
};

/** Nothing where the report has not both points. */
export function breachesOf(view: ReportView, own: number | null): Breaches | null {
  const overSix = numberAt(view, "inv_time_gt_6m");
  const threeToSix = numberAt(view, "inv_time_3_6m");
  if (overSix === null || threeToSix === null) return null;
  return {
    overSix,
    threeToSix,
    own,
    sum: own === null ? null : overSix + threeToSix - own,
    closed: numberAt(view, "inv_closed"),
  };
}

function numberAt(view: ReportView, id: string): number | null {
  const points = view.sections.flatMap((section) => section.points);
  const value = points.find((point) => point.id === id)?.value;
  return typeof value === "number" ? value : null;
}
