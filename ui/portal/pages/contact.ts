import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { codePart, type Mail, wishesPart } from "../../parts/mail";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import type { Who } from "../models/session";
import { title } from "./parts";

/** How the person is reached: asked once before anything else, and changed here later. */
export function contactPage(
  { contact, mail }: Model,
  who: Who,
  { texts }: Words,
  actions: Actions,
): TemplateResult {
  const words = texts.contact;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void actions.register();
  };
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <form class="settings__body panel panel__body" novalidate @submit=${submit} data-testid="contact">
      ${title(words.title)}
      <p class="quiet">${words.first}</p>
      ${field(
        {
          id: "email",
          kind: "email",
          label: words.email,
          value: contact.email ?? who.contact?.email ?? "",
          wrong: contact.wrong.email ? words.emailWrong : null,
        },
        actions.typeEmail,
      )}
      ${field(
        {
          id: "phone",
          kind: "tel",
          label: words.phone,
          value: contact.phone ?? who.contact?.phone ?? "",
          wrong: contact.wrong.phone ? words.phoneWrong : null,
        },
        actions.typePhone,
      )}
      <div class="row">
        <button class="ds-button" type="submit" data-testid="register">
          ${who.contact === null ? words.start : words.save}
        </button>
      </div>
    </form>
    ${about(mail, who, texts, actions)}
  </main>`;
}

/** The code that was mailed, and when which mail is wanted; nothing where the server sends none. */
function about(
  mail: Mail,
  who: Who,
  texts: Words["texts"],
  actions: Actions,
): TemplateResult | typeof nothing {
  const state = mail.own?.state ?? "no_mail";
  if (who.contact === null || state === "no_mail" || state === "no_address") return nothing;
  const both = { texts, actions };
  const kinds = who.is_bufdir
    ? (["arrivals", "duties"] as const)
    : (["outcomes", "duties"] as const);
  return html`<section class="settings__body panel panel__body contact__mail">
    ${codePart(mail, both)} ${wishesPart(mail, kinds, both)}
  </section>`;
}

type Field = {
  id: "email" | "phone";
  kind: "email" | "tel";
  label: string;
  value: string;
  wrong: string | null;
};

function field(
  { id, kind, label, value, wrong }: Field,
  typed: (text: string) => void,
): TemplateResult {
  const type = (event: InputEvent) => {
    if (event.target instanceof HTMLInputElement) typed(event.target.value);
  };
  return html`<div class="ds-field">
    <label class="ds-label" for=${id}>${label}</label>
    <input
      class="ds-input"
      id=${id}
      type=${kind}
      autocomplete=${kind === "tel" ? "tel" : "email"}
      required
      .value=${live(value)}
      aria-invalid=${wrong === null ? nothing : "true"}
      aria-describedby=${wrong === null ? nothing : `${id}-wrong`}
      data-testid=${id}
      @input=${type}
    />
    ${wrong === null ? nothing : html`<p class="ds-validation-message" id=${`${id}-wrong`}>${wrong}</p>`}
  </div>`;
}
