import { html, nothing, type TemplateResult } from "lit-html";
import type { BufdirPerson } from "../../generated/BufdirPerson";
import type { BufdirRole } from "../../generated/BufdirRole";
import type { BufdirRoleKind } from "../../generated/BufdirRoleKind";
import { denseButton } from "../../parts/button";
import { tableInPanel } from "../../parts/table";
import type { Actions } from "../actions/actions";
import type { Words } from "../models/model";
import { type Ending, type Giving, offices, type People, ROLES } from "../models/people";
import { asked, checkField, dateField, selectField, textField } from "./form-fields";
import { title } from "./parts";

/** Who is officer, reporter or at Bufdir: found, given and ended. */
export function peoplePage(people: People | null, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  return html`<main class="page page--frame" id="content" tabindex="-1">
    <div class="unit__body unit__body--wide" data-testid="bufdir-people">
      ${title(texts.bufdir.tabs.people)}
      ${
        people?.answer == null
          ? html`<p class="ds-sr-only" role="status">${texts.product.starting}</p>`
          : html`${form(people, words, actions)} ${search(people, words, actions)}
            ${table(people, words, actions)}`
      }
    </div>
  </main>`;
}

function search({ query }: People, { texts }: Words, actions: Actions): TemplateResult {
  return html`<form class="row row--wrap row--end" role="search" novalidate @submit=${asked(() => actions.findPeople())}>
    ${textField(
      {
        id: "people-search",
        label: texts.people.search,
        value: query.text,
        typed: (text) => actions.askPeople({ text }),
      },
      { type: "search" },
    )}
    ${selectField(
      {
        id: "people-role",
        label: texts.people.role,
        value: query.role ?? "",
        typed: (role) => actions.askPeople({ role: ROLES.find((of) => of === role) ?? null }),
      },
      [{ value: "", label: texts.people.allRoles }, ...roleOptions(texts)],
    )}
    ${checkField({
      id: "people-ended",
      label: texts.people.alsoEnded,
      checked: query.ended,
      act: (ended) => actions.askPeople({ ended }),
    })}
    <button class="ds-button" type="submit" data-variant="secondary" data-testid="find-people">
      ${texts.people.find}
    </button>
  </form>`;
}

function roleOptions({ people }: Words["texts"]) {
  return ROLES.map((role) => ({ value: role, label: people.roles[role] }));
}

function form(people: People, words: Words, actions: Actions): TemplateResult {
  if (people.giving !== null) return giving(people, people.giving, words, actions);
  if (people.ending !== null) return ending(people, people.ending, words, actions);
  return html`<div class="row">
    ${denseButton({
      testId: "give-new",
      label: words.texts.people.giveNew,
      act: () => actions.startGiving(null),
    })}
  </div>`;
}

function refusal({ refused }: People, { texts }: Words) {
  return refused === null
    ? nothing
    : html`<div
        class="ds-alert"
        data-color="danger"
        role="alert"
        id="role-refused"
        tabindex="-1"
        data-testid="role-refused"
      >
        <p>${texts.people.refusals[refused]}</p>
      </div>`;
}

function giving(people: People, form: Giving, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { known } = form;
  return html`<form
    class="panel panel__body stack"
    novalidate
    data-testid="give-form"
    @submit=${asked(actions.giveRole)}
  >
    <h2>${known === null ? texts.people.giveNew : texts.people.giveTo(known.name)}</h2>
    ${refusal(people, words)}
    ${
      known === null
        ? html`${textField(
            {
              id: "give-national-id",
              label: texts.people.nationalId,
              hint: texts.people.nationalIdHint,
              value: form.national_id,
              typed: (national_id) => actions.typeGiving({ national_id }),
            },
            { digits: true },
          )}
          ${textField({
            id: "give-name",
            label: texts.people.name,
            value: form.name,
            typed: (name) => actions.typeGiving({ name }),
          })}`
        : nothing
    }
    ${selectField(
      {
        id: "give-role",
        label: texts.people.role,
        value: form.role,
        typed: (role) => actions.typeGiving({ role: ROLES.find((of) => of === role) ?? "officer" }),
      },
      roleOptions(texts),
    )}
    ${place(people, form, words, actions)}
    ${dateField({
      id: "give-from",
      label: texts.people.from,
      value: form.from,
      typed: (from) => actions.typeGiving({ from }),
    })}
    ${dateField({
      id: "give-last-day",
      label: texts.people.lastDay,
      hint: texts.people.noLastDay,
      value: form.lastDay,
      typed: (lastDay) => actions.typeGiving({ lastDay }),
    })}
    <div class="row">
      <button class="ds-button" type="submit" ?disabled=${people.sending} data-testid="give">
        ${texts.people.give}
      </button>
      ${denseButton({ label: texts.halves.cancel, variant: "tertiary", act: actions.stopGiving })}
    </div>
  </form>`;
}

function place({ places }: People, form: Giving, { texts }: Words, actions: Actions) {
  switch (form.role) {
    case "officer":
      return selectField(
        {
          id: "give-office",
          label: texts.people.office,
          value: form.office,
          typed: (office) => actions.typeGiving({ office }),
        },
        offices(places),
      );
    case "reporter":
      return selectField(
        {
          id: "give-unit",
          label: texts.bufdir.unit,
          value: form.unit,
          typed: (unit) => actions.typeGiving({ unit }),
        },
        places.map(({ unit_no, name }) => ({ value: unit_no, label: `${name} (${unit_no})` })),
      );
    case "bufdir":
      return nothing;
  }
}

function ending(people: People, form: Ending, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const { person, role, lastDay } = form;
  return html`<form
    class="panel panel__body stack"
    novalidate
    data-testid="end-form"
    @submit=${asked(actions.endRole)}
  >
    <h2>${texts.people.endTitle(person.name, roleText(role, words))}</h2>
    ${refusal(people, words)}
    ${dateField({
      id: "end-last-day",
      label: texts.people.lastDay,
      hint: texts.people.endNow,
      value: lastDay,
      typed: actions.typeEnding,
    })}
    <div class="row">
      <button class="ds-button" type="submit" ?disabled=${people.sending} data-testid="end-role">
        ${texts.people.end}
      </button>
      ${denseButton({ label: texts.halves.cancel, variant: "tertiary", act: () => actions.startEnding(null) })}
    </div>
  </form>`;
}

function roleText({ kind, place: at, stands_in }: BufdirRole, { texts }: Words): string {
  const what = texts.people.roles[kind as BufdirRoleKind];
  const named = at === null ? what : `${what}, ${at}`;
  return stands_in ? `${named} (${texts.people.standsIn})` : named;
}

function table({ answer, query }: People, words: Words, actions: Actions): TemplateResult {
  const { texts } = words;
  const list = answer?.people ?? [];
  const total = answer?.total ?? 0;
  if (list.length === 0) return html`<p data-testid="nobody-found">${texts.people.nobody}</p>`;
  const last = query.skip + list.length;
  return html`${tableInPanel(
    { label: texts.bufdir.tabs.people },
    html`<table class="ds-table periods">
      <thead>
        <tr>
          <th scope="col">${texts.people.name}</th>
          <th scope="col">${texts.people.role}</th>
          <th scope="col">${texts.people.when}</th>
          <th scope="col">${texts.bufdir.act}</th>
        </tr>
      </thead>
      <tbody>
        ${list.map((person) => rows(person, words, actions))}
      </tbody>
    </table>`,
  )}
    <div class="row">
      <p class="grow" data-testid="people-shown">
        ${texts.people.shown(query.skip + 1, last, total)}
      </p>
      ${
        query.skip > 0
          ? denseButton({
              testId: "people-before",
              label: texts.people.before,
              act: () => actions.findPeople({ skip: Math.max(0, query.skip - 50) }),
            })
          : nothing
      }
      ${
        last < total
          ? denseButton({
              testId: "people-after",
              label: texts.people.after,
              act: () => actions.findPeople({ skip: last }),
            })
          : nothing
      }
    </div>`;
}

/** A person's roles stand under each other, beside the name. */
function rows(person: BufdirPerson, words: Words, actions: Actions): TemplateResult[] {
  const { texts, format, now } = words;
  const { roles, name, is_self } = person;
  const since = ({ from, last_day, is_over, is_valid }: BufdirRole) => {
    const span =
      last_day === null
        ? texts.people.since(format.longDate(from, now))
        : texts.people.span(format.longDate(from, now), format.longDate(last_day, now));
    return is_over
      ? html`<span class="quiet">${span}, ${texts.people.over}</span>`
      : is_valid
        ? span
        : html`${span}, ${texts.people.coming}`;
  };
  const about = (role: BufdirRole) =>
    html`<span class="ds-sr-only">: ${name}, ${roleText(role, words)}</span>`;
  return roles.map(
    (role, at) => html`<tr data-testid=${`role-${role.role_id}`} data-over=${role.is_over}>
      ${
        at === 0
          ? html`<th scope="row" class="strong" rowspan=${roles.length}>
              ${name} ${is_self ? html`<span class="quiet">${texts.people.you}</span>` : nothing}
            </th>`
          : nothing
      }
      <td>${roleText(role, words)}</td>
      <td>${since(role)}</td>
      <td>
        <div class="row">
          ${
            is_self || role.is_over
              ? nothing
              : denseButton({
                  testId: `end-${role.role_id}`,
                  label: html`${texts.people.end}${about(role)}`,
                  act: () => actions.startEnding({ person, role }),
                })
          }
          ${
            is_self || at > 0
              ? nothing
              : denseButton({
                  testId: `give-${person.person_id}`,
                  label: html`${texts.people.giveOne}<span class="ds-sr-only">: ${name}</span>`,
                  act: () => actions.startGiving({ person_id: person.person_id, name }),
                })
          }
        </div>
      </td>
    </tr>`,
  );
}
