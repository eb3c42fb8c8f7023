import type { StatusLine } from "../../generated/StatusLine";
import type { Format } from "../../parts/format";
import type { IconName } from "../../parts/icon";
import type { Texts } from "../../text";

export type Status = {
  icon: IconName;
  /** The connection, in one word. */
  word: string;
  /** What waits, and when the copy was made; empty where there is nothing to say. */
  details: string[];
  /** Grey ground: work goes on without the server. */
  off: boolean;
};

/** The status line in words. The state is told, never guessed. */
export function statusOf(line: StatusLine, texts: Texts, format: Format): Status {
  const words = texts.status;
  const needsYou = line.needs_you > 0 ? [words.needsYou(line.needs_you)] : [];
  const waits = (say: (n: number) => string) => (line.waiting > 0 ? [say(line.waiting)] : []);
  switch (line.link) {
    case "unknown":
      return {
        icon: "cloud",
        word: words.unknown,
        details: [...waits(words.waitingHere), ...needsYou],
        off: false,
      };
    case "online": {
      const waiting = waits(words.waitingHere);
      const updated = line.updated_at === null ? [] : [words.updated(format.time(line.updated_at))];
      return {
        icon: "cloud",
        word: words.online,
        details: [...(waiting.length > 0 ? waiting : updated), ...needsYou],
        off: false,
      };
    }
    case "offline":
      return {
        icon: "offline",
        word: words.offline,
        details: [...waits(words.waitingNetwork), ...needsYou],
        off: true,
      };
    case "login_needed":
      return {
        icon: "login",
        word: words.loginNeeded,
        details: [...waits(words.waitingLogin), ...needsYou],
        off: true,
      };
    case "server_trouble":
      return {
        icon: "trouble",
        word: words.serverTrouble,
        details: [...waits(words.waitingServer), ...needsYou],
        off: true,
      };
  }
}

export function statusText(status: Status): string {
  return [status.word, ...status.details].join(" · ");
}
