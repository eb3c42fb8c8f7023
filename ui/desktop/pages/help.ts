import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { facts } from "../../parts/facts";
import type { HelpStep } from "../../text/help/nb";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { keyMap } from "./keys";

/** A part of the page, and what stands in it. */
type Part = { title: string; body: TemplateResult };

/** Help and about: the guide step by step, the keys, what to do where something fails, and the program. */
export function help(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const parts: Part[] = [
    ...texts.help.chapters.map(({ title, steps }) => ({
      title,
      body: html`${steps.map(step)}`,
    })),
    { title: texts.keys.title, body: keyboard(words) },
    { title: texts.help.diagnostics, body: diagnostics(model, words, actions) },
    { title: texts.help.about, body: about(model, words) },
  ];
  return html`<main class="page settings" id="content" tabindex="-1">
    <div class="settings__body help">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${texts.help.title}</h1>
      <nav class="panel panel__body stack stack--near" aria-labelledby="help-contents">
        <h2 id="help-contents">${texts.help.contents}</h2>
        <ul class="help__contents">
          ${parts.map(
            ({ title }, at) => html`<li>
              <button
                class="linklike"
                type="button"
                data-testid="help-chapter"
                @click=${() => actions.focusOn(`help-${at}`)}
              >
                ${title}
              </button>
            </li>`,
          )}
        </ul>
        <p class="quiet small">${texts.help.intro}</p>
      </nav>
      ${parts.map(
        ({ title, body }, at) => html`<section
          class="panel panel__body stack"
          aria-labelledby=${`help-${at}`}
        >
          <h2 id=${`help-${at}`} tabindex="-1">${title}</h2>
          ${body}
        </section>`,
      )}
    </div>
  </main>`;
}

function step({ title, text, terms }: HelpStep): TemplateResult {
  return html`<div class="stack stack--near" data-testid="step">
    <h3>${title}</h3>
    <p class="prose">${text}</p>
    ${terms === undefined ? nothing : facts(terms.map(([term, value]) => ({ term, value })))}
  </div>`;
}

function keyboard(words: Words): TemplateResult {
  const { texts } = words;
  return html`${keyMap(words)}
    <p class="prose">${texts.keys.single} ${texts.help.keys}</p>`;
}

function diagnostics({ diagnosticsIn }: Model, { texts }: Words, actions: Actions): TemplateResult {
  const words = texts.help;
  return html`<p class="prose">${words.diagnosticsText}</p>
    <div>
      ${denseButton({
        testId: "export-diagnostics",
        act: () => void actions.exportDiagnostics(),
        label: words.diagnosticsExport,
      })}
    </div>
    ${
      diagnosticsIn === null
        ? nothing
        : html`<p data-testid="diagnostics-in">${words.diagnosticsIn(diagnosticsIn)}</p>`
    }`;
}

function about({ app }: Model, { texts }: Words): TemplateResult {
  return html`${texts.help.parts.map(step)}
    <p class="quiet" data-testid="version">${texts.product.version(app?.version ?? "")}</p>`;
}
