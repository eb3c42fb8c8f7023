import axe from "axe-core";
import { render } from "lit-html";
import { describe, expect, it } from "vitest";
import { actionsOf } from "../desktop/actions/actions";
import { fetchInside } from "../desktop/inside";
import { initial, type Model } from "../desktop/models/model";
import { unasked, withProfile } from "../desktop/models/profile";
import { noReminders, type Reminders } from "../desktop/models/reminders";
import { opened } from "../desktop/models/review";
import { page, titleOf } from "../desktop/pages/page";
import { Store } from "../desktop/store";
import {
  archiveRows,
  dayIn,
  keptAnswer,
  keptDecision,
  lists as listed,
  lostDecision,
  OFFICES,
  openRows,
  PREFERENCES,
  profileOf,
  reportOf,
} from "../fixture/data";
import { remindersOf, remindersToSend } from "../fixture/reminders";
import type { LockView } from "../generated/LockView";
import type { SessionView } from "../generated/SessionView";
import type { StoreView } from "../generated/StoreView";
import type { TaskLists } from "../generated/TaskLists";
import type { TaskRow } from "../generated/TaskRow";
import type { TravelLack } from "../generated/TravelLack";
import type { TravelView } from "../generated/TravelView";
import { LANGUAGES, type Language, textsOf } from "../text";

await fetchInside();

const signedIn: SessionView = {
  kind: "signed_in",
  name: "Test",
  office_name: "Kontoret",
  expired: false,
  ...OFFICES,
};

const PIN = { wrong: false, tries_left: 9, wait_until: null };

function locked(lock: LockView): SessionView {
  return { kind: "locked", name: "Test", office_name: "Kontoret", lock, failure: null };
}

function choosing(kind: "first" | "forgotten"): SessionView {
  return { kind: "choose_pin", name: "Test", office_name: "Kontoret", because: { kind } };
}

function model(session: SessionView, more: Partial<Model> = {}): Model {
  return {
    ...initial(Date.now()),
    app: {
      version: "0.1.0",
      session,
      line: {
        link: "offline",
        waiting: 2,
        needs_you: 1,
        updated_at: new Date().toISOString(),
        offline_until: new Date().toISOString(),
      },
      preferences: session.kind === "signed_in" ? PREFERENCES : null,
      store:
        session.kind === "signed_in"
          ? { access: { kind: "granted" }, unsure: 0, travel: travelling([]) }
          : null,
    },
    place: { kind: "tasks" },
    tasks: listed(),
    ...more,
  };
}

/** Access has ended; perhaps the officer's texts were exported since. */
function leaving(exported: boolean): Model {
  const shown = model(signedIn, { exportedTo: exported ? "/x/file.txt" : null });
  const store: StoreView = { access: { kind: "ended", exported }, unsure: 0, travel: null };
  return { ...shown, app: shown.app && { ...shown.app, store } };
}

function olderCopy(): Model {
  const shown = model(signedIn);
  const store: StoreView = { access: { kind: "granted" }, unsure: 2, travel: travelling([]) };
  return { ...shown, app: shown.app && { ...shown.app, store } };
}

function travelling(lacks: TravelLack[]): TravelView {
  return { open: openRows().length, until: new Date().toISOString(), lacks };
}

function staying(lacks: TravelLack[]): Model {
  const shown = model(signedIn, { place: { kind: "home" } });
  const store: StoreView = { access: { kind: "granted" }, unsure: 0, travel: travelling(lacks) };
  return { ...shown, app: shown.app && { ...shown.app, store } };
}

function reminding(more: Partial<Reminders>): Model {
  const reminders = { ...noReminders(), known: remindersOf(), ...more };
  return model(signedIn, { place: { kind: "reminders" }, reminders });
}

function report(row: TaskRow | undefined, change: Partial<Model> = {}): Model {
  if (row === undefined) throw new Error("no such row");
  const review = opened(reportOf(row));
  return model(signedIn, { place: { kind: "report", id: row.id }, review, ...change });
}

function lostOn(row: TaskRow | undefined): Model {
  const shown = report(row);
  if (shown.review === null) throw new Error("no review");
  const view = { ...shown.review.view, lost: [lostDecision()] };
  return { ...shown, review: { ...shown.review, view } };
}

const rows = openRows();
const lists = initial(0).lists;
const draft = report(rows[2]);

/** What has come back and has no task. */
const keeping = {
  kept: [keptDecision()],
  applications: { open: [], archive: [], kept: [keptAnswer()] },
};

function homeWith(tasks: Partial<TaskLists>): Model {
  return { ...staying([]), tasks: listed({ open: [], archive: [], ...tasks }) };
}

const PAGES: [string, Model, string[]][] = [
  ["start", { ...initial(0) }, []],
  ["login", model({ kind: "signed_out", failure: "no_role" }), ["start-login", "login-failure"]],
  ["waiting", model({ kind: "waiting", ends_at: new Date().toISOString() }), ["login-waiting"]],
  ["choose a PIN", model(choosing("first")), ["pin", "pin-again", "choose-pin"]],
  ["a forgotten PIN", model(choosing("forgotten")), ["lock", "choose-pin"]],
  ["a PIN that is none", model(choosing("first"), { pinProblem: "short" }), ["pin-problem"]],
  ["locked", model(locked({ kind: "pin", ...PIN })), ["pin", "unlock", "pin-forgotten", "waiting"]],
  ["wrong PIN", model(locked({ kind: "pin", ...PIN, wrong: true })), ["pin-problem"]],
  [
    "wrong PIN, wait",
    model(locked({ kind: "pin", ...PIN, wait_until: new Date(Date.now() + 60_000).toISOString() })),
    ["pin-problem"],
  ],
  ["PIN forgotten", model(locked({ kind: "forgotten" })), ["lock", "start-login", "look-again"]],
  ["lease over", model(locked({ kind: "lease_over" })), ["lock", "start-login", "other-user"]],
  ["key lost", model(locked({ kind: "lost", loss: "keychain" })), ["lock", "start-login"]],
  ["another program", model({ kind: "elsewhere" }), ["elsewhere", "look-again"]],
  ["no keychain", model(locked({ kind: "no_keychain" })), ["lock", "look-again", "other-user"]],
  ["tasks", model(signedIn), ["task-row", "tab-open", "tab-archive", "status-line"]],
  ["archive", model(signedIn, { lists: { ...lists, tab: "archive" } }), ["task-row"]],
  ["empty", model(signedIn, { tasks: listed({ open: [], archive: [] }) }), ["empty"]],
  [
    "review",
    draft,
    ["own-figure", "approve-yes", "approve-no", "comment", "save", "continue", "stage", "back"],
  ],
  [
    "told",
    { ...draft, review: draft.review && { ...draft.review, told: true, newVersion: true } },
    ["new-version"],
  ],
  [
    "confirm",
    { ...draft, review: draft.review && { ...draft.review, question: "asked" } },
    ["confirm", "cancel-dialog", "confirm-note"],
  ],
  ["saved here", report(rows[5]), ["stage"]],
  [
    "needs you",
    report(rows[0]),
    ["needs-you", "kept-text", "copy-text", "lay-aside", "decide-again", "changes"],
  ],
  ["corrected", report(rows[1]), ["changes", "change", "heading-changes", "next-task"]],
  ["home", staying([]), ["open-reporting", "need", "travel", "travel-panel"]],
  [
    "not ready to travel",
    staying([{ kind: "rest_of_copy" }, { kind: "template", forms: 2 }, { kind: "time" }]),
    ["travel", "travel-panel"],
  ],
  [
    "settings",
    model(signedIn, { place: { kind: "settings" } }),
    ["quiet", "scheme-dark", "settings-logout"],
  ],
  [
    "a wrong PIN in settings",
    model(signedIn, { place: { kind: "settings" }, pinProblem: "wrong" }),
    ["change-pin", "old-pin", "pin", "pin-again", "pin-problem"],
  ],
  ["access ended", leaving(false), ["access-ended", "export-own", "login-again"]],
  ["own texts exported", leaving(true), ["exported", "remove-own"]],
  [
    "all that is left to go",
    { ...leaving(true), askedToRemove: true },
    ["confirm", "cancel-dialog"],
  ],
  ["an older copy", olderCopy(), ["older-copy", "send-older", "drop-older"]],
  [
    "profile",
    model(signedIn, { place: { kind: "settings" }, profile: withProfile(unasked(), profileOf()) }),
    ["contact-email", "contact-phone", "save-contact", "device", "end-device"],
  ],
  [
    "to be registered",
    model(signedIn, {
      place: { kind: "home" },
      profile: withProfile(unasked(), profileOf(true)),
    }),
    ["start-registration"],
  ],
  [
    "reminders",
    reminding({ picked: ["3401"] }),
    ["missing", "missing-unit", "pick-all-units", "preview-reminders", "sent-row"],
  ],
  [
    "reminders before they are sent",
    reminding({ picked: ["3401"], toSend: remindersToSend(["3401"]) }),
    ["letter", "send-reminders"],
  ],
  ["reminders without a server", reminding({ known: "unreachable" }), ["reminders-unreachable"]],
  [
    "help",
    model(signedIn, { place: { kind: "help" } }),
    ["version", "step", "help-chapter", "export-diagnostics"],
  ],
  ["keys", model(signedIn, { keysOpen: true }), ["keys"]],
  [
    "kept",
    model(signedIn, { tasks: listed({ open: [], archive: [], kept: [keptDecision()] }) }),
    ["kept", "kept-decision"],
  ],
  ["home with what is kept", homeWith(keeping), ["kept-decision", "kept-answer", "needs"]],
  [
    "entry",
    report(archiveRows()[0]),
    ["stage", "receipt-number", "checksum", "proof", "open-form", "reopening-begin"],
  ],
  ["returned", report(archiveRows()[1]), ["stage", "receipt-number"]],
  ["at Bufdir", report(archiveRows()[2]), ["stage", "receipt-number"]],
  [
    "lost",
    model(signedIn, { tasks: listed({ open: [], archive: [], lost: [lostDecision()] }) }),
    ["lost", "lost-decision"],
  ],
  ["lost on a report", lostOn(rows[0]), ["lost", "lost-decision", "needs-you"]],
  ["lost in the archive", lostOn(archiveRows()[0]), ["lost", "lost-decision", "receipt-number"]],
  ["error", { ...draft, error: { code: "internal", reference: "abc" } }, ["error"]],
];

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** What has no measures has no contrast: that is seen in the window. */
const OFF = { enabled: false };

function draw(shown: Model, language: Language): HTMLElement {
  const root = document.createElement("div");
  const actions = actionsOf(new Store(shown, () => {}), {} as never);
  render(page({ ...shown, language }, actions), root);
  return root;
}

describe.each(PAGES)("page «%s»", (_name, shown, ids) => {
  it("has its parts", () => {
    const root = draw(shown, "nb");
    for (const id of ids) expect(root.querySelector(`[data-testid="${id}"]`), id).not.toBeNull();
  });

  it.each(LANGUAGES)("keeps to the content policy and has whole texts in %s", (language) => {
    const root = draw(shown, language);
    expect(root.querySelector("[style], style, script, [onclick]")).toBeNull();
    expect(root.textContent).not.toMatch(/undefined|\[object|NaN|Invalid/);
    expect(titleOf(shown, textsOf(language))).toContain("Halvårsrapport");
  });

  it.each(LANGUAGES)("has nothing that axe finds without drawing it, in %s", async (language) => {
    const root = draw(shown, language);
    document.body.replaceChildren(root);
    const found = await axe.run(root, { runOnly: RULES, rules: { "color-contrast": OFF } });
    document.body.replaceChildren();
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });

  it("has one main, at most one h1, and labels for its fields", () => {
    const root = draw(shown, "nb");
    expect(root.querySelectorAll("main")).toHaveLength(1);
    expect(root.querySelectorAll("h1").length).toBeLessThanOrEqual(1);
    expect(root.querySelectorAll("[aria-live]")).toHaveLength(1);
    for (const field of root.querySelectorAll("input, textarea")) {
      const named = root.querySelector(`label[for="${field.id}"]`) ?? field.ariaLabel;
      expect(named, field.id).not.toBeNull();
    }
    expect(root.querySelector("[disabled], [aria-disabled]")).toBeNull();
  });
});

describe("pages", () => {
  it("have no green before a receipt", () => {
    expect(draw(report(rows[5]), "nb").querySelector("main :is([data-done], .ok)")).toBeNull();
  });

  it("say where that stands which needs the officer", () => {
    const said = (tasks: Partial<TaskLists>) =>
      draw(homeWith(tasks), "nb").querySelector('[data-testid="needs"]')?.textContent;
    expect(said({})).toContain("Ingenting har kommet tilbake");
    for (const [name, some] of Object.entries({ ...keeping, lost: [lostDecision()] })) {
      expect(said({ [name]: some }), name).toContain("øverst på siden");
    }
  });

  it("say of a deadline when it is, or when it was", () => {
    const homeAt = (deadline: string) => {
      const { overview } = listed();
      if (overview === null) throw new Error("no overview");
      const tasks = listed({ overview: { ...overview, deadline } });
      return draw({ ...staying([]), tasks }, "nb").textContent;
    };
    expect(homeAt(dayIn(2))).toContain("om 2 dager");
    expect(homeAt(dayIn(-2))).toContain("Fristen til Bufdir var");
    expect(homeAt(dayIn(-2))).not.toContain("-2");
  });

  it("say that Bufdir has not acknowledged, until it has", () => {
    const shown = (row: number, face: "entry" | "form") => {
      const { review, ...rest } = report(archiveRows()[row]);
      if (review === null) throw new Error("not shown");
      const root = draw({ ...rest, review: { ...review, face } }, "nb");
      const stage = root.querySelector<HTMLElement>('[data-testid="stage"]')?.dataset["stage"];
      return [stage, root.textContent?.includes(textsOf("nb").stage.bufdirWaits)];
    };
    for (const face of ["entry", "form"] as const) {
      expect(shown(0, face)).toEqual(["received", true]);
      expect(shown(1, face)).toEqual(["received", false]);
      expect(shown(2, face)).toEqual(["at_bufdir", false]);
    }
  });

  it("show neither figures nor names before the login", () => {
    const text = draw(model({ kind: "signed_out", failure: null }), "nb").textContent ?? "";
    expect(text).not.toContain("Ringsaker");
    expect(text).not.toContain("Test");
  });

  it("say what a receipt proves", () => {
    const shown = report(archiveRows()[0]);
    const { review } = shown;
    if (review?.view.stage.kind !== "received") throw new Error("not the row");
    const { stage } = review.view;
    const said = (["verified", "unknown_key", "refuted"] as const).map((proof) => {
      const view = { ...review.view, stage: { ...stage, proof } };
      const root = draw({ ...shown, review: { ...review, view } }, "nb");
      return root.querySelector(`[data-proof="${proof}"]`)?.textContent;
    });
    expect(new Set(said).size).toBe(3);
    for (const text of said) expect(text).toContain(stage.receipt.signature.key_id);
    expect(said[0]).toMatch(/^Kontrollert/);
  });

  it("hide the form where there is no access", () => {
    const shown = report(rows[0]);
    const { review } = shown;
    if (review?.view.stage.kind !== "needs_you") throw new Error("not the row");
    const view = { ...review.view, stage: { ...review.view.stage, reason: "no_access" as const } };
    const root = draw({ ...shown, review: { ...review, view: { ...view, sections: [] } } }, "nb");
    expect(root.querySelector('[data-testid="continue"]')).toBeNull();
    expect(root.querySelector('[data-testid="kept-text"]')).not.toBeNull();
  });
});
