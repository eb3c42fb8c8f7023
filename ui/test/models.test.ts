import { describe, expect, it } from "vitest";
import { breachesOf } from "../desktop/models/breaches";
import { unseenErrors, withSeen } from "../desktop/models/found";
import { initial, TITLE, withReport, wordsOf } from "../desktop/models/model";
import { edited, figureOf, isDirty, opened, problemsOf, refreshed } from "../desktop/models/review";
import { stageName, stepsOf, waitText } from "../desktop/models/stage";
import {
  deadlineOf,
  initialLists,
  rowAfter,
  rowsOf,
  sortedBy,
  stateOf,
} from "../desktop/models/tasks";
import { archiveRows, lists as listed, openRows, reportOf } from "../fixture/data";
import type { Link } from "../generated/Link";
import type { ReportView } from "../generated/ReportView";
import type { TaskState } from "../generated/TaskState";
import { formatOf } from "../parts/format";
import { textsOf } from "../text";

const nb = textsOf("nb");
const format = formatOf("nb");
const rows = openRows();
const row = (state: TaskState["kind"]) => {
  const found = [...rows, ...archiveRows()].find((candidate) => candidate.state.kind === state);
  if (found === undefined) throw new Error(state);
  return found;
};
const view = (state: TaskState["kind"]): ReportView => reportOf(row(state));
const received = (approve: boolean, at_bufdir: boolean): TaskState => ({
  kind: "received",
  approve,
  receipt: "26-1",
  at_bufdir,
});

describe("task lists", () => {
  const lists = initialLists();
  const tasks = listed({ open: rows, archive: archiveRows() });
  const names = (sorted: ReturnType<typeof rowsOf>) => sorted.map(({ unit_name }) => unit_name);

  it("begin with what needs the officer", () => {
    expect(names(rowsOf(tasks, lists, format))[0]).toBe("Elverum");
  });

  it("sort by a column, and back", () => {
    const up = sortedBy(lists, "unit");
    expect(names(rowsOf(tasks, up, format)).slice(-2)).toEqual(["Øyer", "Åsnes"]);
    expect(names(rowsOf(tasks, sortedBy(up, "unit"), format))[0]).toBe("Åsnes");
  });

  it("are walked within their ends", () => {
    const [first, second] = rows;
    expect(rowAfter(rows, null, 1)).toBe(first?.id);
    expect(rowAfter(rows, first?.id ?? null, 1)).toBe(second?.id);
    expect(rowAfter(rows, first?.id ?? null, -1)).toBe(first?.id);
    expect(rowAfter([], null, 1)).toBeNull();
  });

  it.each<[TaskState, string, string]>([
    [{ kind: "new" }, "Ny", ""],
    [{ kind: "draft", approve: null }, "Utkast", ""],
    [{ kind: "draft", approve: false }, "Utkast, Nei", ""],
    [{ kind: "saved_here", approve: true }, "Lagret her, Ja", ""],
    [{ kind: "needs_you" }, "Trenger deg", "w"],
    [received(true, false), "Godkjent · kvittering 26-1", "ok"],
    [received(true, true), "Hos Bufdir · kvittering 26-1", "ok"],
    [received(false, false), "Returnert · kvittering 26-1", ""],
  ])("%o is «%s»", (state, word, tone) => {
    expect(stateOf(state, nb)).toMatchObject({ word, tone });
  });

  it("tell a deadline that is near from one that is over", () => {
    const task = { ...row("new"), deadline: "2026-09-15" };
    expect(deadlineOf(task, new Date("2026-08-25T08:00:00Z"))).toBe("far");
    expect(deadlineOf(task, new Date("2026-09-15T08:00:00Z"))).toBe("soon");
    expect(deadlineOf(task, new Date("2026-09-16T08:00:00Z"))).toBe("late");
    expect(
      deadlineOf({ ...task, state: row("received").state }, new Date("2026-09-16T08:00:00Z")),
    ).toBe("none");
  });
});

describe("a draft", () => {
  it.each([
    ["", null],
    [" 17 ", 17],
    ["1 200", 1200],
    ["0", 0],
    ["-1", "invalid"],
    ["1,5", "invalid"],
    ["elleve", "invalid"],
    ["4294967296", "invalid"],
  ])("reads «%s» as %s", (text, figure) => expect(figureOf(text)).toBe(figure));

  it.each([
    ["", null, "", ["no_verdict"]],
    ["x", null, "", ["own_figure_invalid", "no_verdict"]],
    ["", true, "", ["own_figure_missing"]],
    ["20", true, "", ["own_figure_too_high"]],
    ["19", true, "", []],
    ["20", false, "Rett.", []],
    ["", false, " \n", ["comment_missing"]],
    ["17", true, "æ".repeat(10_001), ["comment_too_long"]],
  ])("%s, %s lacks %o", (ownFigure, approve, comment, codes) => {
    const read = { ...view("new"), findings: [] };
    const review = edited(opened(read), { ownFigure, approve, comment });
    expect(problemsOf(review).map(({ code }) => code)).toEqual(codes);
  });

  it("lacks a look at each error before Ja, and at none before Nei", () => {
    const fresh = edited(opened(view("new")), { ownFigure: "17", approve: true, comment: "Fint" });
    const codes = (review: typeof fresh) => problemsOf(review).map(({ code }) => code);
    expect(codes(fresh)).toEqual(["errors_unseen"]);
    expect(codes(edited(fresh, { approve: false }))).toEqual([]);
    const points = new Set(unseenErrors(fresh.view).flatMap(({ at }) => at ?? []));
    expect(codes({ ...fresh, view: withSeen(fresh.view, points) })).toEqual([]);
  });

  it("outlives a refresh", () => {
    const review = edited(opened(view("new")), { ownFigure: "x", comment: "Halv set" });
    const next = refreshed(review, view("new"));
    expect(next.fields).toEqual(review.fields);
    expect(isDirty(next)).toBe(true);
  });

  it("keeps its text under a new version, and asks for the answer again", () => {
    const review = edited(opened(view("new")), { approve: true, comment: "Fint" });
    const next = refreshed(
      { ...review, question: "asked" },
      { ...view("new"), revision: 3, content_hash: "0".repeat(64) },
    );
    expect(next).toMatchObject({ newVersion: true, question: "none" });
    expect(next.fields).toMatchObject({ approve: null, comment: "Fint" });
    expect(isDirty(next)).toBe(true);
  });

  it("begins with the text of a decision that came back", () => {
    const { fields } = opened(view("needs_you"));
    expect(fields.comment).toContain("Meldinger går ikke opp");
    expect(fields).toMatchObject({ ownFigure: "6", approve: null });
  });

  it("is what the engine has, once a decision is undone", () => {
    const decided = view("saved_here");
    const undone: ReportView = { ...decided, stage: { kind: "undecided" } };
    undone.draft = { ...undone.draft, own_figure: 5, approve: true };
    expect(refreshed(opened(decided), undone).fields).toMatchObject({
      ownFigure: "5",
      approve: true,
    });
  });
});

describe("the figure of an earlier decision", () => {
  const from = { figure: 17, version: 1 };
  const corrected = (more: Partial<ReportView> = {}): ReportView => ({
    ...view("new"),
    figure_before: from,
    carried: from,
    findings: [],
    ...more,
  });

  it("stands in its field, and says whose it is until another is written", () => {
    const review = opened(corrected());
    expect(review.fields.ownFigure).toBe("17");
    expect(review.carried).toEqual(from);
    expect(isDirty(review)).toBe(false);
    const answered = edited(review, { approve: true });
    expect(answered.carried).not.toBeNull();
    expect(problemsOf(answered)).toEqual([]);
    expect(edited(answered, { ownFigure: "17" }).carried).toBeNull();
  });

  it("is asked for again under a new version, and nothing is said to be kept", () => {
    const next = (carried: ReportView["carried"]) =>
      corrected({ revision: 3, content_hash: "0".repeat(64), carried });
    const untouched = refreshed(opened(corrected()), next(null));
    expect(untouched.fields.ownFigure).toBe("");
    expect(isDirty(untouched)).toBe(false);
    const written = edited(opened(corrected()), { comment: "Fint" });
    expect(refreshed(written, next(null)).fields).toMatchObject({
      ownFigure: "",
      comment: "Fint",
    });
    expect(refreshed(written, next(from)).carried).toEqual(from);
    const own = edited(opened(corrected()), { ownFigure: "12" });
    expect(refreshed(own, next(from)).fields.ownFigure).toBe("12");
  });
});

describe("missed deadlines", () => {
  it("are over six months, plus three to six, minus the own figure", () => {
    expect(breachesOf(view("new"), 17)).toMatchObject({ without: 33, sum: 16, closed: 151 });
    expect(breachesOf(view("new"), null)).toMatchObject({ late: [6, 27], sum: null });
    expect(breachesOf({ ...view("new"), breaches: null }, 17)).toBeNull();
  });
});

describe("the path of a decision", () => {
  const words = wordsOf(initial(Date.now()));
  const steps = (state: TaskState) => {
    const { stage } = reportOf({ ...row("new"), state });
    if (stage.kind !== "saved_here" && stage.kind !== "received") throw new Error(stage.kind);
    return stepsOf(stage, words);
  };
  const confirmed = (state: TaskState) => steps(state).map((step) => step.confirmed);

  it("is confirmed by the server, and its end by Bufdir alone", () => {
    expect(confirmed({ kind: "saved_here", approve: true })).toEqual([false, false, false, false]);
    expect(confirmed({ kind: "saved_here", approve: false })).toEqual([false, false, false, false]);
    expect(confirmed(received(true, false))).toEqual([true, true, true, false]);
    expect(confirmed(received(true, true))).toEqual([true, true, true, true]);
    expect(confirmed(received(false, false))).toEqual([true, true, true, true]);
  });

  it("says when Bufdir acknowledged", () => {
    const last = (state: TaskState) => steps(state).at(-1);
    expect(last(received(true, false))?.note).toBe("");
    const { stage } = reportOf({ ...row("new"), state: received(true, true) });
    if (stage.kind !== "received" || stage.acknowledged_at === null) throw new Error(stage.kind);
    const { format: written } = words;
    const at = stage.acknowledged_at;
    expect(last(received(true, true))).toMatchObject({
      word: "Hos Bufdir",
      note: `${written.shortDate(at, words.now)} ${written.time(at)}`,
    });
  });

  it("names each stage, and tells of an acknowledgement once", () => {
    const before = reportOf({ ...row("new"), state: received(true, false) });
    const after = reportOf({ ...row("new"), state: received(true, true) });
    expect([stageName(before.stage), stageName(after.stage)]).toEqual(["received", "at_bufdir"]);
    const place = { kind: "report", id: before.id } as const;
    const shown = withReport({ ...initial(Date.now()), place }, before);
    const told = withReport(shown, after);
    expect(told.notice).toBe("Bufdir har kvittert. Rapporten er hos Bufdir.");
    expect(told.review?.face).toBe("entry");
    expect(withReport({ ...told, notice: "" }, after).notice).toBe("");
  });

  it("takes the focus to its heading, but not out of a menu that is open meanwhile", () => {
    const view = reportOf(row("new"));
    const waiting = { ...initial(Date.now()), place: { kind: "report", id: view.id } as const };
    expect(withReport(waiting, view).focus).toBe(TITLE);
    const looking = withReport({ ...waiting, menuOpen: true }, view);
    expect([looking.menuOpen, looking.focus]).toEqual([true, null]);
    expect(looking.review?.view).toBe(view);
  });

  it.each<[Link, boolean, string]>([
    ["offline", true, "Sendes når maskinen får nett. Fram til da kan du angre."],
    ["offline", false, "Sendes når maskinen får nett."],
    ["login_needed", false, "Sendes når du har logget inn."],
    ["server_trouble", false, "Sendes når serveren tar imot igjen."],
    ["online", true, "Sendes om 8\u00a0s. Fram til da kan du angre."],
    ["online", false, "Avgjørelsen er på vei."],
  ])("says what it waits for: %s, %s", (link, can_undo, text) => {
    const { stage } = view("saved_here");
    if (stage.kind !== "saved_here") throw new Error(stage.kind);
    const due_at = new Date(words.now.getTime() + 8_000).toISOString();
    expect(waitText({ ...stage, can_undo, due_at }, link, words)).toBe(text);
  });
});
