import arrowLeft from "@navikt/aksel-icons/svg/ArrowLeft.svg?raw";
import arrowRight from "@navikt/aksel-icons/svg/ArrowRight.svg?raw";
import arrowUndo from "@navikt/aksel-icons/svg/ArrowUndo.svg?raw";
import buildings from "@navikt/aksel-icons/svg/Buildings2.svg?raw";
import chat from "@navikt/aksel-icons/svg/ChatElipsis.svg?raw";
import checkmark from "@navikt/aksel-icons/svg/Checkmark.svg?raw";
import checkmarkCircle from "@navikt/aksel-icons/svg/CheckmarkCircle.svg?raw";
import chevronDown from "@navikt/aksel-icons/svg/ChevronDown.svg?raw";
import chevronRight from "@navikt/aksel-icons/svg/ChevronRight.svg?raw";
import circle from "@navikt/aksel-icons/svg/Circle.svg?raw";
import cloud from "@navikt/aksel-icons/svg/Cloud.svg?raw";
import cloudSlash from "@navikt/aksel-icons/svg/CloudSlash.svg?raw";
import warning from "@navikt/aksel-icons/svg/ExclamationmarkTriangleFill.svg?raw";
import externalLink from "@navikt/aksel-icons/svg/ExternalLink.svg?raw";
import files from "@navikt/aksel-icons/svg/Files.svg?raw";
import file from "@navikt/aksel-icons/svg/FileText.svg?raw";
import hddDown from "@navikt/aksel-icons/svg/HddDown.svg?raw";
import informationSquare from "@navikt/aksel-icons/svg/InformationSquareFill.svg?raw";
import key from "@navikt/aksel-icons/svg/KeyHorizontal.svg?raw";
import leave from "@navikt/aksel-icons/svg/Leave.svg?raw";
import minusCircle from "@navikt/aksel-icons/svg/MinusCircle.svg?raw";
import padlock from "@navikt/aksel-icons/svg/PadlockLocked.svg?raw";
import paperplane from "@navikt/aksel-icons/svg/Paperplane.svg?raw";
import pencil from "@navikt/aksel-icons/svg/Pencil.svg?raw";
import personCircle from "@navikt/aksel-icons/svg/PersonCircle.svg?raw";
import printer from "@navikt/aksel-icons/svg/PrinterSmall.svg?raw";
import tasklist from "@navikt/aksel-icons/svg/Tasklist.svg?raw";
import trash from "@navikt/aksel-icons/svg/Trash.svg?raw";
import wrench from "@navikt/aksel-icons/svg/Wrench.svg?raw";
import octagon from "@navikt/aksel-icons/svg/XMarkOctagonFill.svg?raw";
import { html, svg, type TemplateResult } from "lit-html";

const SOURCES = {
  back: arrowLeft,
  next: arrowRight,
  ask: chat,
  check: checkmark,
  into: chevronRight,
  information: informationSquare,
  print: printer,
  remove: trash,
  error: octagon,
  undo: arrowUndo,
  bufdir: buildings,
  done: checkmarkCircle,
  down: chevronDown,
  ring: circle,
  cloud,
  offline: cloudSlash,
  warning,
  external: externalLink,
  file,
  files,
  savedHere: hddDown,
  login: key,
  leave,
  minus: minusCircle,
  padlock,
  sent: paperplane,
  pencil,
  person: personCircle,
  tasks: tasklist,
  trouble: wrench,
};

export type IconName = keyof typeof SOURCES;

/** The outlines of an icon's file. */
function outlines(source: string): string[] {
  return [...source.matchAll(/ d="([^"]+)"/g)].map((match) => match[1] ?? "");
}

/** An icon beside a word: hidden from readers, in the colour of the text. */
export function icon(name: IconName, tone = ""): TemplateResult {
  return html`<svg class="icon ${tone}" viewBox="0 0 24 24" aria-hidden="true">
    ${outlines(SOURCES[name]).map(
      (d) => svg`<path fill-rule="evenodd" clip-rule="evenodd" d=${d}></path>`,
    )}
  </svg>`;
}

/** An icon and its word: every state is told by both. */
export function state(name: IconName, word: string, tone = ""): TemplateResult {
  return html`<span class="state">${icon(name, tone)}<span>${word}</span></span>`;
}
