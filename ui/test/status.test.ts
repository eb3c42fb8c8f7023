import { describe, expect, it } from "vitest";
import { type StatusInput, statusOf, statusText } from "../desktop/models/status";
import type { Link } from "../generated/Link";
import { formatOf } from "../parts/format";
import { textsOf } from "../text";

const now = new Date(2026, 7, 25, 13, 30);
const at = (day: number, hour: number, minute: number) =>
  new Date(2026, 7, day, hour, minute).toISOString();

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
  "3 wait": { waiting: 3, needsYou: 0 },
  "1 came back": { waiting: 0, needsYou: 1 },
  "3 wait, 1 came back": { waiting: 3, needsYou: 1 },
} as const;
const LEASES = { "no lease": null, "a lease": at(28, 8, 14) } as const;

type Row = [text: string, icon: string];

/** The line as an officer reads it, for every combination. */
const TABLE: Record<string, Row> = {
  "unknown, session runs, nothing waits, no lease": ["Kobler til", "cloud"],
  "unknown, session runs, nothing waits, a lease": ["Kobler til", "cloud"],
  "unknown, session runs, 3 wait, no lease": ["Kobler til · 3 lagret her", "cloud"],
  "unknown, session runs, 3 wait, a lease": ["Kobler til · 3 lagret her", "cloud"],
  "unknown, session runs, 1 came back, no lease": ["Kobler til · 1 trenger deg", "cloud"],
  "unknown, session runs, 1 came back, a lease": ["Kobler til · 1 trenger deg", "cloud"],
  "unknown, session runs, 3 wait, 1 came back, no lease": [
    "Kobler til · 3 lagret her · 1 trenger deg",
    "cloud",
  ],
  "unknown, session runs, 3 wait, 1 came back, a lease": [
    "Kobler til · 3 lagret her · 1 trenger deg",
    "cloud",
  ],
  "unknown, session ended, nothing waits, no lease": ["Logg inn for å sende", "login"],
  "unknown, session ended, nothing waits, a lease": [
    "Logg inn for å sende · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "unknown, session ended, 3 wait, no lease": [
    "Logg inn for å sende · 3 venter på innlogging",
    "login",
  ],
  "unknown, session ended, 3 wait, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "unknown, session ended, 1 came back, no lease": [
    "Logg inn for å sende · 1 trenger deg",
    "login",
  ],
  "unknown, session ended, 1 came back, a lease": [
    "Logg inn for å sende · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "unknown, session ended, 3 wait, 1 came back, no lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg",
    "login",
  ],
  "unknown, session ended, 3 wait, 1 came back, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "online, session runs, nothing waits, no lease": ["Tilkoblet · oppdatert kl. 13.20", "cloud"],
  "online, session runs, nothing waits, a lease": ["Tilkoblet · oppdatert kl. 13.20", "cloud"],
  "online, session runs, 3 wait, no lease": ["Tilkoblet · 3 lagret her", "cloud"],
  "online, session runs, 3 wait, a lease": ["Tilkoblet · 3 lagret her", "cloud"],
  "online, session runs, 1 came back, no lease": [
    "Tilkoblet · oppdatert kl. 13.20 · 1 trenger deg",
    "cloud",
  ],
  "online, session runs, 1 came back, a lease": [
    "Tilkoblet · oppdatert kl. 13.20 · 1 trenger deg",
    "cloud",
  ],
  "online, session runs, 3 wait, 1 came back, no lease": [
    "Tilkoblet · 3 lagret her · 1 trenger deg",
    "cloud",
  ],
  "online, session runs, 3 wait, 1 came back, a lease": [
    "Tilkoblet · 3 lagret her · 1 trenger deg",
    "cloud",
  ],
  "online, session ended, nothing waits, no lease": ["Logg inn for å sende", "login"],
  "online, session ended, nothing waits, a lease": [
    "Logg inn for å sende · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "online, session ended, 3 wait, no lease": [
    "Logg inn for å sende · 3 venter på innlogging",
    "login",
  ],
  "online, session ended, 3 wait, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "online, session ended, 1 came back, no lease": ["Logg inn for å sende · 1 trenger deg", "login"],
  "online, session ended, 1 came back, a lease": [
    "Logg inn for å sende · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "online, session ended, 3 wait, 1 came back, no lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg",
    "login",
  ],
  "online, session ended, 3 wait, 1 came back, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "offline, session runs, nothing waits, no lease": ["Frakoblet", "offline"],
  "offline, session runs, nothing waits, a lease": [
    "Frakoblet · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session runs, 3 wait, no lease": ["Frakoblet · 3 venter på nett", "offline"],
  "offline, session runs, 3 wait, a lease": [
    "Frakoblet · 3 venter på nett · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session runs, 1 came back, no lease": ["Frakoblet · 1 trenger deg", "offline"],
  "offline, session runs, 1 came back, a lease": [
    "Frakoblet · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session runs, 3 wait, 1 came back, no lease": [
    "Frakoblet · 3 venter på nett · 1 trenger deg",
    "offline",
  ],
  "offline, session runs, 3 wait, 1 came back, a lease": [
    "Frakoblet · 3 venter på nett · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session ended, nothing waits, no lease": ["Frakoblet", "offline"],
  "offline, session ended, nothing waits, a lease": [
    "Frakoblet · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session ended, 3 wait, no lease": ["Frakoblet · 3 venter på innlogging", "offline"],
  "offline, session ended, 3 wait, a lease": [
    "Frakoblet · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session ended, 1 came back, no lease": ["Frakoblet · 1 trenger deg", "offline"],
  "offline, session ended, 1 came back, a lease": [
    "Frakoblet · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "offline, session ended, 3 wait, 1 came back, no lease": [
    "Frakoblet · 3 venter på innlogging · 1 trenger deg",
    "offline",
  ],
  "offline, session ended, 3 wait, 1 came back, a lease": [
    "Frakoblet · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "offline",
  ],
  "login_needed, session runs, nothing waits, no lease": ["Logg inn for å sende", "login"],
  "login_needed, session runs, nothing waits, a lease": [
    "Logg inn for å sende · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session runs, 3 wait, no lease": [
    "Logg inn for å sende · 3 venter på innlogging",
    "login",
  ],
  "login_needed, session runs, 3 wait, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session runs, 1 came back, no lease": [
    "Logg inn for å sende · 1 trenger deg",
    "login",
  ],
  "login_needed, session runs, 1 came back, a lease": [
    "Logg inn for å sende · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session runs, 3 wait, 1 came back, no lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg",
    "login",
  ],
  "login_needed, session runs, 3 wait, 1 came back, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session ended, nothing waits, no lease": ["Logg inn for å sende", "login"],
  "login_needed, session ended, nothing waits, a lease": [
    "Logg inn for å sende · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session ended, 3 wait, no lease": [
    "Logg inn for å sende · 3 venter på innlogging",
    "login",
  ],
  "login_needed, session ended, 3 wait, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session ended, 1 came back, no lease": [
    "Logg inn for å sende · 1 trenger deg",
    "login",
  ],
  "login_needed, session ended, 1 came back, a lease": [
    "Logg inn for å sende · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "login_needed, session ended, 3 wait, 1 came back, no lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg",
    "login",
  ],
  "login_needed, session ended, 3 wait, 1 came back, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "server_trouble, session runs, nothing waits, no lease": ["Serveren svarer med feil", "trouble"],
  "server_trouble, session runs, nothing waits, a lease": [
    "Serveren svarer med feil · uten nett til 28. august kl. 08.14",
    "trouble",
  ],
  "server_trouble, session runs, 3 wait, no lease": [
    "Serveren svarer med feil · 3 venter på serveren",
    "trouble",
  ],
  "server_trouble, session runs, 3 wait, a lease": [
    "Serveren svarer med feil · 3 venter på serveren · uten nett til 28. august kl. 08.14",
    "trouble",
  ],
  "server_trouble, session runs, 1 came back, no lease": [
    "Serveren svarer med feil · 1 trenger deg",
    "trouble",
  ],
  "server_trouble, session runs, 1 came back, a lease": [
    "Serveren svarer med feil · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "trouble",
  ],
  "server_trouble, session runs, 3 wait, 1 came back, no lease": [
    "Serveren svarer med feil · 3 venter på serveren · 1 trenger deg",
    "trouble",
  ],
  "server_trouble, session runs, 3 wait, 1 came back, a lease": [
    "Serveren svarer med feil · 3 venter på serveren · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "trouble",
  ],
  "server_trouble, session ended, nothing waits, no lease": ["Logg inn for å sende", "login"],
  "server_trouble, session ended, nothing waits, a lease": [
    "Logg inn for å sende · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "server_trouble, session ended, 3 wait, no lease": [
    "Logg inn for å sende · 3 venter på innlogging",
    "login",
  ],
  "server_trouble, session ended, 3 wait, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "server_trouble, session ended, 1 came back, no lease": [
    "Logg inn for å sende · 1 trenger deg",
    "login",
  ],
  "server_trouble, session ended, 1 came back, a lease": [
    "Logg inn for å sende · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
  "server_trouble, session ended, 3 wait, 1 came back, no lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg",
    "login",
  ],
  "server_trouble, session ended, 3 wait, 1 came back, a lease": [
    "Logg inn for å sende · 3 venter på innlogging · 1 trenger deg · uten nett til 28. august kl. 08.14",
    "login",
  ],
};

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
