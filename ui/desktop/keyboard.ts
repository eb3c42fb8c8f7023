import type { Actions } from "./actions/actions";
import { canAnswer } from "./models/application";
import { type Model, wordsOf } from "./models/model";
import { CHANGES, isOpen } from "./models/review";
import { isApplication, nextTask } from "./models/tasks";

/** What a key press is made of. */
export type Press = {
  key: string;
  /** Ctrl, or ⌘. */
  command: boolean;
  /** Alt, or any other key that makes it mean something else. */
  other: boolean;
  /** In a field that takes text. */
  typing: boolean;
};

type Act = (() => void) | null;

/** What a key press does on this page, if anything. */
export function keyAction(model: Model, press: Press, actions: Actions): Act {
  if (model.app?.session.kind !== "signed_in") return null;
  if (model.review !== null && model.review.question !== "none") return null;
  if (model.county.question !== "none" || model.ending !== null) return null;
  if (model.application !== null && model.application.question !== "none") return null;
  if (model.keysOpen) return null;
  if (press.other) {
    if (press.key === "1") return () => void actions.goTo({ kind: "tasks" });
    return press.key === "2" ? () => void actions.goTo({ kind: "figures", from: null }) : null;
  }
  if (press.command) return commandKey(model, press, actions);
  if (press.typing || model.app.preferences?.single_keys === false) return null;
  return anywhere(model, press, actions) ?? singleKey(model, press, actions);
}

function singleKey(model: Model, press: Press, actions: Actions): Act {
  switch (model.place.kind) {
    case "report":
      return reviewKey(model, press, actions);
    case "tasks":
      return listKey(press, actions);
    case "home":
    case "settings":
    case "help":
    case "access":
    case "reminders":
    case "figures":
      return null;
    case "application":
      return applicationKey(model, press, actions);
  }
}

/** «Godkjenner»: the first of the answers that can be given. */
function applicationKey({ application }: Model, { key }: Press, actions: Actions): Act {
  if (application === null || !canAnswer(application.view)) return null;
  if (key !== "g" && key !== "G") return null;
  const first = application.view.applicant === "external" ? "answer-forward" : "answer-approve";
  return () => actions.focusOn(first);
}

function anywhere(model: Model, { key }: Press, actions: Actions): Act {
  if (key === "?") return () => actions.showKeys(true);
  if (key === "t" || key === "T") return () => void openNext(model, actions);
  return null;
}

/** «Neste som trenger meg». */
export async function openNext(model: Model, actions: Actions): Promise<void> {
  if (model.tasks === null) return;
  const { place } = model;
  const here = place.kind === "report" || place.kind === "application" ? place.id : model.lists.row;
  const next = nextTask(model.tasks, model.lists, wordsOf(model).format, here);
  if (next === null) await actions.goTo({ kind: "tasks" });
  else if (isApplication(next)) await actions.openApplication(next.id);
  else await actions.open(next.id);
}

function listKey({ key }: Press, actions: Actions): Act {
  switch (key) {
    case "j":
    case "J":
    case "ArrowDown":
      return () => actions.move(1);
    case "k":
    case "K":
    case "ArrowUp":
      return () => actions.move(-1);
    case "/":
      return () => actions.focusOn("task-search");
    default:
      return null;
  }
}

function commandKey(model: Model, { key }: Press, actions: Actions): Act {
  const { review, place, lists, application } = model;
  if (application !== null && canAnswer(application.view)) {
    if (key === "s" || key === "S") return () => void actions.saveAnswerNow();
    if (key === "Enter") return () => void actions.proceedAnswer();
  }
  if (place.kind === "tasks" && lists.tab === "county" && key === "Enter") {
    return () => void actions.proceedTogether();
  }
  if (review === null || review.face !== "form" || !isOpen(review.view)) return null;
  if (key === "s" || key === "S") return () => void actions.save();
  if (key === "Enter") return () => void actions.proceed();
  return null;
}

function reviewKey({ review }: Model, { key }: Press, actions: Actions): Act {
  if (review === null || review.face !== "form") return null;
  if (/^\d$/.test(key)) {
    const section = review.view.sections.find(({ number }) => number === Number(key));
    return section === undefined ? null : () => actions.chooseHeading(section.id);
  }
  return readingKey(key, review.heading === CHANGES, actions) ?? fieldKey(review, key, actions);
}

function readingKey(key: string, inChanges: boolean, actions: Actions): Act {
  const move = (step: 1 | -1) =>
    inChanges ? () => actions.nextChanged(step) : () => actions.moveRow(step);
  switch (key) {
    case "j":
    case "J":
      return move(1);
    case "k":
    case "K":
      return move(-1);
    case "n":
      return () => actions.nextFinding(1);
    case "N":
      return () => actions.nextFinding(-1);
    case "e":
      return () => actions.nextChanged(1);
    case "E":
      return () => actions.nextChanged(-1);
    default:
      return null;
  }
}

function fieldKey({ view }: NonNullable<Model["review"]>, key: string, actions: Actions): Act {
  if (!isOpen(view)) return null;
  switch (key.toLowerCase()) {
    case "s":
      return actions.askHere;
    case "o":
      return () => actions.focusOn("own-figure");
    case "g":
      return () => actions.focusOn("approve-yes");
    case "c":
      return () => actions.focusOn("comment");
    default:
      return null;
  }
}

/** Whether an element takes text, so that single keys belong to it. */
export function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["radio", "checkbox"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
