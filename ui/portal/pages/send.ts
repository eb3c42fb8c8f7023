import { html, nothing, type TemplateResult } from "lit-html";
import type { PortalReceipt } from "../../generated/PortalReceipt";
import { facts } from "../../parts/facts";
import { pointsOf } from "../models/fields";
import { isEditable, lastOf } from "../models/form";
import { asksOf, bySeverity, isReady, missing, progress, unexplained } from "../models/found";
import type { Fill } from "./fields";
import { backToFill } from "./fill";
import { alert, link, title } from "./parts";
import { savedSentence } from "./saved";
import { summary } from "./summary";
import { tabs } from "./tabs";

/** What is missing, what is sent, to whom; and afterwards the receipt. */
export function sendPage(fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts } = words;
  const { receipt, sending } = form;
  return html`<main class="form" id="content" tabindex="-1">
      ${tabs(form, "send", words)}
      <div class="page page--frame">
        <div class="asks__body">
          ${receipt === null ? check(fill) : received(receipt, fill)}
        </div>
      </div>
    ${
      receipt !== null || !isEditable(form.view.period)
        ? nothing
        : html`<div class="sendbar">
            ${savedSentence(form, words)} ${backToFill(fill)}
            <button
              class="ds-button"
              type="button"
              data-testid="send"
              aria-busy=${sending?.running === true ? "true" : nothing}
              @click=${actions.send}
            >
              ${
                sending?.running === true
                  ? texts.send.sending
                  : texts.send.send(form.view.unit.office_name)
              }
            </button>
          </div>`
    }
    </main>`;
}

function check(fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const isComplete = isReady(form) && missing(form).faults.length === 0;
  const last = lastOf(form.view);
  const waits = form.view.period.state.kind === "submitted" && last !== null;
  return html`${title(texts.send.title)}
    <p data-testid=${isComplete ? "ready" : "not-ready"}>
      ${isComplete ? texts.send.ready : texts.send.notReady}
    </p>
    ${waits ? html`<p>${texts.send.again(last.number)}</p>` : nothing} ${unanswered(fill)}
    ${summary(fill)} ${whatIsSent(fill)}`;
}

/** A sending without an answer may have arrived: the same act can be tried again. */
function unanswered({ form, words: { texts } }: Fill): TemplateResult | typeof nothing {
  const { sending, failed } = form;
  if (failed !== null && sending?.tried === true) {
    return alert("warning", texts.problem.title, texts.send.unsaved, "send-unsaved");
  }
  if (sending?.running !== false || sending.act === null) return nothing;
  return alert("warning", texts.problem.title, texts.send.noAnswer, "send-unanswered");
}

function whatIsSent({ form, words }: Fill): TemplateResult {
  const { texts, format } = words;
  const { view, fields } = form;
  const { filled, all } = progress(fields, pointsOf(view.template));
  const warnings = bySeverity(form, "warning").length;
  const asks = asksOf(view).length;
  const open = missing(form).asks.length;
  return html`<section class="panel panel__body stack stack--near">
    <h2>${texts.send.what}</h2>
    ${facts([
      { term: texts.send.unit, value: view.unit.name },
      { term: texts.send.period, value: format.period(view.period.period) },
      { term: texts.send.version, value: (lastOf(view)?.number ?? 0) + 1 },
      { term: texts.send.points, value: texts.fill.filled(filled, all) },
      ...(warnings === 0
        ? []
        : [
            {
              term: texts.send.explained,
              value: texts.send.explainedOf(warnings - unexplained(form).length, warnings),
            },
          ]),
      ...(asks === 0
        ? []
        : [{ term: texts.send.answers, value: texts.asks.answered(asks - open, asks) }]),
    ])}
  </section>`;
}

function received(receipt: PortalReceipt, { form, words }: Fill): TemplateResult {
  const { texts, format, now } = words;
  const { unit } = form.view;
  return html`${title(texts.receipt.title)}
    <section class="panel panel__body stack" data-testid="receipt">
      <p>${texts.receipt.text(unit.office_name)}</p>
      ${facts([
        { term: texts.receipt.reference, value: receipt.reference, strong: true },
        { term: texts.receipt.revision, value: receipt.revision },
        { term: texts.receipt.at, value: format.when(receipt.received_at, now) },
        {
          term: texts.receipt.checksum,
          value: html`<span class="checksum small">${receipt.content_hash}</span>`,
        },
      ])}
    </section>
    <p>${link({ kind: "unit", unit: unit.unit_no }, texts.unit.title(unit.name), "to-unit")}</p>`;
}
