// The whole county in one half-year: its groups, and the reports that can be approved together.

import type { CountyReport } from "../../generated/CountyReport";
import type { CountyRow } from "../../generated/CountyRow";
import type { CountyView } from "../../generated/CountyView";
import type { DecisionId } from "../../generated/DecisionId";
import type { FindingCounts } from "../../generated/FindingCounts";
import type { Joined } from "../../generated/Joined";
import type { JoinView } from "../../generated/JoinView";
import type { ReportId } from "../../generated/ReportId";
import type { TogetherView } from "../../generated/TogetherView";
import type { Format } from "../../parts/format";
import { SEVERITIES, TONES, total } from "../../parts/severity";
import { figureOf } from "./review";

/** The county as it is shown. */
export type County = {
  /** None where nothing is fetched yet. */
  view: CountyView | null;
  /** Whether the view tells what this machine has: before, it was only asked. */
  answered: boolean;
  /** The half-year that was asked for; none is the newest. */
  period: string | null;
  /** Own figures that the officer has typed here. */
  figures: Record<ReportId, string>;
  /** Reports that the officer has put among those approved together, or taken out. */
  picked: Record<ReportId, boolean>;
  /** «Fortsett arbeidsflyt» was pressed: say what is missing. */
  told: boolean;
  /** «Bekreft» stands open, or was pressed. */
  question: "none" | "asked" | "sending";
  /** What became of those that were last approved together. */
  done: Done | null;
};

/** What became of reports that were approved together. */
export type Done = TogetherView & { until: number; undone: readonly DecisionId[] };

export function initialCounty(): County {
  return {
    view: null,
    answered: false,
    period: null,
    figures: {},
    picked: {},
    told: false,
    question: "none",
    done: null,
  };
}

export const GROUPS = ["found", "clean", "returned", "missing", "approved"] as const;

export type Group = (typeof GROUPS)[number];

export function groupOf({ report }: CountyRow): Group {
  if (report === null) return "missing";
  if (report.state.kind === "received") return report.state.approve ? "approved" : "returned";
  return total(report.findings) > 0 ? "found" : "clean";
}

/** The units in groups: what needs a look first, what is done last. */
export function groupsOf(
  { units }: CountyView,
  format: Format,
): { group: Group; rows: CountyRow[] }[] {
  const sorted = [...units].sort((a, b) => format.compare(a.unit_name, b.unit_name));
  return GROUPS.map((group) => ({
    group,
    rows: sorted.filter((row) => groupOf(row) === group),
  })).filter(({ rows }) => rows.length > 0);
}

/** The reports in the order in which they stand. */
export function reportsOf(view: CountyView, format: Format): CountyReport[] {
  const rows = groupsOf(view, format).flatMap((group) => group.rows);
  return rows.flatMap(({ report }) => (report === null ? [] : [report]));
}

/** The gravest tone in a cell; none where nothing is found. */
export function toneOf(counts: FindingCounts): "e" | "w" | "i" | null {
  const numbers = { error: "errors", warning: "warnings", information: "information" } as const;
  const gravest = SEVERITIES.find((severity) => counts[numbers[severity]] > 0);
  return gravest === undefined ? null : TONES[gravest];
}

/** A report that can be approved together with others. */
export type Joinable = { unit: string; report: CountyReport; join: JoinView };

export function joinableOf(view: CountyView, format: Format): Joinable[] {
  const rows = groupsOf(view, format).flatMap((group) => group.rows);
  return rows.flatMap(({ unit_name, report }) => {
    const join = report?.together ?? null;
    return report === null || join === null ? [] : [{ unit: unit_name, report, join }];
  });
}

/** What stands in a report's field. */
export function figureTextOf({ figures }: County, { report, join }: Joinable): string {
  const known = join.own_figure ?? join.carried?.figure ?? null;
  return figures[report.id] ?? (known === null ? "" : String(known));
}

/** Why a figure is none. */
export type FigureProblem = "own_figure_missing" | "own_figure_invalid" | "own_figure_too_high";

export function figureProblem(county: County, joinable: Joinable): FigureProblem | null {
  const figure = figureOf(figureTextOf(county, joinable));
  if (figure === "invalid") return "own_figure_invalid";
  if (figure === null) return "own_figure_missing";
  const { extended } = joinable.join;
  return extended !== null && figure > extended ? "own_figure_too_high" : null;
}

/** A report is among them where its figure stands there, unless the officer has said otherwise. */
export function isPicked(county: County, joinable: Joinable): boolean {
  const picked = county.picked[joinable.report.id];
  return picked ?? figureProblem(county, joinable) === null;
}

/** What is approved together, as it is shown; and what of it has no figure yet. */
export function pickedOf(county: County, format: Format): { all: Joinable[]; lacking: Joinable[] } {
  const all = county.view === null ? [] : joinableOf(county.view, format);
  const picked = all.filter((joinable) => isPicked(county, joinable));
  return {
    all: picked,
    lacking: picked.filter((joinable) => figureProblem(county, joinable) !== null),
  };
}

export function joinedOf(county: County, picked: readonly Joinable[]): Joined[] {
  return picked.flatMap((joinable) => {
    const own_figure = figureOf(figureTextOf(county, joinable));
    if (typeof own_figure !== "number") return [];
    const { id, revision } = joinable.report;
    return [{ id, revision, content_hash: joinable.join.content_hash, own_figure }];
  });
}

/** Decisions that can still be undone. */
export function undoableOf({ done }: County, now: number): readonly DecisionId[] {
  if (done === null || now >= done.until) return [];
  return done.saved.filter((id) => !done.undone.includes(id));
}

/** A new view. What was typed for a report that is no longer among them is saved, or was decided. */
export function withCounty(county: County, view: CountyView | null): County {
  const open = new Set(
    view?.units.flatMap(({ report }) =>
      report === null || report.together === null ? [] : [report.id],
    ),
  );
  const kept = <Value>(record: Record<ReportId, Value>): Record<ReportId, Value> =>
    Object.fromEntries(Object.entries(record).filter(([id]) => open.has(id)));
  return {
    ...county,
    view,
    answered: true,
    figures: kept(county.figures),
    picked: kept(county.picked),
  };
}
