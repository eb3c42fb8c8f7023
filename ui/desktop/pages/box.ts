import { html, type TemplateResult } from "lit-html";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import type { Place } from "../models/model";

/** The heading of one of home's boxes: it leads to the pages that the box tells of. */
export function boxHead(
  { id, testId, title, to }: { id: string; testId: string; title: string; to: Place },
  actions: Actions,
): TemplateResult {
  return html`<h2 id=${id}>
    <button
      class="box__open"
      type="button"
      data-testid=${testId}
      @click=${() => actions.goTo(to)}
    >
      <span>${title}</span>${icon("next")}
    </button>
  </h2>`;
}
