import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { AnswerKind } from "../../generated/AnswerKind";
import type { ApplicationView } from "../../generated/ApplicationView";
import { denseButton } from "../../parts/button";
import { confirmDialog } from "../../parts/dialog";
import { type Fact, facts } from "../../parts/facts";
import { icon } from "../../parts/icon";
import { stages } from "../../parts/stages";
import type { Actions } from "../actions/actions";
import {
  type AnswerField,
  type ApplicationReview,
  answerProblemsOf,
  canAnswer,
} from "../models/application";
import { type Model, TITLE, type Words } from "../models/model";
import { answerSteps, answerWait } from "../models/stage";
import { foot, undoButton, validation } from "./deciding";
import { nextTaskButton } from "./next";

type Stage = ApplicationView["stage"];

/** An application for access: who applies and why, and the office's answer. */
export function application(
  model: Model,
  current: ApplicationReview,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { view } = current;
  return html`<main class="review application" id="content" tabindex="-1">
      ${head(model, view, words, actions)} ${wish(view, words)}
      <section
        class="decide"
        aria-labelledby="treatment-title"
        data-testid="stage"
        data-stage=${view.stage.kind}
      >
        <h2 id="treatment-title" tabindex="-1">${words.texts.treatment.title}</h2>
        ${standing(model, view.stage, words, actions)}
        ${view.is_own ? html`<p data-testid="own-application">${words.texts.application.own}</p>` : nothing}
        ${canAnswer(view) ? form(current, words, actions) : nothing}
      </section>
    </main>
    ${current.question === "none" ? nothing : confirm(model, current, words, actions)}`;
}

function head(model: Model, view: ApplicationView, words: Words, actions: Actions): TemplateResult {
  const { texts, format, now } = words;
  return html`<div class="review__head">
    <button
      class="ds-button"
      type="button"
      data-variant="tertiary"
      data-color="neutral"
      data-dense
      data-icon
      data-testid="back"
      aria-label=${texts.report.back}
      @click=${() => void actions.goTo({ kind: "tasks" })}
    >
      ${icon("back")}
    </button>
    <div class="grow">
      <div class="row">
        <h1 id=${TITLE} tabindex="-1">${view.contact.name}</h1>
        <span class="ds-tag" data-color="neutral">${icon("person")}${texts.application.kind}</span>
      </div>
      <div class="meta">
        <span>${texts.report.reference(view.reference)}</span>
        <span>${texts.application.received(format.longDate(view.received_at, now))}</span>
      </div>
    </div>
    ${nextTaskButton(model, words, actions)}
  </div>`;
}

function wish(view: ApplicationView, words: Words): TemplateResult {
  const { texts } = words;
  const { contact, organisation, unit_name } = view;
  const optional = (term: string, value: string | null): Fact[] =>
    value === null ? [] : [{ term, value }];
  return html`<section class="points application__wish" aria-labelledby="wish-title">
    <div class="points__scroll" tabindex="0" role="region" aria-label=${texts.application.title}>
      <h2 id="wish-title">${texts.application.title}</h2>
      ${facts([
        { term: texts.application.name, value: contact.name, strong: true },
        { term: texts.application.applicant, value: texts.application.applicants[view.applicant] },
        ...optional(texts.application.organisation, organisation),
        ...optional(texts.tasks.columns.unit, unit_name),
        { term: texts.application.email, value: contact.email },
        ...optional(texts.application.phone, contact.phone),
        { term: texts.application.reason, value: html`<span class="prose">${view.reason}</span>` },
      ])}
      <h2>${texts.application.judge}</h2>
      <p class="quiet">
        ${view.applicant === "external" ? texts.application.judgeExternal : texts.application.judgeText}
      </p>
      ${answers(view, words)}
    </div>
  </section>`;
}

/** Every answer that the server has: a forwarding, and then Bufdir's. */
function answers(view: ApplicationView, { texts, format, now }: Words) {
  if (view.answers.length === 0) return nothing;
  return html`<h2>${texts.application.answers}</h2>
    <ul class="application__answers" data-testid="answers">
      ${view.answers.map(
        ({ answer, answered_by, at_bufdir, answered_at, receipt }) => html`<li>
          <b class="strong">${texts.application.answer[answer.kind]}</b>
          ${at_bufdir ? texts.application.byBufdir(answered_by) : answered_by},
          ${format.when(answered_at, now)}${
            receipt === null
              ? nothing
              : html`<span class="tab">, ${texts.stage.receipt} ${receipt}</span>`
          }
          ${answer.kind === "reject" ? html`<p class="quote prose">${answer.reason}</p>` : nothing}
          ${
            answer.kind === "approve"
              ? html`<p class="quiet">${texts.application.untilDay(format.longDate(answer.until, now))}</p>`
              : nothing
          }
        </li>`,
      )}
    </ul>`;
}

/** Where the answer stands. */
function standing(model: Model, stage: Stage, words: Words, actions: Actions) {
  const { texts } = words;
  switch (stage.kind) {
    case "undecided":
      return nothing;
    case "closed":
      return html`<p class="quiet">${texts.application.closed}</p>`;
    case "needs_you":
      return html`<div
        class="ds-alert"
        data-color="warning"
        data-testid="needs-you"
        data-reason=${stage.reason}
      >
        <h3>${texts.application.cameBack[stage.reason]}</h3>
        <p>${texts.application.yours(texts.application.answer[stage.answer.kind])}</p>
        ${stage.answer.kind === "reject" ? html`<p class="quote prose">${stage.answer.reason}</p>` : nothing}
        ${denseButton({
          testId: "lay-aside",
          act: () => void actions.layAside(stage.decision_id),
          label: texts.needsYou.acknowledge,
        })}
      </div>`;
    case "saved_here":
    case "received":
      return decided(model, stage, words, actions);
  }
}

function decided(
  model: Model,
  stage: Extract<Stage, { kind: "saved_here" | "received" }>,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const link = model.app?.line.link ?? "unknown";
  return html`${facts(answerFacts(stage.answer, words))}
    <h3>${texts.stage.title}</h3>
    <div class="stages--down">
      ${stages(answerSteps(stage, words), { notYet: texts.stage.notYet, done: texts.stage.done })}
    </div>
    ${
      stage.kind === "saved_here"
        ? html`<p class="quiet">${answerWait(stage, link, words)}</p>
            ${
              stage.can_undo
                ? undoButton(() => actions.undoAnswer(stage.decision_id), words)
                : nothing
            }`
        : received(stage, words)
    }`;
}

function received(
  { answered_by, receipt, proof }: Extract<Stage, { kind: "received" }>,
  { texts }: Words,
): TemplateResult {
  const by: Fact[] =
    answered_by === null ? [] : [{ term: texts.entry.officer, value: answered_by }];
  if (receipt === null || proof === null) return facts(by);
  return facts([
    ...by,
    {
      term: texts.stage.receipt,
      value: html`<span class="tab" data-testid="receipt-number">${receipt.number}</span>`,
      strong: true,
    },
    {
      term: texts.entry.signature,
      value: html`<span data-testid="proof" data-proof=${proof}
        >${texts.entry.proof[proof](receipt.signature.key_id)}</span
      >`,
    },
  ]);
}

function answerFacts(
  answer: Extract<Stage, { kind: "saved_here" }>["answer"],
  { texts, format, now }: Words,
): Fact[] {
  const what = { term: texts.treatment.approves, value: texts.application.answer[answer.kind] };
  switch (answer.kind) {
    case "approve":
      return [
        { ...what, strong: true },
        { term: texts.application.until, value: format.longDate(answer.until, now) },
      ];
    case "reject":
      return [
        { ...what, strong: true },
        { term: texts.application.why, value: html`<span class="prose">${answer.reason}</span>` },
      ];
    case "forward":
      return [{ ...what, strong: true }];
  }
}

/** Ja with its last day and Nei with its reason; of an external applicant, to Bufdir. */
function form(current: ApplicationReview, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { fields, view } = current;
  const external = view.applicant === "external";
  const choices: AnswerKind[] = external ? ["forward"] : ["approve", "reject"];
  const [problem] = current.told ? answerProblemsOf(current) : [];
  const message = (field: AnswerField) =>
    problem?.field === field ? texts.application.missing[problem.code] : null;
  return html`<fieldset class="ds-fieldset">
      <legend class="ds-label">${texts.treatment.approves}</legend>
      <div class="stack">
        ${choices.map((answer) => choice(answer, fields.answer === answer, message("answer"), words, actions))}
      </div>
      ${validation("answer", message("answer"))}
    </fieldset>
    ${fields.answer === "approve" ? until(current, message("until"), words, actions) : nothing}
    ${fields.answer === "reject" ? reason(current, message("answer-reason"), words, actions) : nothing}
    ${below(current, words, actions)}`;
}

function choice(
  answer: AnswerKind,
  checked: boolean,
  message: string | null,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const id = `answer-${answer}`;
  return html`<div class="ds-field">
    <input
      class="ds-input"
      type="radio"
      name="answer"
      id=${id}
      data-testid=${id}
      aria-describedby=${`${id}-means answer-wrong`}
      aria-invalid=${message === null ? nothing : "true"}
      .checked=${live(checked)}
      @change=${() => actions.editAnswer({ answer })}
    />
    <label class="ds-label" for=${id}>${texts.application.choose[answer]}</label>
    <span class="small quiet" id=${`${id}-means`}>${texts.application.means[answer]}</span>
  </div>`;
}

function until(
  { fields, view }: ApplicationReview,
  message: string | null,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const typed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) actions.editAnswer({ until: event.target.value });
  };
  return html`<div class="ds-field">
    <label class="ds-label" for="answer-until">${texts.application.until}</label>
    <input
      class="ds-input"
      type="date"
      id="answer-until"
      data-testid="answer-until"
      min=${view.until_from}
      max=${view.until_to}
      aria-describedby="answer-until-most until-wrong"
      aria-invalid=${message === null ? nothing : "true"}
      .value=${live(fields.until)}
      @input=${typed}
    />
    <span class="small quiet" id="answer-until-most"
      >${texts.application.untilMost(format.longDate(view.until_to, now))}</span
    >
    ${validation("until", message)}
  </div>`;
}

function reason(
  { fields }: ApplicationReview,
  message: string | null,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const typed = (event: Event) => {
    if (event.target instanceof HTMLTextAreaElement) {
      actions.editAnswer({ reason: event.target.value });
    }
  };
  return html`<div class="ds-field comment">
    <label class="ds-label" for="answer-reason">${texts.application.why}</label>
    <textarea
      class="ds-input"
      id="answer-reason"
      data-testid="answer-reason"
      rows="4"
      aria-describedby="answer-reason-wrong"
      aria-invalid=${message === null ? nothing : "true"}
      .value=${live(fields.reason)}
      @input=${typed}
    ></textarea>
    ${validation("answer-reason", message)}
  </div>`;
}

function below(current: ApplicationReview, words: Words, actions: Actions): TemplateResult {
  const { refused, saveFailed, edits, savedEdits, savedAt } = current;
  const text = refused === null ? "" : words.texts.application.refused[refused];
  return foot(
    {
      prefix: "answer-",
      refusal: refused === null ? null : { code: refused, text },
      save: actions.saveAnswerNow,
      proceed: actions.proceedAnswer,
      draft: { failed: saveFailed, saving: false, unsaved: edits !== savedEdits, savedAt },
    },
    words,
  );
}

/** «Bekreft»: what is answered, and who gets to know. */
function confirm(
  model: Model,
  { view, fields }: ApplicationReview,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format, now } = words;
  const { answer } = fields;
  if (answer === null) return html``;
  const away = model.app?.line.link === "offline" || model.app?.line.link === "login_needed";
  const { back, close, confirm: yes } = texts.confirm;
  const more: Fact[] =
    answer === "approve"
      ? [{ term: texts.application.until, value: format.longDate(fields.until, now) }]
      : answer === "reject"
        ? [
            {
              term: texts.application.why,
              value: html`<span class="prose">${texts.confirm.quoted(fields.reason.trim())}</span>`,
            },
          ]
        : [];
  return confirmDialog(
    { title: texts.application.confirmTitle[answer](view.contact.name), back, close, confirm: yes },
    html`${facts([
      {
        term: texts.confirm.concerns,
        value: `${view.reference} · ${view.organisation ?? view.unit_name ?? ""}`,
      },
      {
        term: texts.confirm.approves,
        value: texts.application.answer[answer],
        strong: true,
      },
      ...more,
      { term: texts.confirm.informed, value: texts.application.informed[answer] },
    ])}
      <div class="panel confirm__note" data-testid="confirm-note">
        ${icon(away ? "offline" : "savedHere")}
        <div>${away ? texts.application.away : texts.application.online}</div>
      </div>`,
    { cancel: actions.takeBackAnswer, confirm: () => void actions.confirmAnswer() },
  );
}
