import type { BufdirAuditQuery } from "../../generated/BufdirAuditQuery";
import type { BufdirAuditRow } from "../../generated/BufdirAuditRow";
import type { BufdirPeopleQuery } from "../../generated/BufdirPeopleQuery";
import type { BufdirUnit } from "../../generated/BufdirUnit";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { ALL_ROWS, type Log, NO_LOG, older } from "../models/log";
import { type Model, TITLE } from "../models/model";
import {
  type Ending,
  type Giving,
  givingTo,
  NO_PEOPLE,
  type People,
  wishOf,
} from "../models/people";
import { NEW_UNIT, NO_UNITS, type Units } from "../models/units";
import { type Attempt, say } from "./failing";

export type AdministeringActions = ReturnType<typeof administeringActions>;

/** What a person at Bufdir does with persons, units and the audit log. */
export function administeringActions(
  store: Store<Model>,
  api: Api,
  parts: { attempt: Attempt; now: () => number },
) {
  return {
    ...peopleActions(store, api, parts),
    ...unitActions(store, api, parts),
    ...logActions(store, api, parts),
  };
}

function focused(store: Store<Model>, focus: string): void {
  store.update((model) => ({ ...model, focus }));
}

function peopleActions(
  store: Store<Model>,
  api: Api,
  { attempt, now }: { attempt: Attempt; now: () => number },
) {
  const change = (more: Partial<People>) =>
    store.update((model) => ({ ...model, people: { ...NO_PEOPLE, ...model.people, ...more } }));

  async function find(more: Partial<BufdirPeopleQuery> = {}): Promise<void> {
    const query = { ...NO_PEOPLE.query, ...store.model.people?.query, skip: 0, ...more };
    change({ query });
    await attempt(async () => {
      const answer = await api.people(query);
      change({ answer });
      store.update((model) => say(model, (texts) => texts.people.found(answer.total)));
    });
  }

  function startGiving(known: Giving["known"]): void {
    const { people } = store.model;
    const giving = givingTo(known, people?.places ?? [], new Date(now()));
    change({ giving, ending: null, refused: null });
    focused(store, known === null ? "give-national-id" : "give-role");
  }

  async function give(): Promise<void> {
    const { people } = store.model;
    const giving = people?.giving ?? null;
    if (people === null || giving === null || people.sending) return;
    const wish = wishOf(giving);
    if (typeof wish === "string") {
      change({ refused: wish });
      focused(store, "role-refused");
      return;
    }
    change({ sending: true, refused: null });
    await attempt(async () => {
      const answer = await api.giveRole(wish);
      if (answer.kind === "refused") {
        change({ refused: answer.reason });
        focused(store, "role-refused");
        return;
      }
      change({ giving: null, answer: await api.people(people.query) });
      store.update((model) => ({ ...say(model, (texts) => texts.people.given), focus: TITLE }));
    });
    change({ sending: false });
  }

  function startEnding(ending: Omit<Ending, "lastDay"> | null): void {
    change({ ending: ending && { ...ending, lastDay: "" }, giving: null, refused: null });
    focused(store, ending === null ? TITLE : "end-last-day");
  }

  async function end(): Promise<void> {
    const { people } = store.model;
    const ending = people?.ending ?? null;
    if (people === null || ending === null || people.sending) return;
    change({ sending: true, refused: null });
    await attempt(async () => {
      const day = ending.lastDay === "" ? null : ending.lastDay;
      const answer = await api.endRole(ending.role.role_id, day);
      if (answer.kind === "refused") {
        change({ refused: answer.reason });
        focused(store, "role-refused");
        return;
      }
      change({ ending: null, answer: await api.people(people.query) });
      store.update((model) => ({ ...say(model, (texts) => texts.people.ended), focus: TITLE }));
    });
    change({ sending: false });
  }

  return {
    askPeople: (more: Partial<BufdirPeopleQuery>) =>
      change({ query: { ...NO_PEOPLE.query, ...store.model.people?.query, ...more } }),
    findPeople: (more: Partial<BufdirPeopleQuery> = {}) => find(more),
    startGiving,
    stopGiving: () => change({ giving: null, refused: null }),
    typeGiving: (more: Partial<Giving>) => {
      const giving = store.model.people?.giving ?? null;
      if (giving !== null) change({ giving: { ...giving, ...more }, refused: null });
    },
    giveRole: give,
    startEnding,
    typeEnding: (lastDay: string) => {
      const ending = store.model.people?.ending ?? null;
      if (ending !== null) change({ ending: { ...ending, lastDay }, refused: null });
    },
    endRole: end,
  };
}

function unitActions(store: Store<Model>, api: Api, { attempt }: { attempt: Attempt }) {
  const change = (more: Partial<Units>) =>
    store.update((model) => ({ ...model, units: { ...NO_UNITS, ...model.units, ...more } }));

  function startAdding(): void {
    const { units } = store.model;
    const county_no = units?.list?.counties[0]?.county_no ?? "";
    change({ adding: { ...NEW_UNIT, county_no }, changing: null, refused: null });
    focused(store, "unit-no");
  }

  function startChanging(unit: BufdirUnit): void {
    const { reports_from, reports_to } = unit;
    const changing = { unit, from: reports_from ?? "", to: reports_to ?? "" };
    change({ changing, adding: null, refused: null });
    focused(store, "unit-from");
  }

  async function save(): Promise<void> {
    const { units } = store.model;
    if (units === null || units.sending) return;
    const { adding, changing } = units;
    if (adding !== null && adding.reports_from === "") {
      change({ refused: "days" });
      focused(store, "unit-refused");
      return;
    }
    change({ sending: true, refused: null });
    await attempt(async () => {
      const none = (day: string) => (day === "" ? null : day);
      const answer =
        adding !== null
          ? await api.addUnit(adding)
          : changing !== null
            ? await api.setUnitSpan({
                unit_no: changing.unit.unit_no,
                reports_from: none(changing.from),
                reports_to: none(changing.to),
              })
            : null;
      if (answer === null) return;
      if (answer.kind === "refused") {
        change({ refused: answer.reason });
        focused(store, "unit-refused");
        return;
      }
      change({ list: answer.units, adding: null, changing: null });
      store.update((model) => ({ ...say(model, (texts) => texts.units.saved), focus: TITLE }));
    });
    change({ sending: false });
  }

  return {
    searchUnits: (more: Partial<Pick<Units, "search" | "county">>) => change(more),
    startAdding,
    startChanging,
    stopUnit: () => change({ adding: null, changing: null, refused: null }),
    typeUnit: (more: Partial<NonNullable<Units["adding"]>>) => {
      const adding = store.model.units?.adding ?? null;
      if (adding !== null) change({ adding: { ...adding, ...more }, refused: null });
    },
    typeSpan: (more: { from?: string; to?: string }) => {
      const changing = store.model.units?.changing ?? null;
      if (changing !== null) change({ changing: { ...changing, ...more }, refused: null });
    },
    saveUnit: save,
  };
}

function logActions(store: Store<Model>, api: Api, { attempt }: { attempt: Attempt }) {
  const change = (more: Partial<Log>) =>
    store.update((model) => ({ ...model, log: { ...NO_LOG, ...model.log, ...more } }));

  async function read(query: BufdirAuditQuery): Promise<void> {
    if (store.model.log?.sending === true) return;
    change({ sending: true });
    await attempt(async () => {
      change({ answer: await api.audit(query) });
      focused(store, TITLE);
    });
    change({ sending: false });
  }

  return {
    askLog: (more: Partial<BufdirAuditQuery>) => {
      const query = { ...ALL_ROWS, ...store.model.log?.query, ...more, before: null };
      change({ query });
    },
    readLog: () => read(store.model.log?.query ?? ALL_ROWS),
    readOlder: () => read(older(store.model.log ?? NO_LOG)),
    /** The acts of one alone, or of all again. */
    readOf: (row: BufdirAuditRow | null) => {
      const actor = row?.actor_id ?? null;
      const query = { ...ALL_ROWS, ...store.model.log?.query, actor, before: null };
      change({ query, actor: row === null ? null : (row.actor_name ?? row.actor_id) });
      return read(query);
    },
  };
}
