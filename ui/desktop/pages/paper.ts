import { html, type TemplateResult } from "lit-html";
import type { ReportView } from "../../generated/ReportView";
import { valueText } from "../../parts/values";
import { findingsAt } from "../models/found";
import type { Words } from "../models/model";

/** The whole report as it is printed after its decision: every heading, every point, every finding. */
export function paper(view: ReportView, { texts, format }: Words): TemplateResult {
  return html`<section class="paper" aria-hidden="true">
    ${view.sections.map(
      (section) => html`<h2>${section.number} ${section.title[texts.code]}</h2>
        <table>
          <tbody>
            ${section.points.map(
              (point) => html`<tr>
                  <td>${point.label[texts.code]}</td>
                  <td class="num">${valueText(point.value, point.kind, format, texts)}</td>
                </tr>
                ${findingsAt(view, point.id).map(
                  ({ finding }) => html`<tr>
                    <td colspan="2">
                      ${finding.rule} ${texts.findings.name[finding.severity]}.
                      ${finding.message[texts.code]}
                    </td>
                  </tr>`,
                )}`,
            )}
          </tbody>
        </table>`,
    )}
  </section>`;
}
