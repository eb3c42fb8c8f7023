import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Ask } from "../../generated/Ask";
import { icon } from "../../parts/icon";
import { severityIcon } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { pointOf } from "../models/found";
import type { Words } from "../models/model";
import type { Review } from "../models/review";

/** «Du spør kommunen om»: each point with what is asked about it. */
export function asks(
  review: Review,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { asks } = review.fields;
  if (asks.length === 0) return nothing;
  return html`<section class="asks" aria-labelledby="asks-title" data-testid="asks">
    <div class="row">
      <h3 class="grow" id="asks-title">${texts.asks.title}</h3>
      <span class="quiet small">${texts.asks.count(asks.length)}</span>
    </div>
    <ul>
      ${asks.map((ask) => one(ask, review, texts, actions))}
    </ul>
    ${
      review.fields.approve === true
        ? html`<p class="quiet small">${texts.asks.onlyNo}</p>`
        : nothing
    }
  </section>`;
}

function one(
  { point, rule, comment }: Ask,
  { view }: Review,
  texts: Words["texts"],
  actions: Actions,
): TemplateResult {
  const found = view.findings.find(({ finding }) => finding.rule === rule && rule !== null);
  const name = pointOf(view, point)?.short[texts.code] ?? point;
  const id = `ask-${point}-${rule ?? "point"}`;
  const typed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) actions.askText(point, rule, event.target.value);
  };
  return html`<li data-testid="asked" data-point=${point}>
    ${found === undefined ? icon("ask", "quiet") : severityIcon(found.finding.severity)}
    <label for=${id}>${name} ${rule === null ? nothing : html`<span class="rule">${rule}</span>`}</label>
    <button
      class="askback"
      type="button"
      aria-label=${texts.asks.remove(name)}
      @click=${() => actions.ask(point, rule)}
    >
      ${icon("remove")}
    </button>
    <input
      class="ds-input"
      data-dense
      id=${id}
      autocomplete="off"
      placeholder=${texts.asks.placeholder}
      .value=${live(comment ?? "")}
      @input=${typed}
    />
  </li>`;
}
