import { describe, expect, it } from "vitest";
import { CONTENT, draftOf, formIn, meOf, TEMPLATE, whole } from "../fixture/portal-data";
import { problemOf } from "../portal/api";
import { addressOf, languageOf } from "../portal/models/address";
import {
  canonical,
  contentOf,
  fieldsOf,
  keyOf,
  numberOf,
  typedOf,
  unsavable,
  withField,
} from "../portal/models/fields";
import {
  answered,
  chosen,
  holdsUnsaved,
  isDirty,
  isEditable,
  openedForm,
  saveOf,
  withChoices,
  withPreview,
} from "../portal/models/form";
import { asksOf, bySeverity, findingsAt, isReady, missing, progress } from "../portal/models/found";
import { merge } from "../portal/models/merge";
import { halvesBefore } from "../portal/models/periods";
import { loginAddress, type Place, pathOf, placeOf } from "../portal/models/place";
import { endsOf, loggedIn, pressing, WARNING_MS } from "../portal/models/session";
import { placeOf as pointPlace, sectionsOf, telling } from "../portal/models/template";

const RECEIVED = keyOf("value", "msg_received");
const OPEN_END = keyOf("value", "msg_open_end");

function typed(form: ReturnType<typeof openedForm>, key: typeof RECEIVED, text: string) {
  return { ...form, fields: withField(form.fields, key, text) };
}

describe("fields", () => {
  it.each([
    ["71", "whole", 71],
    ["0", "whole", 0],
    ["12 480", "whole", 12_480],
    ["12\u00a0480", "whole", 12_480],
    ["999999999", "whole", 999_999_999],
    ["9999999999", "whole", null],
    ["1,5", "whole", null],
    ["−3", "whole", null],
    ["-3", "whole", null],
    ["12a", "whole", null],
    ["24,5", "tenths", 245],
    ["24.5", "tenths", 245],
    ["24", "tenths", 240],
    ["0,1", "tenths", 1],
    ["24,55", "tenths", null],
    [",5", "tenths", null],
  ] as const)("%s as %s is %s", (text, kind, number) => {
    expect(numberOf(text, kind)).toBe(number);
    if (number !== null) expect(numberOf(typedOf(number, kind), kind)).toBe(number);
  });

  it("say again what the server has", () => {
    const content = {
      ...whole(),
      comments: { msg_received: "Mange i mars." },
      explanations: { R04: "Én ble gjenåpnet." },
      answers: {
        staff_total: { kind: "corrected" as const },
        inv_closed: { kind: "explained" as const, text: "Tre var åpne." },
      },
    };
    expect(contentOf(fieldsOf(content, TEMPLATE), TEMPLATE)).toEqual(content);
  });

  it("keep from the server what is no answer, and say which", () => {
    const fields = { [RECEIVED]: "7x", [OPEN_END]: "7", "value:staff_total": " " } as const;
    expect(contentOf(fields, TEMPLATE).values).toEqual({ msg_open_end: 7 });
    expect(unsavable(fields, TEMPLATE)).toEqual([RECEIVED]);
    expect(unsavable({ "comment:msg_received": "x".repeat(10_001) }, TEMPLATE)).toHaveLength(1);
  });

  it("answer nothing with an empty explanation", () => {
    const half = { "answer:inv_closed": "explained", "said:inv_closed": "  " } as const;
    expect(contentOf(half, TEMPLATE).answers).toEqual({});
  });

  it("are written as the server writes them where they are compared", () => {
    expect(canonical({ [RECEIVED]: "1 200", "value:staff_total": "7" }, TEMPLATE)).toEqual({
      [RECEIVED]: "1200",
      "value:staff_total": "7,0",
    });
    expect(canonical({ [RECEIVED]: "7x" }, TEMPLATE)).toEqual({ [RECEIVED]: "7x" });
  });
});

describe("two editors", () => {
  it("keep what only one has changed, and choose where both have", () => {
    const base = { "value:a": "1", "value:b": "2", "value:c": "3", "value:e": "5" } as const;
    const mine = { "value:a": "10", "value:b": "2", "value:c": "30", "value:d": "4" } as const;
    const theirs = { "value:a": "1", "value:b": "20", "value:c": "31", "value:e": "5" } as const;
    expect(merge(base, mine, theirs)).toEqual({
      fields: { "value:a": "10", "value:b": "20", "value:c": "30", "value:d": "4" },
      clashes: [{ key: "value:c", mine: "30", theirs: "31" }],
      fetched: ["value:b"],
    });
  });

  it("agree without a word where both wrote the same", () => {
    expect(merge({}, { "value:a": "1" }, { "value:a": "1" }).clashes).toEqual([]);
  });

  const form = typed(openedForm(formIn({ kind: "draft" }), null), RECEIVED, "72");
  const theirs = (values: object) =>
    draftOf({ ...CONTENT, values: { ...CONTENT.values, ...values } }, { version: 7 });

  it("are put together on a stale save, and the next save names the newer version", () => {
    const draft = theirs({ msg_open_end: 5 });
    const next = answered(form, form.fields, { kind: "stale", version: 7, draft, findings: [] });
    expect(next.stale).toBeNull();
    expect(next.fields).toMatchObject({ [RECEIVED]: "72", [OPEN_END]: "5" });
    expect(saveOf(next)).toMatchObject({
      base_version: 7,
      content: { values: { msg_received: 72, msg_open_end: 5 } },
    });
  });

  it("choose each value, and nothing is taken before every choice is made", () => {
    const draft = theirs({ msg_received: 70 });
    const stale = answered(form, form.fields, { kind: "stale", version: 7, draft, findings: [] });
    expect(stale.stale?.clashes).toEqual([{ key: RECEIVED, mine: "72", theirs: "70" }]);
    expect(withChoices(stale).stale).not.toBeNull();
    const mine = withChoices(chosen(stale, RECEIVED, "mine"));
    const other = withChoices(chosen(stale, RECEIVED, "theirs"));
    expect([mine.fields[RECEIVED], other.fields[RECEIVED]]).toEqual(["72", "70"]);
    expect([isDirty(mine), isDirty(other)]).toEqual([true, false]);
  });

  it("keep what is typed where the other has sent the report", () => {
    const next = answered(form, form.fields, {
      kind: "stale",
      version: 8,
      draft: null,
      findings: [],
    });
    expect(next.failed).toEqual({ kind: "sent_meanwhile" });
    expect(next.fields[RECEIVED]).toBe("72");
    expect(holdsUnsaved(next)).toBe(true);
  });
});

describe("a form", () => {
  it("ignores findings of an older draft", () => {
    const sent = typed(openedForm(formIn({ kind: "draft" }), null), RECEIVED, "72");
    const later = typed(sent, RECEIVED, "73");
    const saved = { kind: "saved", version: 4, saved_at: "2026-08-25T08:42:00Z" } as const;
    const next = answered(later, sent.fields, { ...saved, findings: [], faults: [] });
    expect(next.version).toBe(4);
    expect(next.findings).toEqual(sent.findings);
    expect(isDirty(next)).toBe(true);
    const same = answered(sent, sent.fields, { ...saved, findings: [], faults: [] });
    expect(same.findings).toEqual([]);
    expect(isDirty(same)).toBe(false);
  });

  it("opens where something is found, else where something is missing", () => {
    const { template } = formIn({ kind: "draft" });
    const second = sectionsOf(template)[2]?.id;
    expect(openedForm(formIn({ kind: "draft" }), null).section).toBe(second);
    expect(openedForm(formIn({ kind: "draft" }, { findings: [] }), null).section).toBe(second);
    expect(openedForm(formIn({ kind: "not_begun" }), null).section).toBe(
      sectionsOf(template)[0]?.id,
    );
  });

  it("begins from what was sent, without the answers to what was asked before", () => {
    const returned = openedForm(formIn({ kind: "returned", revision: 1 }), null);
    expect(returned.fields[RECEIVED]).toBe("71");
    const reopened = openedForm(formIn({ kind: "reopened", revision: 2 }), null);
    expect(reopened.fields["answer:inv_closed"]).toBeUndefined();
    expect(isDirty(returned)).toBe(false);
  });

  it("can be written in while its half-year is open and it is not approved", () => {
    const kinds = ["submitted", "withdrawn", "returned", "approved", "reopened"] as const;
    const editable = kinds.map((kind) => isEditable(formIn({ kind, revision: 2 }).period));
    expect(editable).toEqual([true, true, true, false, true]);
    expect(isEditable({ ...formIn({ kind: "draft" }).period, deadline: null })).toBe(false);
  });

  it("says what is missing before it can be sent", () => {
    const form = openedForm(formIn({ kind: "draft" }), null);
    expect(isReady(form)).toBe(false);
    expect(missing(form).points).toHaveLength(69);
    const full = openedForm(formIn({ kind: "draft" }, { draft: draftOf(whole()) }), null);
    expect(isReady(full)).toBe(true);
    expect(isReady(typed(full, RECEIVED, "7x"))).toBe(false);
    expect(missing(typed(full, RECEIVED, "7x")).fields).toEqual([RECEIVED]);
    const { filled, all } = progress(
      full.fields,
      TEMPLATE.sections.flatMap((s) => s.points),
    );
    expect([filled, all]).toEqual([91, 96]);
  });

  it("waits for an answer to each point that was asked about", () => {
    const form = openedForm(formIn({ kind: "returned", revision: 1 }), null);
    expect(asksOf(form.view)).toHaveLength(3);
    expect(missing(form).asks).toHaveLength(3);
    const one = typed(form, keyOf("answer", "inv_closed"), "corrected");
    const two = typed(one, keyOf("answer", "staff_total"), "explained");
    expect(missing(two).asks).toEqual(["superv_with_person", "staff_total"]);
    const said = typed(two, keyOf("said", "staff_total"), "Vi talte feil.");
    expect(missing(said).asks).toEqual(["superv_with_person"]);
  });

  it("tells a finding under one of its own points, and missing answers by itself", () => {
    const form = openedForm(formIn({ kind: "draft" }), null);
    expect(findingsAt(form, "msg_open_end").map(({ rule }) => rule)).toEqual(["R01"]);
    expect(bySeverity(form, "error").map(({ rule }) => rule)).toEqual(["R01"]);
    const [general] = telling(TEMPLATE, form.findings).filter(({ rule }) => rule === "R96");
    expect(general && pointPlace(TEMPLATE, general)).toBeNull();
  });

  it("takes from a file what the file says, and nothing else", () => {
    const form = typed(openedForm(formIn({ kind: "draft" }), null), OPEN_END, "9");
    const content = { ...CONTENT, values: { msg_received: 80 } };
    const next = withPreview({ ...form, preview: { content, faults: [], name: "a.csv" } });
    expect(next.fields).toMatchObject({ [RECEIVED]: "80", [OPEN_END]: "9" });
    const faulty = { ...form, preview: { content: null, faults: [], name: "a.csv" } };
    expect(withPreview(faulty)).toBe(faulty);
  });
});

describe("a session", () => {
  const now = Date.parse("2026-08-25T08:00:00Z");
  const session = {
    idle_expires_at: "2026-08-25T10:30:00Z",
    ends_at: "2026-08-25T18:00:00Z",
    server_time: "2026-08-25T10:00:00Z",
  };

  it("ends by this machine's clock, whatever that says", () => {
    expect(endsOf(session, now)).toEqual({ idleAt: now + 30 * 60_000, at: now + 8 * 3_600_000 });
  });

  it("is said to end before it does", () => {
    const ends = endsOf(session, now);
    expect(pressing(ends, now).kind).toBe("none");
    expect(pressing(ends, ends.idleAt - WARNING_MS)).toEqual({
      kind: "soon",
      left: WARNING_MS,
      idle: true,
    });
    expect(pressing(ends, ends.idleAt).kind).toBe("over");
    expect(pressing({ idleAt: now + 9, at: now + 5 }, now)).toMatchObject({ idle: false });
  });

  it("gives nobody what another has typed", () => {
    const before = loggedIn({ kind: "unknown" }, meOf(), now);
    expect(before.kind).toBe("in");
    if (before.kind !== "in") return;
    const over = { kind: "over", who: before.who } as const;
    expect(loggedIn(over, meOf(), now).kind).toBe("in");
    const other = loggedIn(over, meOf({ person_id: "x", name: "Tor Eggen" }), now);
    expect(other).toMatchObject({ kind: "other", now: "Tor Eggen", who: { name: "Eva Rustad" } });
    expect(loggedIn(other, meOf(), now).kind).toBe("in");
  });
});

describe("addresses", () => {
  const places: Place[] = [
    { kind: "home" },
    { kind: "unit", unit: "3446" },
    { kind: "unit", unit: "030101" },
    { kind: "form", unit: "3446", period: "2026-1", view: null },
    ...(["fill", "asks", "send", "history", "print", "import"] as const).map((view) => ({
      kind: "form" as const,
      unit: "3446",
      period: "2026-1",
      view,
    })),
    { kind: "logged_in" },
    { kind: "logged_out" },
    { kind: "contact" },
    { kind: "apply" },
    { kind: "applications" },
    { kind: "accesses" },
    { kind: "reports", period: null },
    { kind: "reports", period: "2026-1" },
    { kind: "report", report: "018f0000-0000-7000-8000-00000000000a" },
    { kind: "missing", period: null },
    { kind: "missing", period: "2026-1" },
    { kind: "halves" },
    { kind: "people" },
    { kind: "bufdir_units" },
    { kind: "log" },
    { kind: "help" },
    { kind: "accessibility" },
    { kind: "privacy" },
  ];

  it.each(places.map((place) => [pathOf(place), place] as const))("%s is a page", (path, place) => {
    expect(placeOf(new URL(path, "https://x.example"))).toEqual(place);
  });

  it.each([
    "/portal/x",
    "/portal/34",
    "/portal/3446/2026-3",
    "/portal/3446/2026-1/x",
    "/x",
    "/portal/3446/2026-1/send/x",
    "/portal/bufdir",
    "/portal/bufdir/soknader/x",
    "/portal/bufdir/2026-1",
  ])("%s is none", (path) => {
    expect(placeOf(new URL(path, "https://x.example"))).toEqual({ kind: "not_found" });
  });

  it("carry the language, and a login leads back to them", () => {
    const address = addressOf({ kind: "unit", unit: "3446" }, "nn");
    expect(languageOf(new URL(address, "https://x.example"))).toBe("nn");
    expect(languageOf(new URL("https://x.example/portal/?sprak=xx"))).toBe("nb");
    const login = new URL(loginAddress(address, "nn", true), "https://x.example");
    expect(login.searchParams.get("to")).toBe(address);
    expect(placeOf(new URL("https://x.example/portal/innlogging?feil=too_low"))).toEqual({
      kind: "login",
      failure: "too_low",
    });
  });

  it("half-years are counted backwards", () => {
    expect([
      halvesBefore("2026-1", 1),
      halvesBefore("2026-1", 2),
      halvesBefore("2025-2", 1),
    ]).toEqual(["2025-2", "2025-1", "2025-1"]);
  });
});

describe("answers of the server", () => {
  it.each([
    [401, {}, { kind: "session_over" }],
    [403, {}, { kind: "forbidden" }],
    [404, {}, { kind: "not_found" }],
    [409, {}, { kind: "conflict" }],
    [413, {}, { kind: "too_large" }],
    [422, { faults: [{ at: "phone" }] }, { kind: "invalid", at: ["phone"] }],
    [429, {}, { kind: "busy" }],
    [503, {}, { kind: "away" }],
    [500, { reference: "ab12" }, { kind: "trouble", reference: "ab12" }],
    [500, "<html>", { kind: "trouble", reference: null }],
  ])("%s is told as what it means", (status, body, problem) => {
    expect(problemOf(status, body)).toEqual(problem);
  });
});
