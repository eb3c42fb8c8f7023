import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { APPROVED, APPROVED_ONE, ARRIVAL, formIn, meOf } from "../fixture/portal-data";
import { portions } from "../portal/models/approved";
import { at, choose, fake, press, submit, type } from "./portal-world";

const bufdir = () => fake(formIn({ kind: "draft" }), meOf({ units: [], is_bufdir: true }));

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
