import type { Backend } from "../backend";
import { isSignedIn } from "../models/model";
import type { Store } from "../store";
import { type ApplicationActions, applicationActions } from "./application";
import { type CountyActions, countyActions } from "./county";
import { drafts } from "./drafts";
import { figuresActions } from "./figures";
import { leavingActions } from "./leaving";
import { machineActions } from "./machine";
import { type ProfileActions, profileActions } from "./profile";
import { type RemindersActions, remindersActions } from "./reminders";
import { type ReviewActions, reviewActions } from "./review";
import { type Attempt, attempts, type SessionActions, sessionActions } from "./session";
import { type TaskActions, taskActions } from "./tasks";

/** All that a page can do. */
export type Actions = SessionActions &
  TaskActions &
  CountyActions &
  RemindersActions &
  ApplicationActions &
  ReviewActions &
  ReturnType<typeof figuresActions> &
  ProfileActions &
  ReturnType<typeof leavingActions> &
  ReturnType<typeof machineActions>;

export function actionsOf(store: Store, backend: Backend): Actions {
  const attempt = attempts(store);
  const kept = drafts(store, backend);
  const session = sessionActions(store, backend, kept, attempt);
  const profile = profileActions(store, backend, attempt);
  const machine = machineActions(store, backend, attempt);
  const county = countyActions(store, backend, attempt, session.refresh);
  const reminders = remindersActions(store, backend, attempt);
  const application = applicationActions(store, backend, attempt, session.refresh);
  const saveAll = async () => {
    await county.saveFigures();
    await application.saveAnswers();
  };
  const review = reviewActions(store, backend, kept, attempt, session.refresh);
  const figures = figuresActions(store, backend, attempt, async (place) => {
    await saveAll();
    await session.goTo(place);
  });
  return {
    ...session,
    ...profile,
    ...machine,
    goTo: async (place) => {
      await saveAll();
      await session.goTo(place);
      if (place.kind === "access") await application.loadAccess();
      if (place.kind === "reminders") await reminders.loadReminders();
      if (place.kind === "settings") {
        await Promise.all([profile.loadProfile(), machine.loadMachine()]);
      }
    },
    refresh: async () => {
      await session.refresh();
      await follow(store, backend, attempt, session, review, application);
      // Once: whether the officer has told how to be reached is said at home.
      const { app, profile: shown } = store.model;
      const isThere = app?.session.kind === "signed_in" && app.line.link === "online";
      if (isThere && shown.known === "unasked") void profile.loadProfile();
    },
    ...taskActions(store, session.refresh),
    ...leavingActions(store, backend, attempt, session.refresh),
    ...county,
    ...reminders,
    ...application,
    ...review,
    ...figures,
    open: async (id) => {
      await saveAll();
      await review.open(id);
    },
    openApplication: async (id) => {
      await saveAll();
      await kept.flush();
      await application.openApplication(id);
    },
    lock: async () => {
      await saveAll();
      await session.lock();
    },
    logout: async () => {
      await saveAll();
      await session.logout();
    },
  };
}

/** Goes where a notification or a link leads, as soon as the officer's store is open. */
async function follow(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  session: SessionActions,
  review: ReviewActions,
  application: ApplicationActions,
): Promise<void> {
  if (!isSignedIn(store.model)) return;
  await attempt(async () => {
    const wish = await backend.takeWish();
    if (wish?.kind === "report") await review.open(wish.id);
    else if (wish?.kind === "application") await application.openApplication(wish.id);
    else if (wish?.kind === "tasks") await session.goTo({ kind: "tasks" });
  });
}
