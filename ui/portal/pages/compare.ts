import { html, type TemplateResult } from "lit-html";
import type { Point } from "../../generated/Point";
import type { PointId } from "../../generated/PointId";
import type { PortalForm } from "../../generated/PortalForm";
import { tableInPanel } from "../../parts/table";
import { type Fields, keyOf, pointsOf } from "../models/fields";
import type { Words } from "../models/model";
import { nameOf } from "../models/template";

export type Compared = {
  view: Pick<PortalForm, "template">;
  before: Fields;
  after: Fields;
  /** Points that are shown although they are the same. */
  always: readonly PointId[];
  heads: { before: string; after: string };
  none: string;
};

/** Two versions side by side: the points that differ. */
export function compared(
  { view, before, after, always, heads, none }: Compared,
  { texts }: Words,
  text: (typed: string, point: Point) => string,
): TemplateResult {
  const of = (fields: Fields, { id }: Point) => fields[keyOf("value", id)] ?? "";
  const rows = pointsOf(view.template)
    .map((point) => ({
      point,
      was: text(of(before, point), point),
      is: text(of(after, point), point),
    }))
    .filter(({ point, was, is }) => was !== is || always.includes(point.id));
  if (rows.length === 0) return html`<p class="quiet">${none}</p>`;
  return tableInPanel(
    { label: `${heads.before}, ${heads.after}` },
    html`<table class="ds-table compared" data-testid="compared">
      <colgroup>
        <col />
        <col class="col-version" />
        <col class="col-version" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">${texts.report.point}</th>
          <th scope="col" class="num">${heads.before}</th>
          <th scope="col" class="num">${heads.after}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ point, was, is }) => html`<tr data-point=${point.id}>
            <th scope="row">${nameOf(point)[texts.code]}</th>
            <td class=${point.kind === "text" ? "words" : "num"}>
              ${was === is ? was : html`<del class="old">${was}</del>`}
            </td>
            <td class=${point.kind === "text" ? "words" : "num strong"}>${is}</td>
          </tr>`,
        )}
      </tbody>
    </table>`,
  );
}
