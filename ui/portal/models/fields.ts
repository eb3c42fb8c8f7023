// What is typed in a form, by field: one flat map, so that it can be compared, merged and kept whole.

import type { AskAnswer } from "../../generated/AskAnswer";
import type { Point } from "../../generated/Point";
import type { PointId } from "../../generated/PointId";
import type { PointKind } from "../../generated/PointKind";
import type { PortalContent } from "../../generated/PortalContent";
import type { RuleId } from "../../generated/RuleId";
import type { Template } from "../../generated/Template";
import type { Value } from "../../generated/Value";

/** `answer` is *rettet* or *forklart*; `said` is the explanation that belongs to *forklart*. */
export type Part = "value" | "comment" | "explanation" | "answer" | "said";

/** A part and the point or rule it belongs to. */
export type FieldKey = `${Part}:${string}`;

/** Text as typed. A field without text has no entry. */
export type Fields = { readonly [key: FieldKey]: string };

/** The server takes no greater number, and no longer text. */
export const NUMBER_MAX = 999_999_999;
export const TEXT_MAX = 10_000;

export const keyOf = (part: Part, id: PointId | RuleId): FieldKey => `${part}:${id}`;

export function partOf(key: FieldKey): { part: Part; id: string } {
  const at = key.indexOf(":");
  return { part: key.slice(0, at) as Part, id: key.slice(at + 1) };
}

export function withField(fields: Fields, key: FieldKey, text: string): Fields {
  if (text !== "") return { ...fields, [key]: text };
  const { [key]: _gone, ...rest } = fields;
  return rest;
}

/** The points that the municipality answers, in the order of the form. */
export function pointsOf(template: Template): Point[] {
  return template.sections.flatMap(({ points }) => points).filter(isAnsweredHere);
}

export function isAnsweredHere({ filled_by }: Point): boolean {
  return filled_by === "municipality";
}

/** A typed number as the server counts it, in whole tenths where the point has a decimal. */
export function numberOf(typed: string, kind: PointKind): number | null {
  const text = typed.replaceAll(/[\s\u00a0]/g, "");
  if (kind === "tenths") {
    const found = /^(\d{1,8})(?:[.,](\d))?$/.exec(text);
    return found === null ? null : Number(found[1]) * 10 + Number(found[2] ?? 0);
  }
  if (!/^\d{1,9}$/.test(text)) return null;
  const number = Number(text);
  return number > NUMBER_MAX ? null : number;
}

/** The text that says this value. */
export function typedOf(value: Value, kind: PointKind): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (kind !== "tenths") return String(value);
  return `${Math.trunc(value / 10)},${value % 10}`;
}

/** The value a field means; none where it means none. */
export function valueIn(typed: string, kind: PointKind): Value | null {
  switch (kind) {
    case "whole":
    case "tenths":
      return numberOf(typed, kind);
    case "yes_no":
      return typed === "yes" ? true : typed === "no" ? false : null;
    case "text":
      return [...typed].length > TEXT_MAX || typed.trim() === "" ? null : typed;
  }
}

/** Fields whose text cannot be sent: no number of the point's kind, or too long. */
export function unsavable(fields: Fields, template: Template): FieldKey[] {
  const kinds = kindsOf(template);
  return (Object.keys(fields) as FieldKey[]).filter((key) => {
    const { part, id } = partOf(key);
    const typed = fields[key] ?? "";
    if (part === "value") {
      const kind = kinds.get(id);
      if (kind === undefined || typed.trim() === "") return false;
      return valueIn(typed, kind) === null;
    }
    return [...typed].length > TEXT_MAX;
  });
}

/** What the server is given: all that can be saved. */
export function contentOf(fields: Fields, template: Template): PortalContent {
  const kinds = kindsOf(template);
  const content: PortalContent = { values: {}, comments: {}, explanations: {}, answers: {} };
  for (const key of Object.keys(fields).sort() as FieldKey[]) {
    const { part, id } = partOf(key);
    const typed = fields[key] ?? "";
    if (part === "value") {
      const value = valueIn(typed, kinds.get(id) ?? "text");
      if (value !== null) content.values[id] = value;
    } else if (part === "answer") {
      const answer = answerOf(fields, id);
      if (answer !== null) content.answers[id] = answer;
    } else if (part !== "said" && typed.trim() !== "" && [...typed].length <= TEXT_MAX) {
      content[part === "comment" ? "comments" : "explanations"][id] = typed;
    }
  }
  return content;
}

/** The whole answer to what was asked about a point; none where it is not whole. */
export function answerOf(fields: Fields, point: PointId): AskAnswer | null {
  const answer = fields[keyOf("answer", point)];
  if (answer === "corrected") return { kind: "corrected" };
  const text = fields[keyOf("said", point)] ?? "";
  if (answer !== "explained" || text.trim() === "" || [...text].length > TEXT_MAX) return null;
  return { kind: "explained", text };
}

export function fieldsOf(content: PortalContent, template: Template): Fields {
  const kinds = kindsOf(template);
  const fields: Record<FieldKey, string> = {};
  for (const [id, value] of Object.entries(content.values)) {
    fields[keyOf("value", id)] = typedOf(value, kinds.get(id) ?? "text");
  }
  for (const [id, text] of Object.entries(content.comments)) fields[keyOf("comment", id)] = text;
  for (const [id, text] of Object.entries(content.explanations)) {
    fields[keyOf("explanation", id)] = text;
  }
  for (const [id, answer] of Object.entries(content.answers)) {
    fields[keyOf("answer", id)] = answer.kind;
    if (answer.kind === "explained") fields[keyOf("said", id)] = answer.text;
  }
  return fields;
}

/** Whether two sets of fields say the same to the server. */
export function sameDraft(one: Fields, other: Fields, template: Template): boolean {
  return JSON.stringify(contentOf(one, template)) === JSON.stringify(contentOf(other, template));
}

function kindsOf(template: Template): Map<PointId, PointKind> {
  return new Map(template.sections.flatMap(({ points }) => points.map((p) => [p.id, p.kind])));
}

/** The same fields with each number written as the server's is. */
export function canonical(fields: Fields, template: Template): Fields {
  const kinds = kindsOf(template);
  return Object.fromEntries(
    Object.entries(fields).map(([key, typed]) => {
      const { part, id } = partOf(key as FieldKey);
      const kind = part === "value" ? kinds.get(id) : undefined;
      const value = kind === undefined ? null : valueIn(typed, kind);
      return [key, kind === undefined || value === null ? typed : typedOf(value, kind)];
    }),
  );
}
