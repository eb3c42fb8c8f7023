import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { LeftOut } from "../../generated/LeftOut";
import { denseButton } from "../../parts/button";
import { confirmDialog } from "../../parts/dialog";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { figureElement } from "../actions/county";
import {
  type County,
  figureProblem,
  figureTextOf,
  isPicked,
  type Joinable,
  joinableOf,
  pickedOf,
  undoableOf,
} from "../models/county";
import type { Model, Words } from "../models/model";
import { figureOf } from "../models/review";

/** «Godkjenn samlet»: reports that the rules find nothing in, each with its own figure. */
export function together(model: Model, words: Words, actions: Actions): TemplateResult {
  const { county } = model;
  const { texts, format } = words;
  const all = county.view === null ? [] : joinableOf(county.view, format);
  return html`<section class="decide" aria-labelledby="together-title" data-testid="together">
      <h2 id="together-title" tabindex="-1">${texts.county.together}</h2>
      ${outcome(model, words, actions)}
      ${
        all.length === 0
          ? html`<p class="quiet">${texts.county.noneClean}</p>`
          : html`<p class="quiet">${texts.county.togetherText(all.length)}</p>
              ${list(county, all, words, actions)}
              <p class="small quiet">${texts.county.ownFigure}</p>
              ${foot(county, words, actions)}`
      }
    </section>
    ${county.question === "none" ? nothing : confirm(model, words, actions)}`;
}

function list(
  county: County,
  all: readonly Joinable[],
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`<table class="ds-table together">
    <thead>
      <tr>
        <th scope="col"><span class="ds-sr-only">${texts.county.among}</span></th>
        <th scope="col">${texts.county.unit}</th>
        <th scope="col" class="num">${texts.treatment.yourFigure}</th>
        <th scope="col">${texts.county.extended}</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        all,
        ({ report }) => report.id,
        (joinable) => row(county, joinable, words, actions),
      )}
    </tbody>
  </table>`;
}

function row(county: County, joinable: Joinable, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  const { unit, report, join } = joinable;
  const problem = figureProblem(county, joinable);
  const picked = isPicked(county, joinable);
  const wrong = county.told && picked && problem !== null;
  const carried = county.figures[report.id] === undefined ? join.carried : null;
  const chosen = (event: Event) => {
    if (event.target instanceof HTMLInputElement) actions.pick(report.id, event.target.checked);
  };
  const typed = (event: Event) => {
    if (event.target instanceof HTMLInputElement)
      actions.writeFigure(report.id, event.target.value);
  };
  const field = figureElement(report.id);
  return html`<tr data-testid="join" data-unit=${unit}>
    <td>
      <input
        class="ds-input"
        type="checkbox"
        data-testid="join-pick"
        aria-label=${texts.county.pick(unit)}
        .checked=${live(picked)}
        @change=${chosen}
      />
    </td>
    <th scope="row">
      ${unit}${report.revision > 1 ? html` <span class="quiet">v${report.revision}</span>` : nothing}
      ${
        carried === null
          ? nothing
          : html`<span class="saved" id=${`${field}-from`}
              >${texts.county.carried(carried.version)}</span
            >`
      }
      ${
        wrong
          ? html`<p class="ds-validation-message" id=${`${field}-wrong`}>
              ${texts.county.missingFigure[problem]}
            </p>`
          : nothing
      }
    </th>
    <td class="num">
      <input
        class="ds-input"
        data-dense
        id=${field}
        data-testid="join-figure"
        inputmode="numeric"
        autocomplete="off"
        aria-label=${texts.county.figureOf(unit)}
        aria-describedby=${`${field}-of ${field}-from ${field}-wrong`}
        aria-invalid=${wrong ? "true" : nothing}
        .value=${live(figureTextOf(county, joinable))}
        @input=${typed}
      />
    </td>
    <td class="quiet tab" id=${`${field}-of`}>
      ${join.extended === null ? nothing : texts.county.of(format.number(join.extended))}
    </td>
  </tr>`;
}

function foot(county: County, { texts, format }: Words, actions: Actions): TemplateResult {
  const { all } = pickedOf(county, format);
  return html`<div class="decide__foot">
    <button
      class="ds-button"
      type="button"
      id="together-continue"
      data-testid="together-continue"
      @click=${actions.proceedTogether}
    >
      ${texts.county.continue(all.length)}
    </button>
    <span class="saved">${texts.county.seeFirst}</span>
  </div>`;
}

/** What became of those that were last approved together. */
function outcome({ county, now }: Model, { texts, format }: Words, actions: Actions) {
  const { done } = county;
  if (done === null) return nothing;
  const undoable = undoableOf(county, now);
  const saved = done.saved.length - done.undone.length;
  return html`<div
    class="ds-alert"
    data-color="info"
    data-testid="together-done"
    data-saved=${saved}
  >
    <p>${texts.county.saved(saved)}</p>
    ${
      undoable.length === 0
        ? nothing
        : html`<p>
            ${denseButton({
              testId: "together-undo",
              act: actions.undoTogether,
              label: html`${icon("undo")}${texts.county.undo(undoable.length)}`,
            })}
            <span class="small">${texts.stage.sendsIn(format.duration(done.until - now))}</span>
          </p>`
    }
    ${done.left_out.map((left) => html`<p>${leftOutText(left, { texts })}</p>`)}
  </div>`;
}

function leftOutText({ unit_name, why }: LeftOut, { texts }: Pick<Words, "texts">): string {
  return texts.county.leftOut(unit_name, texts.county.why[why.kind]);
}

/** «Bekreft»: each unit with its figure, before anything is decided. */
function confirm(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  const { county, app } = model;
  const { all } = pickedOf(county, format);
  const figure = (joinable: Joinable) => {
    const own = figureOf(figureTextOf(county, joinable));
    const { extended } = joinable.join;
    const shown = typeof own === "number" ? format.number(own) : "";
    return extended === null ? shown : texts.confirm.figureOf(shown, format.number(extended));
  };
  const { back, close, confirm: yes } = texts.confirm;
  const away = app?.line.link === "offline" || app?.line.link === "login_needed";
  return confirmDialog(
    { title: texts.county.confirmTitle(all.length), back, close, confirm: yes },
    html`<div class="confirm__list" tabindex="0" role="region" aria-label=${texts.county.confirmList}>
        <table class="ds-table" data-testid="confirm-list">
          <thead>
            <tr>
              <th scope="col">${texts.county.unit}</th>
              <th scope="col">${texts.tasks.columns.reference}</th>
              <th scope="col">${texts.treatment.approves}</th>
              <th scope="col" class="num">${texts.treatment.yourFigure}</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(
              (joinable) => html`<tr>
                <th scope="row">${joinable.unit}</th>
                <td class="tab quiet">
                  ${joinable.report.reference} · v${joinable.report.revision}
                </td>
                <td>${texts.treatment.yes}</td>
                <td class="num strong">${figure(joinable)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="panel confirm__note">
        ${icon(away ? "offline" : "savedHere")}
        <div>${texts.county.eachItsOwn} ${away ? texts.county.away : texts.county.online}</div>
      </div>`,
    { cancel: actions.takeBackTogether, confirm: () => void actions.confirmTogether() },
  );
}
