import { html, type TemplateResult } from "lit-html";
import { dialog } from "../../parts/dialog";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";

/** The map of keys. */
export function keys({ texts }: Words, actions: Actions): TemplateResult {
  const words = texts.keys;
  const map: [string[], string][] = [
    [["Alt+1"], texts.bar.reporting],
    [["Alt+2"], texts.figures.title],
    [["/"], words.search],
    [["T"], texts.report.next],
    [["J", "K"], words.row],
    [["0–9"], texts.report.heading],
    [["N", "Shift+N"], words.findings],
    [["E", "Shift+E"], words.changes],
    [["S"], texts.asks.ask],
    [["O"], texts.treatment.yourFigure],
    [["G"], texts.treatment.approves],
    [["C"], texts.treatment.comment],
    [["Ctrl+S", "⌘S"], texts.treatment.save],
    [["Ctrl+Enter", "⌘Enter"], texts.treatment.continue],
    [["?"], words.all],
  ];
  const frame = {
    id: "keys",
    title: words.title,
    close: texts.confirm.close,
    testId: "keys",
    focusClose: true,
    shut: () => actions.showKeys(false),
  };
  return dialog(
    frame,
    html`<dl class="facts">
        ${map.map(
          ([pressed, what]) => html`<dt>
              ${pressed.map((key) => html`<kbd class="kbd">${key}</kbd> `)}
            </dt>
            <dd>${what}</dd>`,
        )}
      </dl>
      <p class="quiet small">${words.single}</p>`,
  );
}
