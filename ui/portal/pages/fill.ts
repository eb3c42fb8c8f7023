import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Section } from "../../generated/Section";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { slots } from "../../parts/severity";
import { isAnsweredHere, pointsOf } from "../models/fields";
import { isEditable, whichOf } from "../models/form";
import { countsIn, progress } from "../models/found";
import { daysOf } from "../models/periods";
import { pathOf } from "../models/place";
import { sectionsOf, unfilled } from "../models/template";
import { earlierPeriods, type Fill, pointRow } from "./fields";
import { link, title } from "./parts";
import { savedSentence } from "./saved";
import { summary } from "./summary";
import { tabs } from "./tabs";

/** The form: headings, the points of one of them, and what stands in the way of a sending. */
export function fillPage(fill: Fill): TemplateResult {
  const { form, words } = fill;
  const sections = sectionsOf(form.view.template);
  const section = sections.find(({ id }) => id === form.section) ?? sections[0];
  return html`<main class="form" id="content" tabindex="-1">
      ${tabs(form, "fill", words)}
      <div class="form__panes">
        ${headings(sections, fill)}
        ${section === undefined ? nothing : points(section, fill)}
        <aside class="form__aside" aria-label=${words.texts.before.title}>${summary(fill)}</aside>
      </div>
      ${sendbar(sections, fill)}
    </main>`;
}

function headings(sections: readonly Section[], fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts } = words;
  const { filled, all } = progress(form.fields, pointsOf(form.view.template));
  const choose = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) actions.openSection(event.target.value);
  };
  return html`<nav class="heads" aria-label=${texts.fill.headings}>
    <div class="heads__select">
      <label class="ds-label" for="heading">${texts.fill.heading}</label>
      <select class="ds-input" id="heading" @change=${choose}>
        ${sections.map(
          ({ id, number, title: name }) =>
            html`<option value=${id} ?selected=${id === form.section}>
              ${number} ${name[texts.code]}
            </option>`,
        )}
      </select>
    </div>
    <ol>
      ${sections.map((section) => html`<li>${heading(section, fill)}</li>`)}
    </ol>
    <div class="heads__foot">
      <span>${texts.fill.filled(filled, all)}</span>
      <progress
        class="meter"
        max=${all}
        value=${filled}
        aria-label=${texts.fill.filled(filled, all)}
      ></progress>
    </div>
  </nav>`;
}

function heading(section: Section, { form, words, actions }: Fill): TemplateResult {
  const { texts } = words;
  const isDone = unfilled(form.fields, section.points).length === 0;
  return html`<button
    type="button"
    aria-current=${section.id === form.section ? "true" : nothing}
    data-testid=${`heading-${section.number}`}
    @click=${() => actions.openSection(section.id)}
  >
    <span class="sight" data-sight=${isDone ? "all" : "none"}
      >${icon(isDone ? "done" : "ring")}<span class="ds-sr-only"
        >${isDone ? texts.fill.sight.all : texts.fill.sight.some}</span
      ></span
    >
    <span class="no">${section.number}</span>
    <span>${section.title[texts.code]}</span>
    ${slots(countsIn(form, section.points), texts)}
  </button>`;
}

function points(section: Section, fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts, format } = words;
  const { from, to } = daysOf(form.view.period.period);
  const day = (date: string) => format.longDate(date, words.now);
  const here = section.points.filter(isAnsweredHere);
  return html`<div class="form__points">
    <div class="row row--apart form__head">
      ${title(`${section.number} ${section.title[texts.code]}`)}
      ${denseButton({
        testId: "guide",
        act: actions.toggleGuide,
        label: texts.fill.guide,
        pressed: form.guided,
      })}
    </div>
    <p class="quiet">
      ${format.period(form.view.period.period)}. ${texts.fill.note(day(from), day(to))}
    </p>
    ${here.some(({ kind }) => kind !== "text") ? columns(fill) : nothing}
    ${repeat(
      here,
      ({ id }) => id,
      (point) => pointRow(point, fill),
    )}
  </div>`;
}

/** What stands over the columns; readers hear it with each number. */
function columns({ form, words: { texts, format } }: Fill): TemplateResult {
  const lines = (period: string) => {
    const [half, year] = format.periodLines(period);
    return html`${half}<br />${year}`;
  };
  return html`<div class="fill fill--head small quiet" aria-hidden="true">
    <span>${texts.report.point}</span>
    <span class="num strong">${lines(form.view.period.period)}</span>
    ${earlierPeriods(form).map((period) => html`<span class="num fill__was">${lines(period)}</span>`)}
  </div>`;
}

function sendbar(sections: readonly Section[], fill: Fill): TemplateResult {
  const { form, editable, words, actions } = fill;
  const { texts } = words;
  if (!editable) {
    return html`<div class="sendbar">
      <span class="sendbar__state quiet">${icon("padlock")}<span>${texts.fill.locked}</span></span>
    </div>`;
  }
  const next = sections[sections.findIndex(({ id }) => id === form.section) + 1];
  return html`<div class="sendbar">
    ${savedSentence(form, words)}
    ${
      form.failed?.kind === "sent_meanwhile"
        ? denseButton({ testId: "reload", act: actions.reload, label: texts.save.reload })
        : nothing
    }
    <button
      class="ds-button"
      type="button"
      data-variant="secondary"
      data-testid="save"
      @click=${actions.save}
    >
      ${texts.save.save}
    </button>
    ${
      next === undefined
        ? nothing
        : html`<button
            class="ds-button"
            type="button"
            data-variant="secondary"
            data-color="neutral"
            data-testid="next-section"
            @click=${actions.nextSection}
          >
            ${texts.fill.next(next.number, next.title[texts.code])}
          </button>`
    }
    <a
      class="ds-button"
      href=${pathOf({ kind: "form", ...whichOf(form), view: "send" })}
      data-testid="to-send"
      >${texts.fill.send}</a
    >
  </div>`;
}

/** A link back to the fields. */
export function backToFill({ form, words }: Fill): TemplateResult {
  return isEditable(form.view.period)
    ? link({ kind: "form", ...whichOf(form), view: "fill" }, words.texts.send.back)
    : html``;
}
