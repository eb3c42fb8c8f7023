import { html } from "lit-html";
import type { ReportView } from "../../generated/ReportView";
import type { Verdict } from "../../generated/Verdict";
import type { Fact } from "../../parts/facts";
import { breachesOf } from "../models/breaches";
import type { Words } from "../models/model";

/** What was answered. */
export function verdictFacts(view: ReportView, verdict: Verdict, words: Words): Fact[] {
  const { texts } = words;
  return [
    {
      term: texts.treatment.approves,
      value: verdict.kind === "approve" ? texts.treatment.yes : texts.treatment.no,
      strong: true,
    },
    { term: texts.treatment.yourFigure, value: figureText(view, verdict.own_figure, words) },
    ...breachFacts(view, verdict.own_figure, words),
    {
      term: texts.treatment.comment,
      value: html`<span class="prose">${verdict.comment ?? texts.confirm.noComment}</span>`,
    },
  ];
}

/** 17 av 19 utvidelser. */
function figureText(view: ReportView, own: number | null, { texts, format }: Words): string {
  if (own === null) return texts.confirm.figureNone;
  if (view.extended === null) return format.number(own);
  return texts.entry.figureOf(format.number(own), format.number(view.extended));
}

function breachFacts(view: ReportView, own: number | null, { texts, format }: Words): Fact[] {
  const found = breachesOf(view, own);
  if (found === null || found.sum === null || found.own === null) return [];
  const { late, sum, closed } = found;
  const number = (value: number) => format.number(value);
  const terms = `${late.map(number).join(" + ")} − ${number(found.own)}`;
  const share =
    closed === null || closed === 0
      ? ""
      : texts.entry.share(number(closed), format.share(sum, closed));
  return [
    {
      term: texts.treatment.breaches,
      value: html`<span class="tab">${terms} = <b class="strong">${number(sum)}</b>${share}</span>`,
    },
  ];
}
