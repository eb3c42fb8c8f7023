import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Application } from "../../generated/Application";
import type { PortalUnit } from "../../generated/PortalUnit";
import { facts } from "../../parts/facts";
import { type IconName, state } from "../../parts/icon";
import { codePart, isUnconfirmed } from "../../parts/mail";
import type { Actions } from "../actions/actions";
import {
  type Applying,
  type Fields,
  KINDS,
  LENGTH,
  needsUnit,
  OFFERED_MAX,
  offered,
  showsOwn,
  type Wrong,
  waitingOf,
} from "../models/applying";
import type { Model, Words } from "../models/model";
import { link, primary, quote, secondary, title } from "./parts";

/** «Utrapportering»: the own application, or the form where there is none. */
export function applyingPage(
  { applying, mail }: Pick<Model, "applying" | "mail">,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  if (applying === null) {
    return html`<main class="page page--frame" id="content" tabindex="-1">
      <div class="settings__body">
        ${title(texts.apply.title)}
        <p class="ds-sr-only" role="status">${texts.product.starting}</p>
      </div>
    </main>`;
  }
  const waiting = waitingOf(applying.own);
  const [newest, ...older] = applying.own;
  if (newest === undefined || !showsOwn(applying)) return form(applying, words, actions);
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="settings__body" data-testid="own-applications">
      ${title(waiting === null ? texts.apply.answeredTitle : texts.apply.waitingTitle)}
      ${card(newest, applying.places, words)}
      ${
        isUnconfirmed(mail)
          ? html`<section class="panel panel__body" aria-label=${texts.mail.title}>
              ${codePart(mail, { texts, actions })}
            </section>`
          : nothing
      }
      <div class="row">
        ${
          waiting === null
            ? primary({
                label: texts.apply.anew,
                act: actions.applyAnew,
                testId: "apply-anew",
              })
            : secondary({
                label: texts.apply.withdraw,
                act: () => actions.askWithdrawApplication(true),
                testId: "withdraw-application",
              })
        }
      </div>
      ${
        older.length === 0
          ? nothing
          : html`<h2>${texts.apply.earlier}</h2>
              ${older.map((application) => card(application, applying.places, words))}`
      }
      <p>${link({ kind: "home" }, texts.problem.toHome)}</p>
    </div>
  </main>`;
}

const ICONS: Record<Application["state"]["kind"], IconName> = {
  at_office: "sent",
  at_bufdir: "sent",
  approved: "done",
  rejected: "ask",
  withdrawn: "undo",
  ended: "ring",
};

/** One application and what became of it. */
function card(
  application: Application,
  places: readonly PortalUnit[],
  words: Words,
): TemplateResult {
  const { texts, format, now } = words;
  const { state: stands } = application;
  return html`<section
    class="panel panel__body stack stack--near"
    data-testid=${`application-${application.reference}`}
    data-state=${stands.kind}
  >
    <p class="strong">
      ${state(ICONS[stands.kind], texts.apply.states[stands.kind], stands.kind === "approved" ? "ok" : "")}
    </p>
    ${facts([
      { term: texts.apply.reference, value: application.reference },
      { term: texts.apply.sentAt, value: format.when(application.received_at, now) },
      { term: texts.apply.works, value: worksFor(application, places, words) },
      ...(stands.kind === "approved"
        ? [{ term: texts.apply.until, value: format.longDate(stands.until, now) }]
        : []),
    ])}
    ${stands.kind === "rejected" ? quote(stands.reason) : nothing}
    <p class="quiet">${texts.apply.meaning[stands.kind]}</p>
  </section>`;
}

/** Whom the applicant works for. */
export function worksFor(
  { represents }: Pick<Application, "represents">,
  places: readonly PortalUnit[],
  { texts }: Words,
): string {
  const place = places.find(({ unit_no }) => unit_no === represents.unit_no);
  const unit = place?.name ?? represents.unit_no;
  switch (represents.kind) {
    case "unit":
      return unit ?? "";
    case "county_governor":
      return place?.office_name ?? unit ?? "";
    case "external":
      return unit === null
        ? represents.organisation
        : texts.apply.externalIn(represents.organisation, unit);
  }
}

function form(applying: Applying, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { fields, wrong } = applying;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void actions.sendApplication();
  };
  const own = { fields, wrong, words, actions };
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <form
      class="settings__body panel panel__body"
      novalidate
      @submit=${submit}
      data-testid="application-form"
    >
      ${title(texts.apply.title)}
      <p class="quiet">${texts.apply.intro}</p>
      ${line("name", { label: texts.apply.name, type: "text", complete: "name" }, own)}
      ${line("email", { label: texts.contact.email, type: "email", complete: "email" }, own)}
      ${line("phone", { label: texts.contact.phone, type: "tel", complete: "tel" }, own)}
      ${kinds(own)}
      ${
        fields.kind === "external"
          ? line(
              "organisation",
              { label: texts.apply.organisation, type: "text", complete: "organization" },
              own,
            )
          : nothing
      }
      ${fields.kind === null ? nothing : units(applying.places, own)} ${reason(own)}
      <p class="quiet small">${texts.apply.seenBy}</p>
      <div class="row">
        <button
          class="ds-button"
          type="submit"
          data-testid="send-application"
          ?disabled=${applying.sending}
        >
          ${texts.apply.send}
        </button>
      </div>
    </form>
  </main>`;
}

type Own = { fields: Fields; wrong: readonly Wrong[]; words: Words; actions: Actions };

function line(
  name: "name" | "email" | "phone" | "organisation",
  { label, type, complete }: { label: string; type: string; complete: string },
  { fields, wrong, words, actions }: Own,
): TemplateResult {
  const isWrong = wrong.includes(name);
  const typed = (event: InputEvent) => {
    if (event.target instanceof HTMLInputElement) actions.typeWish({ [name]: event.target.value });
  };
  return html`<div class="ds-field">
    <label class="ds-label" for=${`apply-${name}`}>${label}</label>
    <input
      class="ds-input"
      id=${`apply-${name}`}
      type=${type}
      autocomplete=${complete as AutoFill}
      required
      maxlength=${name === "email" ? 254 : LENGTH.name}
      .value=${live(fields[name])}
      aria-invalid=${isWrong ? "true" : nothing}
      aria-describedby=${isWrong ? `apply-${name}-wrong` : nothing}
      data-testid=${`apply-${name}`}
      @input=${typed}
    />
    ${isWrong ? complaint(name, words) : nothing}
  </div>`;
}

function complaint(name: Wrong, { texts }: Words): TemplateResult {
  return html`<p class="ds-validation-message" id=${`apply-${name}-wrong`}>
    ${texts.apply.wrong[name]}
  </p>`;
}

function kinds({ fields, wrong, words, actions }: Own): TemplateResult {
  const { texts } = words;
  const isWrong = wrong.includes("kind");
  return html`<fieldset
    class="ds-fieldset"
    aria-describedby=${isWrong ? "apply-kind-wrong" : nothing}
  >
    <legend class="ds-label" id="apply-kind" tabindex="-1">${texts.apply.kind}</legend>
    ${KINDS.map(
      (kind) => html`<div class="ds-field">
        <input
          class="ds-input"
          type="radio"
          name="kind"
          id=${`apply-kind-${kind}`}
          .checked=${live(fields.kind === kind)}
          data-testid=${`apply-kind-${kind}`}
          @change=${() => actions.typeWish({ kind })}
        />
        <label class="ds-label" data-weight="regular" for=${`apply-kind-${kind}`}
          >${texts.apply.kinds[kind]}</label
        >
      </div>`,
    )}
    ${isWrong ? complaint("kind", words) : nothing}
  </fieldset>`;
}

/** A search, and the units that it finds to choose from. */
function units(
  places: readonly PortalUnit[],
  { fields, wrong, words, actions }: Own,
): TemplateResult {
  const { texts } = words;
  const isWrong = wrong.includes("unit");
  const isNeeded = needsUnit(fields.kind);
  const found = offered(places, fields.search);
  const typed = (event: InputEvent) => {
    if (event.target instanceof HTMLInputElement) {
      actions.typeWish({ search: event.target.value, unit: null });
    }
  };
  const label =
    fields.kind === "county_governor"
      ? texts.apply.unitOfCounty
      : isNeeded
        ? texts.apply.unit
        : texts.apply.unitOptional;
  return html`<div class="ds-field">
      <label class="ds-label" for="apply-unit">${label}</label>
      <input
        class="ds-input"
        id="apply-unit"
        type="search"
        autocomplete="off"
        .value=${live(fields.search)}
        aria-invalid=${isWrong ? "true" : nothing}
        aria-describedby=${isWrong ? "apply-unit-help apply-unit-wrong" : "apply-unit-help"}
        data-testid="apply-unit"
        @input=${typed}
      />
      <p class="quiet small" id="apply-unit-help">${texts.apply.unitHelp}</p>
      ${isWrong ? complaint("unit", words) : nothing}
    </div>
    ${chosen(found, { fields, wrong, words, actions })}`;
}

function chosen(found: readonly PortalUnit[], { fields, words, actions }: Own): TemplateResult {
  const { texts } = words;
  if (fields.search.trim() === "") return html``;
  if (found.length === 0) {
    return html`<p class="quiet" role="status" data-testid="no-units">${texts.apply.noUnits}</p>`;
  }
  return html`<fieldset class="ds-fieldset" data-testid="units-found">
    <legend class="ds-label">
      ${texts.apply.found(found.length, found.length === OFFERED_MAX)}
    </legend>
    ${found.map(
      (unit) => html`<div class="ds-field">
        <input
          class="ds-input"
          type="radio"
          name="unit"
          id=${`apply-unit-${unit.unit_no}`}
          .checked=${live(fields.unit?.unit_no === unit.unit_no)}
          data-testid=${`apply-unit-${unit.unit_no}`}
          @change=${() => actions.pickUnit(unit)}
        />
        <label class="ds-label" data-weight="regular" for=${`apply-unit-${unit.unit_no}`}
          >${unit.name} <span class="quiet small">${unit.unit_no} · ${unit.office_name}</span></label
        >
      </div>`,
    )}
  </fieldset>`;
}

function reason({ fields, wrong, words, actions }: Own): TemplateResult {
  const { texts } = words;
  const isWrong = wrong.includes("reason");
  const typed = (event: InputEvent) => {
    if (event.target instanceof HTMLTextAreaElement) {
      actions.typeWish({ reason: event.target.value });
    }
  };
  return html`<div class="ds-field">
    <label class="ds-label" for="apply-reason">${texts.apply.reason}</label>
    <textarea
      class="ds-input"
      id="apply-reason"
      rows="4"
      required
      maxlength=${LENGTH.reason}
      .value=${live(fields.reason)}
      aria-invalid=${isWrong ? "true" : nothing}
      aria-describedby=${isWrong ? "apply-reason-wrong" : nothing}
      data-testid="apply-reason"
      @input=${typed}
    ></textarea>
    ${isWrong ? complaint("reason", words) : nothing}
  </div>`;
}
