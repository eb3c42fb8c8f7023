import { html, type TemplateResult } from "lit-html";
import { LANGUAGES, type Language, textsOf } from "../../text";
import type { Actions } from "../actions/actions";

/** The choice of language, each by its own name. */
export function languages(chosen: Language, label: string, actions: Actions): TemplateResult {
  return html`<div class="languages" role="group" aria-label=${label}>
    ${LANGUAGES.map(
      (language) => html`<button
        class="ds-button"
        type="button"
        lang=${language}
        data-variant="tertiary"
        data-color="neutral"
        data-dense
        data-testid=${`language-${language}`}
        aria-pressed=${language === chosen}
        @click=${() => actions.chooseLanguage(language)}
      >
        ${textsOf(language).language.name}
      </button>`,
    )}
  </div>`;
}
