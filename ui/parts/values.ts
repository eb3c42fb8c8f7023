// How an answer and its change are written.

import type { PointKind } from "../generated/PointKind";
import type { Value } from "../generated/Value";
import type { CommonTexts } from "../text/common";
import type { Format } from "./format";

/** An answer as text; empty where nothing was reported. 0 is an answer. */
export function valueText(
  value: Value | null,
  kind: PointKind,
  format: Format,
  texts: CommonTexts,
): string {
  switch (typeof value) {
    case "number":
      return format.number(value, kind === "tenths" ? "tenths" : "whole");
    case "boolean":
      return value ? texts.report.yes : texts.report.no;
    case "string":
      return value;
    default:
      return "";
  }
}

export type Change = { count: string; share: string };

/** The change from an earlier answer, or nothing where one of the two is missing. */
export function changeOf(
  now: Value | null,
  before: Value | null,
  kind: PointKind,
  format: Format,
  texts: CommonTexts,
): Change | null {
  if (now === null || before === null) return null;
  if (typeof now === "number" && typeof before === "number") {
    const digits = kind === "tenths" ? "tenths" : "whole";
    return {
      count: format.signed(now - before, digits),
      share: now === before ? "" : format.changeShare(now, before, digits),
    };
  }
  return now === before ? null : { count: "", share: texts.report.changed };
}
