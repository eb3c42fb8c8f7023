import { Fetched } from "./fetched";
import type { Language } from "./language";
import { nb, type Texts } from "./nb";

export { LANGUAGES, type Language } from "./language";
export type { Texts } from "./nb";

const texts = new Fetched<Texts>(nb, {
  nn: async () => (await import("./nn")).nn,
  en: async () => (await import("./en")).en,
});

/** Fetches what the window says in a language. */
export const fetchTexts = (language: Language): Promise<boolean> => texts.fetch(language);

/** What the window says. */
export const textsOf = (language: Language): Texts => texts.of(language);
