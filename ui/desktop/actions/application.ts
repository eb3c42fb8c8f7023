import type { ApplicationId } from "../../generated/ApplicationId";
import type { CommandError } from "../../generated/CommandError";
import type { Backend } from "../backend";
import {
  type AnswerField,
  type AnswerFields,
  type ApplicationReview,
  answerDraftOf,
  answerProblemsOf,
  editedApplication,
} from "../models/application";
import { isSignedIn, TITLE, withApplication, withoutAccess, withPlace } from "../models/model";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

/** The longest time that something written is not yet saved. */
const DELAY_MS = 700;

/** The element that takes the focus for a field. */
export const ANSWER_IDS: Record<AnswerField, string> = {
  answer: "answer-approve",
  until: "answer-until",
  "answer-reason": "answer-reason",
};

export type ApplicationActions = ReturnType<typeof applicationActions>;

/** One application: reading it, answering it, taking the answer back; and the access that was given. */
export function applicationActions(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  refresh: () => Promise<void>,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (
    apply: (review: ApplicationReview) => Partial<ApplicationReview>,
    focus: string | null = null,
  ) =>
    store.update((model) =>
      model.application === null
        ? model
        : {
            ...model,
            application: { ...model.application, ...apply(model.application) },
            focus: focus ?? model.focus,
          },
    );

  /** Saves what is written. False where it could not be saved. */
  async function flush(always = false): Promise<boolean> {
    clearTimeout(timer);
    timer = undefined;
    const { application } = store.model;
    if (application === null || !(always || application.edits !== application.savedEdits)) {
      return true;
    }
    const saved = await attempt(() =>
      backend.saveAnswer(application.view.id, answerDraftOf(application.fields)),
    );
    const { id } = application.view;
    change((now) =>
      now.view.id !== id
        ? {}
        : saved
          ? {
              savedEdits: application.edits,
              savedAt: new Date().toISOString(),
              saveFailed: false,
            }
          : { saveFailed: true },
    );
    return saved;
  }

  async function openApplication(id: ApplicationId): Promise<void> {
    if (!isSignedIn(store.model)) {
      store.update((model) => ({ ...model, place: { kind: "application", id } }));
      return;
    }
    await attempt(async () => {
      const view = await backend.application(id);
      store.update((model) => {
        const lists = { ...model.lists, row: id };
        return withApplication(withPlace({ ...model, lists }, { kind: "application", id }), view);
      });
    });
  }

  /** «Fortsett arbeidsflyt»: says what is missing, or asks for «Bekreft». */
  async function proceedAnswer(): Promise<void> {
    if (store.model.application?.question !== "none") return;
    const saved = await flush(true);
    const { application } = store.model;
    if (application === null) return;
    const [first] = answerProblemsOf(application);
    if (first !== undefined) change(() => ({ told: true }), ANSWER_IDS[first.field]);
    else if (saved) change(() => ({ told: false, refused: null, question: "asked" }));
  }

  /** «Bekreft»: answers what is shown, and nothing else. */
  async function confirmAnswer(): Promise<void> {
    const { application } = store.model;
    if (application?.question !== "asked") return;
    change(() => ({ question: "sending" }));
    const { id, content_hash } = application.view;
    try {
      const view = await backend.answer(id, content_hash);
      store.update((model) => ({
        ...withApplication({ ...model, now: Date.now() }, view),
        focus: "treatment-title",
      }));
    } catch (error) {
      const why = error as CommandError;
      if (why.code === "answer_refused") {
        const { refusal } = why;
        change(() => ({ question: "none", refused: refusal }), "answer-refused");
      } else {
        change(() => ({ question: "none" }), "answer-continue");
        store.update((model) => ({ ...model, error: why }));
      }
    }
    await refresh();
  }

  return {
    openApplication,
    saveAnswers: flush,
    editAnswer: (fields: Partial<AnswerFields>) => {
      change((review) => editedApplication(review, fields));
      timer ??= setTimeout(() => void flush(), DELAY_MS);
    },
    saveAnswerNow: async () => {
      if (await flush(true)) store.update((model) => say(model, (t) => t.treatment.savedNow));
    },
    proceedAnswer,
    takeBackAnswer: () => {
      if (store.model.application?.question === "asked") {
        change(() => ({ question: "none" }), "answer-continue");
      }
    },
    confirmAnswer,
    undoAnswer: async (decisionId: string) => {
      await attempt(async () => {
        const view = await backend.undoAnswer(decisionId);
        if (view !== null) store.update((model) => withApplication(model, view));
        store.update((model) => say(model, (t) => t.stage.changes.undone));
      });
      store.update((model) => ({ ...model, focus: "treatment-title" }));
      await refresh();
    },
    /** Who sees the figures through the office; nothing where the server is not reached. */
    loadAccess: async () => {
      try {
        const access = await backend.access();
        store.update((model) => ({ ...model, access }));
      } catch {
        store.update((model) => ({ ...model, access: "unreachable" }));
      }
    },
    askEndAccess: (ending: ApplicationId | null) => store.update((model) => ({ ...model, ending })),
    endAccess: async () => {
      const { ending } = store.model;
      if (ending === null) return;
      store.update((model) => ({ ...model, ending: null, focus: TITLE }));
      await attempt(async () => {
        await backend.endAccess(ending);
        store.update((model) => say(withoutAccess(model, ending), (t) => t.access.ended));
      });
    },
  };
}
