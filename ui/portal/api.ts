import type { AccessAnswer } from "../generated/AccessAnswer";
import type { AccessWish } from "../generated/AccessWish";
import type { AcknowledgementAnswer } from "../generated/AcknowledgementAnswer";
import type { ApplicationDecision } from "../generated/ApplicationDecision";
import type { BufdirAddUnit } from "../generated/BufdirAddUnit";
import type { BufdirAnswered } from "../generated/BufdirAnswered";
import type { BufdirApplications } from "../generated/BufdirApplications";
import type { BufdirAudit } from "../generated/BufdirAudit";
import type { BufdirAuditQuery } from "../generated/BufdirAuditQuery";
import type { BufdirGiveRole } from "../generated/BufdirGiveRole";
import type { BufdirMissing } from "../generated/BufdirMissing";
import type { BufdirPeople } from "../generated/BufdirPeople";
import type { BufdirPeopleQuery } from "../generated/BufdirPeopleQuery";
import type { BufdirPeriodSet } from "../generated/BufdirPeriodSet";
import type { BufdirPeriods } from "../generated/BufdirPeriods";
import type { BufdirRefused } from "../generated/BufdirRefused";
import type { BufdirReopened } from "../generated/BufdirReopened";
import type { BufdirReport } from "../generated/BufdirReport";
import type { BufdirReports } from "../generated/BufdirReports";
import type { BufdirRoleEnded } from "../generated/BufdirRoleEnded";
import type { BufdirRoleGiven } from "../generated/BufdirRoleGiven";
import type { BufdirUnitSet } from "../generated/BufdirUnitSet";
import type { BufdirUnitSpan } from "../generated/BufdirUnitSpan";
import type { BufdirUnits } from "../generated/BufdirUnits";
import type { EndAccessAnswer } from "../generated/EndAccessAnswer";
import type { FiguresAnswer } from "../generated/FiguresAnswer";
import type { Indicator } from "../generated/Indicator";
import type { PeriodSettings } from "../generated/PeriodSettings";
import type { PortalApplications } from "../generated/PortalApplications";
import type { PortalApplicationWithdrawn } from "../generated/PortalApplicationWithdrawn";
import type { PortalApplied } from "../generated/PortalApplied";
import type { PortalEnded } from "../generated/PortalEnded";
import type { PortalForm } from "../generated/PortalForm";
import type { PortalImport } from "../generated/PortalImport";
import type { PortalImported } from "../generated/PortalImported";
import type { PortalMe } from "../generated/PortalMe";
import type { PortalPlaces } from "../generated/PortalPlaces";
import type { PortalSave } from "../generated/PortalSave";
import type { PortalSaved } from "../generated/PortalSaved";
import type { PortalSend } from "../generated/PortalSend";
import type { PortalSent } from "../generated/PortalSent";
import type { PortalSession } from "../generated/PortalSession";
import type { PortalUnitView } from "../generated/PortalUnitView";
import type { PortalWithdrawn } from "../generated/PortalWithdrawn";
import type { MailApi } from "../parts/mail";
import type { Language } from "../text/language";
import type { ExportFormat } from "./models/approved";
import type { Problem } from "./models/problem";

/** A unit's half-year. */
export type Which = { unit: string; period: string };

/** A table of the published figures, and the language of its words. */
export type FiguresFile = {
  county: string;
  indicator: Indicator;
  format: "csv" | "xlsx";
  language: Language;
};

/** All that the pages can ask of the server. Every rejection is a `Problem`. */
export type Api = {
  me: () => Promise<PortalMe>;
  setContact: (email: string, phone: string) => Promise<void>;
  mail: MailApi["mail"];
  setMailWishes: MailApi["setMailWishes"];
  askEmailCode: MailApi["askEmailCode"];
  confirmEmail: MailApi["confirmEmail"];
  /** How long ago somebody last typed or pointed. */
  alive: (idleSeconds: number) => Promise<PortalSession>;
  end: () => Promise<PortalEnded>;
  unit: (unit: string) => Promise<PortalUnitView>;
  form: (which: Which) => Promise<PortalForm>;
  saveDraft: (which: Which, draft: PortalSave) => Promise<PortalSaved>;
  readFile: (which: Which, file: PortalImport) => Promise<PortalImported>;
  send: (which: Which, request: PortalSend) => Promise<PortalSent>;
  withdraw: (which: Which, revision: number) => Promise<PortalWithdrawn>;
  places: () => Promise<PortalPlaces>;
  applications: () => Promise<PortalApplications>;
  /** Mails to the applicant are in that language from then on. */
  apply: (id: string, wish: AccessWish, language: Language) => Promise<PortalApplied>;
  withdrawApplication: (id: string) => Promise<PortalApplicationWithdrawn>;
  applicationsAtBufdir: () => Promise<BufdirApplications>;
  answerApplication: (decision: ApplicationDecision) => Promise<BufdirAnswered>;
  accessOfAll: () => Promise<AccessAnswer>;
  endAccess: (application: string) => Promise<EndAccessAnswer>;
  approvedIn: (period: string) => Promise<BufdirReports>;
  approvedReport: (report: string) => Promise<BufdirReport>;
  reopen: (report: string, revision: number, reason: string) => Promise<BufdirReopened>;
  refuseReopening: (report: string, revision: number, reason: string) => Promise<BufdirRefused>;
  /** At most 100 approvals. */
  acknowledge: (decisions: readonly string[]) => Promise<AcknowledgementAnswer>;
  periods: () => Promise<BufdirPeriods>;
  openPeriod: (settings: PeriodSettings) => Promise<BufdirPeriodSet>;
  closePeriod: (period: string) => Promise<BufdirPeriods>;
  missingIn: (period: string) => Promise<BufdirMissing>;
  /** Of the reader's own county, or the first, where none is named. */
  figures: (county: string | null) => Promise<FiguresAnswer>;
  /** A county's table as a file. */
  figuresFile: (wanted: FiguresFile) => Promise<Blob>;
  people: (query: BufdirPeopleQuery) => Promise<BufdirPeople>;
  giveRole: (wish: BufdirGiveRole) => Promise<BufdirRoleGiven>;
  /** Ends it at once where there is no last day. */
  endRole: (role: string, lastDay: string | null) => Promise<BufdirRoleEnded>;
  units: () => Promise<BufdirUnits>;
  addUnit: (unit: BufdirAddUnit) => Promise<BufdirUnitSet>;
  setUnitSpan: (span: BufdirUnitSpan) => Promise<BufdirUnitSet>;
  audit: (query: BufdirAuditQuery) => Promise<BufdirAudit>;
  /** Tells how many bytes have come, until all have. */
  takeOut: (period: string, format: ExportFormat, came: (bytes: number) => void) => Promise<Blob>;
};

/** A request that takes longer has no answer. */
const PATIENCE_MS = 20_000;

const at = ({ unit, period }: Which) => `units/${unit}/periods/${period}`;

export const api: Api = {
  me: () => get("me"),
  setContact: (email, phone) => post("me/contact", { email, phone: phone === "" ? null : phone }),
  mail: () => get("me/mail"),
  setMailWishes: (wishes) => post("me/mail", wishes),
  askEmailCode: (language) => post("me/mail/code", { language }),
  confirmEmail: (code) => post("me/mail/confirm", { code }),
  alive: (idle_seconds) => post("session/alive", { idle_seconds }),
  end: () => post("session/end", {}),
  unit: (unit) => get(`units/${unit}`),
  form: (which) => get(at(which)),
  saveDraft: (which, draft) => post(`${at(which)}/draft`, draft),
  readFile: (which, file) => post(`${at(which)}/import`, file),
  send: (which, request) => post(`${at(which)}/send`, request),
  withdraw: (which, revision) => post(`${at(which)}/withdraw`, { revision }),
  places: () => get("places"),
  applications: () => get("applications"),
  apply: (id, wish, language) => post("applications", { id, wish, language }),
  withdrawApplication: (id) => post("applications/withdraw", { id }),
  applicationsAtBufdir: () => get("bufdir/applications"),
  answerApplication: (decision) => post("bufdir/applications/answer", decision),
  accessOfAll: () => get("bufdir/access"),
  endAccess: (application_id) => post("bufdir/access/end", { application_id }),
  approvedIn: (period) => get(`bufdir/periods/${period}`),
  approvedReport: (report) => get(`bufdir/reports/${report}`),
  reopen: (report_id, revision, reason) => post("bufdir/reopen", { report_id, revision, reason }),
  refuseReopening: (report_id, revision, reason) =>
    post("bufdir/refuse-reopening", { report_id, revision, reason }),
  acknowledge: (decision_ids) => post("bufdir/acknowledgements", { decision_ids }),
  periods: () => get("bufdir/periods"),
  openPeriod: (settings) => post("bufdir/periods", settings),
  closePeriod: (period) => post("bufdir/close-period", { period }),
  missingIn: (period) => get(`bufdir/periods/${period}/missing`),
  figures: (county) => get(county === null ? "figures" : `figures?county_no=${county}`),
  people: (query) => post("bufdir/people", query),
  giveRole: (wish) => post("bufdir/roles", wish),
  endRole: (role_id, last_day) => post("bufdir/roles/end", { role_id, last_day }),
  units: () => get("bufdir/units"),
  addUnit: (unit) => post("bufdir/units", unit),
  setUnitSpan: (span) => post("bufdir/units/span", span),
  audit: (query) => post("bufdir/audit", query),
  figuresFile: ({ county, indicator, format, language }) => {
    const asked = new URLSearchParams({ county_no: county, indicator, language });
    return download(`figures/${format}?${asked}`, () => {});
  },
  takeOut: (period, format, came) => download(`bufdir/periods/${period}/export/${format}`, came),
};

function get<Answer>(path: string): Promise<Answer> {
  return call(path, { method: "GET" });
}

function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Halvaarsrapport": "1" },
    body: JSON.stringify(body),
  });
}

async function call<Answer>(path: string, request: RequestInit): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(`/v1/portal/${path}`, {
      ...request,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw { kind: navigator.onLine ? "away" : "offline" } satisfies Problem;
  }
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body as Answer;
  throw problemOf(answer.status, body);
}

/** A file piece by piece. One that breaks off is none. */
async function download(path: string, came: (bytes: number) => void): Promise<Blob> {
  const lost = () => ({ kind: navigator.onLine ? "away" : "offline" }) satisfies Problem;
  const answer = await fetch(`/v1/portal/${path}`, {
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
  }).catch(() => {
    throw lost();
  });
  if (!answer.ok || answer.body === null) {
    throw problemOf(answer.status, await answer.json().catch(() => null));
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw lost();
    });
    if (done) break;
    pieces.push(value);
    bytes += value.byteLength;
    came(bytes);
  }
  return new Blob(pieces, { type: answer.headers.get("content-type") ?? "" });
}

/** What an answer that is no success means. */
export function problemOf(status: number, body: unknown): Problem {
  const said = typeof body === "object" && body !== null ? body : {};
  const reference =
    "reference" in said && typeof said.reference === "string" ? said.reference : null;
  if (status === 401) return { kind: "session_over" };
  if (status === 404) return { kind: "not_found" };
  if (status === 403) return { kind: "forbidden" };
  if (status === 409) return { kind: "conflict" };
  if (status === 413) return { kind: "too_large" };
  if (status === 429) return { kind: "busy" };
  if (status === 400 || status === 422) {
    return { kind: "invalid", at: faultsOf(said) };
  }
  if (status === 502 || status === 503 || status === 504) return { kind: "away" };
  return { kind: "trouble", reference };
}

function faultsOf(said: object): string[] {
  const faults: unknown = "faults" in said ? said.faults : [];
  if (!Array.isArray(faults)) return [];
  return faults.flatMap((fault: unknown) =>
    typeof fault === "object" && fault !== null && "at" in fault && typeof fault.at === "string"
      ? [fault.at]
      : [],
  );
}
