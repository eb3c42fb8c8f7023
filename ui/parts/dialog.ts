import { html, nothing, type TemplateResult } from "lit-html";

export type DialogFrame = {
  /** Tells the title's element from those of other dialogs. */
  id: string;
  title: string;
  /** The close button's name. */
  close: string;
  testId?: string;
  /** The first focus is on the close button, where the dialog asks nothing. */
  focusClose: boolean;
  shut: () => void;
};

/**
 * What stands before everything else. It opens with `openDialogs` after the render, since only a
 * connected element can be made modal.
 */
export function dialog(frame: DialogFrame, body: TemplateResult): TemplateResult {
  const cancelled = (event: Event) => {
    event.preventDefault();
    frame.shut();
  };
  return html`<dialog
    class=${`ds-dialog ${frame.id}`}
    aria-labelledby=${`${frame.id}-title`}
    data-modal
    data-testid=${frame.testId ?? nothing}
    @cancel=${cancelled}
    @close=${frame.shut}
  >
    <button
      class="ds-button"
      type="button"
      data-variant="tertiary"
      data-color="neutral"
      data-icon
      data-command="close"
      aria-label=${frame.close}
      ?autofocus=${frame.focusClose}
      @click=${frame.shut}
    ></button>
    <h2 class="ds-heading" data-size="xs" id=${`${frame.id}-title`}>${frame.title}</h2>
    ${body}
  </dialog>`;
}

export type ConfirmTexts = { title: string; back: string; close: string; confirm: string };

export type ConfirmActions = { cancel: () => void; confirm: () => void };

/** A question with two answers. */
export function confirmDialog(
  { title, back, close, confirm }: ConfirmTexts,
  body: TemplateResult,
  actions: ConfirmActions,
): TemplateResult {
  return dialog(
    { id: "confirm", title, close, focusClose: false, shut: actions.cancel },
    html`${body}
      <div class="confirm__buttons">
        <button
          class="ds-button"
          type="button"
          data-variant="secondary"
          data-color="neutral"
          data-testid="cancel-dialog"
          @click=${actions.cancel}
        >
          ${back}
        </button>
        <button
          class="ds-button"
          type="button"
          data-testid="confirm"
          autofocus
          @click=${actions.confirm}
        >
          ${confirm}
        </button>
      </div>`,
  );
}

/** Makes every dialog of the page modal that is not yet. */
export function openDialogs(root: ParentNode): void {
  for (const open of root.querySelectorAll<HTMLDialogElement>("dialog[data-modal]:not([open])")) {
    open.showModal();
    open.querySelector<HTMLElement>("[autofocus]")?.focus();
  }
}
