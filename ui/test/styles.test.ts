import { expect, test } from "vitest";
import first from "../parts/styles/components.css?raw";
import behind from "../parts/styles/components-inside.css?raw";

const CLASS = /(?<=class="[^"]*)\bds-[a-z-]+/g;
const IMPORTED = /(?<=^import (?!type )[^;]*?")\.[^"]+/gm;

const pages: Record<string, string> = import.meta.glob("../{desktop,parts,portal}/**/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});
const components: Record<string, string> = import.meta.glob(
  "../node_modules/@digdir/designsystemet-css/dist/src/*.css",
  { query: "?raw", import: "default", eager: true },
);

function stylesOf(list: string): string[] {
  const here = Object.entries(components).filter(([path]) => {
    const file = path.split("/").at(-1);
    return list.includes(`"@digdir/designsystemet-css/${file}"`);
  });
  return here.map(([, style]) => style);
}

function shownBy(sources: string[]): Set<string> {
  return new Set(sources.flatMap((source) => source.match(CLASS) ?? []));
}

function without(shown: Set<string>, styles: string[]): string[] {
  return [...shown].filter((name) => {
    const rule = new RegExp(`\\.${name}(?![a-z-])`);
    return !styles.some((style) => rule.test(style));
  });
}

/** A page with all that it draws; what it fetches later is none of it. */
function drawnBy(path: string, found = new Set<string>()): Set<string> {
  const source = pages[path];
  const draws = path.includes("/pages/") || path.startsWith("../parts/");
  if (source === undefined || !draws || found.has(path)) return found;
  found.add(path);
  for (const name of source.match(IMPORTED) ?? []) {
    drawnBy(`..${new URL(`${name}.ts`, `file://${path.slice(2)}`).pathname}`, found);
  }
  return found;
}

test("every component that a page shows has its styles", () => {
  const shown = shownBy(Object.values(pages));
  expect(shown.size).toBeGreaterThan(15);
  expect(without(shown, stylesOf(first + behind))).toEqual([]);
});

test("what stands before the login has its styles in the first sheet", () => {
  const drawn = drawnBy("../desktop/pages/page.ts");
  expect(drawn).toContain("../desktop/pages/unlock.ts");
  expect(drawn).not.toContain("../desktop/pages/tasks.ts");
  const classes = shownBy([...drawn, "../desktop/broken.ts"].map((path) => pages[path] ?? ""));
  expect(classes).toContain("ds-spinner");
  expect(without(classes, stylesOf(first))).toEqual([]);
});
