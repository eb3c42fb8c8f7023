import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { languages } from "../../parts/languages";
import type { Actions } from "../actions/actions";
import type { Model, Place, Words } from "../models/model";
import { statusInput, statusOf } from "../models/status";
import { travelLight } from "./travel";

const MENU_BUTTON = "menu-button";

/** The top bar: the same on every page. */
export function bar(model: Model, words: Words, actions: Actions): TemplateResult | typeof nothing {
  const { texts } = words;
  if (model.app?.session.kind !== "signed_in") return nothing;
  const to = (place: Place) => (event: Event) => {
    event.preventDefault();
    void actions.goTo(place);
  };
  const here = ["tasks", "report", "application", "access", "reminders"].includes(model.place.kind);
  return html`<header class="bar">
    <a class="bar__brand" href="#content" data-testid="home" @click=${to({ kind: "home" })}
      ><span class="mark" aria-hidden="true">½</span>${texts.product.name}</a
    >
    <nav aria-label=${texts.bar.sections}>
      <a
        href="#content"
        aria-current=${here ? "true" : nothing}
        data-testid="reporting"
        @click=${to({ kind: "tasks" })}
        >${texts.bar.reporting}</a
      >
      <a
        href="#content"
        aria-current=${model.place.kind === "figures" ? "true" : nothing}
        data-testid="figures-link"
        @click=${to({ kind: "figures", from: null })}
        >${texts.figures.title}</a
      >
    </nav>
    <div class="bar__end">
      ${statusLine(model, words, actions)}
      <span class="bar__rule"></span>
      ${travelLight(model, words, actions)} ${menu(model, model.app.session, words, actions)}
    </div>
  </header>`;
}

function statusLine(model: Model, { texts, format, now }: Words, actions: Actions) {
  if (model.app === null) return nothing;
  const { line } = model.app;
  const status = statusOf(statusInput(model.app), texts, format, now);
  return html`<button
    class="state"
    type="button"
    data-kind=${status.off ? "off" : "on"}
    data-testid="status-line"
    data-link=${line.link}
    title=${texts.bar.syncNow}
    @click=${actions.syncNow}
  >
    ${icon(status.icon)}<span
      >${status.word}${status.details.map((detail) => html` · <span class="state__part">${detail}</span>`)}</span
    >
    <span class="ds-sr-only">. ${texts.bar.syncNow}</span>
  </button>`;
}

function menu(
  model: Model,
  person: { name: string; office_name: string },
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !model.menuOpen) return;
    event.preventDefault();
    actions.closeMenu(MENU_BUTTON);
  };
  // Safari gives a pressed button no focus: menu and panel take it (tabindex), so that a press inside
  // does not look like leaving.
  const closeOnLeave = (event: FocusEvent) => {
    const menu = event.currentTarget;
    const next = event.relatedTarget;
    if (menu instanceof Node && next instanceof Node && menu.contains(next)) return;
    actions.closeMenu();
  };
  const link = (kind: "settings" | "help", label: string) =>
    denseButton({
      testId: `open-${kind}`,
      act: () => actions.goTo({ kind }),
      label,
      variant: "tertiary",
    });
  return html`<div class="menu" tabindex="-1" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <button
      class="state"
      type="button"
      id=${MENU_BUTTON}
      data-testid="user-menu"
      aria-expanded=${model.menuOpen}
      aria-controls="menu"
      aria-label=${texts.bar.menu(person.name)}
      @click=${actions.toggleMenu}
    >
      ${icon("person")}<span>${person.name}</span>${icon("down")}
    </button>
    <div class="menu__panel" id="menu" tabindex="-1" ?hidden=${!model.menuOpen}>
      <p class="quiet small">${person.office_name}</p>
      <div>
        <p class="small strong">${texts.language.label}</p>
        ${languages(model.language, texts.language.label, actions.chooseLanguage)}
      </div>
      ${link("settings", texts.settings.title)} ${link("help", texts.help.title)}
      <div class="row">
        ${denseButton({ testId: "lock-now", act: actions.lock, label: html`${icon("padlock")}${texts.bar.lock}` })}
        ${denseButton({ testId: "logout", act: actions.logout, label: html`${icon("leave")}${texts.bar.logout}` })}
      </div>
    </div>
  </div>`;
}
