import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Actions } from "../actions/actions";
import { choices } from "../models/approved";
import type { Words } from "../models/model";

/** Which half-year a page of Bufdir's shows. */
export function periodChoice(
  here: string,
  kind: "reports" | "missing",
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const known = choices(now);
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      void actions.goTo({ kind, period: event.target.value });
    }
  };
  return html`<div class="ds-field">
    <label class="ds-label" for="bufdir-period">${texts.unit.period}</label>
    <select class="ds-input" id="bufdir-period" data-testid="bufdir-period" @change=${chosen}>
      ${(known.includes(here) ? known : [here, ...known]).map(
        (half) => html`<option value=${half} .selected=${live(half === here)}>
          ${format.period(half)}
        </option>`,
      )}
    </select>
  </div>`;
}
