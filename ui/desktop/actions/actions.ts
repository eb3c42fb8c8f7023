import type { Backend } from "../backend";
import type { Store } from "../store";
import { drafts } from "./drafts";
import { leavingActions } from "./leaving";
import { type ReviewActions, reviewActions } from "./review";
import { attempts, type SessionActions, sessionActions } from "./session";
import { type TaskActions, taskActions } from "./tasks";

/** All that a page can do. */
export type Actions = SessionActions &
  TaskActions &
  ReviewActions &
  ReturnType<typeof leavingActions>;

export function actionsOf(store: Store, backend: Backend): Actions {
  const attempt = attempts(store);
  const kept = drafts(store, backend);
  const session = sessionActions(store, backend, kept, attempt);
  return {
    ...session,
    ...taskActions(store),
    ...leavingActions(store, backend, attempt, session.refresh),
    ...reviewActions(store, backend, kept, attempt, session.refresh),
  };
}
