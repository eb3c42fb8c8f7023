import { html, type TemplateResult } from "lit-html";
import { confirmDialog } from "../../parts/dialog";
import { type Fact, facts } from "../../parts/facts";
import { type IconName, icon } from "../../parts/icon";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { draftOf, type Review } from "../models/review";

/** «Bekreft»: what is decided, who gets to know, and which version it is bound to. */
export function confirm(
  model: Model,
  review: Review,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { confirm: texts } = words.texts;
  const { view } = review;
  const title =
    review.fields.approve === true
      ? texts.approveTitle(view.unit_name)
      : texts.returnTitle(view.unit_name);
  return confirmDialog(
    { title, back: texts.back, close: texts.close, confirm: texts.confirm },
    html`${facts(decisionFacts(review, words))} ${bound(model, review, words)}`,
    { cancel: actions.takeBack, confirm: () => void actions.confirm() },
  );
}

function decisionFacts({ view, fields, carried }: Review, { texts, format }: Words): Fact[] {
  const { confirm } = texts;
  const draft = draftOf(fields);
  const comment = draft.comment.trim();
  const approved = draft.approve === true;
  return [
    {
      term: confirm.concerns,
      value: confirm.subject(view.reference, format.period(view.period), view.revision),
    },
    {
      term: confirm.approves,
      value: approved ? texts.treatment.yes : texts.treatment.no,
      strong: true,
    },
    {
      term: confirm.comment,
      value: html`<span class="prose"
        >${comment === "" ? confirm.noComment : confirm.quoted(comment)}</span
      >`,
    },
    { term: confirm.figure, value: figureText(draft.own_figure, view.extended, approved) },
    approved
      ? { term: confirm.goesTo, value: confirm.goesToBufdir }
      : {
          term: confirm.informed,
          value: confirm.informedReturn(view.submitted_by, view.unit_name),
        },
  ];

  function figureText(own: number | null, extended: number | null, approved: boolean): string {
    if (own === null) return confirm.figureNone;
    const figure =
      extended === null
        ? format.number(own)
        : confirm.figureOf(format.number(own), format.number(extended));
    const whole = carried === null ? figure : confirm.figureCarried(figure, carried.version);
    return approved ? whole : `${whole}. ${confirm.figureHidden}`;
  }
}

/** When it is sent, and to which version it is bound. */
function bound(model: Model, { view }: Review, { texts }: Words): TemplateResult {
  const { confirm } = texts;
  const link = model.app?.line.link;
  const expired = model.app?.session.kind === "signed_in" && model.app.session.expired;
  const note = (name: IconName, title: string, text: string) => html`<div
    class="panel confirm__note"
    data-testid="confirm-note"
  >
    ${icon(name)}
    <div><b class="strong">${title}</b> ${text}</div>
  </div>`;
  if (link === "offline")
    return note("offline", confirm.offline, confirm.offlineText(view.revision));
  if (link === "login_needed" || expired) {
    return note("login", confirm.login, confirm.loginText(view.revision));
  }
  return note("savedHere", confirm.online, confirm.onlineText(view.revision));
}
