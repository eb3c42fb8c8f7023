import type { Store } from "../../parts/store";
import type { Api } from "../api";
import type { Model } from "../models/model";
import { type ContactActions, contactActions } from "./contact";
import { attempts } from "./failing";
import { type FillingActions, fillingActions } from "./filling";
import { goingOf } from "./going";
import { savingOf } from "./saving";
import { type Browser, type SessionActions, sessionActions } from "./session";

/** All that a page can do. */
export type Actions = SessionActions & FillingActions & ContactActions;

export function actionsOf(store: Store<Model>, api: Api, browser: Browser): Actions {
  const saving = savingOf(store, api);
  const attempt = attempts(store);
  const going = goingOf(store, api, saving, browser.addresses);
  const parts = { saving, going, attempt };
  return {
    ...sessionActions(store, api, browser, parts),
    ...fillingActions(store, api, browser, parts),
    ...contactActions(store, api, parts),
  };
}
