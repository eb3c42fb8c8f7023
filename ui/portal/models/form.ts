import type { Finding } from "../../generated/Finding";
import type { InputFault } from "../../generated/InputFault";
import type { PortalClosed } from "../../generated/PortalClosed";
import type { PortalDraft } from "../../generated/PortalDraft";
import type { PortalForm } from "../../generated/PortalForm";
import type { PortalImported } from "../../generated/PortalImported";
import type { PortalPeriod } from "../../generated/PortalPeriod";
import type { PortalReceipt } from "../../generated/PortalReceipt";
import type { PortalRevision } from "../../generated/PortalRevision";
import type { PortalSave } from "../../generated/PortalSave";
import type { PortalSaved } from "../../generated/PortalSaved";
import type { Which } from "../api";
import {
  canonical,
  contentOf,
  type FieldKey,
  type Fields,
  fieldsOf,
  sameDraft,
  unsavable,
} from "./fields";
import { type Clash, merge, settled } from "./merge";
import type { Problem } from "./problem";
import { placeOf, sectionsOf, telling, unfilled } from "./template";

/** What another has saved meanwhile, and what is chosen of it. */
export type Stale = {
  theirs: PortalDraft;
  clashes: readonly Clash[];
  chosen: Readonly<Record<FieldKey, "mine" | "theirs">>;
};

/** A file that was read and is not yet in the draft. */
export type Preview = PortalImported & { name: string };

export type Sending = {
  /** Names the act, the sending of one version of the draft: the same id again is the same act. */
  act: { id: string; version: number } | null;
  running: boolean;
  faults: readonly InputFault[];
  /** Whether sending was tried while something is missing. */
  tried: boolean;
};

/** Why a save did not come about. */
export type SaveFailure =
  | Problem
  | { kind: "closed"; reason: PortalClosed }
  | { kind: "sent_meanwhile" };

/** The form of a half-year: what the server has of it, and what is typed. */
export type Form = {
  view: PortalForm;
  /** As typed. */
  fields: Fields;
  /** As the server has the draft. */
  saved: Fields;
  version: number;
  /** Whether the server has a draft. */
  hasDraft: boolean;
  savedAt: string | null;
  /** Who saved it last, where it was somebody else. */
  savedBy: string | null;
  saving: boolean;
  failed: SaveFailure | null;
  findings: readonly Finding[];
  stale: Stale | null;
  section: string;
  /** Whether each point shows what to count and a field for a comment. */
  guided: boolean;
  preview: Preview | null;
  sending: Sending | null;
  receipt: PortalReceipt | null;
};

export function openedForm(view: PortalForm, section: string | null): Form {
  const saved = startOf(view);
  return {
    view,
    fields: saved,
    saved,
    version: view.draft_version,
    hasDraft: view.draft !== null,
    savedAt: view.draft?.saved_at ?? null,
    savedBy: view.draft?.saved_by ?? null,
    saving: false,
    failed: null,
    findings: view.findings,
    stale: null,
    section: section ?? firstSection(view, saved),
    guided: false,
    preview: null,
    sending: null,
    receipt: null,
  };
}

/** A form opens where something is found, else where something is missing. */
function firstSection({ template, findings }: PortalForm, fields: Fields): string {
  const sections = sectionsOf(template);
  const places = telling(template, findings)
    .filter(({ severity }) => severity !== "information")
    .map((finding) => placeOf(template, finding));
  const first =
    sections.find(({ points }) => points.some(({ id }) => places.includes(id))) ??
    sections.find(({ points }) => unfilled(fields, points).length > 0) ??
    sections[0];
  return first?.id ?? "";
}

/** The draft; where there is none, what was sent last, without its answers to what was asked before. */
function startOf({ draft, report, template, period }: PortalForm): Fields {
  if (draft !== null) return fieldsOf(draft.content, template);
  const last = report?.revisions.at(-1);
  if (last === undefined) return {};
  const answers = period.state.kind === "submitted" ? last.content.answers : {};
  return fieldsOf({ ...last.content, answers }, template);
}

export function whichOf({ view }: Form): Which {
  return { unit: view.unit.unit_no, period: view.period.period };
}

export function isForm(form: Form | null, { unit, period }: Which): form is Form {
  return form !== null && form.view.unit.unit_no === unit && form.view.period.period === period;
}

/** Whether the municipality may write in it. What waits for the office can be corrected and sent again. */
export function isEditable({ deadline, state }: PortalPeriod): boolean {
  return deadline !== null && state.kind !== "approved";
}

export function isDirty({ fields, saved, view }: Form): boolean {
  return !sameDraft(fields, saved, view.template);
}

/** Whether closing the page would lose something typed. */
export function holdsUnsaved(form: Form): boolean {
  return isDirty(form) || unsavable(form.fields, form.view.template).length > 0;
}

export function saveOf({ fields, view, version }: Form): PortalSave {
  return { base_version: version, content: contentOf(fields, view.template) };
}

/** What the answer to a save means, for the form as it is by then. `sent` is what was saved. */
export function answered(form: Form, sent: Fields, answer: PortalSaved): Form {
  const { template } = form.view;
  const done: Form = { ...form, saving: false, failed: null };
  switch (answer.kind) {
    case "closed":
      return { ...done, failed: { kind: "closed", reason: answer.reason } };
    case "stale":
      return withTheirs(done, answer.version, answer.draft, answer.findings);
    case "saved":
      return {
        ...done,
        version: answer.version,
        hasDraft: true,
        savedAt: answer.saved_at,
        savedBy: null,
        saved: fieldsOf(contentOf(sent, template), template),
        // What is found in an older draft is found again, or not, by the save that follows.
        findings: sameDraft(form.fields, sent, template) ? answer.findings : form.findings,
      };
  }
}

/** What another has saved is put together with what is typed here; where both differ, one chooses. */
export function withTheirs(
  form: Form,
  version: number,
  theirs: PortalDraft | null,
  findings: readonly Finding[],
): Form {
  // It was sent: there is nothing to put together with, and what is typed stays where it is.
  if (theirs === null) return { ...form, failed: { kind: "sent_meanwhile" } };
  const { template } = form.view;
  const saved = fieldsOf(theirs.content, template);
  const { fields, clashes } = merge(form.saved, canonical(form.fields, template), saved);
  return {
    ...form,
    saved,
    version,
    hasDraft: true,
    savedAt: theirs.saved_at,
    savedBy: theirs.saved_by,
    findings,
    fields,
    stale: clashes.length === 0 ? null : { theirs, clashes, chosen: {} },
  };
}

export function chosen(form: Form, key: FieldKey, whose: "mine" | "theirs"): Form {
  if (form.stale === null) return form;
  const { stale } = form;
  return { ...form, stale: { ...stale, chosen: { ...stale.chosen, [key]: whose } } };
}

/** Takes the choices, once each is made. */
export function withChoices(form: Form): Form {
  const { stale } = form;
  if (stale === null || stale.clashes.some(({ key }) => stale.chosen[key] === undefined)) {
    return form;
  }
  return { ...form, fields: settled(form.fields, stale.clashes, stale.chosen), stale: null };
}

/** What a file says takes the place of the answers it names. */
export function withPreview(form: Form): Form {
  const read = form.preview?.content ?? null;
  if (read === null) return form;
  const fields = { ...form.fields, ...fieldsOf(read, form.view.template) };
  return { ...form, preview: null, fields };
}

/** The newest version that was sent. */
export function lastOf({ report }: PortalForm): PortalRevision | null {
  return report?.revisions.at(-1) ?? null;
}
