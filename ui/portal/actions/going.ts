import type { PortalForm } from "../../generated/PortalForm";
import type { Store } from "../../parts/store";
import type { Api, Which } from "../api";
import { fieldsOf } from "../models/applying";
import { lastEnded, UNOPENED } from "../models/approved";
import { published } from "../models/figures";
import { holdsUnsaved, isEditable, isForm, openedForm } from "../models/form";
import { asksOf } from "../models/found";
import { NO_HALVES } from "../models/halves";
import { NO_LOG } from "../models/log";
import { type Model, TITLE } from "../models/model";
import { NO_PEOPLE } from "../models/people";
import { isOpen, type Place, type View } from "../models/place";
import { problemFrom } from "../models/problem";
import type { Who } from "../models/session";
import { NO_UNITS } from "../models/units";
import { withProblem } from "./failing";
import type { Saving } from "./saving";

/** Where the pages are written down: the browser's history. */
export type Addresses = {
  put: (place: Place, replace: boolean) => void;
};

export type Going = ReturnType<typeof goingOf>;

/** Leads from page to page, and asks for what each shows. */
export function goingOf(
  store: Store<Model>,
  api: Api,
  saving: Saving,
  { addresses, newId }: { addresses: Addresses; newId: () => string },
) {
  /** Each asking has a number: only the last may show what it got. */
  let asking = 0;

  async function goTo(place: Place, replace = false): Promise<void> {
    if (!(await mayLeave(place))) return;
    addresses.put(place, replace);
    await show(place);
  }

  /** The browser is at another address already. */
  async function come(place: Place): Promise<void> {
    if (await mayLeave(place)) await show(place);
    else addresses.put(store.model.place, false);
  }

  async function show(place: Place): Promise<void> {
    store.update((model) => ({
      ...model,
      place,
      absent: null,
      problem: null,
      menuOpen: null,
      asked: null,
      focus: TITLE,
    }));
    await load();
  }

  /** What is typed and cannot be saved is not left behind. */
  async function mayLeave(place: Place): Promise<boolean> {
    const { form } = store.model;
    if (form === null || (place.kind === "form" && isForm(form, place))) return true;
    await saving.flush();
    const after = store.model.form;
    if (after === null || !holdsUnsaved(after)) return true;
    store.update((model) => ({ ...model, leaving: place }));
    return false;
  }

  async function load(): Promise<void> {
    asking += 1;
    const mine = asking;
    const { place, session } = store.model;
    if (isOpen(place) || session.kind !== "in") return;
    const here = () => mine === asking;
    store.update((model) => (model.absent === null ? model : { ...model, absent: null }));
    try {
      if (place.kind === "home") await home(session.who);
      else if (place.kind === "unit") await showUnit(place.unit, here);
      else if (place.kind === "form") await showForm(place, place.view, here);
      else if (place.kind === "apply") await showApplying(session.who, here);
      else if (place.kind === "reports") await showApproved(place.period, here);
      else if (place.kind === "report") await showReport(place.report, here);
      else if (place.kind === "missing") await showMissing(place.period, here);
      else if (place.kind === "halves") await showHalves(here);
      else if (place.kind === "figures") await showFigures(place.county, here);
      else if (place.kind === "people") await showPeople(here);
      else if (place.kind === "bufdir_units") await showUnits(here);
      else if (place.kind === "log") await showLog(here);
      else if (place.kind === "applications" || place.kind === "accesses") await showBufdir(here);
    } catch (error) {
      const problem = problemFrom(error);
      if (here())
        store.update((model) => ({ ...withProblem(model, problem, false), absent: problem }));
    }
  }

  /** Who reports for one unit alone chooses none, and at Bufdir what waits comes first. */
  async function home({ units, is_bufdir, sees_figures }: Who): Promise<void> {
    const [only, ...others] = units;
    if (only !== undefined && others.length === 0) {
      await goTo({ kind: "unit", unit: only.unit_no }, true);
    } else if (only === undefined && is_bufdir) await goTo({ kind: "reports", period: null }, true);
    else if (only === undefined && sees_figures)
      await goTo({ kind: "figures", county: null }, true);
  }

  /** What is typed stays when one comes back to it. */
  async function showApplying(who: Who, here: () => boolean): Promise<void> {
    const [{ applications }, { units }] = await Promise.all([api.applications(), api.places()]);
    if (!here()) return;
    store.update((model) => {
      const begun = model.applying ?? {
        fields: fieldsOf(who),
        wrong: [],
        id: newId(),
        sending: false,
        anew: false,
        asksWithdraw: false,
      };
      const applying = { ...begun, own: applications, places: units };
      return { ...model, applying, form: null, reached: true, focus: TITLE };
    });
  }

  async function showApproved(asked: string | null, here: () => boolean): Promise<void> {
    const period = asked ?? lastEnded(new Date(store.model.now));
    const reports = await api.approvedIn(period);
    if (!here()) return;
    store.update((model) => {
      const approved = { ...UNOPENED, list: { period, reports } };
      return { ...model, approved, form: null, reached: true, focus: TITLE };
    });
  }

  async function showReport(report: string, here: () => boolean): Promise<void> {
    const one = await api.approvedReport(report);
    if (!here()) return;
    store.update((model) => {
      const approved = { ...UNOPENED, one };
      return { ...model, approved, form: null, reached: true, focus: TITLE };
    });
  }

  async function showMissing(asked: string | null, here: () => boolean): Promise<void> {
    const period = asked ?? lastEnded(new Date(store.model.now));
    const answer = await api.missingIn(period);
    if (!here()) return;
    store.update((model) => {
      const missing = { period, answer };
      return { ...model, missing, form: null, reached: true, focus: TITLE };
    });
  }

  async function showHalves(here: () => boolean): Promise<void> {
    const list = await api.periods();
    if (!here()) return;
    store.update((model) => {
      const halves = { ...NO_HALVES, list };
      return { ...model, halves, form: null, reached: true, focus: TITLE };
    });
  }

  async function showFigures(county: string | null, here: () => boolean): Promise<void> {
    const answer = await api.figures(county);
    if (!here()) return;
    store.update((model) => ({
      ...model,
      published: published(answer, model.published),
      form: null,
      reached: true,
      focus: TITLE,
    }));
  }

  async function showPeople(here: () => boolean): Promise<void> {
    const { query } = NO_PEOPLE;
    const [answer, { units: places }] = await Promise.all([api.people(query), api.units()]);
    if (!here()) return;
    store.update((model) => {
      const people = { ...NO_PEOPLE, answer, places };
      return { ...model, people, form: null, reached: true, focus: TITLE };
    });
  }

  async function showUnits(here: () => boolean): Promise<void> {
    const list = await api.units();
    if (!here()) return;
    store.update((model) => {
      const units = { ...NO_UNITS, list };
      return { ...model, units, form: null, reached: true, focus: TITLE };
    });
  }

  async function showLog(here: () => boolean): Promise<void> {
    const [answer, { units: places }] = await Promise.all([api.audit(NO_LOG.query), api.units()]);
    if (!here()) return;
    store.update((model) => {
      const log = { ...NO_LOG, answer, places };
      return { ...model, log, form: null, reached: true, focus: TITLE };
    });
  }

  async function showBufdir(here: () => boolean): Promise<void> {
    const [{ waiting, answered }, { access }, { units }] = await Promise.all([
      api.applicationsAtBufdir(),
      api.accessOfAll(),
      api.places(),
    ]);
    if (!here()) return;
    store.update((model) => {
      const begun = model.bufdir ?? { typed: {}, sending: null, refused: null, ending: null };
      const bufdir = { ...begun, waiting, answered, access, places: units };
      return { ...model, bufdir, form: null, reached: true, focus: TITLE };
    });
  }

  async function showUnit(no: string, here: () => boolean): Promise<void> {
    const unit = await api.unit(no);
    if (here())
      store.update((model) => ({ ...model, unit, form: null, reached: true, focus: TITLE }));
  }

  async function showForm(which: Which, view: View | null, here: () => boolean): Promise<void> {
    const { form } = store.model;
    if (!isForm(form, which)) {
      const answer = await api.form(which);
      if (!here()) return;
      // The heading that was to take the focus is there only now.
      store.update((model) => ({
        ...model,
        form: openedForm(answer, null),
        reached: true,
        focus: TITLE,
      }));
    }
    if (view !== null) return;
    const shown = store.model.form;
    if (shown === null) return;
    const place: Place = { kind: "form", ...which, view: firstView(shown.view) };
    addresses.put(place, true);
    store.update((model) => ({ ...model, place }));
  }

  /** Asks for the form once more, for instance after it was sent. */
  async function renew(which: Which): Promise<void> {
    const answer = await api.form(which);
    store.update((model) =>
      isForm(model.form, which)
        ? {
            ...model,
            form: { ...openedForm(answer, model.form.section), receipt: model.form.receipt },
          }
        : model,
    );
  }

  return { goTo, come, load, renew };
}

/** A returned form opens on what was asked, one that is sent on what became of it. */
export function firstView(view: PortalForm): View {
  switch (view.period.state.kind) {
    case "returned":
      return asksOf(view).length > 0 ? "asks" : "fill";
    case "not_begun":
    case "draft":
    case "withdrawn":
      return isEditable(view.period) ? "fill" : "history";
    case "submitted":
    case "approved":
    case "reopened":
      return "history";
  }
}
