import { html, type TemplateResult } from "lit-html";
import { type Model, TITLE, type Words } from "../models/model";

/** Help and about: what one may wonder, what is kept where, and whom to ask. */
export function help(model: Model, { texts }: Words): TemplateResult {
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
      <p class="quiet" data-testid="version">${texts.product.version(model.app?.version ?? "")}</p>
    </div>
  </main>`;
}
