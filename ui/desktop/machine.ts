import type { SessionActions } from "./actions/session";

/**
 * What the machine says: there is a network again; somebody looks at the window again, where the time
 * may have passed without a change.
 */
export function hearMachine(
  machine: EventTarget,
  { networkJoined, refresh }: Pick<SessionActions, "networkJoined" | "refresh">,
): void {
  machine.addEventListener("online", () => void networkJoined());
  machine.addEventListener("focus", () => void refresh());
}
