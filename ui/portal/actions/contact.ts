import { mailActions } from "../../parts/mail";
import type { Store } from "../../parts/store";
import type { Api } from "../api";
import type { Model } from "../models/model";
import { problemFrom } from "../models/problem";
import { type Attempt, say } from "./failing";
import type { Going } from "./going";

export type ContactActions = ReturnType<typeof contactActions>;

/** «Start registrering», and later changes of the same. */
export function contactActions(
  store: Store<Model>,
  api: Api,
  { going, attempt }: { going: Going; attempt: Attempt },
) {
  const change = (fields: Partial<Model["contact"]>) =>
    store.update((model) => ({ ...model, contact: { ...model.contact, ...fields } }));

  const mail = mailActions(
    {
      mail: () => store.model.mail,
      language: () => store.model.language,
      put: (mail) => store.update((model) => ({ ...model, mail })),
      say: (what) => store.update((model) => say(model, what)),
      attempt,
    },
    api,
  );

  async function register(): Promise<void> {
    const { contact, session } = store.model;
    if (contact.saving || session.kind !== "in") return;
    const email = (contact.email ?? session.who.contact?.email ?? "").trim();
    const phone = (contact.phone ?? session.who.contact?.phone ?? "").trim();
    const wrong = { email: !isEmail(email), phone: !isPhone(phone) };
    change({ wrong });
    if (wrong.email || wrong.phone) {
      store.update((model) => ({ ...model, focus: wrong.email ? "email" : "phone" }));
      return;
    }
    change({ saving: true });
    const isSaved = await attempt(async () => {
      try {
        await api.setContact(email, phone);
      } catch (error) {
        const problem = problemFrom(error);
        if (problem.kind === "invalid" && problem.at.length > 0) {
          const { at } = problem;
          change({ wrong: { email: at.includes("email"), phone: at.includes("phone") } });
        }
        throw error;
      }
    });
    change({ saving: false });
    if (!isSaved) return;
    await mail.askEmailCode();
    await registered(email, phone);
  }

  async function registered(email: string, phone: string): Promise<void> {
    const isFirst = store.model.session.kind === "in" && store.model.session.who.contact === null;
    store.update((model) => {
      const next = say(model, (texts) => texts.contact.saved);
      if (next.session.kind !== "in") return next;
      const who = { ...next.session.who, contact: { email, phone: phone === "" ? null : phone } };
      return { ...next, session: { ...next.session, who } };
    });
    if (isFirst) await going.goTo({ kind: "home" });
  }

  return {
    ...mail,
    typeEmail: (email: string) => change({ email }),
    typePhone: (phone: string) => change({ phone }),
    register,
  };
}

/** What has no chance; the server judges the rest. */
function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 254;
}

function isPhone(text: string): boolean {
  return /^\+?[\d\s]{8,20}$/.test(text);
}
