import { html, nothing, type TemplateResult } from "lit-html";
import type { PortalUnit } from "../../generated/PortalUnit";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { languages } from "../../parts/languages";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { type Place, pathOf } from "../models/place";
import type { Session } from "../models/session";
import { link } from "./parts";
import { savedState } from "./saved";

const USER_MENU = "user-menu";
const UNIT_MENU = "unit-menu";

type SignedIn = Extract<Session, { kind: "in" }>;

/** The same on every page: where one is, whether all is saved, who one is. */
export function bar(
  model: Model,
  session: SignedIn,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`<header class="bar">
    <a class="bar__brand" href=${pathOf({ kind: "home" })}
      ><span class="mark" aria-hidden="true">½</span
      ><span>${texts.product.name}<span class="ds-sr-only">, ${texts.bar.home}</span></span></a
    >
    ${whereOne(model, session, words, actions)}
    <div class="bar__end">
      ${model.form === null || model.place.kind !== "form" ? nothing : savedState(model.form, session.who.name, words)}
      <span class="bar__rule"></span>
      ${userMenu(model, session, words, actions)}
    </div>
  </header>`;
}

function whereOne(
  model: Model,
  { who }: SignedIn,
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { place } = model;
  if (place.kind !== "unit" && place.kind !== "form") return nothing;
  const unit = who.units.find(({ unit_no }) => unit_no === place.unit);
  if (unit === undefined) return nothing;
  const period = place.kind === "form" ? ` · ${words.format.period(place.period)}` : "";
  if (who.units.length === 1) {
    return html`<span class="bar__where quiet">${unit.name}${period}</span>`;
  }
  return html`${unitMenu(model, unit, who.units, words, actions)}<span class="bar__where quiet"
      >${period}</span
    >`;
}

/** A reporter of several units changes from one to the other here, and stays at the half-year. */
function unitMenu(
  model: Model,
  here: PortalUnit,
  units: readonly PortalUnit[],
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const { place } = model;
  const at = (unit: string): Place =>
    place.kind === "form"
      ? { kind: "form", unit, period: place.period, view: null }
      : { kind: "unit", unit };
  return menu(
    {
      id: UNIT_MENU,
      name: "unit",
      isOpen: model.menuOpen === "unit",
      label: texts.bar.unit(here.name),
    },
    html`<span>${here.name}</span>${icon("down")}`,
    html`<p class="quiet small">${texts.bar.units}</p>
      <ul class="menu__list">
        ${units.map(
          ({ unit_no, name }) => html`<li>
            <a
              class="ds-link"
              href=${pathOf(at(unit_no))}
              aria-current=${unit_no === here.unit_no ? "true" : nothing}
              data-testid=${`unit-${unit_no}`}
              >${name}</a
            >
          </li>`,
        )}
      </ul>`,
    actions,
  );
}

function userMenu(
  model: Model,
  { who }: SignedIn,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const name = who.name === "" ? texts.bar.person : who.name;
  return menu(
    { id: USER_MENU, name: "user", isOpen: model.menuOpen === "user", label: texts.bar.menu(name) },
    html`${icon("person")}<span>${name}</span>${icon("down")}`,
    html`<div>
        <p class="small strong">${texts.language.label}</p>
        ${languages(model.language, texts.language.label, actions.chooseLanguage)}
      </div>
      <ul class="menu__list">
        <li>${link({ kind: "contact" }, texts.bar.contact, "open-contact")}</li>
        ${
          who.is_bufdir
            ? html`<li>${link({ kind: "reports", period: null }, texts.bufdir.tabs.reports)}</li>`
            : html`<li>${link({ kind: "apply" }, texts.bar.access, "menu-apply")}</li>`
        }
        ${
          who.sees_figures
            ? html`<li>${link({ kind: "figures", county: null }, texts.figures.title, "menu-figures")}</li>`
            : nothing
        }
        <li>${link({ kind: "help" }, texts.help.title, "open-help")}</li>
        <li>${link({ kind: "accessibility" }, texts.accessibility.title)}</li>
        <li>${link({ kind: "privacy" }, texts.privacy.title)}</li>
      </ul>
      ${denseButton({
        testId: "logout",
        act: actions.logout,
        label: html`${icon("leave")}${texts.bar.logout}`,
      })}`,
    actions,
  );
}

function menu(
  {
    id,
    name,
    isOpen,
    label,
  }: { id: string; name: "user" | "unit"; isOpen: boolean; label: string },
  button: TemplateResult,
  panel: TemplateResult,
  actions: Actions,
): TemplateResult {
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isOpen) return;
    event.preventDefault();
    actions.closeMenu(id);
  };
  // Safari gives a pressed button no focus: menu and panel take it, so that a press inside does not look
  // like leaving.
  const closeOnLeave = (event: FocusEvent) => {
    const here = event.currentTarget;
    const next = event.relatedTarget;
    if (here instanceof Node && next instanceof Node && here.contains(next)) return;
    if (isOpen) actions.closeMenu();
  };
  return html`<div class="menu" tabindex="-1" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <button
      class="state"
      type="button"
      id=${id}
      data-testid=${id}
      aria-expanded=${isOpen}
      aria-controls=${`${id}-panel`}
      aria-label=${label}
      @click=${() => actions.toggleMenu(name)}
    >
      ${button}
    </button>
    <div class="menu__panel" id=${`${id}-panel`} tabindex="-1" ?hidden=${!isOpen}>${panel}</div>
  </div>`;
}

/** Under every page that is read from top to bottom. */
export function footer(model: Model, { texts }: Words, actions: Actions): TemplateResult {
  return html`<footer class="foot" aria-label=${texts.bar.footer}>
    <ul>
      <li>${link({ kind: "help" }, texts.help.title)}</li>
      <li>${link({ kind: "accessibility" }, texts.accessibility.title)}</li>
      <li>${link({ kind: "privacy" }, texts.privacy.title)}</li>
    </ul>
    ${languages(model.language, texts.language.label, actions.chooseLanguage)}
  </footer>`;
}
