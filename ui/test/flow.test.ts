import { render } from "lit-html";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Actions, actionsOf } from "../desktop/actions/actions";
import type { Backend } from "../desktop/backend";
import { fetchInside } from "../desktop/inside";
import { keyAction, type Press } from "../desktop/keyboard";
import { hearMachine } from "../desktop/machine";
import { initialCounty, joinableOf } from "../desktop/models/county";
import { initial } from "../desktop/models/model";
import { page } from "../desktop/pages/page";
import { Store } from "../desktop/store";
import {
  applicationOf,
  applicationRows,
  applications,
  archiveRows,
  countyOf,
  dayIn,
  lists,
  OFFICES,
  openRows,
  PREFERENCES,
  profileOf,
  reportOf,
} from "../fixture/data";
import { figuresView, glanceSheet } from "../fixture/figures-data";
import { MAIL } from "../fixture/mail";
import { remindersOf, remindersToSend } from "../fixture/reminders";
import type { Access } from "../generated/Access";
import type { ApplicationView } from "../generated/ApplicationView";
import type { AppState } from "../generated/AppState";
import type { ReportView } from "../generated/ReportView";
import { formatOf } from "../parts/format";

await fetchInside();

const ROWS = openRows();
const ROW = ROWS[3] ?? raise();

function raise(): never {
  throw new Error("no such row");
}

const APP: AppState = {
  version: "0.1.0",
  session: {
    kind: "signed_in",
    name: "Test",
    office_name: "Kontoret",
    expired: false,
    ...OFFICES,
  },
  line: { link: "online", waiting: 0, needs_you: 0, updated_at: null, offline_until: null },
  preferences: PREFERENCES,
  store: { access: { kind: "granted" }, unsure: 0, travel: null },
};

/** A backend that answers at once and remembers what it was asked. */
function fake(view: ReportView): Backend {
  const decided: ReportView = {
    ...view,
    stage: {
      kind: "saved_here",
      decision_id: "d",
      verdict: { kind: "approve", own_figure: 17, comment: null },
      confirmed_at: new Date().toISOString(),
      due_at: new Date(Date.now() + 10_000).toISOString(),
      can_undo: true,
    },
  };
  let current = view;
  return {
    appState: vi.fn(async () => APP),
    loginBegin: vi.fn(async () => {}),
    loginCancel: vi.fn(async () => {}),
    loginOpenAgain: vi.fn(async () => {}),
    logout: vi.fn(async () => {}),
    choosePin: vi.fn(async () => {}),
    unlock: vi.fn(async () => {}),
    changePin: vi.fn(async () => {}),
    pinForgotten: vi.fn(async () => {}),
    lookAgain: vi.fn(async () => {}),
    lock: vi.fn(async () => {}),
    inputSeen: vi.fn(async () => {}),
    tasks: vi.fn(async () => lists({ open: ROWS, archive: [] })),
    report: vi.fn(async () => current),
    saveDraft: vi.fn(async () => {}),
    decide: vi.fn(async () => {
      current = decided;
      return current;
    }),
    undo: vi.fn(async () => {
      current = view;
      return current;
    }),
    application: vi.fn(async () => applicationOf(WISH)),
    saveAnswer: vi.fn(async () => {}),
    answer: vi.fn(async () => answered()),
    undoAnswer: vi.fn(async () => applicationOf(WISH)),
    access: vi.fn(async () => []),
    endAccess: vi.fn(async () => {}),
    county: vi.fn(async () => countyOf(lists({ open: ROWS }))),
    reminders: vi.fn(async () => remindersOf()),
    previewReminders: vi.fn(async (_period, units) => remindersToSend(units)),
    sendReminders: vi.fn(async (_id, _period, units: string[]) => ({
      reminded: units.map((unit_no) => ({ unit_no, unit_name: unit_no, receivers: 1 })),
      left_out: [],
      server_time: new Date(0).toISOString(),
    })),
    figures: vi.fn(async () => figuresView()),
    figuresAtAGlance: vi.fn(async () => glanceSheet()),
    saveFigures: vi.fn(async () => "/x/utrapportering-3A-34.csv"),
    approveTogether: vi.fn(async () => ({ saved: ["d1", "d2"], left_out: [] })),
    askReopening: vi.fn(async () => current),
    profile: vi.fn(async () => profileOf()),
    setContact: vi.fn(async (email: string) => ({ email, phone: null })),
    endDevice: vi.fn(async () => {}),
    mail: vi.fn(async () => MAIL),
    setMailWishes: vi.fn(async (wishes) => ({ ...MAIL, wishes })),
    askEmailCode: vi.fn(async () => ({ outcome: "sent" as const })),
    confirmEmail: vi.fn(async () => ({ outcome: "confirmed" as const })),
    see: vi.fn(async () => {}),
    layAside: vi.fn(async () => {}),
    phrases: vi.fn(async () => []),
    addPhrase: vi.fn(async () => []),
    removePhrase: vi.fn(async () => []),
    setPreferences: vi.fn(async () => {}),
    exportOwnTexts: vi.fn(async () => "/x/halvaarsrapport-2026-08-24.txt"),
    removeOwnTexts: vi.fn(async () => {}),
    settleOlderCopy: vi.fn(async () => {}),
    print: vi.fn(async () => {}),
    syncNow: vi.fn(async () => {}),
    networkJoined: vi.fn(async () => {}),
    onChanged: vi.fn(async () => {}),
    machine: vi.fn(async () => MACHINE),
    setMachine: vi.fn(async (settings) => ({ ...MACHINE, settings })),
    takeWish: vi.fn(async () => null),
    leave: vi.fn(async () => {}),
    exportDiagnostics: vi.fn(async () => "/x/halvaarsrapport-feilsoking-2026-08-24.txt"),
    onWish: vi.fn(async () => {}),
    onLeaving: vi.fn(async () => {}),
  };
}

const WISH = applicationRows()[0] ?? raise();

/** The same, where the office has said Ja here. */
function answered(): ApplicationView {
  return {
    ...applicationOf(WISH),
    stage: {
      kind: "saved_here",
      decision_id: "a",
      answer: { kind: "approve", until: UNTIL },
      confirmed_at: new Date().toISOString(),
      due_at: new Date(Date.now() + 10_000).toISOString(),
      can_undo: true,
    },
  };
}

const UNTIL = dayIn(100);

const MACHINE = {
  settings: { close_to_tray: false, start_at_login: false, zoom: 100 },
  has_tray: true,
};

let store: Store;
let actions: Actions;
let backend: Backend;
const root = document.createElement("div");

const element = (id: string) => root.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const settle = () => vi.advanceTimersByTimeAsync(0);
const press = (key: string, more: Partial<Press> = {}) =>
  keyAction(store.model, { key, command: false, other: false, typing: false, ...more }, actions);

beforeEach(async () => {
  vi.useFakeTimers();
  document.body.append(root);
  backend = fake(reportOf(ROW));
  store = new Store(initial(Date.now()), (model) => render(page(model, actions), root));
  actions = actionsOf(store, backend);
  await actions.refresh();
  await actions.open(ROW.id);
  await settle();
});

afterEach(() => {
  vi.useRealTimers();
  root.remove();
});

/** The own figure and the answer, on a report whose findings have been in sight. */
async function fill(ownFigure: string, approve: boolean): Promise<void> {
  const points = store.model.review?.view.findings.flatMap(({ at }) => at ?? []) ?? [];
  await actions.see(points);
  actions.edit({ ownFigure, approve });
}

describe("an officer who stands in", () => {
  it("logs in for the other office", async () => {
    await actions.goTo({ kind: "settings" });
    expect(document.body.textContent).toContain("Vikar til og med 1. september");
    expect(document.querySelector("[data-testid=office-innlandet]")).toBeNull();
    document.querySelector<HTMLElement>("[data-testid=office-vestland]")?.click();
    await settle();
    expect(backend.loginBegin).toHaveBeenCalledWith("nb", "vestland");
  });
});

describe("the settings", () => {
  it("log out", async () => {
    await actions.goTo({ kind: "settings" });
    element("settings-logout")?.click();
    await settle();
    expect(backend.logout).toHaveBeenCalledTimes(1);
  });
});

describe("the machine", () => {
  it("tells of a network and of a window that is looked at again", async () => {
    const machine = new EventTarget();
    hearMachine(machine, actions);
    machine.dispatchEvent(new Event("online"));
    expect(backend.networkJoined).toHaveBeenCalledTimes(1);
    vi.mocked(backend.appState).mockClear();
    machine.dispatchEvent(new Event("focus"));
    await settle();
    expect(backend.appState).toHaveBeenCalledTimes(1);
  });

  it("tells of input, and not of every key", async () => {
    const machine = new EventTarget();
    hearMachine(machine, actions);
    for (const kind of ["keydown", "pointerdown", "keydown"])
      machine.dispatchEvent(new Event(kind));
    expect(backend.inputSeen).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(20_000);
    machine.dispatchEvent(new Event("wheel"));
    expect(backend.inputSeen).toHaveBeenCalledTimes(2);
  });
});

describe("the review", () => {
  it("saves what is written within a second", async () => {
    actions.edit({ comment: "R" });
    await vi.advanceTimersByTimeAsync(500);
    actions.edit({ comment: "Re" });
    await vi.advanceTimersByTimeAsync(500);
    expect(backend.saveDraft).toHaveBeenCalledTimes(1);
    expect(backend.saveDraft).toHaveBeenLastCalledWith(
      ROW.id,
      ROW.revision,
      expect.objectContaining({ comment: "Re" }),
    );
    expect(element("draft")?.dataset["draft"]).toBe("saved");
  });

  it("says that a draft could not be saved, and tries again", async () => {
    vi.mocked(backend.saveDraft).mockRejectedValueOnce({ code: "internal", reference: "r" });
    actions.edit({ comment: "R" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(element("draft")?.dataset["draft"]).toBe("failed");
    await actions.save();
    await settle();
    expect(element("draft")?.dataset["draft"]).toBe("saved");
  });

  it("says what is missing instead of asking", async () => {
    actions.edit({ approve: true });
    await actions.proceed();
    expect(store.model.focus).toBe("own-figure");
    await settle();
    expect(element("own-figure-wrong")?.textContent).toContain("Fyll inn tallet ditt");
    expect(element("confirm")).toBeNull();
    await fill("17", true);
    await settle();
    expect(element("own-figure-wrong")).toBeNull();
  });

  it("decides what was seen, once, and shows where it stands", async () => {
    await fill("17", true);
    await actions.proceed();
    await settle();
    expect(element("confirm")).not.toBeNull();
    await Promise.all([actions.confirm(), actions.confirm()]);
    await settle();
    const { content_hash } = reportOf(ROW);
    expect(vi.mocked(backend.decide).mock.calls).toEqual([[ROW.id, ROW.revision, content_hash]]);
    expect(element("stage")?.dataset["stage"]).toBe("saved_here");
    expect(element("confirm")).toBeNull();
    expect(root.querySelector("[data-done]")).toBeNull();
  });

  it("undoes", async () => {
    await fill("17", true);
    await actions.proceed();
    await actions.confirm();
    await actions.undo("d");
    await settle();
    expect(element("stage")?.dataset["stage"]).toBe("undecided");
    expect(store.model.notice).toContain("angret");
  });

  it("shows what the engine refuses", async () => {
    vi.mocked(backend.decide).mockRejectedValueOnce({ code: "refused", refusal: "not_waiting" });
    await fill("17", true);
    await actions.proceed();
    await actions.confirm();
    await settle();
    expect(element("refused")?.dataset["refusal"]).toBe("not_waiting");
    expect(element("confirm")).toBeNull();
  });

  it("asks again where something changed while it asked", async () => {
    vi.mocked(backend.appState).mockClear();
    await Promise.all([actions.refresh(), actions.refresh(), actions.refresh()]);
    expect(backend.appState).toHaveBeenCalledTimes(2);
  });

  it("leaves nothing behind when the officer is logged out", async () => {
    const session = { kind: "signed_out", failure: null } as const;
    vi.mocked(backend.appState).mockResolvedValue({ ...APP, session });
    await actions.refresh();
    await settle();
    expect(store.model.review).toBeNull();
    expect(store.model.tasks).toBeNull();
    expect(element("start-login")).not.toBeNull();
  });
});

describe("the officer's profile", () => {
  it("is asked for once, and asks the officer to register where nothing is told", async () => {
    expect(backend.profile).toHaveBeenCalledTimes(1);
    vi.mocked(backend.profile).mockResolvedValue(profileOf(true));
    await actions.goTo({ kind: "settings" });
    await actions.goTo({ kind: "home" });
    await settle();
    expect(element("start-registration")).not.toBeNull();
  });

  it("says what is wrong, and keeps what is typed", async () => {
    await actions.goTo({ kind: "settings" });
    vi.mocked(backend.setContact).mockRejectedValueOnce({ code: "bad_input" });
    actions.editContact({ email: "ingrid" });
    await actions.saveContact();
    await settle();
    expect(element("contact-wrong")).not.toBeNull();
    await actions.loadProfile();
    expect(store.model.profile.email).toBe("ingrid");
    await actions.saveContact();
    expect(store.model.profile).toMatchObject({ edited: false, wrong: false });
  });

  it("is not shown where the server is not reached", async () => {
    vi.mocked(backend.profile).mockRejectedValue({ code: "not_reached" });
    store.update((model) => ({ ...model, profile: { ...model.profile, view: null } }));
    await actions.goTo({ kind: "settings" });
    await settle();
    expect(element("profile-unreachable")).not.toBeNull();
    expect(store.model.error).toBeNull();
  });

  it("logs another machine out, and never this one from here", async () => {
    await actions.goTo({ kind: "settings" });
    await settle();
    expect(root.querySelectorAll("[data-testid='device']")).toHaveLength(2);
    expect(root.querySelectorAll("[data-testid='end-device']")).toHaveLength(1);
    await actions.endDevice("2");
    expect(vi.mocked(backend.endDevice).mock.calls).toEqual([["2"]]);
    await settle();
    expect(root.querySelectorAll("[data-testid='device']")).toHaveLength(1);
    expect(element("end-device")).toBeNull();
  });
});

describe("what goes to the archive on paper", () => {
  it("is the whole report with its decision and receipt", async () => {
    const [row] = archiveRows();
    if (row === undefined) throw new Error("nothing is decided");
    const view = reportOf(row);
    vi.mocked(backend.report).mockResolvedValue(view);
    await actions.open(row.id);
    await settle();
    element("print")?.click();
    await settle();
    expect(backend.print).toHaveBeenCalledTimes(1);
    const points = view.sections.flatMap((section) => section.points);
    expect(root.querySelectorAll(".paper .num")).toHaveLength(points.length);
    if (view.stage.kind !== "received") throw new Error("no receipt");
    expect(element("receipt-number")?.textContent?.trim()).toBe(view.stage.receipt.number);
  });
});

describe("asking Bufdir to reopen", () => {
  const [row] = archiveRows();
  if (row === undefined) throw new Error("nothing is decided");
  const approved = reportOf(row);

  beforeEach(async () => {
    vi.mocked(backend.report).mockResolvedValue(approved);
    await actions.open(row.id);
    actions.writeReopening("");
    await settle();
  });

  it("asks nothing without a reason", async () => {
    await actions.askReopening();
    expect(backend.askReopening).not.toHaveBeenCalled();
    expect(store.model.focus).toBe("reopening-reason");
  });

  it("keeps what is written where the server is not reached", async () => {
    vi.mocked(backend.askReopening).mockRejectedValueOnce({ code: "not_reached" });
    actions.writeReopening("Feil kolonne.");
    await actions.askReopening();
    await settle();
    expect(store.model.review?.reopening).toBe("Feil kolonne.");
    expect(element("error")?.dataset["code"]).toBe("not_reached");
  });

  it("says that it was asked, once", async () => {
    const asked = { ...approved, reopening_asked_at: new Date().toISOString() };
    vi.mocked(backend.askReopening).mockResolvedValueOnce(asked);
    vi.mocked(backend.report).mockResolvedValue(asked);
    actions.writeReopening("Feil kolonne.");
    await actions.askReopening();
    await settle();
    const { id, revision } = approved;
    expect(vi.mocked(backend.askReopening).mock.calls).toEqual([[id, revision, "Feil kolonne."]]);
    expect(element("reopening-asked")).not.toBeNull();
    expect(element("reopening-ask")).toBeNull();
    expect(store.model.notice).toContain("gjenåpning");
  });

  it("shows why Bufdir refused, and can be asked anew", async () => {
    const refusal = {
      revision: approved.revision,
      at: new Date().toISOString(),
      by_name: "Tove Prøve",
      reason: "Tallet står riktig.",
    };
    vi.mocked(backend.report).mockResolvedValue({ ...approved, refusals: [refusal] });
    await actions.open(row.id);
    await settle();
    expect(element("reopening")?.textContent).toContain("Tove Prøve");
    expect(element("reopening")?.textContent).toContain("Tallet står riktig.");
    actions.writeReopening("");
    await settle();
    expect(element("reopening-ask")).not.toBeNull();
  });
});

describe("an application for access", () => {
  const input = (id: string) => root.querySelector<HTMLInputElement>(`#${id}`);

  beforeEach(async () => {
    vi.mocked(backend.tasks).mockResolvedValue(
      lists({ open: ROWS, archive: [], applications: applications() }),
    );
    await actions.goTo({ kind: "tasks" });
    await settle();
    const row = root.querySelector<HTMLElement>(`[data-reference="${WISH.reference}"]`);
    expect(row?.textContent).toContain("Tilgangssøknad");
    row?.click();
    await settle();
  });

  it("stands among the open tasks and in their count, and is found by its kind", async () => {
    await actions.goTo({ kind: "tasks" });
    await settle();
    expect(element("tab-open")?.textContent).toContain(`(${ROWS.length + 2})`);
    actions.filter({ kind: "application" });
    await settle();
    expect(root.querySelectorAll("[data-testid=task-row]")).toHaveLength(2);
  });

  it("asks for a last day, and answers exactly what was shown, once", async () => {
    input("answer-approve")?.click();
    await actions.proceedAnswer();
    await settle();
    expect(element("until-wrong")).not.toBeNull();
    expect(store.model.focus).toBe("answer-until");
    actions.editAnswer({ until: dayIn(800) });
    await actions.proceedAnswer();
    expect(store.model.application?.question).toBe("none");
    actions.editAnswer({ until: UNTIL });
    press("Enter", { command: true, typing: true })?.();
    await settle();
    expect(element("confirm")).not.toBeNull();
    const draft = { answer: "approve", until: UNTIL, reason: "" } as const;
    expect(backend.saveAnswer).toHaveBeenLastCalledWith(WISH.id, draft);
    vi.mocked(backend.application).mockResolvedValue(answered());
    await Promise.all([actions.confirmAnswer(), actions.confirmAnswer()]);
    await settle();
    const { content_hash } = applicationOf(WISH);
    expect(vi.mocked(backend.answer).mock.calls).toEqual([[WISH.id, content_hash]]);
    expect(element("stage")?.dataset["stage"]).toBe("saved_here");
    vi.mocked(backend.application).mockResolvedValue(applicationOf(WISH));
    element("undo")?.click();
    await settle();
    expect(element("stage")?.dataset["stage"]).toBe("undecided");
  });

  it("needs a reason for Nei, and saves what is written within a second", async () => {
    input("answer-reject")?.click();
    await settle();
    await actions.proceedAnswer();
    await settle();
    expect(element("answer-reason-wrong")).not.toBeNull();
    vi.mocked(backend.saveAnswer).mockClear();
    actions.editAnswer({ reason: "Ukjent søker." });
    await vi.advanceTimersByTimeAsync(1_000);
    const draft = { answer: "reject", until: null, reason: "Ukjent søker." } as const;
    expect(vi.mocked(backend.saveAnswer).mock.calls).toEqual([[WISH.id, draft]]);
  });

  it("of someone external can only go to Bufdir, and the own one nowhere", async () => {
    const [, external] = applicationRows();
    vi.mocked(backend.application).mockResolvedValue(applicationOf(external ?? raise()));
    await actions.openApplication((external ?? raise()).id);
    await settle();
    expect(input("answer-forward")).not.toBeNull();
    expect(input("answer-approve")).toBeNull();
    vi.mocked(backend.application).mockResolvedValue({ ...applicationOf(WISH), is_own: true });
    await actions.openApplication(WISH.id);
    await settle();
    expect(element("own-application")).not.toBeNull();
    expect(element("continue")).toBeNull();
  });

  it("shows what the engine refuses, and what came back", async () => {
    vi.mocked(backend.answer).mockRejectedValueOnce({
      code: "answer_refused",
      refusal: "not_waiting",
    });
    actions.editAnswer({ answer: "reject", reason: "Ukjent." });
    await actions.proceedAnswer();
    await actions.confirmAnswer();
    await settle();
    expect(element("answer-refused")?.dataset["refusal"]).toBe("not_waiting");
    vi.mocked(backend.application).mockResolvedValue({
      ...applicationOf(WISH),
      stage: {
        kind: "needs_you",
        decision_id: "a",
        answer: { kind: "reject", reason: "Ukjent." },
        reason: "conflict",
        confirmed_at: new Date().toISOString(),
      },
    });
    await actions.refresh();
    await settle();
    expect(element("needs-you")?.textContent).toContain("Ukjent.");
  });
});

describe("the access that was given", () => {
  const given: Access = {
    application_id: "a",
    reference: "TS-1",
    name: "Ola Bjerke",
    email: "ola@x.example",
    represents: { kind: "unit", unit_no: "3411" },
    office: "innlandet",
    given_by: "Ingrid Solbakken",
    given_at: new Date(0).toISOString(),
    until: "2027-12-31",
    can_end: true,
  };

  it("is listed and ended with the server, after a question", async () => {
    vi.mocked(backend.access).mockResolvedValue([given]);
    await actions.goTo({ kind: "access" });
    await settle();
    element("end-access")?.click();
    await settle();
    expect(backend.endAccess).not.toHaveBeenCalled();
    element("confirm")?.click();
    await settle();
    expect(vi.mocked(backend.endAccess).mock.calls).toEqual([["a"]]);
    expect(element("access-none")).not.toBeNull();
  });

  it("says that it was not fetched", async () => {
    vi.mocked(backend.access).mockRejectedValue({ code: "not_reached" });
    await actions.goTo({ kind: "access" });
    await settle();
    expect(element("access-unreachable")).not.toBeNull();
  });
});

describe("reminders", () => {
  const go = async () => {
    await actions.goTo({ kind: "reminders" });
    await settle();
  };
  const press = async (testId: string) => {
    element(testId)?.click();
    await settle();
  };

  it("are chosen, seen and then sent, under the id that they were seen with", async () => {
    await go();
    expect(element("pick-3401")).not.toBeNull();
    // Nobody gets one: the page says what to do instead.
    expect(element("pick-3411")).toBeNull();
    expect(element("pick-3420")).toBeNull();
    await press("preview-reminders");
    expect(backend.previewReminders).not.toHaveBeenCalled();
    expect(root.querySelector("#reminders-none")).not.toBeNull();
    await press("pick-3401");
    await press("preview-reminders");
    expect(vi.mocked(backend.previewReminders).mock.calls).toEqual([["2026-1", ["3401"]]]);
    expect(element("letter")?.textContent).toContain("Kongsvinger");
    expect(backend.sendReminders).not.toHaveBeenCalled();

    vi.mocked(backend.sendReminders).mockRejectedValueOnce({ code: "not_reached" });
    await press("send-reminders");
    expect(element("error")?.dataset["code"]).toBe("not_reached");
    await press("send-reminders");
    const id = "01900000-0000-7000-8000-000000000001";
    const call = [id, "2026-1", ["3401"]];
    expect(vi.mocked(backend.sendReminders).mock.calls).toEqual([call, call]);
    expect(element("reminders-done")).not.toBeNull();
    expect(backend.reminders).toHaveBeenCalledTimes(2);
  });

  it("go to all who get e-mail at once", async () => {
    await go();
    await press("pick-all-units");
    await press("preview-reminders");
    expect(vi.mocked(backend.previewReminders).mock.calls).toEqual([["2026-1", ["3401", "3407"]]]);
  });

  it("cannot be sent without the server, and say so", async () => {
    vi.mocked(backend.reminders).mockRejectedValue({ code: "not_reached" });
    await go();
    expect(element("reminders-unreachable")).not.toBeNull();
  });
});

describe("the whole county", () => {
  const county = countyOf(lists({ open: ROWS }));
  const clean = joinableOf(county, formatOf("nb"));
  const [first, second] = clean.map(({ report }) => report.id);
  const ids = [first ?? raise(), second ?? raise()] as const;
  const rowOf = (group: string) =>
    root.querySelectorAll(`[data-testid="county-row"][data-group="${group}"]`);

  beforeEach(async () => {
    await actions.goTo({ kind: "tasks" });
    await actions.chooseTab("county");
    await settle();
  });

  it("is fetched before it says that there is nothing", async () => {
    store.update((model) => ({ ...model, county: initialCounty() }));
    await settle();
    expect(root.querySelector("[data-testid=asking]")).not.toBeNull();
    expect(root.querySelector("[data-testid=empty]")).toBeNull();
    vi.mocked(backend.county).mockResolvedValueOnce(null);
    await actions.refresh();
    await settle();
    expect(root.querySelector("[data-testid=asking]")).toBeNull();
    expect(root.querySelector("[data-testid=empty]")).not.toBeNull();
  });

  it("shows every unit once, in the group where it stands", () => {
    expect(rowOf("missing")).toHaveLength(3);
    expect(rowOf("approved")).toHaveLength(2);
    expect(rowOf("returned")).toHaveLength(1);
    expect(rowOf("found").length + rowOf("clean").length).toBe(ROWS.length);
    expect(root.querySelectorAll("[data-testid=join]")).toHaveLength(clean.length);
    expect(root.querySelectorAll("[data-testid=county-row]")).toHaveLength(county.units.length);
  });

  it("takes in a report whose figure is written, and saves the figure", async () => {
    expect(element("together-continue")?.textContent).toContain("(0)");
    actions.writeFigure(ids[0], "1");
    await settle();
    expect(element("together-continue")?.textContent).toContain("(1)");
    await vi.advanceTimersByTimeAsync(1_000);
    const draft = { own_figure: 1, approve: null, comment: "", asks: [] };
    expect(vi.mocked(backend.saveDraft).mock.calls).toEqual([[ids[0], 1, draft]]);
    actions.writeFigure(ids[0], "3");
    await settle();
    expect(element("together-continue")?.textContent).toContain("(0)");
  });

  it("says what is missing of a report that is picked without a figure", async () => {
    actions.pick(ids[1], true);
    await actions.proceedTogether();
    expect(store.model.focus).toBe(`figure-${ids[1]}`);
    await settle();
    expect(element("together")?.textContent).toContain("Fyll inn tallet ditt");
    expect(element("confirm")).toBeNull();
  });

  it("shows each figure before it decides exactly what it showed, once, and undoes all", async () => {
    actions.writeFigure(ids[0], "1");
    actions.writeFigure(ids[1], "0");
    press("Enter", { command: true })?.();
    await settle();
    const shown = [...(element("confirm-list")?.querySelectorAll("tbody tr") ?? [])];
    expect(shown.map((row) => row.querySelector(".num")?.textContent?.trim())).toEqual([
      "1 av 2",
      "0 av 2",
    ]);
    await Promise.all([actions.confirmTogether(), actions.confirmTogether()]);
    const hash = reportOf(ROW).content_hash;
    expect(vi.mocked(backend.approveTogether).mock.calls).toEqual([
      [
        [
          { id: ids[0], revision: 1, content_hash: hash, own_figure: 1 },
          { id: ids[1], revision: 1, content_hash: hash, own_figure: 0 },
        ],
      ],
    ]);
    await settle();
    expect(element("together-done")?.dataset["saved"]).toBe("2");
    element("together-undo")?.click();
    await settle();
    expect(vi.mocked(backend.undo).mock.calls).toEqual([["d1"], ["d2"]]);
    expect(element("together-done")?.dataset["saved"]).toBe("0");
    expect(element("together-undo")).toBeNull();
  });

  it("says which reports are left out, and why", async () => {
    vi.mocked(backend.approveTogether).mockResolvedValueOnce({
      saved: ["d1"],
      left_out: [{ id: ids[1], unit_name: "Våler", why: { kind: "findings" } }],
    });
    actions.writeFigure(ids[0], "1");
    actions.writeFigure(ids[1], "0");
    await actions.proceedTogether();
    await actions.confirmTogether();
    await settle();
    expect(element("together-done")?.textContent).toContain(
      "Våler er ikke med: reglene finner noe",
    );
  });

  it("is walked by keys", async () => {
    press("j")?.();
    const at = store.model.lists.row;
    expect(county.units.some(({ report }) => report?.id === at)).toBe(true);
    press("j")?.();
    expect(store.model.lists.row).not.toBe(at);
    expect(store.model.focus).toBe(`row-${store.model.lists.row}`);
  });
});

describe("the keyboard", () => {
  it("saves, goes on and changes the heading", async () => {
    press("3")?.();
    expect(store.model.review?.heading).toBe("investigations");
    press("s", { command: true, typing: true })?.();
    await settle();
    expect(backend.saveDraft).toHaveBeenCalled();
    press("Enter", { command: true, typing: true })?.();
    await settle();
    expect(store.model.review?.told).toBe(true);
  });

  it("leaves single keys to the fields, and all keys to a dialog", async () => {
    expect(press("3", { typing: true })).toBeNull();
    expect(press("7")).toBeNull();
    expect(press("3", { other: true })).toBeNull();
    await fill("17", true);
    await actions.proceed();
    expect(press("s", { command: true })).toBeNull();
  });

  it("walks the list", async () => {
    await actions.back();
    press("j")?.();
    press("ArrowDown")?.();
    const first = store.model.lists.row;
    press("k")?.();
    expect(store.model.lists.row).not.toBe(first);
    expect(store.model.focus).toBe(`row-${store.model.lists.row}`);
  });
});

describe("the archive", () => {
  it("is asked for where it is shown, and not shown in part", async () => {
    const archive = archiveRows();
    vi.mocked(backend.tasks).mockImplementation(async (whole) =>
      lists({ open: ROWS, archive: whole ? archive : [], archived: archive.length }),
    );
    await actions.goTo({ kind: "tasks" });
    await settle();
    const rowsShown = () => root.querySelectorAll("#task-panel [data-reference]").length;
    expect(vi.mocked(backend.tasks).mock.lastCall).toEqual([false]);
    expect(root.querySelector("#tab-archive")?.textContent).toContain(`(${archive.length})`);

    let answer = () => {};
    vi.mocked(backend.tasks).mockImplementationOnce(
      (whole) =>
        new Promise((resolve) => {
          expect(whole).toBe(true);
          answer = () => resolve(lists({ open: ROWS, archive, archived: archive.length }));
        }),
    );
    const chosen = actions.chooseTab("archive");
    await settle();
    expect(rowsShown()).toBe(0);
    expect(element("empty")).toBeNull();
    answer();
    await chosen;
    await settle();
    expect(rowsShown()).toBe(archive.length);
  });
});

describe("what comes from outside the window", () => {
  it("goes where a notification leads, once", async () => {
    await actions.goTo({ kind: "home" });
    vi.mocked(backend.takeWish).mockResolvedValueOnce({ kind: "tasks" });
    await actions.refresh();
    expect(store.model.place).toEqual({ kind: "tasks" });
    vi.mocked(backend.takeWish).mockResolvedValueOnce({ kind: "report", id: ROW.id });
    await actions.refresh();
    expect(store.model.place).toEqual({ kind: "report", id: ROW.id });
    await actions.goTo({ kind: "home" });
    await actions.refresh();
    expect(store.model.place).toEqual({ kind: "home" });
  });

  it("names what would be left unsent, and goes on or ends", async () => {
    actions.askLeaving(2);
    await settle();
    expect(element("unsent")?.textContent).toContain("2 avgjørelser");
    await actions.leave(false);
    await settle();
    expect(element("unsent")).toBeNull();
    expect(backend.leave).toHaveBeenLastCalledWith(false);
  });

  it("chooses for this machine", async () => {
    await actions.goTo({ kind: "settings" });
    await settle();
    element("close-to-tray")?.click();
    await settle();
    expect(backend.setMachine).toHaveBeenCalledWith({ ...MACHINE.settings, close_to_tray: true });
  });
});

describe("the published figures", () => {
  it("stand at home and in the bar, and come from this machine", async () => {
    await actions.goTo({ kind: "home" });
    await settle();
    element("open-figures")?.click();
    await settle();
    expect(store.model.place).toEqual({ kind: "figures", from: null });
    expect(element("series")?.textContent).toContain("Innlandet");
    element("save-csv")?.click();
    await settle();
    const table = { kind: "csv", indicator: "investigation_breaches", area_no: "34" };
    expect(backend.saveFigures).toHaveBeenCalledWith(table);
    expect(element("figures-saved")?.textContent).toBe("Lagret: /x/utrapportering-3A-34.csv");
    element("save-svg")?.click();
    await settle();
    const drawn = { ...table, kind: "svg", text: expect.stringMatching(/^<svg /) };
    expect(backend.saveFigures).toHaveBeenLastCalledWith(drawn);
    element("figures-link")?.click();
    await settle();
    expect(element("to-report")).toBeNull();
  });

  it("stand at home as the county's and the country's newest share", async () => {
    await actions.goTo({ kind: "home" });
    const said = () =>
      [...root.querySelectorAll("[data-testid=glance]")].map(({ textContent }) =>
        textContent?.replace(/\s+/g, " ").trim(),
      );
    expect(said()).toEqual([
      expect.stringMatching(/^\d+,\d %fristbrudd, Innlandet$/),
      expect.stringMatching(/^\d+,\d %fristbrudd, landet$/),
    ]);
    const box = element("open-figures")?.closest("section");
    expect(box?.textContent).toContain("Siste halvår med tall er 2. halvår 2025.");
    expect(box?.querySelector("[role=img]")?.getAttribute("aria-label")).toMatch(
      /Innlandet: .* i 2025\./,
    );

    const nobody = glanceSheet();
    vi.mocked(backend.figuresAtAGlance).mockResolvedValueOnce({ ...nobody, periods: [] });
    await actions.refresh();
    expect(said()).toEqual([]);
    expect(element("no-glance")).not.toBeNull();
  });

  it("open on the newest half-year also where they come after the page", async () => {
    const { sheet, ...more } = figuresView();
    const first = { ...sheet, periods: sheet.periods.slice(0, -1) };
    const view = (periods: string[]) => ({ ...more, sheet: { ...first, periods } });
    vi.mocked(backend.figures).mockResolvedValueOnce(view([]));
    await actions.goTo({ kind: "figures", from: null });
    expect(element("no-figures")).not.toBeNull();
    vi.mocked(backend.figures).mockResolvedValueOnce(view(first.periods));
    await actions.refresh();
    expect(first.periods.at(-1)).toBe("2025-1");
    expect(store.model.figureChoice?.half).toBe(1);
  });

  it("open on the newest half-year also where a report has needed them before it came", async () => {
    expect(store.model.figures?.sheet.periods.at(-1)).toBe("2025-2");
    const { sheet, ...more } = figuresView();
    const newer = [...sheet.periods.slice(1), "2026-1"];
    vi.mocked(backend.figures).mockResolvedValueOnce({
      ...more,
      sheet: { ...sheet, periods: newer },
    });
    await actions.goTo({ kind: "figures", from: null });
    expect(store.model.figureChoice?.half).toBe(1);
  });

  it("are led to from a point, at its unit and half-year, and lead back to the report", async () => {
    const { id, unit_no, period } = store.model.review?.view ?? raise();
    press("3")?.();
    await settle();
    const link = element("indicator-of-inv_closed");
    expect(link?.textContent?.trim()).toBe("3A");
    expect(element("indicator-of-inv_started")).toBeNull();
    link?.click();
    await settle();
    expect(store.model.place).toEqual({ kind: "figures", from: id });
    expect(store.model.figureChoice).toMatchObject({
      unit: unit_no,
      indicator: "investigation_breaches",
      half: Number(period.slice(-1)),
    });
    element("to-report")?.click();
    await settle();
    expect(store.model.place).toEqual({ kind: "report", id });
    expect(store.model.review?.view.id).toBe(id);
  });

  it("go with the officer who logs out", async () => {
    await actions.goTo({ kind: "figures", from: null });
    vi.mocked(backend.appState).mockResolvedValue({
      ...APP,
      session: { kind: "signed_out", failure: null, ...OFFICES },
    } as AppState);
    await actions.refresh();
    expect(store.model.figures).toBeNull();
    expect(store.model.glance).toBeNull();
    expect(store.model.figureChoice).toBeNull();
  });
});
