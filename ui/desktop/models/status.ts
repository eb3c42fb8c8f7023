import type { AppState } from "../../generated/AppState";
import type { Link } from "../../generated/Link";
import type { Format } from "../../parts/format";
import type { IconName } from "../../parts/icon";
import type { Texts } from "../../text";

/** All that the status line depends on. */
export type StatusInput = {
  outbox: {
    /** Decisions that the server is not known to have. */
    waiting: number;
    needsYou: number;
  };
  session: "runs" | "ended";
  /** How the last exchange with the server went. */
  link: Link;
  /** When the copy was last brought up to date. */
  updatedAt: string | null;
  /** Until when the store opens without the server; none where that is not known. */
  lease: string | null;
};

export type Status = {
  icon: IconName;
  /** The connection, in one word. */
  word: string;
  /** What waits, and when the copy was made; empty where there is nothing to say. */
  details: string[];
  /** Grey ground: work goes on without the server. */
  off: boolean;
};

type Connection = {
  icon: IconName;
  word: string;
  off: boolean;
  /** What a decision waits for. */
  waits: (n: number) => string;
};

export function statusInput({ line, session }: AppState): StatusInput {
  return {
    outbox: { waiting: line.waiting, needsYou: line.needs_you },
    session: session.kind === "signed_in" && !session.expired ? "runs" : "ended",
    link: line.link,
    updatedAt: line.updated_at,
    lease: line.offline_until,
  };
}

/** The status line in words. The state is told, never guessed. */
export function statusOf(input: StatusInput, texts: Texts, format: Format, now: Date): Status {
  const words = texts.status;
  const { icon, word, off, waits } = connection(input, texts);
  const { needsYou } = input.outbox;
  const some = (n: number, say: (n: number) => string) => (n > 0 ? [say(n)] : []);
  const outbox = some(input.outbox.waiting, waits);
  const fresh =
    !off && input.link === "online" && outbox.length === 0 && input.updatedAt !== null
      ? [words.updated(format.time(input.updatedAt))]
      : [];
  const lease =
    off && input.lease !== null ? [words.offlineUntil(format.whenShort(input.lease, now))] : [];
  return {
    icon,
    word,
    details: [...outbox, ...fresh, ...some(needsYou, words.needsYou), ...lease],
    off,
  };
}

/** Without a network a login would not help: that comes first. */
function connection({ link, session }: StatusInput, { status }: Texts): Connection {
  const ended = session === "ended";
  const login = {
    icon: "login",
    word: status.loginNeeded,
    off: true,
    waits: status.waitingLogin,
  } as const;
  switch (link) {
    case "offline":
      return {
        icon: "offline",
        word: status.offline,
        off: true,
        waits: ended ? status.waitingLogin : status.waitingNetwork,
      };
    case "login_needed":
      return login;
    case "unknown":
      if (ended) return login;
      return { icon: "cloud", word: status.unknown, off: false, waits: status.waitingHere };
    case "online":
      if (ended) return login;
      return { icon: "cloud", word: status.online, off: false, waits: status.waitingHere };
    case "server_trouble":
      if (ended) return login;
      return {
        icon: "trouble",
        word: status.serverTrouble,
        off: true,
        waits: status.waitingServer,
      };
  }
}

export function statusText(status: Status): string {
  return [status.word, ...status.details].join(" · ");
}
