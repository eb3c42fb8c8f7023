import { html, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { openNext } from "../keyboard";
import type { Model, Words } from "../models/model";

/** «Neste som trenger meg». */
export function nextTaskButton(model: Model, { texts }: Words, actions: Actions): TemplateResult {
  return denseButton({
    testId: "next-task",
    act: () => openNext(model, actions),
    label: html`${texts.report.next}${icon("next")}`,
  });
}
