// All units of the county beside each other: sorted bars in a table, or small pictures.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { FigureCell } from "../../generated/FigureCell";
import type { FigureTexts } from "../../text/common/figures";
import { bar, small } from "./draw";
import {
  type Bar,
  barsOf,
  type Choice,
  countText,
  isShown,
  nameOf,
  newest,
  numberOf,
  placesOf,
  SUPPRESSED,
  shapeOf,
  shareText,
} from "./model";
import {
  type FigureActions,
  type Figures,
  percentText,
  saveButton,
  toggle,
  wordsOf,
} from "./shared";

export function among(figures: Figures, actions: FigureActions): TemplateResult {
  const { sheet, choice, texts, format } = figures;
  const periods = placesOf(sheet, choice.half).map((at) => sheet.periods[at] ?? "");
  const period = choice.period ?? newest(sheet, choice) ?? "";
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) actions.choose({ period: event.target.value });
  };
  return html`<section class="figures__among" tabindex="0" aria-label=${texts.units}>
    <div class="row row--apart figures__amonghead">
      <h2>${texts.units}</h2>
      ${toggle<Choice["among"]>(
        { name: "among", label: texts.among, chosen: choice.among },
        [
          { value: "bars", label: texts.bars },
          { value: "small", label: texts.small },
        ],
        (among) => actions.choose({ among }),
      )}
    </div>
    ${
      choice.among === "small"
        ? smallPictures(figures, actions)
        : html`<div class="figures__field">
              <label class="ds-label" for="figures-period">${texts.half}</label>
              <select
                class="ds-input"
                data-dense
                id="figures-period"
                data-testid="figures-period"
                @change=${chosen}
              >
                ${periods.toReversed().map(
                  (known) => html`<option value=${known} .selected=${live(known === period)}>
                      ${format.period(known)}
                    </option>`,
                )}
              </select>
            </div>
            ${barTable(figures, actions)}`
    }
    <p class="quiet small">${texts.note}</p>
    <div class="row figures__saves">
      ${saveButton("save-among-svg", texts.saveSvg, () => actions.savePicture("among", "svg"))}
      ${saveButton("save-among-png", texts.savePng, () => actions.savePicture("among", "png"))}
    </div>
  </section>`;
}

function barTable(figures: Figures, actions: FigureActions): TemplateResult {
  const { sheet, choice, texts, format, language } = figures;
  const bars = barsOf(sheet, choice);
  const highest = Math.max(0, ...bars.map(({ cell }) => cell.permille ?? 0));
  const words = wordsOf(figures);
  const row = ({
    area,
    cell,
    isHere,
  }: Bar) => html`<tr data-here=${isHere ? "" : nothing} data-testid=${`bar-${numberOf(area)}`}>
    <th scope="row" class=${area.own ? "strong" : ""}>
      <button
        type="button"
        class="ds-link linklike"
        aria-current=${isHere ? "true" : nothing}
        @click=${() => actions.choose({ unit: numberOf(area) })}
      >
        ${nameOf(area, language)}
      </button>
    </th>
    <td class="num">${countText(cell.part, format)}</td>
    <td class="num quiet">${countText(cell.whole, format)}</td>
    <td class=${`num${isHere ? " strong" : ""}`}>${shareText(cell, format)}</td>
    <td class="figures__bar">
      ${
        cell.permille !== null
          ? bar(cell.permille, highest)
          : html`<span class="quiet small">${reason(cell, texts)}</span>`
      }
    </td>
  </tr>`;
  return html`<table class="ds-table barlist" data-testid="bars">
    <thead>
      <tr>
        <th scope="col">${format.period(choice.period ?? newest(sheet, choice) ?? "")}</th>
        <th scope="col" class="num">${words.part}</th>
        <th scope="col" class="num">${words.whole}</th>
        <th scope="col" class="num">${texts.share}</th>
        <th scope="col"><span class="ds-sr-only">${texts.bar}</span></th>
      </tr>
    </thead>
    <tbody>
      ${bars.map(row)}
    </tbody>
  </table>`;
}

/** Why there is no bar. */
function reason(cell: FigureCell, texts: FigureTexts): string {
  if (cell.part === SUPPRESSED || cell.whole === SUPPRESSED) return texts.hidden;
  return isShown(cell) ? "" : texts.none;
}

function smallPictures(figures: Figures, actions: FigureActions): TemplateResult {
  const { sheet, choice, texts, format, language } = figures;
  const bars = barsOf(sheet, choice);
  const all = bars.map((one) => ({ ...one, values: shapeOf(sheet, one.area, choice) }));
  const highest = Math.max(
    0,
    ...all.flatMap(({ values }) => values.filter((value) => value !== null)),
  );
  return html`<p class="quiet small">${texts.smallNote}</p>
    <ul class="smalls" data-testid="smalls">
      ${all.map(
        ({ area, cell, values, isHere }) => html`<li>
          <button
            type="button"
            class="smalls__one"
            aria-current=${isHere ? "true" : nothing}
            @click=${() => actions.choose({ unit: numberOf(area) })}
          >
            <span class=${area.own || isHere ? "strong" : ""}>${nameOf(area, language)}</span>
            <span class="num">${percentText(cell, format) || texts.none}</span>
            ${small(values, highest)}
          </button>
        </li>`,
      )}
    </ul>`;
}
