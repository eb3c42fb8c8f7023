// Fields of Bufdir's forms: a label, an input, and what is wrong with it.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

export type Field = {
  /** Also what tests call it. */
  id: string;
  label: string;
  value: string;
  typed: (value: string) => void;
  /** What is wrong; none where nothing is. */
  wrong?: string | null;
  hint?: string;
};

const input = (typed: (value: string) => void) => (event: Event) => {
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    typed(target.value);
  }
};

function framed({ id, label, wrong, hint }: Field, control: TemplateResult): TemplateResult {
  return html`<div class="ds-field">
    <label class="ds-label" for=${id}>${label}</label>
    ${hint === undefined ? nothing : html`<p class="quiet small" id=${`${id}-hint`}>${hint}</p>`}
    ${control}
    ${wrong ? html`<p class="ds-validation-message" id=${`${id}-wrong`}>${wrong}</p>` : nothing}
  </div>`;
}

function about({ id, wrong, hint }: Field) {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(wrong ? [`${id}-wrong`] : [])];
  return ids.length === 0 ? nothing : ids.join(" ");
}

export function textField(
  field: Field,
  { type = "text", digits = false }: { type?: "text" | "date" | "search"; digits?: boolean } = {},
): TemplateResult {
  return framed(
    field,
    html`<input
      class="ds-input"
      type=${type}
      id=${field.id}
      autocomplete="off"
      inputmode=${digits ? "numeric" : nothing}
      .value=${live(field.value)}
      aria-invalid=${field.wrong ? "true" : nothing}
      aria-describedby=${about(field)}
      data-testid=${field.id}
      @input=${input(field.typed)}
    />`,
  );
}

export function dateField(field: Field): TemplateResult {
  return textField(field, { type: "date" });
}

export type Option = { value: string; label: string };

export function selectField(field: Field, options: readonly Option[]): TemplateResult {
  return framed(
    field,
    html`<select
      class="ds-input"
      id=${field.id}
      aria-invalid=${field.wrong ? "true" : nothing}
      aria-describedby=${about(field)}
      data-testid=${field.id}
      @change=${input(field.typed)}
    >
      ${options.map(
        ({ value, label }) => html`<option value=${value} .selected=${live(value === field.value)}>
          ${label}
        </option>`,
      )}
    </select>`,
  );
}

export function checkField({
  id,
  label,
  checked,
  act,
}: {
  id: string;
  label: string;
  checked: boolean;
  act: (checked: boolean) => void;
}): TemplateResult {
  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) act(event.target.checked);
  };
  return html`<div class="ds-field">
    <input
      class="ds-input"
      type="checkbox"
      id=${id}
      .checked=${live(checked)}
      data-testid=${id}
      @change=${changed}
    />
    <label class="ds-label" data-weight="regular" for=${id}>${label}</label>
  </div>`;
}

/** A form whose one button does it, without the browser's own complaints. */
export function asked(act: () => unknown) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    void act();
  };
}
