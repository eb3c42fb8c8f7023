// What the panes of published figures have in common: what they draw from, and what the indicators are called.

import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { FigureCell } from "../../generated/FigureCell";
import type { FigureSheet } from "../../generated/FigureSheet";
import type { Indicator } from "../../generated/Indicator";
import type { IndicatorWords } from "../../generated/IndicatorWords";
import type { FigureTexts } from "../../text/common/figures";
import type { Language } from "../../text/language";
import { denseButton } from "../button";
import type { Format } from "../format";
import { icon } from "../icon";
import { type Choice, type Half, shareText } from "./model";

/** All that the panes draw from. */
export type Figures = {
  sheet: FigureSheet;
  /** What is said of the indicators. */
  indicators: readonly IndicatorWords[];
  choice: Choice;
  texts: FigureTexts;
  format: Format;
  language: Language;
};

/** Which picture: the lines, or that of all units of the county as they stand. */
export type Which = "lines" | "among";

export type FigureActions = {
  choose: (change: Partial<Choice>) => void;
  savePicture: (which: Which, kind: "svg" | "png") => unknown;
  saveTable: (kind: "csv" | "xlsx") => unknown;
};

/** The indicator's words, in the language that is shown. */
export function wordsOf(
  { indicators, choice, language }: Figures,
  indicator: Indicator = choice.indicator,
): { title: string; about: string; part: string; whole: string; source: string } {
  const words = indicators.find((one) => one.indicator === indicator);
  const said = (name: "title" | "about" | "part" | "whole" | "source") =>
    words?.[name][language] ?? "";
  return {
    title: said("title"),
    about: said("about"),
    part: said("part"),
    whole: said("whole"),
    source: said("source"),
  };
}

/** With its sign, where there is a number. */
export function percentText(cell: FigureCell, format: Format): string {
  if (cell.permille === null) return shareText(cell, format);
  return format.share(cell.permille, 1000);
}

export function halfName(half: Half, texts: FigureTexts): string {
  return half === 1 ? texts.first : texts.second;
}

/** Two ways, one of which is chosen. */
export function toggle<Value extends string | number>(
  { name, label, chosen }: { name: string; label: string; chosen: Value },
  ways: readonly { value: Value; label: string }[],
  choose: (value: Value) => void,
): TemplateResult {
  return html`<div
    class="ds-toggle-group"
    data-variant="secondary"
    data-color="neutral"
    role="radiogroup"
    aria-label=${label}
  >
    ${ways.map(
      (way) => html`<label class="ds-button" data-variant="tertiary" data-dense>
        <input
          type="radio"
          name=${`figures-${name}`}
          .checked=${live(way.value === chosen)}
          data-testid=${`${name}-${way.value}`}
          @change=${() => choose(way.value)}
        />${way.label}
      </label>`,
    )}
  </div>`;
}

/** A button that saves something. */
export function saveButton(testId: string, words: string, act: () => unknown): TemplateResult {
  return denseButton({ testId, act, label: html`${icon("savedHere")}${words}` });
}
