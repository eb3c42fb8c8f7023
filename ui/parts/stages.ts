import { html, type TemplateResult } from "lit-html";
import { type IconName, icon } from "./icon";

export type StageStep = {
  icon: IconName;
  word: string;
  /** When, or with which receipt. */
  note: unknown;
  /** Confirmed by the server; nothing else is drawn as done. */
  confirmed: boolean;
  /** Has happened on this machine, and is not confirmed. */
  here: boolean;
};

/** The path of a decision. Green only where the server or Bufdir has confirmed. */
export function stages(
  steps: readonly StageStep[],
  words: { notYet: string; done: string },
): TemplateResult {
  return html`<ol class="stages">
    ${steps.map(
      (step) => html`<li ?data-done=${step.confirmed} ?data-here=${step.here}>
        ${icon(step.icon)}
        <b class="strong">${step.word}</b>
        <span class="ds-sr-only">${step.confirmed || step.here ? words.done : words.notYet}</span>
        <span class="quiet small tab">${step.note}</span>
      </li>`,
    )}
  </ol>`;
}
