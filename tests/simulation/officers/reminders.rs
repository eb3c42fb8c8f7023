//! Reminders that officers send, and send again under the same id while no answer came.

use domain::{ids::UnitNo, wire::RemindRequest};
use engine::EngineError;

use super::Officer;
use crate::{
    machine::Dice,
    units::{PERIODS, remindable},
};

impl Officer {
    /// Reminds units of the own office, or tries once more what was not answered.
    pub(crate) async fn reminds(&mut self, dice: &mut Dice) {
        let again = self.reminding.take();
        let asked = match again {
            Some(mut asked) => {
                if dice.chance(20) {
                    // Another choice in the same window: its id reminds nobody more.
                    asked.units = self.choose_units(dice);
                }
                asked
            }
            None => match self.looks_at_reminders(dice).await {
                Some(asked) => asked,
                None => return,
            },
        };
        let (id, period, units) = (asked.id, asked.period, asked.units.clone());
        let sent = self
            .tries(dice, async |engine| {
                engine.send_reminders(id, period, units).await
            })
            .await;
        let line = match sent {
            // The window is gone with its program, and with it the id.
            None => return self.restart(dice).await,
            Some(Ok(answer)) => format!(
                "{} reminded, {} not",
                answer.reminded.len(),
                answer.left_out.len()
            ),
            Some(Err(EngineError::NotReached | EngineError::SignedOut | EngineError::Locked)) => {
                self.reminding = Some(asked);
                "no answer".to_owned()
            }
            Some(Err(error)) => panic!("reminders failed: {error}"),
        };
        self.log()
            .line(format!("officer {} reminds under {id}: {line}", self.who));
    }

    /// The letters as they would go out, and the id to send them under.
    async fn looks_at_reminders(&mut self, dice: &mut Dice) -> Option<RemindRequest> {
        let period = dice.pick(&PERIODS).unwrap().parse().unwrap();
        let units = self.choose_units(dice);
        let shown = units.clone();
        let seen = self
            .tries(dice, async |engine| {
                engine.preview_reminders(period, shown).await
            })
            .await;
        match seen {
            None => {
                self.restart(dice).await;
                None
            }
            Some(Ok(seen)) => Some(RemindRequest {
                id: seen.id,
                period,
                units,
            }),
            Some(Err(EngineError::NotReached | EngineError::SignedOut | EngineError::Locked)) => {
                None
            }
            Some(Err(error)) => panic!("reminders are not shown: {error}"),
        }
    }

    fn choose_units(&self, dice: &mut Dice) -> Vec<UnitNo> {
        let of_office = remindable(self.network.office_of(self.who));
        let mut units = vec![];
        for unit in of_office {
            if dice.chance(60) {
                units.push(UnitNo::from(*unit));
            }
        }
        if units.is_empty() {
            units.extend(of_office.first().copied().map(UnitNo::from));
        }
        units
    }
}
