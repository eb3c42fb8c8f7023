import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { type Approved, type ExportFormat, fileOf, portions, UNOPENED } from "../models/approved";
import { type Model, TITLE } from "../models/model";
import { type Attempt, say } from "./failing";

export type ApprovedActions = ReturnType<typeof approvedActions>;

const REASON_MAX = 10_000;

/** What a person at Bufdir does with an approved report. */
export function approvedActions(
  store: Store<Model>,
  api: Api,
  { attempt, save }: { attempt: Attempt; save: (name: string, file: Blob) => void },
) {
  const change = (more: Partial<Approved>) =>
    store.update((model) => ({ ...model, approved: { ...UNOPENED, ...model.approved, ...more } }));

  /** Asks before it is done, where there is a reason. */
  function ask(what: "reopen" | "refuse" | null): void {
    const reason = store.model.approved?.reason.trim() ?? "";
    const isWrong = what !== null && (reason === "" || reason.length > REASON_MAX);
    change({ asks: isWrong ? null : what, isWrong });
    if (isWrong) store.update((model) => ({ ...model, focus: "reopen-reason" }));
  }

  async function answer(): Promise<void> {
    const { approved } = store.model;
    const one = approved?.one ?? null;
    if (approved === null || one === null || approved.asks === null || approved.sending) return;
    const asked = [one.row.report_id, one.row.revision, approved.reason.trim()] as const;
    const refuses = approved.asks === "refuse";
    change({ asks: null, sending: true });
    await attempt(async () => {
      const answered = refuses ? await api.refuseReopening(...asked) : await api.reopen(...asked);
      if (answered.kind === "no_reason") {
        change({ isWrong: true });
        return;
      }
      const isOther = answered.kind === "not_approved" || answered.kind === "not_asked";
      change({ one: answered.report, isOther, reason: "" });
      store.update((model) => {
        const next = { ...model, focus: TITLE };
        if (isOther) return next;
        return say(next, ({ bufdir }) => (refuses ? bufdir.refusedReopening : bufdir.reopened));
      });
    });
    change({ sending: false });
  }

  function choose(ids: readonly string[], isChosen: boolean): void {
    const others = (store.model.approved?.chosen ?? []).filter((id) => !ids.includes(id));
    change({ chosen: isChosen ? [...others, ...ids] : others });
  }

  /** Says that approvals are received, and shows what the server then has. */
  async function acknowledge(ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || store.model.approved?.sending === true) return;
    change({ sending: true });
    await attempt(async () => {
      for (const portion of portions(ids)) await api.acknowledge(portion);
      const { approved } = store.model;
      if (approved?.list) {
        const { period } = approved.list;
        change({ list: { period, reports: await api.approvedIn(period) }, chosen: [] });
      } else if (approved?.one) {
        change({ one: await api.approvedReport(approved.one.row.report_id) });
      }
      store.update((model) => ({
        ...say(model, (texts) => texts.bufdir.acknowledged(ids.length)),
        focus: TITLE,
      }));
    });
    change({ sending: false });
  }

  /** Fetches the approved reports of the half-year that is shown, and leaves the file to the browser. */
  async function takeOut(format: ExportFormat): Promise<void> {
    const { approved } = store.model;
    const period = approved?.list?.period;
    if (period === undefined || approved?.taking) return;
    change({ taking: { format, bytes: 0 } });
    await attempt(async () => {
      const file = await api.takeOut(period, format, (bytes) =>
        change({ taking: { format, bytes } }),
      );
      save(fileOf(period, format), file);
      store.update((model) => say(model, (texts) => texts.bufdir.taken));
    });
    change({ taking: null });
  }

  return {
    takeOut,
    typeReopenReason: (reason: string) => change({ reason, isWrong: false }),
    askReopen: ask,
    answerReopening: answer,
    chooseArrived: choose,
    acknowledge,
  };
}
