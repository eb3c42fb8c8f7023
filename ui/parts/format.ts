// Dates, numbers and order, as each language writes them.

import type { Language } from "../text/language";
import { dateOf, daysBetween, NORWAY, wallTime } from "./norway";

/** Chromium has no data for nynorsk; its dates and numbers are those of bokmål. */
const LOCALES: Record<Language, string[]> = {
  nb: ["nb-NO"],
  nn: ["nn-NO", "nb-NO"],
  en: ["en-GB"],
};

const MINUS = "−";
const NBSP = "\u00a0";

/** The smallest base, in whole units, from which a change is also told in per cent. */
const SHARE_BASE = 10;

export type Format = ReturnType<typeof formatOf>;

/** Everything that depends on the language alone. */
export function formatOf(language: Language) {
  const locale = LOCALES[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const days = (month: "short" | "long", year?: "numeric") =>
    new Intl.DateTimeFormat(locale, { timeZone: NORWAY, day: "numeric", month, year });
  const short: DayFormats = [days("short"), days("short", "numeric")];
  const long: DayFormats = [days("long"), days("long", "numeric")];
  // Names are Norwegian in every language: æ, ø and å stand last.
  const collator = new Intl.Collator("nb-NO", { numeric: true });

  const number = (value: number, kind: "whole" | "tenths" = "whole") =>
    tidy(kind === "tenths" ? tenths.format(value / 10) : whole.format(value));
  const signed = (value: number, kind: "whole" | "tenths" = "whole") => {
    const text = number(Math.abs(value), kind);
    if (value === 0) return text;
    return value > 0 ? `+${text}` : `${MINUS}${text}`;
  };
  const time = (instant: string) => clock(new Date(instant), language);
  const written = (value: string, now: Date, [same, other]: DayFormats) => {
    const date = dateOf(value);
    return (wallTime(date).year === wallTime(now).year ? same : other).format(date);
  };
  /** An instant as one says it today; the days are written as this year's and as another's. */
  const moment = (instant: string, now: Date, formats: DayFormats) => {
    const past = daysBetween(new Date(instant), now);
    if (past === 0) return `${DAYS[language].today} ${time(instant)}`;
    if (past === 1) return `${DAYS[language].yesterday} ${time(instant)}`;
    return `${written(instant, now, formats)} ${time(instant)}`;
  };

  return {
    language,
    number,
    signed,
    time,
    compare: (a: string, b: string) => collator.compare(a, b),
    /** For a search: without regard to capitals. */
    fold: (text: string) => text.toLocaleLowerCase("nb-NO").normalize("NFC"),
    /** A share with one decimal, such as 10,6 %. */
    share: (part: number, of: number) =>
      of > 0 ? `${tidy(tenths.format((part / of) * 100))}${percentSign(language)}` : "",
    /** A change in whole per cent; empty where the base is too small to say anything. */
    changeShare: (now: number, before: number, kind: "whole" | "tenths") => {
      const base = kind === "tenths" ? before / 10 : before;
      if (base < SHARE_BASE) return "";
      const share = Math.round(((now - before) / before) * 100);
      return `${signed(share)}${percentSign(language)}`;
    },
    /** 24. aug., with the year where it is another than this one. */
    shortDate: (value: string, today: Date) => written(value, today, short),
    /** 24. august, with the year where it is another than this one. */
    longDate: (value: string, today: Date) => written(value, today, long),
    /** Today the time alone, yesterday the word, else the date. */
    when: (instant: string, now: Date) => moment(instant, now, long),
    /** The same where there is little room. */
    whenShort: (instant: string, now: Date) => moment(instant, now, short),
    /** Om 21 dager. */
    daysLeft: (date: string, today: Date) => {
      const days = daysBetween(today, dateOf(date));
      return days === 0 ? DAYS[language].today : DAYS[language].left(days);
    },
    /** 4 min 32 s. */
    duration: (milliseconds: number) => {
      const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
      const minutes = Math.floor(seconds / 60);
      const rest = `${seconds % 60}${NBSP}s`;
      return minutes > 0 ? `${minutes}${NBSP}min ${rest}` : rest;
    },
    /** 1. halvår 2026. */
    period: (period: string) => halfYear(period, language).join(" "),
    /** The same in two lines, for the head of a column. */
    periodLines: (period: string) => halfYear(period, language),
  };
}

/** One for the days of this year, and one with the year. */
type DayFormats = [Intl.DateTimeFormat, Intl.DateTimeFormat];

type DayWords = { today: string; yesterday: string; left: (days: number) => string };

const DAYS: Record<Language, DayWords> = {
  nb: {
    today: "i dag",
    yesterday: "i går",
    left: (days) => (days === 1 ? "om 1 dag" : `om ${days} dager`),
  },
  nn: {
    today: "i dag",
    yesterday: "i går",
    left: (days) => (days === 1 ? "om 1 dag" : `om ${days} dagar`),
  },
  en: {
    today: "today",
    yesterday: "yesterday",
    left: (days) => (days === 1 ? "in 1 day" : `in ${days} days`),
  },
};

function clock(date: Date, language: Language): string {
  const { hour, minute } = wallTime(date);
  const hours = String(hour).padStart(2, "0");
  const minutes = String(minute).padStart(2, "0");
  return language === "en" ? `at${NBSP}${hours}:${minutes}` : `kl.${NBSP}${hours}.${minutes}`;
}

function halfYear(period: string, language: Language): [string, string] {
  const [year = "", half = ""] = period.split("-");
  if (language === "en") return [half === "1" ? "1st half" : "2nd half", year];
  return [`${half}. halvår`, year];
}

function percentSign(language: Language): string {
  return language === "en" ? "%" : `${NBSP}%`;
}

/** A true minus and a no-break space, whatever the platform's data writes. */
function tidy(text: string): string {
  return text.replace(/^-/, MINUS).replace(/[\u0020\u202f]/g, NBSP);
}
