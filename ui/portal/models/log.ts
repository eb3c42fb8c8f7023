// The audit log, as Bufdir reads it.

import type { BufdirAudit } from "../../generated/BufdirAudit";
import type { BufdirAuditQuery } from "../../generated/BufdirAuditQuery";
import type { BufdirAuditRow } from "../../generated/BufdirAuditRow";
import type { PortalUnit } from "../../generated/PortalUnit";

export type Log = {
  query: BufdirAuditQuery;
  /** Whose acts alone are shown, by name. */
  actor: string | null;
  answer: BufdirAudit | null;
  places: readonly PortalUnit[];
  sending: boolean;
};

export const ALL_ROWS: BufdirAuditQuery = {
  since: null,
  until: null,
  actor: null,
  office: null,
  action: null,
  before: null,
};

export const NO_LOG: Log = {
  query: ALL_ROWS,
  actor: null,
  answer: null,
  places: [],
  sending: false,
};

/** The question for the rows after those that are shown. */
export function older({ query, answer }: Log): BufdirAuditQuery {
  return { ...query, before: answer?.rows.at(-1)?.id ?? null };
}

/** Who it was, as well as it is known. */
export function actorOf({ actor_name, actor_id }: BufdirAuditRow): string | null {
  return actor_name ?? actor_id;
}
