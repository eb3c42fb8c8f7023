import { describe, expect, it } from "vitest";
import { en } from "../text/en";
import { nb } from "../text/nb";
import { nn } from "../text/nn";
import { en as portalEn } from "../text/portal/en";
import { nb as portalNb } from "../text/portal/nb";
import { nn as portalNn } from "../text/portal/nn";

type Tree = { [key: string]: Tree | string | ((...input: never[]) => Tree | string) };

/** Every text by its path; a text with gaps is filled with numbers. */
function flat(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    if (typeof value === "string") return [[at, value]];
    if (typeof value === "function") {
      const filled = (value as (...n: number[]) => Tree | string)(3, 5, 7);
      return typeof filled === "string" ? [[at, filled]] : flat(filled, at);
    }
    return flat(value, at);
  });
}

const DESKTOP = {
  nb: flat(nb as unknown as Tree),
  nn: flat(nn as unknown as Tree),
  en: flat(en as unknown as Tree),
};

const PORTAL = {
  nb: flat(portalNb as unknown as Tree),
  nn: flat(portalNn as unknown as Tree),
  en: flat(portalEn as unknown as Tree),
};

/** Names, which are the same in every language. */
const NAMES = ["product.name", "product.version", "product.title"];

describe.each([
  ["the desktop", DESKTOP],
  ["the portal", PORTAL],
] as const)("texts of %s", (_name, texts) => {
  it.each(["nn", "en"] as const)("%s says all that nb says", (language) => {
    expect(texts[language].map(([path]) => path)).toEqual(texts.nb.map(([path]) => path));
  });

  it.each(["nb", "nn", "en"] as const)("%s has no empty text, shout or plea", (language) => {
    for (const [path, text] of texts[language]) {
      expect(text.trim(), path).not.toBe("");
      expect(text, path).not.toMatch(/!|vennligst|please|oops|ups\b/i);
      expect(text, path).not.toContain("undefined");
    }
  });

  it("en is translated", () => {
    const bokmaal = new Map(texts.nb);
    const same = texts.en.filter(([path, text]) => text.length > 12 && bokmaal.get(path) === text);
    expect(same.map(([path]) => path)).toEqual(NAMES);
  });

  it("nn keeps no bokmål", () => {
    for (const [path, text] of texts.nn) {
      expect(text, path).not.toMatch(
        /(?<!\p{L})(ikke|fra|nå|noe|hvem|hva|hvis|oppgaver|avgjørelse\w*|barnevernstjenesten|sendes|lagres|jeg|dere|blitt)(?!\p{L})/iu,
      );
    }
  });
});

describe("the help", () => {
  it.each(["nb", "nn", "en"] as const)("names what is shown as it is called, in %s", (language) => {
    const texts = DESKTOP[language];
    const shown = new Set(
      texts
        .filter(([path]) => !path.startsWith("help."))
        .map(([, text]) => text.replace(/ \(\d+\)$/, "")),
    );
    const named = texts
      .filter(([path]) => path.startsWith("help."))
      .flatMap(([, text]) => [...text.matchAll(/[«“](.+?)[»”]/gu)].map(([, name]) => name));
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((name) => name !== undefined && !shown.has(name))).toEqual([]);
    const terms = texts.filter(([path]) =>
      /^help\.chapters\.\d+\.steps\.\d+\.terms\.\d+\.0$/.test(path),
    );
    expect(terms).toHaveLength(6);
    expect(terms.filter(([, term]) => !shown.has(term))).toEqual([]);
  });
});

describe("texts", () => {
  it("speaks of one and of many", () => {
    expect(nb.report.pointCount(1)).toBe("1 punkt");
    expect(nb.tasks.offlineWaiting(1)).toContain("Én avgjørelse er");
    expect(nb.tasks.offlineWaiting(3)).toContain("3 avgjørelser er");
    expect(en.status.needsYou(1)).toBe("1 needs you");
  });
});
