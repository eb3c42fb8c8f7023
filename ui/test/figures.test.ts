import axe from "axe-core";
import { html, render } from "lit-html";
import { describe, expect, it, vi } from "vitest";
import { figureSheet, figuresAnswer } from "../fixture/figures-data";
import { formIn, meOf } from "../fixture/portal-data";
import {
  barsOf,
  type Choice,
  firstChoice,
  keptChoice,
  newest,
  numberOf,
  seriesOf,
  shareText,
} from "../parts/figures/model";
import { type Figures, panes, pictureOf, tableRows } from "../parts/figures/panes";
import { csvText, svgText } from "../parts/figures/save";
import { lineChart, ticksOf } from "../parts/figures/shapes";
import { formatOf } from "../parts/format";
import { FIGURES } from "../text/common/figures";
import { LANGUAGES, type Language } from "../text/language";
import { fake, at as openedAt, press } from "./portal-world";

const sheet = figureSheet("34", "3411");

const choice: Choice = {
  unit: "3411",
  indicator: "investigation_breaches",
  half: 2,
  period: null,
  among: "bars",
};

function figures(more: Partial<Choice> = {}, language: Language = "nb"): Figures {
  const format = formatOf(language);
  return { sheet, choice: { ...choice, ...more }, texts: FIGURES[language], format, language };
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
    const kept = keptChoice(figureSheet("46", "all"), { ...choice, indicator: "with_plan" });
    expect([kept.unit, kept.indicator]).toEqual([null, "with_plan"]);
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
    const { picture, title } = pictureOf(figures());
    const text = svgText(picture, `${title} <&>`);
    const file = new DOMParser().parseFromString(text, "image/svg+xml");
    expect(file.querySelector("title")?.textContent).toContain("3A Fristbrudd i undersøkelser");
    expect(text).toContain("&lt;&amp;&gt;");
    expect(text).not.toContain("class=");
    expect(text).toContain("stroke-dasharray");
  });
});

describe("tables as files", () => {
  it("hold what the page shows: suppressed, missing and names", () => {
    const rows = tableRows(figures());
    const of = (name: string) => rows.filter(([area]) => area === name);
    expect(
      of("Vestre Slidre").every(([, , part, , share]) => part === ".." && share === ".."),
    ).toBe(true);
    expect(of("Vågå").at(-1)).toEqual(["Vågå", "2. halvår 2025", "", "", ""]);
    expect(of("Landet")).toHaveLength(sheet.periods.length);
  });

  it("hold no formula", () => {
    const text = csvText([["=1+1", "@x", "+2", "-3", 'a"b', "c;d", "12,4"]]);
    expect(text).toBe(`\ufeff'=1+1;'@x;'+2;'-3;"a""b";"c;d";12,4\r\n`);
  });
});

function drawn(of: Figures): HTMLElement {
  const root = document.createElement("main");
  document.body.replaceChildren(root);
  document.documentElement.lang = of.language;
  document.title = "Tall";
  const actions = { choose: vi.fn(), savePicture: vi.fn(), saveTable: vi.fn() };
  const title = (text: string) => html`<h1>${text}</h1>`;
  render(panes(of, actions, { before: "", title, saves: true }), root);
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
    expect(world.root.querySelector("h1")?.textContent).toContain("Hjelpetiltak med tiltaksplan");
    world.find("bar-3407").querySelector("button")?.click();
    await press(world, "half-1");
    expect(world.store.model.published?.choice.unit).toBe("3407");
    expect(world.find("series").textContent).toContain("1. halvår");
    vi.useRealTimers();
  });

  it("files are given to the browser by names that say what they hold", async () => {
    vi.useFakeTimers();
    const saved: [string, Blob][] = [];
    const world = await openedAt(
      { kind: "figures", county: "34" },
      reader(),
      (name, file) => void saved.push([name, file]),
    );
    await press(world, "save-csv");
    await press(world, "save-svg");
    vi.useRealTimers();
    expect(saved.map(([name]) => name)).toEqual([
      "3a-fristbrudd-i-undersøkelser-2-halvår.csv",
      "3a-fristbrudd-i-undersøkelser-2-halvår.svg",
    ]);
    expect(await saved[1]?.[1].text()).toContain("<svg");
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
