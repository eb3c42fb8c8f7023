import { html, nothing, type TemplateResult } from "lit-html";
import type { KeptAnswer } from "../../generated/KeptAnswer";
import type { KeptDecision } from "../../generated/KeptDecision";
import type { LostDecision } from "../../generated/LostDecision";
import { denseButton } from "../../parts/button";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";

/** Decisions that came back on reports that are not here any more: the text is the officer's. */
export function kept(
  decisions: readonly KeptDecision[],
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { needsYou } = words.texts;
  const lines = decisions.map(({ verdict, reason, ...decision }) => {
    const said = html`<p>${names(decision, needsYou.unnamedReport, words)} ${needsYou[reason].title}.</p>`;
    return one("kept-decision", said, verdict.comment ?? "", decision, words, actions);
  });
  return list("kept", needsYou.keptTitle, lines);
}

/** The same of answers to applications, and of those that the server has lost. */
export function keptAnswers(
  answers: readonly KeptAnswer[],
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { application } = words.texts;
  const lines = answers.map(({ answer, reason, lost_receipt, ...kept }) => {
    const said = html`<p>
        ${names(kept, application.unnamed, words)} ${application.cameBack[reason]}.
        ${application.yours(application.answer[answer.kind])}
      </p>
      ${lost_receipt === null ? nothing : html`<p>${application.lostReceipt(lost_receipt)}</p>`}`;
    const text = answer.kind === "reject" ? answer.reason : "";
    return one("kept-answer", said, text, kept, words, actions);
  });
  return list("kept-answers", application.keptTitle, lines);
}

type Kept = Pick<
  KeptDecision | KeptAnswer | LostDecision,
  "decision_id" | "reference" | "unit_name" | "confirmed_at"
>;

/** What a decision is on. Where only its sealed copy was left, no name is known: then that it is so, and of when it is. */
export function names(
  { unit_name, reference, confirmed_at }: Kept,
  unnamed: (when: string) => string,
  { format, now }: Words,
): TemplateResult {
  const known = [unit_name, reference].filter((name) => name !== null).join(" · ");
  return html`<b class="strong">${known === "" ? unnamed(format.when(confirmed_at, now)) : known}</b>`;
}

function list(testId: string, title: string, lines: readonly TemplateResult[]) {
  if (lines.length === 0) return nothing;
  return html`<section
    class="ds-alert lost"
    data-color="warning"
    data-testid=${testId}
    aria-label=${title}
  >
    <p class="strong">${title}</p>
    <ul>
      ${lines}
    </ul>
  </section>`;
}

/** One of them: what is said of it, and the officer's text, to copy and to lay aside. */
function one(
  testId: string,
  said: TemplateResult,
  text: string,
  { decision_id }: Kept,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const id = `kept-${decision_id}`;
  const button = (label: string, act: () => void) => denseButton({ act, label });
  return html`<li data-testid=${testId}>
    ${said}
    ${text === "" ? nothing : html`<p class="quote" id=${id}>${text}</p>`}
    <div class="row">
      ${text === "" ? nothing : button(texts.needsYou.copy, () => void actions.copy(text, id, "text"))}
      ${button(texts.needsYou.acknowledge, () => void actions.layAside(decision_id))}
    </div>
  </li>`;
}
