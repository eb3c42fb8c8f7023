import type { Choice } from "../../parts/figures/model";
import { pictureOf, tableRows } from "../../parts/figures/panes";
import { csvText, pngOf, svgText } from "../../parts/figures/save";
import type { Store } from "../../parts/store";
import { figuresOf } from "../models/figures";
import type { Model } from "../models/model";

export type FiguresActions = ReturnType<typeof figuresActions>;

/** What a reader of the published figures does: looks at others, and takes them out. */
export function figuresActions(
  store: Store<Model>,
  { save }: { save: (name: string, file: Blob) => void },
) {
  function choose(change: Partial<Choice>): void {
    store.update((model) => {
      const { published } = model;
      if (published === null) return model;
      return { ...model, published: { ...published, choice: { ...published.choice, ...change } } };
    });
  }

  async function savePicture(kind: "svg" | "png"): Promise<void> {
    const figures = figuresOf(store.model);
    if (figures === null) return;
    const { picture, title } = pictureOf(figures);
    const file =
      kind === "png"
        ? await pngOf(picture, title)
        : new Blob([svgText(picture, title)], { type: "image/svg+xml" });
    if (file !== null) save(`${nameOf(title)}.${kind}`, file);
  }

  function saveTable(): void {
    const figures = figuresOf(store.model);
    if (figures === null) return;
    const { title } = pictureOf(figures);
    const text = csvText(tableRows(figures));
    save(`${nameOf(title)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
  }

  return { chooseFigures: choose, savePicture, saveTable };
}

/** A file's name holds letters, digits and hyphens. */
function nameOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-zæøå0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
