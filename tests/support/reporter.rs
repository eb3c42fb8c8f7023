//! A reporter's hands at the portal's pages in a browser.

use anyhow::Result;
use serde_json::json;

use crate::{services::Services, webdriver::Page};

/// How the reporter is reached.
pub const EMAIL: &str = "reporter@ringsaker.example";

/// Comes to a page through a login at the stand-in, and registers as one does the first time. `person` is the place
/// among the stand-in's persons.
pub async fn log_in(services: &Services, page: &Page, to: &str, person: usize) -> Result<()> {
    arrive(services, page, person).await?;
    page.type_into("email", EMAIL).await?;
    page.type_into("phone", "62 33 50 00").await?;
    page.click("register").await?;
    page.find("officer").await?;
    page.goto(&format!("{}{to}", services.address())).await
}

/// Comes to the first page through a login at the stand-in, without more.
pub async fn arrive(services: &Services, page: &Page, person: usize) -> Result<()> {
    page.goto(&format!("{}/portal/", services.address()))
        .await?;
    page.click("start-login").await?;
    choose_person(page, person).await
}

/// Chooses an electronic ID and a person at the stand-in.
pub async fn choose_person(page: &Page, person: usize) -> Result<()> {
    page.click("eid-bankid").await?;
    page.click(&format!("person-{person}")).await
}

/// Opens a heading and puts a number into one of its fields.
pub async fn fill(page: &Page, heading: u32, field: &str, text: &str) -> Result<()> {
    page.click(&format!("heading-{heading}")).await?;
    retype(page, field, text).await
}

/// Types in the place of what stands in a field.
pub async fn retype(page: &Page, field: &str, text: &str) -> Result<()> {
    let enter = "
        const field = document.querySelector(`[data-testid='${arguments[0]}']`);
        field.focus();
        field.select();";
    page.find(field).await?;
    page.run(enter, vec![json!(field)]).await?;
    page.press(text.chars()).await
}

/// Checks and sends what is ready, and waits for the receipt.
pub async fn send(page: &Page, reference: &str) -> Result<()> {
    page.click("to-send").await?;
    page.find("ready").await?;
    page.click("send").await?;
    page.wait_for_text("[data-testid='receipt']", reference)
        .await
}
