import { fetchTexts, LANGUAGES } from "../text";

await Promise.all(LANGUAGES.map(fetchTexts));
