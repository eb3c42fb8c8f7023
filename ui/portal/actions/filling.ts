import type { PortalSent } from "../../generated/PortalSent";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import { type FieldKey, keyOf, type Part, withField } from "../models/fields";
import { chosen, type Form, whichOf, withChoices, withPreview, withTheirs } from "../models/form";
import { isReady } from "../models/found";
import { type Model, TITLE } from "../models/model";
import { sectionOf, sectionsOf } from "../models/template";
import { type Attempt, say } from "./failing";
import type { Going } from "./going";
import type { Saving } from "./saving";
import type { Browser } from "./session";

/** The server reads no larger file. */
const FILE_MAX = 512 * 1024;

/** What the page is told that must be mended. */
export const SUMMARY = "error-summary";

export const fieldElement = (part: Part, id: string) => `field-${part}-${id}`;

export type FillingActions = ReturnType<typeof fillingActions>;

export function fillingActions(
  store: Store<Model>,
  api: Api,
  browser: Browser,
  { saving, going, attempt }: { saving: Saving; going: Going; attempt: Attempt },
) {
  const change = (apply: (form: Form) => Form) =>
    store.update((model) => (model.form === null ? model : { ...model, form: apply(model.form) }));

  return {
    type: (part: Part, id: string, text: string) => {
      change((form) => ({
        ...form,
        fields: withField(form.fields, keyOf(part, id), text),
        // What is typed after a sending belongs to the next one.
        receipt: null,
      }));
      saving.schedule();
    },
    save: async () => {
      if (await saving.flush(true)) store.update((model) => say(model, ({ save }) => save.done));
    },
    openSection: (id: string) => {
      change((form) => ({ ...form, section: id }));
      store.update((model) => ({ ...model, focus: TITLE }));
    },
    toggleGuide: () => change((form) => ({ ...form, guided: !form.guided })),
    /** Shows the field of a point, whichever heading and page it is on. */
    showField: async (part: Part, id: string) => {
      const { form } = store.model;
      if (form === null) return;
      const section = sectionOf(form.view.template, id)?.id ?? form.section;
      change((current) => ({ ...current, section }));
      const view = part === "answer" || part === "said" ? "asks" : "fill";
      await going.goTo({ kind: "form", ...whichOf(form), view });
      store.update((model) => ({ ...model, focus: fieldElement(part, id) }));
    },
    nextSection: () => {
      const { form } = store.model;
      if (form === null) return;
      const sections = sectionsOf(form.view.template);
      const at = sections.findIndex(({ id }) => id === form.section);
      const next = sections[at + 1];
      if (next === undefined) return;
      change((current) => ({ ...current, section: next.id }));
      store.update((model) => ({ ...model, focus: TITLE }));
    },
    /** Shows what the server has, and gives up what is typed beside it. */
    reload: async () => {
      const { form } = store.model;
      if (form === null) return;
      await attempt(() => going.renew(whichOf(form)));
      store.update((model) => ({ ...model, focus: TITLE }));
    },
    choose: (key: FieldKey, whose: "mine" | "theirs") => change((form) => chosen(form, key, whose)),
    useChoices: async () => {
      change(withChoices);
      store.update((model) => ({ ...model, focus: TITLE }));
      await saving.flush();
    },
    readFile: async (file: Pick<File, "name" | "size" | "text">) => {
      const { form } = store.model;
      if (form === null) return;
      change((current) => ({ ...current, preview: null }));
      if (file.size > FILE_MAX) {
        store.update((model) => ({ ...model, problem: { kind: "too_large" } }));
        return;
      }
      await attempt(async () => {
        const text = await file.text();
        const format = text.trimStart().startsWith("{") ? "json" : "csv";
        const preview = await api.readFile(whichOf(form), { format, text });
        change((current) => ({ ...current, preview: { ...preview, name: file.name } }));
        store.update((model) => ({ ...model, focus: "preview-title" }));
      });
    },
    usePreview: async () => {
      change(withPreview);
      await saving.flush();
      const { form } = store.model;
      if (form !== null) await going.goTo({ kind: "form", ...whichOf(form), view: "fill" });
    },
    dropPreview: () => change((form) => ({ ...form, preview: null })),
    send: () => send(),
    askWithdraw: (asked: boolean) =>
      store.update((model) => ({ ...model, asked: asked ? "withdraw" : null })),
    withdraw: async () => {
      const { form } = store.model;
      const last = form?.view.report?.revisions.at(-1);
      store.update((model) => ({ ...model, asked: null }));
      if (form === null || last === undefined) return;
      await attempt(async () => {
        const answer = await api.withdraw(whichOf(form), last.number);
        await going.renew(whichOf(form));
        if (answer.kind !== "withdrawn") {
          store.update((model) => ({ ...model, problem: { kind: "conflict" } }));
          return;
        }
        store.update((model) => say(model, ({ sent }) => sent.withdrawn));
        await going.goTo({ kind: "form", ...whichOf(form), view: "fill" });
      });
    },
    print: () => browser.print(),
  };

  /** Sends the draft as the server has it, once it lacks nothing. */
  async function send(): Promise<void> {
    const first = store.model.form;
    if (first === null || first.sending?.running === true) return;
    const isSaved = await saving.flush(!first.hasDraft);
    change((form) => withSending(form, { tried: true, faults: [] }));
    const form = store.model.form;
    if (form === null || !isSaved || !isReady(form)) {
      store.update((model) => ({ ...model, focus: SUMMARY }));
      return;
    }
    const { version } = form;
    const kept = form.sending?.act ?? null;
    const act = kept?.version === version ? kept : { id: browser.newId(), version };
    change((current) => withSending(current, { act, running: true }));
    await attempt(async () => {
      const request = { submission_id: act.id, draft_version: version };
      await settle(form, await api.send(whichOf(form), request));
    });
    change((current) => withSending(current, { running: false }));
  }

  async function settle(form: Form, answer: PortalSent): Promise<void> {
    switch (answer.kind) {
      case "received":
        change((current) => ({ ...current, receipt: answer.receipt, sending: null }));
        store.update((model) => ({
          ...say(model, ({ receipt }) => receipt.title),
          focus: TITLE,
        }));
        await going.renew(whichOf(form));
        return;
      case "faulty":
        change((current) => withSending(current, { act: null, faults: answer.faults }));
        store.update((model) => ({ ...model, focus: SUMMARY }));
        return;
      case "stale":
        change((current) =>
          withTheirs(
            withSending(current, { act: null }),
            answer.version,
            answer.draft,
            current.findings,
          ),
        );
        store.update((model) => ({ ...model, focus: TITLE }));
        return;
      case "closed":
        change((current) => ({
          ...withSending(current, { act: null }),
          failed: { kind: "closed", reason: answer.reason },
        }));
    }
  }
}

function withSending(form: Form, change: Partial<NonNullable<Form["sending"]>>): Form {
  const before = form.sending ?? { act: null, running: false, faults: [], tried: false };
  // After a receipt nothing is being sent any longer.
  if (form.receipt !== null && form.sending === null) return form;
  return { ...form, sending: { ...before, ...change } };
}
