// What a page of published figures shows: one model for pictures, tables and downloads alike.

import type { AreaFigures } from "../../generated/AreaFigures";
import type { Count } from "../../generated/Count";
import type { FigureCell } from "../../generated/FigureCell";
import type { FigureSheet } from "../../generated/FigureSheet";
import type { Indicator } from "../../generated/Indicator";
import type { Language } from "../../text/language";

/** Every indicator with its number in Bufdir's monitor. */
export const CODES: Record<Indicator, string> = {
  investigation_breaches: "3A",
  supervision_unmet: "3B",
  follow_up_unmet: "3D",
  with_plan: "3E",
  plan_evaluated: "3F",
};

export const INDICATORS = Object.keys(CODES) as Indicator[];

export type Half = 1 | 2;

export type Among = "bars" | "small";

/** What is looked at. */
export type Choice = {
  /** A unit's number; none for the county itself. */
  unit: string | null;
  /** The county's number, where no unit is chosen; none for the sheet's first. */
  county: string | null;
  indicator: Indicator;
  half: Half;
  /** The half-year of the list of units; none for the newest. */
  period: string | null;
  /** How the units of the county stand beside each other. */
  among: Among;
};

/** The three whose lines stand in one picture. */
export type Who = "me" | "county" | "country";

export type Row = { who: Who; area: AreaFigures; cells: readonly FigureCell[] };

export type Series = {
  periods: readonly string[];
  years: readonly string[];
  rows: readonly Row[];
};

const MISSING: FigureCell = { part: null, whole: null, permille: null, missing: 0 };

/** The half-years are series of their own. */
export function placesOf(sheet: FigureSheet, half: Half): number[] {
  return sheet.periods.flatMap((period, at) => (period.endsWith(`-${half}`) ? [at] : []));
}

export function cellsOf(area: AreaFigures, indicator: Indicator): readonly FigureCell[] {
  return area.series.find((series) => series.indicator === indicator)?.cells ?? [];
}

export function numberOf(area: AreaFigures): string | null {
  return area.area.kind === "country" ? null : area.area.no;
}

export function unitsOf(sheet: FigureSheet): readonly AreaFigures[] {
  return sheet.areas.filter(({ area }) => area.kind === "unit");
}

function find(sheet: FigureSheet, kind: AreaFigures["area"]["kind"], no: string | null) {
  return sheet.areas.find((row) => row.area.kind === kind && (no === null || numberOf(row) === no));
}

export function countiesOf(sheet: FigureSheet): readonly AreaFigures[] {
  return sheet.areas.filter(({ area }) => area.kind === "county");
}

/** The county that is looked at: the unit's, the chosen one, or the first. */
export function countyOf(
  sheet: FigureSheet,
  { unit, county }: Pick<Choice, "unit" | "county">,
): AreaFigures | null {
  const of = unit === null ? county : (find(sheet, "unit", unit)?.county_no ?? null);
  return find(sheet, "county", of) ?? null;
}

/** The number of the county that is looked at. */
export function countyNo(sheet: FigureSheet, choice: Choice): string {
  return numberOf(countyOf(sheet, choice) ?? NOBODY) ?? "";
}

/** The number of the unit or county that is looked at. */
export function chosenNo(sheet: FigureSheet, choice: Choice): string {
  return choice.unit ?? countyNo(sheet, choice);
}

/** The unit or county, its county and the country, over the half-years of one half. */
export function seriesOf(sheet: FigureSheet, choice: Choice): Series {
  const me = choice.unit === null ? null : find(sheet, "unit", choice.unit);
  return seriesOfAreas(
    sheet,
    [
      ["me", me],
      ["county", countyOf(sheet, choice)],
      ["country", find(sheet, "country", null)],
    ],
    choice,
  );
}

function seriesOfAreas(
  sheet: FigureSheet,
  areas: readonly [Who, AreaFigures | null | undefined][],
  { indicator, half }: Pick<Choice, "indicator" | "half">,
): Series {
  const places = placesOf(sheet, half);
  const periods = places.map((at) => sheet.periods[at] ?? "");
  return {
    periods,
    years: periods.map((period) => period.slice(0, 4)),
    rows: areas.flatMap(([who, area]) => {
      if (area === null || area === undefined) return [];
      const cells = cellsOf(area, indicator);
      return [{ who, area, cells: places.map((at) => cells[at] ?? MISSING) }];
    }),
  };
}

/** One indicator of all counties of a sheet and of the country, until the newest half-year with figures. */
export type Glance = Series & { period: string; half: Half };

/** Deadline breaches; nothing where no area has a figure. */
export function glanceOf(sheet: FigureSheet): Glance | null {
  const choice = firstChoice(sheet);
  const period = newest(sheet, choice);
  const counties = countiesOf(sheet).map((area): [Who, AreaFigures] => ["county", area]);
  const { periods, years, rows } = seriesOfAreas(
    sheet,
    [...counties, ["country", find(sheet, "country", null)]],
    choice,
  );
  const until = periods.indexOf(period ?? "") + 1;
  const shown = rows.map((row) => ({ ...row, cells: row.cells.slice(0, until) }));
  const known = shown.filter(({ cells }) => isShown(cells.at(-1) ?? MISSING));
  if (period === null || known.length === 0) return null;
  return {
    period,
    half: choice.half,
    periods: periods.slice(0, until),
    years: years.slice(0, until),
    rows: known,
  };
}

export function isShown(cell: FigureCell): boolean {
  return cell.part !== null || cell.whole !== null;
}

/** The newest half-year of that half in which anybody has a figure, or the newest at all. */
export function newest(sheet: FigureSheet, { indicator, half }: Choice): string | null {
  const places = placesOf(sheet, half).reverse();
  const known = (at: number) =>
    sheet.areas.some((area) => isShown(cellsOf(area, indicator)[at] ?? MISSING));
  const at = places.find(known) ?? places[0];
  return at === undefined ? null : (sheet.periods[at] ?? null);
}

/** The half of the newest half-year with figures. */
export function newestHalf(sheet: FigureSheet, indicator: Indicator): Half {
  const choice = { unit: null, county: null, indicator, period: null, among: "bars" } as const;
  const first = newest(sheet, { ...choice, half: 1 }) ?? "";
  const second = newest(sheet, { ...choice, half: 2 }) ?? "";
  return first > second ? 1 : 2;
}

export type Bar = { area: AreaFigures; cell: FigureCell; isHere: boolean };

/** The units of the county in one half-year, the highest share first; then those without one, by name. */
export function barsOf(sheet: FigureSheet, choice: Choice): readonly Bar[] {
  const period = choice.period ?? newest(sheet, choice);
  const at = sheet.periods.indexOf(period ?? "");
  const county = countyNo(sheet, choice);
  const bars = unitsOf(sheet)
    .filter((unit) => unit.county_no === county)
    .map((area) => ({
      area,
      cell: cellsOf(area, choice.indicator)[at] ?? MISSING,
      isHere: numberOf(area) === choice.unit,
    }));
  const rank = ({ cell }: Bar) =>
    cell.permille !== null ? cell.permille : isShown(cell) ? -1 : -2;
  return bars.toSorted((a, b) => rank(b) - rank(a));
}

const NOBODY: AreaFigures = {
  area: { kind: "country" },
  name: { nb: "", nn: "", en: "" },
  county_no: null,
  own: false,
  series: [],
};

/** A unit's shares over the half-years, for a small picture: nothing where there is no number. */
export function shapeOf(
  sheet: FigureSheet,
  area: AreaFigures,
  { indicator, half }: Pick<Choice, "indicator" | "half">,
): (number | null)[] {
  const cells = cellsOf(area, indicator);
  return placesOf(sheet, half).map((at) => cells[at]?.permille ?? null);
}

export type Shared = {
  number: (value: number, kind?: "whole" | "tenths") => string;
};

export const SUPPRESSED = "..";

export function countText(count: Count, format: Shared): string {
  if (count === null) return "";
  return count === SUPPRESSED ? SUPPRESSED : format.number(count);
}

/** The share without its sign; «..» where it is suppressed, nothing where nothing is known. */
export function shareText(cell: FigureCell, format: Shared): string {
  if (cell.permille !== null) return format.number(cell.permille, "tenths");
  return cell.part === SUPPRESSED || cell.whole === SUPPRESSED ? SUPPRESSED : "";
}

export function nameOf(area: AreaFigures, language: Language): string {
  return area.name[language];
}

/** What is looked at first: the own unit where there is one alone, or else the county. */
export function firstChoice(sheet: FigureSheet): Choice {
  const own = unitsOf(sheet).filter((unit) => unit.own);
  const [only, ...more] = own;
  const unit = only !== undefined && more.length === 0 ? numberOf(only) : null;
  const indicator: Indicator = "investigation_breaches";
  const half = newestHalf(sheet, indicator);
  return { unit, county: null, indicator, half, period: null, among: "bars" };
}

/** The same choice on another sheet, as far as it is there. */
export function keptChoice(sheet: FigureSheet, before: Choice): Choice {
  const isThere = unitsOf(sheet).some((unit) => numberOf(unit) === before.unit);
  const period = sheet.periods.some((known) => known === before.period) ? before.period : null;
  const hasCounty = countiesOf(sheet).some((county) => numberOf(county) === before.county);
  const county = hasCounty ? before.county : null;
  return { ...before, unit: isThere ? before.unit : null, county, period };
}
