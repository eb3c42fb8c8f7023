//! Sending reports to a server, and taking over those that were approved elsewhere.

use std::{
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::{
    Period,
    ids::{SubmissionId, UnitNo},
    interchange::{read_csv, read_json},
    report::{InputFault, Submission, json_bytes},
    template::Template,
    text::Language,
    wire::{Problem, Submitted, path},
};
use edge::{Http, ReqwestHttp};
use server::{admin, store::NotImported};
use url::Url;

use super::{Installation, say};

/// Reports of units.
#[derive(Subcommand)]
pub(super) enum Report {
    /// Send reports to a server, as a case system or a person of the municipality: JSON, or CSV with
    /// the columns point and value. The credential is read from standard input.
    #[command(after_help = SUBMIT)]
    Submit(Submit),
    /// Take over reports that an earlier system approved, so that comparison works from the first day:
    /// all of a file or none of it.
    #[command(after_help = IMPORT)]
    Import(Import),
}

const SUBMIT: &str = "Example:
  halvaarsrapport-server report submit --server http://127.0.0.1:8080 \\
      --unit 3411 --period 2026-1 report.csv < credential.txt";

const IMPORT: &str = "Example:
  halvaarsrapport-server report import --approved history.jsonl

Each line of the file is an object with submission, submitted_by, received_at, own_figure, comment,
decided_by and decided_at.";

#[derive(Args)]
pub(super) struct Submit {
    /// The server's address.
    #[arg(long)]
    server: Url,
    /// The unit, for CSV.
    #[arg(long, requires = "period")]
    unit: Option<String>,
    /// The half-year, for CSV.
    #[arg(long, requires = "unit")]
    period: Option<Period>,
    /// The id that a CSV file was sent under before, where no answer came: the server then receives it once.
    #[arg(long, requires = "unit", value_name = "ID")]
    submission_id: Option<SubmissionId>,
    /// The language of what is wrong with a file: nb, nn or en.
    #[arg(long, default_value = "nb", value_parser = language)]
    language: Language,
    /// The files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Args)]
pub(super) struct Import {
    /// Says that the reports in the files have been approved.
    #[arg(long, required = true)]
    approved: bool,
    /// The files, as JSON Lines.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn language(text: &str) -> Result<Language, String> {
    [
        ("nb", Language::Nb),
        ("nn", Language::Nn),
        ("en", Language::En),
    ]
    .into_iter()
    .find_map(|(name, language)| (name == text).then_some(language))
    .ok_or_else(|| "nb, nn or en".to_owned())
}

impl Submit {
    /// Sends each file for itself; fails where one was not received.
    pub(super) async fn run(self) -> anyhow::Result<()> {
        if self.submission_id.is_some() && self.files.len() > 1 {
            bail!("--submission-id goes with one file");
        }
        let mut credential = String::new();
        io::stdin()
            .read_line(&mut credential)
            .context("Cannot read the credential from standard input")?;
        let http = ReqwestHttp::new().context("Cannot set up HTTP")?;
        let mut refused = 0;
        for file in &self.files {
            let told = match self.submission(file)? {
                Ok(submission) => self
                    .send(&http, credential.trim(), &submission)
                    .await
                    .with_context(|| file.display().to_string())?,
                Err(faults) => Err(self.told(&faults)),
            };
            match told {
                Ok(submitted) => say(&format!("{}: {submitted}", file.display()))?,
                Err(faults) => {
                    refused += 1;
                    for fault in faults {
                        say(&format!("{}: {fault}", file.display()))?;
                    }
                }
            }
        }
        match refused {
            0 => Ok(()),
            _ => bail!("{refused} of {} files were not received", self.files.len()),
        }
    }

    /// The submission in a file, or every fault in it.
    fn submission(&self, file: &Path) -> anyhow::Result<Result<Submission, Vec<InputFault>>> {
        let bytes =
            std::fs::read(file).with_context(|| format!("Cannot read {}", file.display()))?;
        let is_json = bytes.trim_ascii_start().starts_with(b"{");
        if is_json && self.submission_id.is_some() {
            bail!(
                "{}: JSON has its id, and takes no --submission-id",
                file.display()
            );
        }
        let read = if is_json {
            read_json(&bytes)
        } else {
            let (Some(unit), Some(period)) = (&self.unit, self.period) else {
                bail!("{}: CSV needs --unit and --period", file.display());
            };
            let template =
                Template::for_period(period).context("There is no form for this half-year")?;
            read_csv(&bytes, template).map(|values| Submission {
                submission_id: self
                    .submission_id
                    .unwrap_or_else(|| SubmissionId(edge::system_ctx().new_id())),
                unit_no: UnitNo(unit.clone()),
                period,
                template: template.id.clone(),
                values,
                comments: [].into(),
                explanations: [].into(),
                answers: [].into(),
            })
        };
        Ok(read.and_then(|submission| {
            let faults = submission.input_faults();
            if faults.is_empty() {
                Ok(submission)
            } else {
                Err(faults)
            }
        }))
    }

    fn told(&self, faults: &[InputFault]) -> Vec<String> {
        let message = |fault: &InputFault| fault.message().get(self.language).to_owned();
        faults.iter().map(message).collect()
    }

    /// What the server says: where the report stands now, or why it was not received.
    async fn send(
        &self,
        http: &ReqwestHttp,
        credential: &str,
        submission: &Submission,
    ) -> anyhow::Result<Result<String, Vec<String>>> {
        let address = self.server.join(path::REPORTS)?;
        let request = http::Request::post(address.as_str())
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {credential}"))
            .body(json_bytes(submission).into())?;
        let answer = http
            .call(request)
            .await
            .with_context(|| unanswered(submission.submission_id))?;
        if answer.status().is_success() {
            let submitted: Submitted = serde_json::from_slice(answer.body())
                .with_context(|| unanswered(submission.submission_id))?;
            let (reference, revision) = (submitted.reference, submitted.revision);
            let again = if submitted.duplicate { " before" } else { "" };
            return Ok(Ok(format!(
                "{reference} revision {revision} received{again}"
            )));
        }
        // Whoever answers for the server need not know what it did.
        if answer.status().is_server_error() {
            bail!(
                "{}: {}",
                answer.status(),
                unanswered(submission.submission_id)
            );
        }
        let problem: Problem = serde_json::from_slice(answer.body())
            .with_context(|| format!("The server answers {}", answer.status()))?;
        let mut told: Vec<String> = problem.faults.iter().map(ToString::to_string).collect();
        if told.is_empty() {
            told.push(problem.title);
        }
        Ok(Err(told))
    }
}

impl Import {
    pub(super) async fn run(self, here: &Installation) -> anyhow::Result<()> {
        let settings = here.signing_settings()?;
        let store = here.store().await?;
        let mut refused = 0;
        for file in &self.files {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("Cannot read {}", file.display()))?;
            match admin::import_approved(&store, settings, &text).await? {
                Ok(imported) => {
                    let (new, known) = (imported.new, imported.known);
                    let file = file.display();
                    say(&format!("{file}: {new} taken over, {known} here before"))?;
                }
                Err(told) => {
                    refused += 1;
                    tell(file, &told)?;
                }
            }
        }
        match refused {
            0 => Ok(()),
            _ => bail!(
                "{refused} of {} files were not taken over",
                self.files.len()
            ),
        }
    }
}

fn tell(file: &Path, told: &NotImported) -> anyhow::Result<()> {
    for line in &told.0 {
        for fault in &line.faults {
            say(&format!("{}:{}: {fault}", file.display(), line.line))?;
        }
    }
    Ok(())
}

/// What to do where nobody knows whether the server has received a file.
fn unanswered(id: SubmissionId) -> String {
    format!(
        "The server did not answer, and may have received the file. Send it again: JSON as it is, which has its id, \
         and CSV with --submission-id {id}; it is then received once"
    )
}
