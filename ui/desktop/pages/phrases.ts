import { html, nothing, type TemplateResult } from "lit-html";
import type { Phrase } from "../../generated/Phrase";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";
import type { Review } from "../models/review";

/** The officer's own phrases for «Kommentar»: put in, kept, forgotten. */
export function phrases(
  known: readonly Phrase[],
  { fields }: Review,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const words = texts.phrases;
  const put = (text: string) =>
    actions.edit({
      comment: fields.comment === "" ? text : `${fields.comment.trimEnd()}\n${text}`,
    });
  return html`<details class="phrases" data-testid="phrases" @toggle=${actions.loadPhrases}>
    <summary>${words.title}</summary>
    ${
      known.length === 0
        ? html`<p class="quiet small">${words.none}</p>`
        : html`<ul>
            ${known.map(
              ({ id, text }) => html`<li>
                <button class="phrases__text" type="button" data-testid="phrase" @click=${() => put(text)}>
                  ${text}
                </button>
                <button
                  class="askback"
                  type="button"
                  aria-label=${words.remove(text)}
                  @click=${() => actions.removePhrase(id)}
                >
                  ${icon("remove")}
                </button>
              </li>`,
            )}
          </ul>`
    }
    ${
      fields.comment.trim() === ""
        ? nothing
        : denseButton({
            testId: "keep-phrase",
            act: () => actions.addPhrase(fields.comment),
            label: words.keep,
            variant: "tertiary",
          })
    }
  </details>`;
}
