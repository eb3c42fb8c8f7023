import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { DeviceView } from "../../generated/DeviceView";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import { CODE, codePart, isUnconfirmed, type Mail, wishesPart } from "../../parts/mail";
import type { Actions } from "../actions/actions";
import { EMAIL } from "../actions/profile";
import type { Model, Words } from "../models/model";
import { isUnregistered, type Profile } from "../models/profile";

const PHONE = "contact-phone";

/** «Start registrering»: asked for until the officer has told how to be reached. */
export function register(
  { profile, mail }: Model,
  { texts }: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (!isUnregistered(profile)) return unconfirmed(mail, texts, actions);
  const start = async () => {
    await actions.goTo({ kind: "settings" });
    actions.focusOn(EMAIL);
  };
  return html`<section class="panel panel__body row" aria-labelledby="register-title">
    ${icon("person")}
    <div class="grow">
      <h2 id="register-title">${texts.profile.registerTitle}</h2>
      <p class="quiet">${texts.profile.why}</p>
    </div>
    ${denseButton({ testId: "start-registration", label: texts.profile.register, act: start })}
  </section>`;
}

/** The address is told, and not yet shown to be the officer's. */
function unconfirmed(
  mail: Mail,
  texts: Words["texts"],
  actions: Actions,
): TemplateResult | typeof nothing {
  if (!isUnconfirmed(mail)) return nothing;
  const confirm = async () => {
    await actions.goTo({ kind: "settings" });
    actions.focusOn(CODE);
  };
  return html`<section class="panel panel__body row" data-testid="unconfirmed">
    ${icon("person")}
    <p class="grow">${texts.mail.toConfirm}</p>
    ${denseButton({ testId: "go-confirm", label: texts.mail.confirm, act: confirm })}
  </section>`;
}

/** E-mail, telephone and machines, as the server has them. */
export function profile(
  { profile, mail }: Model,
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { texts } = words;
  if (profile.view === null) {
    if (profile.known !== "unreachable") return html`<p class="quiet">${texts.profile.asking}</p>`;
    return html`<p class="quiet" data-testid="profile-unreachable">${texts.profile.unreachable}</p>
      <div>${denseButton({ label: texts.profile.again, act: actions.loadProfile })}</div>`;
  }
  const about = { texts, actions };
  return html`${contact(profile, words, actions)} ${codePart(mail, about)}
    ${wishesPart(mail, ["arrivals", "duties"], about)}
    <h3 id="devices-title" tabindex="-1">${texts.profile.devices}</h3>
    <ul class="devices" aria-labelledby="devices-title">
      ${profile.view.devices.map((device) => machine(device, words, actions))}
    </ul>`;
}

function contact({ email, phone, wrong }: Profile, { texts }: Words, actions: Actions) {
  const words = texts.profile;
  const field = (id: string, kind: "email" | "tel", label: string, value: string) => {
    const typed = ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement)) return;
      actions.editContact(kind === "email" ? { email: target.value } : { phone: target.value });
    };
    return html`<div class="ds-field">
      <label class="ds-label" for=${id}>${label}</label>
      <input
        class="ds-input"
        type="text"
        inputmode=${kind}
        autocomplete=${kind}
        id=${id}
        data-testid=${id}
        aria-describedby="contact-wrong"
        aria-invalid=${wrong ? "true" : nothing}
        .value=${live(value)}
        @input=${typed}
      />
    </div>`;
  };
  const send = (event: Event) => {
    event.preventDefault();
    void actions.saveContact();
  };
  return html`<form class="stack stack--near" novalidate @submit=${send}>
    <p class="quiet small">${words.why}</p>
    ${field(EMAIL, "email", words.email, email)} ${field(PHONE, "tel", words.phone, phone)}
    ${
      wrong
        ? html`<p class="ds-validation-message" id="contact-wrong" data-testid="contact-wrong">
            ${words.wrong}
          </p>`
        : nothing
    }
    <div>
      <button class="ds-button" type="submit" data-variant="secondary" data-testid="save-contact">
        ${texts.treatment.save}
      </button>
    </div>
  </form>`;
}

function machine(device: DeviceView, { texts, format, now }: Words, actions: Actions) {
  const words = texts.profile;
  const seen = words.lastSeen(format.when(device.last_seen, now));
  return html`<li data-testid="device" ?data-here=${device.current}>
    <span class="grow"
      ><b class="strong prose">${device.name}</b>
      <span class="quiet">${device.current ? words.here : seen}</span></span
    >
    ${
      device.current
        ? nothing
        : denseButton({
            testId: "end-device",
            label: html`${texts.bar.logout}<span class="ds-sr-only"> ${device.name}</span>`,
            act: () => actions.endDevice(device.id),
          })
    }
  </li>`;
}
