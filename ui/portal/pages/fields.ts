// The fields of a form: one for each point, with what was answered before and what the rules find.

import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Finding } from "../../generated/Finding";
import type { Point } from "../../generated/Point";
import { TONES } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { fieldElement } from "../actions/filling";
import { keyOf, type Part, TEXT_MAX, valueIn } from "../models/fields";
import type { Form } from "../models/form";
import { findingsAt } from "../models/found";
import type { Words } from "../models/model";
import { halvesBefore } from "../models/periods";
import { isPart } from "../models/template";
import { findingText, shownValue } from "./parts";

export type Fill = { form: Form; editable: boolean; words: Words; actions: Actions };

/** How far back a point is compared: the half-year before, and the same half-year a year before. */
const BACK = [1, 2] as const;

/** The half-years of the columns beside the fields. */
export function earlierPeriods({ view }: Form): string[] {
  return BACK.map((halves) => halvesBefore(view.period.period, halves));
}

/** One point of the form: its wording, its field, what was answered before, what is found under it. */
export function pointRow(point: Point, fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const findings = findingsAt(form, point.id);
  const [gravest] = findings;
  const wrong = wrongText(point, fill);
  const described = [
    ...(form.guided ? [`help-${point.id}`] : []),
    ...(point.kind === "text" ? [] : earlierPeriods(form).map((_, at) => `was-${at}-${point.id}`)),
    ...findings.map(({ rule }) => `found-${point.id}-${rule}`),
    ...(wrong === null ? [] : [`wrong-${point.id}`]),
  ].join(" ");
  const tone = wrong !== null ? "e" : gravest === undefined ? nothing : TONES[gravest.severity];
  return html`<div
    class=${`fill fill--${point.kind}`}
    data-sev=${tone}
    data-testid="point"
    data-point=${point.id}
  >
    ${fieldOf(point, fill, { described, isWrong: wrong !== null || gravest?.severity === "error" })}
    ${point.kind === "text" ? nothing : earlier(point, form, words)}
    ${form.guided ? html`<p class="fill__help quiet small" id=${`help-${point.id}`}>${point.help[texts.code]}</p>` : nothing}
    ${
      wrong === null
        ? nothing
        : html`<p class="ds-validation-message fill__wide" id=${`wrong-${point.id}`} data-testid="wrong">
            ${wrong}
          </p>`
    }
    ${findings.map((finding) => foundUnder(point.id, finding, fill))}
    ${commentOf(point, fill)}
  </div>`;
}

/** The field itself, under the point's wording. */
function fieldOf(
  point: Point,
  fill: Fill,
  state: { described: string; isWrong: boolean },
): TemplateResult {
  if (point.kind === "yes_no") return yesNo(point, fill, state);
  const id = fieldElement("value", point.id);
  return html`<label class=${`fill__label ${isPart(point) ? "fill__sub" : ""}`} for=${id}
      >${labelOf(point, fill)}</label
    >
    ${point.kind === "text" ? textField("value", point.id, fill, state) : numberField(point, fill, state)}`;
}

function labelOf(point: Point, { words: { texts } }: Fill): TemplateResult {
  return html`${point.label[texts.code]}${
    point.required ? nothing : html` <span class="quiet small">(${texts.fill.optional})</span>`
  }`;
}

export function numberField(
  point: Point,
  { form, editable, actions }: Fill,
  { described, isWrong }: { described: string; isWrong: boolean },
): TemplateResult {
  return html`<input
    class="ds-input"
    data-dense
    id=${fieldElement("value", point.id)}
    inputmode=${point.kind === "tenths" ? "decimal" : "numeric"}
    autocomplete="off"
    maxlength="20"
    .value=${live(form.fields[keyOf("value", point.id)] ?? "")}
    ?readonly=${!editable}
    aria-describedby=${described === "" ? nothing : described}
    aria-invalid=${isWrong ? "true" : nothing}
    data-testid=${`value-${point.id}`}
    @input=${typing((text) => actions.type("value", point.id, text))}
  />`;
}

/** A field for words; it grows with them where the style sheet can. */
export function textField(
  part: Part,
  id: string,
  { form, editable, actions }: Fill,
  { described, isWrong }: { described: string; isWrong: boolean },
): TemplateResult {
  return html`<textarea
    class="ds-input fill__text"
    id=${fieldElement(part, id)}
    rows="1"
    .value=${live(form.fields[keyOf(part, id)] ?? "")}
    ?readonly=${!editable}
    aria-describedby=${described === "" ? nothing : described}
    aria-invalid=${isWrong ? "true" : nothing}
    data-testid=${`${part}-${id}`}
    @input=${typing((text) => actions.type(part, id, text))}
  ></textarea>`;
}

function yesNo(point: Point, fill: Fill, { described }: { described: string }): TemplateResult {
  const { form, editable, words, actions } = fill;
  const { texts } = words;
  const typed = form.fields[keyOf("value", point.id)];
  const id = fieldElement("value", point.id);
  return html`<fieldset class="ds-fieldset fill__label" aria-describedby=${described === "" ? nothing : described}>
    <legend class="fill__legend">${labelOf(point, fill)}</legend>
    <div class="choice">
      ${(["yes", "no"] as const).map(
        (answer) => html`<div class="ds-field">
          <input
            class="ds-input"
            type="radio"
            id=${answer === "yes" ? id : `${id}-no`}
            name=${id}
            value=${answer}
            .checked=${live(typed === answer)}
            ?disabled=${!editable}
            data-testid=${`value-${point.id}-${answer}`}
            @change=${() => actions.type("value", point.id, answer)}
          />
          <label class="ds-label" data-weight="regular" for=${answer === "yes" ? id : `${id}-no`}
            >${texts.report[answer]}</label
          >
        </div>`,
      )}
    </div>
  </fieldset>`;
}

/** What was answered in earlier half-years, each said with its half-year. */
function earlier(point: Point, form: Form, words: Words): TemplateResult {
  const { texts, format } = words;
  return html`${earlierPeriods(form).map((period, at) => {
    const value = form.view.previous.find((other) => other.period === period)?.values[point.id];
    return html`<span class="fill__was num quiet" id=${`was-${at}-${point.id}`}
      ><span class="fill__when">${texts.fill.before(format.period(period))}</span>${
        value === undefined
          ? html`<span class="ds-sr-only">${texts.fill.wasNone}</span>`
          : shownValue(value, point, words)
      }</span
    >`;
  })}`;
}

/** A finding, and where a rule asks for an explanation, the field for it. */
export function foundUnder(place: string, finding: Finding, fill: Fill): TemplateResult {
  const { texts } = fill.words;
  const { rule, severity } = finding;
  const help = `explain-${rule}`;
  return html`<div class="fill__wide found" data-sev=${TONES[severity]} data-testid="finding" data-rule=${rule}>
    <p class="found__text" id=${`found-${place}-${rule}`}>${findingText(finding, fill.words)}</p>
    ${
      severity === "warning"
        ? html`<div class="ds-field found__explain">
            <label class="ds-label" for=${fieldElement("explanation", rule)}
              >${texts.fill.explanation(rule)}</label
            >
            <p class="quiet small" id=${help}>${texts.fill.explanationHelp}</p>
            ${textField("explanation", rule, fill, { described: help, isWrong: isLong(fill, "explanation", rule) })}
          </div>`
        : nothing
    }
  </div>`;
}

/** The field for a comment: where one is written, and at every point where that is wished. */
function commentOf(point: Point, fill: Fill): TemplateResult | typeof nothing {
  const { form, words } = fill;
  const { texts } = words;
  const has = (form.fields[keyOf("comment", point.id)] ?? "") !== "";
  if (point.kind === "text" || !(has || form.guided)) return nothing;
  const id = fieldElement("comment", point.id);
  return html`<div class="ds-field fill__wide fill__comment">
    <label class="ds-label" for=${id}
      >${texts.fill.comment}<span class="ds-sr-only">: ${point.short[texts.code]}</span></label
    >
    ${textField("comment", point.id, fill, { described: "", isWrong: isLong(fill, "comment", point.id) })}
  </div>`;
}

function isLong({ form }: Fill, part: Part, id: string): boolean {
  return [...(form.fields[keyOf(part, id)] ?? "")].length > TEXT_MAX;
}

/** Why what is typed in a field is no answer, and so not saved. */
export function wrongText(point: Point, { form, words }: Fill): string | null {
  const { wrong } = words.texts.fill;
  const typed = form.fields[keyOf("value", point.id)] ?? "";
  if (typed.trim() === "" || valueIn(typed, point.kind) !== null) return null;
  switch (point.kind) {
    case "whole":
    case "tenths":
      return wrong[point.kind];
    case "text":
      return wrong.long;
    case "yes_no":
      return null;
  }
}

export function typing(typed: (text: string) => void): (event: InputEvent) => void {
  return ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
      typed(target.value);
    }
  };
}
