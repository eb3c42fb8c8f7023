//! What becomes of reminders: each sending once, whatever is lost on the way.

use std::collections::BTreeMap;

use domain::{
    ids::UnitNo,
    wire::{RemindRequest, RemindedAnswer, WhyNotReminded as Why},
};

use super::{Inner, Network};
use crate::{checks, model::Reminding};

impl Network {
    /// What a sending did that was not answered.
    pub(super) async fn learn_of_reminding(&self, who: usize, asked: &[u8]) {
        let asked: RemindRequest = serde_json::from_slice(asked).unwrap();
        let office = self.office_of(who);
        let kept = checks::reminded(&self.database, office, asked.id).await;
        let mut inner = self.inner.lock().unwrap();
        if !kept.is_empty() {
            inner.model.remind(office, &asked, kept);
        }
    }
}

impl Inner {
    pub(super) fn observe_reminding(&mut self, who: usize, asked: &[u8], said: &[u8]) {
        let asked: RemindRequest = serde_json::from_slice(asked).unwrap();
        let answer: RemindedAnswer = serde_json::from_slice(said).unwrap();
        let reminded = answer.reminded.into_iter();
        let reminded = reminded.map(|of| (of.unit_no, Ok(of.receivers)));
        let left_out = answer.left_out.into_iter();
        let left_out = left_out.map(|of| (of.unit_no, Err(of.why)));
        let said: BTreeMap<UnitNo, Reminding> = reminded.chain(left_out).collect();
        for what in said.values() {
            match what {
                Ok(receivers) => {
                    assert!(*receivers > 0, "a reminder to nobody");
                    self.sometimes.count("unit reminded");
                }
                Err(Why::Reported) => self.sometimes.count("no reminder after the report"),
                Err(Why::JustReminded) => self.sometimes.count("no reminder after another"),
                Err(Why::OtherUnits) => self.sometimes.count("no reminder of other units"),
                Err(Why::NoReporter | Why::NotFound) => {}
                Err(why @ (Why::NoAddress | Why::NoMail | Why::NotOpen)) => {
                    panic!("not reminded: {why:?}")
                }
            }
        }
        if self.model.remind(self.offices[who], &asked, said) {
            self.sometimes.count("reminders sent again");
        }
    }
}
