import type { Language } from "./language";
import { nb, type Texts } from "./nb";

export { LANGUAGES, type Language } from "./language";
export type { Texts } from "./nb";

/** What is here from the start, and what was fetched: nobody reads three languages at every start. */
const here = new Map<Language, Texts>([["nb", nb]]);

const OTHERS: Record<Exclude<Language, "nb">, () => Promise<Texts>> = {
  nn: async () => (await import("./nn")).nn,
  en: async () => (await import("./en")).en,
};

/** Fetches a language's texts, where they are not here. Where they do not come, bokmål is shown. */
export async function fetchTexts(language: Language): Promise<void> {
  if (language === "nb" || here.has(language)) return;
  const came = await OTHERS[language]().catch(() => null);
  if (came !== null) here.set(language, came);
}

/** A language's texts, and bokmål's where they were not fetched. */
export function textsOf(language: Language): Texts {
  return here.get(language) ?? nb;
}
