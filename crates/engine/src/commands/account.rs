//! What the server keeps of the officer: how to be reached, and the machines that were logged in from.
//! None of it lies on this machine, so each of these needs the server.

use domain::{
    ids::DeviceId,
    wire::{self, path},
};
use edge::Http;
use http::Method;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Desktop, Engine, EngineError,
    session::CallError,
    view::{ContactView, DeviceView, ProfileView},
};

impl<D: Desktop, H: Http> Engine<D, H> {
    /// The officer's profile, as the server has it.
    pub async fn profile(&self) -> Result<ProfileView, EngineError> {
        let me: wire::Me = self.ask(Method::GET, path::ME, &()).await?;
        Ok(ProfileView {
            name: me.name,
            contact: me.contact.map(contact),
            session_ends_at: me.ends_at,
        })
    }

    /// Tells the server how the officer is reached; answers as it is kept.
    pub async fn set_contact(&self, told: ContactView) -> Result<ContactView, EngineError> {
        let told = wire::Contact {
            email: told.email,
            phone: told.phone.filter(|phone| !phone.trim().is_empty()),
        };
        let kept = self.ask(Method::PUT, path::CONTACT, &told).await?;
        Ok(contact(kept))
    }

    /// The machines that the officer has logged in from, the newest first.
    pub async fn devices(&self) -> Result<Vec<DeviceView>, EngineError> {
        let answer: wire::DevicesAnswer = self.ask(Method::GET, path::DEVICES, &()).await?;
        let devices = answer.devices.into_iter().map(|device| DeviceView {
            id: device.id,
            name: device.name,
            since: device.since,
            last_seen: device.last_seen,
            logged_in: device.logged_in,
            notified: device.arrivals_until.is_some(),
            current: device.current,
        });
        Ok(devices.collect())
    }

    /// Logs a machine out, or all of them: this one too. What waits here is kept.
    pub async fn end_devices(&self, device: Option<DeviceId>) -> Result<(), EngineError> {
        let asked = wire::EndDevicesRequest { device_id: device };
        let _: wire::EndDevicesAnswer = self.ask(Method::POST, path::END_DEVICES, &asked).await?;
        // Where this one was among them, the next request says so.
        self.sync_now();
        Ok(())
    }

    async fn ask<T: Serialize, R: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &T,
    ) -> Result<R, EngineError> {
        self.open()?;
        let token = {
            let state = self.state();
            let session = state.session.as_ref().ok_or(EngineError::SignedOut)?;
            session.access_token.clone()
        };
        let asked = self.api.send(method, path, Some(&token), body).await;
        asked.map_err(|error| match error {
            CallError::SignedOut | CallError::NoRole => EngineError::SignedOut,
            CallError::Status { status: 422, .. } => EngineError::BadInput,
            CallError::NoAnswer(_) | CallError::Status { .. } | CallError::Malformed => {
                tracing::info!(%error, "the server does not answer a page");
                EngineError::NoServer
            }
        })
    }
}

fn contact(kept: wire::Contact) -> ContactView {
    ContactView {
        email: kept.email,
        phone: kept.phone,
    }
}
