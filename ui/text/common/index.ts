import type { Language } from "../language";
import { en } from "./en";
import { type CommonTexts, nb } from "./nb";
import { nn } from "./nn";

export type { CommonTexts } from "./nb";

const ALL: Record<Language, CommonTexts> = { nb, nn, en };

/** What every user interface says. */
export function commonTextsOf(language: Language): CommonTexts {
  return ALL[language];
}
