/** A language the product speaks. */
export type Language = "nb" | "nn" | "en";

/** In the order they are offered. */
export const LANGUAGES: readonly Language[] = ["nb", "nn", "en"];
