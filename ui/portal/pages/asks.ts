import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Ask } from "../../generated/Ask";
import type { Point } from "../../generated/Point";
import type { PointId } from "../../generated/PointId";
import type { PortalDecision } from "../../generated/PortalDecision";
import type { PortalOutcome } from "../../generated/PortalOutcome";
import { facts } from "../../parts/facts";
import { state } from "../../parts/icon";
import { fieldElement } from "../actions/filling";
import { answerOf, fieldsOf, keyOf } from "../models/fields";
import { lastOf, whichOf } from "../models/form";
import { asksOf } from "../models/found";
import { pathOf } from "../models/place";
import { nameAt, pointOf } from "../models/template";
import { compared } from "./compare";
import { type Fill, numberField, textField, wrongText } from "./fields";
import { deadlineText } from "./home";
import { officerCard, quote, shownValue, title, typedText } from "./parts";
import { savedSentence } from "./saved";
import { wayTo } from "./summary";
import { tabs } from "./tabs";

type Returned = PortalDecision & { outcome: Extract<PortalOutcome, { kind: "returned" }> };

/** A returned form: the comment, each point that is asked about, and what has changed since it was sent. */
export function asksPage(fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts, format } = words;
  const asks = asksOf(form.view);
  const open = asks.filter(({ point }) => answerOf(form.fields, point) === null);
  return html`<main class="form" id="content" tabindex="-1">
      ${tabs(form, "asks", words)}
      <div class="page page--frame">
        <div class="asks__body">
          <div class="row row--apart">
            ${title(texts.asks.title(format.period(form.view.period.period)))}
            ${
              asks.length === 0
                ? nothing
                : html`<span class="quiet" data-testid="answered"
                    >${texts.asks.answered(asks.length - open.length, asks.length)}</span
                  >`
            }
          </div>
          ${comment(fill)}
          ${asks.length === 0 ? html`<p>${texts.asks.nothingAsked}</p>` : nothing}
          ${asks.map(({ point, asks: asked }, at) => panel(point, asked, at + 1, fill))}
          ${sideBySide(
            fill,
            asks.map(({ point }) => point),
          )}
          ${officerCard(form.view.officer, words)}
        </div>
      </div>
      ${sendbar(open.length, asks.length, fill)}
    </main>`;
}

/** The decision that returned the newest version. */
function returned({ form }: Fill): Returned | null {
  const last = lastOf(form.view)?.decisions.findLast(
    (decision): decision is Returned => decision.outcome.kind === "returned" && !decision.set_aside,
  );
  return last ?? null;
}

function comment(fill: Fill): TemplateResult | typeof nothing {
  const { form, words } = fill;
  const { texts, format, now } = words;
  const decision = returned(fill);
  const last = lastOf(form.view);
  if (decision === null || last === null) return nothing;
  const date = format.longDate(decision.decided_at, now);
  return html`<p class="quiet">
      ${texts.asks.returned(form.view.unit.office_name, last.number, date)}
      ${form.view.period.deadline === null ? nothing : html`${texts.before.deadline}: ${deadlineText(form.view.period, words)}`}
    </p>
    <div data-testid="officer-comment">
      <h2 class="ds-sr-only">${texts.asks.comment}</h2>
      ${quote(`«${decision.outcome.comment}»`, html`<span class="quiet">${decision.decided_by}</span>`)}
    </div>`;
}

function panel(point: PointId, asks: readonly Ask[], number: number, fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const answer = answerOf(form.fields, point);
  const head = `ask-${point}`;
  return html`<section class="panel ask" aria-labelledby=${head} data-testid="ask" data-point=${point}>
    <div class="panel__head row--apart">
      <h2 id=${head}>
        ${number}. ${nameAt(form.view.template, point, texts.code)}
        ${asks.map(({ rule }) => (rule === null ? nothing : html`<span class="rule">${rule} </span>`))}
      </h2>
      ${
        answer === null
          ? state("ring", texts.asks.notAnswered)
          : state("done", texts.asks[answer.kind], "ok")
      }
    </div>
    <div class="panel__body stack">
      ${askedFacts(point, asks, fill)} ${choice(point, fill)} ${answerField(point, fill)}
    </div>
  </section>`;
}

function askedFacts(point: PointId, asks: readonly Ask[], fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const about = pointOf(form.view.template, point);
  const sent = lastOf(form.view)?.content.values[point];
  const by = returned(fill)?.decided_by ?? form.view.unit.office_name;
  return facts([
    ...(about === null
      ? []
      : [{ term: texts.asks.sent, value: shownValue(sent, about, words), strong: true }]),
    ...asks.map(({ comment: text }) => ({
      term: texts.asks.asks(by),
      value: html`<span class="prose">${text ?? texts.asks.noText}</span>`,
    })),
  ]);
}

/** *Rettet* or *forklart*; nothing is chosen beforehand. */
function choice(point: PointId, { form, words, editable, actions }: Fill): TemplateResult {
  const { texts } = words;
  const chosen = form.fields[keyOf("answer", point)];
  const id = fieldElement("answer", point);
  return html`<fieldset class="ds-fieldset">
    <legend class="ds-sr-only">${texts.asks.answer}</legend>
    <div class="choice">
      ${(["corrected", "explained"] as const).map((kind, at) => {
        const own = at === 0 ? id : `${id}-${kind}`;
        return html`<div class="ds-field">
          <input
            class="ds-input"
            type="radio"
            id=${own}
            name=${id}
            value=${kind}
            .checked=${live(chosen === kind)}
            ?disabled=${!editable}
            data-testid=${`answer-${point}-${kind}`}
            @change=${() => actions.type("answer", point, kind)}
          />
          <label class="ds-label" data-weight="regular" for=${own}>${texts.asks[kind]}</label>
        </div>`;
      })}
    </div>
  </fieldset>`;
}

function answerField(point: PointId, fill: Fill): TemplateResult | typeof nothing {
  const { form } = fill;
  const chosen = form.fields[keyOf("answer", point)];
  if (chosen === "corrected") return correction(point, fill);
  if (chosen === "explained") return explanation(point, fill);
  return nothing;
}

/** The corrected answer, or the way to the points it hangs together with. */
function correction(point: PointId, fill: Fill): TemplateResult | typeof nothing {
  const { form, words, actions } = fill;
  const { texts } = words;
  const about = pointOf(form.view.template, point);
  if (about === null) return nothing;
  const wrong = wrongText(about, fill);
  const sent = fieldsOf(lastOf(form.view)?.content ?? EMPTY, form.view.template);
  const key = keyOf("value", point);
  const isSame = (sent[key] ?? "") === (form.fields[key] ?? "");
  const described = [
    ...(wrong === null ? [] : [`wrong-${point}`]),
    ...(isSame ? [`same-${point}`] : []),
  ].join(" ");
  const state = { described, isWrong: wrong !== null };
  return html`<div class="ds-field ask__value">
      ${about.kind === "yes_no" ? nothing : valueField(about, fill, state)}
      ${wrong === null ? nothing : html`<p class="ds-validation-message" id=${`wrong-${point}`}>${wrong}</p>`}
      ${isSame ? html`<p class="quiet" id=${`same-${point}`}>${texts.asks.same}</p>` : nothing}
    </div>
    ${wayTo("value", point, texts.asks.open, actions)}`;
}

/** The field of the point itself; a yes or no is answered in the form. */
function valueField(
  point: Point,
  fill: Fill,
  state: { described: string; isWrong: boolean },
): TemplateResult {
  return html`<label class="ds-label" for=${fieldElement("value", point.id)}
      >${fill.words.texts.asks.newValue}</label
    >
    ${point.kind === "text" ? textField("value", point.id, fill, state) : numberField(point, fill, state)}`;
}

const EMPTY = { values: {}, comments: {}, explanations: {}, answers: {} };

function explanation(point: PointId, fill: Fill): TemplateResult {
  const { texts } = fill.words;
  const isMissing = answerOf(fill.form.fields, point) === null;
  const help = `said-help-${point}`;
  return html`<div class="ds-field">
    <label class="ds-label" for=${fieldElement("said", point)}>${texts.asks.explanation}</label>
    ${textField("said", point, fill, { described: isMissing ? help : "", isWrong: false })}
    ${isMissing ? html`<p class="quiet small" id=${help}>${texts.asks.explanationMissing}</p>` : nothing}
  </div>`;
}

/** The version that was returned beside the draft: what is asked about, and all that is changed. */
function sideBySide(fill: Fill, asked: readonly PointId[]): TemplateResult | typeof nothing {
  const { form, words } = fill;
  const { texts } = words;
  const last = lastOf(form.view);
  if (last === null) return nothing;
  const before = fieldsOf(last.content, form.view.template);
  return html`<section class="stack stack--near" data-testid="side-by-side">
    <h2>${texts.asks.both}</h2>
    <p class="quiet">${texts.asks.bothText}</p>
    ${compared(
      {
        view: form.view,
        before,
        after: form.fields,
        always: asked,
        heads: { before: texts.asks.version(last.number), after: texts.asks.draft },
        none: texts.sent.noChanges(last.number),
      },
      words,
      (typed, point) => typedText(typed, point, words),
    )}
  </section>`;
}

function sendbar(open: number, all: number, fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const left = open > 0 ? texts.asks.left(open) : all > 0 ? texts.asks.allAnswered : "";
  return html`<div class="sendbar">
    <span class="sendbar__state quiet"><span>${left} ${texts.asks.others}</span></span>
    ${form.failed === null ? nothing : savedSentence(form, words)}
    <a
      class="ds-button"
      data-variant="secondary"
      data-color="neutral"
      href=${pathOf({ kind: "form", ...whichOf(form), view: "fill" })}
      data-testid="whole-form"
      >${texts.asks.wholeForm}</a
    >
    <a
      class="ds-button"
      href=${pathOf({ kind: "form", ...whichOf(form), view: "send" })}
      data-testid="to-send"
      >${texts.asks.sendAgain}</a
    >
  </div>`;
}
