import type { Store } from "../../parts/store";
import type { Api } from "../api";
import type { Model } from "../models/model";
import type { Place } from "../models/place";
import { say } from "./failing";

/** A page that shows what others send asks again this often while it is seen. */
const LOOK_EVERY_MS = 20_000;

/** Keeps what comes from others up to date where it is shown: approvals as they come, and applications. */
export function lookingOf(
  store: Store<Model>,
  api: Api,
  { now, isSeen }: { now: () => number; isSeen: () => boolean },
) {
  let shown: Place | null = null;
  let looked = 0;

  /** Once a second. */
  async function tick(): Promise<void> {
    const { place, session } = store.model;
    if (place !== shown) {
      shown = place;
      looked = now();
    }
    if (session.kind !== "in" || !isSeen() || now() - looked < LOOK_EVERY_MS) return;
    looked = now();
    try {
      await look(() => store.model.place === place);
    } catch {
      // What is shown stays, and the next look may succeed; a session that ended tells itself.
    }
  }

  async function look(here: () => boolean): Promise<void> {
    const { place, approved, bufdir } = store.model;
    if (place.kind === "reports" && approved?.list) {
      const { period } = approved.list;
      const reports = await api.approvedIn(period);
      // What is being acknowledged is fetched anew by that.
      const more = reports.arrived.length > approved.list.reports.arrived.length;
      if (here())
        store.update((model) => {
          if (model.approved?.list?.period !== period || model.approved.sending) return model;
          const next = { ...model, approved: { ...model.approved, list: { period, reports } } };
          return more ? say(next, ({ bufdir }) => bufdir.arrived(reports.arrived.length)) : next;
        });
    } else if (place.kind === "applications" && bufdir !== null) {
      const { waiting, answered } = await api.applicationsAtBufdir();
      if (here())
        store.update((model) =>
          model.bufdir !== null && model.bufdir.sending === null
            ? { ...model, bufdir: { ...model.bufdir, waiting, answered } }
            : model,
        );
    }
  }

  return { tick };
}
