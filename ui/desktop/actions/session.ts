import type { ApplicationId } from "../../generated/ApplicationId";
import type { CommandError } from "../../generated/CommandError";
import type { OfficeId } from "../../generated/OfficeId";
import type { ReportId } from "../../generated/ReportId";
import { fetchTexts, type Language, type Texts, textsOf } from "../../text";
import type { Backend } from "../backend";
import { withCounty } from "../models/county";
import {
  type Model,
  type PinProblem,
  type Place,
  withApp,
  withApplication,
  withFigures,
  withPlace,
  withReport,
  wordsOf,
} from "../models/model";
import { isDirty } from "../models/review";
import { statusInput, statusOf, statusText } from "../models/status";
import type { Store } from "../store";
import type { Drafts } from "./drafts";

/** The engine refuses less. */
const PIN_MIN = 8;

/** Runs an act; what it fails with is shown. True where it did not fail. */
export type Attempt = (act: () => Promise<void>) => Promise<boolean>;

export function attempts(store: Store): Attempt {
  return async (act) => {
    try {
      await act();
      return true;
    } catch (error) {
      store.update((model) => ({ ...model, error: error as CommandError }));
      return false;
    }
  };
}

function showsArchive({ place, lists }: Model): boolean {
  return place.kind === "tasks" && lists.tab === "archive";
}

export type SessionActions = ReturnType<typeof sessionActions>;

export function sessionActions(store: Store, backend: Backend, drafts: Drafts, attempt: Attempt) {
  let asking = false;
  let again = false;

  async function ask(): Promise<void> {
    const app = await backend.appState();
    if (app.preferences !== null) await fetchTexts(app.preferences.language);
    store.update((model) => announced(model, withApp({ ...model, now: Date.now() }, app)));
    if (app.session.kind !== "signed_in") return;
    const tasks = await backend.tasks(showsArchive(store.model));
    store.update((model) => ({ ...model, tasks }));
    const { place, lists } = store.model;
    if (place.kind === "report") await askReport(place.id);
    if (place.kind === "application") await askApplication(place.id);
    if (place.kind === "tasks" && lists.tab === "county") await askCounty();
    if (place.kind === "figures") await askFigures();
    if (place.kind === "home") await askGlance();
  }

  async function askGlance(): Promise<void> {
    const glance = await backend.figuresAtAGlance();
    store.update((model) => ({ ...model, glance }));
  }

  async function askFigures(): Promise<void> {
    const figures = await backend.figures();
    store.update((model) => withFigures(model, figures));
  }

  async function askApplication(id: ApplicationId): Promise<void> {
    try {
      const view = await backend.application(id);
      store.update((model) => withApplication(model, view));
    } catch (error) {
      notHere(error as CommandError);
    }
  }

  /** What was shown is not on this machine any more. */
  function notHere(error: CommandError): void {
    if (error.code !== "not_found") throw error;
    store.update((model) => ({ ...withPlace(model, { kind: "tasks" }), error }));
  }

  async function askCounty(): Promise<void> {
    const { period } = store.model.county;
    const view = await backend.county(period);
    store.update((model) =>
      model.county.period === period ? { ...model, county: withCounty(model.county, view) } : model,
    );
  }

  async function askReport(id: ReportId): Promise<void> {
    try {
      const view = await backend.report(id);
      store.update((model) => withReport(model, view));
      const { review } = store.model;
      if (review !== null && isDirty(review)) drafts.schedule();
    } catch (error) {
      notHere(error as CommandError);
    }
  }

  /** Asks for everything that is shown; a change heard meanwhile is asked for afterwards. */
  async function refresh(): Promise<void> {
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        await attempt(ask);
      }
    } finally {
      asking = false;
    }
  }

  async function logIn(office: OfficeId | null): Promise<void> {
    await drafts.flush();
    await attempt(() => backend.loginBegin(store.model.language, office));
    await refresh();
  }

  return {
    refresh,
    /** Draws the clock anew. */
    tick: () => store.update((model) => ({ ...model, now: Date.now() })),
    /** Kept for the officer; before the login for the window alone. */
    chooseLanguage: async (language: Language) => {
      await fetchTexts(language);
      const chosen = store.model.app?.preferences ?? null;
      store.update((model) => ({ ...model, language }));
      if (chosen === null) return;
      await attempt(() => backend.setPreferences({ ...chosen, language }));
      await refresh();
    },
    goTo: async (place: Place) => {
      await drafts.flush();
      store.update((model) => withPlace(model, place));
      await refresh();
    },
    focusOn: (focus: string) => store.update((model) => ({ ...model, focus })),
    showKeys: (keysOpen: boolean) => store.update((model) => ({ ...model, keysOpen })),
    toggleMenu: () =>
      store.update((model) => ({
        ...model,
        menuOpen: !model.menuOpen,
        focus: model.menuOpen ? "menu-button" : "menu",
      })),
    closeMenu: (focus: string | null = null) =>
      store.update((model) => (model.menuOpen ? { ...model, menuOpen: false, focus } : model)),
    closeError: () => store.update((model) => ({ ...model, error: null, focus: "page-title" })),
    login: () => logIn(null),
    /** A login for another office of the officer's. */
    workFor: (office: OfficeId) => logIn(office),
    cancelLogin: async () => {
      await attempt(() => backend.loginCancel());
      await refresh();
    },
    openBrowserAgain: () => attempt(() => backend.loginOpenAgain()),
    logout: async () => {
      await drafts.flush();
      store.update((model) => ({ ...model, menuOpen: false }));
      await attempt(() => backend.logout());
      await refresh();
    },
    choosePin: async (pin: string, again: string) => {
      const pinProblem = problemOf(pin, again);
      store.update((model) => ({ ...model, pinProblem, focus: "pin" }));
      if (pinProblem === null) await attempt(() => backend.choosePin(pin));
      await refresh();
    },
    /** Puts a new PIN in the old one's place. */
    changePin: async (old: string, pin: string, again: string) => {
      let pinProblem: PinProblem | null = problemOf(pin, again);
      let done = false;
      if (pinProblem === null) {
        try {
          await backend.changePin(old, pin);
          done = true;
        } catch (error) {
          if ((error as CommandError).code === "pin_wrong") pinProblem = "wrong";
          else store.update((model) => ({ ...model, error: error as CommandError }));
        }
      }
      const focus = done ? "change-pin" : pinProblem === "wrong" ? "old-pin" : "pin";
      store.update((model) => {
        const next = { ...model, pinProblem, focus };
        return done ? say(next, (texts) => texts.settings.pinChanged) : next;
      });
      await refresh();
    },
    unlock: async (pin: string) => {
      await attempt(() => backend.unlock(pin));
      store.update((model) => ({ ...model, focus: "pin" }));
      await refresh();
    },
    pinForgotten: async () => {
      await attempt(() => backend.pinForgotten());
      await refresh();
    },
    lock: async () => {
      await drafts.flush();
      await attempt(() => backend.lock());
      await refresh();
    },
    inputSeen: () => attempt(() => backend.inputSeen()),
    lookAgain: async () => {
      await attempt(() => backend.lookAgain());
      await refresh();
    },
    networkJoined: () => attempt(() => backend.networkJoined()),
    syncNow: async () => {
      await attempt(() => backend.syncNow());
      await refresh();
    },
  };
}

function problemOf(pin: string, again: string): PinProblem | null {
  if ([...pin].length < PIN_MIN) return "short";
  return pin === again ? null : "differs";
}

/** Says a change of the connection in the live region. */
function announced(before: Model, after: Model): Model {
  if (before.app === null || after.app === null) return after;
  if (after.app.session.kind !== "signed_in") return after;
  if (before.app.line.link === after.app.line.link) return after;
  const { texts, format, now } = wordsOf(after);
  return { ...after, notice: statusText(statusOf(statusInput(after.app), texts, format, now)) };
}

/** Said by the live region; said again where the same thing happens again. */
export function say(model: Model, pick: (texts: Texts) => string): Model {
  const text = pick(textsOf(model.language));
  return { ...model, notice: model.notice === text ? `${text}\u00a0` : text };
}
