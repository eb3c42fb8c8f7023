import { html, nothing, type TemplateResult } from "lit-html";
import { type Form, isEditable, whichOf } from "../models/form";
import { asksOf } from "../models/found";
import type { Words } from "../models/model";
import { pathOf, type View } from "../models/place";

/** The parts of a half-year's report, each a page of its own. */
export function tabs(form: Form, here: View, { texts }: Words): TemplateResult {
  return html`<nav class="tabs" aria-label=${texts.tabs.label}>
    <ul>
      ${viewsOf(form).map(
        (view) => html`<li>
          <a
            href=${pathOf({ kind: "form", ...whichOf(form), view })}
            aria-current=${view === here ? "page" : nothing}
            data-testid=${`tab-${view}`}
            >${texts.tabs[view]}</a
          >
        </li>`,
      )}
    </ul>
  </nav>`;
}

function viewsOf({ view }: Form): View[] {
  const editable = isEditable(view.period);
  return [
    ...(asksOf(view).length > 0 || view.period.state.kind === "returned"
      ? (["asks"] as const)
      : []),
    ...(editable || view.draft !== null ? (["fill"] as const) : []),
    ...(editable ? (["import", "send"] as const) : []),
    "history",
    "print",
  ];
}
