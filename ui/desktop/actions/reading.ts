import type { PointId } from "../../generated/PointId";
import type { RuleId } from "../../generated/RuleId";
import { pointElement } from "../../parts/points";
import type { Backend } from "../backend";
import { nextChange } from "../models/changes";
import { findingsAt, foundSpots, nextSpot, toggled, withSeen } from "../models/found";
import { CHANGES, type Fields, type Review } from "../models/review";
import type { Store } from "../store";
import { say } from "./session";

/** The element of a change's row. */
export function changeElement(id: PointId): string {
  return `change-${id}`;
}

/** Reading a report: what was in sight, from finding to finding, and what the municipality is asked. */
export function readingActions(
  store: Store,
  backend: Backend,
  edit: (fields: Partial<Fields>) => void,
) {
  function change(apply: (review: Review) => Review, focus: string | null = null): void {
    store.update((model) =>
      model.review === null
        ? model
        : { ...model, review: apply(model.review), focus: focus ?? model.focus },
    );
  }

  /** Keeps what was in sight. Where it cannot be kept, it is not shown as seen. */
  async function see(points: readonly PointId[]): Promise<void> {
    const { review } = store.model;
    if (review === null || points.length === 0) return;
    const { id, revision } = review.view;
    const seen = new Set(points);
    if (withSeen(review.view, seen) === review.view) return;
    try {
      await backend.see(id, revision, [...seen]);
    } catch {
      return;
    }
    change((now) =>
      now.view.id === id && now.view.revision === revision
        ? { ...now, view: withSeen(now.view, seen) }
        : now,
    );
  }

  function nextFinding(step: 1 | -1): void {
    const { review } = store.model;
    if (review === null) return;
    const spot = nextSpot(review.view, foundSpots(review.view), review, step);
    if (spot === null) {
      store.update((model) => say(model, (texts) => texts.findings.none));
      return;
    }
    change(
      (now) => ({ ...now, face: "form", heading: spot.heading, row: spot.point }),
      pointElement(spot.point),
    );
  }

  function nextChanged(step: 1 | -1): void {
    const { review } = store.model;
    const changes = review?.view.changes;
    if (review === null || changes === null || changes === undefined) return;
    const from = review.heading === CHANGES ? review.row : null;
    const row = nextChange(changes, from, step);
    if (row === null) return;
    change((now) => ({ ...now, face: "form", heading: CHANGES, row }), changeElement(row));
  }

  /** Moves some rows down in the heading, or up. */
  function moveRow(step: number): void {
    const { review } = store.model;
    const section = review?.view.sections.find(({ id }) => id === review.heading);
    if (review === null || section === undefined) return;
    const { view, onlyFound } = review;
    const points = section.points.filter(({ id }) => !onlyFound || findingsAt(view, id).length > 0);
    const here = points.findIndex(({ id }) => id === review.row);
    const next = points[here < 0 ? 0 : Math.min(Math.max(here + step, 0), points.length - 1)];
    if (next === undefined) return;
    change((now) => ({ ...now, row: next.id }), pointElement(next.id));
  }

  function ask(point: PointId, rule: RuleId | null): void {
    const { review } = store.model;
    if (review !== null) edit({ asks: toggled(review.fields.asks, point, rule) });
  }

  /** Asks about the row that the keyboard is at: its gravest finding, or the point itself. */
  function askHere(): void {
    const { review } = store.model;
    if (review === null || review.row === null || review.heading === CHANGES) return;
    const [gravest] = findingsAt(review.view, review.row);
    ask(review.row, gravest?.finding.rule ?? null);
  }

  function askText(point: PointId, rule: RuleId | null, text: string): void {
    const { review } = store.model;
    if (review === null) return;
    const asks = review.fields.asks.map((asked) => {
      if (asked.point !== point || asked.rule !== rule) return asked;
      return text === "" ? { point, rule } : { point, rule, comment: text };
    });
    edit({ asks });
  }

  return {
    see,
    nextFinding,
    nextChanged,
    moveRow,
    ask,
    askHere,
    askText,
    filterFound: (onlyFound: boolean) => change((now) => ({ ...now, onlyFound })),
  };
}
