// Which page an address is.

/** How a half-year is looked at. */
export type View = "fill" | "asks" | "send" | "history" | "print" | "import";

export type Place =
  | { kind: "home" }
  | { kind: "unit"; unit: string }
  | { kind: "form"; unit: string; period: string; view: View | null }
  | { kind: "login"; failure: string | null }
  | { kind: "logged_in" }
  | { kind: "logged_out" }
  | { kind: "contact" }
  | { kind: "apply" }
  | { kind: "applications" }
  | { kind: "accesses" }
  | { kind: "reports"; period: string | null }
  | { kind: "report"; report: string }
  | { kind: "missing"; period: string | null }
  | { kind: "halves" }
  | { kind: "figures"; county: string | null }
  | { kind: "people" }
  | { kind: "bufdir_units" }
  | { kind: "log" }
  | { kind: "help" }
  | { kind: "accessibility" }
  | { kind: "privacy" }
  | { kind: "not_found" };

const ROOT = "/portal";

const VIEWS: Record<View, string> = {
  fill: "fyll-ut",
  asks: "svar",
  send: "send",
  history: "historikk",
  print: "utskrift",
  import: "hent-fra-fil",
};

const ALONE = {
  logged_in: "innlogget",
  logged_out: "logged-out",
  contact: "registrering",
  apply: "utrapportering",
  help: "hjelp",
  accessibility: "tilgjengelighet",
  privacy: "personvern",
} as const;

/** The pages of Bufdir's, below an address of their own. */
const BUFDIR = {
  applications: "soknader",
  accesses: "tilganger",
  halves: "halvaar",
  people: "personer",
  bufdir_units: "enheter",
  log: "logg",
} as const;

/** Those that show a half-year. */
const HALF = { reports: "rapporter", missing: "mangler" } as const;

const REPORT = "rapport";

/** The published figures, of a county. */
const FIGURES = "tall";

/** The address of a page. */
export function pathOf(place: Place): string {
  switch (place.kind) {
    case "home":
    case "not_found":
      return `${ROOT}/`;
    case "unit":
      return `${ROOT}/${place.unit}`;
    case "form": {
      const view = place.view === null ? "" : `/${VIEWS[place.view]}`;
      return `${ROOT}/${place.unit}/${place.period}${view}`;
    }
    case "login":
      return `${ROOT}/innlogging`;
    case "logged_in":
    case "logged_out":
    case "contact":
    case "apply":
    case "help":
    case "accessibility":
    case "privacy":
      return `${ROOT}/${ALONE[place.kind]}`;
    case "applications":
    case "accesses":
    case "halves":
    case "people":
    case "bufdir_units":
    case "log":
      return `${ROOT}/bufdir/${BUFDIR[place.kind]}`;
    case "reports":
    case "missing":
      return `${ROOT}/bufdir/${HALF[place.kind]}${place.period === null ? "" : `/${place.period}`}`;
    case "figures":
      return `${ROOT}/${FIGURES}${place.county === null ? "" : `/${place.county}`}`;
    case "report":
      return `${ROOT}/bufdir/${REPORT}/${place.report}`;
  }
}

export function placeOf({ pathname, search }: Pick<URL, "pathname" | "search">): Place {
  const parts = pathname.split("/").filter((part) => part !== "");
  const [root, first, period, view, ...more] = parts;
  if (root !== "portal" || more.length > 0) return { kind: "not_found" };
  if (first === undefined) return { kind: "home" };
  if (period === undefined) {
    if (first === "innlogging") {
      return { kind: "login", failure: new URLSearchParams(search).get("feil") };
    }
    for (const [kind, path] of Object.entries(ALONE)) {
      if (path === first) return { kind: kind as keyof typeof ALONE };
    }
  }
  if (first === FIGURES && view === undefined && /^(\d{2})?$/.test(period ?? "")) {
    return { kind: "figures", county: period ?? null };
  }
  if (first === "bufdir") return atBufdir(period, view);
  if (!/^\d{4,6}$/.test(first)) return { kind: "not_found" };
  if (period === undefined) return { kind: "unit", unit: first };
  if (!/^\d{4}-[12]$/.test(period)) return { kind: "not_found" };
  if (view === undefined) return { kind: "form", unit: first, period, view: null };
  for (const [name, path] of Object.entries(VIEWS)) {
    if (path === view) return { kind: "form", unit: first, period, view: name as View };
  }
  return { kind: "not_found" };
}

function atBufdir(page: string | undefined, which: string | undefined): Place {
  for (const [kind, path] of Object.entries(HALF)) {
    if (path === page && (which === undefined || /^\d{4}-[12]$/.test(which))) {
      return { kind: kind as keyof typeof HALF, period: which ?? null };
    }
  }
  if (page === REPORT && which !== undefined && /^[0-9a-f-]{36}$/.test(which)) {
    return { kind: "report", report: which };
  }
  for (const [kind, path] of Object.entries(BUFDIR)) {
    if (path === page && which === undefined) return { kind: kind as keyof typeof BUFDIR };
  }
  return { kind: "not_found" };
}

/** Where the server begins a login that comes back here. */
export function loginAddress(to: string, language: string, again: boolean): string {
  const query = new URLSearchParams({ to, language });
  if (again) query.set("step", "1");
  return `${ROOT}/login?${query}`;
}

/** Pages that say the same to everybody. */
export function isOpen({ kind }: Place): boolean {
  return (
    kind === "login" ||
    kind === "logged_in" ||
    kind === "logged_out" ||
    kind === "help" ||
    kind === "accessibility" ||
    kind === "privacy"
  );
}
