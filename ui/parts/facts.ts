import { html, type TemplateResult } from "lit-html";

export type Fact = { term: string; value: unknown; strong?: boolean };

/** Pairs of a term and its value. */
export function facts(list: readonly Fact[]): TemplateResult {
  return html`<dl class="facts">
    ${list.map(
      ({ term, value, strong }) => html`<dt>${term}</dt>
        <dd class=${strong ? "strong" : ""}>${value}</dd>`,
    )}
  </dl>`;
}
