import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { confirmDialog } from "../../parts/dialog";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";

/** Access has ended: what was fetched is gone, and what the officer wrote may go after it was exported. */
export function accessEnded(model: Model, words: Words, actions: Actions): TemplateResult {
  const { leaving, login } = words.texts;
  const access = model.app?.store?.access;
  const exported = access?.kind === "ended" && access.exported;
  return html`<div
      class="banner"
      role="region"
      aria-label=${words.texts.bar.notice}
      data-testid="access-ended"
    >
      ${icon("padlock")}
      <span class="grow">
        <b class="strong">${leaving.ended}</b> ${leaving.endedText}
        ${model.exportedTo === null ? nothing : html`<span data-testid="exported">${leaving.exported(model.exportedTo)}</span>`}
      </span>
      ${button("export-own", leaving.export, () => actions.exportOwnTexts())}
      ${exported ? button("remove-own", leaving.remove, () => actions.askToRemove(true)) : nothing}
      ${button("login-again", login.again, () => actions.login())}
    </div>
    ${model.askedToRemove ? asked(words, actions) : nothing}`;
}

/** The store is an older copy: what waits in it is sent when the officer says so. */
export function olderCopy(
  unsure: number,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (unsure === 0) return nothing;
  return html`<div
    class="banner"
    role="region"
    aria-label=${texts.leaving.olderCopy}
    data-testid="older-copy"
  >
    ${icon("trouble")}
    <span class="grow">
      <b class="strong">${texts.leaving.olderCopy}</b> ${texts.leaving.olderCopyText(unsure)}
    </span>
    ${button("send-older", texts.leaving.send, () => actions.settleOlderCopy(true))}
    ${button("drop-older", texts.leaving.drop, () => actions.settleOlderCopy(false))}
  </div>`;
}

function asked({ texts }: Words, actions: Actions): TemplateResult {
  const { leaving } = texts;
  return confirmDialog(
    {
      title: leaving.removeTitle,
      back: leaving.keep,
      close: leaving.keep,
      confirm: leaving.remove,
    },
    html`<p>${leaving.removeText}</p>`,
    { cancel: () => actions.askToRemove(false), confirm: () => void actions.removeOwnTexts() },
  );
}

/** The focus comes back to it by its name. */
function button(id: string, label: string, act: () => unknown): TemplateResult {
  return denseButton({ id, testId: id, label, act });
}
