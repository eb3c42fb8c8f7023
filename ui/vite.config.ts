import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Designsystemet draws its icons as data: URLs inside its style sheet. The content security policy
 * allows images from the app alone, so each of them becomes a file of its own.
 */
function iconsAsFiles(): Plugin {
  return {
    name: "icons-as-files",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const item of Object.values(bundle)) {
        if (item.type !== "asset" || !item.fileName.endsWith(".css")) continue;
        const folder = item.fileName.slice(0, item.fileName.lastIndexOf("/") + 1);
        const sheet = item.source.toString();
        item.source = sheet.replaceAll(
          /url\((["']?)data:image\/svg\+xml;charset=utf-8,(.+?)\1\)/g,
          (_whole, _quote, data: string) => {
            const source = decodeURIComponent(data);
            const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
            const name = `icon-${hash}.svg`;
            this.emitFile({ type: "asset", fileName: `${folder}${name}`, source });
            return `url(${name})`;
          },
        );
        if (item.source.includes("data:")) this.error(`${item.fileName} still holds a data: URL`);
      }
    },
  };
}

/** `--mode fixture`: pages on canned data, to look at them in a browser. Never part of a build. */
function fixture(entry: Entry): Plugin {
  const [real, canned] =
    entry === "portal"
      ? [/^\.{1,2}\/api$/, here("fixture/portal.ts")]
      : [/^\.{1,2}\/backend$/, here("fixture/backend.ts")];
  return {
    name: "fixture",
    apply: "serve",
    enforce: "pre",
    resolveId(source) {
      return real.test(source) ? canned : undefined;
    },
  };
}

type Entry = "desktop" | "portal";

// One entry a build: each user interface is served by a host of its own and shares no file with the other.
export default defineConfig(({ mode }) => {
  const entry: Entry = mode.startsWith("portal") ? "portal" : "desktop";
  return {
    root: here(entry),
    // The desktop's pages lie in the program; the portal's are served below this path, whatever page is asked.
    base: entry === "portal" ? "/portal/" : "./",
    publicDir: false,
    clearScreen: false,
    server: {
      host: "127.0.0.1",
      port: 5173,
      strictPort: true,
      fs: { allow: [here("."), here("../crates/domain/data")] },
    },
    plugins: [iconsAsFiles(), ...(mode.endsWith("fixture") ? [fixture(entry)] : [])],
    build: {
      outDir: here(`dist/${entry}`),
      emptyOutDir: true,
      target: "safari16",
      // The policy knows no data: URL, neither for fonts nor for images.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
    test: {
      root: here("."),
      include: ["test/**/*.test.ts"],
      environment: "happy-dom",
      setupFiles: ["test/setup.ts"],
      // A day ends here when it is long over in Norway: what is read off the machine's clock is seen.
      env: { TZ: "Pacific/Honolulu" },
      // Styles are read as they are, not left empty.
      css: true,
      // Ends what hangs; a slow machine is no fault.
      testTimeout: 120_000,
    },
  };
});
