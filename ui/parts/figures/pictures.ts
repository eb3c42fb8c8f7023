// The pictures that can be saved, from the same model as the page and its tables.

import type { FigureTexts } from "../../text/common/figures";
import type { Language } from "../../text/language";
import type { Format } from "../format";
import { barsOf, CODES, countyOf, nameOf, newest, type Row, seriesOf, shapeOf } from "./model";
import { barChart, lineChart, type Picture, smallCharts } from "./shapes";
import { type Figures, halfName, percentText, type Which, wordsOf } from "./shared";

/** A picture and what it shows. */
export type Named = { picture: Picture; title: string };

export function pictureOf(figures: Figures, which: Which): Named {
  if (which === "lines") return linesOf(figures);
  return figures.choice.among === "bars" ? barsPicture(figures) : smallsPicture(figures);
}

/** The lines' picture, and the sentence that tells it. */
export function linesOf(figures: Figures): Named & { label: string } {
  const { sheet, choice, texts, format, language } = figures;
  const series = seriesOf(sheet, choice);
  const lines = series.rows.map(({ who, area, cells }) => {
    const values = cells.map((cell) => cell.permille);
    const last = values.findLast((value) => value !== null) ?? null;
    const name = nameOf(area, language);
    const label = last === null ? name : `${name} ${format.number(last, "tenths")}`;
    return { who, label, values };
  });
  const top = (permille: number) =>
    permille === 0 ? "0" : format.share(permille, 1000).replace(/,0|\.0/, "");
  const head = wordsOf(figures).title;
  const half = halfName(choice.half, texts);
  const sentences = series.rows.map((row) => told(row, series.years, texts, format, language));
  return {
    picture: lineChart(series.years, lines, top),
    title: `${CODES[choice.indicator]} ${head}, ${half}`,
    label: [texts.picture(head, half), ...sentences].join(" "),
  };
}

/** A line in words: its first share and its last. */
export function told(
  { area, cells }: Row,
  years: readonly string[],
  texts: FigureTexts,
  format: Format,
  language: Language,
): string {
  const name = nameOf(area, language);
  const known = cells.flatMap(({ permille }, at) =>
    permille === null ? [] : [{ year: years[at] ?? "", share: format.share(permille, 1000) }],
  );
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return texts.noLine(name);
  return texts.goes(
    name,
    texts.inYear(first.share, first.year),
    texts.inYear(last.share, last.year),
  );
}

function titled(figures: Figures, when: string): string {
  const { sheet, choice, language } = figures;
  const county = countyOf(sheet, choice);
  const where = county === null ? "" : `, ${nameOf(county, language)}`;
  return `${CODES[choice.indicator]} ${wordsOf(figures).title}${where}, ${when}`;
}

/** The units of the county in one half-year, the highest first. What is suppressed is named and has no bar. */
function barsPicture(figures: Figures): Named {
  const { sheet, choice, format, language, texts } = figures;
  const bars = barsOf(sheet, choice).map(({ area, cell, isHere }) => ({
    name: nameOf(area, language),
    value: cell.permille,
    text: percentText(cell, format) || texts.none,
    isHere,
  }));
  const when = format.period(choice.period ?? newest(sheet, choice) ?? "");
  return { picture: barChart(bars), title: titled(figures, when) };
}

/** A small picture of each unit, all with one axis. */
function smallsPicture(figures: Figures): Named {
  const { sheet, choice, format, language, texts } = figures;
  const smalls = barsOf(sheet, choice).map(({ area, cell, isHere }) => ({
    name: nameOf(area, language),
    text: percentText(cell, format) || texts.none,
    values: shapeOf(sheet, area, choice),
    isHere,
  }));
  const when = halfName(choice.half, texts);
  return { picture: smallCharts(smalls), title: titled(figures, when) };
}
