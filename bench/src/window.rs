//! The desktop's window beside one with the same settings and nothing in it: how soon it shows something, and how
//! much memory all its processes have.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use domain::{Period, ids::OfficeId, units::Register};
use serde_json::{Value, json};
use support::{
    data,
    desktop_session::DesktopSession,
    process::{own_program, until},
    scene::Scene,
    services::Services,
    vault::PIN,
    walk::{ARRIVES, open_program, window_processes},
    webdriver::Page,
};

use crate::{
    samples::Samples,
    table::{Goal, Row, Table},
};

/// So many tasks are in the list.
const TASKS: usize = 60;
/// So often each window is opened, in turn.
const STARTS: usize = 5;
/// The half-years that the tasks are of.
const PERIODS: [&str; 2] = ["2026-1", "2026-2"];
/// The office of the tests' officer.
const OFFICE: &str = "innlandet";

/// When the page showed its first text, in milliseconds since 1970; nothing before it did.
const FIRST_PAINT: &str = "
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return paint === undefined ? null : performance.timeOrigin + paint.startTime;
";

/// How many milliseconds pass from typing the PIN until all tasks are painted.
const TO_TASKS: &str = "
    const [tasks, done] = arguments;
    const find = (name) => document.querySelector(`[data-testid='${name}']`);
    const started = performance.now();
    let asked = false;
    const look = () => {
        if (!asked && find('reporting') !== null) {
            asked = true;
            find('reporting').click();
        }
        if (document.querySelectorAll(`[data-testid='task-row']`).length < tasks) {
            requestAnimationFrame(look);
            return;
        }
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
    };
    find('unlock').click();
    look();
";

/// Opens each window several times.
pub(crate) async fn window(table: &mut Table) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let scene = Scene::start(folder.path()).await?;
    fill(&scene.services).await?;
    scene.log_in(folder.path(), TASKS).await?;
    let Scene {
        window,
        network,
        services,
        desktop,
    } = scene;
    end(window, folder.path()).await?;
    drop(network);
    let place = Place {
        desktop: &desktop,
        server: services.address(),
        folder: folder.path(),
    };
    let product = Opening::new(folder.path(), "halvaarsrapport")?;
    let empty = Opening::new(folder.path(), "empty-window")?;
    let (mut shown, mut floor, mut listed) = <(Samples, Samples, Samples)>::default();
    let (mut memory, mut base) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let opened = empty.open(&place).await?;
        floor.add(milliseconds(opened.first_paint));
        base.push(memory_of(folder.path())?);
        end(opened.page, folder.path()).await?;

        let opened = product.open(&place).await?;
        shown.add(milliseconds(opened.first_paint));
        opened.page.type_into("pin", PIN).await?;
        let took = opened.page.run_until_done(TO_TASKS, vec![json!(TASKS)]);
        let took = took.await?.as_f64().context("no time")?;
        listed.add(milliseconds(took));
        memory.push(memory_of(folder.path())?);
        end(opened.page, folder.path()).await?;
    }
    let goal = Goal::Ratio(1.25);
    table.add(Row::times("window_start", None, &shown, Some(&floor), goal));
    table.add(Row::times(
        "window_start, PIN to tasks",
        Some(TASKS),
        &listed,
        None,
        Goal::None,
    ));
    let goal = Goal::Ratio(1.3);
    let (memory, base) = (middle(&mut memory)?, middle(&mut base)?);
    let row = Row::new("window_memory", Some(TASKS), (memory, "MiB"), goal);
    table.add(row.beside(Some(base), goal));
    Ok(())
}

/// Every municipality of the office sends, until there are enough.
async fn fill(services: &Services) -> Result<()> {
    let mut wanted = TASKS;
    for period in PERIODS {
        let period: Period = period.parse()?;
        services.open_period(period)?;
        let office = OfficeId::from(OFFICE);
        for unit in Register::current().of_office(&office, period.last_day()) {
            if wanted == 0 {
                return Ok(());
            }
            let id = edge::system_ctx().new_id();
            let sent = data::usual(id, unit.no.as_str(), PERIODS[0].parse()?)?;
            services
                .send(&domain::report::Submission { period, ..sent })
                .await?;
            wanted -= 1;
        }
    }
    ensure!(wanted == 0, "too few units");
    Ok(())
}

/// Where windows are opened.
struct Place<'a> {
    desktop: &'a DesktopSession,
    server: &'a str,
    folder: &'a Path,
}

/// A program, behind one that writes down when it begins.
struct Opening {
    program: PathBuf,
    began: PathBuf,
}

/// A window that shows something.
struct Opened {
    page: Page,
    /// Milliseconds from the program's beginning to its first text.
    first_paint: f64,
}

impl Opening {
    fn new(folder: &Path, name: &str) -> Result<Self> {
        let program = folder.join(format!("begin-{name}"));
        let began = folder.join(format!("began-{name}"));
        let text = format!(
            "#!/bin/sh\ndate +%s%N > '{}'\nexec '{}' \"$@\"\n",
            began.display(),
            own_program(name)?.display()
        );
        fs::write(&program, text)?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
        Ok(Self { program, began })
    }

    async fn open(&self, at: &Place<'_>) -> Result<Opened> {
        let page = open_program(at.desktop, at.server, at.folder, &self.program).await?;
        until("the first text", ARRIVES, async || {
            let painted = page.run(FIRST_PAINT, vec![]).await;
            painted.is_ok_and(|painted| painted != Value::Null)
        })
        .await?;
        let painted = page.run(FIRST_PAINT, vec![]).await?;
        let painted = painted.as_f64().context("no first text")?;
        let began: f64 = fs::read_to_string(&self.began)?.trim().parse()?;
        Ok(Opened {
            page,
            first_paint: painted - began / 1e6,
        })
    }
}

/// Ends the window and all that it started.
async fn end(page: Page, folder: &Path) -> Result<()> {
    page.close().await?;
    // A program may stay in the tray when its window is gone.
    for process in processes(folder)? {
        Command::new("kill")
            .arg(process.file_name().context("no process")?)
            .status()?;
    }
    let ended = until("the window's processes to end", ARRIVES, async || {
        processes(folder).is_ok_and(|processes| processes.is_empty())
    });
    ended
        .await
        .with_context(|| format!("{:?}", processes(folder)))
}

/// The processes of a window, without what drives it.
fn processes(folder: &Path) -> Result<Vec<PathBuf>> {
    let all = window_processes(folder)?.into_iter();
    let own = all.filter(|process| process.program != "WebKitWebDriver");
    Ok(own.map(|process| process.place).collect())
}

/// What all processes of a window have of the memory, shared pages by their share, in MiB.
fn memory_of(folder: &Path) -> Result<f64> {
    let mut kib = 0.0;
    for process in processes(folder)? {
        let rollup = fs::read_to_string(process.join("smaps_rollup"))?;
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let line = line.context("no share of the memory is told")?;
        kib += line.trim().trim_end_matches(" kB").parse::<f64>()?;
    }
    Ok(kib / 1024.0)
}

fn middle(values: &mut [f64]) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    let value = values.get(values.len() / 2);
    value.copied().context("nothing was measured")
}

fn milliseconds(value: f64) -> std::time::Duration {
    std::time::Duration::from_secs_f64(value.max(0.0) / 1_000.0)
}
