import type { Application } from "../../generated/Application";
import type { ApplicationRefusal } from "../../generated/ApplicationRefusal";
import type { PortalUnit } from "../../generated/PortalUnit";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import {
  type Applying,
  type Fields,
  type Wrong,
  waitingOf,
  wishOf,
  wrongAt,
  wrongIn,
} from "../models/applying";
import { type Model, TITLE } from "../models/model";
import { problemFrom } from "../models/problem";
import { type Attempt, say } from "./failing";

export type ApplyingActions = ReturnType<typeof applyingActions>;

/** «Utrapportering»: a person applies for access, sees what becomes of it, and can take it back. */
export function applyingActions(
  store: Store<Model>,
  api: Api,
  {
    attempt,
    newId,
    loadMail,
  }: { attempt: Attempt; newId: () => string; loadMail: () => Promise<void> },
) {
  const change = (make: (applying: Applying) => Partial<Applying>) =>
    store.update((model) =>
      model.applying === null
        ? model
        : { ...model, applying: { ...model.applying, ...make(model.applying) } },
    );
  const type = (fields: Partial<Fields>) =>
    change((applying) => ({ fields: { ...applying.fields, ...fields } }));

  function point(wrong: readonly Wrong[]): void {
    change(() => ({ wrong }));
    const [first] = wrong;
    if (first !== undefined) store.update((model) => ({ ...model, focus: `apply-${first}` }));
  }

  async function send(): Promise<void> {
    const { applying } = store.model;
    if (applying === null || applying.sending) return;
    const wish = wishOf(applying.fields);
    if (wish === null) {
      point(wrongIn(applying.fields));
      return;
    }
    change(() => ({ wrong: [], sending: true }));
    await attempt(async () => {
      try {
        const answer = await api.apply(applying.id, wish, store.model.language);
        if (answer.kind === "refused") point([REFUSED[answer.reason] ?? "reason"]);
        else {
          stands(answer.application, answer.kind === "received");
          // The address that the application tells has got its code.
          await loadMail();
        }
      } catch (error) {
        const problem = problemFrom(error);
        if (problem.kind === "invalid") point(wrongAt(problem.at));
        throw error;
      }
    });
    change(() => ({ sending: false }));
  }

  /** The application as the server has it, in its place. */
  function stands(application: Application, isSent: boolean): void {
    change(({ own }) => ({
      own: [application, ...own.filter(({ id }) => id !== application.id)],
      anew: false,
      asksWithdraw: false,
      id: newId(),
    }));
    store.update((model) => {
      const next = { ...model, focus: TITLE };
      return isSent ? say(next, (texts) => texts.apply.sent) : next;
    });
  }

  async function withdraw(): Promise<void> {
    const { applying } = store.model;
    const waiting = applying === null ? null : waitingOf(applying.own);
    change(() => ({ asksWithdraw: false }));
    if (waiting === null) return;
    await attempt(async () => {
      const { application, kind } = await api.withdrawApplication(waiting.id);
      stands(application, false);
      if (kind === "withdrawn") {
        store.update((model) => say(model, (texts) => texts.apply.withdrawn));
      }
    });
  }

  return {
    typeWish: type,
    pickUnit: (unit: PortalUnit) => type({ unit, search: unit.name }),
    sendApplication: send,
    applyAnew: () => {
      change(() => ({ anew: true }));
      store.update((model) => ({ ...model, focus: TITLE }));
    },
    askWithdrawApplication: (asksWithdraw: boolean) => change(() => ({ asksWithdraw })),
    withdrawApplication: withdraw,
  };
}

/** Where a refusal points. */
const REFUSED: Partial<Record<ApplicationRefusal, Wrong>> = {
  name_missing: "name",
  name_too_long: "name",
  reason_missing: "reason",
  reason_too_long: "reason",
  unknown_unit: "unit",
};
