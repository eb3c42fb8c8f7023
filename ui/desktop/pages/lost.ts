import { html, nothing, type TemplateResult } from "lit-html";
import type { LostDecision } from "../../generated/LostDecision";
import type { Words } from "../models/model";
import { names } from "./kept";

/** «Kjent tapt hos serveren»: each decision with its first receipt beside what the server says now. */
export function lost(
  decisions: readonly LostDecision[],
  words: Words,
): TemplateResult | typeof nothing {
  if (decisions.length === 0) return nothing;
  const { texts } = words;
  return html`<section
    class="ds-alert lost"
    data-color="warning"
    data-testid="lost"
    aria-label=${texts.lost.title}
  >
    <p class="strong">${texts.lost.title}</p>
    <p>${texts.lost.text}</p>
    <ul>
      ${decisions.map((decision) => one(decision, words))}
    </ul>
  </section>`;
}

function one(decision: LostDecision, words: Words): TemplateResult {
  const { receipt, verdict, reason } = decision;
  const { texts, format, now } = words;
  const answer = verdict.kind === "approve" ? texts.report.yes : texts.report.no;
  const figure =
    verdict.own_figure === null
      ? ""
      : `, ${texts.treatment.yourFigure}: ${format.number(verdict.own_figure)}`;
  const comment = verdict.comment ?? "";
  return html`<li data-testid="lost-decision">
    <p>${names(decision, texts.needsYou.unnamedReport, words)}</p>
    <p class="tab">
      ${texts.lost.receipt(receipt.number, format.when(receipt.received_at, now))}
    </p>
    <p>${texts.lost.answer(answer)}${figure}</p>
    ${comment === "" ? nothing : html`<p class="quote">${comment}</p>`}
    <p>${texts.lost.now}: ${texts.needsYou[reason].title}</p>
  </li>`;
}
