//! One run: a server, up to three officers at up to four machines, five municipalities, Bufdir, and what the seed makes
//! of them.

use std::{path::Path, sync::Arc};

use domain::{
    Ctx,
    planted::Planted,
    signing::{PublishedKey, SigningKey},
    wire::Environment,
};
use edge::{Http, HttpError};
use engine::Step;
use jiff::{SignedDuration, Timestamp};
use server::{
    App, Settings,
    access::OperatorScope,
    config::{IdPorten, Limits, Mail, RateLimits, Way},
    secret::IdentityKey,
    signing::Signing,
    store::{Location, Store},
};

use crate::{
    applicants::Applicants,
    backups::{Backups, Event},
    bufdir::Bufdir,
    checks,
    hints::Streams,
    machine::{Dice, Log, Time},
    network::{Network, sealing_key},
    officers::Officer,
    servers::Servers,
    shape::Shape,
    sometimes::Sometimes,
    template::{Template, appoint},
    units::{self, OFFICES, Unit},
};

/// Whether the server's disk is full now and then.
fn disks_fill(seed: u64) -> bool {
    Dice::new(seed, 8).chance(30)
}

/// All promises are checked whenever so many things have happened, and after the last of them.
const CHECK_EVERY: usize = 40;
/// By then everything is settled once nothing fails any more.
const ROUNDS: usize = 10;
/// More steps in a row than any engine needs.
const STEPS: usize = 200;

/// The server's database in a run's folder.
pub(crate) const DATABASE: &str = "server.db";

/// What a run leaves.
pub(crate) struct Ended {
    pub(crate) log: Vec<String>,
    pub(crate) sometimes: Sometimes,
}

pub(crate) struct World {
    shape: Shape,
    /// The operator's program, which nothing befalls.
    app: App,
    servers: Servers,
    /// Whether the server's disk is full now and then.
    disks_fill: bool,
    ctx: Ctx,
    network: Arc<Network>,
    time: Time,
    dice: Dice,
    /// Decides what is done beside reports.
    beside: Dice,
    pub(crate) officers: Vec<Officer>,
    streams: Streams,
    units: Vec<Unit>,
    bufdir: Bufdir,
    applicants: Applicants,
    backups: Backups,
}

/// Runs one seed to its end.
pub(crate) async fn run(
    seed: u64,
    planted: Option<Planted>,
    template: &Template,
    folder: &Path,
    log: Log,
) -> Ended {
    let shape = Shape::of(seed);
    log.line(format!("{shape:?}"));
    let mut world = World::new(seed, planted, shape, template, folder, log.clone()).await;
    for action in 1..=shape.actions {
        world.act().await;
        world.look_after_servers().await;
        world.hints().await;
        world.bufdir.act(&world.network).await;
        world.beside_reports().await;
        world.perhaps_go_back().await;
        if action % CHECK_EVERY == 0 || action == shape.actions {
            world.check().await;
        }
    }
    world.settle().await;
    world.check().await;
    checks::everything_settled(&world.officers, &world.network).await;
    checks::everything_at_bufdir(&world.officers, &world.bufdir, &world.network).await;
    let sometimes = world.network.sometimes();
    world.close().await;
    Ended {
        log: log.close(),
        sometimes,
    }
}

impl World {
    /// Everybody has logged in.
    pub(crate) async fn new(
        seed: u64,
        planted: Option<Planted>,
        shape: Shape,
        template: &Template,
        folder: &Path,
        log: Log,
    ) -> Self {
        let database = &folder.join(DATABASE);
        template.copy_server(shape, database);
        let time = Time::new(planted);
        let ctx = time.machine(seed, 1, SignedDuration::ZERO);
        let location = Location::File(database.clone());
        let store = Store::open(ctx.clone(), &location).await.unwrap();
        let signing = signing(Timestamp::UNIX_EPOCH, None);
        let servers = Servers::start(shape.servers, location, &time, seed, &signing).await;
        let app = App::new(ctx, store, settings(signing), Nobody);
        let backups = Backups::new(folder, database, Dice::new(seed, 7));
        let (doors, dice) = (servers.doors(), Dice::new(seed, 2));
        let network = Network::new(doors, database, log, dice, shape.homes());
        let network = Arc::new(network);
        let mut officers = vec![];
        for (who, &seat) in shape.seats.iter().enumerate() {
            let person = template.persons[seat];
            network.seats(person);
            let own = folder.join(format!("officer-{who}"));
            let profile = template.profile(shape, seat, own);
            let mut officer = Officer::new(who, person, profile, &network, &time, seed);
            officer.engine.reopen().await;
            officer.login(&app).await;
            officers.push(officer);
        }
        Self {
            shape,
            units: units::with(&template.units),
            bufdir: Bufdir::new(template.bufdir.clone(), Dice::new(seed, 6)),
            ctx: time.machine(seed, 4, SignedDuration::ZERO),
            disks_fill: disks_fill(seed),
            dice: Dice::new(seed, 3),
            servers,
            streams: Streams::new(Dice::new(seed, 5), shape.seats.len()),
            app,
            network,
            time,
            officers,
            applicants: Applicants::new(Dice::new(seed, 10)),
            beside: Dice::new(seed, 11),
            backups,
        }
    }

    /// Every program ends as it should.
    pub(crate) async fn close(self) {
        for officer in &self.officers {
            officer.engine.prepare_to_quit().await;
        }
        self.network.database.let_go().await;
        self.servers.stop().await;
        self.app.store().close().await;
    }

    /// People apply for access, and officers answer them and remind units.
    async fn beside_reports(&mut self) {
        self.applicants
            .act(&self.app, &self.network, &self.ctx)
            .await;
        let dice = &mut self.beside;
        let who = dice.below(self.officers.len());
        let officer = &mut self.officers[who];
        match dice.below(100) {
            0..9 => officer.answers(dice).await,
            9..15 => officer.reminds(dice).await,
            _ if officer.reminding.is_some() && dice.chance(30) => officer.reminds(dice).await,
            _ => {}
        }
    }

    /// Perhaps a backup is taken, or put in the server's place; much happens then.
    async fn perhaps_go_back(&mut self) {
        match self
            .backups
            .act(&self.app, &self.servers, &self.network, &self.bufdir)
            .await
        {
            Event::Nothing => {}
            Event::Taken => {
                let unit = self.dice.below(self.units.len());
                self.units[unit]
                    .send(&self.network, &self.ctx, &mut self.dice)
                    .await;
                for who in 0..self.officers.len() {
                    self.work_a_while(who).await;
                }
            }
            Event::WentBack(store, then) => {
                let settings = self.app.settings().clone();
                self.app = App::new(self.app.ctx().clone(), store, settings, Nobody);
                let signing = &self.app.settings().signing;
                for which in 0..self.servers.doors().len() {
                    self.servers.revive(which, signing).await;
                }
                self.network.go_back(self.servers.doors(), &then.network);
                self.bufdir.go_back(&then.bufdir);
                let first = self.dice.below(self.officers.len());
                self.work_a_while(first).await;
            }
        }
    }

    /// Processes of the server that ended are started again after a while; its disk is full for a while.
    async fn look_after_servers(&mut self) {
        let is_faulty = self.network.is_faulty();
        let down = self.network.down();
        if !down.is_empty() && (!is_faulty || self.dice.chance(60)) {
            self.network.log.line("the server is whole again");
            for which in down {
                let signing = &self.app.settings().signing;
                self.servers.revive(which, signing).await;
            }
            self.network.lead_to(self.servers.doors());
        }
        if !self.disks_fill {
            return;
        }
        if self.network.is_disk_full() {
            if !is_faulty || self.dice.chance(30) {
                self.network.fill_disk(false);
            }
        } else if is_faulty && self.dice.chance(3) {
            self.network.fill_disk(true);
        }
    }

    /// An officer looks at what is new, decides on something, and waits for the receipt.
    async fn work_a_while(&mut self, who: usize) {
        let officer = &mut self.officers[who];
        officer.unlocks().await;
        if !officer.is_logged_in() {
            officer.login(&self.app).await;
        }
        officer.engine.sync_now();
        for _ in 0..4 {
            officer.step(&mut self.dice).await;
        }
        officer.draft(&mut self.dice).await;
        officer.decide(&mut self.dice).await;
        self.time.advance(SignedDuration::from_secs(11));
        for _ in 0..4 {
            officer.step(&mut self.dice).await;
        }
    }

    async fn act(&mut self) {
        let who = self.dice.below(self.officers.len());
        let choice = self.dice.below(100);
        let dice = &mut self.dice;
        let officer = &mut self.officers[who];
        if dice.chance(90) {
            officer.unlocks().await;
        }
        match choice {
            0..30 => {
                if dice.chance(40) && !officer.is_logged_in() {
                    officer.login(&self.app).await;
                }
                officer.unlocks().await;
                for _ in 0..=dice.below(3) {
                    officer.step(dice).await;
                }
            }
            30..38 => {
                let unit = dice.below(self.units.len());
                self.units[unit].send(&self.network, &self.ctx, dice).await;
            }
            38..54 => officer.draft(dice).await,
            54..70 => officer.decide(dice).await,
            70..75 => officer.undo(dice).await,
            75..86 => self.pass_time(),
            86..87 => self.rotate_key(),
            87..88 => officer.restart(dice).await,
            88..89 => match dice.below(4) {
                0 => officer.is_wiped(dice).await,
                1 => officer.loses_keychain(dice).await,
                _ => officer.restart(dice).await,
            },
            89..90 => officer.is_copied_at_work(dice).await,
            90..91 => officer.quit(dice).await,
            91..92 => officer.logout(dice).await,
            92..93 if dice.chance(70) => self.transfer_at_work(who).await,
            92..93 => self.transfer(who).await,
            93..94 => officer.engine.sync_now(),
            94..96 => officer.goes_back(dice).await,
            _ => {
                if !officer.is_logged_in() {
                    officer.login(&self.app).await;
                }
            }
        }
    }

    /// What the server says of its feeds goes out to everybody's machine.
    async fn hints(&mut self) {
        let heads = self.app.store().heads().await.unwrap();
        for officer in &self.officers {
            self.streams
                .run(officer, &self.network, &heads, self.time.now());
        }
    }

    fn pass_time(&mut self) {
        let seconds = [1, 5, 11, 11, 11, 30, 70, 70, 660, 2100];
        let mut seconds = *self.dice.pick(&seconds).unwrap();
        if self.dice.chance(10) {
            // A night, or a journey without a network.
            let hours = [8, 8, 26, 50];
            seconds = 3600 * *self.dice.pick(&hours).unwrap();
        }
        self.network.log.line(format!("{seconds} s pass"));
        self.time.advance(SignedDuration::from_secs(seconds));
    }

    /// The server is started again with a new signing key.
    fn rotate_key(&mut self) {
        let now = self.time.now();
        let signing = signing(now, Some(&self.app.settings().signing));
        let (ctx, store) = (self.app.ctx().clone(), self.app.store().clone());
        self.servers.rotate(&signing);
        self.app = App::new(ctx, store, settings(signing), Nobody);
        self.network.log.line("the server has a new key");
        self.network.open(self.servers.doors());
    }

    /// The officer works in the other office from now on.
    async fn transfer(&mut self, who: usize) {
        let from = self.network.office_of(who);
        let to = if from == OFFICES[0] {
            OFFICES[1]
        } else {
            OFFICES[0]
        };
        self.put_in_office(who, to).await;
    }

    /// The officer is moved with something that waits, and it is sent from the other office.
    async fn transfer_at_work(&mut self, who: usize) {
        self.officers[who].works(&mut self.dice).await;
        self.transfer(who).await;
        self.time.advance(SignedDuration::from_secs(11));
        let officer = &mut self.officers[who];
        officer.login(&self.app).await;
        for _ in 0..4 {
            officer.step(&mut self.dice).await;
        }
    }

    async fn put_in_office(&mut self, who: usize, office: &'static str) {
        self.network
            .log
            .line(format!("officer {who} belongs to {office}"));
        let person = self.officers[who].person;
        self.app
            .store()
            .end_officer(OperatorScope::on_this_machine(), person)
            .await
            .unwrap();
        let seat = self.shape.seat(who);
        let again = appoint(&self.app, seat.person, office).await;
        assert_eq!(again, person);
        for machine in 0..self.officers.len() {
            if self.officers[machine].person == person {
                self.network.move_officer(machine, office);
            }
        }
    }

    /// Nothing fails any more, everybody is at home and logs in.
    async fn settle(&mut self) {
        self.network.heal();
        self.network.log.line("the network heals");
        self.look_after_servers().await;
        for (who, home) in self.shape.homes().into_iter().enumerate() {
            if self.network.office_of(who) != home {
                self.put_in_office(who, home).await;
            }
        }
        if self.network.went_back() {
            // A head that is the same number in another past is told apart by the next login.
            for officer in &mut self.officers {
                officer.login(&self.app).await;
            }
        }
        for unit in &mut self.units {
            if unit.waits() {
                unit.send(&self.network, &self.ctx, &mut self.dice).await;
            }
        }
        self.applicants
            .settle(&self.app, &self.network, &self.ctx)
            .await;
        for _ in 0..ROUNDS {
            let waiting = self.work().await;
            if waiting == 0 {
                break;
            }
        }
        // The last decisions reach the others, and so does a new report of each office: by a hint, or
        // without one.
        let (first, last) = (0, self.units.len() - 1);
        for unit in [first, last] {
            self.units[unit]
                .send(&self.network, &self.ctx, &mut self.dice)
                .await;
        }
        self.work().await;
        // And so do Bufdir's acknowledgements of them.
        self.bufdir.settle(&self.network).await;
        self.work().await;
        self.a_hint_of_what_is_here_costs_nothing().await;
    }

    /// Everybody works until nothing is left to do now, and says how much still waits.
    async fn work(&mut self) -> u32 {
        // Longer than any wait after a failure, and than the head is left unasked for.
        self.time.advance(SignedDuration::from_secs(73));
        let mut waiting = 0;
        for who in 0..self.officers.len() {
            self.hints().await;
            let officer = &mut self.officers[who];
            work_until_rest(officer, &self.app, &mut self.dice).await;
            waiting += officer.engine.app_state().await.unwrap().line.waiting;
        }
        waiting
    }

    async fn a_hint_of_what_is_here_costs_nothing(&mut self) {
        let heads = self.app.store().heads().await.unwrap();
        for officer in &mut self.officers {
            for head in &heads {
                officer.engine.hint(head);
            }
            let step = officer.step(&mut self.dice).await;
            assert!(matches!(step, Some(Step::Idle { .. })), "{step:?}");
        }
    }

    async fn check(&mut self) {
        let keys: Vec<PublishedKey> = self.app.settings().signing.published();
        for officer in &mut self.officers {
            checks::officer(officer, &self.network, &keys).await;
        }
        checks::server(&self.network).await;
        checks::deliveries(&self.network, &self.bufdir).await;
    }
}

/// Steps until there is nothing more to do now; logs in where the session has ended.
async fn work_until_rest(officer: &mut Officer, app: &App, dice: &mut Dice) {
    for _ in 0..STEPS {
        officer.unlocks().await;
        if !officer.is_logged_in() {
            officer.login(app).await;
        }
        let rests = matches!(officer.step(dice).await, Some(Step::Idle { .. }));
        if rests && officer.is_logged_in() {
            return;
        }
    }
    panic!("officer {} never rests", officer.who);
}

/// The keys of the server: a new one signs from the moment on that the old ones end.
pub(crate) fn signing(from: Timestamp, before: Option<&Signing>) -> Signing {
    let mut earlier = before.map(Signing::published).unwrap_or_default();
    if let Some(last) = earlier.first_mut() {
        last.valid_until = Some(from);
    }
    let seed = u8::try_from(earlier.len()).unwrap();
    let signing = Signing::new(SigningKey::from_seed([seed; 32]), from, earlier);
    signing.with_sealing(Some(sealing_key()), vec![])
}

pub(crate) fn settings(signing: Signing) -> Settings {
    Settings {
        environment: Environment::Synthetic,
        identity_key: IdentityKey::new([3; 32]),
        signing,
        idporten: IdPorten {
            issuer: "http://127.0.0.1/".to_owned(),
            client_id: "simulation".to_owned(),
            scope: "simulation".to_owned(),
            resource: "http://server.invalid/".to_owned(),
            acr: "idporten-loa-high".to_owned(),
            consumer: None,
        },
        portal: None,
        // Causes of mail are what is counted here: nobody carries any.
        mail: Some(Mail {
            way: Way::Folder("unused".into()),
            from: "Halvårsrapport <noreply@prove.example>".parse().unwrap(),
            help: "Ring 00 00 00 00".to_owned(),
        }),
        limits: Limits::default(),
        rates: RateLimits::default(),
    }
}

/// The way to an identity provider that nobody asks here.
pub(crate) struct Nobody;

impl Http for Nobody {
    async fn call(
        &self,
        _: http::Request<bytes::Bytes>,
    ) -> Result<http::Response<bytes::Bytes>, HttpError> {
        Err(HttpError::Unreachable)
    }
}
