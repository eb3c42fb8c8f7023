// One application for access, and what the officer answers to it.

import type { AnswerDraft } from "../../generated/AnswerDraft";
import type { AnswerKind } from "../../generated/AnswerKind";
import type { ApplicationRefusal } from "../../generated/ApplicationRefusal";
import type { ApplicationView } from "../../generated/ApplicationView";
import { COMMENT_MAX } from "./review";

/** What stands in the fields. */
export type AnswerFields = { answer: AnswerKind | null; until: string; reason: string };

export type AnswerField = "answer" | "until" | "answer-reason";

/** One thing a draft lacks before it can become an answer. */
export type AnswerProblem = {
  field: AnswerField;
  code: "no_answer" | "until_missing" | "until_outside" | "reason_missing" | "reason_too_long";
};

/** One application on its page. */
export type ApplicationReview = {
  view: ApplicationView;
  fields: AnswerFields;
  /** Counts changes of the fields, and how many of them are saved. */
  edits: number;
  savedEdits: number;
  savedAt: string | null;
  saveFailed: boolean;
  /** «Fortsett arbeidsflyt» was pressed: say what is missing. */
  told: boolean;
  /** Why the engine refused the answer. */
  refused: ApplicationRefusal | null;
  /** «Bekreft» stands open, or was pressed. */
  question: "none" | "asked" | "sending";
};

export function openedApplication(view: ApplicationView): ApplicationReview {
  return {
    view,
    fields: fieldsOf(view),
    edits: 0,
    savedEdits: 0,
    savedAt: view.draft_saved_at,
    saveFailed: false,
    told: false,
    refused: null,
    question: "none",
  };
}

/** The same application, asked again: what stands in the fields is newer than any draft that comes with it. */
export function refreshedApplication(
  review: ApplicationReview,
  view: ApplicationView,
): ApplicationReview {
  if (view.stage.kind === review.view.stage.kind) return { ...review, view };
  return openedApplication(view);
}

/** Whether an answer can be filled in: nobody decides the own application. */
export function canAnswer({ stage, is_own }: ApplicationView): boolean {
  if (is_own) return false;
  return stage.kind === "undecided" || (stage.kind === "needs_you" && stage.reason !== "no_access");
}

/** The draft; where an answer came back without one, the answer's own text. */
function fieldsOf({ draft, stage }: ApplicationView): AnswerFields {
  const empty = draft.answer === null && draft.until === null && draft.reason === "";
  if (stage.kind === "needs_you" && empty) {
    const { answer } = stage;
    return {
      answer: null,
      until: answer.kind === "approve" ? answer.until : "",
      reason: answer.kind === "reject" ? answer.reason : "",
    };
  }
  return { answer: draft.answer, until: draft.until ?? "", reason: draft.reason };
}

export function editedApplication(
  review: ApplicationReview,
  change: Partial<AnswerFields>,
): ApplicationReview {
  return {
    ...review,
    fields: { ...review.fields, ...change },
    edits: review.edits + 1,
    refused: null,
  };
}

/** What is saved on this machine. A day that is none is kept in its field only. */
export function answerDraftOf({ answer, until, reason }: AnswerFields): AnswerDraft {
  return { answer, until: isDay(until) ? until : null, reason };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** What the draft lacks, in the order of the page; the engine judges the same again. */
export function answerProblemsOf({ fields, view }: ApplicationReview): AnswerProblem[] {
  const { answer, until, reason } = fields;
  switch (answer) {
    case null:
      return [{ field: "answer", code: "no_answer" }];
    case "forward":
      return [];
    case "approve":
      if (!isDay(until)) return [{ field: "until", code: "until_missing" }];
      return until < view.until_from || until > view.until_to
        ? [{ field: "until", code: "until_outside" }]
        : [];
    case "reject":
      if (reason.trim() === "") return [{ field: "answer-reason", code: "reason_missing" }];
      return [...reason.trim()].length > COMMENT_MAX
        ? [{ field: "answer-reason", code: "reason_too_long" }]
        : [];
  }
}
