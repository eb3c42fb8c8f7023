// Half-years as Bufdir opens and closes them, and whose reports are not approved in one.

import type { BufdirCounty } from "../../generated/BufdirCounty";
import type { BufdirMissing } from "../../generated/BufdirMissing";
import type { BufdirPeriods } from "../../generated/BufdirPeriods";
import type { BufdirStanding } from "../../generated/BufdirStanding";
import type { Period } from "../../generated/Period";
import type { PeriodSettings } from "../../generated/PeriodSettings";
import type { SettingsFault } from "../../generated/SettingsFault";

export type HalvesFault = SettingsFault | "form_in_use" | "no_date";

export type Halves = {
  list: BufdirPeriods | null;
  /** What is typed of the half-year that is opened or changed; none where none is. */
  form: PeriodSettings | null;
  faults: readonly HalvesFault[];
  /** Which is about to be closed. */
  closing: Period | null;
  sending: boolean;
};

export const NO_HALVES: Halves = {
  list: null,
  form: null,
  faults: [],
  closing: null,
  sending: false,
};

export type Missing = { period: Period; answer: BufdirMissing };

/** The order in which a row tells where reports stand. */
export const STANDINGS: readonly BufdirStanding[] = [
  "not_sent",
  "returned",
  "at_office",
  "reopened",
];

export function standing(county: Pick<BufdirCounty, "missing">, which: BufdirStanding): number {
  return county.missing.filter(({ stands }) => stands === which).length;
}

/** All counties as one. */
export function country({ counties }: BufdirMissing): Pick<BufdirCounty, "missing" | "units"> {
  return {
    units: counties.reduce((sum, { units }) => sum + units, 0),
    missing: counties.flatMap(({ missing }) => missing),
  };
}

/** An emptied date is none: it never goes to the server. */
export function isDated({ municipality_deadline, office_deadline }: PeriodSettings): boolean {
  return municipality_deadline !== "" && office_deadline !== "";
}
