// Persons and their roles, as Bufdir finds, gives and ends them.

import type { BufdirGiveRole } from "../../generated/BufdirGiveRole";
import type { BufdirPeople } from "../../generated/BufdirPeople";
import type { BufdirPeopleQuery } from "../../generated/BufdirPeopleQuery";
import type { BufdirPerson } from "../../generated/BufdirPerson";
import type { BufdirPost } from "../../generated/BufdirPost";
import type { BufdirRole } from "../../generated/BufdirRole";
import type { BufdirRoleKind } from "../../generated/BufdirRoleKind";
import type { BufdirRoleRefusal } from "../../generated/BufdirRoleRefusal";
import type { PortalUnit } from "../../generated/PortalUnit";
import { dayOf } from "../../parts/norway";

export type Giving = {
  /** Somebody of the list; none where it is somebody by the identity number. */
  known: { person_id: string; name: string } | null;
  national_id: string;
  name: string;
  role: BufdirRoleKind;
  office: string;
  unit: string;
  from: string;
  /** Empty where no end is set. */
  lastDay: string;
};

export type Ending = {
  person: BufdirPerson;
  role: BufdirRole;
  /** Empty where it ends at once. */
  lastDay: string;
};

export type People = {
  query: BufdirPeopleQuery;
  answer: BufdirPeople | null;
  places: readonly PortalUnit[];
  giving: Giving | null;
  ending: Ending | null;
  refused: BufdirRoleRefusal | null;
  sending: boolean;
};

export const ROLES: readonly BufdirRoleKind[] = ["officer", "reporter", "bufdir"];

export const NO_PEOPLE: People = {
  query: { text: "", role: null, ended: false, skip: 0 },
  answer: null,
  places: [],
  giving: null,
  ending: null,
  refused: null,
  sending: false,
};

/** Each office once, by name. */
export function offices(places: readonly PortalUnit[]): { value: string; label: string }[] {
  const byId = new Map(places.map(({ office, office_name }) => [office, office_name]));
  return [...byId]
    .map(([value, label]) => ({ value, label }))
    .sort((one, other) => one.label.localeCompare(other.label, "nb"));
}

export function givingTo(known: Giving["known"], places: readonly PortalUnit[], now: Date): Giving {
  return {
    known,
    national_id: "",
    name: "",
    role: "officer",
    office: offices(places)[0]?.value ?? "",
    unit: places[0]?.unit_no ?? "",
    from: dayOf(now),
    lastDay: "",
  };
}

/** What is asked of the server; none where what is typed cannot be it. */
export function wishOf(giving: Giving): BufdirGiveRole | BufdirRoleRefusal {
  const { known, national_id, name, from, lastDay } = giving;
  if (known === null && !/^\d{11}$/.test(national_id.replaceAll(" ", ""))) return "national_id";
  if (known === null && name.trim() === "") return "name";
  if (from === "") return "days";
  return {
    person:
      known === null
        ? { kind: "new", national_id: national_id.replaceAll(" ", ""), name: name.trim() }
        : { kind: "known", person_id: known.person_id },
    post: postOf(giving),
    from,
    last_day: lastDay === "" ? null : lastDay,
  };
}

function postOf({ role, office, unit }: Giving): BufdirPost {
  switch (role) {
    case "officer":
      return { kind: "officer", office };
    case "reporter":
      return { kind: "reporter", unit_no: unit };
    case "bufdir":
      return { kind: "bufdir" };
  }
}
