import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { partOf } from "../models/fields";
import type { Stale } from "../models/form";
import type { Clash } from "../models/merge";
import { nameAt, pointOf } from "../models/template";
import type { Fill } from "./fields";
import { primary, title, typedText } from "./parts";

/** What two have changed differently: both texts of each field, to choose from. */
export function stalePage(stale: Stale, fill: Fill): TemplateResult {
  const { words, actions } = fill;
  const { texts, format, now } = words;
  const { theirs, clashes, chosen } = stale;
  const left = clashes.filter(({ key }) => chosen[key] === undefined).length;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="asks__body" data-testid="stale">
      ${title(texts.stale.title)}
      <p>${texts.stale.text(theirs.saved_by, format.when(theirs.saved_at, now))}</p>
      ${clashes.map((clash) => choice(clash, stale, fill))}
      <div class="row row--wrap">
        ${primary({ label: texts.stale.use, act: actions.useChoices, testId: "use-choices" })}
        ${left === 0 ? nothing : html`<span class="quiet" role="status">${texts.stale.left(left)}</span>`}
      </div>
    </div>
  </main>`;
}

function choice({ key, mine, theirs }: Clash, stale: Stale, fill: Fill): TemplateResult {
  const { texts } = fill.words;
  const options = [
    { whose: "mine", label: texts.stale.mine, typed: mine },
    { whose: "theirs", label: texts.stale.theirs(stale.theirs.saved_by), typed: theirs },
  ] as const;
  return html`<fieldset class="ds-fieldset panel panel__body" data-testid="clash" data-key=${key}>
    <legend class="strong">${nameOf(key, fill)}</legend>
    ${options.map(({ whose, label, typed }) => {
      const id = `${key}-${whose}`;
      return html`<div class="ds-field">
        <input
          class="ds-input"
          type="radio"
          id=${id}
          name=${key}
          .checked=${live(stale.chosen[key] === whose)}
          data-testid=${`choose-${whose}`}
          @change=${() => fill.actions.choose(key, whose)}
        />
        <label class="ds-label" data-weight="regular" for=${id}
          >${label}: <b class="strong prose">${shown(key, typed, fill)}</b></label
        >
      </div>`;
    })}
  </fieldset>`;
}

function nameOf(key: Clash["key"], { form, words: { texts } }: Fill): string {
  const { part, id } = partOf(key);
  const { template } = form.view;
  const name =
    part === "explanation"
      ? (template.rules.find((rule) => rule.id === id)?.title[texts.code] ?? id)
      : nameAt(template, id, texts.code);
  return texts.stale.parts[part](name);
}

function shown(key: Clash["key"], typed: string, { form, words }: Fill): string {
  const { texts } = words;
  if (typed === "") return texts.stale.empty;
  const { part, id } = partOf(key);
  if (part === "answer") {
    return typed === "corrected" ? texts.asks.corrected : texts.asks.explained;
  }
  const point = part === "value" ? pointOf(form.view.template, id) : null;
  return point === null ? typed : typedText(typed, point, words);
}
