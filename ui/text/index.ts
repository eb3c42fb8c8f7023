import { en } from "./en";
import type { Language } from "./language";
import { nb, type Texts } from "./nb";
import { nn } from "./nn";

export { LANGUAGES, type Language } from "./language";
export type { Texts } from "./nb";

const ALL: Record<Language, Texts> = { nb, nn, en };

export function textsOf(language: Language): Texts {
  return ALL[language];
}
