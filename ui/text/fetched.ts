import type { Language } from "./language";

/** The languages that are fetched when they are spoken. */
type Other = Exclude<Language, "nb">;

/** Texts of which bokmål is here from the start: nobody reads three languages at every start. */
export class Fetched<Texts> {
  readonly #here: Map<Language, Texts>;
  readonly #nb: Texts;
  readonly #others: Record<Other, () => Promise<Texts>>;

  constructor(nb: Texts, others: Record<Other, () => Promise<Texts>>) {
    this.#nb = nb;
    this.#here = new Map([["nb", nb]]);
    this.#others = others;
  }

  /** Fetches a language's texts, where they are not here. Says whether they are. */
  async fetch(language: Language): Promise<boolean> {
    if (language === "nb" || this.#here.has(language)) return true;
    const came = await this.#others[language]().catch(() => null);
    if (came !== null) this.#here.set(language, came);
    return came !== null;
  }

  /** A language's texts, and bokmål's where they were not fetched. */
  of(language: Language): Texts {
    return this.#here.get(language) ?? this.#nb;
  }
}
