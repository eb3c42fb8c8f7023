// What stands in the way of a sending, and what the office will ask about.

import type { Ask } from "../../generated/Ask";
import type { Finding } from "../../generated/Finding";
import type { FindingCounts } from "../../generated/FindingCounts";
import type { InputFault } from "../../generated/InputFault";
import type { Point } from "../../generated/Point";
import type { PointId } from "../../generated/PointId";
import type { PortalForm } from "../../generated/PortalForm";
import type { Severity } from "../../generated/Severity";
import {
  answerOf,
  type FieldKey,
  type Fields,
  isAnsweredHere,
  keyOf,
  pointsOf,
  unsavable,
} from "./fields";
import type { Form } from "./form";
import { isAnswered, placeOf, telling, unfilled } from "./template";

export type Progress = { filled: number; all: number };

/** How many of these points have an answer. */
export function progress(fields: Fields, points: readonly Point[]): Progress {
  const here = points.filter(isAnsweredHere);
  return { filled: here.filter((point) => isAnswered(fields, point)).length, all: here.length };
}

export function findingsAt({ findings, view }: Form, point: PointId): Finding[] {
  return telling(view.template, findings).filter(
    (finding) => placeOf(view.template, finding) === point,
  );
}

/** Findings that stand under none of the points. */
export function findingsOfAll({ findings, view }: Form): Finding[] {
  return telling(view.template, findings).filter(
    (finding) => placeOf(view.template, finding) === null,
  );
}

export function bySeverity({ findings, view }: Form, severity: Severity): Finding[] {
  return telling(view.template, findings).filter((finding) => finding.severity === severity);
}

export function countsIn(form: Form, points: readonly Point[]): FindingCounts {
  const found = points.flatMap(({ id }) => findingsAt(form, id));
  const of = (severity: Severity) =>
    found.filter((finding) => finding.severity === severity).length;
  return { errors: of("error"), warnings: of("warning"), information: of("information") };
}

/** What is asked and must be answered before the form is sent again, each point once. */
export function asksOf({ report, period }: PortalForm): { point: PointId; asks: Ask[] }[] {
  if (report === null || period.state.kind !== "returned") return [];
  const points = [...new Set(report.asks.map(({ point }) => point))];
  return points.map((point) => ({ point, asks: report.asks.filter((ask) => ask.point === point) }));
}

/** All that must be mended before the form can be sent. */
export type Missing = {
  /** What is typed and cannot be an answer. */
  fields: FieldKey[];
  points: Point[];
  asks: PointId[];
  /** What the server said of the last sending. */
  faults: readonly InputFault[];
};

export function missing({ view, fields, sending }: Form): Missing {
  return {
    fields: unsavable(fields, view.template),
    points: unfilled(fields, pointsOf(view.template)),
    asks: asksOf(view)
      .map(({ point }) => point)
      .filter((point) => answerOf(fields, point) === null),
    faults: sending?.faults ?? [],
  };
}

/** Whether a sending has a chance; faults that the server told are for the next one to mend. */
export function isReady(form: Form): boolean {
  const { fields, points, asks } = missing(form);
  return fields.length + points.length + asks.length === 0;
}

/** Findings that the office asks to have explained, and that are not. */
export function unexplained(form: Form): Finding[] {
  return bySeverity(form, "warning").filter(
    ({ rule }) => (form.fields[keyOf("explanation", rule)] ?? "").trim() === "",
  );
}
