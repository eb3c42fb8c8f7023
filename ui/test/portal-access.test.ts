import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MAIL } from "../fixture/mail";
import { APPROVED_ONE } from "../fixture/portal-bufdir";
import {
  ACCESS,
  ago,
  applicationOf,
  FORWARDED,
  formIn,
  GRAN,
  LUNNER,
  meOf,
} from "../fixture/portal-data";
import { offered, wrongIn } from "../portal/models/applying";
import { choices, lastEnded } from "../portal/models/approved";
import { daysFrom, untyped, wrongIn as wrongAnswer } from "../portal/models/bufdir";
import { at, choose, fake, press, settle, submit, type } from "./portal-world";

const nobody = () => fake(formIn({ kind: "draft" }), meOf({ units: [], contact: null }));
const bufdir = () => fake(formIn({ kind: "draft" }), meOf({ units: [], is_bufdir: true }));

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-09-10T10:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("an applicant", () => {
  it("finds the unit by its first letters or number before those that only hold them", () => {
    const places = [GRAN, LUNNER, { ...GRAN, unit_no: "3411", name: "Ringsaker" }];
    const found = (search: string) => offered(places, search).map(({ name }) => name);
    expect(found("")).toEqual([]);
    expect(found("r")).toEqual(["Ringsaker", "Gran", "Lunner"]);
    expect(found(" LUN ")).toEqual(["Lunner"]);
    expect(found("34")).toEqual(["Gran", "Ringsaker"]);
    expect(found("Ås")).toEqual([]);
  });

  it("is told all that is missing, and the first field gets the focus", async () => {
    const api = nobody();
    const world = await at({ kind: "apply" }, api);
    await submit(world, "send-application");
    expect(api.apply).not.toHaveBeenCalled();
    expect(world.store.model.applying?.wrong).toEqual(["email", "phone", "kind", "reason"]);
    expect(world.store.model.focus).toBe("apply-email");
    await choose(world, "apply-kind-external");
    const { fields } = world.store.model.applying ?? {};
    expect(fields && wrongIn(fields)).toContain("organisation");
  });

  it("applies, sees where it stands, and takes it back", async () => {
    const api = nobody();
    const sent = applicationOf("at_office");
    api.apply.mockImplementationOnce(async () => {
      api.mail.mockResolvedValue({ ...MAIL, state: "code_sent" });
      return { kind: "received", application: sent };
    });
    api.mail.mockResolvedValue({ ...MAIL, state: "no_address" });
    const world = await at({ kind: "home" }, api);
    expect(world.has("open-apply")).toBe(true);
    await world.actions.goTo({ kind: "apply" });
    type(world, "apply-email", "eva.rustad@gran.example");
    type(world, "apply-phone", "61 33 84 00");
    await choose(world, "apply-kind-unit");
    type(world, "apply-unit", "gr");
    await settle();
    await choose(world, `apply-unit-${GRAN.unit_no}`);
    const reason = world.find("apply-reason") as HTMLTextAreaElement;
    reason.value = "Til årsmeldingen.";
    reason.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await submit(world, "send-application");
    const wish = {
      contact: { name: "Eva Rustad", email: "eva.rustad@gran.example", phone: "61 33 84 00" },
      represents: { kind: "unit", unit_no: GRAN.unit_no },
      reason: "Til årsmeldingen.",
    };
    expect(api.apply).toHaveBeenCalledWith("id-1", wish, "nb");
    // Its code is on the way.
    expect(world.has("email-code")).toBe(true);
    expect(world.find(`application-${sent.reference}`).dataset["state"]).toBe("at_office");
    expect(world.has("application-form")).toBe(false);
    await press(world, "withdraw-application");
    await press(world, "confirm");
    expect(api.withdrawApplication).toHaveBeenCalledWith(sent.id);
    expect(world.find(`application-${sent.reference}`).dataset["state"]).toBe("withdrawn");
    await press(world, "apply-anew");
    expect(world.has("application-form")).toBe(true);
  });

  it("keeps what is typed where the server does not answer, and sends the same id again", async () => {
    const api = nobody();
    api.apply.mockRejectedValueOnce({ kind: "away" });
    const world = await at({ kind: "apply" }, api);
    const reason = "Til årsmeldingen.";
    world.actions.typeWish({
      email: "a@b.example",
      phone: "22222222",
      kind: "external",
      organisation: "Et universitet",
      reason,
    });
    await submit(world, "send-application");
    expect(world.has("problem")).toBe(true);
    expect((world.find("apply-reason") as HTMLTextAreaElement).value).toBe(reason);
    await submit(world, "send-application");
    expect(api.apply.mock.calls.map(([id]) => id)).toEqual(["id-1", "id-1"]);
  });

  it("is pointed to what the server finds wrong", async () => {
    const api = nobody();
    api.apply.mockRejectedValueOnce({ kind: "invalid", at: ["wish.contact.phone"] });
    const world = await at({ kind: "apply" }, api);
    world.actions.typeWish({
      email: "a@b.example",
      phone: "22222222",
      kind: "unit",
      unit: GRAN,
      reason: "x",
    });
    await submit(world, "send-application");
    expect(world.store.model.applying?.wrong).toEqual(["phone"]);
    await submit(world, "send-application");
    expect(world.store.model.applying?.wrong).toEqual(["unit"]);
  });
});

describe("a person at Bufdir", () => {
  it("is led to the applications, and answers with a last day", async () => {
    const api = bufdir();
    const world = await at({ kind: "home" }, api);
    expect(world.addresses.at(-1)).toBe("/portal/bufdir/rapporter");
    await world.actions.goTo({ kind: "applications" });
    await submit(world, `answer-${FORWARDED.reference}`);
    expect(api.answerApplication).not.toHaveBeenCalled();
    expect(world.store.model.focus).toBe(`approve-${FORWARDED.id}`);
    await choose(world, `yes-${FORWARDED.reference}`);
    await submit(world, `answer-${FORWARDED.reference}`);
    const [decision] = api.answerApplication.mock.calls[0] ?? [];
    expect(decision).toMatchObject({
      application_id: FORWARDED.id,
      content_hash: FORWARDED.content_hash,
      answer: { kind: "approve", until: "2027-09-10" },
    });
    expect(world.has("nothing-waits")).toBe(true);
    expect(world.has("answered")).toBe(true);
  });

  it("needs a reason for Nei, and a day within two years for Ja", () => {
    const now = new Date("2026-09-10T10:00:00Z");
    expect(daysFrom(now)).toEqual({
      first: "2026-09-10",
      last: "2028-09-10",
      suggested: "2027-09-10",
    });
    const typed = untyped("1", now);
    expect(wrongAnswer(typed, now)).toBe("approve");
    expect(wrongAnswer({ ...typed, approve: false, reason: " " }, now)).toBe("reason");
    expect(wrongAnswer({ ...typed, approve: true, until: "2028-09-11" }, now)).toBe("until");
    expect(wrongAnswer({ ...typed, approve: true, until: "" }, now)).toBe("until");
    expect(wrongAnswer({ ...typed, approve: true }, now)).toBeNull();
  });

  it("sees what somebody else answered meanwhile", async () => {
    const api = bufdir();
    api.answerApplication.mockResolvedValueOnce({
      kind: "refused",
      reason: "not_waiting",
      application: applicationOf("rejected", { id: FORWARDED.id }),
    });
    const world = await at({ kind: "applications" }, api);
    await choose(world, `yes-${FORWARDED.reference}`);
    await submit(world, `answer-${FORWARDED.reference}`);
    expect(world.has("nothing-waits")).toBe(true);
    expect(world.store.model.bufdir?.refused?.reason).toBe("not_waiting");
  });

  it("ends access after a question", async () => {
    const api = bufdir();
    const world = await at({ kind: "accesses" }, api);
    await press(world, `end-${ACCESS.reference}`);
    await press(world, "cancel-dialog");
    expect(api.endAccess).not.toHaveBeenCalled();
    await press(world, `end-${ACCESS.reference}`);
    await press(world, "confirm");
    expect(api.endAccess).toHaveBeenCalledWith(ACCESS.application_id);
    expect(world.has("nobody-has-access")).toBe(true);
    expect(ago(0)).toContain("2026-09-10");
  });

  it("looks at the half-year that ended last", async () => {
    const api = bufdir();
    await at({ kind: "reports", period: null }, api);
    expect(api.approvedIn).toHaveBeenCalledWith("2026-1");
    expect(lastEnded(new Date("2026-03-01T10:00:00Z"))).toBe("2025-2");
    expect(lastEnded(new Date("2026-06-30T21:59:59Z"))).toBe("2025-2");
    expect(lastEnded(new Date("2026-06-30T22:00:00Z"))).toBe("2026-1");
    expect(choices(new Date("2026-07-01T10:00:00Z"))).toHaveLength(10);
  });

  it("reopens with a reason, after a question, the revision that was seen", async () => {
    const api = bufdir();
    const { row, report } = APPROVED_ONE;
    const reopened = { ...report, state: { kind: "reopened", revision: 2 } as const };
    api.reopen.mockResolvedValueOnce({
      kind: "reopened",
      report: { ...APPROVED_ONE, request: null, report: reopened },
    });
    const world = await at({ kind: "report", report: row.report_id }, api);
    await submit(world, "reopen");
    expect(world.has("confirm")).toBe(false);
    expect(world.store.model.focus).toBe("reopen-reason");
    world.actions.typeReopenReason(" Rett tallet. ");
    await submit(world, "reopen");
    await press(world, "confirm");
    expect(api.reopen).toHaveBeenCalledWith(row.report_id, 2, "Rett tallet.");
    expect(world.find("bufdir-report").dataset["state"]).toBe("reopened");
    expect(world.has("reopen")).toBe(false);
  });

  it("is told when the report is no longer as it was", async () => {
    const api = bufdir();
    api.reopen.mockResolvedValueOnce({ kind: "not_approved", report: APPROVED_ONE });
    const world = await at({ kind: "report", report: APPROVED_ONE.row.report_id }, api);
    world.actions.typeReopenReason("Rett tallet.");
    await submit(world, "reopen");
    await press(world, "confirm");
    expect(world.has("not-approved")).toBe(true);
  });

  it("refuses to reopen with a reason, after a question, what an office asks for", async () => {
    const api = bufdir();
    const { row } = APPROVED_ONE;
    const refusal = { revision: 2, at: ago(0), by_name: "Tove", reason: "Tallet er rett." };
    api.refuseReopening.mockResolvedValueOnce({
      kind: "refused",
      report: { ...APPROVED_ONE, request: null, refusals: [refusal] },
    });
    const world = await at({ kind: "report", report: row.report_id }, api);
    await press(world, "refuse-reopening");
    expect(world.store.model.focus).toBe("reopen-reason");
    world.actions.typeReopenReason("Tallet er rett.");
    await press(world, "refuse-reopening");
    await press(world, "confirm");
    expect(api.refuseReopening).toHaveBeenCalledWith(row.report_id, 2, "Tallet er rett.");
    expect(api.reopen).not.toHaveBeenCalled();
    expect(world.root.textContent).toContain("Tallet er rett.");
    expect(world.has("refuse-reopening")).toBe(false);
  });
});
