import { html, nothing, type TemplateResult } from "lit-html";
import type { Finding } from "../../generated/Finding";
import type { InputFault } from "../../generated/InputFault";
import type { PortalForm } from "../../generated/PortalForm";
import type { Severity } from "../../generated/Severity";
import { facts } from "../../parts/facts";
import { severityIcon } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { fieldElement, SUMMARY } from "../actions/filling";
import { type Part, partOf } from "../models/fields";
import { bySeverity, findingsOfAll, type Missing, missing } from "../models/found";
import type { Words } from "../models/model";
import { placeOf, pointOf, titleOf } from "../models/template";
import { type Fill, foundUnder } from "./fields";
import { deadlineText } from "./home";

/** What stands in the way, what will be asked about, and where the report goes. */
export function summary(fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const { view } = form;
  return html`${obstacles(fill)} ${found("error", fill)} ${found("warning", fill)}
  ${found("information", fill)}
  ${facts([
    { term: texts.before.deadline, value: deadlineText(view.period, words) },
    { term: texts.before.to, value: view.unit.office_name },
    ...(view.report === null
      ? []
      : [{ term: texts.before.reference, value: view.report.reference }]),
  ])}`;
}

/** All that must be mended before the form can be sent, each with a way to it. */
export function obstacles(fill: Fill): TemplateResult | typeof nothing {
  const { form, words, actions } = fill;
  const { texts } = words;
  const lacks = missing(form);
  const lines = obstacleLines(lacks, form.view, words, actions);
  if (lines.length === 0) return nothing;
  return html`<div
    class="ds-error-summary"
    id=${SUMMARY}
    tabindex="-1"
    role="group"
    aria-labelledby="error-summary-title"
    data-testid="error-summary"
    data-tried=${form.sending?.tried === true ? "true" : nothing}
  >
    <h2 id="error-summary-title">${texts.before.title}</h2>
    <ul class="ds-list">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </div>`;
}

function obstacleLines(
  { fields, points, asks, faults }: Missing,
  view: PortalForm,
  { texts }: Words,
  actions: Actions,
): TemplateResult[] {
  const words = texts.before;
  const name = (id: string) => pointOf(view.template, id)?.short[texts.code] ?? id;
  const way = (part: Part, id: string, label: string) => wayTo(part, id, label, actions);
  const [first] = points;
  const told = faults.filter(({ at }) => !points.some(({ id }) => id === at));
  return [
    ...fields.map((key) => {
      const { part, id } = partOf(key);
      return way(part, id, words.wrong(name(id)));
    }),
    ...(first === undefined ? [] : [way("value", first.id, words.unfilled(points.length))]),
    ...asks.map((point) => way("answer", point, words.ask(name(point)))),
    ...told.map((fault) => faultLine(fault, view, texts, actions)),
  ];
}

function faultLine(
  { at, found: what, expected }: InputFault,
  view: PortalForm,
  texts: Words["texts"],
  actions: Actions,
): TemplateResult {
  const point = pointOf(view.template, at);
  const name = point?.short[texts.code] ?? at;
  const text = texts.before.fault(name, what[texts.code], expected[texts.code]);
  return point === null ? html`${text}` : wayTo("value", at, text, actions);
}

/** A link in the page that leads to a field, on whichever heading it stands. */
export function wayTo(part: Part, id: string, label: string, actions: Actions): TemplateResult {
  const go = (event: Event) => {
    event.preventDefault();
    void actions.showField(part, id);
  };
  return html`<a
    class="ds-link"
    href=${`#${fieldElement(part, id)}`}
    data-testid=${`way-${part}-${id}`}
    @click=${go}
    >${label}</a
  >`;
}

const HEADS = { error: "errors", warning: "warnings", information: "information" } as const;

function found(severity: Severity, fill: Fill): TemplateResult | typeof nothing {
  const { form, words } = fill;
  const { texts } = words;
  const list = bySeverity(form, severity);
  if (list.length === 0) return nothing;
  const general = findingsOfAll(form).filter((finding) => finding.severity === severity);
  const text =
    severity === "error"
      ? texts.before.errorsText
      : severity === "warning"
        ? texts.before.warningsText
        : null;
  return html`<section class="panel panel__body stack stack--near" data-testid=${`found-${severity}`}>
    <h2 class="state">
      ${severityIcon(severity)}<span>${texts.before[HEADS[severity]](list.length)}</span>
    </h2>
    ${text === null ? nothing : html`<p class="quiet">${text}</p>`}
    <ul class="ds-list">
      ${list.map((finding) => foundLine(finding, fill))}
    </ul>
    ${general.map((finding) => foundUnder("all", finding, fill))}
  </section>`;
}

function foundLine(finding: Finding, { form, words, actions }: Fill): TemplateResult {
  const { template } = form.view;
  const at = placeOf(template, finding);
  const text = titleOf(template, finding)[words.texts.code];
  const label = `${text} ${finding.rule}`;
  return html`<li>${at === null ? label : wayTo("value", at, label, actions)}</li>`;
}
