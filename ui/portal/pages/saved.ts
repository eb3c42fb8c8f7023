import { html, nothing, type TemplateResult } from "lit-html";
import { icon, state } from "../../parts/icon";
import { daysBetween } from "../../parts/norway";
import { unsavable } from "../models/fields";
import { type Form, isDirty, isEditable } from "../models/form";
import type { Words } from "../models/model";

/** Whether what is typed is saved, in the bar: short. */
export function savedState(
  form: Form,
  me: string,
  { texts, format, now }: Words,
): TemplateResult | typeof nothing {
  const words = texts.save;
  if (!isEditable(form.view.period) || (!form.hasDraft && !isDirty(form))) return nothing;
  if (form.failed !== null)
    return html`<span data-testid="unsaved">${state("warning", words.failed, "w")}</span>`;
  if (isDirty(form) || form.saving) return state("ring", form.saving ? words.saving : words.soon);
  const at = form.savedAt ?? now.toISOString();
  const isToday = daysBetween(new Date(at), now) === 0;
  const when = isToday ? format.time(at) : format.when(at, now);
  const text =
    form.savedBy === null || form.savedBy === me
      ? words.saved(when)
      : words.savedBy(when, form.savedBy);
  return html`<span data-testid="saved">${state("done", text, "ok")}</span>`;
}

/** The same beside the buttons: a whole sentence, and what one can do. */
export function savedSentence(form: Form, { texts }: Words): TemplateResult {
  const words = texts.save;
  const kept = unsavable(form.fields, form.view.template).length;
  const problem = failure(form, words);
  if (problem !== null) {
    return html`<span class="sendbar__state e" role="alert" data-testid="save-failed"
      >${icon("warning", "w")}<span>${problem}</span></span
    >`;
  }
  if (kept > 0) {
    return html`<span class="sendbar__state" data-testid="not-saved"
      >${icon("warning", "w")}<span>${words.some(kept)}</span></span
    >`;
  }
  const isSaved = form.hasDraft && !isDirty(form);
  return html`<span class="sendbar__state quiet"
    >${isSaved ? icon("done", "ok") : icon("ring")}<span
      >${isSaved ? words.all : words.none}</span
    ></span
  >`;
}

function failure({ failed }: Form, words: Words["texts"]["save"]): string | null {
  switch (failed?.kind) {
    case undefined:
      return null;
    case "offline":
      return words.offline;
    case "away":
    case "busy":
    case "trouble":
      return words.away;
    case "closed":
      return words.closed[failed.reason];
    case "sent_meanwhile":
      return words.sentMeanwhile;
    case "session_over":
    case "not_found":
    case "forbidden":
    case "conflict":
    case "too_large":
    case "invalid":
      return words.failed;
  }
}
