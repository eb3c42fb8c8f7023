import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { type Approved, UNOPENED } from "../models/approved";
import { type Model, TITLE } from "../models/model";
import { type Attempt, say } from "./failing";

export type ApprovedActions = ReturnType<typeof approvedActions>;

const REASON_MAX = 10_000;

/** What a person at Bufdir does with an approved report. */
export function approvedActions(store: Store<Model>, api: Api, { attempt }: { attempt: Attempt }) {
  const change = (more: Partial<Approved>) =>
    store.update((model) => ({ ...model, approved: { ...UNOPENED, ...model.approved, ...more } }));

  /** Asks before it is done, where there is a reason. */
  function askReopen(asks: boolean): void {
    const reason = store.model.approved?.reason.trim() ?? "";
    const isWrong = asks && (reason === "" || reason.length > REASON_MAX);
    change({ asks: asks && !isWrong, isWrong });
    if (isWrong) store.update((model) => ({ ...model, focus: "reopen-reason" }));
  }

  async function reopen(): Promise<void> {
    const { approved } = store.model;
    const one = approved?.one ?? null;
    if (approved === null || one === null || approved.sending) return;
    change({ asks: false, sending: true });
    await attempt(async () => {
      const answer = await api.reopen(one.row.report_id, one.row.revision, approved.reason.trim());
      if (answer.kind === "no_reason") {
        change({ isWrong: true });
        return;
      }
      change({ one: answer.report, isOther: answer.kind === "not_approved", reason: "" });
      store.update((model) => {
        const next = { ...model, focus: TITLE };
        return answer.kind === "reopened" ? say(next, (texts) => texts.bufdir.reopened) : next;
      });
    });
    change({ sending: false });
  }

  return {
    typeReopenReason: (reason: string) => change({ reason, isWrong: false }),
    askReopen,
    reopenReport: reopen,
  };
}
