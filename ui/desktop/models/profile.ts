import type { ContactView } from "../../generated/ContactView";
import type { DeviceId } from "../../generated/DeviceId";
import type { ProfileView } from "../../generated/ProfileView";

/** What the server keeps of the officer, and what stands in the fields. */
export type Profile = {
  known: "unasked" | "asking" | "unreachable" | "here";
  view: ProfileView | null;
  email: string;
  phone: string;
  /** Typed, and not kept yet: what comes meanwhile changes no field. */
  edited: boolean;
  /** The server says that what was typed is no address or number. */
  wrong: boolean;
};

export function unasked(): Profile {
  return { known: "unasked", view: null, email: "", phone: "", edited: false, wrong: false };
}

export function withProfile(before: Profile, view: ProfileView): Profile {
  const known = { ...before, known: "here", view } as const;
  if (before.edited) return known;
  return {
    ...known,
    email: view.contact?.email ?? "",
    phone: view.contact?.phone ?? "",
    wrong: false,
  };
}

/** The contact as the server keeps it now. */
export function withContact(before: Profile, contact: ContactView): Profile {
  return before.view === null ? before : withProfile(before, { ...before.view, contact });
}

/** A machine that was logged out is not the officer's any more. */
export function loggedOut(before: Profile, id: DeviceId): Profile {
  const { view } = before;
  if (view === null) return before;
  const devices = view.devices.filter((device) => device.id !== id);
  return { ...before, view: { ...view, devices } };
}

/** The officer has not told how to be reached, as far as the server has said. */
export function isUnregistered({ view }: Profile): boolean {
  return view !== null && view.contact === null;
}
