import { html, nothing, type TemplateResult } from "lit-html";
import type { BufdirCounty } from "../../generated/BufdirCounty";
import type { BufdirStanding } from "../../generated/BufdirStanding";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { country, type Missing, STANDINGS, standing } from "../models/halves";
import type { Words } from "../models/model";
import { title } from "./parts";
import { periodChoice } from "./period-choice";

/** Whose reports of a half-year are not approved, and where they stand, county by county. */
export function missingPage(
  missing: Missing | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body" data-testid="bufdir-missing">
      ${title(texts.bufdir.tabs.missing)}
      ${
        missing === null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${periodChoice(missing.period, "missing", words, actions)}
            ${sums(missing, words)} ${table(missing, words)}
            ${missing.answer.counties.map((county) => units(county, words))}`
      }
    </div>
  </main>`;
}

function sums({ answer }: Missing, { texts, format, now }: Words): TemplateResult {
  const all = country(answer);
  const { settings } = answer;
  return html`<p data-testid="missing-sum">
      ${texts.missing.sum(all.units - all.missing.length, all.units)}
    </p>
    <p class="quiet">
      ${
        settings === null
          ? texts.missing.notOpen
          : texts.missing.deadlines(
              format.longDate(settings.municipality_deadline, now),
              format.longDate(settings.office_deadline, now),
            )
      }
    </p>`;
}

function table({ answer }: Missing, { texts }: Words): TemplateResult {
  const row = (
    head: TemplateResult | string,
    county: Pick<BufdirCounty, "missing" | "units">,
    testId: string,
  ) => html`<tr data-testid=${testId}>
    <th scope="row" class="strong">${head}</th>
    <td class="num">${county.units}</td>
    <td class="num">${county.units - county.missing.length}</td>
    ${STANDINGS.map((which) => html`<td class="num">${standing(county, which)}</td>`)}
  </tr>`;
  return tableInPanel(
    { label: texts.bufdir.tabs.missing },
    html`<table class="ds-table periods" data-testid="counties">
      <thead>
        <tr>
          <th scope="col">${texts.missing.county}</th>
          <th scope="col" class="num">${texts.missing.units}</th>
          <th scope="col" class="num">${texts.missing.approved}</th>
          ${STANDINGS.map(
            (which) => html`<th scope="col" class="num">${texts.missing.standings[which]}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${answer.counties.map((county) => row(county.name, county, `county-${county.county_no}`))}
      </tbody>
      <tfoot>
        ${row(texts.missing.country, country(answer), "country")}
      </tfoot>
    </table>`,
  );
}

/** A county's units by name, under where their reports stand. */
function units(county: BufdirCounty, { texts }: Words): TemplateResult | typeof nothing {
  if (county.missing.length === 0) return nothing;
  const named = (which: BufdirStanding) => {
    const those = county.missing.filter(({ stands }) => stands === which);
    if (those.length === 0) return nothing;
    return html`<h3>${texts.missing.standings[which]}: ${those.length}</h3>
      <p>${those.map(({ name }) => name).join(", ")}</p>`;
  };
  return html`<details data-testid=${`missing-${county.county_no}`}>
    <summary>${texts.missing.inCounty(county.name, county.missing.length)}</summary>
    ${STANDINGS.map(named)}
  </details>`;
}
