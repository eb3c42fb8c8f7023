import { describe, expect, it } from "vitest";
import { type StatusInput, statusOf, statusText } from "../desktop/models/status";
import type { Link } from "../generated/Link";
import { formatOf } from "../parts/format";
import { textsOf } from "../text";
import table from "./status.json";

const now = new Date("2026-08-25T13:30:00+02:00");
const at = (day: number, hour: number, minute: number) =>
  `2026-08-${day}T${String(hour).padStart(2, "0")}:${minute}:00+02:00`;

const LINKS: Record<Link, null> = {
  unknown: null,
  online: null,
  offline: null,
  login_needed: null,
  server_trouble: null,
};
const SESSIONS = { runs: "session runs", ended: "session ended" } as const;
const OUTBOXES = {
  "nothing waits": { waiting: 0, needsYou: 0 },
  "1 waits": { waiting: 1, needsYou: 0 },
  "2 came back": { waiting: 0, needsYou: 2 },
  "1 waits, 2 came back": { waiting: 1, needsYou: 2 },
} as const;
const LEASES = { "no lease": null, "a lease": at(28, 8, 14) } as const;

/** The line as an officer reads it, for every combination; the test in the window reads it too. */
const TABLE: Record<string, string[]> = table;

function keysOf<T extends object>(of: T): (keyof T & string)[] {
  return Object.keys(of) as (keyof T & string)[];
}

const COMBINATIONS: [string, StatusInput][] = keysOf(LINKS).flatMap((link) =>
  keysOf(SESSIONS).flatMap((session) =>
    keysOf(OUTBOXES).flatMap((outbox) =>
      keysOf(LEASES).map((lease): [string, StatusInput] => [
        `${link}, ${SESSIONS[session]}, ${outbox}, ${lease}`,
        {
          link,
          session,
          outbox: OUTBOXES[outbox],
          lease: LEASES[lease],
          updatedAt: at(25, 13, 20),
        },
      ]),
    ),
  ),
);

describe("the status line", () => {
  it.each(COMBINATIONS)("%s", (name, input) => {
    const status = statusOf(input, textsOf("nb"), formatOf("nb"), now);
    expect([statusText(status), status.icon]).toEqual(TABLE[name]);
  });

  it("has one row for each combination", () => {
    expect(Object.keys(TABLE).sort()).toEqual(COMBINATIONS.map(([name]) => name).sort());
  });

  it("is grey where the server is out of reach, and says nothing of a copy never made", () => {
    const of = (input: Partial<StatusInput>) =>
      statusOf(
        {
          link: "online",
          session: "runs",
          outbox: OUTBOXES["nothing waits"],
          lease: null,
          updatedAt: null,
          ...input,
        },
        textsOf("nb"),
        formatOf("nb"),
        now,
      );
    expect(of({}).details).toEqual([]);
    const grey = keysOf(LINKS).filter((link) => of({ link }).off);
    expect(grey).toEqual(["offline", "login_needed", "server_trouble"]);
    expect(of({ session: "ended" }).off).toBe(true);
  });
});
