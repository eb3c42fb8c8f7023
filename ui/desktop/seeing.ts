import type { PointId } from "../generated/PointId";

/** Rows that are wholly in sight tell it once: their point has been seen. */
export class Seeing {
  readonly #observer: IntersectionObserver;
  readonly #watched = new WeakSet<Element>();

  constructor(see: (points: PointId[]) => void) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        const inSight = entries.filter(({ isIntersecting }) => isIntersecting);
        see(inSight.flatMap(({ target }) => pointsOf(target)));
      },
      { threshold: 0.9 },
    );
  }

  /** Watches the rows that stand there now. */
  watch(root: ParentNode): void {
    for (const row of root.querySelectorAll("[data-sees]")) {
      if (this.#watched.has(row)) continue;
      this.#watched.add(row);
      this.#observer.observe(row);
    }
  }
}

function pointsOf(row: Element): PointId[] {
  const point = row instanceof HTMLElement ? row.dataset["sees"] : undefined;
  return point === undefined ? [] : [point];
}
