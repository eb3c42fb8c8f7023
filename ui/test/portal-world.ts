// The portal's pages on a server that a test makes up.

import { render } from "lit-html";
import { vi } from "vitest";
import { figuresAnswer } from "../fixture/figures-data";
import { MAIL } from "../fixture/mail";
import {
  APPROVED,
  APPROVED_ONE,
  AUDIT,
  HALVES,
  MISSING,
  PEOPLE,
  UNITS,
} from "../fixture/portal-bufdir";
import {
  ACCESS,
  ago,
  applicationOf,
  draftOf,
  FORWARDED,
  GRAN,
  HASH,
  LUNNER,
  meOf,
  session,
  whole,
} from "../fixture/portal-data";
import type { PortalForm } from "../generated/PortalForm";
import type { PortalSaved } from "../generated/PortalSaved";
import { Store } from "../parts/store";
import { actionsOf } from "../portal/actions/actions";
import type { Api } from "../portal/api";
import { addressOf } from "../portal/models/address";
import { initial, type Model } from "../portal/models/model";
import type { Place } from "../portal/models/place";
import { page } from "../portal/pages/page";

export type Fake = { [Name in keyof Api]: ReturnType<typeof vi.fn<Api[Name]>> };

export function fake(form: PortalForm, me = meOf()): Fake {
  let version = form.draft_version;
  return {
    me: vi.fn(async () => me),
    setContact: vi.fn(async () => {}),
    mail: vi.fn(async () => MAIL),
    setMailWishes: vi.fn(async (wishes) => ({ ...MAIL, wishes })),
    askEmailCode: vi.fn(async () => ({ outcome: "nothing" as const })),
    confirmEmail: vi.fn(async () => ({ outcome: "confirmed" as const })),
    alive: vi.fn(async () => session()),
    end: vi.fn(async () => ({ go_to: "https://idporten.example/endsession" })),
    unit: vi.fn(async () => ({ unit: GRAN, officer: null, periods: [form.period] })),
    form: vi.fn(async () => structuredClone(form)),
    saveDraft: vi.fn(async (): Promise<PortalSaved> => {
      version += 1;
      return { kind: "saved", version, saved_at: ago(0), findings: [], faults: [] };
    }),
    readFile: vi.fn(async () => ({ content: null, faults: [] })),
    send: vi.fn(async () => ({
      kind: "received" as const,
      receipt: {
        reference: "HR-2026-1-3446",
        revision: 1,
        content_hash: HASH,
        received_at: ago(0),
      },
    })),
    withdraw: vi.fn(async () => ({ kind: "withdrawn" as const, draft: draftOf(whole()) })),
    figuresFile: vi.fn(async () => new Blob(["Nummer;Område"], { type: "text/csv" })),
    places: vi.fn(async () => ({ units: [GRAN, LUNNER] })),
    applications: vi.fn(async () => ({ applications: [], server_time: ago(0) })),
    apply: vi.fn(async () => ({ kind: "refused" as const, reason: "unknown_unit" as const })),
    withdrawApplication: vi.fn(async () => ({
      kind: "withdrawn" as const,
      application: applicationOf("withdrawn"),
    })),
    applicationsAtBufdir: vi.fn(async () => ({
      waiting: [FORWARDED],
      answered: [],
      server_time: ago(0),
    })),
    answerApplication: vi.fn(async () => ({
      kind: "answered" as const,
      application: applicationOf("approved", { id: FORWARDED.id }),
    })),
    accessOfAll: vi.fn(async () => ({ access: [ACCESS], server_time: ago(0) })),
    approvedIn: vi.fn(async () => APPROVED),
    approvedReport: vi.fn(async () => APPROVED_ONE),
    reopen: vi.fn(async () => ({ kind: "no_reason" as const })),
    refuseReopening: vi.fn(async () => ({ kind: "no_reason" as const })),
    acknowledge: vi.fn(async () => ({ server_time: ago(0), results: [] })),
    periods: vi.fn(async () => HALVES),
    openPeriod: vi.fn(async () => ({ kind: "open" as const, periods: HALVES })),
    closePeriod: vi.fn(async () => HALVES),
    missingIn: vi.fn(async () => MISSING),
    figures: vi.fn(async (county) => figuresAnswer(county ?? "34")),
    people: vi.fn(async () => PEOPLE),
    giveRole: vi.fn(async () => ({ kind: "given" as const, person_id: "1" })),
    endRole: vi.fn(async () => ({ kind: "ended" as const })),
    units: vi.fn(async () => UNITS),
    addUnit: vi.fn(async () => ({ kind: "set" as const, units: UNITS })),
    setUnitSpan: vi.fn(async () => ({ kind: "set" as const, units: UNITS })),
    audit: vi.fn(async () => AUDIT),
    takeOut: vi.fn(async () => new Blob(["reference"])),
    endAccess: vi.fn(async () => ({ outcome: "ended" as const, server_time: ago(0) })),
  };
}

export type World = {
  store: Store<Model>;
  actions: ReturnType<typeof actionsOf>;
  root: HTMLElement;
  addresses: string[];
  left: string[];
  /** The names of the files that were left to the browser. */
  saved: string[];
  find: (testId: string) => HTMLElement;
  has: (testId: string) => boolean;
};

export async function at(
  place: Place,
  api: Api,
  save: (name: string, file: Blob) => void = () => {},
): Promise<World> {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  const addresses: string[] = [];
  const left: string[] = [];
  const saved: string[] = [];
  let ids = 0;
  const store = new Store<Model>(initial("nb", place, Date.now()), (model) =>
    render(page(model, actions), root),
  );
  const actions = actionsOf(store, api, {
    now: () => Date.now(),
    newId: () => `id-${++ids}`,
    isSeen: () => document.visibilityState === "visible",
    leave: (address) => void left.push(address),
    print: vi.fn(),
    save: (name, file) => {
      saved.push(name);
      save(name, file);
    },
    tellTabs: vi.fn(),
    addresses: { put: (to) => void addresses.push(addressOf(to, store.model.language)) },
  });
  const has = (testId: string) => root.querySelector(`[data-testid="${testId}"]`) !== null;
  const find = (testId: string) => {
    const found = root.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
    if (found === null) throw new Error(`no ${testId} in ${root.textContent}`);
    return found;
  };
  await actions.check();
  await settle();
  return { store, actions, root, addresses, left, saved, find, has };
}

/** Lets everything that waits for nothing but itself happen. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

export function type({ find }: World, testId: string, text: string): void {
  const field = find(testId) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

export async function choose({ find }: World, testId: string): Promise<void> {
  const radio = find(testId) as HTMLInputElement;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  await settle();
}

export async function press({ find }: World, testId: string): Promise<void> {
  find(testId).click();
  await settle();
}

export async function submit({ find }: World, testId: string): Promise<void> {
  find(testId).closest("form")?.requestSubmit();
  await settle();
}
