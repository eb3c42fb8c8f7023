import type { PortalMe } from "../../generated/PortalMe";
import type { PortalSession } from "../../generated/PortalSession";

/** So long before the session ends for want of input is it said. */
export const WARNING_MS = 3 * 60_000;

export type Who = Pick<
  PortalMe,
  "person_id" | "name" | "contact" | "units" | "is_bufdir" | "sees_figures"
>;

export type Ends = {
  /** When the session ends unless somebody types or points, by this machine's clock. */
  idleAt: number;
  /** When it ends in any case. */
  at: number;
};

export type Session =
  | { kind: "unknown" }
  | { kind: "none" }
  | { kind: "in"; who: Who; ends: Ends }
  /** It has ended while somebody worked: what is typed is kept, and shown to no one else. */
  | { kind: "over"; who: Who }
  /** Somebody else has logged in in this browser. */
  | { kind: "other"; who: Who; now: string };

/** The server's times as this machine's clock has them. */
export function endsOf(session: PortalSession, now: number): Ends {
  const ahead = Date.parse(session.server_time) - now;
  return {
    idleAt: Date.parse(session.idle_expires_at) - ahead,
    at: Date.parse(session.ends_at) - ahead,
  };
}

export type Pressing =
  | { kind: "none" }
  | { kind: "soon"; left: number; idle: boolean }
  | { kind: "over" };

/** How near the end is. Input moves only the first of the two ends. */
export function pressing({ idleAt, at }: Ends, now: number): Pressing {
  const idle = idleAt < at;
  const left = Math.min(idleAt, at) - now;
  if (left <= 0) return { kind: "over" };
  return left <= WARNING_MS ? { kind: "soon", left, idle } : { kind: "none" };
}

/** What follows when the server says who is logged in. */
export function loggedIn(before: Session, me: PortalMe, now: number): Session {
  const { session, ...who } = me;
  const kept = before.kind === "unknown" || before.kind === "none" ? null : before.who;
  if (kept !== null && kept.person_id !== who.person_id) {
    return { kind: "other", who: kept, now: who.name };
  }
  return { kind: "in", who, ends: endsOf(session, now) };
}
