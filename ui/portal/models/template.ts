// What the form is made of, as the municipality sees it. No point is named: all is found in the template.

import type { Finding } from "../../generated/Finding";
import type { Point } from "../../generated/Point";
import type { PointId } from "../../generated/PointId";
import type { Section } from "../../generated/Section";
import type { Template } from "../../generated/Template";
import type { Text } from "../../generated/Text";
import { type Fields, isAnsweredHere, keyOf, pointsOf, valueIn } from "./fields";

/** The headings that the municipality fills in. */
export function sectionsOf(template: Template): Section[] {
  return template.sections.filter(({ points }) => points.some(isAnsweredHere));
}

/** The section of a point that the municipality answers. */
export function sectionOf(template: Template, point: PointId): Section | null {
  return (
    sectionsOf(template).find(({ points }) =>
      points.some((other) => other.id === point && isAnsweredHere(other)),
    ) ?? null
  );
}

export function pointOf(template: Template, id: PointId): Point | null {
  return pointsOf(template).find((point) => point.id === id) ?? null;
}

/** What a finding of the rule means, in a few words. */
export function titleOf(template: Template, { rule, message }: Finding): Text {
  return template.rules.find(({ id }) => id === rule)?.title ?? message;
}

/** Whether the rule asks for answers that are missing: the page tells each of them itself. */
function isAboutMissing(template: Template, { rule }: Finding): boolean {
  return template.rules.some(({ id, check }) => id === rule && check.kind === "required_answers");
}

/** What the rules find, beside missing answers. */
export function telling(template: Template, findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => !isAboutMissing(template, finding));
}

/** The point under which a finding stands; none where the municipality answers none of its points. */
export function placeOf(template: Template, { points }: Finding): PointId | null {
  return points.find((id) => pointOf(template, id) !== null) ?? null;
}

export function isAnswered(fields: Fields, { id, kind }: Point): boolean {
  return valueIn(fields[keyOf("value", id)] ?? "", kind) !== null;
}

/** The points without which nothing can be sent: a missing text stops nothing. */
export function unfilled(fields: Fields, points: readonly Point[]): Point[] {
  return points.filter(
    (point) =>
      isAnsweredHere(point) &&
      point.required &&
      point.kind !== "text" &&
      !isAnswered(fields, point),
  );
}

/** A point whose wording starts with a dash or «Herav» is a part of the one above. */
export function isPart({ label }: Point): boolean {
  return /^(–|Herav )/.test(label.nb);
}

/** What a point is called away from the points around it. */
export function nameOf(point: Point): Text {
  return isPart(point) ? point.short : point.label;
}

/** The name of a point by its id. */
export function nameAt(template: Template, id: PointId, language: keyof Text): string {
  const point = pointOf(template, id);
  return point === null ? id : nameOf(point)[language];
}
