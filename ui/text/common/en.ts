import { FIGURES } from "./figures";
import type { CommonTexts } from "./nb";

export const en: CommonTexts = {
  code: "en",
  language: {
    name: "English",
    label: "Language",
  },
  product: {
    name: "Halvårsrapport",
    version: (version) => `Halvårsrapport ${version}`,
    skipToContent: "Skip to content",
    title: (page) => `${page} – Halvårsrapport`,
    starting: "Starting",
  },
  report: {
    point: "Reporting point",
    changed: "Changed",
    notReported: "Not reported",
    yes: "Yes",
    no: "No",
  },
  findings: {
    name: { error: "Error", warning: "Must be explained", information: "For information" },
    severity: { error: "errors", warning: "to explain", information: "for information" },
  },
  figures: FIGURES.en,
};
