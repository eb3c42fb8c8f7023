//! What the server keeps of the officer: asked for at once, and kept nowhere here.

use domain::{
    ids::DeviceId,
    text::Language,
    wire::{
        AskEmailCode, ConfirmEmail, Contact, DevicesAnswer, EmailCodeAsked, EmailConfirmed,
        EndDevicesAnswer, EndDevicesRequest, MailWishes, Me, OwnMail, path,
    },
};
use edge::Http;

use super::{not_reached, refused_input};
use crate::{
    Desktop, Engine, EngineError,
    view::{ContactView, DeviceView, ProfileView},
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// E-mail, telephone and machines.
    pub async fn profile(&self) -> Result<ProfileView, EngineError> {
        let token = self.session_token()?;
        let me: Me = self
            .api
            .get(path::ME, Some(token.as_str()))
            .await
            .map_err(not_reached)?;
        let known: DevicesAnswer = self
            .api
            .get(path::DEVICES, Some(token.as_str()))
            .await
            .map_err(not_reached)?;
        let devices = known.devices.into_iter().map(|device| DeviceView {
            id: device.id,
            name: device.name,
            last_seen: device.last_seen,
            logged_in: device.logged_in,
            current: device.current,
        });
        Ok(ProfileView {
            contact: me.contact.map(ContactView::from),
            devices: devices.collect(),
        })
    }

    /// «Registrer brukerinformasjon»: how the officer is reached at work. An empty telephone number is none.
    pub async fn set_contact(
        &self,
        email: String,
        phone: String,
    ) -> Result<ContactView, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let phone = Some(phone.trim().to_owned()).filter(|phone| !phone.is_empty());
        let told = Contact { email, phone };
        let kept: Contact = self
            .api
            .put(path::CONTACT, Some(token.as_str()), &told)
            .await
            .map_err(refused_input)?;
        Ok(kept.into())
    }

    /// Whether mail reaches the officer, and when which is wanted.
    pub async fn mail(&self) -> Result<OwnMail, EngineError> {
        let token = self.session_token()?;
        let asked = self.api.get(path::OWN_MAIL, Some(token.as_str()));
        asked.await.map_err(not_reached)
    }

    /// When which mail is wanted.
    pub async fn set_mail_wishes(&self, wishes: MailWishes) -> Result<OwnMail, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let kept = self.api.put(path::OWN_MAIL, Some(token.as_str()), &wishes);
        kept.await.map_err(refused_input)
    }

    /// Asks for a code to the own address, in a language that mails are in from then on.
    pub async fn ask_email_code(&self, language: Language) -> Result<EmailCodeAsked, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let asked = AskEmailCode { language };
        let sent = self
            .api
            .post(path::EMAIL_CODE, Some(token.as_str()), &asked);
        sent.await.map_err(refused_input)
    }

    /// Shows with the code that was mailed there that an address is the officer's.
    pub async fn confirm_email(&self, code: String) -> Result<EmailConfirmed, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let typed = ConfirmEmail { code };
        let said = self
            .api
            .post(path::CONFIRM_EMAIL, Some(token.as_str()), &typed);
        said.await.map_err(refused_input)
    }

    /// Logs another machine of the officer's out.
    pub async fn end_device(&self, id: DeviceId) -> Result<(), EngineError> {
        self.touch();
        let token = self.session_token()?;
        let ends = EndDevicesRequest {
            device_id: Some(id),
        };
        let ended: EndDevicesAnswer = self
            .api
            .post(path::END_DEVICES, Some(token.as_str()), &ends)
            .await
            .map_err(refused_input)?;
        if ended.devices == 0 {
            return Err(EngineError::NotFound);
        }
        Ok(())
    }
}
