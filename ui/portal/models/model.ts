import type { PortalUnitView } from "../../generated/PortalUnitView";
import { type Format, formatOf } from "../../parts/format";
import { type Mail, noMailYet } from "../../parts/mail";
import type { Language } from "../../text/language";
import { type PortalTexts, portalTextsOf } from "../../text/portal";
import type { Applying } from "./applying";
import type { Approved } from "./approved";
import type { Bufdir } from "./bufdir";
import type { Published } from "./figures";
import type { Form } from "./form";
import type { Halves, Missing } from "./halves";
import type { Log } from "./log";
import type { People } from "./people";
import type { Place } from "./place";
import type { Problem } from "./problem";
import type { Session } from "./session";
import type { Units } from "./units";

/** The element that is the page's heading: where the focus goes when the page is another one. */
export const TITLE = "page-title";

export type ContactFields = {
  /** As typed; none where nothing was typed yet. */
  email: string | null;
  phone: string | null;
  wrong: { email: boolean; phone: boolean };
  saving: boolean;
};

export type Asked = "withdraw" | null;

export type Model = {
  language: Language;
  now: number;
  place: Place;
  session: Session;
  /** What asked for the page's data failed with. */
  absent: Problem | null;
  /** What was tried last failed with. */
  problem: Problem | null;
  /** Whether the last request reached the server. */
  reached: boolean;
  unit: PortalUnitView | null;
  form: Form | null;
  applying: Applying | null;
  bufdir: Bufdir | null;
  approved: Approved | null;
  halves: Halves | null;
  missing: Missing | null;
  published: Published | null;
  people: People | null;
  units: Units | null;
  log: Log | null;
  contact: ContactFields;
  mail: Mail;
  asked: Asked;
  menuOpen: "user" | "unit" | null;
  /** Where one was going when something typed was not yet saved. */
  leaving: Place | "logout" | null;
  /** Read aloud. */
  notice: string;
  /** The element that asks for the focus. */
  focus: string | null;
};

export type Words = { texts: PortalTexts; format: Format; now: Date };

export function initial(language: Language, place: Place, now: number): Model {
  return {
    language,
    now,
    place,
    session: { kind: "unknown" },
    absent: null,
    problem: null,
    reached: true,
    unit: null,
    form: null,
    applying: null,
    bufdir: null,
    approved: null,
    halves: null,
    missing: null,
    published: null,
    people: null,
    units: null,
    log: null,
    contact: { email: null, phone: null, wrong: { email: false, phone: false }, saving: false },
    mail: noMailYet(),
    asked: null,
    menuOpen: null,
    leaving: null,
    notice: "",
    focus: null,
  };
}

const formats = new Map<Language, Format>();

export function wordsOf({ language, now }: Model): Words {
  const format = formats.get(language) ?? formatOf(language);
  formats.set(language, format);
  return { texts: portalTextsOf(language), format, now: new Date(now) };
}
