import type { HelpTexts } from "./nb";

/** The user guide as the program itself tells it, in English. */
export const en: HelpTexts = {
  title: "Help and about",
  intro:
    "The numbers are the steps of Bufdir’s user guide. Steps 12 to 15 are the application for access in the web portal, and the message you get about it.",
  contents: "Contents",
  chapters: [
    {
      title: "Log in",
      steps: [
        {
          title: "1. Start the login",
          text: "Press “Log in with ID-porten”. The login takes place in your browser, and the program waits meanwhile. If you closed the tab, press “Open the browser again”.",
        },
        {
          title: "2. Choose an electronic ID",
          text: "Choose an electronic ID in the browser and log in. The service requires a high level of assurance, so MinID cannot be chosen.",
        },
        {
          title: "3. Choose a PIN and register",
          text: "The first time on a machine you choose a PIN of at least eight characters. It opens what lies encrypted on the machine, also without a network. The program locks itself after ten minutes without use. If you have forgotten the PIN, press “Forgotten PIN”, log in and choose a new one. Decisions that wait are sent all the same. Press “Start registration”, and give your e-mail and telephone at work. Messages go there once you have typed the code that is mailed to you. You find it again under “Settings”.",
        },
      ],
    },
    {
      title: "Find the reports",
      steps: [
        {
          title: "4. Home",
          text: "“Reporting” shows how many tasks are open, and where the municipalities’ reports are. “Published figures” shows deadline breaches in the county and the country. “Needs you” holds decisions that came back, corrected reports and drafts.",
        },
        {
          title: "5. Open tasks",
          text: "Press the reference to open a form. You can search, filter and sort. At the top right always stands whether the program is online, and how many decisions wait. You can read and decide without a network. “Ready to travel” means that all open forms, earlier periods and the rules are on the machine, and that you can work without a network for at least ten hours.",
        },
      ],
    },
    {
      title: "Review and decide",
      steps: [
        {
          title: "6. Read the points",
          text: "Choose a heading on the left. Each point stands with the number of this period, the period before, the same half-year last year, the change and the last four years. A finding stands under the point it concerns, with its arithmetic and the rule’s number.",
          terms: [
            [
              "Error",
              "The numbers cannot be right. You must have seen all errors before you can answer Yes.",
            ],
            ["Must be explained", "The municipality is to have explained the number."],
            ["For information", "Worth a look."],
          ],
        },
        {
          title: "7. Fill in your figure",
          text: "On the right you give the number of cases with 3-6 months of investigation where the decision to extend the investigation is approved by the County Governor. Below the field stands what the figure does to the missed deadlines. A figure that you gave for an earlier version stands in the field from the start, with a note of where it was taken from.",
        },
        {
          title: "8. Approve",
          text: "Choose “Yes” at “Approves”, and press “Save”, “Continue workflow” and “Confirm”. The report goes to Bufdir. You can undo it for ten seconds. After that you see where the decision is.",
          terms: [
            [
              "Saved here",
              "The decision is safe on the machine, and the server has not received it. It is sent when the machine has a network and you are logged in.",
            ],
            ["Received", "The server has it and has given a receipt with a number."],
            ["At Bufdir", "Bufdir has acknowledged it."],
          ],
        },
        {
          title: "Several reports without findings",
          text: "The tab “The whole county” shows all units in a half-year. On the right stand the reports that wait and have no findings. Fill in your figure for those you want to approve, and press “Continue”. You see each figure before you confirm. Each report becomes a decision of its own with a receipt of its own.",
        },
        {
          title: "Remind of the deadline",
          text: "“Send a reminder” in the tab “The whole county” shows who has not reported. Choose one or more, and press “See the e-mail”. Nothing is sent before you have seen it. Reminders need a network, and a unit cannot be reminded twice within an hour.",
        },
        {
          title: "9. Return for correction",
          text: "Choose “No”, and say in the comment why the form is returned. “Ask the municipality” at a finding or a point puts the point on the list of what you ask about. The municipality must answer each of them before it can send again. Press “Save”, “Continue workflow” and “Confirm”.",
        },
        {
          title: "10. Corrected report",
          text: "When the municipality sends again, you get a notification, and the report stands under “Open tasks” once more. It opens on the changes: what you asked about and has changed, what you asked about and has not changed, and what has changed without being asked about. The key E goes to the next change.",
        },
      ],
    },
    {
      title: "Afterwards",
      steps: [
        {
          title: "11. Completed tasks (archive)",
          text: "Decided forms stand in the archive with all versions, the decision, the receipt and where it is. “Print” gives the report with decision and receipt for the office’s archive. If you see a mistake after the approval, say what is wrong under “Ask Bufdir to reopen”.",
        },
        {
          title: "When something needs you",
          text: "If the municipality has sent a new version, or a colleague decided before you, your decision does not hold. It is held back and stands beside what holds, with your text. Nothing is sent again by itself: you decide again, or say that you have read it.",
        },
      ],
    },
    {
      title: "Access applications",
      steps: [
        {
          title: "16. Read the application",
          text: "Whoever wants to see the published figures applies for access. The application comes with a notification, and stands under “Open tasks” as “Access application”. You see who applies, how to reach the person, whom the applicant works for, and the reason. Nobody decides their own application.",
        },
        {
          title: "17. Answer the application",
          text: "Choose “Yes” and the last day of access, at most two years ahead, or “No” with a reason. If the applicant is external, choose “External applicant, send to Bufdir”: then Bufdir gets the contact details, and decides. Press “Continue workflow” and “Confirm”. “Access” above the list shows who has access through the office. There you can end an access. That needs a network.",
        },
      ],
    },
    {
      title: "Figures and notifications",
      steps: [
        {
          title: "Published figures",
          text: "“Published figures” shows what is published of the office’s municipalities and city districts, the county and the country, also without a network. Choose unit and indicator on the left. The first and the second half-year are series of their own. Pictures and tables can be saved as files in the folder Documents, outside the encrypted store. Points that are part of an indicator carry its number, such as 3A. It leads to the indicator for the same municipality.",
        },
        {
          title: "Notifications",
          text: "When something arrives, the machine shows a notification. If the program is unlocked, it says which unit it concerns. If it is locked, it only says how many have come. Notifications never show figures. You choose “Quiet hours” under “Settings”. The icon in the notification area says whether the program is online. If something waits to be sent when you quit, you are told first.",
        },
      ],
    },
  ],
  keys: "“Confirm” has no shortcut.",
  diagnostics: "When something does not work",
  diagnosticsText:
    "The diagnostics file says what the program has done these last days, and about the machine. It holds no reports, decisions or personal data. You can read it before you send it to anybody.",
  diagnosticsExport: "Save a diagnostics file",
  diagnosticsIn: (file) => `The diagnostics file is here: ${file}`,
  about: "About the program",
  parts: [
    {
      title: "What is on this machine",
      text: "The office’s reports, your drafts and decisions that wait lie here encrypted. You can read and decide without a network. What you decide is sent when the machine has a network and you are logged in.",
    },
    {
      title: "Privacy",
      text: "The reports hold numbers and the municipality’s texts, nothing about single persons in cases. Do not write such things in the comment.",
    },
    {
      title: "Accessibility",
      text: "The program can be used with a keyboard alone and with a screen reader, and at 200% size.",
    },
    {
      title: "Who made it",
      text: "Halvårsrapport is an independent program and not Bufdir’s own service. If you need help, contact whoever runs the server at your office.",
    },
  ],
};
