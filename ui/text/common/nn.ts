import { FIGURES } from "./figures";
import type { CommonTexts } from "./nb";

export const nn: CommonTexts = {
  code: "nn",
  language: {
    name: "Nynorsk",
    label: "Språk",
  },
  product: {
    name: "Halvårsrapport",
    version: (version) => `Halvårsrapport ${version}`,
    skipToContent: "Hopp til innhaldet",
    title: (page) => `${page} – Halvårsrapport`,
    starting: "Startar",
  },
  report: {
    point: "Rapporteringspunkt",
    changed: "Endra",
    notReported: "Ikkje oppgitt",
    yes: "Ja",
    no: "Nei",
  },
  findings: {
    name: { error: "Feil", warning: "Må forklarast", information: "Til orientering" },
    severity: { error: "feil", warning: "å forklare", information: "til orientering" },
  },
  figures: FIGURES.nn,
  mail: {
    title: "E-post til deg",
    confirmed: "E-postadressa er stadfesta.",
    sent: "Vi har sendt ein kode til adressa. Skriv han inn her. Til adressa er stadfesta, ser du det som kjem, i programmet og portalen, men får ikkje e-post om det.",
    unconfirmed:
      "E-postadressa er ikkje stadfesta. Til ho er det, ser du det som kjem, i programmet og portalen, men får ikkje e-post om det.",
    toConfirm: "Stadfest e-postadressa di, så får du e-post om det som kjem.",
    code: "Koden frå e-posten",
    confirm: "Stadfest adressa",
    ask: "Send kode",
    again: "Send ny kode",
    wrong: (left: number) =>
      left === 0
        ? "Koden er feil. Be om ein ny."
        : left === 1
          ? "Koden er feil. Du kan prøve éin gong til."
          : `Koden er feil. Du kan prøve ${left} gonger til.`,
    noCode: "Koden gjeld ikkje lenger. Be om ein ny.",
    tooSoon: "Ein kode vart nettopp send. Vent eit minutt før du ber om ein ny.",
    saved: "E-postadressa er stadfesta.",
    kept: "Valet er lagra.",
    kinds: {
      arrivals: "Når noko er kome inn",
      outcomes: "Når noko er godkjent",
      duties: "Når du skal gjere noko",
    },
    when: { at_once: "Med ein gong", daily: "Samla om morgonen", never: "Ikkje e-post" },
    quiet: "Stille tid for e-post",
    from: "Frå",
    until: "Til",
    duties:
      "E-post om det du har plikt til å gjere, kan samlast, men ikkje slåast av. Du får ikkje e-post om det du alt har sett.",
  },
};
