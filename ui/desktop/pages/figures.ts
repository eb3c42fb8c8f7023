import { html, nothing, type TemplateResult } from "lit-html";
import type { ReportId } from "../../generated/ReportId";
import { denseButton } from "../../parts/button";
import { panes } from "../../parts/figures/panes";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { figuresOf, type Model, TITLE, type Words } from "../models/model";

/** «Utrapportering»: the published figures of the office's units and counties, from this machine. */
export function figures(
  model: Model,
  from: ReportId | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const figures = figuresOf(model);
  const title = (text: string) =>
    html`<h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${text}</h1>`;
  return html`<main class="page--figures" id="content" tabindex="-1">
    ${
      figures === null
        ? html`<div class="figures figures--none">
            <section class="figures__main">${title(texts.figures.title)}</section>
          </div>`
        : panes(
            figures,
            {
              choose: actions.chooseFigures,
              savePicture: actions.savePicture,
              saveTable: actions.saveTable,
            },
            { before: back(from, words, actions), title, saved: saved(model, words) },
          )
    }
  </main>`;
}

/** Where the last file is. */
function saved({ figuresFile }: Model, { texts }: Words) {
  if (figuresFile === null) return nothing;
  return html`<p class="small" data-testid="figures-saved">${texts.figures.saved(figuresFile)}</p>`;
}

function back(from: ReportId | null, { texts }: Words, actions: Actions) {
  if (from === null) return nothing;
  return html`<div class="figures__field">
    ${denseButton({
      testId: "to-report",
      act: () => actions.open(from),
      label: html`${icon("back")}${texts.home.figuresBack}`,
    })}
  </div>`;
}
