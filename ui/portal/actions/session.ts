import type { Store } from "../../parts/store";
import { LANGUAGES, type Language } from "../../text/language";
import { fetchPortalTexts } from "../../text/portal";
import type { Api } from "../api";
import { holdsUnsaved } from "../models/form";
import { type Model, wordsOf } from "../models/model";
import type { Place } from "../models/place";
import { problemFrom } from "../models/problem";
import { endsOf, loggedIn, pressing } from "../models/session";
import { type Attempt, say, withProblem } from "./failing";
import type { Addresses, Going } from "./going";
import type { Saving } from "./saving";

/** The server is told of input this often at most. */
const TELL_EVERY_MS = 60_000;

/** What the browser does for the pages. */
export type Browser = {
  now: () => number;
  newId: () => string;
  /** Whether the person has the page before them. */
  isSeen: () => boolean;
  /** Leaves the pages for another address. */
  leave: (address: string) => void;
  print: () => void;
  /** Gives the person a file. */
  save: (name: string, file: Blob) => void;
  /** Tells the other tabs that somebody has logged in or out. */
  tellTabs: () => void;
  addresses: Addresses;
};

export type SessionActions = ReturnType<typeof sessionActions>;

export function sessionActions(
  store: Store<Model>,
  api: Api,
  browser: Browser,
  { saving, going, attempt }: { saving: Saving; going: Going; attempt: Attempt },
) {
  let input = browser.now();
  let told = input;
  let warned = false;
  let chosen: Language | null = null;

  /** Asks who is logged in, and shows the page again where that has changed. */
  async function check(): Promise<void> {
    const before: string = store.model.session.kind;
    try {
      const me = await api.me();
      const now = browser.now();
      store.update((model) => ({
        ...model,
        now,
        reached: true,
        session: loggedIn(model.session, me, now),
      }));
    } catch (error) {
      const problem = problemFrom(error);
      store.update((model) => ({
        ...withProblem(model, problem, false),
        absent:
          model.session.kind === "unknown" && problem.kind !== "session_over"
            ? problem
            : model.absent,
      }));
    }
    if (before !== "in" && store.model.session.kind === "in") await enter();
  }

  async function enter(): Promise<void> {
    const { session, place, form } = store.model;
    if (session.kind !== "in") return;
    if (place.kind === "login") {
      await going.goTo({ kind: "home" }, true);
      return;
    }
    // «Start registrering» comes before everything else, once.
    const isFirst = session.who.contact === null && session.who.units.length > 0;
    if (isFirst && (place.kind === "home" || place.kind === "unit")) {
      await going.goTo({ kind: "contact" }, true);
      return;
    }
    if (form !== null) await saving.flush();
    await going.load();
  }

  async function tell(): Promise<void> {
    const now = browser.now();
    told = now;
    try {
      const session = await api.alive(Math.max(0, Math.round((now - input) / 1000)));
      store.update((model) =>
        model.session.kind === "in"
          ? { ...model, session: { ...model.session, ends: endsOf(session, browser.now()) } }
          : model,
      );
    } catch (error) {
      store.update((model) => withProblem(model, problemFrom(error), false));
    }
  }

  /** Once a second: how near the session's end is. */
  async function tick(): Promise<void> {
    const { session } = store.model;
    if (session.kind !== "in") return;
    const now = browser.now();
    if (input > told && now - told >= TELL_EVERY_MS) await tell();
    const near = pressing(session.ends, now);
    if (near.kind === "none") {
      warned = false;
      return;
    }
    store.update((model) => ({ ...model, now }));
    // Another tab may have kept it: the server knows.
    if (!warned || near.kind === "over") await check();
    warned = true;
    if (near.kind === "over" && pressesStill()) endHere();
  }

  function pressesStill(): boolean {
    const { session } = store.model;
    return session.kind === "in" && pressing(session.ends, browser.now()).kind === "over";
  }

  function endHere(): void {
    store.update((model) => withProblem(model, { kind: "session_over" }, false));
  }

  return {
    check,
    tick,
    inputSeen: () => {
      input = browser.now();
      const { session } = store.model;
      const near = session.kind === "in" ? pressing(session.ends, input).kind : "none";
      if (near === "soon" || input - told >= TELL_EVERY_MS) void tell();
    },
    stayLoggedIn: async () => {
      input = browser.now();
      await tell();
      store.update((model) => say(model, (texts) => texts.session.stays));
    },
    /** There is a network again. */
    networkJoined: async () => {
      await saving.flush();
      if (store.model.absent !== null) await tryAgain();
      else if (!store.model.reached) await check();
    },
    tryAgain,
    logout: async () => {
      await saving.flush();
      const { form } = store.model;
      if (form !== null && holdsUnsaved(form)) {
        store.update((model) => ({ ...model, leaving: "logout", menuOpen: null }));
        return;
      }
      await logoutNow();
    },
    /** Goes on, and gives up what is typed and not saved. */
    leaveAnyway: async () => {
      const { leaving } = store.model;
      store.update((model) => ({ ...model, form: null, leaving: null }));
      if (leaving === "logout") await logoutNow();
      else if (leaving !== null) await going.goTo(leaving);
    },
    stay: () => store.update((model) => ({ ...model, leaving: null })),
    /** Somebody else works here: what was typed goes with its owner. */
    giveUp: async () => {
      store.update((model) => ({ ...model, session: { kind: "unknown" }, form: null, unit: null }));
      await going.goTo({ kind: "home" });
      await check();
    },
    chooseLanguage: async (language: Language) => {
      if (!LANGUAGES.includes(language)) return;
      chosen = language;
      const isHere = await fetchPortalTexts(language);
      // The texts did not come, or another language was chosen meanwhile: the page stays as it is.
      if (!isHere || chosen !== language) return;
      store.update((model) => ({ ...model, language }));
      store.update((model) => ({ ...model, notice: wordsOf(model).texts.language.name }));
      browser.addresses.put(store.model.place, true);
    },
    toggleMenu: (menu: "user" | "unit") =>
      store.update((model) => ({ ...model, menuOpen: model.menuOpen === menu ? null : menu })),
    closeMenu: (focus: string | null = null) =>
      store.update((model) =>
        model.menuOpen === null ? model : { ...model, menuOpen: null, focus },
      ),
    closeProblem: () => store.update((model) => ({ ...model, problem: null })),
    goTo: (place: Place) => going.goTo(place),
    come: (place: Place) => going.come(place),
  };

  async function tryAgain(): Promise<void> {
    await check();
    await going.load();
  }

  async function logoutNow(): Promise<void> {
    await attempt(async () => {
      const { go_to } = await api.end();
      browser.tellTabs();
      browser.leave(go_to);
    });
  }
}
