import type { CommandError } from "../../generated/CommandError";
import type { ReportId } from "../../generated/ReportId";
import type { Backend } from "../backend";
import { isSignedIn, type Model, withPlace, withReport } from "../models/model";
import { edited, type Field, type Fields, problemsOf, type Review } from "../models/review";
import type { Store } from "../store";
import type { Drafts } from "./drafts";
import { ownActions } from "./own";
import { readingActions } from "./reading";
import { type Attempt, say } from "./session";

/** The element that takes the focus for a field. */
export const FIELD_IDS: Record<Field, string> = {
  "own-figure": "own-figure",
  approve: "approve-yes",
  comment: "comment",
};

export type ReviewActions = ReturnType<typeof reviewActions>;

export function reviewActions(
  store: Store,
  backend: Backend,
  drafts: Drafts,
  attempt: Attempt,
  refresh: () => Promise<void>,
) {
  const change = (apply: (review: Review) => Partial<Review>, rest: Partial<Model> = {}) =>
    store.update((model) =>
      model.review === null
        ? model
        : { ...model, ...rest, review: { ...model.review, ...apply(model.review) } },
    );

  async function open(id: ReportId): Promise<void> {
    if (!isSignedIn(store.model)) {
      // A notification was pressed before the login: the login leads to its report.
      store.update((model) => ({ ...model, place: { kind: "report", id } }));
      return;
    }
    await drafts.flush();
    await attempt(async () => {
      const view = await backend.report(id);
      store.update((model) => {
        const lists = { ...model.lists, row: id };
        return withReport(withPlace({ ...model, lists }, { kind: "report", id }), view);
      });
      if (store.model.figures !== null) return;
      // Its points lead to their indicators.
      const figures = await backend.figures();
      // For the points' numbers. What is looked at first is found when the figures are looked at.
      store.update((model) => ({ ...model, figures }));
    });
  }

  async function back(): Promise<void> {
    await drafts.flush();
    store.update((model) => withPlace(model, { kind: "tasks" }));
    await refresh();
  }

  function edit(fields: Partial<Fields>): void {
    change((review) => edited(review, fields));
    drafts.schedule();
  }

  async function save(): Promise<void> {
    if (await drafts.flush(true)) store.update((model) => say(model, (t) => t.treatment.savedNow));
  }

  /** «Fortsett arbeidsflyt»: says what is missing, or asks for «Bekreft». */
  async function proceed(): Promise<void> {
    if (store.model.review?.question !== "none") return;
    const saved = await drafts.flush();
    const { review } = store.model;
    if (review === null) return;
    const [first] = problemsOf(review);
    if (first !== undefined) change(() => ({ told: true }), { focus: FIELD_IDS[first.field] });
    else if (saved) change(() => ({ told: false, refused: null, question: "asked" }));
  }

  function takeBack(): void {
    if (store.model.review?.question !== "asked") return;
    change(() => ({ question: "none" }), { focus: "continue" });
  }

  /** «Bekreft»: decides what is shown, and nothing else. */
  async function confirm(): Promise<void> {
    const { review } = store.model;
    if (review?.question !== "asked") return;
    change(() => ({ question: "sending" }));
    const { id, revision, content_hash } = review.view;
    try {
      const view = await backend.decide(id, revision, content_hash);
      store.update((model) => ({
        ...withReport({ ...model, now: Date.now() }, view),
        focus: "treatment-title",
      }));
    } catch (error) {
      refused(error as CommandError);
    }
    await refresh();
  }

  function refused(error: CommandError): void {
    if (error.code === "unseen") {
      change(() => ({ question: "none", told: true }), { focus: FIELD_IDS.approve });
    } else if (error.code === "refused") {
      const { refusal } = error;
      change(() => ({ question: "none", refused: refusal, told: true }), { focus: "refused" });
    } else {
      change(() => ({ question: "none" }), { focus: "continue", error });
    }
  }

  async function undo(decisionId: string): Promise<void> {
    await attempt(async () => {
      const view = await backend.undo(decisionId);
      if (view !== null) store.update((model) => withReport(model, view));
      store.update((model) => say(model, (t) => t.stage.changes.undone));
    });
    store.update((model) => ({ ...model, focus: "treatment-title" }));
    await refresh();
  }

  /** Puts a text on the clipboard; where the system refuses, marks it. */
  async function copy(text: string, element: string, what: "text" | "checksum"): Promise<void> {
    const words = what === "text" ? "needsYou" : "entry";
    try {
      await navigator.clipboard.writeText(text);
      store.update((model) => say(model, (t) => t[words].copied));
    } catch {
      select(element);
      store.update((model) => say(model, (t) => t[words].copyByHand));
    }
  }

  return {
    open,
    back,
    edit,
    save,
    proceed,
    takeBack,
    confirm,
    undo,
    copy,
    chooseHeading: (heading: string) => change(() => ({ heading, row: null })),
    turn: (face: Review["face"]) => change(() => ({ face }), { focus: "page-title" }),
    print: () => attempt(() => backend.print()),
    ...readingActions(store, backend, edit),
    ...ownActions(store, backend, attempt, refresh),
  };
}

function select(id: string): void {
  const element = document.getElementById(id);
  if (element instanceof HTMLTextAreaElement) element.select();
  else if (element !== null) document.getSelection()?.selectAllChildren(element);
}
