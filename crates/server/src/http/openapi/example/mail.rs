//! Mail to a person.

use domain::{
    text::Language,
    wire::{AskEmailCode, ConfirmEmail, EmailState, MailWishes, OwnMail},
};

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
