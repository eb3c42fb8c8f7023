// The published figures of a county, and what of them is looked at.

import type { FiguresAnswer } from "../../generated/FiguresAnswer";
import { type Choice, firstChoice, keptChoice } from "../../parts/figures/model";
import type { Figures } from "../../parts/figures/shared";
import { type Model, wordsOf } from "./model";

export type Published = { answer: FiguresAnswer; choice: Choice };

/** The same is looked at in another county as before, as far as it is there. */
export function published(answer: FiguresAnswer, before: Published | null): Published {
  const choice =
    before === null ? firstChoice(answer.sheet) : keptChoice(answer.sheet, before.choice);
  return { answer, choice };
}

/** All that the page draws from; none before it is here. */
export function figuresOf(model: Model): Figures | null {
  const { published, language } = model;
  if (published === null) return null;
  const { texts, format } = wordsOf(model);
  const { answer, choice } = published;
  const { sheet, indicators } = answer;
  return { sheet, indicators, choice, texts: texts.figures, format, language };
}
