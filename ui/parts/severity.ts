// How grave a finding is: always an icon and a word.

import { html, nothing, type TemplateResult } from "lit-html";
import type { FindingCounts } from "../generated/FindingCounts";
import type { Severity } from "../generated/Severity";
import type { CommonTexts } from "../text/common";
import { type IconName, icon } from "./icon";

export const SEVERITIES: readonly Severity[] = ["error", "warning", "information"];

/** The tone's name in the style sheets. */
export const TONES: Record<Severity, "e" | "w" | "i"> = {
  error: "e",
  warning: "w",
  information: "i",
};

const ICONS: Record<Severity, IconName> = {
  error: "error",
  warning: "warning",
  information: "information",
};

const NUMBERS: Record<Severity, keyof FindingCounts> = {
  error: "errors",
  warning: "warnings",
  information: "information",
};

export function severityIcon(severity: Severity): TemplateResult {
  return icon(ICONS[severity], TONES[severity]);
}

/** The counts, each in its own place, so that a column of them can be read. */
export function slots(counts: FindingCounts, texts: CommonTexts): TemplateResult {
  return html`<span class="slots"
    >${SEVERITIES.map((severity) => {
      const count = counts[NUMBERS[severity]];
      return html`<span class=${TONES[severity]}
        >${
          count === 0
            ? nothing
            : html`${icon(ICONS[severity])}${count}<span class="ds-sr-only">
                  ${texts.findings.severity[severity]}</span
                >`
        }</span
      >`;
    })}</span
  >`;
}

export function total(counts: FindingCounts): number {
  return counts.errors + counts.warnings + counts.information;
}
