import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { panes } from "../../parts/figures/panes";
import type { Actions } from "../actions/actions";
import { figuresOf, type Published } from "../models/figures";
import type { Model, Words } from "../models/model";
import { title } from "./parts";

/** «Utrapportering»: the published figures of a county. */
export function figuresPage(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const figures = figuresOf(model);
  const { published } = model;
  return html`<main class="page--figures" id="content" tabindex="-1">
    ${
      figures === null || published === null
        ? html`<div class="unit__body">
            ${title(texts.figures.title)}
            <p class="ds-sr-only" role="status">${texts.product.starting}</p>
          </div>`
        : panes(
            figures,
            {
              choose: actions.chooseFigures,
              savePicture: actions.savePicture,
              saveTable: actions.saveTable,
            },
            { before: countyChoice(published, words, actions), title, saved: nothing },
          )
    }
  </main>`;
}

function countyChoice({ answer }: Published, { texts }: Words, actions: Actions): TemplateResult {
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      void actions.goTo({ kind: "figures", county: event.target.value });
    }
  };
  return html`<div class="figures__field">
    <label class="ds-label" for="figures-county">${texts.figures.county}</label>
    <select
      class="ds-input"
      data-dense
      id="figures-county"
      data-testid="figures-county"
      @change=${chosen}
    >
      ${answer.counties.map(
        ({ no, name, own }) => html`<option value=${no} .selected=${live(no === answer.county_no)}>
          ${name[texts.code]}${own ? ` · ${texts.figures.own}` : ""}
        </option>`,
      )}
    </select>
  </div>`;
}
