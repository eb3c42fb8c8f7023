//! Mail to a person.

use domain::{
    ids::RemindingId,
    text::Language,
    wire::{
        AskEmailCode, ConfirmEmail, EmailState, MailWishes, MissingUnit, NotReminded, OwnMail,
        RemindRequest, Reminded, RemindedAnswer, ReminderLetter, ReminderPreview,
        ReminderPreviewRequest, ReminderSent, RemindersAnswer, RemindersPeriod, WhyNotReminded,
    },
};

use super::{NAME, UNIT, now, parsed};

pub(crate) fn own_mail() -> OwnMail {
    OwnMail {
        state: EmailState::Confirmed,
        wishes: MailWishes::default(),
    }
}

pub(crate) fn ask_email_code() -> AskEmailCode {
    AskEmailCode {
        language: Language::Nb,
    }
}

pub(crate) fn confirm_email() -> ConfirmEmail {
    ConfirmEmail {
        code: "1234 5678".to_owned(),
    }
}

const UNIT_NAME: &str = "Ringsaker";
const PERIOD: &str = "2026-1";

pub(crate) fn reminders_answer() -> RemindersAnswer {
    RemindersAnswer {
        periods: vec![RemindersPeriod {
            period: parsed(PERIOD),
            deadline: parsed("2026-07-31"),
            missing: vec![MissingUnit {
                unit_no: UNIT.into(),
                unit_name: UNIT_NAME.to_owned(),
                reporters: 2,
                receivers: 1,
            }],
            sent: vec![ReminderSent {
                unit_no: UNIT.into(),
                unit_name: UNIT_NAME.to_owned(),
                sent_at: now(),
                sent_by: NAME.to_owned(),
                receivers: 1,
                mailed: 1,
                undelivered: 0,
                dropped: 0,
            }],
        }],
        sends_mail: true,
        server_time: now(),
    }
}

pub(crate) fn reminder_preview_request() -> ReminderPreviewRequest {
    ReminderPreviewRequest {
        period: parsed(PERIOD),
        units: vec![UNIT.into()],
    }
}

pub(crate) fn reminder_preview() -> ReminderPreview {
    ReminderPreview {
        letters: vec![ReminderLetter {
            unit_no: UNIT.into(),
            unit_name: UNIT_NAME.to_owned(),
            language: Language::Nb,
            receivers: 1,
            subject: "Påminnelse om rapporten for Ringsaker".to_owned(),
            text: "Statsforvalteren i Innlandet minner om rapporten for Ringsaker …".to_owned(),
        }],
        left_out: vec![not_reminded()],
        server_time: now(),
    }
}

pub(crate) fn remind_request() -> RemindRequest {
    RemindRequest {
        id: RemindingId(parsed("0197c1f0-0000-7000-8000-00000000000d")),
        period: parsed(PERIOD),
        units: vec![UNIT.into()],
    }
}

pub(crate) fn reminded_answer() -> RemindedAnswer {
    RemindedAnswer {
        reminded: vec![Reminded {
            unit_no: UNIT.into(),
            unit_name: UNIT_NAME.to_owned(),
            receivers: 1,
        }],
        left_out: vec![not_reminded()],
        server_time: now(),
    }
}

fn not_reminded() -> NotReminded {
    NotReminded {
        unit_no: "3403".into(),
        unit_name: "Hamar".to_owned(),
        why: WhyNotReminded::NoAddress,
    }
}
