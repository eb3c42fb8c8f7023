//! Hints on their way to each officer's machine: late, twice, lost; streams that break, fall silent,
//! and are opened again. Where there is none, the engine must find out by itself.

use std::sync::Arc;

use domain::wire::Head;
use jiff::{SignedDuration, Timestamp};

use crate::{machine::Dice, network::Network, officers::Officer};

/// After so long a machine takes a silent stream for a broken one.
const SILENCE: SignedDuration = SignedDuration::from_secs(60);

/// One stream for each machine.
pub(crate) struct Streams {
    dice: Dice,
    streams: Vec<Stream>,
}

#[derive(Default)]
struct Stream {
    /// The login it was opened in; none where there is no stream.
    login: Option<u64>,
    /// The head that was sent last.
    sent: u64,
    /// What is still on the way.
    late: Vec<Head>,
    /// Nothing arrives any more, since then.
    silent: Option<Timestamp>,
}

impl Streams {
    pub(crate) fn new(dice: Dice, machines: usize) -> Self {
        let streams = (0..machines).map(|_| Stream::default()).collect();
        Self { dice, streams }
    }

    /// What happens on a machine's stream while these are the feeds' heads.
    pub(crate) fn run(
        &mut self,
        officer: &Officer,
        network: &Arc<Network>,
        heads: &[Head],
        now: Timestamp,
    ) {
        let who = officer.who;
        let (office, login) = &officer.logged_in;
        let is_at_home = office == network.office_of(who);
        let head = heads.iter().find(|head| head.office.as_str() == office);
        let faulty = network.is_faulty();
        let stream = &mut self.streams[who];
        // Once nothing fails any more, one machine still gets no stream.
        let may_listen = is_at_home && (faulty || who != 0) && officer.is_logged_in();
        let Some(head) = head.filter(|_| may_listen) else {
            return stream.end(officer);
        };
        if stream.login == Some(*login) {
            let dice = faulty.then_some(&mut self.dice);
            stream.go_on(officer, network, head, (now, dice));
        } else if !faulty || self.dice.chance(40) {
            *stream = Stream {
                login: Some(*login),
                sent: head.head,
                ..Stream::default()
            };
            network.log.line(format!("  officer {who} listens"));
            officer.engine.hint(head);
        }
    }
}

impl Stream {
    fn go_on(
        &mut self,
        officer: &Officer,
        network: &Network,
        head: &Head,
        (now, dice): (Timestamp, Option<&mut Dice>),
    ) {
        let what = self.next(head, now, dice);
        if let Some(count) = what.counted() {
            network.count(count);
        }
        if what != Happens::Nothing {
            let line = format!("  hint {} to officer {}: {what:?}", head.head, officer.who);
            network.log.line(line);
        }
        for late in std::mem::take(&mut self.late) {
            officer.engine.hint(&late);
        }
        self.sent = head.head;
        match what {
            Happens::Nothing => {}
            Happens::Arrives => deliver(officer, network, head),
            Happens::Late => self.late.push(head.clone()),
            Happens::Twice => {
                deliver(officer, network, head);
                self.late.push(head.clone());
            }
            Happens::Lost => self.silent = Some(now),
            Happens::Breaks => self.end(officer),
        }
    }

    fn next(&self, head: &Head, now: Timestamp, dice: Option<&mut Dice>) -> Happens {
        let moved = head.head != self.sent;
        match (self.silent, dice) {
            (Some(since), _) if now.duration_since(since) >= SILENCE => Happens::Breaks,
            (Some(_), None) => Happens::Breaks,
            (None, None) if moved => Happens::Arrives,
            (Some(_), Some(_)) | (None, None) => Happens::Nothing,
            (None, Some(dice)) => match dice.below(100) {
                0..3 => Happens::Breaks,
                _ if !moved => Happens::Nothing,
                3..20 => Happens::Late,
                20..30 => Happens::Twice,
                30..45 => Happens::Lost,
                _ => Happens::Arrives,
            },
        }
    }

    fn end(&mut self, officer: &Officer) {
        if self.login.is_some() {
            *self = Self::default();
            officer.engine.hints_lost();
        }
    }
}

fn deliver(officer: &Officer, network: &Network, head: &Head) {
    network.was_hinted(officer.who);
    officer.engine.hint(head);
}

/// What happens on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happens {
    Nothing,
    Arrives,
    Late,
    Twice,
    /// And so is everything after it, until the machine notices.
    Lost,
    Breaks,
}

impl Happens {
    fn counted(self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::Arrives => None,
            Self::Late => Some("hint late"),
            Self::Twice => Some("hint twice"),
            Self::Lost => Some("hint lost"),
            Self::Breaks => Some("stream broken"),
        }
    }
}
