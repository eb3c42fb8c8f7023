// Units, and when they report, as Bufdir adds and ends them.

import type { BufdirAddUnit } from "../../generated/BufdirAddUnit";
import type { BufdirUnit } from "../../generated/BufdirUnit";
import type { BufdirUnitRefusal } from "../../generated/BufdirUnitRefusal";
import type { BufdirUnits } from "../../generated/BufdirUnits";

export type Units = {
  list: BufdirUnits | null;
  /** Part of a name or number. */
  search: string;
  county: string;
  adding: BufdirAddUnit | null;
  /** Whose days are being changed; empty dates are none. */
  changing: { unit: BufdirUnit; from: string; to: string } | null;
  refused: BufdirUnitRefusal | null;
  sending: boolean;
};

export const NO_UNITS: Units = {
  list: null,
  search: "",
  county: "",
  adding: null,
  changing: null,
  refused: null,
  sending: false,
};

export const NEW_UNIT: Omit<BufdirAddUnit, "county_no"> = {
  unit_no: "",
  kind: "municipality",
  name: "",
  reports_from: "",
};

export function found({ list, search, county }: Units): readonly BufdirUnit[] {
  const wanted = search.trim().toLocaleLowerCase("nb");
  return (list?.units ?? []).filter(
    ({ unit_no, name, county_no }) =>
      (county === "" || county === county_no) &&
      (unit_no.startsWith(wanted) || name.toLocaleLowerCase("nb").includes(wanted)),
  );
}
