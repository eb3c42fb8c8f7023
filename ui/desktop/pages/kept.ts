import { html, nothing, type TemplateResult } from "lit-html";
import type { KeptAnswer } from "../../generated/KeptAnswer";
import type { KeptDecision } from "../../generated/KeptDecision";
import { denseButton } from "../../parts/button";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";

/** Decisions that came back on reports that are not here any more: the text is the officer's. */
export function kept(
  decisions: readonly KeptDecision[],
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (decisions.length === 0) return nothing;
  return html`<section
    class="ds-alert lost"
    data-color="warning"
    data-testid="kept"
    aria-label=${words.texts.needsYou.keptTitle}
  >
    <p class="strong">${words.texts.needsYou.keptTitle}</p>
    <ul>
      ${decisions.map((decision) => one(decision, words, actions))}
    </ul>
  </section>`;
}

function one(
  { decision_id, reference, unit_name, verdict, reason }: KeptDecision,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const names = [unit_name, reference].filter((name) => name !== null).join(" · ");
  const comment = verdict.comment ?? "";
  const id = `kept-${decision_id}`;
  const button = (label: string, act: () => void) => denseButton({ act, label });
  return html`<li data-testid="kept-decision">
    <p><b class="strong">${names}</b> ${texts.needsYou[reason].title}</p>
    ${comment === "" ? nothing : html`<p class="quote" id=${id}>${comment}</p>`}
    <div class="row">
      ${comment === "" ? nothing : button(texts.needsYou.copy, () => void actions.copy(comment, id, "text"))}
      ${button(texts.needsYou.acknowledge, () => void actions.layAside(decision_id))}
    </div>
  </li>`;
}

/** The same of answers to applications, and of those that the server has lost. */
export function keptAnswers(
  answers: readonly KeptAnswer[],
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (answers.length === 0) return nothing;
  return html`<section
    class="ds-alert lost"
    data-color="warning"
    data-testid="kept-answers"
    aria-label=${words.texts.application.keptTitle}
  >
    <p class="strong">${words.texts.application.keptTitle}</p>
    <ul>
      ${answers.map((answer) => keptAnswer(answer, words, actions))}
    </ul>
  </section>`;
}

function keptAnswer(
  { decision_id, reference, unit_name, answer, reason, lost_receipt }: KeptAnswer,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const names = [unit_name, reference].filter((name) => name !== null).join(" · ");
  const text = answer.kind === "reject" ? answer.reason : "";
  const id = `kept-${decision_id}`;
  return html`<li data-testid="kept-answer">
    <p>
      <b class="strong">${names}</b> ${texts.application.cameBack[reason]}.
      ${texts.application.yours(texts.application.answer[answer.kind])}
    </p>
    ${lost_receipt === null ? nothing : html`<p>${texts.application.lostReceipt(lost_receipt)}</p>`}
    ${text === "" ? nothing : html`<p class="quote" id=${id}>${text}</p>`}
    <div class="row">
      ${
        text === ""
          ? nothing
          : denseButton({
              act: () => void actions.copy(text, id, "text"),
              label: texts.needsYou.copy,
            })
      }
      ${denseButton({
        act: () => void actions.layAside(decision_id),
        label: texts.needsYou.acknowledge,
      })}
    </div>
  </li>`;
}
