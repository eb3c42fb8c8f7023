import { html, nothing, type TemplateResult } from "lit-html";
import type { PortalDecision } from "../../generated/PortalDecision";
import type { PortalForm } from "../../generated/PortalForm";
import type { PortalRevision } from "../../generated/PortalRevision";
import { icon } from "../../parts/icon";
import { fieldsOf, keyOf, pointsOf } from "../models/fields";
import { isEditable, lastOf, whichOf } from "../models/form";
import type { Words } from "../models/model";
import { pathOf } from "../models/place";
import { nameAt } from "../models/template";
import { compared } from "./compare";
import type { Fill } from "./fields";
import { officerCard, quote, secondary, shownValue, title, typedText } from "./parts";
import { tabs } from "./tabs";

/** Every version that was sent, and what was decided on it. */
export function historyPage(fill: Fill): TemplateResult {
  const { form, words } = fill;
  const { texts } = words;
  const { view } = form;
  const revisions = (view.report?.revisions ?? []).toReversed();
  return html`<main class="form" id="content" tabindex="-1">
    ${tabs(form, "history", words)}
    <div class="page page--frame">
      <div class="asks__body">
        ${title(texts.sent.title)}
        ${where(fill)}
        ${(view.report?.reopenings ?? []).map(
          ({ at, by_name, reason }) => html`<div>
            <p>${icon("undo")} ${texts.sent.reopenedAt(words.format.when(at, words.now), by_name)}</p>
            ${quote(reason)}
          </div>`,
        )}
        ${revisions.map((revision) => version(revision, view, words))}
        ${officerCard(view.officer, words)}
      </div>
    </div>
  </main>`;
}

/** Where the report is, and what the municipality can do. */
function where(fill: Fill): TemplateResult {
  const { form, words, actions } = fill;
  const { texts } = words;
  const { view } = form;
  const { kind } = view.period.state;
  const last = lastOf(view);
  if (last === null) return html`<p data-testid="nothing-sent">${texts.sent.nothing}</p>`;
  const said =
    kind === "submitted"
      ? texts.sent.waiting(last.number, view.unit.office_name)
      : kind === "returned" || kind === "approved" || kind === "reopened"
        ? texts.sent[kind]
        : texts.unit.states[kind];
  return html`<p data-testid="where" data-state=${kind}>${said}</p>
    ${
      isEditable(view.period)
        ? html`<div class="row row--wrap">
            <a
              class="ds-button"
              data-variant="secondary"
              href=${pathOf({ kind: "form", ...whichOf(form), view: kind === "returned" ? "asks" : "fill" })}
              data-testid="resend"
              >${texts.sent.resend}</a
            >
            ${
              kind === "submitted"
                ? secondary({
                    label: texts.sent.withdraw,
                    act: () => actions.askWithdraw(true),
                    testId: "withdraw",
                  })
                : nothing
            }
          </div>`
        : nothing
    }`;
}

/** What of a form a version is shown with. */
export type Shown = Pick<PortalForm, "report" | "template">;

export function version(revision: PortalRevision, view: Shown, words: Words): TemplateResult {
  const { texts, format, now } = words;
  const { number, received_at, submitted_by, content_hash } = revision;
  const id = `version-${number}`;
  return html`<section class="panel" aria-labelledby=${id} data-testid="version" data-version=${number}>
    <div class="panel__head row--apart">
      <h2 id=${id}>${texts.sent.version(number)}</h2>
      <span class="quiet small">${texts.sent.received(format.when(received_at, now), submitted_by)}</span>
    </div>
    <div class="panel__body stack">
      ${
        revision.decisions.length === 0
          ? html`<p class="quiet">${texts.sent.undecided}</p>`
          : revision.decisions.map((decision) => decided(decision, view, words))
      }
      ${answers(revision, view, words)} ${changes(revision, view, words)}
      ${all(revision, view, words)}
      <p class="quiet small checksum">${texts.sent.checksum}: ${content_hash}</p>
    </div>
  </section>`;
}

function decided(
  { outcome, decided_at, decided_by, receipt_number, set_aside }: PortalDecision,
  view: Shown,
  words: Words,
): TemplateResult {
  const { texts, format, now } = words;
  const when = format.when(decided_at, now);
  const asks = outcome.kind === "returned" ? outcome.asks : [];
  return html`<div class="stack stack--near" data-testid="decision" data-outcome=${outcome.kind}>
    <p>
      ${icon(outcome.kind === "approved" ? "done" : "undo", outcome.kind === "approved" ? "ok" : "")}
      <span class="strong"
        >${
          outcome.kind === "approved"
            ? texts.sent.approvedAt(when, decided_by)
            : texts.sent.returnedAt(when, decided_by)
        }</span
      >
      <span class="quiet small">${texts.sent.receiptNumber(receipt_number)}</span>
    </p>
    ${set_aside ? html`<p class="quiet">${texts.sent.setAside}</p>` : nothing}
    ${outcome.comment === null ? nothing : quote(outcome.comment)}
    ${
      asks.length === 0
        ? nothing
        : html`<p class="quiet small">${texts.sent.asked}</p>
            <ul class="ds-list">
              ${asks.map(
                ({ point, rule, comment }) => html`<li>
                  ${nameAt(view.template, point, texts.code)}
                  <span class="rule">${rule}</span>
                  ${comment === undefined ? nothing : html`<span class="prose">${comment}</span>`}
                </li>`,
              )}
            </ul>`
    }
  </div>`;
}

function answers(
  { content }: PortalRevision,
  view: Shown,
  { texts }: Words,
): TemplateResult | typeof nothing {
  const given = Object.entries(content.answers);
  if (given.length === 0) return nothing;
  return html`<div>
    <h3>${texts.sent.answers}</h3>
    <ul class="ds-list">
      ${given.map(
        ([point, answer]) => html`<li>
          ${nameAt(view.template, point, texts.code)}:
          <b class="strong">${texts.asks[answer.kind]}</b>
          ${answer.kind === "explained" ? html`<span class="prose">${answer.text}</span>` : nothing}
        </li>`,
      )}
    </ul>
  </div>`;
}

/** What differs from the version before. */
function changes(
  { number, content }: PortalRevision,
  view: Shown,
  words: Words,
): TemplateResult | typeof nothing {
  const { texts } = words;
  const older = view.report?.revisions.find((other) => other.number === number - 1);
  if (older === undefined) return nothing;
  return html`<div class="stack stack--near">
    <h3>${texts.sent.changesFrom(older.number)}</h3>
    ${compared(
      {
        view,
        before: fieldsOf(older.content, view.template),
        after: fieldsOf(content, view.template),
        always: [],
        heads: {
          before: texts.sent.version(older.number),
          after: texts.sent.version(number),
        },
        none: texts.sent.noChanges(older.number),
      },
      words,
      (typed, point) => typedText(typed, point, words),
    )}
  </div>`;
}

/** The whole version, for who asks for it. */
function all({ content }: PortalRevision, view: Shown, words: Words): TemplateResult {
  const { texts } = words;
  const fields = fieldsOf(content, view.template);
  const points = pointsOf(view.template).filter(
    ({ id }) => fields[keyOf("value", id)] !== undefined,
  );
  return html`<details>
    <summary>${texts.sent.all}</summary>
    <dl class="answers">
      ${points.map(
        (point) => html`<dt>${point.label[texts.code]}</dt>
          <dd class=${point.kind === "text" ? "prose" : "num"}>
            ${shownValue(content.values[point.id], point, words)}
          </dd>`,
      )}
    </dl>
  </details>`;
}
