import { html, nothing, type TemplateResult } from "lit-html";
import type { AreaFigures } from "../../generated/AreaFigures";
import type { FigureSheet } from "../../generated/FigureSheet";
import { lines } from "../../parts/figures/draw";
import { type Glance, glanceOf, nameOf, type Row } from "../../parts/figures/model";
import { told } from "../../parts/figures/pictures";
import { percentText } from "../../parts/figures/shared";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { boxHead } from "./box";

/** «Utrapportering» at home: deadline breaches in the office's counties and the country, from this machine. */
export function glance({ glance }: Model, words: Words, actions: Actions): TemplateResult {
  const head = {
    id: "figures-title",
    testId: "open-figures",
    title: words.texts.figures.title,
    to: { kind: "figures", from: null },
  } as const;
  return html`<section class="panel box" aria-labelledby=${head.id}>
    ${boxHead(head, actions)}
    ${glance === null ? nothing : numbers(glance, words)}
  </section>`;
}

function numbers(sheet: FigureSheet, words: Words): TemplateResult {
  const { texts, format } = words;
  const found = glanceOf(sheet);
  if (found === null) {
    return html`<p class="quiet" data-testid="no-glance">
      ${texts.home.figuresText} ${texts.figures.nothing}
    </p>`;
  }
  return html`<div class="box__numbers">
      ${found.rows.map((row) => number(row, words))} ${shape(found, words)}
    </div>
    <p class="quiet">
      ${texts.home.figuresText} ${texts.home.figuresNewest(format.period(found.period))}
      ${found.rows.map((row) => missing(row, words))}
    </p>`;
}

function number({ area, cells }: Row, words: Words): TemplateResult {
  const { texts, format } = words;
  const cell = cells.at(-1);
  const isCountry = area.area.kind === "country";
  return html`<div data-testid="glance">
    <b class="bignum">${cell === undefined ? "" : percentText(cell, format)}</b
    ><span class="quiet"
      >${isCountry ? texts.home.figuresCountry : texts.home.figuresIn(named(area, words))}</span
    >
  </div>`;
}

function missing({ area, cells }: Row, words: Words): string {
  const units = cells.at(-1)?.missing ?? 0;
  return units === 0 ? "" : ` ${words.texts.figures.missingOf(named(area, words), units)}`;
}

/** How it has gone in the same half of the years; the page of figures has the table. */
function shape({ rows, half, years }: Glance, words: Words): TemplateResult | typeof nothing {
  if (years.length < 2) return nothing;
  const { texts, format } = words;
  const label = [
    texts.figures.picture(
      texts.treatment.breaches,
      half === 1 ? texts.figures.first : texts.figures.second,
    ),
    ...rows.map((row) => told(row, years, texts.figures, format, texts.code)),
  ];
  return lines(rows, label.join(" "));
}

function named(area: AreaFigures, { texts }: Words): string {
  return nameOf(area, texts.code);
}
