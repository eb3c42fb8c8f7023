import type { CommandError } from "../../generated/CommandError";
import type { DeviceId } from "../../generated/DeviceId";
import type { ProfileView } from "../../generated/ProfileView";
import { mailActions } from "../../parts/mail";
import type { Backend } from "../backend";
import { loggedOut, type Profile, withContact, withProfile } from "../models/profile";
import type { Store } from "../store";
import { type Attempt, say } from "./session";

export const EMAIL = "contact-email";

export type ProfileActions = ReturnType<typeof profileActions>;

/** What the server keeps of the officer. It is asked where it is shown; without it nothing is shown. */
export function profileActions(store: Store, backend: Backend, attempt: Attempt) {
  const change = (apply: (profile: Profile) => Profile) =>
    store.update((model) => ({ ...model, profile: apply(model.profile) }));
  const mail = mailActions(
    {
      mail: () => store.model.mail,
      language: () => store.model.language,
      put: (mail) => store.update((model) => ({ ...model, mail })),
      say: (what) => store.update((model) => say(model, what)),
      attempt,
    },
    backend,
  );
  const keep = (view: ProfileView) => change((profile) => withProfile(profile, view));

  async function loadProfile(): Promise<void> {
    if (store.model.profile.known === "asking") return;
    change((profile) => ({ ...profile, known: "asking" }));
    try {
      keep(await backend.profile());
      await mail.loadMail();
    } catch (error) {
      change((profile) => ({ ...profile, known: "unreachable" }));
      if ((error as CommandError).code === "internal") {
        store.update((model) => ({ ...model, error: error as CommandError }));
      }
    }
  }

  async function saveContact(): Promise<void> {
    const { email, phone } = store.model.profile;
    try {
      const contact = await backend.setContact(email, phone);
      change((profile) => withContact({ ...profile, edited: false }, contact));
      store.update((model) => say(model, (texts) => texts.profile.saved));
      await mail.askEmailCode();
    } catch (error) {
      if ((error as CommandError).code === "bad_input") {
        change((profile) => ({ ...profile, wrong: true }));
        store.update((model) => ({ ...model, focus: EMAIL }));
      } else {
        store.update((model) => ({ ...model, error: error as CommandError }));
      }
    }
  }

  return {
    ...mail,
    loadProfile,
    editContact: (typed: Partial<Pick<Profile, "email" | "phone">>) =>
      change((profile) => ({ ...profile, ...typed, edited: true, wrong: false })),
    saveContact,
    endDevice: (id: DeviceId) =>
      attempt(async () => {
        await backend.endDevice(id);
        change((profile) => loggedOut(profile, id));
        store.update((model) => ({
          ...say(model, (texts) => texts.profile.ended),
          focus: "devices-title",
        }));
      }),
  };
}
