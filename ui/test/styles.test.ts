import { expect, test } from "vitest";
import imported from "../parts/styles/components.css?raw";

const CLASS = /(?<=class="[^"]*)\bds-[a-z-]+/g;

const pages: Record<string, string> = import.meta.glob("../{desktop,parts,portal}/**/*.ts", {
  query: "?raw",
  import: "default",
  eager: true,
});
const components: Record<string, string> = import.meta.glob(
  "../node_modules/@digdir/designsystemet-css/dist/src/*.css",
  { query: "?raw", import: "default", eager: true },
);

test("every component that a page shows has its styles", () => {
  const here = Object.entries(components).filter(([path]) => {
    const file = path.split("/").at(-1);
    return imported.includes(`"@digdir/designsystemet-css/${file}"`);
  });
  const styles = here.map(([, style]) => style);
  const shown = new Set(Object.values(pages).flatMap((page) => page.match(CLASS) ?? []));
  expect(shown.size).toBeGreaterThan(15);
  const missing = [...shown].filter((name) => {
    const rule = new RegExp(`\\.${name}(?![a-z-])`);
    return !styles.some((style) => rule.test(style));
  });
  expect(missing).toEqual([]);
});
