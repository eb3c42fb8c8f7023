import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { APPROVED, APPROVED_ONE, ARRIVAL, AUDIT, PEOPLE } from "../fixture/portal-bufdir";
import { FORWARDED, formIn, meOf } from "../fixture/portal-data";
import { portions } from "../portal/models/approved";
import { at, choose, fake, press, settle, submit, type } from "./portal-world";

const bufdir = () => fake(formIn({ kind: "draft" }), meOf({ units: [], is_bufdir: true }));

/** Time passes as the page counts it. */
async function pass({ actions }: { actions: { tick: () => Promise<void> } }, ms: number) {
  await actions.tick();
  await vi.advanceTimersByTimeAsync(ms);
  await actions.tick();
}

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-09-10T10:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("acknowledging", () => {
  const OTHER = { ...ARRIVAL, decision_id: "018f0000-0000-7000-8000-0000000000ab" };

  it("takes the chosen ones, or all where none is chosen", async () => {
    const api = bufdir();
    const arrived = [ARRIVAL, { ...OTHER, reference: "HR-2026-1-3443" }];
    api.approvedIn.mockResolvedValue({ ...APPROVED, arrived });
    const world = await at({ kind: "reports", period: null }, api);
    await choose(world, `choose-${ARRIVAL.reference}`);
    await press(world, "acknowledge");
    expect(api.acknowledge).toHaveBeenLastCalledWith([ARRIVAL.decision_id]);
    expect(world.store.model.approved?.chosen).toEqual([]);
    await press(world, "acknowledge");
    expect(api.acknowledge).toHaveBeenLastCalledWith([ARRIVAL.decision_id, OTHER.decision_id]);
    expect(world.store.model.notice).toContain("2");
  });

  it("shows those that come while the page is seen, and keeps what is chosen", async () => {
    const api = bufdir();
    api.approvedIn.mockResolvedValue({ ...APPROVED, arrived: [ARRIVAL] });
    const world = await at({ kind: "reports", period: null }, api);
    await choose(world, `choose-${ARRIVAL.reference}`);
    const newer = { ...OTHER, reference: "HR-2026-1-3443" };
    api.approvedIn.mockResolvedValue({ ...APPROVED, arrived: [ARRIVAL, newer] });
    const seen = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    await pass(world, 60_000);
    expect(world.has("arrived-HR-2026-1-3443")).toBe(false);
    seen.mockRestore();
    await pass(world, 20_000);
    expect(world.has("arrived-HR-2026-1-3443")).toBe(true);
    expect(world.store.model.approved?.chosen).toEqual([ARRIVAL.decision_id]);
    expect(world.store.model.notice).toContain("2");
    // Where nothing comes, nothing is said, and a server that is away changes nothing.
    api.approvedIn.mockRejectedValue(new TypeError("no network"));
    await pass(world, 20_000);
    expect(world.has("arrived-HR-2026-1-3443")).toBe(true);
    expect(world.store.model.problem).toBe(null);
  });

  it("shows applications that come", async () => {
    const api = bufdir();
    api.applicationsAtBufdir.mockResolvedValue({ waiting: [], answered: [], server_time: "" });
    const world = await at({ kind: "applications" }, api);
    expect(world.has("nothing-waits")).toBe(true);
    api.applicationsAtBufdir.mockResolvedValue({
      waiting: [FORWARDED],
      answered: [],
      server_time: "",
    });
    await pass(world, 20_000);
    expect(world.has("nothing-waits")).toBe(false);
  });

  it("asks in portions that the server takes", () => {
    const ids = Array.from({ length: 250 }, (_, n) => `${n}`);
    expect(portions(ids).map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(portions(ids).flat()).toEqual(ids);
    expect(portions([])).toEqual([]);
  });

  it("of one report shows that it is received", async () => {
    const api = bufdir();
    api.approvedReport.mockResolvedValueOnce({ ...APPROVED_ONE, arrived: [ARRIVAL] });
    const world = await at({ kind: "report", report: APPROVED_ONE.row.report_id }, api);
    await press(world, "acknowledge");
    expect(api.acknowledge).toHaveBeenCalledWith([ARRIVAL.decision_id]);
    expect(world.has("acknowledge")).toBe(false);
  });
});

describe("taking reports out", () => {
  it("tells how much has come, and leaves the file to the browser", async () => {
    const api = bufdir();
    let end: (file: Blob) => void = () => {};
    api.takeOut.mockImplementationOnce((_period, _format, came) => {
      came(300_000);
      return new Promise((done) => {
        end = done;
      });
    });
    const world = await at({ kind: "reports", period: "2026-1" }, api);
    await press(world, "take-xlsx");
    expect(api.takeOut.mock.calls[0]?.slice(0, 2)).toEqual(["2026-1", "xlsx"]);
    expect(world.find("taking").textContent).toContain("293 kB");
    await press(world, "take-csv");
    expect(api.takeOut).toHaveBeenCalledTimes(1);
    end(new Blob(["x"]));
    await settle();
    expect(world.saved).toEqual(["halvaarsrapport-2026-1.xlsx"]);
    expect(world.has("taking")).toBe(false);
  });

  it("that breaks off leaves no file", async () => {
    const api = bufdir();
    api.takeOut.mockRejectedValueOnce({ kind: "away" });
    const world = await at({ kind: "reports", period: "2026-1" }, api);
    await press(world, "take-codebook");
    expect(world.saved).toEqual([]);
    expect(world.find("problem").dataset["problem"]).toBe("away");
  });
});

describe("half-years", () => {
  it("are opened with deadlines that can be changed first", async () => {
    const api = bufdir();
    const world = await at({ kind: "halves" }, api);
    await press(world, "open-2026-2");
    type(world, "half-municipality", "2027-02-05");
    await submit(world, "open-half");
    expect(api.openPeriod).toHaveBeenCalledWith({
      period: "2026-2",
      template: "2026-1.0",
      municipality_deadline: "2027-02-05",
      office_deadline: "2027-03-01",
    });
    expect(world.has("half-form")).toBe(false);
  });

  it("show every fault of the server's, and an empty date before it is asked", async () => {
    const api = bufdir();
    const world = await at({ kind: "halves" }, api);
    await press(world, "change-2026-1");
    type(world, "half-office", "");
    await submit(world, "open-half");
    expect(api.openPeriod).not.toHaveBeenCalled();
    expect(world.find("half-faults").textContent).toContain("Skriv begge");
    type(world, "half-office", "2026-09-15");
    api.openPeriod.mockResolvedValueOnce({ kind: "faulty", faults: ["too_early"] });
    await submit(world, "open-half");
    expect(world.find("half-faults").textContent).toContain("siste dag");
    expect(world.store.model.focus).toBe("half-faults");
  });

  it("are closed after a question", async () => {
    const api = bufdir();
    const world = await at({ kind: "halves" }, api);
    await press(world, "close-2026-1");
    await press(world, "cancel-dialog");
    expect(api.closePeriod).not.toHaveBeenCalled();
    await press(world, "close-2026-1");
    await press(world, "confirm");
    expect(api.closePeriod).toHaveBeenCalledWith("2026-1");
  });

  it("tell who is missing, and why", async () => {
    const api = bufdir();
    const world = await at({ kind: "missing", period: null }, api);
    expect(api.missingIn).toHaveBeenCalledWith("2026-1");
    expect(world.find("missing-sum").textContent).toContain("84 av 89");
    const cells = [...world.find("county-34").querySelectorAll("td")];
    expect(cells.map(({ textContent }) => textContent)).toEqual(["46", "42", "2", "1", "1", "0"]);
    expect(world.find("missing-34").textContent).toContain("Østre Toten, Søndre Land");
  });
});

describe("persons and roles", () => {
  it("are found by what is typed, in a body and in no address", async () => {
    const api = bufdir();
    const world = await at({ kind: "people" }, api);
    type(world, "people-search", "Solbakken");
    await submit(world, "find-people");
    const query = { text: "Solbakken", role: null, ended: false, skip: 0 };
    expect(api.people).toHaveBeenLastCalledWith(query);
    expect(world.addresses.join()).not.toContain("Solbakken");
    await press(world, "people-after");
    expect(api.people).toHaveBeenLastCalledWith({ ...query, skip: 2 });
  });

  it("the own ones have nothing to press", async () => {
    const world = await at({ kind: "people" }, bufdir());
    const [other, self] = PEOPLE.people;
    expect(world.has(`give-${other?.person_id}`)).toBe(true);
    expect(world.has(`give-${self?.person_id}`)).toBe(false);
    expect(world.has(`end-${self?.roles[0]?.role_id}`)).toBe(false);
    expect(world.has(`end-${other?.roles[1]?.role_id}`)).toBe(false);
  });

  it("a role needs a whole identity number, and goes to the server as typed", async () => {
    const api = bufdir();
    const world = await at({ kind: "people" }, api);
    await press(world, "give-new");
    type(world, "give-national-id", "0181852");
    await submit(world, "give");
    expect(api.giveRole).not.toHaveBeenCalled();
    expect(world.store.model.focus).toBe("role-refused");
    type(world, "give-national-id", "018185 20030");
    type(world, "give-name", " Kari Eksempel ");
    type(world, "give-last-day", "2026-12-31");
    api.giveRole.mockResolvedValueOnce({ kind: "refused", reason: "held" });
    await submit(world, "give");
    expect(api.giveRole).toHaveBeenLastCalledWith({
      person: { kind: "new", national_id: "01818520030", name: "Kari Eksempel" },
      post: { kind: "officer", office: "innlandet" },
      from: "2026-09-10",
      last_day: "2026-12-31",
    });
    expect(world.find("role-refused").textContent).toContain("allerede");
    await submit(world, "give");
    expect(world.has("give-form")).toBe(false);
  });

  it("a role ends at once, or after a day", async () => {
    const api = bufdir();
    const world = await at({ kind: "people" }, api);
    const role = PEOPLE.people[0]?.roles[0]?.role_id;
    await press(world, `end-${role}`);
    type(world, "end-last-day", "2026-12-31");
    await submit(world, "end-role");
    expect(api.endRole).toHaveBeenLastCalledWith(role, "2026-12-31");
    await press(world, `end-${role}`);
    await submit(world, "end-role");
    expect(api.endRole).toHaveBeenLastCalledWith(role, null);
    expect(world.has("end-form")).toBe(false);
  });
});

describe("units", () => {
  it("are found by name, number and county", async () => {
    const world = await at({ kind: "bufdir_units" }, bufdir());
    type(world, "unit-search", "eiger");
    await settle();
    expect([world.has("unit-row-1101"), world.has("unit-row-3446")]).toEqual([true, false]);
    type(world, "unit-search", "34");
    await settle();
    expect([world.has("unit-row-1101"), world.has("unit-row-3446")]).toEqual([false, true]);
  });

  it("end on a day, and begin anew without one", async () => {
    const api = bufdir();
    const world = await at({ kind: "bufdir_units" }, api);
    await press(world, "change-1101");
    type(world, "unit-to", "");
    await submit(world, "save-unit");
    expect(api.setUnitSpan).toHaveBeenCalledWith({
      unit_no: "1101",
      reports_from: null,
      reports_to: null,
    });
    expect(world.has("unit-form")).toBe(false);
  });

  it("are added with the day from which they report", async () => {
    const api = bufdir();
    const world = await at({ kind: "bufdir_units" }, api);
    await press(world, "add-unit");
    type(world, "unit-no", "3499");
    type(world, "unit-name", "Nykommune");
    await submit(world, "save-unit");
    expect(api.addUnit).not.toHaveBeenCalled();
    type(world, "unit-from", "2027-01-01");
    await submit(world, "save-unit");
    expect(api.addUnit).toHaveBeenCalledWith({
      unit_no: "3499",
      kind: "municipality",
      name: "Nykommune",
      county_no: "11",
      reports_from: "2027-01-01",
    });
  });
});

describe("the log", () => {
  it("is read page by page and by what is chosen", async () => {
    const api = bufdir();
    const world = await at({ kind: "log" }, api);
    await press(world, "log-older");
    const all = { since: null, until: null, actor: null, office: null, action: null };
    expect(api.audit).toHaveBeenLastCalledWith({ ...all, before: 1202 });
    type(world, "log-since", "2026-09-01");
    await submit(world, "read-log");
    expect(api.audit).toHaveBeenLastCalledWith({ ...all, since: "2026-09-01", before: null });
    world.find("log-1204").querySelector("button")?.click();
    await settle();
    const actor = AUDIT.rows[0]?.actor_id ?? null;
    expect(api.audit).toHaveBeenLastCalledWith({
      ...all,
      since: "2026-09-01",
      actor,
      before: null,
    });
    expect(world.has("log-everybody")).toBe(true);
    expect(world.find("log-1202").textContent).toContain("something.else");
  });
});
