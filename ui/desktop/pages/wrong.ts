import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import type { Texts } from "../../text";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";

/** Why the last act did nothing. */
export function wrong(
  { error }: Model,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (error === null) return nothing;
  const known = failureText(error, texts);
  if (known === "") return nothing;
  return html`<div
    class="ds-alert failure"
    role="alert"
    data-testid="error"
    data-code=${error.code}
    data-color=${error.code === "internal" ? "danger" : "warning"}
  >
    <p class="grow">${known}</p>
    ${denseButton({ act: actions.closeError, label: texts.error.close, variant: "tertiary" })}
  </div>`;
}

function failureText(error: NonNullable<Model["error"]>, texts: Texts): string {
  switch (error.code) {
    case "internal":
      return texts.error.internal(error.reference);
    case "refused":
      return error.refusal === "comment_too_long" ? texts.error.too_long : "";
    case "unseen":
      return "";
    case "answer_refused":
      return texts.application.refused[error.refusal];
    case "signed_out":
    case "locked":
    case "pin_not_good":
    case "pin_wrong":
    case "no_keychain":
    case "not_found":
    case "bad_input":
    case "not_written":
    case "no_room":
    case "too_late":
    case "not_reached":
    case "not_approved":
    case "asked_before":
      return texts.error[error.code];
  }
}
