import type { Access } from "../../generated/Access";
import type { ApplicationId } from "../../generated/ApplicationId";
import type { ApplicationView } from "../../generated/ApplicationView";
import type { AppState } from "../../generated/AppState";
import type { CommandError } from "../../generated/CommandError";
import type { FigureSheet } from "../../generated/FigureSheet";
import type { FiguresView } from "../../generated/FiguresView";
import type { MachineView } from "../../generated/MachineView";
import type { Phrase } from "../../generated/Phrase";
import type { ReportId } from "../../generated/ReportId";
import type { ReportView } from "../../generated/ReportView";
import type { TaskLists } from "../../generated/TaskLists";
import { type Choice, firstChoice, keptChoice } from "../../parts/figures/model";
import type { Figures } from "../../parts/figures/shared";
import { type Format, formatOf } from "../../parts/format";
import { type Mail, noMailYet } from "../../parts/mail";
import { type Language, type Texts, textsOf } from "../../text";
import { type ApplicationReview, openedApplication, refreshedApplication } from "./application";
import { type County, initialCounty } from "./county";
import { type Profile, unasked } from "./profile";
import { noReminders, type Reminders } from "./reminders";
import { opened, type Review, refreshed } from "./review";
import { isAtBufdir, stageName } from "./stage";
import { initialLists, type Lists } from "./tasks";

/** Where the officer is. */
export type Place =
  | { kind: "home" }
  | { kind: "tasks" }
  | { kind: "settings" }
  | { kind: "help" }
  | { kind: "access" }
  | { kind: "reminders" }
  /** From which report one came. */
  | { kind: "figures"; from: ReportId | null }
  | { kind: "application"; id: ApplicationId }
  | { kind: "report"; id: ReportId };

/** Why a PIN cannot be chosen or changed. */
export type PinProblem = "short" | "differs" | "wrong";

/** Everything the pages are drawn from. */
export type Model = {
  language: Language;
  /** The clock, as of the last render that needed it. */
  now: number;
  /** Nothing before the first answer. */
  app: AppState | null;
  place: Place;
  tasks: TaskLists | null;
  lists: Lists;
  county: County;
  reminders: Reminders;
  application: ApplicationReview | null;
  /** Who sees the figures through the office; nothing before it was asked for. */
  access: Access[] | "unreachable" | null;
  /** Whose access the officer is asked about ending. */
  ending: ApplicationId | null;
  review: Review | null;
  /** The published figures; nothing before they were asked for. */
  figures: FiguresView | null;
  /** What home tells of them; nothing before it was asked for. */
  glance: FigureSheet | null;
  /** What of them is looked at. */
  figureChoice: Choice | null;
  /** The file that figures were saved to last, since they were opened. */
  figuresFile: string | null;
  /** The officer's own phrases. */
  phrases: Phrase[];
  profile: Profile;
  mail: Mail;
  /** What is chosen for this machine; nothing before it was asked for. */
  machine: MachineView | null;
  /** So many decisions would be left unsent: the officer is asked. */
  unsent: number | null;
  /** The file for whoever helps. */
  diagnosticsIn: string | null;
  /** The map of keys stands open. */
  keysOpen: boolean;
  menuOpen: boolean;
  /** Said by the live region. */
  notice: string;
  /** Why the PIN that was chosen is none. */
  pinProblem: PinProblem | null;
  /** The file that the officer's own texts were exported to, since the store was opened. */
  exportedTo: string | null;
  /** The officer is asked whether all that is left here shall go. */
  askedToRemove: boolean;
  /** Why the last act did nothing. */
  error: CommandError | null;
  /** The element that gets the focus after the next render. */
  focus: string | null;
};

/** What every page needs beside the model. */
export type Words = { texts: Texts; format: Format; now: Date };

export const TITLE = "page-title";

export function initial(now: number): Model {
  return {
    language: "nb",
    now,
    app: null,
    place: { kind: "home" },
    tasks: null,
    lists: initialLists(),
    county: initialCounty(),
    reminders: noReminders(),
    application: null,
    access: null,
    ending: null,
    review: null,
    figures: null,
    glance: null,
    figureChoice: null,
    figuresFile: null,
    phrases: [],
    profile: unasked(),
    mail: noMailYet(),
    machine: null,
    unsent: null,
    diagnosticsIn: null,
    keysOpen: false,
    menuOpen: false,
    notice: "",
    pinProblem: null,
    exportedTo: null,
    askedToRemove: false,
    error: null,
    focus: null,
  };
}

export function wordsOf(model: Model): Words {
  return {
    texts: textsOf(model.language),
    format: formatOf(model.language),
    now: new Date(model.now),
  };
}

/** Whether an officer is at work, with a session that runs or that has ended. */
export function isSignedIn({ app }: Model): boolean {
  return app?.session.kind === "signed_in";
}

/**
 * A new state of the application. Where the officer's store is closed, all that came from it goes;
 * only the place stays, so that a new login leads back to it.
 */
export function withApp(model: Model, app: AppState): Model {
  const before = model.app?.session.kind;
  const kind = app.session.kind;
  const next: Model = { ...model, app };
  if (app.preferences !== null) next.language = app.preferences.language;
  if (kind !== "signed_in") {
    next.tasks = null;
    next.county = initialCounty();
    next.reminders = noReminders();
    next.application = null;
    next.access = null;
    next.ending = null;
    next.review = null;
    next.figures = null;
    next.glance = null;
    next.figureChoice = null;
    next.figuresFile = null;
    next.phrases = [];
    next.profile = unasked();
    next.mail = noMailYet();
    next.keysOpen = false;
    next.menuOpen = false;
    next.exportedTo = null;
    next.askedToRemove = false;
  }
  if (before !== kind) next.pinProblem = null;
  if (before === "signed_in" && kind === "signed_out") next.place = { kind: "home" };
  if (before !== kind) {
    next.focus = TITLE;
    next.error = null;
  }
  return next;
}

/** The report that was asked for, unless the officer has gone elsewhere meanwhile. */
export function withReport(model: Model, view: ReportView): Model {
  if (model.place.kind !== "report" || model.place.id !== view.id) return model;
  if (model.review === null) return { ...model, review: opened(view), focus: onArrival(model) };
  const review = refreshed(model.review, view);
  const notice = stageNotice(model, model.review.view, view);
  return { ...model, review, notice: notice ?? model.notice };
}

/** The application that was asked for, unless the officer has gone elsewhere meanwhile. */
export function withApplication(model: Model, view: ApplicationView): Model {
  if (model.place.kind !== "application" || model.place.id !== view.id) return model;
  if (model.application === null) {
    return { ...model, application: openedApplication(view), focus: onArrival(model) };
  }
  const { stage } = view;
  const application = refreshedApplication(model.application, view);
  if (stage.kind === model.application.view.stage.kind) return { ...model, application };
  const { changes } = textsOf(model.language).stage;
  switch (stage.kind) {
    case "undecided":
    case "closed":
      return { ...model, application };
    case "saved_here":
    case "needs_you":
      return { ...model, application, notice: changes[stage.kind] };
    case "received":
      return {
        ...model,
        application,
        notice: stage.receipt === null ? model.notice : changes.received(stage.receipt.number),
      };
  }
}

/** Whoever's access was ended sees the figures no more. */
export function withoutAccess(model: Model, ended: ApplicationId): Model {
  const { access } = model;
  if (!Array.isArray(access)) return model;
  return { ...model, access: access.filter((one) => one.application_id !== ended) };
}

/** What has come takes the focus to its heading, but not out of a menu that was opened meanwhile. */
function onArrival({ menuOpen, focus }: Model): string | null {
  return menuOpen ? focus : TITLE;
}

/** The figures as they are now; what is looked at stays. */
export function withFigures(model: Model, figures: FiguresView): Model {
  // What was chosen while there was nothing to choose from is no choice.
  const wasEmpty = model.figures?.sheet.periods.length === 0;
  const before = wasEmpty ? null : model.figureChoice;
  const figureChoice =
    before === null ? firstChoice(figures.sheet) : keptChoice(figures.sheet, before);
  return { ...model, figures, figureChoice };
}

export function withPlace(model: Model, place: Place): Model {
  return {
    ...model,
    place,
    review: null,
    // The half-year that «Hele fylket» shows is the first that is looked at.
    reminders: noReminders(model.county.view?.period ?? null),
    application: null,
    access: null,
    ending: null,
    keysOpen: false,
    menuOpen: false,
    pinProblem: null,
    error: null,
    focus: TITLE,
  };
}

function stageNotice(model: Model, before: ReportView, after: ReportView): string | null {
  const changes = textsOf(model.language).stage.changes;
  if (stageName(before.stage) === stageName(after.stage)) return null;
  switch (after.stage.kind) {
    case "undecided":
      return null;
    case "saved_here":
      return changes.saved_here;
    case "needs_you":
      return changes.needs_you;
    case "received":
      return isAtBufdir(after.stage)
        ? changes.at_bufdir
        : changes.received(after.stage.receipt.number);
  }
}

/** All that the page of figures draws from; none before it is here. */
export function figuresOf(model: Model): Figures | null {
  const { figures, figureChoice, language } = model;
  if (figures === null || figureChoice === null) return null;
  const { sheet, indicators } = figures;
  const { texts, format } = wordsOf(model);
  return { sheet, indicators, choice: figureChoice, texts: texts.figures, format, language };
}
