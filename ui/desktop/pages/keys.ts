import { html, type TemplateResult } from "lit-html";
import { dialog } from "../../parts/dialog";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";

/** Each key, and what it does. */
export function keyMap({ texts }: Words): TemplateResult {
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
    [["?"], texts.settings.showKeys],
  ];
  return html`<dl class="facts">
    ${map.map(
      ([
        pressed,
        what,
      ]) => html`<dt>${pressed.map((key) => html`<kbd class="kbd">${key}</kbd> `)}</dt>
        <dd>${what}</dd>`,
    )}
  </dl>`;
}

/** The map of keys. */
export function keys(shown: Words, actions: Actions): TemplateResult {
  const { texts } = shown;
  const words = texts.keys;
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
    html`${keyMap(shown)}
      <p class="quiet small">${words.single}</p>`,
  );
}
