import type { Ask } from "../../generated/Ask";
import type { Draft } from "../../generated/Draft";
import type { EarlierFigure } from "../../generated/EarlierFigure";
import type { PointId } from "../../generated/PointId";
import type { Refusal } from "../../generated/Refusal";
import type { ReportView } from "../../generated/ReportView";
import { foundSpots, unseenErrors } from "./found";

/** The longest comment, in characters; as in the domain's decision. */
export const COMMENT_MAX = 10_000;

const FIGURE_MAX = 4_294_967_295;

/** What stands in the fields, also where it is no number. */
export type Fields = {
  ownFigure: string;
  approve: boolean | null;
  comment: string;
  asks: Ask[];
};

export type Field = "own-figure" | "approve" | "comment";

/** One thing a draft lacks before it can become a decision. */
export type Problem = {
  field: Field;
  code:
    | "own_figure_invalid"
    | "own_figure_missing"
    | "own_figure_too_high"
    | "no_verdict"
    | "errors_unseen"
    | "comment_missing"
    | "comment_too_long";
};

/** What stands in the place of a heading: the changes of a corrected report. */
export const CHANGES = "changes";

/** One report under review. */
export type Review = {
  view: ReportView;
  /** The form, the decision with its receipt, or what became of a decision that came back. */
  face: "form" | "entry" | "back";
  /** The chosen heading, or the changes. */
  heading: string;
  /** Only points with findings. */
  onlyFound: boolean;
  /** The point that the keyboard is at. */
  row: PointId | null;
  fields: Fields;
  /** The own figure that stands there from an earlier version's decision, until the officer writes one. */
  carried: EarlierFigure | null;
  /** Counts changes of the fields, and how many of them are saved. */
  edits: number;
  savedEdits: number;
  savedAt: string | null;
  saving: boolean;
  saveFailed: boolean;
  /** «Fortsett arbeidsflyt» was pressed: say what is missing. */
  told: boolean;
  /** Why the engine refused the decision. */
  refused: Refusal | null;
  /** «Bekreft» stands open, or was pressed. */
  question: "none" | "asked" | "sending";
  /** What Bufdir is told when it is asked to reopen the report; none where nobody is asking. */
  reopening: string | null;
  /** The report got a new version while it was open. */
  newVersion: boolean;
};

export function opened(view: ReportView): Review {
  return {
    view,
    face: faceOf(view),
    heading: firstHeading(view),
    onlyFound: false,
    row: null,
    fields: fieldsOf(view),
    carried: view.carried,
    edits: 0,
    savedEdits: 0,
    savedAt: view.draft_saved_at,
    saving: false,
    saveFailed: false,
    told: false,
    refused: null,
    question: "none",
    reopening: null,
    newVersion: false,
  };
}

/** What a report opens on. */
function faceOf(view: ReportView): Review["face"] {
  if (view.stage.kind === "received") return "entry";
  return view.stage.kind === "needs_you" ? "back" : "form";
}

/**
 * The same report, asked again. What stands in the fields is newer than any draft that comes with it,
 * so the fields change only where the officer's task does.
 */
export function refreshed(review: Review, view: ReportView): Review {
  const known =
    (review.heading === CHANGES && view.changes !== null) ||
    view.sections.some((section) => section.id === review.heading);
  const next: Review = {
    ...review,
    view,
    heading: known ? review.heading : firstHeading(view),
  };
  const newVersion =
    view.revision !== review.view.revision || view.content_hash !== review.view.content_hash;
  if (newVersion && isOpen(review.view) && isOpen(view) && hasText(review)) {
    const carried = review.carried === null ? null : view.carried;
    const ownFigure = review.carried === null ? review.fields.ownFigure : figureText(carried);
    return {
      ...next,
      ...ASK_AGAIN,
      fields: { ...review.fields, ownFigure, approve: null },
      carried,
      edits: review.edits + 1,
      newVersion,
    };
  }
  if (!newVersion && view.stage.kind === review.view.stage.kind) return next;
  return {
    ...next,
    ...ASK_AGAIN,
    face: faceOf(view) === "back" ? "back" : next.face === "back" ? faceOf(view) : next.face,
    fields: fieldsOf(view),
    carried: view.carried,
    edits: 0,
    savedEdits: 0,
    savedAt: view.draft_saved_at,
    saveFailed: false,
    newVersion: newVersion || (review.newVersion && isOpen(view)),
  };
}

const ASK_AGAIN = { told: false, refused: null, question: "none" } as const;

/** Whether the officer has written anything: a figure that was only carried there is nothing of the officer's. */
function hasText({ fields, carried }: Review): boolean {
  const figure = carried === null && fields.ownFigure !== "";
  return figure || fields.comment !== "" || fields.asks.length > 0;
}

export function edited(review: Review, change: Partial<Fields>): Review {
  return {
    ...review,
    fields: { ...review.fields, ...change },
    carried: change.ownFigure === undefined ? review.carried : null,
    edits: review.edits + 1,
    refused: null,
  };
}

export function isDirty(review: Review): boolean {
  return review.edits !== review.savedEdits;
}

/** Whether the fields can be filled in: the report is undecided, or its decision came back. */
export function isOpen(view: ReportView): boolean {
  switch (view.stage.kind) {
    case "undecided":
      return true;
    case "needs_you":
      return view.stage.reason !== "no_access";
    case "saved_here":
    case "received":
      return false;
  }
}

/** What is saved on this machine. A figure that is no number is kept in its field only. */
export function draftOf(fields: Fields): Draft {
  const figure = figureOf(fields.ownFigure);
  return {
    own_figure: figure === "invalid" ? null : figure,
    approve: fields.approve,
    comment: fields.comment,
    asks: fields.asks,
  };
}

export function figureOf(text: string): number | null | "invalid" {
  const digits = text.replace(/\s/g, "");
  if (digits === "") return null;
  if (!/^\d+$/.test(digits)) return "invalid";
  const figure = Number(digits);
  return figure > FIGURE_MAX ? "invalid" : figure;
}

/** What the draft lacks, in the order of the page; the engine judges the same again. */
export function problemsOf({ fields, view }: Review): Problem[] {
  const problems: Problem[] = [];
  const figure = figureOf(fields.ownFigure);
  if (figure === "invalid") {
    problems.push({ field: "own-figure", code: "own_figure_invalid" });
  } else if (fields.approve === true && figure === null) {
    problems.push({ field: "own-figure", code: "own_figure_missing" });
  } else if (
    fields.approve === true &&
    figure !== null &&
    view.extended !== null &&
    figure > view.extended
  ) {
    problems.push({ field: "own-figure", code: "own_figure_too_high" });
  }
  if (fields.approve === null) problems.push({ field: "approve", code: "no_verdict" });
  else if (fields.approve && unseenErrors(view).length > 0) {
    problems.push({ field: "approve", code: "errors_unseen" });
  }
  const comment = fields.comment.trim();
  if (fields.approve === false && comment === "") {
    problems.push({ field: "comment", code: "comment_missing" });
  } else if ([...comment].length > COMMENT_MAX) {
    problems.push({ field: "comment", code: "comment_too_long" });
  }
  return problems;
}

function figureText(carried: EarlierFigure | null): string {
  return carried === null ? "" : String(carried.figure);
}

/**
 * The draft, or an earlier decision's own figure; where a decision came back without a draft, the decision's
 * own text.
 */
function fieldsOf(view: ReportView): Fields {
  const { draft, stage } = view;
  const empty = draft.own_figure === null && draft.approve === null && draft.comment === "";
  if (stage.kind === "needs_you" && empty) {
    const { verdict } = stage;
    return {
      ownFigure: verdict.own_figure === null ? "" : String(verdict.own_figure),
      approve: null,
      comment: verdict.comment ?? "",
      asks: verdict.kind === "return" ? verdict.asks : [],
    };
  }
  return {
    ownFigure: draft.own_figure === null ? figureText(view.carried) : String(draft.own_figure),
    approve: draft.approve,
    comment: draft.comment,
    asks: draft.asks,
  };
}

/** A corrected report opens on its changes, else on the first heading with a finding. */
function firstHeading(view: ReportView): string {
  if (view.changes !== null && view.stage.kind !== "received") return CHANGES;
  return foundSpots(view)[0]?.heading ?? view.sections[0]?.id ?? "";
}
