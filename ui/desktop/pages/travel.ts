import { html, nothing, type TemplateResult } from "lit-html";
import type { TravelLack } from "../../generated/TravelLack";
import type { TravelView } from "../../generated/TravelView";
import { icon, state } from "../../parts/icon";
import type { Texts } from "../../text";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";

/** «Klar for reise» in the bar; it leads to where it is told in full. */
export function travelLight(
  model: Model,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const travel = model.app?.store?.travel ?? null;
  if (travel === null) return nothing;
  const ready = travel.lacks.length === 0;
  return html`<button
      class="state"
      type="button"
      data-testid="travel"
      data-ready=${ready}
      @click=${() => actions.goTo({ kind: "home" })}
    >
      ${icon(ready ? "done" : "warning", ready ? "ok" : "w")}<span
        >${ready ? texts.travel.ready : texts.travel.notReady}</span
      >
    </button>
    <span class="bar__rule"></span>`;
}

/** The same in full: what is here, and what a journey lacks. */
export function travelPanel(model: Model, words: Words): TemplateResult | typeof nothing {
  const travel = model.app?.store?.travel ?? null;
  if (travel === null) return nothing;
  const { texts, format, now } = words;
  const ready = travel.lacks.length === 0;
  const fetched = model.app?.line.updated_at ?? null;
  const fact = (name: string, value: string) =>
    html`<dt>${name}</dt>
      <dd class="tab">${value}</dd>`;
  return html`<section class="panel travel" aria-labelledby="travel-title" data-testid="travel-panel">
    <div class="row row--apart">
      <h2 id="travel-title">${texts.travel.title}</h2>
      ${ready ? state("done", texts.travel.yes, "ok") : state("warning", texts.travel.no, "w")}
    </div>
    ${
      ready
        ? html`<p class="quiet">${texts.travel.readyText(travel.open)}</p>`
        : travel.lacks.map((lack) => html`<p>${lackText(lack, texts)}</p>`)
    }
    <dl class="facts small">
      ${fact(texts.travel.forms, isHere(travel) ? texts.travel.all(travel.open) : texts.travel.missing)}
      ${fact(texts.travel.offline, texts.travel.until(format.when(travel.until, now)))}
      ${fetched === null ? nothing : fact(texts.travel.fetched, format.when(fetched, now))}
    </dl>
  </section>`;
}

function isHere({ lacks }: TravelView): boolean {
  return !lacks.some(({ kind }) => kind === "copy" || kind === "rest_of_copy");
}

function lackText(lack: TravelLack, { travel }: Texts): string {
  switch (lack.kind) {
    case "template":
      return travel.template(lack.forms);
    case "copy":
    case "rest_of_copy":
    case "time":
      return travel[lack.kind];
  }
}
