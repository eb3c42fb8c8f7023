import { fetchTexts, LANGUAGES } from "../text";
import { fetchPortalTexts } from "../text/portal";

await Promise.all(
  LANGUAGES.flatMap((language) => [fetchTexts(language), fetchPortalTexts(language)]),
);
