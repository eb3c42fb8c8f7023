// The published figures («Utrapportering»): what to look at, a picture with its table, and all units of the county.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { AreaFigures } from "../../generated/AreaFigures";
import type { FigureCell } from "../../generated/FigureCell";
import type { FigureSheet } from "../../generated/FigureSheet";
import type { Indicator } from "../../generated/Indicator";
import type { FigureTexts } from "../../text/common/figures";
import { spark } from "../spark";
import { among } from "./among";
import { drawn } from "./draw";
import {
  barsOf,
  type Choice,
  CODES,
  cellsOf,
  chosenNo,
  countiesOf,
  countText,
  type Half,
  INDICATORS,
  isShown,
  nameOf,
  newest,
  numberOf,
  placesOf,
  seriesOf,
  shapeOf,
  shareText,
  unitsOf,
} from "./model";
import { linesOf } from "./pictures";
import {
  type FigureActions,
  type Figures,
  halfName,
  percentText,
  saveButton,
  toggle,
  wordsOf,
} from "./shared";

export type Parts = {
  /** What the page chooses from besides, such as the county. */
  before: unknown;
  title: (text: string) => TemplateResult;
  /** What became of the last file, where that is said here. */
  saved: unknown;
};

/** The three panes. */
export function panes(figures: Figures, actions: FigureActions, parts: Parts): TemplateResult {
  const { sheet, texts } = figures;
  if (sheet.periods.length === 0) {
    return html`<div class="figures figures--none">
      <section class="figures__main" aria-label=${texts.title}>
        ${parts.title(texts.title)} ${parts.before}
        <p data-testid="no-figures">${texts.nothing}</p>
      </section>
    </div>`;
  }
  return html`<div class="figures" data-testid="figures">
    ${chooser(figures, actions, parts.before)} ${main(figures, actions, parts)}
    ${among(figures, actions)}
  </div>`;
}

function chooser(figures: Figures, actions: FigureActions, before: unknown): TemplateResult {
  const { sheet, texts, language } = figures;
  const counties = countiesOf(sheet);
  const isCounty = (no: string) => counties.some((county) => numberOf(county) === no);
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      const { value } = event.target;
      actions.choose(isCounty(value) ? { unit: null, county: value } : { unit: value });
    }
  };
  return html`<nav class="figures__side" aria-label=${texts.indicators}>
    ${before}
    <div class="figures__field">
      <label class="ds-label" for="figures-unit">${texts.unit}</label>
      <select class="ds-input" data-dense id="figures-unit" data-testid="figures-unit" @change=${chosen}>
        ${
          counties.length > 1
            ? counties.map(
                (county) => html`<optgroup label=${nameOf(county, language)}>
                  ${options(county, figures)}
                </optgroup>`,
              )
            : counties.map((county) => options(county, figures))
        }
      </select>
    </div>
    <ul class="indic">
      ${INDICATORS.map((indicator) => indicatorRow(indicator, figures, actions))}
    </ul>
  </nav>`;
}

/** A county and its units. */
function options(county: AreaFigures, figures: Figures): TemplateResult {
  const { sheet, choice, texts, language } = figures;
  const here = chosenNo(sheet, choice);
  const option = (area: AreaFigures, name: string) => html`<option
    value=${numberOf(area) ?? ""}
    .selected=${live(numberOf(area) === here)}
  >
    ${name}
  </option>`;
  const units = unitsOf(sheet).filter((unit) => unit.county_no === numberOf(county));
  return html`${option(county, texts.wholeCounty(nameOf(county, language)))}
  ${units.map((unit) =>
    option(unit, `${nameOf(unit, language)}${unit.own ? ` · ${texts.own}` : ""}`),
  )}`;
}

function indicatorRow(
  indicator: Indicator,
  figures: Figures,
  actions: FigureActions,
): TemplateResult {
  const { sheet, choice, texts, format } = figures;
  const area = seriesOf(sheet, { ...choice, indicator }).rows[0]?.area;
  const shape = area === undefined ? [] : shapeOf(sheet, area, { indicator, half: choice.half });
  const cell =
    area === undefined ? undefined : newestCell(sheet, cellsOf(area, indicator), choice.half);
  const { title } = wordsOf(figures, indicator);
  return html`<li>
    <button
      type="button"
      class="indic__choice"
      aria-current=${indicator === choice.indicator ? "true" : nothing}
      data-testid=${`indicator-${CODES[indicator]}`}
      @click=${() => actions.choose({ indicator, period: null })}
    >
      <span><span class="quiet small">${CODES[indicator]}</span><br />${title}</span>
      <span class="indic__now">
        <span class="val">${cell === undefined ? "" : percentText(cell, format)}</span>
        ${shape.some((value) => value !== null) ? spark(shape, texts.picture(title, halfName(choice.half, texts))) : nothing}
      </span>
    </button>
  </li>`;
}

function newestCell(sheet: FigureSheet, cells: readonly FigureCell[], half: Half) {
  const places = placesOf(sheet, half);
  const at = places.findLast((at) => cells[at] !== undefined && isShown(cells[at]));
  return at === undefined ? undefined : cells[at];
}

function main(figures: Figures, actions: FigureActions, { title, saved }: Parts): TemplateResult {
  const { sheet, choice, texts } = figures;
  const { picture, label } = linesOf(figures);
  const words = wordsOf(figures);
  return html`<section class="figures__main" tabindex="0" aria-label=${words.title}>
    ${title(words.title)}
    <p class="quiet">${words.about}</p>
    <div class="row figures__halves">
      ${halves(choice, texts, actions)} <span class="quiet small">${texts.apart}</span>
    </div>
    <figure>${drawn(picture, label)}</figure>
    ${seriesTable(figures)}
    <p class="quiet small">${nowText(figures)} ${texts.sums} ${lackText(sheet, figures)}</p>
    <p class="quiet small">${texts.source} ${words.source}.</p>
    <div class="row figures__saves">
      ${saveButton("save-svg", texts.saveSvg, () => actions.savePicture("lines", "svg"))}
      ${saveButton("save-png", texts.savePng, () => actions.savePicture("lines", "png"))}
      ${saveButton("save-csv", texts.saveCsv, () => actions.saveTable("csv"))}
      ${saveButton("save-xlsx", texts.saveXlsx, () => actions.saveTable("xlsx"))}
    </div>
    ${saved}
  </section>`;
}

function halves({ half }: Choice, texts: FigureTexts, actions: FigureActions): TemplateResult {
  return toggle<Half>(
    { name: "half", label: texts.half, chosen: half },
    [
      { value: 1, label: texts.first },
      { value: 2, label: texts.second },
    ],
    (chosen) => actions.choose({ half: chosen, period: null }),
  );
}

function seriesTable({ sheet, choice, texts, format, language }: Figures): TemplateResult {
  const series = seriesOf(sheet, choice);
  const last = series.years.length - 1;
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label=${texts.table(halfName(choice.half, texts))}>
    <table class="ds-table figures__table" data-testid="series">
      <thead>
        <tr>
          <th scope="col">${texts.table(halfName(choice.half, texts))}</th>
          ${series.years.map((year) => html`<th scope="col" class="num">${year}</th>`)}
        </tr>
      </thead>
      <tbody class="rows">
        ${series.rows.map(
          (row) => html`<tr data-who=${row.who}>
            <th scope="row" class=${row.who === "me" ? "strong" : ""}>
              ${nameOf(row.area, language)}
            </th>
            ${row.cells.map(
              (cell, at) => html`<td class=${`num${at === last ? " strong" : ""}`}>
                ${shareText(cell, format)}
              </td>`,
            )}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The newest share with its two counts. */
function nowText(figures: Figures): string {
  const { sheet, choice, texts, format, language } = figures;
  const series = seriesOf(sheet, choice);
  const [row] = series.rows;
  const at = row?.cells.findLastIndex(isShown) ?? -1;
  const cell = row?.cells[at];
  if (row === undefined || cell === undefined) return "";
  const words = wordsOf(figures);
  const name = nameOf(row.area, language);
  const counts = texts.counts(countText(cell.part, format), countText(cell.whole, format));
  return `${name}, ${format.period(series.periods[at] ?? "")}: ${words.part.toLowerCase()} ${counts}.`;
}

/** Who has no figures: the county's units by name, the country's in number. */
function lackText(sheet: FigureSheet, { choice, texts, language }: Figures): string {
  const period = choice.period ?? newest(sheet, choice);
  const at = sheet.periods.indexOf(period ?? "");
  const none = barsOf(sheet, choice).filter(({ cell }) => !isShown(cell));
  const names = none
    .map(({ area }) => nameOf(area, language))
    .sort((a, b) => a.localeCompare(b, "nb"));
  const country = sheet.areas.find(({ area }) => area.kind === "country");
  const lacking =
    country === undefined ? 0 : (cellsOf(country, choice.indicator)[at]?.missing ?? 0);
  return [
    names.length > 0 ? texts.missing(names.join(", ")) : "",
    country !== undefined && lacking > 0 ? texts.missingOf(nameOf(country, language), lacking) : "",
  ]
    .filter((text) => text !== "")
    .join(" ");
}
