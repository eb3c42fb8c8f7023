import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { repeat } from "lit-html/directives/repeat.js";
import type { MissingUnit } from "../../generated/MissingUnit";
import type { NotReminded } from "../../generated/NotReminded";
import type { ReminderLetter } from "../../generated/ReminderLetter";
import type { ReminderSent } from "../../generated/ReminderSent";
import type { RemindersPeriod } from "../../generated/RemindersPeriod";
import type { RemindersToSend } from "../../generated/RemindersToSend";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { canRemind, lastSent, pickedOf, type Reminders, shownPeriod } from "../models/reminders";
import { notice, tryAgain } from "./notice";
import { periodChoice } from "./period-choice";

/** «Påminnelser»: who has not reported, what they would get, and what was sent. */
export function reminders(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { toSend } = model.reminders;
  const title = toSend === null ? texts.reminders.title : texts.reminders.previewTitle;
  return html`<main class="page reminders-page" id="content" tabindex="-1">
    <div class="row">
      <h1 class="ds-heading grow" data-size="xs" id=${TITLE} tabindex="-1">${title}</h1>
      ${denseButton({
        testId: "reminders-back",
        act: toSend === null ? () => actions.goTo({ kind: "tasks" }) : actions.backToChoice,
        label: toSend === null ? texts.tasks.back : texts.reminders.backToChoice,
        variant: "tertiary",
      })}
    </div>
    ${toSend === null ? choice(model.reminders, words, actions) : preview(toSend, model.error?.code === "not_reached", words, actions)}
  </main>`;
}

function choice(of: Reminders, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  if (of.known === null) return html`<p class="ds-sr-only">${texts.product.starting}</p>`;
  if (of.known === "unreachable") {
    const button = tryAgain(texts, actions.loadReminders);
    return notice({
      testId: "reminders-unreachable",
      icon: "offline",
      ...texts.tasks.notFetched,
      button,
    });
  }
  const period = shownPeriod(of);
  if (period === null)
    return notice({ testId: "nobody-missing", icon: "done", ...texts.reminders.nobody });
  return html`<p class="quiet">${texts.reminders.text}</p>
    ${
      of.known.sends_mail
        ? nothing
        : html`<p data-testid="no-mail">${texts.reminders.why.no_mail}</p>`
    }
    ${outcome(of, words)} ${head(of.known.periods, period, words, actions)}
    ${period.missing.length === 0 ? nothing : missing(of, period, words, actions)}
    ${sent(period, words)}`;
}

function head(
  all: readonly RemindersPeriod[],
  shown: RemindersPeriod,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format, now } = words;
  const period = periodChoice(
    {
      testId: "reminders-period",
      periods: all.map((one) => one.period),
      shown: shown.period,
      choose: actions.chooseReminded,
    },
    words,
  );
  return html`<div class="toolbar">
    ${period}
    <span class="small quiet">${texts.reminders.missing(shown.missing.length)}</span>
    <span class="small">${texts.reminders.deadline(format.longDate(shown.deadline, now))}</span>
  </div>`;
}

function missing(
  of: Reminders,
  period: RemindersPeriod,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts, format } = words;
  const picked = pickedOf(of);
  const can = period.missing.filter(canRemind).length;
  const all = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) actions.pickAllUnits(target.checked);
  };
  // Whoever can be reminded first: the rest only says what to do.
  const units = [...period.missing].sort(
    (a, b) =>
      Number(canRemind(b)) - Number(canRemind(a)) || format.compare(a.unit_name, b.unit_name),
  );
  return html`<section class="stack stack--near" aria-labelledby="reminders-missing">
    <h2 class="reminders__title" id="reminders-missing">${texts.reminders.missingTitle}</h2>
    ${tableInPanel(
      { labelledBy: "reminders-missing" },
      html`<table class="ds-table rows" data-testid="missing">
      <thead>
        <tr>
          <th scope="col" class="reminders__pick">
            <input
              class="ds-input"
              type="checkbox"
              aria-label=${texts.reminders.pickAll}
              data-testid="pick-all-units"
              .checked=${live(can > 0 && picked.length === can)}
              @change=${all}
            />
          </th>
          <th scope="col">${texts.county.unit}</th>
          <th scope="col">${texts.reminders.receivers}</th>
          <th scope="col">${texts.reminders.last}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          units,
          ({ unit_no }) => unit_no,
          (unit) => row(unit, picked.includes(unit.unit_no), period, words, actions),
        )}
      </tbody>
    </table>`,
    )}
    ${
      of.told
        ? html`<p class="ds-validation-message" id="reminders-none">${texts.reminders.nonePicked}</p>`
        : nothing
    }
    <div class="row reminders__foot">
      <button
        class="ds-button"
        type="button"
        id="reminders-preview"
        data-testid="preview-reminders"
        aria-describedby=${of.told ? "reminders-none" : nothing}
        @click=${actions.previewReminders}
      >
        ${texts.reminders.preview(picked.length)}
      </button>
      <span class="quiet small">${texts.reminders.seeFirst}</span>
    </div>
  </section>`;
}

function row(
  unit: MissingUnit,
  isPicked: boolean,
  period: RemindersPeriod,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const { unit_no, unit_name } = unit;
  const last = lastSent(period, unit_no);
  const chosen = ({ target }: Event) => {
    if (target instanceof HTMLInputElement) actions.pickUnit(unit_no, target.checked);
  };
  return html`<tr data-testid="missing-unit" data-unit=${unit_no} data-receivers=${unit.receivers}>
    <td>
      ${
        canRemind(unit)
          ? html`<input
              class="ds-input"
              type="checkbox"
              data-testid=${`pick-${unit_no}`}
              aria-label=${texts.reminders.pick(unit_name)}
              .checked=${live(isPicked)}
              @change=${chosen}
            />`
          : nothing
      }
    </td>
    <th scope="row">${unit_name}</th>
    <td>${receivers(unit, texts)}</td>
    <td>
      ${last === null ? nothing : texts.reminders.by(format.when(last.sent_at, now), last.sent_by)}
    </td>
  </tr>`;
}

/** How many get it, or what to do where nobody does. */
function receivers(unit: MissingUnit, texts: Words["texts"]): string | TemplateResult {
  if (unit.reporters === 0)
    return html`<span class="quiet">${texts.reminders.why.no_reporter}</span>`;
  if (unit.receivers === 0)
    return html`<span class="quiet">${texts.reminders.why.no_address}</span>`;
  return texts.reminders.of(unit.receivers, unit.reporters);
}

function outcome({ done }: Reminders, { texts }: Words): TemplateResult | typeof nothing {
  if (done === null) return nothing;
  return html`<div class="ds-alert" data-color="info" data-testid="reminders-done">
    <p>${texts.reminders.sent(done.reminded.length)}</p>
    ${leftOut(done.left_out, texts)}
  </div>`;
}

function leftOut(all: readonly NotReminded[], texts: Words["texts"]): TemplateResult[] {
  return all.map(
    ({ unit_no, unit_name, why }) =>
      html`<p data-testid="not-reminded" data-unit=${unit_no} data-why=${why}>
        <b class="strong">${unit_name}:</b> ${texts.reminders.why[why]}
      </p>`,
  );
}

function sent({ sent: all }: RemindersPeriod, { texts, format, now }: Words) {
  if (all.length === 0) return nothing;
  return html`<section class="stack stack--near" aria-labelledby="reminders-sent">
    <h2 class="reminders__title" id="reminders-sent">${texts.reminders.sentTitle}</h2>
    ${tableInPanel(
      { labelledBy: "reminders-sent" },
      html`<table class="ds-table rows" data-testid="sent">
      <thead>
        <tr>
          <th scope="col">${texts.county.unit}</th>
          <th scope="col">${texts.reminders.when}</th>
          <th scope="col">${texts.reminders.who}</th>
          <th scope="col">${texts.reminders.became}</th>
        </tr>
      </thead>
      <tbody>
        ${all.map(
          (
            one,
          ) => html`<tr data-testid="sent-row" data-unit=${one.unit_no} data-mailed=${one.mailed}>
            <th scope="row">${one.unit_name}</th>
            <td>${format.when(one.sent_at, now)}</td>
            <td>${one.sent_by}</td>
            <td>${became(one, texts)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`,
    )}
  </section>`;
}

/** What became of a reminder's mails. */
function became(
  { receivers: all, mailed, undelivered, dropped }: ReminderSent,
  texts: Words["texts"],
): string {
  const words = texts.reminders.mails;
  const parts = [words.mailed(mailed, all)];
  if (undelivered > 0) parts.push(words.undelivered(undelivered));
  if (dropped > 0) parts.push(words.dropped(dropped));
  return parts.join(" ");
}

function preview(
  { preview: { letters, left_out } }: RemindersToSend,
  isUnanswered: boolean,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const units = new Set(letters.map(({ unit_no }) => unit_no)).size;
  return html`<p class="quiet">${texts.reminders.previewText}</p>
    ${
      left_out.length === 0
        ? nothing
        : html`<div class="ds-alert" data-color="warning">${leftOut(left_out, texts)}</div>`
    }
    ${letters.map((one) => letter(one, texts))}
    ${
      units === 0
        ? nothing
        : html`<div class="row">
            <button
              class="ds-button"
              type="button"
              data-testid="send-reminders"
              @click=${actions.sendReminders}
            >
              ${icon("sent")}${texts.reminders.send(units)}
            </button>
            <span class="quiet small" data-testid=${isUnanswered ? "once-only" : nothing}
              >${isUnanswered ? texts.reminders.onceOnly : texts.reminders.wishes}</span
            >
          </div>`
    }`;
}

function letter(one: ReminderLetter, texts: Words["texts"]): TemplateResult {
  const id = `letter-${one.unit_no}-${one.language}`;
  return html`<section
    class="panel panel__body stack stack--near letter"
    aria-labelledby=${id}
    data-testid="letter"
    data-unit=${one.unit_no}
    data-language=${one.language}
  >
    <h2 class="reminders__title" id=${id}>
      ${one.unit_name}
      <span class="quiet small">${texts.reminders.to(one.receivers, texts.reminders.languages[one.language])}</span>
    </h2>
    <p class="strong" lang=${one.language}>${one.subject}</p>
    <p class="letter__text" lang=${one.language}>${one.text.trim()}</p>
  </section>`;
}
