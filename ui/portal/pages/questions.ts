// What is asked before something is done.

import { html, nothing, type TemplateResult } from "lit-html";
import { dialog } from "../../parts/dialog";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { pressing, type Session } from "../models/session";
import { secondary } from "./parts";

type SignedIn = Extract<Session, { kind: "in" }>;

/** The question that stands, if one does. */
export function dialogs(
  model: Model,
  { ends }: SignedIn,
  words: Words,
  actions: Actions,
): TemplateResult | typeof nothing {
  const { texts, format } = words;
  const near = pressing(ends, model.now);
  if (near.kind === "soon" && near.idle) {
    return question(
      {
        title: texts.session.soonTitle,
        body: html`<p data-testid="session-soon">${texts.session.soon(format.duration(near.left))}</p>`,
        close: texts.session.close,
        other: { label: texts.bar.logout, act: actions.logout },
        main: { label: texts.session.stay, act: actions.stayLoggedIn },
      },
      actions.stayLoggedIn,
    );
  }
  if (model.leaving !== null) {
    return question(
      {
        title: texts.leaving.title,
        body: html`<p>${texts.leaving.text}</p>`,
        close: texts.leaving.close,
        other: { label: texts.leaving.leave, act: actions.leaveAnyway },
        main: { label: texts.leaving.stay, act: actions.stay },
      },
      actions.stay,
    );
  }
  const ending = model.bufdir?.ending ?? null;
  if (ending !== null) {
    const keepAccess = () => actions.askEndAccess(null);
    return question(
      {
        title: texts.bufdir.endTitle(ending.name),
        body: html`<p>${texts.bufdir.endText}</p>`,
        close: texts.session.close,
        other: { label: texts.bufdir.keep, act: keepAccess },
        main: { label: texts.bufdir.end, act: actions.endAccess },
      },
      keepAccess,
    );
  }
  const answering = model.approved?.asks ?? null;
  if (answering !== null) {
    const leave = () => actions.askReopen(null);
    const asked = texts.bufdir.asks[answering];
    return question(
      {
        title: asked.title,
        body: html`<p>${asked.text}</p>`,
        close: texts.session.close,
        other: { label: texts.bufdir.leave, act: leave },
        main: { label: texts.bufdir[answering], act: actions.answerReopening },
      },
      leave,
    );
  }
  const closing = model.halves?.closing ?? null;
  if (closing !== null) {
    const keepOpen = () => actions.askCloseHalf(null);
    return question(
      {
        title: texts.halves.closeTitle(format.period(closing)),
        body: html`<p>${texts.halves.closeText}</p>`,
        close: texts.session.close,
        other: { label: texts.halves.keepOpen, act: keepOpen },
        main: { label: texts.halves.close, act: actions.closeHalf },
      },
      keepOpen,
    );
  }
  if (model.applying?.asksWithdraw === true) {
    const keepWish = () => actions.askWithdrawApplication(false);
    return question(
      {
        title: texts.apply.withdrawTitle,
        body: html`<p>${texts.apply.withdrawText}</p>`,
        close: texts.session.close,
        other: { label: texts.apply.keep, act: keepWish },
        main: { label: texts.apply.withdraw, act: actions.withdrawApplication },
      },
      keepWish,
    );
  }
  if (model.asked !== "withdraw") return nothing;
  const keep = () => actions.askWithdraw(false);
  return question(
    {
      title: texts.sent.withdrawTitle,
      body: html`<p>${texts.sent.withdrawText}</p>`,
      close: texts.session.close,
      other: { label: texts.sent.keep, act: keep },
      main: { label: texts.sent.withdraw, act: actions.withdraw },
    },
    keep,
  );
}

type Question = {
  title: string;
  body: TemplateResult;
  close: string;
  other: { label: string; act: () => unknown };
  main: { label: string; act: () => unknown };
};

/** A question of two answers. To shut it is the harmless one, whichever that is. */
function question(
  { title: head, body, close, other, main }: Question,
  shut: () => void,
): TemplateResult {
  return dialog(
    { id: "confirm", title: head, close, focusClose: false, shut },
    html`${body}
      <div class="confirm__buttons">
        ${secondary({ label: other.label, act: other.act, testId: "cancel-dialog" })}
        <button
          class="ds-button"
          type="button"
          data-testid="confirm"
          autofocus
          @click=${main.act}
        >
          ${main.label}
        </button>
      </div>`,
  );
}
