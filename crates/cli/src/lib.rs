//! The command line: one file a command.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It is
//! the only part that knows arguments, terminals, signals and the clock, and no other part may know it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_catalog as catalog;
use tidewaiter_checker::{
    Assessment, CheckError, Checker, Finding, Horizon, RecordRef, RulePack, Settings, Wording,
    standard_files,
};
use tidewaiter_diag as diag;
use tidewaiter_engine as engine;
use tidewaiter_lang as lang;
use tidewaiter_report as report;
use tidewaiter_run as run;
use tidewaiter_syntax as syntax;
use tidewaiter_value::{self as value, record, sentence};

mod args;
mod charges;
mod check;
mod explain;
mod fix;
mod guard;
mod journal;
mod lint;
mod map;
mod output;
mod progress;
mod quote;
mod rules;
mod schema;
mod source;
mod tariff;
mod uses;

use std::borrow::Cow;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::diag::Style;
use crate::report::visible::lines;

/// What a command ends with. `docs/cli.md` and `--help` say when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings at or above `--fail-on`; formatting or tests that differ.
    Findings = 1,
    /// The call is wrong.
    Usage = 2,
    /// The rules are wrong.
    Rules = 3,
    /// Some input could not be read.
    Input = 4,
    /// Nothing was checked.
    Nothing = 5,
}

/// Why a command ends early.
#[derive(Debug)]
pub(crate) struct Stop {
    status: Status,
    message: String,
}

impl Stop {
    pub(crate) fn new(status: Status, message: impl Into<String>) -> Self {
        Self::styled(status, lines(&message.into()).into_owned())
    }

    /// A message with colours, in which everything else was made safe before.
    pub(crate) fn styled(status: Status, message: String) -> Self {
        Self { status, message }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::new(
            Status::Usage,
            format!("error: cannot write the output: {error}"),
        )
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    crate::catalog::silence();
    let arguments = match args::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return ExitCode::from(told(&error) as u8);
        }
    };
    let result = match arguments.command {
        args::Command::Check(check) => check::run(&check),
        args::Command::Quote(quote) => quote::run(&quote),
        args::Command::Explain(explain) => explain::run(&explain),
        args::Command::Map(map) => map::run(&map),
        args::Command::Rules(rules) => rules::run(&rules),
        args::Command::Schema(schema) => schema::run(&schema),
        args::Command::Fmt(fmt) => lint::fmt(&fmt),
        args::Command::Lint(lint) => lint::lint(&lint),
        args::Command::Uses(uses) => uses::run(&uses),
        args::Command::Test(test) => lint::test(&test),
        args::Command::Tariff(tariff) => tariff::run(&tariff),
        args::Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = args::Arguments::command();
            clap_complete::generate(shell, &mut command, "tidewaiter", &mut script);
            written(io::stdout().lock(), &script).map(|()| Status::Clean)
        }
        args::Command::Man => man(),
    };
    match result {
        Ok(status) => ExitCode::from(status as u8),
        Err(stop) => {
            if !stop.message.is_empty() {
                let mut stderr = anstream::stderr();
                let _ = writeln!(stderr, "{}", stop.message.trim_end());
            }
            ExitCode::from(stop.status as u8)
        }
    }
}

/// Prints what the parser of the command line says: a mistake, the help or the version.
fn told(error: &clap::Error) -> Status {
    let plain = error.render().to_string();
    let printed = match lines(&plain) {
        Cow::Borrowed(_) => error.print().and_then(|()| io::stdout().flush()),
        // An argument has characters in it that a terminal would obey.
        Cow::Owned(safe) => io::stderr().write_all(safe.as_bytes()),
    };
    if error.use_stderr() {
        // Where standard error is closed, nothing can be said.
        return Status::Usage;
    }
    match quiet(printed) {
        Ok(()) => Status::Clean,
        Err(stop) => {
            let _ = writeln!(anstream::stderr(), "{}", stop.message);
            stop.status
        }
    }
}

fn man() -> Result<Status, Stop> {
    let mut page = Vec::new();
    clap_mangen::Man::new(args::Arguments::command()).render(&mut page)?;
    written(io::stdout().lock(), &page)?;
    Ok(Status::Clean)
}

/// Writes to an output whose reader may have seen enough: that is no mistake, and the status stays that
/// of the command.
fn written(mut out: impl io::Write, bytes: &[u8]) -> Result<(), Stop> {
    quiet(out.write_all(bytes).and_then(|()| out.flush()))
}

/// What came of writing, where a closed pipe is no mistake.
fn quiet(result: io::Result<()>) -> Result<(), Stop> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(Stop::from),
    }
}

/// Writes a text without colours to standard output; nothing in it moves a cursor.
pub(crate) fn print(text: &str) -> Result<(), Stop> {
    print_as_it_is(&lines(text))
}

/// Writes to standard error what is wrong beside an output.
pub(crate) fn warn(text: &str) {
    let _ = anstream::stderr().write_all(lines(text).as_bytes());
}

/// Writes to standard output, with colours where it is a terminal. What the text has from elsewhere
/// was made safe before.
pub(crate) fn print_as_it_is(text: &str) -> Result<(), Stop> {
    written(anstream::stdout(), text.as_bytes())
}

/// How diagnostics are shown on standard error.
pub(crate) fn style() -> Style {
    match anstream::AutoStream::choice(&io::stderr()) {
        anstream::ColorChoice::Never => Style::Plain,
        _ => Style::Coloured,
    }
}
