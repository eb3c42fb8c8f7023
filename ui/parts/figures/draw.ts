// Pictures on the page. Each has a table beside it, which is the truth.

import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { Row, Who } from "./model";
import {
  DASHES,
  fixed,
  markData,
  type Picture,
  pathData,
  pieces,
  type Shape,
  ticksOf,
} from "./shapes";

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
  return html`<svg class="chart chart--small" viewBox=${SMALL_BOX} aria-hidden="true">
    ${ground()} ${smallLine("me", values, highest)}
  </svg>`;
}

/** Some areas' shares as lines alone, from 0; numbers of the newest stand beside it. */
export function lines(rows: readonly Row[], label: string): TemplateResult {
  const shown = rows.map(({ who, cells }) => ({ who, values: cells.map((cell) => cell.permille) }));
  const highest = Math.max(0, ...shown.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return html`<svg class="chart chart--small" viewBox=${SMALL_BOX} role="img" aria-label=${label}>
    ${ground()} ${shown.toReversed().map(({ who, values }) => smallLine(who, values, highest))}
  </svg>`;
}

const SMALL_BOX = `0 0 ${SMALL.width} ${SMALL.height}`;

function ground(): TemplateResult {
  const { width, height, edge } = SMALL;
  return svg`<line class="chart__grid" x1="0" x2=${width} y1=${height - edge} y2=${height - edge}></line>`;
}

function smallLine(who: Who, values: readonly (number | null)[], highest: number): TemplateResult {
  const top = ticksOf(highest).at(-1) ?? 1;
  const { width, height, edge } = SMALL;
  const step = (width - 2 * edge) / Math.max(values.length - 1, 1);
  const x = (index: number) => (values.length < 2 ? width / 2 : edge + index * step);
  const y = (value: number) => height - edge - (value / top) * (height - 2 * edge);
  const dashes = DASHES[who].join(" ");
  return svg`<path
      class=${`chart__line chart__${who}`}
      d=${pathData(pieces(values, x, y))}
      stroke-dasharray=${dashes === "" ? nothing : dashes}
    ></path>
    ${values.map((value, index) =>
      value === null
        ? nothing
        : svg`<circle class=${`chart__mark chart__${who}`} cx=${fixed(x(index))} cy=${fixed(y(value))} r="2.5"></circle>`,
    )}`;
}
