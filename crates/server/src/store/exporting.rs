//! The approved reports of a half-year, page by page, as they are taken out.

use domain::{Period, ids::UnitNo, template::Template, wire::Delivery};

use super::{
    Store, StoreError,
    audit::{Action, Deed},
    number, query, sql,
};
use crate::access::PortalBufdir;

/// So many reports in one page: a few hundred kilobytes.
const PAGE: u32 = 25;

impl Store {
    /// The form of a half-year and how many reports are approved in it; none where it never was opened. It is
    /// written down that they are taken out.
    pub(crate) async fn begin_export(
        &self,
        scope: &PortalBufdir,
        period: Period,
        format: &'static str,
    ) -> Result<Option<(&'static Template, u32)>, StoreError> {
        let mut tx = self.view(scope).await?;
        let form: Option<String> = query(sql::FORM_OF_PERIOD)
            .bind(period.to_string())
            .optional_value(&mut tx)
            .await?;
        let reports: i64 = query(sql::EXPORTED)
            .bind(period.to_string())
            .value(&mut tx)
            .await?;
        drop(tx);
        let Some(form) = form else {
            return Ok(None);
        };
        let template = Template::by_id(&form).ok_or(StoreError::Damaged("a form"))?;
        let taken = format!("{period}/{format}");
        let deed = Deed::new(Action::ReportsExported).on(&taken);
        self.note_reading(scope, deed).await?;
        Ok(Some((template, number(reports)?)))
    }

    /// The approved reports of the units after one, in the order of their numbers; none after the last.
    pub(crate) async fn export_after(
        &self,
        scope: &PortalBufdir,
        period: Period,
        after: &UnitNo,
    ) -> Result<Vec<Delivery>, StoreError> {
        let bodies: Vec<(Vec<u8>,)> = query(sql::EXPORT)
            .bind(period.to_string())
            .bind(after.as_str())
            .bind(i64::from(PAGE))
            .all(&mut self.view(scope).await?)
            .await?;
        let read = |(body,): (Vec<u8>,)| {
            serde_json::from_slice(&body).map_err(|_| StoreError::Damaged("a delivery"))
        };
        bodies.into_iter().map(read).collect()
    }
}
