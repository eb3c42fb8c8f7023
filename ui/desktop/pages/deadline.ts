import { html, type TemplateResult } from "lit-html";
import { dateOf, daysBetween } from "../../parts/norway";
import type { Words } from "../models/model";

/** Until when a half-year is to be with Bufdir, or that this is over. */
export function deadlineAt(date: string, { texts, format, now }: Words): TemplateResult {
  const shown = format.longDate(date, now);
  if (daysBetween(now, dateOf(date)) < 0) {
    return html`<span class="late">${texts.report.overdue(shown)}</span>`;
  }
  return html`<span>${texts.report.deadline(shown, format.daysLeft(date, now))}</span>`;
}
