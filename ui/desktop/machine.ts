import type { SessionActions } from "./actions/session";

/** Input is told of this often at most. */
const INPUT_EVERY_MS = 20_000;

/**
 * What the machine says: there is a network again; somebody looks at the window again, where the time
 * may have passed without a change; somebody types or points.
 */
export function hearMachine(
  machine: EventTarget,
  {
    networkJoined,
    refresh,
    inputSeen,
  }: Pick<SessionActions, "networkJoined" | "refresh" | "inputSeen">,
): void {
  let told = Number.NEGATIVE_INFINITY;
  const heard = () => {
    if (Date.now() - told < INPUT_EVERY_MS) return;
    told = Date.now();
    void inputSeen();
  };
  for (const kind of ["keydown", "pointerdown", "wheel"]) machine.addEventListener(kind, heard);
  machine.addEventListener("online", () => void networkJoined());
  machine.addEventListener("focus", () => void refresh());
}
