import type { Backend } from "../backend";
import type { Store } from "../store";
import { drafts } from "./drafts";
import { leavingActions } from "./leaving";
import { type ProfileActions, profileActions } from "./profile";
import { type ReviewActions, reviewActions } from "./review";
import { attempts, type SessionActions, sessionActions } from "./session";
import { type TaskActions, taskActions } from "./tasks";

/** All that a page can do. */
export type Actions = SessionActions &
  TaskActions &
  ReviewActions &
  ProfileActions &
  ReturnType<typeof leavingActions>;

export function actionsOf(store: Store, backend: Backend): Actions {
  const attempt = attempts(store);
  const kept = drafts(store, backend);
  const session = sessionActions(store, backend, kept, attempt);
  const profile = profileActions(store, backend, attempt);
  return {
    ...session,
    ...profile,
    goTo: async (place) => {
      await session.goTo(place);
      if (place.kind === "settings") await profile.loadProfile();
    },
    refresh: async () => {
      await session.refresh();
      // Once: whether the officer has told how to be reached is said at home.
      const { app, profile: shown } = store.model;
      const isThere = app?.session.kind === "signed_in" && app.line.link === "online";
      if (isThere && shown.known === "unasked") void profile.loadProfile();
    },
    ...taskActions(store),
    ...leavingActions(store, backend, attempt, session.refresh),
    ...reviewActions(store, backend, kept, attempt, session.refresh),
  };
}
