import type { AnswerStage } from "../../generated/AnswerStage";
import type { Stage } from "../../generated/Stage";
import type { StatusLine } from "../../generated/StatusLine";
import type { StageStep } from "../../parts/stages";
import type { Words } from "./model";

export type Decided = Extract<Stage, { kind: "saved_here" | "received" }>;

/** The decision is received, and the approved report is at Bufdir. */
export function isAtBufdir(stage: Stage): boolean {
  return stage.kind === "received" && stage.acknowledged_at !== null;
}

/** Where a decision stands, in one word. */
export function stageName(stage: Stage): Stage["kind"] | "at_bufdir" {
  return isAtBufdir(stage) ? "at_bufdir" : stage.kind;
}

/** The path of a decision. What the server has not confirmed is not shown as done. */
export function stepsOf(stage: Decided, { texts, format, now }: Words): StageStep[] {
  const words = texts.stage;
  const when = (instant: string) => `${format.shortDate(instant, now)} ${format.time(instant)}`;
  const received = stage.kind === "received";
  const acknowledged = received ? stage.acknowledged_at : null;
  const end: StageStep =
    stage.verdict.kind === "approve"
      ? {
          icon: "bufdir",
          word: words.atBufdir,
          note: acknowledged === null ? "" : when(acknowledged),
          confirmed: acknowledged !== null,
          here: false,
        }
      : { icon: "undo", word: words.returned, note: "", confirmed: received, here: false };
  return [
    {
      icon: "savedHere",
      word: words.savedHere,
      note: when(stage.confirmed_at),
      confirmed: received,
      here: true,
    },
    { icon: "sent", word: words.sent, note: "", confirmed: received, here: false },
    {
      icon: "done",
      word: words.received,
      note: received ? when(stage.receipt.received_at) : "",
      confirmed: received,
      here: false,
    },
    end,
  ];
}

/** The path of an answer to an application. */
export function answerSteps(
  stage: Extract<AnswerStage, { kind: "saved_here" | "received" }>,
  { texts, format, now }: Words,
): StageStep[] {
  const words = texts.stage;
  const when = (instant: string) => `${format.shortDate(instant, now)} ${format.time(instant)}`;
  const received = stage.kind === "received";
  const receipt = received ? stage.receipt : null;
  return [
    {
      icon: "savedHere",
      word: words.savedHere,
      note: when(stage.confirmed_at),
      confirmed: received,
      here: true,
    },
    { icon: "sent", word: words.sent, note: "", confirmed: received, here: false },
    {
      icon: "done",
      word: words.received,
      note: receipt === null ? "" : when(receipt.received_at),
      confirmed: received,
      here: false,
    },
  ];
}

/** What an answer that is saved here waits for, and whether it can be undone. */
export function answerWait(
  stage: Extract<AnswerStage, { kind: "saved_here" }>,
  link: StatusLine["link"],
  words: Words,
): string {
  return waitText(stage, link, words);
}

/** What a decision that is saved here waits for, and whether it can be undone. */
export function waitText(
  stage: { due_at: string; can_undo: boolean },
  link: StatusLine["link"],
  { texts, format, now }: Words,
): string {
  const words = texts.stage;
  const left = Date.parse(stage.due_at) - now.getTime();
  const undo = stage.can_undo ? ` ${words.canUndo}` : "";
  switch (link) {
    case "offline":
      return words.waitsForNetwork + undo;
    case "login_needed":
      return words.waitsForLogin + undo;
    case "server_trouble":
      return words.waitsForServer + undo;
    case "unknown":
    case "online":
      return stage.can_undo && left > 0
        ? words.sendsIn(format.duration(left)) + undo
        : words.sendsNow;
  }
}
