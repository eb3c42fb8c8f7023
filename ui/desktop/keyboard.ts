import type { Actions } from "./actions/actions";
import type { Model } from "./models/model";
import { isOpen } from "./models/review";

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

/** What a key press does on this page, if anything. */
export function keyAction(model: Model, press: Press, actions: Actions): (() => void) | null {
  if (model.app?.session.kind !== "signed_in" || press.other) return null;
  if (model.review !== null && model.review.question !== "none") return null;
  if (model.place.kind === "report") return reviewKey(model, press, actions);
  return press.command || press.typing ? null : listKey(press, actions);
}

function listKey({ key }: Press, actions: Actions): (() => void) | null {
  switch (key) {
    case "j":
    case "J":
    case "ArrowDown":
      return () => actions.move(1);
    case "k":
    case "K":
    case "ArrowUp":
      return () => actions.move(-1);
    default:
      return null;
  }
}

function reviewKey(model: Model, press: Press, actions: Actions): (() => void) | null {
  const { review } = model;
  if (review === null) return null;
  if (press.command) {
    if (review.face !== "form" || !isOpen(review.view)) return null;
    if (press.key === "s" || press.key === "S") return () => void actions.save();
    if (press.key === "Enter") return () => void actions.proceed();
    return null;
  }
  if (press.typing || review.face !== "form" || !/^\d$/.test(press.key)) return null;
  const section = review.view.sections.find(({ number }) => number === Number(press.key));
  return section === undefined ? null : () => actions.chooseHeading(section.id);
}

/** Whether an element takes text, so that single keys belong to it. */
export function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== "radio";
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
