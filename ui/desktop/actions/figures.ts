import type { Indicator } from "../../generated/Indicator";
import type { Choice, Half } from "../../parts/figures/model";
import type { Store } from "../store";
import type { SessionActions } from "./session";

/** The published figures, from home, from the bar and from a report. */
export function figuresActions(store: Store, goTo: SessionActions["goTo"]) {
  function choose(change: Partial<Choice>): void {
    store.update((model) => {
      const { figureChoice } = model;
      return figureChoice === null
        ? model
        : { ...model, figureChoice: { ...figureChoice, ...change } };
    });
  }

  /** From a point of a report to its indicator, at the same unit and half. */
  async function toIndicator(indicator: Indicator): Promise<void> {
    const { review } = store.model;
    if (review === null) return;
    const { id, unit_no, period } = review.view;
    const half: Half = period.endsWith("-1") ? 1 : 2;
    choose({ unit: unit_no, indicator, half, period: null });
    await goTo({ kind: "figures", from: id });
  }

  return { chooseFigures: choose, toIndicator };
}
