import type { Language } from "../language";
import { FIGURES } from "./figures";

/** What both user interfaces say, in bokmål. */
export const nb = {
  code: "nb" as Language,
  language: {
    name: "Bokmål",
    label: "Språk",
  },
  product: {
    name: "Halvårsrapport",
    version: (version: string) => `Halvårsrapport ${version}`,
    skipToContent: "Hopp til innholdet",
    title: (page: string) => `${page} – Halvårsrapport`,
    starting: "Starter",
  },
  report: {
    point: "Rapporteringspunkt",
    changed: "Endret",
    notReported: "Ikke oppgitt",
    yes: "Ja",
    no: "Nei",
  },
  findings: {
    name: { error: "Feil", warning: "Må forklares", information: "Til orientering" },
    severity: { error: "feil", warning: "å forklare", information: "til orientering" },
  },
  figures: FIGURES.nb,
  mail: {
    title: "E-post til deg",
    confirmed: "E-postadressen er bekreftet.",
    sent: "Vi har sendt en kode til adressen. Skriv den inn her. Til adressen er bekreftet, ser du det som kommer, i programmet og portalen, men får ikke e-post om det.",
    unconfirmed:
      "E-postadressen er ikke bekreftet. Til den er det, ser du det som kommer, i programmet og portalen, men får ikke e-post om det.",
    toConfirm: "Bekreft e-postadressen din, så får du e-post om det som kommer.",
    code: "Koden fra e-posten",
    confirm: "Bekreft adressen",
    ask: "Send kode",
    again: "Send ny kode",
    wrong: (left: number) =>
      left === 0
        ? "Koden er feil. Be om en ny."
        : left === 1
          ? "Koden er feil. Du kan prøve én gang til."
          : `Koden er feil. Du kan prøve ${left} ganger til.`,
    noCode: "Koden gjelder ikke lenger. Be om en ny.",
    tooSoon: "En kode ble nettopp sendt. Vent et minutt før du ber om en ny.",
    saved: "E-postadressen er bekreftet.",
    kept: "Valget er lagret.",
    kinds: {
      arrivals: "Når noe er kommet inn",
      outcomes: "Når noe er godkjent",
      duties: "Når du skal gjøre noe",
    },
    when: { at_once: "Med en gang", daily: "Samlet om morgenen", never: "Ikke e-post" },
    quiet: "Stille tid for e-post",
    from: "Fra",
    until: "Til",
    duties:
      "E-post om det du har plikt til å gjøre, kan samles, men ikke slås av. Du får ikke e-post om det du alt har sett.",
  },
};

export type CommonTexts = typeof nb;
