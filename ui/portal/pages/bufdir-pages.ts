import { html, type TemplateResult } from "lit-html";
import type { Actions } from "../actions/actions";
import type { Model, Words } from "../models/model";
import { reportPage, reportsPage } from "./approved";
import { accessPage, applicationsPage, bufdirTabs } from "./bufdir";
import { halvesPage } from "./halves";
import { logPage } from "./log";
import { missingPage } from "./missing";
import { peoplePage } from "./people";
import { unitsPage } from "./units";

/** A page of Bufdir's; none where it is another. */
export function bufdirPage(
  { bufdir, approved, halves, missing, people, units, log, place }: Model,
  words: Words,
  actions: Actions,
): TemplateResult | null {
  const below = (shown: TemplateResult) => html`${bufdirTabs(place, words)} ${shown}`;
  switch (place.kind) {
    case "applications":
      return below(applicationsPage(bufdir, words, actions));
    case "accesses":
      return below(accessPage(bufdir, words, actions));
    case "reports":
      return below(reportsPage(approved, words, actions));
    case "report":
      return below(reportPage(approved, words, actions));
    case "missing":
      return below(missingPage(missing, words, actions));
    case "halves":
      return below(halvesPage(halves, words, actions));
    case "people":
      return below(peoplePage(people, words, actions));
    case "bufdir_units":
      return below(unitsPage(units, words, actions));
    case "log":
      return below(logPage(log, words, actions));
    default:
      return null;
  }
}
