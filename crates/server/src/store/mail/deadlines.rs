//! What a half-year's deadline causes: those who have not reported are reminded, once before and once after.

use domain::{deadlines::PeriodSettings, norway};
use jiff::{Timestamp, ToSpan};

use super::{lock, queue};
use crate::{
    access::Postman,
    mail::{Audience, Cause, News, timing::MORNING},
    store::{Store, StoreError, Tx, periods, query, sql},
};

/// So many days before the deadline.
const DAYS_BEFORE: i32 = 7;
/// For so many days after it one may still be told that it is over.
const DAYS_AFTER: i32 = 7;

/// The cause, which, and the news.
type Due = (&'static str, String, News);

impl Store {
    /// Queues what the open half-years' deadlines cause today, once each, from the morning on.
    pub(crate) async fn remind_of_deadlines(&self) -> Result<(), StoreError> {
        let now = self.now();
        if norway::minute(now) < u16::from(MORNING) * 60 {
            return Ok(());
        }
        let mut view = self.view(&Postman).await?;
        let all = periods::all_opened(&mut view).await?;
        let mut due: Vec<Due> = Vec::new();
        for of in all.iter().filter_map(|of| due_of(of, now)) {
            if !is_queued(&mut view, &of).await? {
                due.push(of);
            }
        }
        drop(view);
        for of in due {
            let mut tx = self.begin(&Postman).await?;
            // Another server may have been faster.
            lock(&mut tx).await?;
            if !is_queued(&mut tx, &of).await? {
                let (cause, which, news) = of;
                let to = Audience::Missing;
                queue(&mut tx, (cause, &which), &Cause { to, news }, now).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

async fn is_queued(tx: &mut Tx, (cause, which, _): &Due) -> Result<bool, StoreError> {
    let found: i64 = query(sql::IS_MAIL_CAUSE)
        .bind(*cause)
        .bind(which)
        .value(tx)
        .await?;
    Ok(found > 0)
}

/// What a half-year's deadline causes today. A deadline that was moved is another one.
fn due_of(of: &PeriodSettings, now: Timestamp) -> Option<Due> {
    let (period, deadline) = (of.period, of.municipality_deadline);
    let today = norway::date(now);
    let from = deadline.checked_sub(DAYS_BEFORE.days()).ok()?;
    let until = deadline.checked_add(DAYS_AFTER.days()).ok()?;
    let which = format!("{period}/{deadline}");
    if (from..=deadline).contains(&today) {
        let news = News::DeadlineNear { period, deadline };
        Some(("deadline_near", which, news))
    } else if deadline < today && today <= until {
        let news = News::DeadlinePassed { period, deadline };
        Some(("deadline_passed", which, news))
    } else {
        None
    }
}
