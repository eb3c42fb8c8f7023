import { LANGUAGES, type Language } from "../../text/language";
import { type Place, pathOf } from "./place";

const LANGUAGE = "sprak";

/** A page's address in a language. Bokmål needs no word for it. */
export function addressOf(place: Place, language: Language): string {
  const path = pathOf(place);
  return language === "nb" ? path : `${path}?${LANGUAGE}=${language}`;
}

export function languageOf({ search }: Pick<URL, "search">): Language {
  const asked = new URLSearchParams(search).get(LANGUAGE);
  return LANGUAGES.find((language) => language === asked) ?? "nb";
}
