import { html, nothing, type TemplateResult } from "lit-html";
import type { BufdirUnit } from "../../generated/BufdirUnit";
import { denseButton } from "../../parts/button";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";
import { found, type Units } from "../models/units";
import { asked, dateField, selectField, textField } from "./form-fields";
import { title } from "./parts";

/** All units, when each reports, new ones and those that end. */
export function unitsPage(units: Units | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body unit__body--wide" data-testid="bufdir-units">
      ${title(texts.bufdir.tabs.bufdir_units)}
      ${
        units?.list == null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${form(units, words, actions)} ${search(units, words, actions)}
            ${table(units, words, actions)}`
      }
    </div>
  </main>`;
}

function search({ search: text, county, list }: Units, { texts }: Words, actions: Actions) {
  return html`<div class="row row--wrap row--end">
    ${textField(
      {
        id: "unit-search",
        label: texts.units.search,
        value: text,
        typed: (typed) => actions.searchUnits({ search: typed }),
      },
      { type: "search" },
    )}
    ${selectField(
      {
        id: "unit-county-search",
        label: texts.missing.county,
        value: county,
        typed: (chosen) => actions.searchUnits({ county: chosen }),
      },
      [{ value: "", label: texts.missing.country }, ...counties(list)],
    )}
  </div>`;
}

function counties(list: Units["list"]) {
  return (list?.counties ?? []).map(({ county_no, name }) => ({ value: county_no, label: name }));
}

function form(units: Units, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { adding, changing, refused, sending } = units;
  if (adding === null && changing === null) {
    return html`<div class="row">
      ${denseButton({ testId: "add-unit", label: texts.units.add, act: actions.startAdding })}
    </div>`;
  }
  return html`<form
    class="panel panel__body stack"
    novalidate
    data-testid="unit-form"
    @submit=${asked(actions.saveUnit)}
  >
    <h2>${changing === null ? texts.units.add : texts.units.change(changing.unit.name)}</h2>
    ${
      refused === null
        ? nothing
        : html`<div
            class="ds-alert"
            data-color="danger"
            role="alert"
            id="unit-refused"
            tabindex="-1"
            data-testid="unit-refused"
          >
            <p>${texts.units.refusals[refused]}</p>
          </div>`
    }
    ${adding === null ? nothing : newUnit(adding, units, words, actions)}
    ${changing === null ? nothing : span(changing, words, actions)}
    <div class="row">
      <button class="ds-button" type="submit" ?disabled=${sending} data-testid="save-unit">
        ${texts.halves.save}
      </button>
      ${denseButton({ label: texts.halves.cancel, variant: "tertiary", act: actions.stopUnit })}
    </div>
  </form>`;
}

function newUnit(
  adding: NonNullable<Units["adding"]>,
  { list }: Units,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  return html`${textField(
    {
      id: "unit-no",
      label: texts.units.no,
      hint: texts.units.noHint,
      value: adding.unit_no,
      typed: (unit_no) => actions.typeUnit({ unit_no: unit_no.trim() }),
    },
    { digits: true },
  )}
  ${selectField(
    {
      id: "unit-kind",
      label: texts.units.kind,
      value: adding.kind,
      typed: (kind) =>
        actions.typeUnit({ kind: kind === "city_district" ? "city_district" : "municipality" }),
    },
    (["municipality", "city_district"] as const).map((kind) => ({
      value: kind,
      label: texts.units.kinds[kind],
    })),
  )}
  ${textField({
    id: "unit-name",
    label: texts.people.name,
    value: adding.name,
    typed: (name) => actions.typeUnit({ name }),
  })}
  ${selectField(
    {
      id: "unit-county",
      label: texts.missing.county,
      value: adding.county_no,
      typed: (county_no) => actions.typeUnit({ county_no }),
    },
    counties(list),
  )}
  ${dateField({
    id: "unit-from",
    label: texts.units.from,
    value: adding.reports_from,
    typed: (reports_from) => actions.typeUnit({ reports_from }),
  })}`;
}

function span(
  { from, to }: NonNullable<Units["changing"]>,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  return html`<p class="quiet">${texts.units.stays}</p>
    ${dateField({
      id: "unit-from",
      label: texts.units.from,
      value: from,
      typed: (day) => actions.typeSpan({ from: day }),
    })}
    ${dateField({
      id: "unit-to",
      label: texts.units.to,
      hint: texts.units.toHint,
      value: to,
      typed: (day) => actions.typeSpan({ to: day }),
    })}`;
}

function table(units: Units, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const list = found(units);
  const names = new Map(units.list?.counties.map(({ county_no, name }) => [county_no, name]));
  return html`<p role="status" data-testid="units-found">${texts.units.found(list.length)}</p>
    ${tableInPanel(
      { label: texts.bufdir.tabs.bufdir_units },
      html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.bufdir.unit}</th>
          <th scope="col">${texts.units.no}</th>
          <th scope="col">${texts.missing.county}</th>
          <th scope="col">${texts.units.from}</th>
          <th scope="col">${texts.units.to}</th>
          <th scope="col" class="num">${texts.halves.reports}</th>
          <th scope="col">${texts.bufdir.act}</th>
        </tr>
      </thead>
      <tbody>
        ${list.map((unit) => row(unit, names.get(unit.county_no) ?? "", words, actions))}
      </tbody>
    </table>`,
    )}`;
}

function row(
  unit: BufdirUnit,
  county: string,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const day = (date: string | null) => (date === null ? nothing : format.longDate(date, now));
  return html`<tr data-testid=${`unit-row-${unit.unit_no}`}>
    <th scope="row" class="strong">${unit.name}</th>
    <td>${unit.unit_no}</td>
    <td>${county}</td>
    <td>${day(unit.reports_from)}</td>
    <td>${day(unit.reports_to)}</td>
    <td class="num">${unit.reports}</td>
    <td>
      ${denseButton({
        testId: `change-${unit.unit_no}`,
        label: html`${texts.units.edit}<span class="ds-sr-only">: ${unit.name}</span>`,
        act: () => actions.startChanging(unit),
      })}
    </td>
  </tr>`;
}
