// Pictures as files.

import { DASHES, fixed, markData, type Picture, pathData, type Shape } from "./shapes";

/** A file has no theme: ink on white, and no colour alone tells anything. */
const COLOURS = {
  me: "#0062ba",
  county: "#1e2b3c",
  country: "#68707c",
  grid: "#d5d8dc",
  axis: "#4c5561",
};

const FONT = "Inter, Arial, sans-serif";

/** The picture as a file that shows the same everywhere. */
export function svgText(picture: Picture, title: string): string {
  const { width, height, shapes } = picture;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 28}" viewBox="0 -28 ${width} ${height + 28}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect x="0" y="-28" width="${width}" height="${height + 28}" fill="#ffffff"/>`,
    `<text x="0" y="-10" font-family="${FONT}" font-size="13" font-weight="600" fill="${COLOURS.county}">${escaped(title)}</text>`,
    ...shapes.map(shapeText),
    "</svg>\n",
  ].join("\n");
}

function shapeText(shape: Shape): string {
  const colour = COLOURS[shape.ink];
  switch (shape.kind) {
    case "line":
      return `<line x1="${fixed(shape.x1)}" x2="${fixed(shape.x2)}" y1="${fixed(shape.y1)}" y2="${fixed(shape.y2)}" stroke="${colour}"/>`;
    case "path":
      return `<path d="${pathData(shape.points)}" fill="none" stroke="${colour}" stroke-width="${widthOf(shape.ink)}"${dashes(shape.ink)}/>`;
    case "mark":
      return `<path d="${markData(shape.ink, shape.at)}" fill="${colour}"/>`;
    case "bar":
      return `<rect x="${fixed(shape.at.x)}" y="${fixed(shape.at.y)}" width="${fixed(shape.width)}" height="${shape.height}" fill="${colour}"/>`;
    case "text":
      return `<text x="${fixed(shape.at.x)}" y="${fixed(shape.at.y)}" text-anchor="${shape.anchor}" font-family="${FONT}" font-size="12" fill="${colour}">${escaped(shape.text)}</text>`;
  }
}

function dashes(ink: Shape["ink"]): string {
  if (ink === "grid" || ink === "axis" || DASHES[ink].length === 0) return "";
  return ` stroke-dasharray="${DASHES[ink].join(" ")}"`;
}

function widthOf(ink: Shape["ink"]): number {
  return ink === "me" ? 2.5 : 1.5;
}

export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The picture painted, twice as large as it is shown. */
export function pngOf(picture: Picture, title: string): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = picture.width * scale;
  canvas.height = (picture.height + 28) * scale;
  const brush = canvas.getContext("2d");
  if (brush === null) return Promise.resolve(null);
  brush.scale(scale, scale);
  brush.fillStyle = "#ffffff";
  brush.fillRect(0, 0, picture.width, picture.height + 28);
  brush.fillStyle = COLOURS.county;
  brush.font = `600 13px ${FONT}`;
  brush.fillText(title, 0, 18);
  brush.translate(0, 28);
  for (const shape of picture.shapes) paint(brush, shape);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function paint(brush: CanvasRenderingContext2D, shape: Shape): void {
  const colour = COLOURS[shape.ink];
  brush.strokeStyle = colour;
  brush.fillStyle = colour;
  brush.lineWidth = shape.kind === "line" ? 1 : widthOf(shape.ink);
  brush.setLineDash([]);
  switch (shape.kind) {
    case "line":
      brush.stroke(
        new Path2D(
          pathData([
            [
              { x: shape.x1, y: shape.y1 },
              { x: shape.x2, y: shape.y2 },
            ],
          ]),
        ),
      );
      return;
    case "path":
      if (shape.ink !== "grid" && shape.ink !== "axis") brush.setLineDash([...DASHES[shape.ink]]);
      brush.stroke(new Path2D(pathData(shape.points)));
      return;
    case "mark":
      brush.fill(new Path2D(markData(shape.ink, shape.at)));
      return;
    case "bar":
      brush.fillRect(shape.at.x, shape.at.y, shape.width, shape.height);
      return;
    case "text":
      brush.font = `12px ${FONT}`;
      brush.textAlign = shape.anchor === "middle" ? "center" : shape.anchor;
      brush.fillText(shape.text, shape.at.x, shape.at.y);
  }
}
