import { html, nothing, type TemplateResult } from "lit-html";
import type { LockView } from "../../generated/LockView";
import type { NewPin } from "../../generated/NewPin";
import type { SessionView } from "../../generated/SessionView";
import { denseButton } from "../../parts/button";
import { icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { loginFailure } from "./failure";

type Locked = Extract<SessionView, { kind: "locked" }>;
type ChoosePin = Extract<SessionView, { kind: "choose_pin" }>;

/** The officer's store is closed: the PIN, or what to do where no PIN opens it. */
export function unlock(
  locked: Locked,
  waiting: number,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const title =
    locked.name === null ? texts.unlock.titleWithoutName : texts.unlock.title(locked.name);
  return html`<div class="stack stack--near">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${title}</h1>
      ${locked.office_name === null ? nothing : html`<p class="quiet">${locked.office_name}</p>`}
    </div>
    ${waiting === 0 ? nothing : html`<p data-testid="waiting">${texts.unlock.waiting(waiting)}</p>`}
    ${loginFailure(locked.failure, words)} ${way(locked.lock, words, actions)}`;
}

function way(lock: LockView, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  switch (lock.kind) {
    case "pin":
      return asksForPin(lock, words, actions);
    case "forgotten":
      return html`${told("forgotten", texts.unlock.forgotten)}
        ${loginButton(words, actions)}
        <div class="row">${quiet("look-again", texts.unlock.back, actions.lookAgain)}</div>`;
    case "lost":
      return html`${told(lock.loss, texts.unlock.lost[lock.loss])}
        ${loginButton(words, actions)}
        <div class="row">${quiet("look-again", texts.unlock.tryAgain, actions.lookAgain)}</div>`;
    case "lease_over":
      return html`${told("lease_over", texts.unlock.leaseOver)} ${loginButton(words, actions)}
        <div class="row">${quiet("other-user", texts.unlock.otherUser, actions.logout)}</div>`;
    case "no_keychain":
      return html`${told("no_keychain", texts.login.failure.no_keychain)}
        ${lookAgain(texts.unlock.tryAgain, actions)}
        <div class="row">${quiet("other-user", texts.unlock.otherUser, actions.logout)}</div>`;
  }
}

function asksForPin(
  lock: Extract<LockView, { kind: "pin" }>,
  { texts, format, now }: Words,
  actions: Actions,
): TemplateResult {
  const left = lock.wait_until === null ? 0 : Date.parse(lock.wait_until) - now.getTime();
  const problem =
    left > 0
      ? texts.unlock.wait(format.duration(left), lock.tries_left)
      : lock.wrong
        ? texts.unlock.wrong(lock.tries_left)
        : null;
  return html`<form class="stack" data-testid="unlock-form" @submit=${submit(actions.unlock)}>
      ${pinField("pin", texts.unlock.pin, problem)}
      <button class="ds-button" type="submit" data-testid="unlock">${texts.unlock.unlock}</button>
    </form>
    <div class="row">
      ${quiet("pin-forgotten", texts.unlock.forgot, actions.pinForgotten)}
      ${quiet("other-user", texts.unlock.otherUser, actions.logout)}
    </div>`;
}

/** Another program has what is stored here: this one touches nothing of it. */
export function elsewhere({ texts }: Words, actions: Actions): TemplateResult {
  return html`<h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">
      ${texts.unlock.elsewhere.title}
    </h1>
    <p data-testid="elsewhere">${texts.unlock.elsewhere.text}</p>
    ${lookAgain(texts.unlock.tryAgain, actions)}`;
}

function lookAgain(label: string, actions: Actions): TemplateResult {
  return html`<button
    class="ds-button"
    type="button"
    data-testid="look-again"
    @click=${actions.lookAgain}
  >
    ${label}
  </button>`;
}

/** A PIN for a store that is to be made. */
export function choosePin(
  { name, office_name, because }: ChoosePin,
  model: Model,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  return html`<div class="stack stack--near">
      <h1 class="ds-heading" data-size="xs" id=${TITLE} tabindex="-1">${texts.unlock.choose}</h1>
      <p class="quiet">${name}, ${office_name}</p>
    </div>
    ${because.kind === "first" ? nothing : told(because.kind, reason(because, words))}
    <p>${texts.unlock.chooseText}</p>
    <form class="stack" data-testid="choose-form" @submit=${submit(actions.choosePin)}>
      ${pinField("pin", texts.unlock.newPin, model.pinProblem === null ? null : texts.unlock.problem[model.pinProblem])}
      ${pinField("pin-again", texts.unlock.newPinAgain, null)}
      <button class="ds-button" type="submit" data-testid="choose-pin">
        ${texts.unlock.save}
      </button>
    </form>`;
}

function reason(because: NewPin, { texts }: Words): { title: string; text: string } {
  const { lost, forgotten, afresh } = texts.unlock;
  const { title } = because.kind === "lost" ? lost[because.loss] : forgotten;
  return { title, text: afresh };
}

/** Reads the fields once and empties them: a PIN stays nowhere in the page. */
export function submit(
  act: (pin: string, again: string, old: string) => void,
): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    const data = new FormData(form);
    form.reset();
    const typed = (name: string) => String(data.get(name) ?? "");
    act(typed("pin"), typed("pin-again"), typed("old-pin"));
  };
}

export function pinField(id: string, label: string, problem: string | null): TemplateResult {
  return html`<div class="ds-field">
    <label class="ds-label" for=${id}>${label}</label>
    <input
      class="ds-input"
      id=${id}
      name=${id}
      data-testid=${id}
      type="password"
      autocomplete="off"
      spellcheck="false"
      aria-invalid=${problem === null ? nothing : "true"}
      aria-describedby=${problem === null ? nothing : `${id}-problem`}
    />
    ${
      problem === null
        ? nothing
        : html`<p
            class="ds-validation-message"
            id=${`${id}-problem`}
            data-color="danger"
            data-testid="pin-problem"
            role="alert"
          >
            ${problem}
          </p>`
    }
  </div>`;
}

function told(kind: string, what: { title: string; text: string }): TemplateResult {
  return html`<div class="ds-alert" data-color="warning" data-testid="lock" data-lock=${kind}>
    <h2>${what.title}</h2>
    <p>${what.text}</p>
  </div>`;
}

function loginButton({ texts }: Words, actions: Actions): TemplateResult {
  return html`<button
    class="ds-button gate__start"
    type="button"
    data-testid="start-login"
    @click=${actions.login}
  >
    ${icon("external")}${texts.login.start}
  </button>`;
}

function quiet(id: string, text: string, act: () => void): TemplateResult {
  return denseButton({ testId: id, act, label: text, variant: "tertiary" });
}
