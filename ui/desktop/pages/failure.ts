import { html, nothing, type TemplateResult } from "lit-html";
import type { LoginFailure } from "../../generated/LoginFailure";
import type { Words } from "../models/model";

/** Why the last login failed. */
export function loginFailure(
  failure: LoginFailure | null,
  { texts }: Words,
): TemplateResult | typeof nothing {
  if (failure === null) return nothing;
  return html`<div
    class="ds-alert"
    role="alert"
    data-testid="login-failure"
    data-failure=${failure}
    data-color=${TONES[failure]}
  >
    <h2>${texts.login.failure[failure].title}</h2>
    <p>${texts.login.failure[failure].text}</p>
  </div>`;
}

/** A lack of network is no fault, and neither is a change of mind. */
const TONES: Record<LoginFailure, "info" | "warning" | "danger"> = {
  cancelled: "info",
  timed_out: "info",
  offline: "info",
  busy: "info",
  no_role: "warning",
  refused: "warning",
  no_browser: "warning",
  no_keychain: "warning",
  internal: "danger",
};
