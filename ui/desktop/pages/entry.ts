import { html, nothing, type TemplateResult } from "lit-html";
import type { ReportView } from "../../generated/ReportView";
import type { Stage } from "../../generated/Stage";
import type { VersionView } from "../../generated/VersionView";
import { denseButton } from "../../parts/button";
import { facts } from "../../parts/facts";
import { icon } from "../../parts/icon";
import { stages } from "../../parts/stages";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";
import type { Review } from "../models/review";
import { isAtBufdir, stageName, stepsOf } from "../models/stage";
import { verdictFacts } from "./decision";
import { lost } from "./lost";
import { paper } from "./paper";
import { reopening } from "./reopening";
import { reportHead } from "./review";

type Received = Extract<Stage, { kind: "received" }>;

/** A decided report in the archive: its path, the decision with the receipt, the version. */
export function entry(
  shown: Review,
  stage: Received,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const { view } = shown;
  return html`<main
    class="entry"
    id="content"
    tabindex="-1"
    data-testid="stage"
    data-stage=${stageName(stage)}
  >
    ${reportHead(view, words, actions, {
      tag: tag(stage, words),
      button: formButton(words, actions),
      place: texts.tasks.archiveName,
    })}
    <div class="entry__scroll">
      <div class="stack entry__body">
        ${lost(view.lost, words)} ${path(view, stage, words)} ${decision(view, stage, words, actions)}
        ${versions(view, words)} ${reopening(shown, stage, words, actions)}
      </div>
    </div>
    ${paper(view, words)}
  </main>`;
}

function tag(stage: Received, { texts }: Words): TemplateResult {
  if (stage.verdict.kind === "return") {
    return html`<span class="ds-tag" data-color="neutral"
      >${icon("undo")}${texts.stage.returned}</span
    >`;
  }
  return isAtBufdir(stage)
    ? html`<span class="ds-tag" data-color="success"
        >${icon("bufdir")}${texts.stage.atBufdir}</span
      >`
    : html`<span class="ds-tag" data-color="success"
        >${icon("done")}${texts.stage.received}</span
      >`;
}

function formButton({ texts }: Words, actions: Actions): TemplateResult {
  const open = denseButton({
    testId: "open-form",
    label: html`${icon("file")}${texts.entry.openForm}`,
    act: () => actions.turn("form"),
  });
  const print = denseButton({
    testId: "print",
    label: html`${icon("print")}${texts.entry.print}`,
    act: actions.print,
  });
  return html`${open} ${print}`;
}

function path(view: ReportView, stage: Received, words: Words): TemplateResult {
  const { texts } = words;
  return html`<section class="panel" aria-labelledby="path-title">
    <div class="panel__head">
      <h2 class="grow" id="path-title">${texts.stage.title}</h2>
      <span class="quiet small">${texts.report.version(view.revision)}</span>
    </div>
    <div class="panel__body">
      ${stages(stepsOf(stage, words), { notYet: texts.stage.notYet, done: texts.stage.done })}
      ${
        stage.verdict.kind === "approve" && !isAtBufdir(stage)
          ? html`<p class="quiet small entry__note">${texts.stage.bufdirWaits}</p>`
          : nothing
      }
    </div>
  </section>`;
}

function decision(
  view: ReportView,
  stage: Received,
  words: Words,
  actions: Actions,
): TemplateResult {
  const { texts } = words;
  const { receipt } = stage;
  return html`<section class="panel" aria-labelledby="decision-title">
    <div class="panel__head"><h2 id="decision-title">${texts.entry.decision}</h2></div>
    <div class="panel__body">
      ${facts([
        ...(stage.decided_by === null
          ? []
          : [{ term: texts.entry.officer, value: stage.decided_by }]),
        ...verdictFacts(view, stage.verdict, words),
        {
          term: texts.stage.receipt,
          value: html`<span class="tab" data-testid="receipt-number">${receipt.number}</span>`,
          strong: true,
        },
        {
          term: texts.entry.checksum,
          value: html`<span class="tab checksum" id="checksum" data-testid="checksum"
              >${receipt.content_hash}</span
            >
            <button
              class="ds-button"
              type="button"
              data-variant="tertiary"
              data-dense
              data-testid="copy-checksum"
              @click=${() => actions.copy(receipt.content_hash, "checksum", "checksum")}
            >
              ${texts.entry.copyChecksum}
            </button>`,
        },
        {
          term: texts.entry.signature,
          value: html`<span data-testid="proof" data-proof=${stage.proof}
            >${texts.entry.proof[stage.proof](receipt.signature.key_id)}</span
          >`,
          strong: stage.proof === "refuted",
        },
      ])}
    </div>
  </section>`;
}

/** Every version, newest first, with each decision on it. */
function versions(view: ReportView, words: Words): TemplateResult {
  const { texts } = words;
  const { columns } = texts.entry;
  return html`<section class="panel panel--table">
    <div class="panel__head"><h2 id="version-title">${texts.entry.versions}</h2></div>
    <div class="table-scroll" role="region" tabindex="0" aria-labelledby="version-title">
      <table class="ds-table tasks" data-testid="versions">
        <thead>
          <tr>
            <th scope="col">${columns.version}</th>
            <th scope="col" class="num">${columns.received}</th>
            <th scope="col">${columns.sentBy}</th>
            <th scope="col">${columns.approves}</th>
            <th scope="col" class="num">${columns.figure}</th>
            <th scope="col">${columns.decided}</th>
            <th scope="col">${columns.receipt}</th>
          </tr>
        </thead>
        <tbody>
          ${view.versions.map((version) => versionRows(version, view, words))}
        </tbody>
      </table>
    </div>
    ${view.reopenings.map(
      ({ at, by_name, reason }) => html`<p class="panel__body quiet">
        ${texts.entry.reopened(words.format.when(at, words.now), by_name)}
        <span class="prose">${reason}</span>
      </p>`,
    )}
  </section>`;
}

function versionRows(version: VersionView, view: ReportView, words: Words): TemplateResult {
  const { texts, format, now } = words;
  const head = html`<th scope="row">${texts.report.version(version.number)}</th>
    <td class="num">${format.shortDate(version.received_at, now)}</td>
    <td>${version.submitted_by}</td>`;
  if (version.decisions.length === 0) {
    return html`<tr ?data-here=${version.number === view.revision}>
      ${head}
      <td colspan="4" class="quiet">${texts.entry.undecided}</td>
    </tr>`;
  }
  return html`${version.decisions.map(
    ({ verdict, confirmed_at, decided_by, receipt, acknowledged_at }) => {
      const figure = verdict.own_figure === null ? "" : format.number(verdict.own_figure);
      const end = acknowledged_at === null ? "" : ` · ${texts.stage.atBufdir}`;
      return html`<tr ?data-here=${version.number === view.revision}>
      ${head}
      <td class="strong">${verdict.kind === "approve" ? texts.report.yes : texts.report.no}</td>
      <td class="num">${figure}</td>
      <td>${texts.entry.decidedBy(format.shortDate(confirmed_at, now), decided_by)}</td>
      <td class="tab">${receipt.number}${end}</td>
    </tr>`;
    },
  )}`;
}
