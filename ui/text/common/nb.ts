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
};

export type CommonTexts = typeof nb;
