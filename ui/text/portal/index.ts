import type { Language } from "../language";
import { en } from "./en";
import { nb, type PortalTexts } from "./nb";
import { nn } from "./nn";

export type { PortalTexts } from "./nb";

const ALL: Record<Language, PortalTexts> = { nb, nn, en };

export function portalTextsOf(language: Language): PortalTexts {
  return ALL[language];
}
