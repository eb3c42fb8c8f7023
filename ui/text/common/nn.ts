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
};
