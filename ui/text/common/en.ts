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
  mail: {
    title: "E-mail to you",
    confirmed: "The e-mail address is confirmed.",
    sent: "We have sent a code to the address. Type it here. Until the address is confirmed, you see what comes in the program and the portal, but get no e-mail about it.",
    unconfirmed:
      "The e-mail address is not confirmed. Until it is, you see what comes in the program and the portal, but get no e-mail about it.",
    toConfirm: "Confirm your e-mail address to get e-mail about what comes.",
    code: "The code from the e-mail",
    confirm: "Confirm the address",
    ask: "Send a code",
    again: "Send another code",
    wrong: (left: number) =>
      left === 0
        ? "The code is wrong. Ask for another."
        : left === 1
          ? "The code is wrong. You can try once more."
          : `The code is wrong. You can try ${left} more times.`,
    noCode: "The code is no longer good. Ask for another.",
    tooSoon: "A code was sent just now. Wait a minute before you ask for another.",
    saved: "The e-mail address is confirmed.",
    kept: "Your choice is saved.",
    kinds: {
      arrivals: "When something has arrived",
      outcomes: "When something is approved",
      duties: "When you have to do something",
    },
    when: { at_once: "At once", daily: "Once, in the morning", never: "No e-mail" },
    quiet: "Quiet hours for e-mail",
    from: "From",
    until: "To",
    duties:
      "E-mail about your duties can be gathered, but not switched off. You get no e-mail about what you have already seen.",
  },
};
