// The changes of a corrected report, in the three groups that an officer reads them in.

import type { ChangeClass } from "../../generated/ChangeClass";
import type { ChangedPoint } from "../../generated/ChangedPoint";
import type { ChangesView } from "../../generated/ChangesView";
import type { PointId } from "../../generated/PointId";

/** In the order they are read: what was asked first. */
export const CLASSES: readonly ChangeClass[] = [
  "asked_changed",
  "asked_unchanged",
  "changed_unasked",
];

export function groupsOf(changes: ChangesView): { kind: ChangeClass; points: ChangedPoint[] }[] {
  return CLASSES.map((kind) => ({
    kind,
    points: changes.points.filter(({ change }) => change.class === kind),
  })).filter(({ points }) => points.length > 0);
}

/** How many points have another answer. */
export function changedCount(changes: ChangesView): number {
  return changes.points.filter(({ change }) => change.class !== "asked_unchanged").length;
}

/** The next change after a row, or before it; around at the end. */
export function nextChange(
  changes: ChangesView,
  row: PointId | null,
  step: 1 | -1,
): PointId | null {
  const order = groupsOf(changes).flatMap(({ points }) => points.map(({ change }) => change.point));
  if (order.length === 0) return null;
  const here = row === null ? -1 : order.indexOf(row);
  const next = here < 0 ? (step === 1 ? 0 : order.length - 1) : here + step;
  return order[(next + order.length) % order.length] ?? null;
}
