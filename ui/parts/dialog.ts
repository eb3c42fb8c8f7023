import { html, type TemplateResult } from "lit-html";

export type DialogTexts = { title: string; back: string; close: string; confirm: string };

export type DialogActions = { cancel: () => void; confirm: () => void };

/**
 * A question that stands before everything else. It opens with `openDialogs` after the render, since
 * only a connected element can be made modal.
 */
export function confirmDialog(
  texts: DialogTexts,
  body: TemplateResult,
  actions: DialogActions,
): TemplateResult {
  const cancelled = (event: Event) => {
    event.preventDefault();
    actions.cancel();
  };
  return html`<dialog
    class="ds-dialog confirm"
    aria-labelledby="dialog-title"
    data-modal
    @cancel=${cancelled}
    @close=${actions.cancel}
  >
    <button
      class="ds-button"
      type="button"
      data-variant="tertiary"
      data-color="neutral"
      data-icon
      data-command="close"
      aria-label=${texts.close}
      @click=${actions.cancel}
    ></button>
    <h2 class="ds-heading" data-size="xs" id="dialog-title">${texts.title}</h2>
    ${body}
    <div class="confirm__buttons">
      <button
        class="ds-button"
        type="button"
        data-variant="secondary"
        data-color="neutral"
        data-testid="cancel-dialog"
        @click=${actions.cancel}
      >
        ${texts.back}
      </button>
      <button
        class="ds-button"
        type="button"
        id="confirm"
        data-testid="confirm"
        autofocus
        @click=${actions.confirm}
      >
        ${texts.confirm}
      </button>
    </div>
  </dialog>`;
}

/** Makes every dialog of the page modal that is not yet. */
export function openDialogs(root: ParentNode): void {
  for (const dialog of root.querySelectorAll<HTMLDialogElement>("dialog[data-modal]:not([open])")) {
    dialog.showModal();
    dialog.querySelector<HTMLElement>("[autofocus]")?.focus();
  }
}
