//! This machine's clock beside others'.

use jiff::SignedDuration;

use super::{Fault, Finding};

/// A login takes a token for two minutes: half of that is the most a clock may be off.
const MOST: SignedDuration = SignedDuration::from_mins(1);

/// How far this machine's clock is ahead of the database server's, and of the issuer's.
pub(super) fn judge(database: Option<SignedDuration>, issuer: Option<SignedDuration>) -> Finding {
    let compared: Vec<(&str, SignedDuration)> = [("database server", database), ("issuer", issuer)]
        .into_iter()
        .filter_map(|(whose, ahead)| Some((whose, ahead?)))
        .collect();
    if let Some((whose, ahead)) = compared.iter().find(|(_, ahead)| ahead.abs() >= MOST) {
        let what = format!("this machine's is {} the {whose}'s", how_far(*ahead));
        let fix = "Set it by a time server (NTP), on the machine that is wrong";
        return Finding::faulty(Fault::Clock, what, fix);
    }
    let names: Vec<&str> = compared.iter().map(|(whose, _)| *whose).collect();
    if names.is_empty() {
        return Finding::unchecked("neither a database server nor the issuer told its time");
    }
    Finding::Fine(format!("the same as the {}'s", names.join("'s and the ")))
}

fn how_far(ahead: SignedDuration) -> String {
    let minutes = (ahead.abs().as_secs() + 30) / 60;
    let direction = if ahead.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    format!("{minutes} min {direction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_too_much() {
        let said = |database: Option<i64>, issuer: Option<i64>| {
            let seconds = |of: Option<i64>| of.map(SignedDuration::from_secs);
            match judge(seconds(database), seconds(issuer)) {
                Finding::Fine(what) | Finding::Faulty { what, .. } => what,
                Finding::Unchecked(because) => because,
            }
        };
        let alike = "the same as the database server's and the issuer's";
        assert_eq!(said(Some(59), Some(-59)), alike);
        assert_eq!(said(None, Some(0)), "the same as the issuer's");
        let behind = "this machine's is 1 min behind the database server's";
        assert_eq!(said(Some(-60), Some(3600)), behind);
        let ahead = "this machine's is 10 min ahead of the issuer's";
        assert_eq!(said(Some(1), Some(601)), ahead);
        assert!(said(None, None).starts_with("neither "));
    }
}
