// Pictures as lists of plain shapes: drawn on the page, written to a file, or painted on a canvas.

import type { Who } from "./model";

export type Ink = Who | "grid" | "axis";

export type Shape =
  | { kind: "line"; ink: Ink; x1: number; y1: number; x2: number; y2: number }
  | { kind: "path"; ink: Ink; points: readonly (readonly Point[])[] }
  | { kind: "mark"; ink: Who; at: Point }
  | { kind: "bar"; ink: Who; at: Point; width: number; height: number }
  | { kind: "text"; ink: Ink; at: Point; anchor: "start" | "middle" | "end"; text: string };

export type Point = { x: number; y: number };

export type Picture = { width: number; height: number; shapes: readonly Shape[] };

export type Line = {
  who: Who;
  label: string;
  /** Tenths of a per cent; nothing where no share is shown. */
  values: readonly (number | null)[];
};

/** How each line is drawn: told apart by pattern and mark as well as by colour. */
export const DASHES: Record<Who, readonly number[]> = { me: [], county: [7, 3], country: [2, 3] };

const WIDTH = 560;
const HEIGHT = 312;
const LEFT = 48;
const RIGHT = 440;
const TOP = 24;
const BOTTOM = 286;
const LABEL_GAP = 15;
const STEPS = [10, 20, 50, 100, 200, 250, 500];

/** From 0 to above the highest share, in at most five even steps. */
export function ticksOf(highest: number): number[] {
  const step = STEPS.find((step) => highest <= step * 5) ?? 250;
  const top = Math.max(Math.ceil(highest / step), 1) * step;
  return Array.from({ length: top / step + 1 }, (_, at) => at * step);
}

/** Lines over the years, each named at its end. */
export function lineChart(
  years: readonly string[],
  lines: readonly Line[],
  percent: (permille: number) => string,
): Picture {
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const ticks = ticksOf(Math.max(0, ...values));
  const top = ticks.at(-1) ?? 1;
  const x = (at: number) =>
    years.length < 2 ? (LEFT + RIGHT) / 2 : LEFT + (at * (RIGHT - LEFT)) / (years.length - 1);
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP);
  const shapes: Shape[] = ticks.flatMap((tick): Shape[] => [
    { kind: "line", ink: "grid", x1: LEFT, x2: RIGHT, y1: y(tick), y2: y(tick) },
    {
      kind: "text",
      ink: "axis",
      at: { x: LEFT - 8, y: y(tick) + 4 },
      anchor: "end",
      text: percent(tick),
    },
  ]);
  const every = Math.ceil(years.length / 10);
  years.forEach((year, at) => {
    if ((years.length - 1 - at) % every !== 0) return;
    shapes.push({
      kind: "text",
      ink: "axis",
      at: { x: x(at), y: 306 },
      anchor: "middle",
      text: year,
    });
  });
  // What the page is about lies on top.
  for (const line of lines.toReversed()) {
    const points = pieces(line.values, x, y);
    if (points.length > 0) shapes.push({ kind: "path", ink: line.who, points });
    line.values.forEach((value, at) => {
      if (value !== null)
        shapes.push({ kind: "mark", ink: line.who, at: { x: x(at), y: y(value) } });
    });
  }
  return { width: WIDTH, height: HEIGHT, shapes: [...shapes, ...endLabels(lines, y)] };
}

export type NamedBar = {
  name: string;
  /** Tenths of a per cent; nothing where no share is shown. */
  value: number | null;
  /** What stands beside it. */
  text: string;
  isHere: boolean;
};

const ROW = 20;
const BAR_LEFT = 232;

/** Bars below each other, each named on its left; none where no share is shown. */
export function barChart(bars: readonly NamedBar[]): Picture {
  const highest = Math.max(1, ...bars.map(({ value }) => value ?? 0));
  const shapes = bars.flatMap(({ name, value, text, isHere }, row): Shape[] => {
    const [y, ink] = [row * ROW, isHere ? "me" : "county"] as const;
    const said: Shape[] = [
      { kind: "text", ink, at: { x: 0, y: y + 14 }, anchor: "start", text: name },
      { kind: "text", ink, at: { x: BAR_LEFT - 10, y: y + 14 }, anchor: "end", text },
    ];
    if (value === null) return said;
    const width = (value / highest) * (WIDTH - BAR_LEFT);
    const at = { x: BAR_LEFT, y: y + 4 };
    return [...said, { kind: "bar", ink: isHere ? "me" : "country", at, width, height: 12 }];
  });
  return { width: WIDTH, height: bars.length * ROW, shapes };
}

export type SmallChart = Omit<NamedBar, "value"> & {
  /** Tenths of a per cent; nothing where no share is shown. */
  values: readonly (number | null)[];
};

const SMALL = { columns: 3, width: 180, height: 80, gap: 10, top: 34, bottom: 72 };

/** Small charts beside and below each other, with one axis from 0. */
export function smallCharts(charts: readonly SmallChart[]): Picture {
  const { columns, width, height, gap, top, bottom } = SMALL;
  const values = charts.flatMap((chart) => chart.values.filter((value) => value !== null));
  const highest = ticksOf(Math.max(0, ...values)).at(-1) ?? 1;
  const shapes = charts.flatMap((chart, place): Shape[] => {
    const left = (place % columns) * (width + gap);
    const above = Math.floor(place / columns) * height;
    const step = width / Math.max(chart.values.length - 1, 1);
    const x = (at: number) => left + (chart.values.length < 2 ? width / 2 : at * step);
    const y = (value: number) => above + bottom - (value / highest) * (bottom - top);
    const ink = chart.isHere ? "me" : "county";
    const points = pieces(chart.values, x, y);
    const said = (at: number, anchor: "start" | "end", text: string): Shape => {
      return { kind: "text", ink, at: { x: at, y: above + 20 }, anchor, text };
    };
    const base = above + bottom;
    return [
      said(left, "start", chart.name),
      said(left + width, "end", chart.text),
      { kind: "line", ink: "grid", x1: left, x2: left + width, y1: base, y2: base },
      ...(points.length === 0 ? [] : [{ kind: "path", ink, points } as const]),
      ...chart.values.flatMap((value, at): Shape[] =>
        value === null ? [] : [{ kind: "mark", ink, at: { x: x(at), y: y(value) } }],
      ),
    ];
  });
  return { width: WIDTH, height: Math.ceil(charts.length / columns) * height, shapes };
}

/** A line breaks where no share is shown. */
export function pieces(
  values: readonly (number | null)[],
  x: (at: number) => number,
  y: (value: number) => number,
): Point[][] {
  const pieces: Point[][] = [[]];
  values.forEach((value, at) => {
    if (value === null) pieces.push([]);
    else pieces.at(-1)?.push({ x: x(at), y: y(value) });
  });
  return pieces.filter((piece) => piece.length > 1);
}

/** Names beside the lines' last points, apart from each other. */
function endLabels(lines: readonly Line[], y: (value: number) => number): Shape[] {
  const ends = lines.flatMap((line) => {
    const last = line.values.findLast((value) => value !== null);
    return last === undefined || last === null ? [] : [{ line, y: y(last) + 4 }];
  });
  let above = Number.NEGATIVE_INFINITY;
  const placed = ends
    .toSorted((a, b) => a.y - b.y)
    .map((end) => {
      above = Math.max(end.y, above + LABEL_GAP);
      return { ...end, y: above };
    });
  const over = Math.max(0, (placed.at(-1)?.y ?? 0) - (BOTTOM + 4));
  return placed.map(({ line, y }) => ({
    kind: "text",
    ink: line.who,
    at: { x: RIGHT + 10, y: y - over },
    anchor: "start",
    text: line.label,
  }));
}

export function pathData(points: readonly (readonly Point[])[]): string {
  const piece = (points: readonly Point[]) =>
    points.map(({ x, y }, at) => `${at === 0 ? "M" : "L"}${fixed(x)} ${fixed(y)}`).join("");
  return points.map(piece).join("");
}

/** A dot for what the page is about, a square for the county, a triangle for the country. */
export function markData(who: Who, { x, y }: Point): string {
  switch (who) {
    case "me":
      return `M${fixed(x - 3.5)} ${fixed(y)}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z`;
    case "county":
      return `M${fixed(x - 3)} ${fixed(y - 3)}h6v6h-6Z`;
    case "country":
      return `M${fixed(x)} ${fixed(y - 3.5)}l3.5 6.5h-7Z`;
  }
}

export function fixed(number: number): string {
  return number.toFixed(1);
}
