use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_000_000 + second).unwrap()
}

const RENEW_AT: i64 = 100_000;

fn next(pace: &Pace, now: Timestamp) -> Next {
    let due = Due {
        link: Link::Online,
        renew_at: at(RENEW_AT),
        push_at: None,
    };
    pace.next(&due, now)
}

/// After a pull that ended there, at second 0.
fn current(end: u64) -> Pace {
    let mut pace = Pace::default();
    pace.pull_begins();
    assert!(!pace.pull_ends(end, at(0), 0));
    pace
}

#[test]
fn the_feed_is_pulled_at_the_beginning_and_then_only_for_a_reason() {
    let mut pace = Pace::default();
    assert_eq!(next(&pace, at(0)), Next::Pull);
    pace = current(5);
    assert_eq!(next(&pace, at(0)), Next::Wait(at(48)));
    for (head, expected) in [
        (5, Next::Wait(at(RENEW_AT))),
        (6, Next::Pull),
        (7, Next::Pull),
        // A server that lost its past.
        (4, Next::Pull),
        (5, Next::Wait(at(RENEW_AT))),
    ] {
        pace.hint(head, at(1));
        assert_eq!(next(&pace, at(1)), expected, "{head}");
    }
}

#[test]
fn a_hint_during_a_pull_is_not_lost() {
    for (told, end, expected) in [
        (6, 5, Next::Pull),
        (6, 6, Next::Wait(at(RENEW_AT))),
        (7, 6, Next::Pull),
    ] {
        let mut pace = current(5);
        pace.hint(6, at(1));
        pace.pull_begins();
        pace.hint(told, at(1));
        pace.pull_ends(end, at(2), 0);
        assert_eq!(next(&pace, at(2)), expected, "{told} while {end} came");
    }
    // One from before the pull is answered by it, wherever it ends.
    let mut pace = current(5);
    pace.hint(6, at(1));
    pace.pull_begins();
    pace.pull_ends(7, at(2), 0);
    assert_eq!(next(&pace, at(2)), Next::Wait(at(RENEW_AT)));
}

#[test]
fn what_is_asked_for_during_a_pull_is_pulled_after_it() {
    type Ask = fn(&mut Pace);
    let asks: [(Ask, bool); 3] = [
        (Pace::ask_now, true),
        (Pace::pull_again, false),
        (|pace| *pace = Pace::default(), false),
    ];
    for (ask, officer) in asks {
        let mut pace = current(5);
        pace.pull_begins();
        ask(&mut pace);
        assert_eq!(pace.pull_ends(5, at(1), 0), officer);
        assert_eq!(next(&pace, at(1)), Next::Pull);
    }
    // And so is one that was given up half-way.
    let mut pace = current(5);
    pace.pull_begins();
    assert_eq!(next(&pace, at(1)), Next::Pull);
}

#[test]
fn without_hints_the_head_is_asked_for_once_a_minute() {
    for (random, wait) in [(0, 48), (12_000, 60), (24_000, 72), (24_001, 48)] {
        let mut pace = current(5);
        pace.hint(5, at(0));
        // One may have been lost with the stream.
        pace.hints_lost(at(10));
        assert_eq!(next(&pace, at(10)), Next::AskHead);
        pace.head_answered(5, at(10), random);
        assert_eq!(next(&pace, at(10)), Next::Wait(at(10 + wait)));
        assert_eq!(next(&pace, at(10 + wait)), Next::AskHead);
        pace.head_answered(6, at(10 + wait), random);
        assert_eq!(next(&pace, at(10 + wait)), Next::Pull);
    }
}

#[test]
fn a_stream_in_anothers_place_costs_no_question() {
    let mut pace = current(5);
    pace.hint(5, at(10));
    pace.stream_replaced(at(20), 0);
    assert_eq!(next(&pace, at(20)), Next::Wait(at(68)));
    // On another network it does: the old stream may have been silent for long.
    pace.hint(5, at(30));
    pace.network_joined(at(40));
    pace.stream_replaced(at(40), 0);
    assert_eq!(next(&pace, at(40)), Next::AskHead);
}

#[test]
fn decisions_and_the_session_come_first_and_end_each_wait() {
    let mut pace = current(5);
    let due = |link, renew_at, push_at: Option<i64>| Due {
        link,
        renew_at: at(renew_at),
        push_at: push_at.map(at),
    };
    for (link, renew_at, push_at, expected) in [
        (Link::Online, 10, Some(10), Next::Renew),
        (Link::Online, 99, Some(10), Next::Push),
        (Link::Unknown, 99, Some(10), Next::Pull),
        (Link::Offline, 99, Some(10), Next::Pull),
        (Link::Online, 99, Some(11), Next::Wait(at(11))),
        (Link::Online, 12, Some(13), Next::Wait(at(12))),
        (Link::Online, 99, None, Next::Wait(at(48))),
    ] {
        let due = due(link, renew_at, push_at);
        assert_eq!(pace.next(&due, at(10)), expected, "{due:?}");
    }
    pace.failed(at(10), 1000, None);
    for due in [due(Link::Online, 0, Some(0)), due(Link::Offline, 0, None)] {
        assert_eq!(pace.next(&due, at(10)), Next::Wait(at(11)));
    }
}

#[test]
fn a_failure_is_tried_again_and_ends_with_a_success() {
    let mut pace = current(5);
    pace.hint(5, at(0));
    pace.pull_again();
    pace.pull_begins();
    pace.failed(at(0), 1000, None);
    assert_eq!(next(&pace, at(0)), Next::Wait(at(1)));
    assert_eq!(next(&pace, at(1)), Next::Pull);
    pace.pull_begins();
    pace.failed(at(1), 2000, None);
    assert_eq!(next(&pace, at(1)), Next::Wait(at(3)));
    pace.pull_begins();
    pace.succeeded();
    pace.pull_ends(5, at(3), 0);
    pace.failed(at(3), 2000, None);
    assert_eq!(next(&pace, at(3)), Next::Wait(at(3) + millis(999)));
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let patience = Some(SignedDuration::from_secs(120));
    let mut pace = current(5);
    pace.failed(at(0), 1000, patience);
    assert_eq!(next(&pace, at(0)), Next::Wait(at(120)));
    // On the stream it counts for everything else, too.
    let mut pace = current(5);
    pace.stream_broke(at(0), at(0), 1000, patience);
    assert_eq!(pace.listen_at(at(0)), Some(at(120)));
    assert_eq!(next(&pace, at(0)), Next::Wait(at(120)));
    // The officer has none.
    pace.ask_now();
    assert_eq!(pace.listen_at(at(0)), None);
    assert_eq!(next(&pace, at(0)), Next::Pull);
}

#[test]
fn streams_that_break_are_opened_less_and_less_often() {
    let mut pace = current(5);
    let longest = 300_000;
    for most in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        pace.stream_broke(at(0), at(1), most * 1000, None);
        assert_eq!(pace.listen_at(at(1)), later(at(1), millis(most * 1000)));
    }
    // One that breaks after a while begins anew.
    pace.stream_broke(at(0), at(60), longest, None);
    let wait = millis(longest % 1001);
    assert_eq!(pace.listen_at(at(60)), later(at(60), wait));
    pace.listen_now();
    assert_eq!(pace.listen_at(at(60)), None);
}

#[test]
fn a_clock_that_goes_back_keeps_nothing_waiting() {
    let mut pace = current(5);
    pace.stream_broke(at(0), at(0), 1000, None);
    pace.head_answered(5, at(0), 0);
    assert_eq!(next(&pace, at(0)), Next::Wait(at(48)));
    assert_eq!(next(&pace, at(-7200)), Next::AskHead);
    assert_eq!(pace.listen_at(at(-7200)), None);
    pace.failed(at(0), 1000, None);
    assert_eq!(next(&pace, at(-7200)), Next::AskHead);
}

#[test]
fn the_copy_is_current_while_hints_would_tell_otherwise() {
    let mut pace = current(5);
    assert_eq!(pace.current_at(at(10)), None);
    pace.hint(5, at(20));
    assert_eq!(pace.current_at(at(30)), Some(at(30)));
    pace.hint(6, at(40));
    assert_eq!(pace.current_at(at(50)), Some(at(40)));
    pace.pull_begins();
    pace.pull_ends(6, at(60), 0);
    pace.hints_lost(at(70));
    assert_eq!(pace.current_at(at(80)), Some(at(70)));
    pace.head_answered(6, at(90), 0);
    assert_eq!(pace.current_at(at(100)), Some(at(90)));
    pace.head_answered(7, at(110), 0);
    assert_eq!(pace.current_at(at(120)), Some(at(90)));
}

#[test]
fn waits_grow_to_a_bound_and_spread_over_it() {
    for (failures, most) in [(0, 1), (1, 2), (5, 32), (6, 60), (u32::MAX, 60)] {
        let most = SignedDuration::from_secs(most);
        for random in [0, 1, 999, 59_999, u64::MAX] {
            assert!(back_off(failures, RETRY_MAX, random) <= most);
        }
        let all = u64::try_from(most.as_millis()).unwrap();
        assert_eq!(back_off(failures, RETRY_MAX, all), most);
        assert_eq!(back_off(failures, RETRY_MAX, all + 1), SignedDuration::ZERO);
    }
}

#[test]
fn the_server_is_in_trouble_as_long_as_no_decision_may_be_sent() {
    let at = |second| Timestamp::from_second(second).unwrap();
    let pace = Pace {
        push_not_before: Some(at(10)),
        ..Pace::default()
    };
    assert_eq!(pace.link(at(9)), Link::ServerTrouble);
    assert_eq!(pace.link(at(10)), Link::Online);
    assert_eq!(Pace::default().link(at(0)), Link::Online);
}
