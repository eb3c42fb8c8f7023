import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";

/** Help and about: what one may wonder, what is kept where, and whom to ask. */
export function help(model: Model, { texts }: Words, actions: Actions): TemplateResult {
  const words = texts.help;
  return html`<main class="page settings" id="content" tabindex="-1">
    <div class="settings__body">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${words.title}</h1>
      <section class="panel panel__body stack stack--near" data-testid="steps">
        <h2>${words.stepsTitle}</h2>
        <ol class="steps">
          ${words.steps.map((step) => html`<li>${step}</li>`)}
        </ol>
        <p class="quiet">${words.guide}</p>
      </section>
      ${words.parts.map(
        ({ title, text }) => html`<section class="panel panel__body stack stack--near">
          <h2>${title}</h2>
          <p class="prose">${text}</p>
        </section>`,
      )}
      <section class="panel panel__body stack stack--near">
        <h2>${words.diagnostics}</h2>
        <p class="prose">${words.diagnosticsText}</p>
        <div>
          ${denseButton({
            testId: "export-diagnostics",
            act: () => void actions.exportDiagnostics(),
            label: words.diagnosticsExport,
          })}
        </div>
        ${
          model.diagnosticsIn === null
            ? nothing
            : html`<p data-testid="diagnostics-in">${words.diagnosticsIn(model.diagnosticsIn)}</p>`
        }
      </section>
      <p class="quiet" data-testid="version">${texts.product.version(model.app?.version ?? "")}</p>
    </div>
  </main>`;
}
