import { type Choice, CODES, chosenNo, countyNo } from "../../parts/figures/model";
import { pictureOf } from "../../parts/figures/pictures";
import { pngOf, svgText } from "../../parts/figures/save";
import type { Which } from "../../parts/figures/shared";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { figuresOf } from "../models/figures";
import type { Model } from "../models/model";
import { type Attempt, say } from "./failing";

export type FiguresActions = ReturnType<typeof figuresActions>;

/** What a reader of the published figures does: looks at others, and takes them out. */
export function figuresActions(
  store: Store<Model>,
  api: Api,
  { attempt, save }: { attempt: Attempt; save: (name: string, file: Blob) => void },
) {
  function choose(change: Partial<Choice>): void {
    store.update((model) => {
      const { published } = model;
      if (published === null) return model;
      return { ...model, published: { ...published, choice: { ...published.choice, ...change } } };
    });
  }

  async function savePicture(which: Which, kind: "svg" | "png"): Promise<void> {
    const figures = figuresOf(store.model);
    if (figures === null) return;
    const { sheet, choice } = figures;
    const { picture, title } = pictureOf(figures, which);
    const file =
      kind === "png"
        ? await pngOf(picture, title)
        : new Blob([svgText(picture, title)], { type: "image/svg+xml" });
    const area = which === "lines" ? chosenNo(sheet, choice) : countyNo(sheet, choice);
    if (file !== null) save(nameOf(choice, area, kind), file);
  }

  /** The server makes the table, with what this reader may see. */
  async function saveTable(format: "csv" | "xlsx"): Promise<void> {
    const { published, language } = store.model;
    if (published === null) return;
    const { choice, answer } = published;
    const county = answer.county_no;
    await attempt(async () => {
      const wanted = { county, indicator: choice.indicator, format, language };
      const name = nameOf(choice, county, format);
      save(name, await api.figuresFile(wanted));
      store.update((model) => say(model, (texts) => texts.figures.saved(name)));
    });
  }

  return { chooseFigures: choose, savePicture, saveTable };
}

/** As the server and the desktop name it. */
function nameOf({ indicator }: Choice, area: string, ending: string): string {
  return `utrapportering-${CODES[indicator]}-${area}.${ending}`;
}
