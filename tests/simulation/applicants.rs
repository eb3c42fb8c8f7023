//! Leaders of municipalities, and others, who want to see the published figures: they apply, send again what was not
//! answered, and take it back.

use domain::{
    Ctx,
    application::{Contact, Represents, Wish},
    ids::ApplicationId,
    national_id::NationalId,
    text::Language,
    wire::{PortalApplicationWithdraw, PortalApply},
};
use server::App;

use crate::{
    machine::Dice, model::Applied, network::Network, template::national_ids, units::canary,
};

/// The office that each one's application comes to, and a unit that leads there.
const APPLICANTS: [(&str, &str); 3] = [
    ("innlandet", "3401"),
    ("innlandet", "3403"),
    ("vestland", "4601"),
];

/// So far up in the list of persons they stand: officers and reporters come before.
const FIRST: usize = 20;

/// All of them.
pub(crate) struct Applicants {
    dice: Dice,
    all: Vec<Applicant>,
}

struct Applicant {
    number: usize,
    office: &'static str,
    unit: &'static str,
    identity: NationalId,
    /// Sent, and not answered.
    open: Option<PortalApply>,
    /// The last one that was received.
    last: Option<ApplicationId>,
}

impl Applicants {
    pub(crate) fn new(dice: Dice) -> Self {
        let identities = national_ids().skip(FIRST);
        let all = APPLICANTS.into_iter().enumerate().zip(identities);
        let all = all.map(|((number, (office, unit)), identity)| Applicant {
            number,
            office,
            unit,
            identity: NationalId::parse(&identity).unwrap(),
            open: None,
            last: None,
        });
        Self {
            dice,
            all: all.collect(),
        }
    }

    /// Now and then one of them does something.
    pub(crate) async fn act(&mut self, app: &App, network: &Network, ctx: &Ctx) {
        if !self.dice.chance(12) {
            return;
        }
        let which = self.dice.below(self.all.len());
        let applicant = &mut self.all[which];
        if self.dice.chance(25) {
            applicant.takes_back(app, network).await;
        } else {
            applicant.applies(app, network, ctx, &mut self.dice).await;
        }
    }

    /// What was not answered is sent again.
    pub(crate) async fn settle(&mut self, app: &App, network: &Network, ctx: &Ctx) {
        for applicant in self.all.iter_mut().filter(|of| of.open.is_some()) {
            applicant.applies(app, network, ctx, &mut self.dice).await;
            assert!(applicant.open.is_none(), "an application without an answer");
        }
    }
}

impl Applicant {
    /// A login, as it ends.
    async fn token(&self, app: &App) -> String {
        let opened = server::issue_browser_session(app, &self.identity, true).await;
        opened.unwrap().unwrap().expose().to_owned()
    }

    async fn applies(&mut self, app: &App, network: &Network, ctx: &Ctx, dice: &mut Dice) {
        let asked = match self.open.take() {
            Some(open) => open,
            None => PortalApply {
                id: ApplicationId(ctx.new_id()),
                wish: self.wish(dice),
                language: Language::Nb,
            },
        };
        let token = self.token(app).await;
        let applicant = (self.number, self.office);
        match network.apply(applicant, &token, &asked).await {
            None => self.open = Some(asked),
            Some(Applied::Received | Applied::Again) => self.last = Some(asked.id),
            Some(Applied::OneWaits | Applied::HasAccess) => {}
        }
    }

    async fn takes_back(&mut self, app: &App, network: &Network) {
        let Some(id) = self.last else { return };
        let token = self.token(app).await;
        let asked = PortalApplicationWithdraw { id };
        if network.withdraw(self.number, &token, &asked).await {
            self.last = None;
        }
    }

    fn wish(&self, dice: &mut Dice) -> Wish {
        let unit_no = self.unit.into();
        let represents = match dice.below(100) {
            0..70 => Represents::Unit { unit_no },
            70..85 => Represents::CountyGovernor { unit_no },
            _ => Represents::External {
                organisation: "Et universitet".to_owned(),
                unit_no: Some(unit_no),
            },
        };
        Wish {
            contact: Contact {
                name: format!("Søker {}", self.number),
                email: format!("soker{}@prove.example", self.number),
                phone: None,
            },
            represents,
            reason: format!("{}, nr. {}", canary(self.office), dice.below(1000)),
        }
    }
}
