//! One table of behaviour for two providers: our stand-in for ID-porten, and the certified
//! `oidc-provider`, which nobody here wrote. And a relying party that nobody here wrote at our stand-in.

mod browser;
mod foreign_client;
mod place;
mod raw;
mod relying;
mod table;

use place::{Kind, Place};
use table::{Must, rows};

#[tokio::test]
async fn both_providers_do_what_the_table_says() {
    let (stand_in, foreign) = tokio::join!(walk(Kind::StandIn), walk(Kind::Foreign));
    let wrong: Vec<String> = stand_in.into_iter().chain(foreign).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Goes through the table; gives what is otherwise than it says.
async fn walk(kind: Kind) -> Vec<String> {
    let place = Place::start(kind).await;
    let mut wrong = Vec::new();
    for row in rows() {
        let seen = (row.tried)(&place).await;
        let must = match row.must {
            Must::Both(must) => must,
            Must::Each {
                stand_in, foreign, ..
            } => match kind {
                Kind::StandIn => stand_in,
                Kind::Foreign => foreign,
            },
        };
        if seen != must {
            wrong.push(format!("{kind:?}, {}: {seen:?}, not {must:?}", row.name));
        }
    }
    wrong
}

#[test]
fn a_difference_has_a_reason() {
    for row in rows() {
        if let Must::Each {
            stand_in,
            foreign,
            because,
        } = row.must
        {
            assert!(stand_in != foreign && !because.is_empty(), "{}", row.name);
        }
    }
}
