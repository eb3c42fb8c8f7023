/** Why the server did not do what it was asked. */
export type Problem =
  /** This machine has no network. */
  | { kind: "offline" }
  /** The server does not answer. */
  | { kind: "away" }
  | { kind: "session_over" }
  | { kind: "not_found" }
  | { kind: "forbidden" }
  /** What is there does not allow it. */
  | { kind: "conflict" }
  /** Too many requests. */
  | { kind: "busy" }
  | { kind: "too_large" }
  /** `at` names the fields that are at fault, where the server names them. */
  | { kind: "invalid"; at: readonly string[] }
  | { kind: "trouble"; reference: string | null };

/** Whether the same request may do better in a while. */
export function passes({ kind }: Problem): boolean {
  return kind === "offline" || kind === "away" || kind === "busy" || kind === "trouble";
}

export function problemFrom(error: unknown): Problem {
  if (typeof error === "object" && error !== null && "kind" in error) return error as Problem;
  return { kind: "trouble", reference: null };
}
