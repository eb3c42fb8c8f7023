import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Access } from "../generated/Access";
import type { AnswerDraft } from "../generated/AnswerDraft";
import type { ApplicationId } from "../generated/ApplicationId";
import type { ApplicationView } from "../generated/ApplicationView";
import type { AppState } from "../generated/AppState";
import type { CommandError } from "../generated/CommandError";
import type { ContactView } from "../generated/ContactView";
import type { CountyView } from "../generated/CountyView";
import type { DecisionId } from "../generated/DecisionId";
import type { DeviceId } from "../generated/DeviceId";
import type { Draft } from "../generated/Draft";
import type { FigureSheet } from "../generated/FigureSheet";
import type { FiguresFile } from "../generated/FiguresFile";
import type { FiguresView } from "../generated/FiguresView";
import type { Hash } from "../generated/Hash";
import type { Joined } from "../generated/Joined";
import type { MachineSettings } from "../generated/MachineSettings";
import type { MachineView } from "../generated/MachineView";
import type { OfficeId } from "../generated/OfficeId";
import type { Phrase } from "../generated/Phrase";
import type { PhraseId } from "../generated/PhraseId";
import type { PointId } from "../generated/PointId";
import type { Preferences } from "../generated/Preferences";
import type { ProfileView } from "../generated/ProfileView";
import type { RemindedAnswer } from "../generated/RemindedAnswer";
import type { RemindersAnswer } from "../generated/RemindersAnswer";
import type { RemindersToSend } from "../generated/RemindersToSend";
import type { RemindingId } from "../generated/RemindingId";
import type { ReportId } from "../generated/ReportId";
import type { ReportView } from "../generated/ReportView";
import type { TaskLists } from "../generated/TaskLists";
import type { TogetherView } from "../generated/TogetherView";
import type { UnitNo } from "../generated/UnitNo";
import type { Wish } from "../generated/Wish";
import type { MailApi } from "../parts/mail";
import type { Language } from "../text";

/** All that the pages can ask of the engine. Every rejection is a `CommandError`. */
export type Backend = {
  appState: () => Promise<AppState>;
  /** For an office of several; otherwise for that of the last login. */
  loginBegin: (language: Language, office: OfficeId | null) => Promise<void>;
  loginCancel: () => Promise<void>;
  loginOpenAgain: () => Promise<void>;
  logout: () => Promise<void>;
  choosePin: (pin: string) => Promise<void>;
  unlock: (pin: string) => Promise<void>;
  changePin: (old: string, next: string) => Promise<void>;
  /** The PIN is forgotten: a login, and then a new one. */
  pinForgotten: () => Promise<void>;
  lock: () => Promise<void>;
  /** Somebody is at keyboard or mouse. */
  inputSeen: () => Promise<void>;
  /** Looks once more at what is on this machine. */
  lookAgain: () => Promise<void>;
  /** With the archive, or only what there is to do. */
  tasks: (archive: boolean) => Promise<TaskLists>;
  report: (id: ReportId) => Promise<ReportView>;
  saveDraft: (id: ReportId, revision: number, draft: Draft) => Promise<void>;
  decide: (id: ReportId, revision: number, contentHash: Hash) => Promise<ReportView>;
  /** Null where it is taken back and its report is not here any more. */
  undo: (decisionId: DecisionId) => Promise<ReportView | null>;
  application: (id: ApplicationId) => Promise<ApplicationView>;
  saveAnswer: (id: ApplicationId, draft: AnswerDraft) => Promise<void>;
  answer: (id: ApplicationId, contentHash: Hash) => Promise<ApplicationView>;
  undoAnswer: (decisionId: DecisionId) => Promise<ApplicationView | null>;
  /** Who sees the published figures through the office; only with the server. */
  access: () => Promise<Access[]>;
  endAccess: (id: ApplicationId) => Promise<void>;
  /** The office's units in a half-year; in the newest where none is named. */
  county: (period: string | null) => Promise<CountyView | null>;
  /** Who has not reported, and who was reminded; only with the server, as what follows. */
  reminders: () => Promise<RemindersAnswer>;
  /** Reminders as they would go out. */
  previewReminders: (period: string, units: UnitNo[]) => Promise<RemindersToSend>;
  /** The same id again reminds nobody once more. */
  sendReminders: (id: RemindingId, period: string, units: UnitNo[]) => Promise<RemindedAnswer>;
  /** The published figures of the office and the country, from this machine. */
  figures: () => Promise<FiguresView>;
  /** One indicator of the office's counties and the country alone. */
  figuresAtAGlance: () => Promise<FigureSheet>;
  /** Writes them to the user's documents, and says where. */
  saveFigures: (file: FiguresFile) => Promise<string>;
  /** Ja to several reports without findings, each a decision of its own. */
  approveTogether: (chosen: Joined[]) => Promise<TogetherView>;
  /** Asks Bufdir to reopen an approved report; only with the server. */
  askReopening: (id: ReportId, revision: number, reason: string) => Promise<ReportView>;
  /** E-mail, telephone and machines, as the server has them. */
  profile: () => Promise<ProfileView>;
  setContact: (email: string, phone: string) => Promise<ContactView>;
  endDevice: (id: DeviceId) => Promise<void>;
  /** Whether mail reaches the officer, and when which is wanted; only with the server. */
  mail: MailApi["mail"];
  setMailWishes: MailApi["setMailWishes"];
  askEmailCode: MailApi["askEmailCode"];
  confirmEmail: MailApi["confirmEmail"];
  /** These points of a revision were in sight. */
  see: (id: ReportId, revision: number, points: PointId[]) => Promise<void>;
  layAside: (decisionId: DecisionId) => Promise<void>;
  phrases: () => Promise<Phrase[]>;
  addPhrase: (text: string) => Promise<Phrase[]>;
  removePhrase: (id: PhraseId) => Promise<Phrase[]>;
  setPreferences: (chosen: Preferences) => Promise<void>;
  /** Writes the officer's own texts to a file, and says which. */
  exportOwnTexts: () => Promise<string>;
  /** Removes all that is left here of the officer, after that. */
  removeOwnTexts: () => Promise<void>;
  /** Sends what waits in an older copy of the store, or takes it back. */
  settleOlderCopy: (send: boolean) => Promise<void>;
  print: () => Promise<void>;
  syncNow: () => Promise<void>;
  /** The machine has joined a network: nothing waits for it any longer. */
  networkJoined: () => Promise<void>;
  /** What is chosen for this machine, whoever is logged in. */
  machine: () => Promise<MachineView>;
  setMachine: (chosen: MachineSettings) => Promise<MachineView>;
  /** Where the officer wants to go from a notification or a link, once. */
  takeWish: () => Promise<Wish | null>;
  /** The answer where decisions would be left unsent. */
  leave: (leave: boolean) => Promise<void>;
  /** Writes what can be sent to whoever helps to a file, and says which. */
  exportDiagnostics: () => Promise<string>;
  /** Something changed: ask again. */
  onChanged: (heard: () => void) => Promise<void>;
  /** The officer wants to go somewhere. */
  onWish: (heard: () => void) => Promise<void>;
  /** So many decisions would be left unsent. */
  onLeaving: (heard: (unsent: number) => void) => Promise<void>;
};

export const backend: Backend = {
  appState: () => call("app_state"),
  loginBegin: (language, office) => call("login_begin", { language, office }),
  loginCancel: () => call("login_cancel"),
  loginOpenAgain: () => call("login_open_again"),
  logout: () => call("logout"),
  choosePin: (pin) => call("choose_pin", { pin }),
  unlock: (pin) => call("unlock", { pin }),
  changePin: (old, next) => call("change_pin", { old, new: next }),
  pinForgotten: () => call("pin_forgotten"),
  lock: () => call("lock"),
  inputSeen: () => call("input_seen"),
  lookAgain: () => call("look_again"),
  tasks: (archive) => call("tasks", { archive }),
  report: (id) => call("report", { id }),
  saveDraft: (id, revision, draft) => call("save_draft", { id, revision, draft }),
  decide: (id, revision, contentHash) => call("decide", { id, revision, contentHash }),
  undo: (decisionId) => call("undo", { decisionId }),
  application: (id) => call("application", { id }),
  saveAnswer: (id, draft) => call("save_answer", { id, draft }),
  answer: (id, contentHash) => call("answer", { id, contentHash }),
  undoAnswer: (decisionId) => call("undo_answer", { decisionId }),
  access: () => call("access"),
  endAccess: (id) => call("end_access", { id }),
  county: (period) => call("county", { period }),
  reminders: () => call("reminders"),
  previewReminders: (period, units) => call("preview_reminders", { period, units }),
  sendReminders: (id, period, units) => call("send_reminders", { id, period, units }),
  figures: () => call("figures"),
  figuresAtAGlance: () => call("figures_at_a_glance"),
  saveFigures: (file) => call("save_figures", { file }),
  approveTogether: (chosen) => call("approve_together", { chosen }),
  askReopening: (id, revision, reason) => call("ask_reopening", { id, revision, reason }),
  profile: () => call("profile"),
  setContact: (email, phone) => call("set_contact", { email, phone }),
  endDevice: (id) => call("end_device", { id }),
  mail: () => call("mail"),
  setMailWishes: (wishes) => call("set_mail_wishes", { wishes }),
  askEmailCode: (language) => call("ask_email_code", { language }),
  confirmEmail: (code) => call("confirm_email", { code }),
  see: (id, revision, points) => call("see", { id, revision, points }),
  layAside: (decisionId) => call("lay_aside", { decisionId }),
  phrases: () => call("phrases"),
  addPhrase: (text) => call("add_phrase", { text }),
  removePhrase: (id) => call("remove_phrase", { id }),
  setPreferences: (chosen) => call("set_preferences", { chosen }),
  exportOwnTexts: () => call("export_own_texts"),
  removeOwnTexts: () => call("remove_own_texts"),
  settleOlderCopy: (send) => call("settle_older_copy", { send }),
  print: () => call("print"),
  syncNow: () => call("sync_now"),
  networkJoined: () => call("network_joined"),
  machine: () => call("machine"),
  setMachine: (chosen) => call("set_machine", { chosen }),
  takeWish: () => call("take_wish"),
  leave: (leave) => call("leave", { leave }),
  exportDiagnostics: () => call("export_diagnostics"),
  onChanged: async (heard) => {
    await listen("changed", heard);
  },
  onWish: async (heard) => {
    await listen("wish", heard);
  },
  onLeaving: async (heard) => {
    await listen<number>("leaving", (event) => heard(event.payload));
  },
};

async function call<Answer>(command: string, input: Record<string, unknown> = {}): Promise<Answer> {
  try {
    return await invoke<Answer>(command, input);
  } catch (error) {
    throw commandError(error);
  }
}

/** What a command was rejected with; the bridge itself rejects with plain text. */
export function commandError(error: unknown): CommandError {
  if (typeof error === "object" && error !== null && "code" in error) return error as CommandError;
  return { code: "internal", reference: "ipc" };
}
