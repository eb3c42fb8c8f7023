//! One notification for a burst: what comes while the last one is still news takes its place and counts on.

use engine::{Arrival, News};
use jiff::{SignedDuration, Timestamp};

use crate::{Texts, Wish};

/// After so long without anything new the next is a burst of its own.
const LULL: SignedDuration = SignedDuration::from_mins(2);
/// So long one burst lasts at the most.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What was told last, as long as more may belong to it.
#[derive(Debug, Default)]
pub struct Bubble {
    burst: Option<Burst>,
}

#[derive(Debug)]
struct Burst {
    first: Timestamp,
    last: Timestamp,
    what: What,
}

#[derive(Debug)]
enum What {
    Arrived(Vec<Arrival>),
    Waiting,
}

/// What a notification shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shows {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub wish: Wish,
    /// Whether it takes the place of the one before.
    pub again: bool,
}

impl Bubble {
    /// What is shown of news. Whoever has typed or pointed since the last has seen that.
    pub fn tell(
        &mut self,
        texts: &Texts,
        news: News<'_>,
        (now, last_input): (Timestamp, Timestamp),
    ) -> Shows {
        let goes_on = |burst: &Burst| {
            now < burst.last + LULL && now < burst.first + PATIENCE && last_input <= burst.last
        };
        let before = self.burst.take().filter(goes_on);
        let first = before.as_ref().map_or(now, |before| before.first);
        let (what, again) = match (news, before.map(|before| before.what)) {
            (News::Arrived(more), Some(What::Arrived(mut all))) => {
                all.extend_from_slice(more);
                (What::Arrived(all), true)
            }
            (News::Arrived(all), Some(What::Waiting) | None) => {
                (What::Arrived(all.to_vec()), false)
            }
            (News::Waiting(_), before) => (What::Waiting, matches!(before, Some(What::Waiting))),
        };
        let first = if again { first } else { now };
        let whole = match &what {
            What::Arrived(all) => News::Arrived(all),
            What::Waiting => news,
        };
        let shows = Shows {
            text: texts.news(whole),
            wish: Wish::of_news(whole),
            again,
        };
        self.burst = Some(Burst {
            first,
            last: now,
            what,
        });
        shows
    }
}

#[cfg(test)]
mod tests {
    use domain::{Language, ids::ReportId};
    use engine::{Arrived, view::TaskKind};

    use super::*;
    use crate::texts;

    fn at(seconds: i64) -> Timestamp {
        let start: Timestamp = "2026-07-01T08:00:00Z".parse().unwrap();
        start + SignedDuration::from_secs(seconds)
    }

    fn id(number: u128) -> ReportId {
        format!("{number:08x}-0000-7000-8000-000000000000")
            .parse()
            .unwrap()
    }

    fn arrival(number: u128) -> [Arrival; 1] {
        let what = Arrived::Report {
            id: id(number),
            kind: TaskKind::Report,
        };
        [Arrival {
            what,
            unit_name: format!("Enhet {number}"),
        }]
    }

    /// What is shown of one report that arrives then, nobody having been there since `input`.
    fn tell(bubble: &mut Bubble, number: u128, seconds: i64, input: i64) -> Shows {
        let times = (at(seconds), at(input));
        bubble.tell(texts(Language::Nb), News::Arrived(&arrival(number)), times)
    }

    #[test]
    fn sixty_arrivals_in_ten_minutes_are_one_notification() {
        let mut bubble = Bubble::default();
        let all: Vec<Shows> = (0_u32..60)
            .map(|number| tell(&mut bubble, number.into(), i64::from(number) * 10, -5))
            .collect();
        assert_eq!(
            (&*all[0].text, all[0].again),
            ("Enhet 0: ny rapport", false)
        );
        assert_eq!(all[0].wish, Wish::Report { id: id(0) });
        assert!(all[1..].iter().all(|shows| shows.again));
        assert_eq!(all[59].text, "60 nye oppgaver");
        assert_eq!(all[59].wish, Wish::Tasks);
    }

    #[test]
    fn a_lull_a_long_time_and_whoever_was_there_end_a_burst() {
        let mut bubble = Bubble::default();
        assert!(!tell(&mut bubble, 1, 0, -5).again);
        assert!(tell(&mut bubble, 2, 119, -5).again);
        assert!(!tell(&mut bubble, 3, 119 + 120, -5).again);
        // Somebody was there since.
        assert_eq!(tell(&mut bubble, 4, 250, 245).text, "Enhet 4: ny rapport");
        // One every minute: the sixteenth is a burst of its own.
        let mut bubble = Bubble::default();
        let again = (0..16).map(|minute| tell(&mut bubble, 1, minute * 60, -5).again);
        let again: Vec<bool> = again.collect();
        assert_eq!(again.iter().filter(|again| !**again).count(), 2);
        assert!(!again[15]);
    }

    #[test]
    fn a_number_takes_a_numbers_place_alone() {
        let mut bubble = Bubble::default();
        let mut waiting = |count, seconds| {
            let times = (at(seconds), at(-5));
            let shows = bubble.tell(texts(Language::Nb), News::Waiting(count), times);
            (shows.text, shows.again)
        };
        assert_eq!(waiting(1, 0), ("1 rapport venter".to_owned(), false));
        assert_eq!(waiting(2, 60), ("2 rapporter venter".to_owned(), true));
        assert!(!tell(&mut bubble, 1, 90, -5).again);
    }
}
