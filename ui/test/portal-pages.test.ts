import axe from "axe-core";
import { render } from "lit-html";
import { describe, expect, it } from "vitest";
import {
  APPROVED,
  APPROVED_ONE,
  ARRIVAL,
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
  CONTENT,
  draftOf,
  FORWARDED,
  formIn,
  GRAN,
  HASH,
  LUNNER,
  meOf,
  OFFICER,
  periodOf,
  whole,
} from "../fixture/portal-data";
import type { PortalForm } from "../generated/PortalForm";
import type { PortalState } from "../generated/PortalState";
import { Store } from "../parts/store";
import { actionsOf } from "../portal/actions/actions";
import { api } from "../portal/api";
import { type Applying, fieldsOf } from "../portal/models/applying";
import { type Approved, UNOPENED } from "../portal/models/approved";
import { type Bufdir, untyped } from "../portal/models/bufdir";
import { withField } from "../portal/models/fields";
import { answered, type Form, openedForm } from "../portal/models/form";
import { type Halves, NO_HALVES } from "../portal/models/halves";
import { type Log, NO_LOG } from "../portal/models/log";
import { initial, type Model } from "../portal/models/model";
import { givingTo, NO_PEOPLE, type People } from "../portal/models/people";
import type { View } from "../portal/models/place";
import type { Problem } from "../portal/models/problem";
import { loggedIn } from "../portal/models/session";
import { NEW_UNIT, NO_UNITS, type Units } from "../portal/models/units";
import { page, titleOf } from "../portal/pages/page";
import { LANGUAGES, type Language } from "../text/language";

const NOW = Date.now();

/** axe looks at every field of a form, also where the machine has much else to do. */
const PATIENCE_MS = 60_000;

function model(more: Partial<Model> = {}): Model {
  const session = loggedIn({ kind: "unknown" }, meOf(), NOW);
  return { ...initial("nb", { kind: "home" }, NOW), session, ...more };
}

function form(
  view: View,
  state: PortalState,
  more: Partial<PortalForm> = {},
  change: (form: Form) => Form = (form) => form,
): Model {
  const place = { kind: "form", unit: GRAN.unit_no, period: "2026-1", view } as const;
  return model({ place, form: change(openedForm(formIn(state, more), null)) });
}

const DRAFT: PortalState = { kind: "draft" };
const RETURNED: PortalState = { kind: "returned", revision: 1 };
const SENT: PortalState = { kind: "submitted", revision: 1 };
const several = loggedIn({ kind: "unknown" }, meOf({ units: [GRAN, LUNNER] }), NOW);
const nobody = loggedIn({ kind: "unknown" }, meOf({ units: [] }), NOW);
const first = loggedIn({ kind: "unknown" }, meOf({ contact: null }), NOW);
const who = {
  person_id: "1",
  name: "Eva Rustad",
  contact: null,
  units: [],
  is_bufdir: false,
  sees_figures: false,
};

const AT = new Date(NOW);
const wished = fieldsOf({ name: "", contact: null });
const sentOne = applicationOf("at_office");

function applying(more: Partial<Applying>): Model {
  const begun: Applying = {
    own: [],
    places: [GRAN, LUNNER],
    fields: fieldsOf(meOf()),
    wrong: [],
    id: "1",
    sending: false,
    anew: false,
    asksWithdraw: false,
  };
  return model({ session: nobody, place: { kind: "apply" }, applying: { ...begun, ...more } });
}

function atBufdir(
  more: Partial<Bufdir>,
  kind: "applications" | "accesses" = "applications",
): Model {
  const bufdir: Bufdir = {
    waiting: [FORWARDED],
    answered: [applicationOf("rejected")],
    access: [ACCESS],
    places: [GRAN, LUNNER],
    typed: {},
    sending: null,
    refused: null,
    ending: null,
    ...more,
  };
  const me = meOf({ units: [], is_bufdir: true });
  return model({ session: loggedIn({ kind: "unknown" }, me, NOW), place: { kind }, bufdir });
}

const bufdir = loggedIn({ kind: "unknown" }, meOf({ units: [], is_bufdir: true }), NOW);

function listed(more: Partial<Approved>): Model {
  const list = { period: "2026-1", reports: APPROVED };
  const approved = { ...UNOPENED, list, ...more };
  return model({ session: bufdir, place: { kind: "reports", period: "2026-1" }, approved });
}

function opened(more: Partial<Approved>): Model {
  const approved = { ...UNOPENED, one: APPROVED_ONE, ...more };
  const place = { kind: "report", report: APPROVED_ONE.row.report_id } as const;
  return model({ session: bufdir, place, approved });
}

const REFUSAL = { revision: 2, at: APPROVED.server_time, by_name: "Tove", reason: "Rett." };

function halved(place: Model["place"], more: Partial<Halves> = {}): Model {
  const halves = { ...NO_HALVES, list: HALVES, ...more };
  const missing = { period: "2026-1", answer: MISSING };
  return model({ session: bufdir, place, halves, missing });
}

const NOBODY = { answer: { ...PEOPLE, people: [], total: 0 } };
const GIVING = givingTo(null, [GRAN, LUNNER], AT);
const ENDING =
  PEOPLE.people.flatMap((person) =>
    person.roles.map((role) => ({ person, role, lastDay: "" })),
  )[0] ?? null;

function administered(
  place: Model["place"],
  more: { people?: Partial<People>; units?: Partial<Units>; log?: Partial<Log> },
): Model {
  const places = [GRAN, LUNNER];
  return model({
    session: bufdir,
    place,
    people: { ...NO_PEOPLE, answer: PEOPLE, places, ...more.people },
    units: { ...NO_UNITS, list: UNITS, ...more.units },
    log: { ...NO_LOG, answer: AUDIT, places, ...more.log },
  });
}

const typing = (form: Form) => ({
  ...form,
  fields: withField(form.fields, "value:msg_received", "7x"),
});
const full = { draft: draftOf(whole()), findings: [] };

function stale(form: Form): Form {
  const theirs = draftOf({ ...CONTENT, values: { ...CONTENT.values, msg_received: 70 } });
  const mine = { ...form, fields: withField(form.fields, "value:msg_received", "72") };
  return answered(mine, mine.fields, { kind: "stale", version: 9, draft: theirs, findings: [] });
}

const unit = {
  unit: GRAN,
  officer: OFFICER,
  periods: [
    periodOf(RETURNED, { overdue: true, deadline: ago(3 * 24 * 60).slice(0, 10) }),
    periodOf({ kind: "approved", revision: 2 }, { period: "2025-2", deadline: null }),
    periodOf(DRAFT, { period: "2025-1", deadline: null }),
  ],
};

const receipt = {
  reference: "HR-2026-1-3446",
  revision: 1,
  content_hash: HASH,
  received_at: ago(0),
};
const problem: Problem = { kind: "trouble", reference: "ab12" };
const asksAnswered = (form: Form) => ({
  ...form,
  fields: {
    ...form.fields,
    "answer:inv_closed": "corrected",
    "value:inv_closed": "81",
    "answer:staff_total": "explained",
  },
});

const PAGES: [string, Model, string[]][] = [
  ["starting", initial("nb", { kind: "home" }, NOW), []],
  ["login", model({ session: { kind: "none" } }), ["start-login"]],
  ...["cancelled", "no_answer", "refused", "too_low", "expired", "unheard"].map(
    (failure): [string, Model, string[]] => [
      `login, ${failure}`,
      model({ session: { kind: "none" }, place: { kind: "login", failure } }),
      ["login-failure", "start-login"],
    ],
  ),
  ["logged in", model({ place: { kind: "logged_in" } }), []],
  [
    "logged out",
    model({ session: { kind: "none" }, place: { kind: "logged_out" } }),
    ["start-login"],
  ],
  ["session over", model({ session: { kind: "over", who } }), ["session-over", "login-again"]],
  [
    "session over, text kept",
    { ...form("fill", DRAFT, {}, typing), session: { kind: "over", who } },
    ["session-over", "check-session"],
  ],
  [
    "another person",
    model({ session: { kind: "other", who, now: "Tor Eggen" } }),
    ["other-person", "give-up"],
  ],
  ["no role", model({ session: nobody }), ["no-role"]],
  ["applying", applying({}), ["application-form", "send-application"]],
  [
    "applying, with faults",
    applying({
      fields: { ...wished, kind: "unit", search: "un", reason: "" },
      wrong: ["name", "email", "phone", "kind", "organisation", "unit", "reason"],
    }),
    ["units-found"],
  ],
  [
    "applying from outside",
    applying({ fields: { ...wished, kind: "external", search: "finnes ikke" } }),
    ["apply-organisation", "no-units"],
  ],
  ...(["at_office", "at_bufdir", "approved", "rejected", "withdrawn", "ended"] as const).map(
    (kind): [string, Model, string[]] => [
      `the own application, ${kind}`,
      applying({ own: [applicationOf(kind), applicationOf("rejected", { reference: "TS-1" })] }),
      ["own-applications", "application-TS-20260910-7F3A"],
    ],
  ),
  [
    "withdrawing the own application",
    applying({ own: [sentOne], asksWithdraw: true }),
    ["confirm"],
  ],
  ["Bufdir's applications", atBufdir({}), ["waits-TS-20260908-1C40", "answered"]],
  ["Bufdir, nothing waits", atBufdir({ waiting: [], answered: [] }), ["nothing-waits"]],
  [
    "Bufdir says Ja",
    atBufdir({ typed: { [FORWARDED.id]: { ...untyped("1", AT), approve: true, wrong: "until" } } }),
    ["until-TS-20260908-1C40"],
  ],
  [
    "Bufdir says Nei",
    atBufdir({
      typed: { [FORWARDED.id]: { ...untyped("1", AT), approve: false, wrong: "reason" } },
      refused: { id: FORWARDED.id, reason: "not_waiting" },
    }),
    ["reason-TS-20260908-1C40"],
  ],
  [
    "approved reports",
    listed({}),
    ["report-HR-2026-1-3446", "request-HR-2026-1-3446", "arrived-HR-2026-1-3442"],
  ],
  ["approved reports, taken out", listed({ taking: { format: "csv", bytes: 9 } }), ["taking"]],
  ["approved reports, chosen", listed({ chosen: [ARRIVAL.decision_id] }), ["acknowledge"]],
  [
    "approved reports, none",
    listed({ list: { period: "2026-1", reports: { ...APPROVED, reports: [], arrived: [] } } }),
    ["no-reports", "nothing-arrived"],
  ],
  ["one approved report", opened({}), ["reopen", "version"]],
  [
    "one approved report, with faults",
    opened({ isWrong: true, isOther: true }),
    ["not-approved", "reopen-reason"],
  ],
  ["reopening", opened({ asks: "reopen" }), ["confirm"]],
  ["refusing to reopen", opened({ asks: "refuse" }), ["confirm"]],
  [
    "one approved report, not received, refused before",
    opened({ one: { ...APPROVED_ONE, arrived: [ARRIVAL], request: null, refusals: [REFUSAL] } }),
    ["acknowledge"],
  ],
  ["who is missing", halved({ kind: "missing", period: "2026-1" }), ["counties", "missing-34"]],
  ["half-years", halved({ kind: "halves" }), ["half-2026-1", "half-2025-2", "open-2026-2"]],
  [
    "a half-year, wrong",
    halved(
      { kind: "halves" },
      { form: HALVES.proposals[0] ?? null, faults: ["too_early", "no_date"] },
    ),
    ["half-form", "half-faults"],
  ],
  ["people", administered({ kind: "people" }, {}), ["people-shown", "give-new"]],
  ["people, none", administered({ kind: "people" }, { people: NOBODY }), ["nobody-found"]],
  [
    "giving a role, refused",
    administered({ kind: "people" }, { people: { giving: GIVING, refused: "national_id" } }),
    ["give-form", "role-refused", "give-office"],
  ],
  [
    "giving a role to a reporter",
    administered({ kind: "people" }, { people: { giving: { ...GIVING, role: "reporter" } } }),
    ["give-form", "give-unit"],
  ],
  [
    "ending a role",
    administered({ kind: "people" }, { people: { ending: ENDING } }),
    ["end-form", "end-last-day"],
  ],
  ["units", administered({ kind: "bufdir_units" }, {}), ["units-found", "unit-row-3446"]],
  [
    "a new unit, refused",
    administered(
      { kind: "bufdir_units" },
      { units: { adding: { ...NEW_UNIT, county_no: "34" }, refused: "taken" } },
    ),
    ["unit-form", "unit-refused"],
  ],
  [
    "when a unit reports",
    administered(
      { kind: "bufdir_units" },
      { units: { changing: UNITS.units.map((unit) => ({ unit, from: "", to: "" }))[0] ?? null } },
    ),
    ["unit-form", "unit-to"],
  ],
  ["the log", administered({ kind: "log" }, {}), ["log-rows", "log-older"]],
  [
    "the log of one, empty",
    administered(
      { kind: "log" },
      { log: { actor: "Ingrid", answer: { ...AUDIT, rows: [], more: false } } },
    ),
    ["log-empty", "log-everybody"],
  ],
  ["closing a half-year", halved({ kind: "halves" }, { closing: "2026-1" }), ["confirm"]],
  ["access", atBufdir({}, "accesses"), ["access-TS-20260601-B00C"]],
  ["access, of nobody", atBufdir({ access: [] }, "accesses"), ["nobody-has-access"]],
  ["ending access", atBufdir({ ending: ACCESS }, "accesses"), ["confirm"]],
  ["Bufdir's page, asked by others", model({ place: { kind: "applications" } }), ["not-found"]],
  ["registration", model({ session: first, place: { kind: "contact" } }), ["register", "email"]],
  [
    "registration, wrong",
    model({
      session: first,
      place: { kind: "contact" },
      contact: { email: "x", phone: "1", wrong: { email: true, phone: true }, saving: false },
    }),
    ["register"],
  ],
  ["units", model({ session: several }), ["units"]],
  ["a unit", model({ place: { kind: "unit", unit: GRAN.unit_no }, unit }), ["officer"]],
  [
    "a unit without half-years",
    model({
      session: several,
      menuOpen: "unit",
      place: { kind: "unit", unit: GRAN.unit_no },
      unit: { ...unit, periods: [], officer: null },
    }),
    ["no-periods", "unit-3234"],
  ],
  ["fill in", form("fill", DRAFT), ["point", "finding", "error-summary", "saved", "to-send"]],
  ["fill in, nothing yet", form("fill", { kind: "not_begun" }), ["point"]],
  [
    "fill in with guidance, no answer",
    form("fill", DRAFT, {}, (f) => ({ ...typing(f), guided: true })),
    ["wrong", "not-saved"],
  ],
  [
    "fill in, not saved",
    form("fill", DRAFT, {}, (f) => ({ ...f, failed: { kind: "away" } })),
    ["save-failed", "unsaved"],
  ],
  [
    "fill in, sent meanwhile",
    form("fill", DRAFT, {}, (f) => ({ ...f, failed: { kind: "sent_meanwhile" } })),
    ["reload"],
  ],
  [
    "fill in, closed",
    form("fill", DRAFT, { period: periodOf(DRAFT, { deadline: null }) }),
    ["point"],
  ],
  ["two editors", form("fill", DRAFT, {}, stale), ["stale", "clash", "use-choices"]],
  ["asks", form("asks", RETURNED), ["ask", "officer-comment", "side-by-side", "officer"]],
  ["asks, some answered", form("asks", RETURNED, {}, asksAnswered), ["ask", "compared"]],
  ["check", form("send", DRAFT), ["not-ready", "error-summary", "send"]],
  ["check, ready", form("send", DRAFT, full), ["ready", "send"]],
  ["check, again", form("send", SENT), ["ready"]],
  [
    "check, faults of the server",
    form("send", DRAFT, full, (f) => ({
      ...f,
      sending: {
        act: { id: "1", version: 3 },
        running: false,
        tried: true,
        faults: [
          {
            line: null,
            at: "msg_received",
            found: { nb: "tekst", nn: "tekst", en: "text" },
            expected: { nb: "et tall", nn: "eit tal", en: "a number" },
          },
        ],
      },
    })),
    ["error-summary", "send-unanswered"],
  ],
  ["receipt", form("send", SENT, {}, (f) => ({ ...f, receipt })), ["receipt", "to-unit"]],
  ["history, nothing", form("history", DRAFT), ["nothing-sent"]],
  ["history, sent", form("history", SENT), ["where", "withdraw", "version"]],
  ["history, asked", { ...form("history", SENT), asked: "withdraw" }, ["confirm"]],
  [
    "history, approved",
    form("history", { kind: "approved", revision: 2 }),
    ["decision", "compared"],
  ],
  ["history, reopened", form("history", { kind: "reopened", revision: 2 }), ["decision"]],
  ["print", form("print", DRAFT), ["print"]],
  ["import", form("import", DRAFT), ["file"]],
  [
    "import, read",
    form("import", DRAFT, {}, (f) => ({
      ...f,
      preview: { name: "a.csv", content: whole(), faults: [] },
    })),
    ["preview", "use-preview", "compared"],
  ],
  [
    "import, faults",
    form("import", DRAFT, {}, (f) => ({
      ...f,
      preview: {
        name: "a.csv",
        content: null,
        faults: [
          {
            line: 3,
            at: "msg_received",
            found: { nb: "tekst", nn: "tekst", en: "text" },
            expected: { nb: "et tall", nn: "eit tal", en: "a number" },
          },
        ],
      },
    })),
    ["import-faults", "import-fault"],
  ],
  ["help", model({ place: { kind: "help" } }), []],
  ["accessibility", model({ place: { kind: "accessibility" } }), []],
  ["privacy, not logged in", model({ session: { kind: "none" }, place: { kind: "privacy" } }), []],
  ["not found", model({ place: { kind: "not_found" } }), ["not-found"]],
  [
    "offline",
    model({ place: { kind: "unit", unit: "3446" }, absent: { kind: "offline" } }),
    ["absent"],
  ],
  ["away", model({ absent: { kind: "away" } }), ["absent", "try-again"]],
  ["trouble", model({ session: several, problem }), ["problem"]],
  ["session soon over", form("fill", DRAFT), []],
  ["leaving", { ...form("fill", DRAFT, {}, typing), leaving: "logout" }, ["confirm"]],
];

function show(shown: Model, language: Language): HTMLElement {
  const root = document.createElement("div");
  document.body.replaceChildren(root);
  document.documentElement.lang = language;
  const asked = { ...shown, language };
  document.title = titleOf(asked);
  const store = new Store<Model>(asked, () => {});
  const actions = actionsOf(store, api, {
    now: () => NOW,
    newId: () => "1",
    isSeen: () => true,
    leave: () => {},
    print: () => {},
    save: () => {},
    tellTabs: () => {},
    addresses: { put: () => {} },
  });
  render(page(asked, actions), root);
  return root;
}

describe.each(LANGUAGES)("pages in %s", (language) => {
  it.each(PAGES)(
    "%s",
    async (_name, shown, marks) => {
      const root = show(shown, language);
      expect(root.textContent).not.toMatch(/undefined|\[object|NaN/);
      expect(document.title).not.toMatch(/undefined|\[object/);
      for (const mark of marks) {
        expect(root.querySelector(`[data-testid="${mark}"]`), mark).not.toBeNull();
      }
      expect(root.querySelectorAll("h1")).toHaveLength(1);
      expect(root.querySelectorAll("[style]")).toHaveLength(0);
      const { violations } = await axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations"],
        // Neither is drawn here: the tests in a browser look at both.
        rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
      });
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe("what a page says", () => {
  it("warns of the session's end, and counts down", () => {
    const shown = form("fill", DRAFT);
    const session = { ...shown.session, ends: { idleAt: NOW + 90_000, at: NOW + 900_000 } };
    const root = show({ ...shown, session } as Model, "nb");
    expect(root.querySelector("[data-testid=session-soon]")?.textContent).toContain(
      "1\u00a0min 30\u00a0s",
    );
  });

  it("shows no figure when the session is over", () => {
    const shown = form("fill", DRAFT);
    const root = show({ ...shown, session: { kind: "over", who } }, "nb");
    expect(root.querySelector("[data-testid=point]")).toBeNull();
    expect(root.textContent).not.toContain("Meldinger");
  });

  it("says each earlier half-year with its number", () => {
    const root = show(form("fill", DRAFT), "nb");
    const field = root.querySelector("#field-value-msg_received");
    const said = (field?.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => root.querySelector(`#${id}`)?.textContent?.trim());
    expect(said).toEqual(["2. halvår 2025: 66", "1. halvår 2025: 74"]);
  });

  it("joins a finding to its field, and asks for an explanation where a rule does", () => {
    const root = show(form("fill", DRAFT), "nb");
    const field = root.querySelector("#field-value-msg_open_start");
    expect(field?.getAttribute("aria-describedby")).toContain("found-msg_open_start-R04");
    expect(root.querySelector("#found-msg_open_start-R04")?.textContent).toContain("Må forklares");
    expect(root.querySelector("#field-explanation-R04")).not.toBeNull();
    expect(root.querySelector("#field-explanation-R01")).toBeNull();
  });

  it("keeps the own pages of a login free of the person", () => {
    const root = show(model({ place: { kind: "logged_in" } }), "nb");
    expect(root.textContent).not.toContain("Eva");
  });
});
