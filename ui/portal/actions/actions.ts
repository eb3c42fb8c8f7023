import type { Store } from "../../parts/store";
import type { Api } from "../api";
import type { Model } from "../models/model";
import { type AdministeringActions, administeringActions } from "./administering";
import { type ApplyingActions, applyingActions } from "./applying";
import { type ApprovedActions, approvedActions } from "./approved";
import { type BufdirActions, bufdirActions } from "./bufdir";
import { type ContactActions, contactActions } from "./contact";
import { attempts } from "./failing";
import { type FiguresActions, figuresActions } from "./figures";
import { type FillingActions, fillingActions } from "./filling";
import { goingOf } from "./going";
import { type HalvesActions, halvesActions } from "./halves";
import { lookingOf } from "./looking";
import { savingOf } from "./saving";
import { type Browser, type SessionActions, sessionActions } from "./session";

/** All that a page can do. */
export type Actions = SessionActions &
  FillingActions &
  ContactActions &
  ApplyingActions &
  BufdirActions &
  ApprovedActions &
  HalvesActions &
  FiguresActions &
  AdministeringActions;

function isIn({ session }: Model): boolean {
  return session.kind === "in";
}

export function actionsOf(store: Store<Model>, api: Api, browser: Browser): Actions {
  const saving = savingOf(store, api);
  const attempt = attempts(store);
  const going = goingOf(store, api, saving, browser);
  const parts = { saving, going, attempt };
  const session = sessionActions(store, api, browser, parts);
  const contact = contactActions(store, api, parts);
  const looking = lookingOf(store, api, browser);
  return {
    ...session,
    tick: async () => {
      await session.tick();
      await looking.tick();
    },
    check: async () => {
      const wasIn = isIn(store.model);
      await session.check();
      if (!wasIn && isIn(store.model)) await contact.loadMail();
    },
    ...fillingActions(store, api, browser, parts),
    ...contact,
    ...applyingActions(store, api, {
      attempt,
      newId: browser.newId,
      loadMail: contact.loadMail,
    }),
    ...approvedActions(store, api, { attempt, save: browser.save }),
    ...halvesActions(store, api, { attempt }),
    ...figuresActions(store, api, { attempt, save: browser.save }),
    ...administeringActions(store, api, { attempt, now: browser.now }),
    ...bufdirActions(store, api, { attempt, newId: browser.newId, now: browser.now }),
  };
}
