import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { BufdirReport } from "../../generated/BufdirReport";
import type { Actions } from "../actions/actions";
import type { Approved } from "../models/approved";
import type { Words } from "../models/model";

/** Reopening an approved report, or refusing it to an office that has asked: both for a reason. */
export function reopening(
  approved: Approved,
  { request }: BufdirReport,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    actions.askReopen("reopen");
  };
  const typed = (event: InputEvent) => {
    if (event.target instanceof HTMLTextAreaElement) actions.typeReopenReason(event.target.value);
  };
  return html`<form class="panel panel__body stack" novalidate @submit=${submit}>
    <h2>${request === null ? texts.bufdir.reopen : texts.bufdir.answerRequest}</h2>
    <div class="ds-field">
      <label class="ds-label" for="reopen-reason">${texts.bufdir.reopenReason}</label>
      <textarea
        class="ds-input"
        id="reopen-reason"
        rows="3"
        required
        maxlength="10000"
        .value=${live(approved.reason)}
        aria-invalid=${approved.isWrong ? "true" : nothing}
        aria-describedby=${approved.isWrong ? "reopen-reason-wrong" : nothing}
        data-testid="reopen-reason"
        @input=${typed}
      ></textarea>
      ${
        approved.isWrong
          ? html`<p class="ds-validation-message" id="reopen-reason-wrong">
              ${request === null ? texts.bufdir.reopenWrong : texts.bufdir.answerWrong}
            </p>`
          : nothing
      }
    </div>
    <div class="row">
      <button
        class="ds-button"
        type="submit"
        data-variant="secondary"
        ?disabled=${approved.sending}
        data-testid="reopen"
      >
        ${texts.bufdir.reopen}
      </button>
      ${
        request === null
          ? nothing
          : html`<button
              class="ds-button"
              type="button"
              data-variant="secondary"
              data-color="neutral"
              ?disabled=${approved.sending}
              data-testid="refuse-reopening"
              @click=${() => actions.askReopen("refuse")}
            >
              ${texts.bufdir.refuse}
            </button>`
      }
    </div>
  </form>`;
}
