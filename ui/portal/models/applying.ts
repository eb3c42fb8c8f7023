// An application for access to the published figures, as it is typed, and the own ones as they stand.

import type { AccessWish } from "../../generated/AccessWish";
import type { Application } from "../../generated/Application";
import type { PortalUnit } from "../../generated/PortalUnit";
import type { Represents } from "../../generated/Represents";

export type Kind = Represents["kind"];

export const KINDS: readonly Kind[] = ["unit", "county_governor", "external"];

export type Fields = {
  name: string;
  email: string;
  phone: string;
  kind: Kind | null;
  /** What the units are searched with. */
  search: string;
  unit: PortalUnit | null;
  organisation: string;
  reason: string;
};

/** What can be wrong, in the order of the page. */
export type Wrong = "name" | "email" | "phone" | "kind" | "organisation" | "unit" | "reason";

export type Applying = {
  own: readonly Application[];
  places: readonly PortalUnit[];
  fields: Fields;
  wrong: readonly Wrong[];
  /** Of the application on the page: sent again, it is the same one. */
  id: string;
  sending: boolean;
  /** Whether the form is shown although an application was answered before. */
  anew: boolean;
  asksWithdraw: boolean;
};

/** So many units are offered; more letters leave fewer. */
export const OFFERED_MAX = 8;

export const LENGTH = { name: 200, reason: 10_000 } as const;

type Known = { name: string; contact: { email: string; phone: string | null } | null };

export function fieldsOf({ name, contact }: Known): Fields {
  return {
    name,
    email: contact?.email ?? "",
    phone: contact?.phone ?? "",
    kind: null,
    search: "",
    unit: null,
    organisation: "",
    reason: "",
  };
}

/** The own applications are on the page, and not the form. */
export function showsOwn(applying: Applying | null): boolean {
  return applying !== null && applying.own.length > 0 && !applying.anew;
}

/** The application that waits for an answer. */
export function waitingOf(own: readonly Application[]): Application | null {
  return own.find(({ state }) => state.kind === "at_office" || state.kind === "at_bufdir") ?? null;
}

/** The units whose name or number begins so, and then those that hold it. */
export function offered(places: readonly PortalUnit[], search: string): readonly PortalUnit[] {
  const wanted = search.trim().toLocaleLowerCase("nb");
  if (wanted === "") return [];
  const begins: PortalUnit[] = [];
  const holds: PortalUnit[] = [];
  for (const place of places) {
    const name = place.name.toLocaleLowerCase("nb");
    if (name.startsWith(wanted) || place.unit_no.startsWith(wanted)) begins.push(place);
    else if (name.includes(wanted)) holds.push(place);
  }
  return [...begins, ...holds].slice(0, OFFERED_MAX);
}

/** A unit is needed of everybody but those from outside. */
export function needsUnit(kind: Kind | null): boolean {
  return kind === "unit" || kind === "county_governor";
}

export function wrongIn(fields: Fields): readonly Wrong[] {
  const wrong: Wrong[] = [];
  const isText = (text: string, most: number) => text.trim() !== "" && text.length <= most;
  if (!isText(fields.name, LENGTH.name)) wrong.push("name");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(fields.email.trim())) wrong.push("email");
  if (!/^\+?[\d\s]{8,20}$/.test(fields.phone.trim())) wrong.push("phone");
  if (fields.kind === null) wrong.push("kind");
  if (fields.kind === "external" && !isText(fields.organisation, LENGTH.name)) {
    wrong.push("organisation");
  }
  if (needsUnit(fields.kind) && fields.unit === null) wrong.push("unit");
  if (!isText(fields.reason, LENGTH.reason)) wrong.push("reason");
  return wrong;
}

/** What is sent; none where something is missing. */
export function wishOf(fields: Fields): AccessWish | null {
  const represents = representsOf(fields);
  if (represents === null || wrongIn(fields).length > 0) return null;
  const contact = {
    name: fields.name.trim(),
    email: fields.email.trim(),
    phone: fields.phone.trim(),
  };
  return { contact, represents, reason: fields.reason.trim() };
}

function representsOf({ kind, unit, organisation }: Fields): Represents | null {
  if (kind === null) return null;
  if (kind === "external") {
    return { kind, organisation: organisation.trim(), unit_no: unit?.unit_no ?? null };
  }
  return unit === null ? null : { kind, unit_no: unit.unit_no };
}

/** The fields that the server names in a fault. */
export function wrongAt(at: readonly string[]): readonly Wrong[] {
  const names: Record<string, Wrong> = {
    "wish.contact.email": "email",
    "wish.contact.phone": "phone",
  };
  return at.flatMap((fault) => names[fault] ?? []);
}

/** Whether something typed would be lost. */
export function isTyped({ fields }: Applying): boolean {
  return fields.reason.trim() !== "" || fields.kind !== null;
}
