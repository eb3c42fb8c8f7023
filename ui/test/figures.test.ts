import axe from "axe-core";
import { html, render } from "lit-html";
import { describe, expect, it, vi } from "vitest";
import { figureSheet, figuresAnswer, WORDS } from "../fixture/figures-data";
import { formIn, meOf } from "../fixture/portal-data";
import {
  barsOf,
  type Choice,
  chosenNo,
  firstChoice,
  keptChoice,
  newest,
  numberOf,
  seriesOf,
  shareText,
} from "../parts/figures/model";
import { panes } from "../parts/figures/panes";
import { linesOf, pictureOf } from "../parts/figures/pictures";
import { svgText } from "../parts/figures/save";
import { lineChart, ticksOf } from "../parts/figures/shapes";
import type { Figures } from "../parts/figures/shared";
import { formatOf } from "../parts/format";
import { FIGURES } from "../text/common/figures";
import { LANGUAGES, type Language } from "../text/language";
import { fake, at as openedAt, press } from "./portal-world";

const sheet = figureSheet("34", "3411");

const choice: Choice = {
  unit: "3411",
  county: null,
  indicator: "investigation_breaches",
  half: 2,
  period: null,
  among: "bars",
};

function figures(more: Partial<Choice> = {}, language: Language = "nb"): Figures {
  const format = formatOf(language);
  const texts = FIGURES[language];
  return { sheet, indicators: WORDS, choice: { ...choice, ...more }, texts, format, language };
}

describe("what a page of figures shows", () => {
  it("keeps the half-years apart", () => {
    const first = seriesOf(sheet, { ...choice, half: 1 });
    const second = seriesOf(sheet, choice);
    expect(first.periods.every((period) => period.endsWith("-1"))).toBe(true);
    expect(second.periods.every((period) => period.endsWith("-2"))).toBe(true);
    expect(second.years).toEqual(first.years);
    expect(second.rows.map(({ who }) => who)).toEqual(["me", "county", "country"]);
  });

  it("sorts units by share, and those without one last", () => {
    const bars = barsOf(sheet, choice);
    const shares = bars.flatMap(({ cell }) => (cell.permille === null ? [] : [cell.permille]));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    const names = bars.slice(shares.length).map(({ area }) => area.name.nb);
    expect(names).toEqual(["Gran", "Vestre Slidre", "Nordre Land", "Vågå"]);
    expect(bars.filter(({ isHere }) => isHere).map(({ area }) => numberOf(area))).toEqual(["3411"]);
  });

  it("opens on the only own unit and the newest half-year, and keeps what is chosen", () => {
    expect(firstChoice(sheet)).toEqual(choice);
    expect(firstChoice(figureSheet("34", "all")).unit).toBeNull();
    expect(newest(sheet, { ...choice, half: 1 })).toBe("2025-1");
    const before = { ...choice, county: "34", indicator: "with_plan" } as const;
    const kept = keptChoice(figureSheet("46", "all"), before);
    expect(kept.county).toBeNull();
    expect([kept.unit, kept.indicator]).toEqual([null, "with_plan"]);
  });

  it("goes from county to county where an office has several", () => {
    const second = figureSheet("46", "all");
    const both = { ...sheet, areas: [...sheet.areas, ...second.areas.slice(1)] };
    expect(chosenNo(both, { ...choice, unit: null })).toBe("34");
    const there: Choice = { ...choice, unit: null, county: "46" };
    expect(chosenNo(both, there)).toBe("46");
    expect(seriesOf(both, there).rows.map(({ area }) => area.name.nb)).toEqual([
      "Vestland",
      "Landet",
    ]);
    const names = barsOf(both, there).map(({ area }) => area.name.nb);
    expect(names.toSorted()).toEqual(["Alver", "Bergen", "Bjørnafjorden"]);
    // A unit is looked at beside its own county, whichever was before.
    expect(seriesOf(both, { ...there, unit: "3411" }).rows[1]?.area.name.nb).toBe("Innlandet");
    const root = drawn({ ...figures(there), sheet: both });
    const groups = [...root.querySelectorAll("optgroup")].map(({ label }) => label);
    expect(groups).toEqual(["Innlandet", "Vestland"]);
  });

  it("shows a suppressed share as itself and a missing one as nothing", () => {
    const format = formatOf("nb");
    expect(shareText({ part: "..", whole: 14, permille: null, missing: 0 }, format)).toBe("..");
    expect(shareText({ part: null, whole: null, permille: null, missing: 0 }, format)).toBe("");
    expect(shareText({ part: 0, whole: 14, permille: 0, missing: 0 }, format)).toBe("0,0");
  });
});

describe("pictures", () => {
  const percent = (permille: number) => `${permille / 10}`;

  it("start at 0 and hold every value", () => {
    expect(ticksOf(0)).toEqual([0, 10]);
    expect(ticksOf(143)).toEqual([0, 50, 100, 150]);
    expect(ticksOf(1000)).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it("break a line where no share is shown, and draw nothing there", () => {
    const values = [100, 120, null, 80, 90];
    const years = ["2021", "2022", "2023", "2024", "2025"];
    const { shapes } = lineChart(years, [{ who: "me", label: "Gran", values }], percent);
    const lines = shapes.filter((shape) => shape.kind === "path");
    expect(lines.map((line) => line.points.map((piece) => piece.length))).toEqual([[2, 2]]);
    expect(shapes.filter((shape) => shape.kind === "mark")).toHaveLength(4);
  });

  it("set names at the lines' ends apart from each other", () => {
    const line = (who: "me" | "county" | "country", value: number) => ({
      who,
      label: who,
      values: [value],
    });
    const lines = [line("me", 100), line("county", 101), line("country", 99)];
    const { shapes } = lineChart(["2025"], lines, percent);
    const ends = shapes.flatMap((shape) =>
      shape.kind === "text" && shape.ink !== "axis" ? [shape.at.y] : [],
    );
    const apart = ends.slice(1).map((y, at) => y - (ends[at] ?? 0));
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(15);
  });

  it("are a file that names what it shows and holds no style of the page", () => {
    const { picture, title } = linesOf(figures());
    const text = svgText(picture, `${title} <&>`);
    const file = new DOMParser().parseFromString(text, "image/svg+xml");
    expect(file.querySelector("title")?.textContent).toContain(
      "3A Fristbrudd i undersøkelsessaker",
    );
    expect(text).toContain("&lt;&amp;&gt;");
    expect(text).not.toContain("class=");
    expect(text).toContain("stroke-dasharray");
  });
});

describe("a suppressed number", () => {
  const hidden = figures({ unit: "3441" });

  it("is no point of a line, on the page and in a file", () => {
    const { picture, title, label } = linesOf(hidden);
    const marks = picture.shapes.filter((shape) => shape.kind === "mark");
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.filter(({ ink }) => ink === "me")).toEqual([]);
    expect(label).toContain("Vestre Slidre: ingen andel å vise.");
    const text = svgText(picture, title);
    expect(text).not.toContain("#0062ba");
    expect(text).not.toContain("Vestre Slidre 0");
  });

  it("is named without a bar or a point in the files of all units", () => {
    const bars = pictureOf(hidden, "among");
    const names = bars.picture.shapes.filter((shape) => shape.kind === "text");
    const at = names.findIndex(({ text }) => text === "Vestre Slidre");
    expect(names[at + 1]?.text).toBe("..");
    const drawn = bars.picture.shapes.filter((shape) => shape.kind === "bar");
    // Of ten units two have no number that is shown, and one reported nothing.
    expect([names.length / 2, drawn.length]).toEqual([10, 6]);
    expect(drawn.filter(({ ink }) => ink === "me")).toEqual([]);
    const own = pictureOf(figures(), "among");
    expect(
      own.picture.shapes.filter(({ kind, ink }) => kind === "bar" && ink === "me"),
    ).toHaveLength(1);
    expect(own.title).toBe("3A Fristbrudd i undersøkelsessaker, Innlandet, 2. halvår 2025");
    expect(svgText(own.picture, own.title)).toContain('<rect x="232.0"');

    const smalls = pictureOf({ ...hidden, choice: { ...hidden.choice, among: "small" } }, "among");
    const marks = smalls.picture.shapes.filter((shape) => shape.kind === "mark");
    expect(marks.length).toBeGreaterThan(0);
    expect(marks.filter(({ ink }) => ink === "me")).toEqual([]);
    expect(smalls.title).toBe("3A Fristbrudd i undersøkelsessaker, Innlandet, 2. halvår");
  });

  it("is «..» in the tables, and has no bar", () => {
    const root = drawn(hidden);
    const line = root.querySelectorAll(`[data-testid="series"] [data-who="me"] td`);
    expect([...line].map((cell) => cell.textContent?.trim())).toEqual(Array(7).fill(".."));
    const bars = root.querySelectorAll(`[data-testid="bar-3441"] td`);
    expect([...bars].map((cell) => cell.textContent?.trim())).toEqual([
      "..",
      "14",
      "..",
      "1–3 vises ikke",
    ]);
    expect(root.querySelector(`[data-testid="bar-3441"] rect`)).toBeNull();
    expect(root.querySelector(`[data-testid="bar-3411"] rect`)).not.toBeNull();
  });

  it("is no point of a small picture", () => {
    const root = drawn(figures({ unit: "3441", among: "small" }));
    const small = root.querySelector(`[data-testid="smalls"] [aria-current="true"]`);
    expect(small?.textContent).toContain("Vestre Slidre");
    expect(small?.textContent).toContain("..");
    expect(small?.querySelectorAll("circle")).toHaveLength(0);
  });
});

function drawn(of: Figures): HTMLElement {
  const root = document.createElement("main");
  document.body.replaceChildren(root);
  document.documentElement.lang = of.language;
  document.title = "Tall";
  const actions = { choose: vi.fn(), savePicture: vi.fn(), saveTable: vi.fn() };
  const title = (text: string) => html`<h1>${text}</h1>`;
  render(panes(of, actions, { before: "", title, saved: "" }), root);
  return root;
}

describe.each([...LANGUAGES])("the page in %s", (language) => {
  it.each(["bars", "small"] as const)("has nothing against it, with %s", async (among) => {
    const root = drawn(figures({ among }, language));
    const { violations } = await axe.run(root, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe("in the portal", () => {
  const reader = () => fake(formIn({ kind: "draft" }), meOf({ units: [], sees_figures: true }));

  it("a reader comes to the figures at once, and goes from unit to unit", async () => {
    vi.useFakeTimers();
    const world = await openedAt({ kind: "home" }, reader());
    expect(world.store.model.place).toEqual({ kind: "figures", county: null });
    await press(world, "indicator-3E");
    expect(world.root.querySelector("h1")?.textContent).toContain(
      "Barn i hjelpetiltak med tiltaksplan",
    );
    world.find("bar-3407").querySelector("button")?.click();
    await press(world, "half-1");
    expect(world.store.model.published?.choice.unit).toBe("3407");
    expect(world.find("series").textContent).toContain("1. halvår");
    vi.useRealTimers();
  });

  it("files are given to the browser by names that say what they hold", async () => {
    vi.useFakeTimers();
    const saved: [string, Blob][] = [];
    const api = reader();
    const world = await openedAt(
      { kind: "figures", county: "34" },
      api,
      (name, file) => void saved.push([name, file]),
    );
    await press(world, "save-csv");
    await press(world, "save-xlsx");
    await press(world, "save-svg");
    vi.useRealTimers();
    expect(saved.map(([name]) => name)).toEqual([
      "utrapportering-3A-34.csv",
      "utrapportering-3A-34.xlsx",
      "utrapportering-3A-3411.svg",
    ]);
    const asked = { county: "34", indicator: "investigation_breaches", language: "nb" };
    expect(api.figuresFile).toHaveBeenCalledWith({ ...asked, format: "xlsx" });
    expect(await saved[2]?.[1].text()).toContain("<svg");
  });

  it("who is no reader finds no such page", async () => {
    vi.useFakeTimers();
    const world = await openedAt(
      { kind: "figures", county: null },
      { ...reader(), me: vi.fn(async () => meOf({ units: [] })) },
    );
    vi.useRealTimers();
    expect(world.has("figures")).toBe(false);
    expect(world.has("not-found")).toBe(true);
  });

  it("the answer is of the county that is asked for", () => {
    expect(figuresAnswer("46").sheet.areas[1]?.area).toEqual({ kind: "county", no: "46" });
  });
});
