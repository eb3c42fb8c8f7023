import { html, nothing, type TemplateResult } from "lit-html";
import type { InputFault } from "../../generated/InputFault";
import { tableInPanel } from "../../parts/table";
import { fieldsOf } from "../models/fields";
import type { Preview } from "../models/form";
import { pointOf } from "../models/template";
import { compared } from "./compare";
import type { Fill } from "./fields";
import { primary, secondary, title, typedText } from "./parts";
import { tabs } from "./tabs";

/** A file is read and shown; only what is seen goes into the draft. */
export function importPage(fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts } = words;
  const chosen = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    const [file] = target.files ?? [];
    if (file !== undefined) void actions.readFile(file);
    // The same file can be chosen again once it is mended.
    target.value = "";
  };
  return html`<main class="form" id="content" tabindex="-1">
    ${tabs(form, "import", words)}
    <div class="page page--frame">
      <div class="asks__body">
        ${title(texts.import.title)}
        <p class="quiet">${texts.import.text}</p>
        <div class="ds-field import__file">
          <label class="ds-label" for="file">${texts.import.choose}</label>
          <input
            class="ds-input"
            type="file"
            id="file"
            accept=".csv,.json,text/csv,application/json"
            data-testid="file"
            @change=${chosen}
          />
        </div>
        ${form.preview === null ? nothing : preview(form.preview, fill)}
      </div>
    </div>
  </main>`;
}

function preview(read: Preview, fill: Fill): TemplateResult {
  const { texts } = fill.words;
  return html`<section class="stack" aria-labelledby="preview-title" data-testid="preview">
    <h2 id="preview-title" tabindex="-1">${texts.import.reading(read.name)}</h2>
    ${read.faults.length === 0 ? nothing : faults(read.faults, fill)}
    ${read.content === null ? nothing : content(read.content, fill)}
  </section>`;
}

function faults(list: readonly InputFault[], { form, words: { texts } }: Fill): TemplateResult {
  const name = (at: string) => pointOf(form.view.template, at)?.short[texts.code] ?? at;
  return html`<div class="ds-alert" data-color="warning" data-testid="import-faults">
      <h3>${texts.import.faults(list.length)}</h3>
      <p>${texts.import.faultsText}</p>
    </div>
    ${tableInPanel(
      { label: texts.import.faults(list.length) },
      html`<table class="ds-table">
      <thead>
        <tr>
          <th scope="col" class="num">${texts.import.line}</th>
          <th scope="col">${texts.import.at}</th>
          <th scope="col">${texts.import.found}</th>
          <th scope="col">${texts.import.expected}</th>
        </tr>
      </thead>
      <tbody>
        ${list.map(
          ({ line, at, found, expected }) => html`<tr data-testid="import-fault">
            <td class="num">${line ?? nothing}</td>
            <td>${name(at)}</td>
            <td>${found[texts.code]}</td>
            <td>${expected[texts.code]}</td>
          </tr>`,
        )}
      </tbody>
    </table>`,
    )}`;
}

function content(read: NonNullable<Preview["content"]>, fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts } = words;
  const file = fieldsOf(read, form.view.template);
  return html`<p>${texts.import.values(Object.keys(read.values).length)}</p>
    ${compared(
      {
        view: form.view,
        before: form.fields,
        after: { ...form.fields, ...file },
        always: [],
        heads: { before: texts.import.now, after: texts.import.file },
        none: texts.import.same,
      },
      words,
      (typed, point) => typedText(typed, point, words),
    )}
    <div class="row row--wrap">
      ${primary({ label: texts.import.use, act: actions.usePreview, testId: "use-preview" })}
      ${secondary({ label: texts.import.drop, act: actions.dropPreview, testId: "drop-preview" })}
    </div>`;
}
