import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Stage } from "../../generated/Stage";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";
import { COMMENT_MAX, type Review } from "../models/review";

const REASON = "reopening-reason";

/** «Be Bufdir om gjenåpning», where the officer sees a mistake after the approval. */
export function reopening(
  review: Review,
  stage: Extract<Stage, { kind: "received" }>,
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (stage.verdict.kind !== "approve") return nothing;
  const { texts, format, now } = words;
  const askedAt = review.view.reopening_asked_at;
  const refusal = review.view.refusals.at(-1);
  return html`<section
    class="panel reopening"
    aria-labelledby="reopening-title"
    data-testid="reopening"
    ?data-told=${askedAt !== null || refusal !== undefined}
  >
    <div class="panel__head">
      <h2 class="grow" id="reopening-title" tabindex="-1">${texts.reopening.title}</h2>
    </div>
    <div class="panel__body stack stack--near">
      ${
        refusal === undefined || askedAt !== null
          ? nothing
          : html`<p data-testid="reopening-refused">
                ${icon("minus")}
                ${texts.reopening.refused(format.when(refusal.at, now), refusal.by_name)}
              </p>
              <p class="quote"><span class="prose">${refusal.reason}</span></p>`
      }
      ${
        askedAt === null
          ? ask(review.reopening, words, actions)
          : html`<p data-testid="reopening-asked">
              ${icon("sent")} ${texts.reopening.asked(format.when(askedAt, now))}
            </p>`
      }
    </div>
  </section>`;
}

function ask(reason: string | null, { texts }: Words, actions: Actions): TemplateResult {
  const words = texts.reopening;
  if (reason === null) {
    return html`<p class="quiet">${words.text}</p>
      <div>
        ${denseButton({
          testId: "reopening-begin",
          label: words.begin,
          act: () => actions.writeReopening("", REASON),
        })}
      </div>`;
  }
  const typed = (event: Event) => {
    if (event.target instanceof HTMLTextAreaElement) actions.writeReopening(event.target.value);
  };
  return html`<div class="ds-field">
      <label class="ds-label" for=${REASON}>${words.reason}</label>
      <textarea
        class="ds-input"
        id=${REASON}
        data-testid=${REASON}
        rows="3"
        maxlength=${COMMENT_MAX}
        .value=${live(reason)}
        @input=${typed}
      ></textarea>
    </div>
    <div class="row">
      ${denseButton({ testId: "reopening-ask", label: words.ask, act: actions.askReopening })}
      ${denseButton({
        label: words.back,
        act: () => actions.writeReopening(null, "reopening-title"),
        variant: "tertiary",
      })}
    </div>`;
}
