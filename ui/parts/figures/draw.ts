// Pictures on the page. Each has a table beside it, which is the truth.

import { html, nothing, svg, type TemplateResult } from "lit-html";
import { DASHES, fixed, markData, type Picture, pathData, type Shape, ticksOf } from "./shapes";

export function drawn(picture: Picture, label: string): TemplateResult {
  return html`<svg
    class="chart"
    viewBox=${`0 0 ${picture.width} ${picture.height}`}
    role="img"
    aria-label=${label}
    data-testid="chart"
  >
    ${picture.shapes.map(shape)}
  </svg>`;
}

function shape(shape: Shape): TemplateResult {
  const name = `chart__${shape.ink}`;
  switch (shape.kind) {
    case "line":
      return svg`<line class=${name} x1=${fixed(shape.x1)} x2=${fixed(shape.x2)} y1=${fixed(shape.y1)} y2=${fixed(shape.y2)}></line>`;
    case "path":
      return svg`<path
        class=${`chart__line ${name}`}
        d=${pathData(shape.points)}
        stroke-dasharray=${
          shape.ink === "grid" || shape.ink === "axis" || DASHES[shape.ink].length === 0
            ? nothing
            : DASHES[shape.ink].join(" ")
        }
      ></path>`;
    case "mark":
      return svg`<path class=${`chart__mark ${name}`} d=${markData(shape.ink, shape.at)}></path>`;
    case "bar":
      return svg`<rect class=${name} x=${fixed(shape.at.x)} y=${fixed(shape.at.y)} width=${fixed(shape.width)} height=${shape.height}></rect>`;
    case "text":
      return svg`<text class=${name} x=${fixed(shape.at.x)} y=${fixed(shape.at.y)} text-anchor=${shape.anchor}>${shape.text}</text>`;
  }
}

/** A bar as long as the share is of the highest; hidden from readers, for its number stands beside it. */
export function bar(permille: number, highest: number): TemplateResult {
  const width = highest === 0 ? 0 : (permille / highest) * 100;
  return html`<svg class="bar-in" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect x="0" y="0" height="12" width=${fixed(Math.max(width, 0.6))}></rect>`}
  </svg>`;
}

const SMALL = { width: 120, height: 48, edge: 4 };

/** One of many small pictures with one axis. */
export function small(values: readonly (number | null)[], highest: number): TemplateResult {
  const top = ticksOf(highest).at(-1) ?? 1;
  const { width, height, edge } = SMALL;
  const step = (width - 2 * edge) / Math.max(values.length - 1, 1);
  const at = (value: number, index: number) => ({
    x: values.length < 2 ? width / 2 : edge + index * step,
    y: height - edge - (value / top) * (height - 2 * edge),
  });
  const points = values.map((value, index) => (value === null ? null : at(value, index)));
  const pieces: { x: number; y: number }[][] = [[]];
  for (const point of points) {
    if (point === null) pieces.push([]);
    else pieces.at(-1)?.push(point);
  }
  return html`<svg class="chart chart--small" viewBox=${`0 0 ${width} ${height}`} aria-hidden="true">
    ${svg`<line class="chart__grid" x1="0" x2=${width} y1=${height - edge} y2=${height - edge}></line>
      <path class="chart__line chart__me" d=${pathData(pieces.filter((piece) => piece.length > 1))}></path>
      ${points.map((point) =>
        point === null
          ? nothing
          : svg`<circle class="chart__mark chart__me" cx=${fixed(point.x)} cy=${fixed(point.y)} r="2.5"></circle>`,
      )}`}
  </svg>`;
}
