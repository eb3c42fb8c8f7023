import { html, nothing, type TemplateResult } from "lit-html";

export type DenseButton = {
  /** Where the focus is sent by name. */
  id?: string;
  /** What tests call it. */
  testId?: string;
  label: string | TemplateResult;
  act: () => unknown;
  variant?: "secondary" | "tertiary";
  /** For a choice that is on or off. */
  pressed?: boolean;
};

/** A low button without a colour of its own: all that is not the page's one next step. */
export function denseButton({
  id,
  testId,
  label,
  act,
  variant = "secondary",
  pressed,
}: DenseButton): TemplateResult {
  return html`<button
    class="ds-button"
    type="button"
    id=${id ?? nothing}
    data-variant=${variant}
    data-color="neutral"
    data-dense
    data-testid=${testId ?? nothing}
    aria-pressed=${pressed ?? nothing}
    @click=${act}
  >
    ${label}
  </button>`;
}
