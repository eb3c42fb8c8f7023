// What the rules found, told apart by point and heading, and what of it was asked about.

import type { Ask } from "../../generated/Ask";
import type { FindingCounts } from "../../generated/FindingCounts";
import type { FindingView } from "../../generated/FindingView";
import type { PointId } from "../../generated/PointId";
import type { PointView } from "../../generated/PointView";
import type { ReportView } from "../../generated/ReportView";
import type { RuleId } from "../../generated/RuleId";
import type { SectionView } from "../../generated/SectionView";

/** The findings under a point, the gravest first. */
export function findingsAt(view: ReportView, point: PointId): FindingView[] {
  return view.findings.filter(({ at }) => at === point).sort((a, b) => grave(a) - grave(b));
}

function grave({ finding }: FindingView): number {
  switch (finding.severity) {
    case "error":
      return 0;
    case "warning":
      return 1;
    case "information":
      return 2;
  }
}

export function countOf(findings: readonly FindingView[]): FindingCounts {
  const counts: FindingCounts = { errors: 0, warnings: 0, information: 0 };
  for (const { finding } of findings) {
    if (finding.severity === "error") counts.errors += 1;
    else if (finding.severity === "warning") counts.warnings += 1;
    else counts.information += 1;
  }
  return counts;
}

export function findingsIn(view: ReportView, section: SectionView): FindingView[] {
  const points = new Set(section.points.map(({ id }) => id));
  return view.findings.filter(({ at }) => at !== null && points.has(at));
}

/** What of a heading was seen. */
export type Sight = "none" | "some" | "all";

export function sightOf(section: SectionView): Sight {
  const seen = section.points.filter((point) => point.seen).length;
  if (seen === 0) return "none";
  return seen === section.points.length ? "all" : "some";
}

export function seenPoints(view: ReportView): { seen: number; all: number } {
  const points = view.sections.flatMap((section) => section.points);
  return { seen: points.filter((point) => point.seen).length, all: points.length };
}

/** Errors that must be seen before Ja. */
export function unseenErrors(view: ReportView): FindingView[] {
  return view.findings.filter(({ finding, seen }) => finding.severity === "error" && !seen);
}

/** A point with its heading. */
export type Spot = { heading: string; point: PointId };

/** The points that have findings, in the order of the form. */
export function foundSpots(view: ReportView): Spot[] {
  const found = new Set(view.findings.map(({ at }) => at));
  return spotsOf(view).filter(({ point }) => found.has(point));
}

function spotsOf(view: ReportView): Spot[] {
  return view.sections.flatMap(({ id, points }) =>
    points.map((point) => ({ heading: id, point: point.id })),
  );
}

/** The next finding after a place, or before it; around at the end. */
export function nextSpot(
  view: ReportView,
  spots: readonly Spot[],
  here: { heading: string; row: PointId | null },
  step: 1 | -1,
): Spot | null {
  const order = spotsOf(view);
  const place = (spot: Spot) =>
    order.findIndex(({ heading, point }) => heading === spot.heading && point === spot.point);
  const first = order.findIndex(({ heading }) => heading === here.heading);
  const now = here.row === null ? first - 0.5 : place({ heading: here.heading, point: here.row });
  const ahead = spots.filter((spot) => step * (place(spot) - now) > 0);
  const next = step === 1 ? ahead[0] : ahead.at(-1);
  return next ?? (step === 1 ? spots[0] : spots.at(-1)) ?? null;
}

export function isAsked(asks: readonly Ask[], point: PointId, rule: RuleId | null): boolean {
  return asks.some((ask) => ask.point === point && ask.rule === rule);
}

/** Asks about a point, or takes it back. */
export function toggled(asks: readonly Ask[], point: PointId, rule: RuleId | null): Ask[] {
  return isAsked(asks, point, rule)
    ? asks.filter((ask) => ask.point !== point || ask.rule !== rule)
    : [...asks, { point, rule }];
}

/** The same report, where these points are seen now; the same object where nothing is new. */
export function withSeen(view: ReportView, points: ReadonlySet<PointId>): ReportView {
  const isNew = (point: PointView) => !point.seen && points.has(point.id);
  if (!view.sections.some((section) => section.points.some(isNew))) return view;
  return {
    ...view,
    sections: view.sections.map((section) => ({
      ...section,
      points: section.points.map((point) => (isNew(point) ? { ...point, seen: true } : point)),
    })),
    findings: view.findings.map((found) =>
      found.at !== null && points.has(found.at) ? { ...found, seen: true } : found,
    ),
  };
}

export function pointOf(view: ReportView, id: PointId): PointView | null {
  for (const { points } of view.sections) {
    const found = points.find((point) => point.id === id);
    if (found !== undefined) return found;
  }
  return null;
}
