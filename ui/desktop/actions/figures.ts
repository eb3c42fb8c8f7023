import type { FiguresFile } from "../../generated/FiguresFile";
import type { Indicator } from "../../generated/Indicator";
import { type Choice, chosenNo, countyNo, firstChoice, type Half } from "../../parts/figures/model";
import { pictureOf } from "../../parts/figures/pictures";
import { pngOf, svgText } from "../../parts/figures/save";
import type { Which } from "../../parts/figures/shared";
import type { Backend } from "../backend";
import { figuresOf } from "../models/model";
import type { Store } from "../store";
import { type Attempt, type SessionActions, say } from "./session";

/** The published figures, from home, from the bar and from a report. */
export function figuresActions(
  store: Store,
  backend: Backend,
  attempt: Attempt,
  goTo: SessionActions["goTo"],
) {
  function choose(change: Partial<Choice>): void {
    store.update((model) => {
      const { figures } = model;
      const before = model.figureChoice ?? (figures === null ? null : firstChoice(figures.sheet));
      return before === null ? model : { ...model, figureChoice: { ...before, ...change } };
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

  async function write(file: FiguresFile): Promise<void> {
    await attempt(async () => {
      const figuresFile = await backend.saveFigures(file);
      store.update((model) => ({
        ...say(model, (texts) => texts.figures.saved(figuresFile)),
        figuresFile,
      }));
    });
  }

  async function savePicture(which: Which, kind: "svg" | "png"): Promise<void> {
    const figures = figuresOf(store.model);
    if (figures === null) return;
    const { sheet, choice } = figures;
    const { indicator } = choice;
    const area_no = which === "lines" ? chosenNo(sheet, choice) : countyNo(sheet, choice);
    const { picture, title } = pictureOf(figures, which);
    if (kind === "svg") {
      await write({ kind, indicator, area_no, text: svgText(picture, title) });
      return;
    }
    const painted = await pngOf(picture, title);
    if (painted === null) return;
    const bytes = [...new Uint8Array(await painted.arrayBuffer())];
    await write({ kind, indicator, area_no, bytes });
  }

  /** The program makes the table from what is on this machine. */
  async function saveTable(kind: "csv" | "xlsx"): Promise<void> {
    const figures = figuresOf(store.model);
    if (figures === null) return;
    const { sheet, choice } = figures;
    const { indicator } = choice;
    await write({ kind, indicator, area_no: countyNo(sheet, choice) });
  }

  return { chooseFigures: choose, toIndicator, savePicture, saveTable };
}
