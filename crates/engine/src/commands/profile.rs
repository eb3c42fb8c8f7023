//! What the server keeps of the officer: asked for at once, and kept nowhere here.

use domain::{
    ids::DeviceId,
    wire::{Contact, DevicesAnswer, EndDevicesAnswer, EndDevicesRequest, Me, path},
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
        let contact = me
            .contact
            .map(|Contact { email, phone }| ContactView { email, phone });
        let devices = known.devices.into_iter().map(|device| DeviceView {
            id: device.id,
            name: device.name,
            last_seen: device.last_seen,
            logged_in: device.logged_in,
            current: device.current,
        });
        Ok(ProfileView {
            contact,
            devices: devices.collect(),
        })
    }

    /// «Registrer brukerinformasjon»: how the officer is reached at work. An empty telephone number is none.
    pub async fn set_contact(
        &self,
        email: String,
        phone: String,
    ) -> Result<ProfileView, EngineError> {
        self.touch();
        let token = self.session_token()?;
        let phone = Some(phone.trim().to_owned()).filter(|phone| !phone.is_empty());
        let told = Contact { email, phone };
        let _kept: Contact = self
            .api
            .put(path::CONTACT, Some(token.as_str()), &told)
            .await
            .map_err(refused_input)?;
        self.profile().await
    }

    /// Logs another machine of the officer's out.
    pub async fn end_device(&self, id: DeviceId) -> Result<ProfileView, EngineError> {
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
        self.profile().await
    }
}
