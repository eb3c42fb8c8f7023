// The published figures («Utrapportering»): what to look at, a picture with its table, and all units of the county.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { AreaFigures } from "../../generated/AreaFigures";
import type { FigureCell } from "../../generated/FigureCell";
import type { FigureSheet } from "../../generated/FigureSheet";
import type { Indicator } from "../../generated/Indicator";
import type { IndicatorWords } from "../../generated/IndicatorWords";
import type { FigureTexts } from "../../text/common/figures";
import type { Language } from "../../text/language";
import { denseButton } from "../button";
import type { Format } from "../format";
import { icon } from "../icon";
import { spark } from "../spark";
import { bar, drawn, small } from "./draw";
import {
  type Bar,
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
  type Row,
  type Series,
  SUPPRESSED,
  seriesOf,
  shapeOf,
  shareText,
  unitsOf,
} from "./model";
import { lineChart, type Picture } from "./shapes";

/** All that the panes draw from. */
export type Figures = {
  sheet: FigureSheet;
  /** What is said of the indicators. */
  indicators: readonly IndicatorWords[];
  choice: Choice;
  texts: FigureTexts;
  format: Format;
  language: Language;
};

export type FigureActions = {
  choose: (change: Partial<Choice>) => void;
  savePicture: (kind: "svg" | "png") => unknown;
  saveTable: (kind: "csv" | "xlsx") => unknown;
};

export type Parts = {
  /** What the page chooses from besides, such as the county. */
  before: unknown;
  title: (text: string) => TemplateResult;
  /** What became of the last file, where that is said here. */
  saved: unknown;
};

/** The indicator's words, in the language that is shown. */
export function wordsOf(
  { indicators, choice, language }: Figures,
  indicator: Indicator = choice.indicator,
): { title: string; about: string; part: string; whole: string; source: string } {
  const words = indicators.find((one) => one.indicator === indicator);
  const said = (name: "title" | "about" | "part" | "whole" | "source") =>
    words?.[name][language] ?? "";
  return {
    title: said("title"),
    about: said("about"),
    part: said("part"),
    whole: said("whole"),
    source: said("source"),
  };
}

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

/** With its sign, where there is a number. */
function percentText(cell: FigureCell, format: Format): string {
  if (cell.permille === null) return shareText(cell, format);
  return format.share(cell.permille, 1000);
}

function halfName(half: Half, texts: FigureTexts): string {
  return half === 1 ? texts.first : texts.second;
}

/** The lines' picture, and the sentence that tells it. */
export function pictureOf(figures: Figures): {
  picture: Picture;
  title: string;
  label: string;
} {
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
  const told = series.rows.map((row) => sentence(row, series, texts, format, language));
  return {
    picture: lineChart(series.years, lines, top),
    title: `${CODES[choice.indicator]} ${head}, ${half}`,
    label: [texts.picture(head, half), ...told].join(" "),
  };
}

function sentence(
  { area, cells }: Row,
  { years }: Series,
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

function main(figures: Figures, actions: FigureActions, { title, saved }: Parts): TemplateResult {
  const { sheet, choice, texts } = figures;
  const { picture, label } = pictureOf(figures);
  const words = wordsOf(figures);
  const save = (kind: string, words: string, act: () => unknown) =>
    denseButton({ testId: `save-${kind}`, act, label: html`${icon("savedHere")}${words}` });
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
      ${save("svg", texts.saveSvg, () => actions.savePicture("svg"))}
      ${save("png", texts.savePng, () => actions.savePicture("png"))}
      ${save("csv", texts.saveCsv, () => actions.saveTable("csv"))}
      ${save("xlsx", texts.saveXlsx, () => actions.saveTable("xlsx"))}
    </div>
    ${saved}
  </section>`;
}

/** Two ways, one of which is chosen. */
function toggle<Value extends string | number>(
  { name, label, chosen }: { name: string; label: string; chosen: Value },
  ways: readonly { value: Value; label: string }[],
  choose: (value: Value) => void,
): TemplateResult {
  return html`<div
    class="ds-toggle-group"
    data-variant="secondary"
    data-color="neutral"
    role="radiogroup"
    aria-label=${label}
  >
    ${ways.map(
      (way) => html`<label class="ds-button" data-variant="tertiary" data-dense>
        <input
          type="radio"
          name=${`figures-${name}`}
          .checked=${live(way.value === chosen)}
          data-testid=${`${name}-${way.value}`}
          @change=${() => choose(way.value)}
        />${way.label}
      </label>`,
    )}
  </div>`;
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

function among(figures: Figures, actions: FigureActions): TemplateResult {
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
