import { html, nothing, type TemplateResult } from "lit-html";
import { denseButton } from "../../parts/button";
import { confirmDialog } from "../../parts/dialog";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import { notice, tryAgain } from "./notice";

/** «Tilganger»: who sees the published figures through the office, as the server has it now. */
export function access(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page access-page" id="content" tabindex="-1">
    <div class="row">
      <h1 class="ds-heading grow" data-size="xs" id=${TITLE} tabindex="-1">${texts.access.title}</h1>
      ${denseButton({
        testId: "access-back",
        act: () => actions.goTo({ kind: "tasks" }),
        label: texts.tasks.back,
        variant: "tertiary",
      })}
    </div>
    <p class="quiet">${texts.access.text}</p>
    ${list(model, words, actions)} ${ending(model, words, actions)}
  </main>`;
}

function list({ access }: Model, { texts, format, now }: Words, actions: Actions) {
  if (access === null) return nothing;
  if (access === "unreachable") {
    const button = tryAgain(texts, actions.loadAccess);
    return notice({
      testId: "access-unreachable",
      icon: "offline",
      ...texts.tasks.notFetched,
      button,
    });
  }
  if (access.length === 0)
    return notice({ testId: "access-none", icon: "person", ...texts.access.none });
  return tableInPanel(
    { label: texts.access.title },
    html`<table class="ds-table tasks" data-testid="access">
      <thead>
        <tr>
          <th scope="col">${texts.application.name}</th>
          <th scope="col">${texts.application.email}</th>
          <th scope="col">${texts.tasks.columns.reference}</th>
          <th scope="col">${texts.access.given}</th>
          <th scope="col">${texts.access.until}</th>
          <th scope="col"><span class="ds-sr-only">${texts.access.end}</span></th>
        </tr>
      </thead>
      <tbody>
        ${access.map(
          (one) => html`<tr data-testid="access-row" data-reference=${one.reference}>
            <th scope="row">${one.name}</th>
            <td>${one.email}</td>
            <td class="tab">${one.reference}</td>
            <td>${format.shortDate(one.given_at, now)}, ${one.given_by}</td>
            <td>${format.longDate(one.until, now)}</td>
            <td>
              ${
                one.can_end
                  ? denseButton({
                      testId: "end-access",
                      act: () => actions.askEndAccess(one.application_id),
                      label: html`${texts.access.end}<span class="ds-sr-only"> ${one.name}</span>`,
                    })
                  : nothing
              }
            </td>
          </tr>`,
        )}
      </tbody>
    </table>`,
  );
}

/** Before access ends: whose. */
function ending({ access, ending }: Model, { texts }: Words, actions: Actions) {
  if (ending === null || access === null || access === "unreachable") return nothing;
  const one = access.find(({ application_id }) => application_id === ending);
  if (one === undefined) return nothing;
  const { back, close } = texts.confirm;
  return confirmDialog(
    { title: texts.access.endTitle(one.name), back, close, confirm: texts.access.end },
    html`<p>${texts.access.endText}</p>`,
    { cancel: () => actions.askEndAccess(null), confirm: () => void actions.endAccess() },
  );
}
