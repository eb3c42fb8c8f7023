import { html, nothing, type TemplateResult } from "lit-html";
import { icon } from "../../parts/icon";
import type { Words } from "../models/model";

/** What stands under a form that decides: what refused it, the guide's two buttons, and where its draft is. */
export type Foot = {
  /** Before the ids of what takes the focus. */
  prefix: "" | "answer-";
  refusal: { code: string; text: string } | null;
  save: () => void;
  proceed: () => void;
  draft: Draft;
};

type Draft = {
  failed: boolean;
  saving: boolean;
  unsaved: boolean;
  /** When it was last saved (RFC 3339). */
  savedAt: string | null;
};

export function foot(
  { prefix, refusal, save, proceed, draft }: Foot,
  words: Words,
): TemplateResult {
  const { texts } = words;
  return html`<div class="decide__foot">
    ${
      refusal === null
        ? nothing
        : html`<p
            class="ds-validation-message"
            id=${`${prefix}refused`}
            tabindex="-1"
            data-testid=${`${prefix}refused`}
            data-refusal=${refusal.code}
          >
            ${refusal.text}
          </p>`
    }
    <div class="row">
      <button
        class="ds-button save"
        type="button"
        data-variant="secondary"
        data-testid="save"
        @click=${save}
      >
        ${texts.treatment.save}
      </button>
      <button
        class="ds-button"
        type="button"
        id=${`${prefix}continue`}
        data-testid="continue"
        @click=${proceed}
      >
        ${texts.treatment.continue}
      </button>
    </div>
    ${draftLine(draft, words)}
  </div>`;
}

/** Where the draft is, always said where one would fear for it. */
function draftLine(
  { failed, saving, unsaved, savedAt }: Draft,
  { texts, format }: Words,
): TemplateResult {
  const words = texts.treatment;
  const line = (text: string, kind: string, tone = "") => html`<span
    class="saved ${tone}"
    data-testid="draft"
    data-draft=${kind}
    >${icon(tone === "" ? "savedHere" : "warning")}${text}</span
  >`;
  if (failed) return line(words.draftFailed, "failed", "e");
  if (saving) return line(words.draftSaving, "saving");
  if (unsaved) return line(words.draftUnsaved, "unsaved");
  if (savedAt === null) return line(words.draftNone, "none");
  return line(words.draftSaved(format.time(savedAt)), "saved");
}

/** What a field lacks, where its `aria-describedby` finds it. */
export function validation(field: string, message: string | null): TemplateResult | typeof nothing {
  if (message === null) return nothing;
  return html`<p
    class="ds-validation-message"
    id=${`${field}-wrong`}
    data-testid=${`${field}-wrong`}
  >
    ${message}
  </p>`;
}

/** «Angre», as long as nothing is sent. */
export function undoButton(undo: () => void, { texts }: Words): TemplateResult {
  return html`<div>
    <button
      class="ds-button"
      type="button"
      data-variant="secondary"
      data-color="neutral"
      data-testid="undo"
      @click=${undo}
    >
      ${icon("undo")}${texts.stage.undo}
    </button>
  </div>`;
}
