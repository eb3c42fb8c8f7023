import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { Overview } from "../../generated/Overview";
import type { TaskLists } from "../../generated/TaskLists";
import { icon } from "../../parts/icon";
import { slots, total } from "../../parts/severity";
import type { Actions } from "../actions/actions";
import { type Model, TITLE, type Words } from "../models/model";
import {
  allOf,
  initialLists,
  isApplication,
  isClean,
  type Row,
  rowsOf,
  shownOf,
} from "../models/tasks";
import { boxHead } from "./box";
import { deadlineAt } from "./deadline";
import { glance } from "./glance";
import { kept, keptAnswers } from "./kept";
import { lost } from "./lost";
import { register } from "./profile";
import { travelPanel } from "./travel";

/** How many tasks the home page names; the others are in the list. */
const NAMED = 8;

/** Home: the two boxes of the guide, and what needs the officer. */
export function home(model: Model, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  const overview = model.tasks?.overview ?? null;
  const office = model.app?.session.kind === "signed_in" ? model.app.session.office_name : "";
  return html`<main class="page home" id="content" tabindex="-1">
    <div class="home__body">
      <div class="row row--apart">
        <div>
          <h1 class="ds-heading" data-size="sm" id=${TITLE} tabindex="-1">
            ${overview === null ? texts.home.title : format.period(overview.period)}
          </h1>
          <p class="quiet">${office}</p>
        </div>
        ${
          overview === null
            ? nothing
            : html`<p class="quiet">${deadlineAt(overview.deadline, words)}</p>`
        }
      </div>
      ${model.tasks === null ? nothing : body(model, model.tasks, overview, words, actions)}
    </div>
  </main>`;
}

function body(
  model: Model,
  tasks: TaskLists,
  overview: Overview | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  return html`${register(model, words, actions)} ${lost(tasks.lost, words)} ${kept(tasks.kept, words, actions)}
    ${keptAnswers(tasks.applications.kept, words, actions)}
    <div class="two">
      ${reporting(model, tasks, overview, words, actions)} ${glance(model, words, actions)}
    </div>
    <div class="below">${needs(tasks, words, actions)} ${travelPanel(model, words)}</div>`;
}

/** «Innrapportering»: how many, and where the half-year stands. */
function reporting(
  model: Model,
  tasks: TaskLists,
  overview: Overview | null,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const open = allOf(tasks, "open").length;
  const number = (id: string, count: number, text: string) =>
    html`<div data-testid=${id} data-count=${count}>
      <b class="bignum">${count}</b><span class="quiet">${text}</span>
    </div>`;
  const head = {
    id: "reporting-title",
    testId: "open-reporting",
    title: texts.bar.reporting,
    to: { kind: "tasks" },
  } as const;
  return html`<section class="panel box" aria-labelledby=${head.id}>
    ${boxHead(head, actions)}
    <div class="box__numbers">
      ${number("count-open", open, texts.home.open(open))}
      ${number("count-clean", tasks.open.filter(isClean).length, texts.home.clean)}
      ${number("count-waiting", model.app?.line.waiting ?? 0, texts.home.waiting)}
    </div>
    ${overview === null ? nothing : places(overview, words)}
  </section>`;
}

/** Where each unit's report is: bar and words; the numbers are the truth. */
function places(overview: Overview, { texts }: Words): TemplateResult {
  const parts: [string, number, string][] = [
    ["c-done", overview.at_bufdir, texts.home.atBufdir],
    ["c-sent", overview.approved, texts.home.approved],
    ["c-open", overview.waiting, texts.home.inHand],
    ["c-back", overview.returned, texts.home.returned],
    ["c-none", overview.missing, texts.home.missing],
  ];
  const shown = parts.filter(([, count]) => count > 0);
  const all = shown.reduce((sum, [, count]) => sum + count, 0);
  let at = 0;
  return html`<svg class="split" viewBox=${`0 0 ${Math.max(all, 1)} 1`} preserveAspectRatio="none" aria-hidden="true">
      ${shown.map(([tone, count]) => {
        const x = at;
        at += count;
        return svg`<rect class=${tone} x=${x} y="0" width=${count} height="1"></rect>`;
      })}
    </svg>
    <ul class="split--key small">
      ${shown.map(
        ([tone, count, text]) => html`<li><i class="sw ${tone}"></i>${count} ${text}</li>`,
      )}
    </ul>`;
}

/** «Trenger deg»: what came back first, then corrected reports and drafts. */
function needs(tasks: TaskLists, words: Words, actions: Actions): TemplateResult {
  const { texts, format } = words;
  const rows = rowsOf(tasks, initialLists(), format).filter(
    ({ state, kind }) =>
      state.kind === "needs_you" ||
      state.kind === "draft" ||
      (kind === "corrected" && state.kind === "new"),
  );
  const open = allOf(tasks, "open").length;
  const isAbove = [tasks.lost, tasks.kept, tasks.applications.kept].some((all) => all.length > 0);
  return html`<section class="panel needs" aria-labelledby="needs-title" data-testid="needs">
    <div class="panel__head">
      <h2 class="grow" id="needs-title">${texts.needsYou.title}</h2>
      ${open === 0 ? nothing : html`<span class="quiet small">${texts.home.of(rows.length, open)}</span>`}
    </div>
    ${
      rows.length === 0
        ? html`<p class="panel__body quiet">${isAbove ? texts.home.above : texts.home.nothing}</p>`
        : html`<ul>
            ${rows.slice(0, NAMED).map((row) => need(row, words, actions))}
          </ul>`
    }
  </section>`;
}

function need(row: Row, { texts, format, now }: Words, actions: Actions): TemplateResult {
  const shown = shownOf(row, texts);
  const open = (event: Event) => {
    event.preventDefault();
    if (isApplication(row)) void actions.openApplication(row.id);
    else void actions.open(row.id);
  };
  const corrected = row.kind === "corrected" && row.state.kind === "new";
  const findings = isApplication(row) ? null : row.findings;
  const about = isApplication(row) ? texts.tasks.kind.application : format.period(row.period);
  return html`<li>
    <a href="#content" data-testid="need" @click=${open}>
      ${icon(corrected ? "files" : shown.icon, shown.tone)}
      <span
        ><b class="strong">${row.unit_name}</b>
        ${corrected ? texts.tasks.kind.corrected(row.revision) : shown.word}
        <span class="quiet">${about}</span></span
      >
      ${findings === null || total(findings) === 0 ? html`<span></span>` : slots(findings, texts)}
      <span class="quiet tab">${format.shortDate(row.received_at, now)}</span>${icon("into")}
    </a>
  </li>`;
}
