import type { Access } from "../../generated/Access";
import type { Application } from "../../generated/Application";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { type Bufdir, decisionOn, type Typed, untyped, wrongIn } from "../models/bufdir";
import { type Model, TITLE } from "../models/model";
import { type Attempt, say } from "./failing";

export type BufdirActions = ReturnType<typeof bufdirActions>;

/** What a person at Bufdir does with external applications and with access. */
export function bufdirActions(
  store: Store<Model>,
  api: Api,
  { attempt, newId, now }: { attempt: Attempt; newId: () => string; now: () => number },
) {
  const change = (make: (bufdir: Bufdir) => Partial<Bufdir>) =>
    store.update((model) =>
      model.bufdir === null
        ? model
        : { ...model, bufdir: { ...model.bufdir, ...make(model.bufdir) } },
    );
  const typedOf = ({ typed }: Bufdir, id: string): Typed =>
    typed[id] ?? untyped(newId(), new Date(now()));

  const typeAnswer = (id: string, fields: Partial<Typed>) =>
    change((bufdir) => ({
      typed: { ...bufdir.typed, [id]: { ...typedOf(bufdir, id), wrong: null, ...fields } },
    }));

  async function answer(application: Application): Promise<void> {
    const { bufdir } = store.model;
    if (bufdir === null || bufdir.sending !== null) return;
    const today = new Date(now());
    const typed = typedOf(bufdir, application.id);
    const decision = decisionOn(application, typed, today);
    if (decision === null) {
      const wrong = wrongIn(typed, today);
      typeAnswer(application.id, { wrong });
      store.update((model) => ({ ...model, focus: `${wrong}-${application.id}` }));
      return;
    }
    change(() => ({ sending: application.id, refused: null }));
    await attempt(async () => {
      const answered = await api.answerApplication(decision);
      if (answered.kind === "refused") {
        change(() => ({ refused: { id: application.id, reason: answered.reason } }));
      } else {
        store.update((model) => say(model, (texts) => texts.bufdir.answeredNotice));
      }
      stands(answered.application);
    });
    change(() => ({ sending: null }));
  }

  /** The application as the server has it: one that no longer waits is among the answered. */
  function stands(application: Application): void {
    const others = (list: readonly Application[]) => list.filter(({ id }) => id !== application.id);
    const waits = application.state.kind === "at_bufdir";
    change(({ waiting, answered }) => ({
      waiting: waits ? [...others(waiting), application] : others(waiting),
      answered: waits ? others(answered) : [application, ...others(answered)],
    }));
    if (!waits) store.update((model) => ({ ...model, focus: TITLE }));
  }

  async function endAccess(): Promise<void> {
    const ending = store.model.bufdir?.ending ?? null;
    change(() => ({ ending: null }));
    if (ending === null) return;
    await attempt(async () => {
      await api.endAccess(ending.application_id);
      change(({ access }) => ({
        access: access.filter(({ application_id }) => application_id !== ending.application_id),
      }));
      store.update((model) => ({
        ...say(model, (texts) => texts.bufdir.endedNotice(ending.name)),
        focus: TITLE,
      }));
    });
  }

  return {
    typeAnswer,
    answerApplication: answer,
    askEndAccess: (ending: Access | null) => change(() => ({ ending })),
    endAccess,
  };
}
