import { Fetched } from "../fetched";
import type { Language } from "../language";
import { nb, type PortalTexts } from "./nb";

export type { PortalTexts } from "./nb";

const texts = new Fetched<PortalTexts>(nb, {
  nn: async () => (await import("./nn")).nn,
  en: async () => (await import("./en")).en,
});

/** Fetches what the portal says in a language. */
export const fetchPortalTexts = (language: Language): Promise<boolean> => texts.fetch(language);

/** What the portal says. */
export const portalTextsOf = (language: Language): PortalTexts => texts.of(language);
