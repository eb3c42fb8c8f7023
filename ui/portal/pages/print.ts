import { html, nothing, type TemplateResult } from "lit-html";
import type { Section } from "../../generated/Section";
import { icon } from "../../parts/icon";
import { isAnsweredHere, keyOf } from "../models/fields";
import { isDirty, lastOf } from "../models/form";
import { sectionsOf } from "../models/template";
import type { Fill } from "./fields";
import { title, typedText } from "./parts";
import { tabs } from "./tabs";

/** The report on paper: what is written now, or what was sent last. */
export function printPage(fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts, format } = words;
  const { view } = form;
  return html`<main class="form" id="content" tabindex="-1">
    ${tabs(form, "print", words)}
    <div class="page">
      <div class="paper">
        <div class="row row--apart">
          ${title(texts.print.title(view.unit.name, format.period(view.period.period)))}
          <button
            class="ds-button paper__button"
            type="button"
            data-variant="secondary"
            data-testid="print"
            @click=${actions.print}
          >
            ${icon("print")}${texts.print.print}
          </button>
        </div>
        <p class="quiet">${which(fill)}</p>
        ${sectionsOf(view.template).map((section) => sectionOnPaper(section, fill))}
        ${explanations(fill)}
      </div>
    </div>
  </main>`;
}

/** Which version is on the paper. */
function which({ form, words }: Fill): TemplateResult {
  const { texts, format, now } = words;
  const { report, unit } = form.view;
  const last = lastOf(form.view);
  const reference = report === null ? nothing : html`${report.reference} · `;
  const said =
    form.hasDraft || isDirty(form)
      ? form.savedAt === null
        ? texts.print.unsent
        : texts.print.draft(format.when(form.savedAt, now))
      : last === null
        ? texts.print.unsent
        : texts.print.version(last.number, format.when(last.received_at, now));
  return html`${reference}${said} ${unit.office_name}`;
}

function sectionOnPaper(section: Section, { form, words }: Fill): TemplateResult {
  const { texts } = words;
  return html`<table class="ds-table paper__table">
    <caption>
      ${section.number} ${section.title[texts.code]}
    </caption>
    <thead>
      <tr>
        <th scope="col">${texts.report.point}</th>
        <th scope="col" class="num">${texts.print.answer}</th>
      </tr>
    </thead>
    <tbody>
      ${section.points.filter(isAnsweredHere).map((point) => {
        const typed = form.fields[keyOf("value", point.id)] ?? "";
        const comment = form.fields[keyOf("comment", point.id)] ?? "";
        return html`<tr>
          <th scope="row">
            ${point.label[texts.code]}
            ${comment === "" ? nothing : html`<span class="quiet prose paper__said">${comment}</span>`}
          </th>
          <td class=${point.kind === "text" ? "words prose" : "num"}>
            ${typed === "" ? html`<span class="quiet">${texts.report.notReported}</span>` : typedText(typed, point, words)}
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

function explanations({ form, words: { texts } }: Fill): TemplateResult | typeof nothing {
  const { template } = form.view;
  const given = template.rules.flatMap((rule) => {
    const text = form.fields[keyOf("explanation", rule.id)] ?? "";
    return text === "" ? [] : [{ rule, text }];
  });
  if (given.length === 0) return nothing;
  return html`<section class="stack stack--near">
    <h2>${texts.print.explanations}</h2>
    ${given.map(
      ({ rule, text }) => html`<p>
        <b class="strong">${rule.title[texts.code]}</b> <span class="rule">${rule.id}</span>
        <span class="prose paper__said">${text}</span>
      </p>`,
    )}
  </section>`;
}
