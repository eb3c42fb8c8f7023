// What a person at Bufdir works with: external applications, and who has access.

import type { Access } from "../../generated/Access";
import type { Answer } from "../../generated/Answer";
import type { Application } from "../../generated/Application";
import type { ApplicationDecision } from "../../generated/ApplicationDecision";
import type { ApplicationRefusal } from "../../generated/ApplicationRefusal";
import type { PortalUnit } from "../../generated/PortalUnit";
import { dayOf } from "../../parts/norway";

export type Typed = {
  approve: boolean | null;
  until: string;
  reason: string;
  wrong: "approve" | "until" | "reason" | null;
  /** The decision's id: sent again, it is the same one. */
  id: string;
};

export type Bufdir = {
  waiting: readonly Application[];
  answered: readonly Application[];
  access: readonly Access[];
  places: readonly PortalUnit[];
  /** What is typed of each application. */
  typed: Readonly<Record<string, Typed>>;
  sending: string | null;
  refused: { id: string; reason: ApplicationRefusal } | null;
  /** Whose access is about to be ended. */
  ending: Access | null;
};

/** Access is given for at most so many years. */
const YEARS_MAX = 2;

/** The first and the last day that can be chosen, and the one that is suggested: a year from now. */
export function daysFrom(now: Date): { first: string; last: string; suggested: string } {
  return { first: dayOf(now), last: dayOf(now, YEARS_MAX), suggested: dayOf(now, 1) };
}

export function untyped(id: string, now: Date): Typed {
  return { approve: null, until: daysFrom(now).suggested, reason: "", wrong: null, id };
}

export function wrongIn({ approve, until, reason }: Typed, now: Date): Typed["wrong"] {
  if (approve === null) return "approve";
  const { first, last } = daysFrom(now);
  if (approve) return until >= first && until <= last ? null : "until";
  return reason.trim() === "" || reason.length > 10_000 ? "reason" : null;
}

export function decisionOn(
  application: Application,
  typed: Typed,
  now: Date,
): ApplicationDecision | null {
  if (wrongIn(typed, now) !== null) return null;
  const answer: Answer = typed.approve
    ? { kind: "approve", until: typed.until }
    : { kind: "reject", reason: typed.reason.trim() };
  return {
    id: typed.id,
    application_id: application.id,
    content_hash: application.content_hash,
    answer,
    confirmed_at: now.toISOString(),
  };
}
