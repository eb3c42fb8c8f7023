import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { type IconName, icon } from "../../parts/icon";
import type { Texts } from "../../text";

export type Notice = {
  testId: string;
  icon: IconName;
  title: string;
  text: string;
  /** What one can do about it. */
  button?: TemplateResult;
};

/** Stands where a list would, and says why there is none. */
export function notice({ testId, icon: sign, title, text, button }: Notice): TemplateResult {
  return html`<section class="panel empty" data-testid=${testId}>
    <span class="quiet">${icon(sign)}</span>
    <div class="stack stack--near">
      <div>
        <h2>${title}</h2>
        <p class="quiet">${text}</p>
      </div>
      ${button === undefined ? nothing : html`<div>${button}</div>`}
    </div>
  </section>`;
}

/** For what is at the server alone, which was not reached. */
export function tryAgain(texts: Texts, act: () => unknown): TemplateResult {
  return denseButton({ testId: "try-again", act: () => void act(), label: texts.profile.again });
}
