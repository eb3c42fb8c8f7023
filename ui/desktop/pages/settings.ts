import { html, nothing, type TemplateResult } from "lit-html";
import type { MachineView } from "../../generated/MachineView";
import type { Preferences } from "../../generated/Preferences";
import type { QuietHours } from "../../generated/QuietHours";
import type { Scheme } from "../../generated/Scheme";
import type { SessionView } from "../../generated/SessionView";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { languages } from "../../parts/languages";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { profile } from "./profile";
import { pinField, submit } from "./unlock";

/** From five in the afternoon to seven in the morning, until the officer chooses. */
const QUIET: QuietHours = { from: 17 * 60, to: 7 * 60 };
type AtWork = Extract<SessionView, { kind: "signed_in" }>;

/** As the program knows them. */
const ZOOMS = [80, 90, 100, 110, 125, 150, 200] as const;

const SCHEMES: readonly Scheme[] = ["auto", "light", "dark"];

/** What the officer chooses on this machine. */
export function settings(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const chosen = model.app?.preferences ?? null;
  const person = model.app?.session;
  return html`<main class="page settings" id="content" tabindex="-1">
    <div class="settings__body">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${texts.settings.title}</h1>
      <p class="quiet">${texts.settings.here}</p>
      ${
        person?.kind === "signed_in"
          ? html`<section class="panel panel__body stack stack--near" aria-labelledby="who">
              <h2 id="who">${texts.settings.profile}</h2>
              <p>${person.name}<br /><span class="quiet">${person.office_name}</span></p>
              ${offices(person, words, actions)}
              ${profile(model, words, actions)}
              <div>
                ${denseButton({
                  testId: "settings-logout",
                  act: actions.logout,
                  label: html`${icon("leave")}${texts.bar.logout}`,
                })}
              </div>
            </section>`
          : nothing
      }
      <section class="panel panel__body stack stack--near" aria-labelledby="look">
        <h2 id="look">${texts.settings.look}</h2>
        ${languages(model.language, texts.language.label, actions.chooseLanguage)}
        ${chosen === null ? nothing : scheme(chosen, words, actions)}
      </section>
      ${chosen === null ? nothing : notices(chosen, words, actions)}
      ${chosen === null ? nothing : keyboard(chosen, words, actions)}
      ${model.machine === null ? nothing : machine(model.machine, words, actions)}
      ${person?.kind === "signed_in" ? pin(model, words, actions) : nothing}
    </div>
  </main>`;
}

/** An officer who stands in works for one office at a time; a login leads from one to the other. */
function offices(
  person: AtWork,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult | null {
  const others = person.offices.filter(({ office }) => office !== person.office);
  if (others.length === 0) return null;
  return html`<p class="quiet small">${texts.settings.offices}</p>
    ${others.map(
      ({ office, name, stands_in_until }) => html`<div class="row">
        ${denseButton({
          testId: `office-${office}`,
          act: () => actions.workFor(office),
          label: texts.settings.workFor(name),
        })}
        ${
          stands_in_until === null
            ? nothing
            : html`<span class="quiet small"
                >${texts.settings.standsInUntil(format.longDate(lastDay(stands_in_until), now))}</span
              >`
        }
      </div>`,
    )}`;
}

/** The day before the first instant without the role. */
function lastDay(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}

function scheme({ scheme }: Preferences, { texts }: Words, actions: Actions): TemplateResult {
  return html`<fieldset class="ds-fieldset">
    <legend class="ds-label">${texts.settings.scheme}</legend>
    <div class="choice">
      ${SCHEMES.map(
        (one) => html`<div class="ds-field">
          <input
            class="ds-input"
            type="radio"
            name="scheme"
            id=${`scheme-${one}`}
            data-testid=${`scheme-${one}`}
            .checked=${scheme === one}
            @change=${() => actions.choose({ scheme: one })}
          />
          <label class="ds-label" for=${`scheme-${one}`}>${texts.settings.schemes[one]}</label>
        </div>`,
      )}
    </div>
  </fieldset>`;
}

function notices(chosen: Preferences, { texts }: Words, actions: Actions): TemplateResult {
  const words = texts.settings;
  const { quiet } = chosen;
  return html`<section class="panel panel__body stack stack--near" aria-labelledby="notices">
    <h2 id="notices">${words.notices}</h2>
    ${check("notifications", words.notifications, chosen.notifications, (notifications) =>
      actions.choose({ notifications }),
    )}
    ${check("quiet", words.quiet, quiet !== null, (on) =>
      actions.choose({ quiet: on ? QUIET : null }),
    )}
    ${
      quiet === null
        ? nothing
        : html`<div class="row">
            ${time("quiet-from", words.from, quiet.from, (from) =>
              actions.choose({ quiet: { ...quiet, from } }),
            )}
            ${time("quiet-to", words.to, quiet.to, (to) =>
              actions.choose({ quiet: { ...quiet, to } }),
            )}
          </div>`
    }
    <p class="quiet small">${words.quietText}</p>
  </section>`;
}

function keyboard(chosen: Preferences, { texts }: Words, actions: Actions): TemplateResult {
  return html`<section class="panel panel__body stack stack--near" aria-labelledby="keyboard">
    <h2 id="keyboard">${texts.keys.title}</h2>
    ${check("single-keys", texts.settings.singleKeys, chosen.single_keys, (single_keys) =>
      actions.choose({ single_keys }),
    )}
    <div>
      ${denseButton({ act: () => actions.showKeys(true), label: texts.settings.showKeys })}
    </div>
  </section>`;
}

/** What holds for this machine, whoever is logged in. */
function machine(
  { settings, has_tray }: MachineView,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const words = texts.settings;
  const zoomed = (event: Event) => {
    if (event.target instanceof HTMLSelectElement) {
      void actions.chooseMachine({ zoom: Number(event.target.value) });
    }
  };
  return html`<section class="panel panel__body stack stack--near" aria-labelledby="machine">
    <h2 id="machine">${words.machine}</h2>
    <div class="ds-field">
      <label class="ds-label" for="zoom">${words.zoom}</label>
      <select class="ds-input" data-dense id="zoom" data-testid="zoom" @change=${zoomed}>
        ${ZOOMS.map(
          (zoom) =>
            html`<option value=${zoom} ?selected=${zoom === settings.zoom}>${zoom} %</option>`,
        )}
      </select>
    </div>
    ${check(
      "start-at-login",
      words.startAtLogin,
      settings.start_at_login,
      (start_at_login) => void actions.chooseMachine({ start_at_login }),
    )}
    ${
      has_tray
        ? check(
            "close-to-tray",
            words.closeToTray,
            settings.close_to_tray,
            (close_to_tray) => void actions.chooseMachine({ close_to_tray }),
          )
        : nothing
    }
  </section>`;
}

function check(
  id: string,
  label: string,
  on: boolean,
  choose: (on: boolean) => void,
): TemplateResult {
  const changed = (event: Event) => {
    if (event.target instanceof HTMLInputElement) choose(event.target.checked);
  };
  return html`<div class="ds-field">
    <input class="ds-input" type="checkbox" id=${id} data-testid=${id} .checked=${on} @change=${changed} />
    <label class="ds-label" for=${id}>${label}</label>
  </div>`;
}

function time(
  id: string,
  label: string,
  minutes: number,
  choose: (minutes: number) => void,
): TemplateResult {
  const changed = (event: Event) => {
    const value = event.target instanceof HTMLInputElement ? minutesOf(event.target.value) : null;
    if (value !== null) choose(value);
  };
  return html`<div class="ds-field">
    <label class="ds-label" for=${id}>${label}</label>
    <input
      class="ds-input"
      data-dense
      type="time"
      id=${id}
      data-testid=${id}
      .value=${clockOf(minutes)}
      @change=${changed}
    />
  </div>`;
}

export function clockOf(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function minutesOf(clock: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock);
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}

/** Another PIN. A wrong old one counts as it does when the store is opened. */
function pin({ pinProblem }: Model, { texts }: Words, actions: Actions): TemplateResult {
  const said = (of: readonly (typeof pinProblem)[]) =>
    pinProblem !== null && of.includes(pinProblem) ? texts.unlock.problem[pinProblem] : null;
  return html`<section class="panel panel__body stack stack--near" aria-labelledby="change-pin">
    <h2 id="change-pin" tabindex="-1">${texts.settings.pin}</h2>
    <p class="quiet">${texts.settings.pinText}</p>
    <form
      class="stack"
      data-testid="change-pin-form"
      @submit=${submit((next, again, old) => void actions.changePin(old, next, again))}
    >
      ${pinField("old-pin", texts.settings.oldPin, said(["wrong"]))}
      ${pinField("pin", texts.unlock.newPin, said(["short", "differs"]))}
      ${pinField("pin-again", texts.unlock.newPinAgain, null)}
      <button class="ds-button" type="submit" data-variant="secondary" data-testid="change-pin">
        ${texts.settings.changePin}
      </button>
    </form>
  </section>`;
}
