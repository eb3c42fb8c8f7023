import { html, type TemplateResult } from "lit-html";
import { commonTextsOf } from "../text/common";
import { LANGUAGES, type Language } from "../text/language";

/** The choice of language, each by its own name. */
export function languages(
  chosen: Language,
  label: string,
  choose: (language: Language) => unknown,
): TemplateResult {
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
        @click=${() => choose(language)}
      >
        ${commonTextsOf(language).language.name}
      </button>`,
    )}
  </div>`;
}
