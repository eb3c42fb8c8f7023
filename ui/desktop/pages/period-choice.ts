import { html, type TemplateResult } from "lit-html";
import type { Words } from "../models/model";

type Choice = {
  testId: string;
  periods: readonly string[];
  shown: string;
  choose: (period: string) => void;
};

/** Which half-year a page shows. */
export function periodChoice(
  { testId, periods, shown, choose }: Choice,
  { texts, format }: Words,
): TemplateResult {
  const chosen = ({ target }: Event) => {
    if (target instanceof HTMLSelectElement) choose(target.value);
  };
  return html`<select
    class="ds-input"
    data-dense
    aria-label=${texts.tasks.columns.period}
    data-testid=${testId}
    @change=${chosen}
  >
    ${periods.map(
      (period) => html`<option value=${period} ?selected=${period === shown}>
        ${format.period(period)}
      </option>`,
    )}
  </select>`;
}
