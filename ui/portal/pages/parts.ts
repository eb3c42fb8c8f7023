// Small pieces that several pages have in common.

import { html, nothing, type TemplateResult } from "lit-html";
import type { Finding } from "../../generated/Finding";
import type { Point } from "../../generated/Point";
import type { PortalOfficer } from "../../generated/PortalOfficer";
import type { Value } from "../../generated/Value";
import { facts } from "../../parts/facts";
import { severityIcon } from "../../parts/severity";
import { valueText } from "../../parts/values";
import { valueIn } from "../models/fields";
import { TITLE, type Words } from "../models/model";
import { type Place, pathOf } from "../models/place";

/** The page's one heading: it takes the focus when the page is another one. */
export function title(text: unknown): TemplateResult {
  return html`<h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${text}</h1>`;
}

/** A link within the pages: the address says where it leads, whoever opens it. */
export function link(place: Place, label: unknown, testId?: string): TemplateResult {
  return html`<a class="ds-link" href=${pathOf(place)} data-testid=${testId ?? nothing}>${label}</a>`;
}

export type Press = { label: unknown; act: () => unknown; testId: string };

export function primary({ label, act, testId }: Press): TemplateResult {
  return html`<button class="ds-button" type="button" data-testid=${testId} @click=${act}>
    ${label}
  </button>`;
}

export function secondary({ label, act, testId }: Press): TemplateResult {
  return html`<button
    class="ds-button"
    type="button"
    data-variant="secondary"
    data-color="neutral"
    data-testid=${testId}
    @click=${act}
  >
    ${label}
  </button>`;
}

/** A notice in a pane. */
export function alert(
  tone: "info" | "warning" | "danger" | "success",
  head: unknown,
  text: unknown,
  testId: string,
): TemplateResult {
  return html`<div class="ds-alert" data-color=${tone} data-testid=${testId}>
    <h2>${head}</h2>
    <p>${text}</p>
  </div>`;
}

/** Whom to call. */
export function officerCard(officer: PortalOfficer | null, { texts }: Words): TemplateResult {
  const words = texts.officer;
  return html`<section class="panel panel__body stack stack--near" data-testid="officer">
    <h2>${words.title}</h2>
    ${
      officer === null
        ? html`<p class="quiet">${words.nobody}</p>`
        : facts([
            { term: words.name, value: officer.name },
            ...(officer.phone === null
              ? []
              : [
                  {
                    term: words.phone,
                    value: html`<a class="ds-link" href=${`tel:${officer.phone}`}>${officer.phone}</a>`,
                  },
                ]),
            ...(officer.email === null
              ? []
              : [
                  {
                    term: words.email,
                    value: html`<a class="ds-link" href=${`mailto:${officer.email}`}
                      >${officer.email}</a
                    >`,
                  },
                ]),
          ])
    }
  </section>`;
}

/** What a rule found: an icon, a word, the sentence with its numbers, and the rule. */
export function findingText(finding: Finding, { texts }: Words): TemplateResult {
  return html`${severityIcon(finding.severity)}<span
      ><b class="strong">${texts.findings.name[finding.severity]}.</b>
      ${finding.message[texts.code]} <span class="rule">${finding.rule}</span></span
    >`;
}

/** An answer as text, from what is typed. */
export function typedText(typed: string, point: Point, { texts, format }: Words): string {
  const value = valueIn(typed, point.kind);
  return value === null ? typed : valueText(value, point.kind, format, texts);
}

/** An answer as text, or that there is none. */
export function shownValue(value: Value | undefined, point: Point, words: Words): string {
  const { texts, format } = words;
  return value === undefined
    ? texts.report.notReported
    : valueText(value, point.kind, format, texts);
}

/** Words of somebody. */
export function quote(text: string, by: unknown = nothing): TemplateResult {
  return html`<p class="quote"><span class="prose">${text}</span> ${by}</p>`;
}
