// A small line of the last half-years: its shape only; the table beside it is the truth.

import { svg, type TemplateResult } from "lit-html";

const WIDTH = 64;
const HEIGHT = 16;
const EDGE = 3;

export type Dot = { x: number; y: number };

/** Where each half-year stands; nothing where there is no number. */
export function dots(line: readonly (number | null)[]): (Dot | null)[] {
  const numbers = line.filter((number) => number !== null);
  const low = Math.min(...numbers);
  const range = Math.max(...numbers) - low;
  const step = (WIDTH - 2 * EDGE) / Math.max(line.length - 1, 1);
  return line.map((number, index) => {
    if (number === null) return null;
    const height = range === 0 ? 0.5 : (number - low) / range;
    return { x: EDGE + index * step, y: HEIGHT - EDGE - height * (HEIGHT - 2 * EDGE) };
  });
}

/** The line, broken where a half-year is missing. */
export function path(points: readonly (Dot | null)[]): string {
  let pen = "M";
  let drawn = "";
  for (const dot of points) {
    if (dot === null) pen = "M";
    else {
      drawn += `${pen}${dot.x.toFixed(1)} ${dot.y.toFixed(1)}`;
      pen = "L";
    }
  }
  return drawn;
}

/** Small dots on the same half-year of earlier years, a large one now. */
export function spark(line: readonly (number | null)[], label: string): TemplateResult {
  const points = dots(line);
  const last = points.length - 1;
  return svg`<svg class="spark" width=${WIDTH} height=${HEIGHT} role="img" aria-label=${label}>
    <path d=${path(points)}></path>
    ${points.map((dot, index) =>
      dot === null || (last - index) % 2 !== 0
        ? ""
        : svg`<circle
            class=${index === last ? "last" : ""}
            cx=${dot.x.toFixed(1)}
            cy=${dot.y.toFixed(1)}
            r=${index === last ? 2.5 : 1.5}
          ></circle>`,
    )}
  </svg>`;
}
