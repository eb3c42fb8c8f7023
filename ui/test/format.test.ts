import { describe, expect, it } from "vitest";
import { formatOf } from "../parts/format";
import { dateOf, dayOf, daysBetween } from "../parts/norway";
import { changeOf, valueText } from "../parts/values";
import { textsOf } from "../text";

const nb = formatOf("nb");
const nn = formatOf("nn");
const en = formatOf("en");
const today = new Date("2026-08-25T13:20:00+02:00");

describe("numbers", () => {
  it("are written as the language writes them", () => {
    expect(nb.number(12480)).toBe("12\u00a0480");
    expect(en.number(12480)).toBe("12,480");
    expect(nb.number(245, "tenths")).toBe("24,5");
    expect(nb.signed(-3)).toBe("−3");
    expect(nn.signed(15)).toBe("+15");
    expect(nb.signed(0)).toBe("0");
    expect(nb.share(16, 151)).toBe("10,6\u00a0%");
    expect(en.share(16, 151)).toBe("10.6%");
    expect(nb.share(1, 0)).toBe("");
  });

  it.each([
    [151, 136, "+15", "+11\u00a0%"],
    [60, 61, "−1", "−2\u00a0%"],
    [6, 3, "+3", ""],
    [4, 4, "0", ""],
  ])("%i after %i changes by %s %s", (now, before, count, share) => {
    expect(changeOf(now, before, "whole", nb, textsOf("nb"))).toEqual({ count, share });
  });

  it("tell nothing apart from nought", () => {
    expect(valueText(null, "whole", nb, textsOf("nb"))).toBe("");
    expect(valueText(0, "whole", nb, textsOf("nb"))).toBe("0");
    expect(valueText(245, "tenths", nb, textsOf("nb"))).toBe("24,5");
    expect(valueText(true, "yes_no", en, textsOf("en"))).toBe("Yes");
    expect(changeOf(3, null, "whole", nb, textsOf("nb"))).toBeNull();
  });
});

describe("dates", () => {
  it("are short in tables and long in sentences", () => {
    expect(nb.shortDate("2026-09-15", today)).toBe("15. sep.");
    expect(nb.longDate("2026-09-15", today)).toBe("15. september");
    expect(nb.longDate("2025-03-01", today)).toBe("1. mars 2025");
    expect(en.longDate("2026-09-15", today)).toBe("15 September");
  });

  it("say today and yesterday", () => {
    const at = (day: number) => `2026-08-${day}T08:14:00+02:00`;
    expect(nb.when(at(25), today)).toBe("i dag kl.\u00a008.14");
    expect(nn.when(at(24), today)).toBe("i går kl.\u00a008.14");
    expect(en.when(at(25), today)).toBe("today at\u00a008:14");
  });

  it("count the days that are left", () => {
    expect(nb.daysLeft("2026-09-15", today)).toBe("om 21 dager");
    expect(nn.daysLeft("2026-08-26", today)).toBe("om 1 dag");
    expect(en.daysLeft("2026-08-25", today)).toBe("today");
    expect(daysBetween(dateOf("2026-03-28"), dateOf("2026-03-30"))).toBe(2);
  });

  it.each([
    ["2026-06-30T21:59:59Z", "2026-06-30", "i går kl.\u00a023.59"],
    ["2026-06-30T22:00:00Z", "2026-07-01", "i dag kl.\u00a000.00"],
    // The nights in which the clock is changed.
    ["2026-03-29T00:59:59Z", "2026-03-29", "29. mars kl.\u00a001.59"],
    ["2026-03-29T01:00:00Z", "2026-03-29", "29. mars kl.\u00a003.00"],
    ["2025-10-25T22:00:00Z", "2025-10-26", "26. oktober 2025 kl.\u00a000.00"],
    ["2025-12-31T22:59:59Z", "2025-12-31", "31. desember 2025 kl.\u00a023.59"],
    ["2025-12-31T23:00:00Z", "2026-01-01", "1. januar kl.\u00a000.00"],
  ])("are Norway's wherever the machine is: %s is %s", (instant, day, said) => {
    expect(dayOf(new Date(instant))).toBe(day);
    expect(nb.when(instant, new Date("2026-07-01T08:00:00Z"))).toBe(said);
  });

  it("go on by years, past a leap day too", () => {
    expect(dayOf(new Date("2026-12-31T23:30:00Z"), 1)).toBe("2028-01-01");
    expect(dayOf(new Date("2028-02-29T10:00:00Z"), 1)).toBe("2029-02-28");
  });

  it("name half-years and durations", () => {
    expect(nb.period("2026-1")).toBe("1. halvår 2026");
    expect(en.period("2025-2")).toBe("2nd half 2025");
    expect(nb.duration(272_000)).toBe("4\u00a0min 32\u00a0s");
    expect(nb.duration(8_100)).toBe("9\u00a0s");
  });
});

describe("order", () => {
  it.each(["nb", "nn", "en"] as const)("has æ, ø, å last in %s", (language) => {
    const names = ["Åsnes", "Øyer", "Ålesund", "Alvdal", "Æråsen", "Våler", "Hamar"];
    expect(names.sort(formatOf(language).compare)).toEqual([
      "Alvdal",
      "Hamar",
      "Våler",
      "Æråsen",
      "Øyer",
      "Ålesund",
      "Åsnes",
    ]);
  });
});
