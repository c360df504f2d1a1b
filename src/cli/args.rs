//! What can be written behind `tidewaiter`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Checks product listings against the rules of markets, before they go live.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, propagate_version = true)]
#[command(
    after_help = "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 the call is wrong, 3 the rules are wrong, 4 some input could not be read, 5 nothing was checked."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check catalogue files: findings that name the law, the value, the place and the remedy.
    Check(CheckArgs),
    /// Show how a catalogue file is understood: which column feeds which attribute, and what is left.
    Map(MapArgs),
    /// Explain a rule; or why it says what it says about a record, clause by clause.
    Explain(ExplainArgs),
    /// List the rules.
    Rules(RulesArgs),
    /// Show the attributes that rules and records use.
    Schema(SchemaArgs),
    /// Format rule files.
    Fmt(FmtArgs),
    /// Check rule files for mistakes.
    Lint(LintArgs),
    /// Run the examples and tests in rule files.
    Test(TestArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }
}

/// From which level on findings make the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Violations of error severity.
    Error,
    /// Violations of warning severity or above.
    Warning,
    /// Every violation.
    Notice,
    /// Every violation, and what cannot be decided.
    Undetermined,
    /// Nothing.
    Never,
}

/// How the columns of catalogue files are understood.
#[derive(Debug, Default, Args)]
pub(super) struct ReadingArgs {
    /// Profile of the shop or marketplace the file comes from: its name, a YAML file, or `none` for
    /// headers that are attribute paths; told from the header if left out.
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) profile: Option<String>,
    /// Currency of prices that state none, such as EUR.
    #[arg(long, value_name = "CODE")]
    pub(super) currency: Option<String>,
    /// Map a column of the file to an attribute.
    #[arg(long = "map", value_name = "COLUMN=PATH", value_parser = mapping)]
    pub(super) columns: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MapFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct MapArgs {
    /// The catalogue file.
    #[arg(value_name = "FILE")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Write a profile to edit.
    #[arg(long, value_name = "PROFILE.yaml")]
    pub(super) write: Option<PathBuf>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: MapFormat,
    /// Folders with rules to use instead of the standard ones; `standard` names those.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Language of the output.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Files to check: JSON, NDJSON, YAML or CSV, told apart by content; `-` reads standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Markets to sell in: countries, regions (US-CA) or groups (EU).
    #[arg(long, value_delimiter = ',', required = true, value_name = "MARKETS")]
    pub(super) to: Vec<String>,
    /// Channel to sell on, such as amazon.
    #[arg(long, value_name = "CHANNEL")]
    pub(super) on: Option<String>,
    /// Date of the assessment; today if left out.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// A file with the seller's own data.
    #[arg(long, value_name = "FILE")]
    pub(super) seller: Option<PathBuf>,
    /// Folders with rules to use instead of the standard ones; `standard` names those.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Check drafts, archived and hidden products too.
    #[arg(long)]
    pub(super) include_drafts: bool,
    /// Form of the report.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: Format,
    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Language of messages.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
    /// From which level on findings make the command end with status 1.
    #[arg(long, value_enum, default_value = "error", value_name = "LEVEL")]
    pub(super) fail_on: FailOn,
    /// Presume nothing about what the records leave out.
    #[arg(long)]
    pub(super) strict: bool,
    /// Days ahead for which rules not yet in force are reported.
    #[arg(long, default_value_t = crate::gate::HORIZON, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=36500))]
    pub(super) horizon: i32,
    /// Only rules whose name begins so, or of this area or tag.
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(super) select: Vec<String>,
    /// Not these rules.
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub(super) ignore: Vec<String>,
    /// Show every undetermined rule, not only what would decide them.
    #[arg(long)]
    pub(super) all: bool,
}

fn mapping(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, path)) if !column.is_empty() && !path.is_empty() => {
            Ok((column.to_owned(), path.to_owned()))
        }
        _ => Err(
            "write the column, `=` and the path of an attribute: \"Variant Price=price\""
                .to_owned(),
        ),
    }
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Full name of the rule, such as `eu.gpsr.responsible_person`.
    pub(super) rule: String,
    /// A catalogue file: explain what the rule says about one of its records.
    #[arg(long = "in", value_name = "FILE", requires = "to")]
    pub(super) input: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Identifier of the record; the first one if left out.
    #[arg(long, value_name = "ID")]
    pub(super) record: Option<String>,
    /// Market.
    #[arg(long, value_name = "MARKET")]
    pub(super) to: Option<String>,
    /// Channel.
    #[arg(long, value_name = "CHANNEL")]
    pub(super) on: Option<String>,
    /// Date of the assessment; today if left out.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// A file with the seller's own data.
    #[arg(long, value_name = "FILE")]
    pub(super) seller: Option<PathBuf>,
    /// Folders with rules to use instead of the standard ones.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Presume nothing about what the record leaves out.
    #[arg(long)]
    pub(super) strict: bool,
    /// Language of messages.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[command(subcommand)]
    pub(super) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// List rules, one a line.
    List(ListArgs),
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Rules that hold in this market.
    #[arg(long, value_name = "MARKET")]
    pub(super) market: Option<String>,
    /// Rules of this area.
    #[arg(long, value_name = "AREA")]
    pub(super) area: Option<String>,
    /// Rules that mention this class.
    #[arg(long, value_name = "CLASS")]
    pub(super) class: Option<String>,
    /// Rules in force on this date.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Rules of this confidence: high, medium, low or unverified.
    #[arg(long, value_name = "CONFIDENCE")]
    pub(super) confidence: Option<String>,
    /// Folders with rules to use instead of the standard ones.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Language of messages.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Only attributes whose path or meaning has this in it.
    pub(super) search: Option<String>,
    /// Print the JSON Schema of a product record.
    #[arg(long)]
    pub(super) json_schema: bool,
    /// Folders with rules to use instead of the standard ones.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Language of messages.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
}

#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// Files or folders.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Change nothing; end with status 1 if a file is not formatted.
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// State the worst-case cost of every rule, in expressions looked at, as a formula of the lengths
    /// of the lists it goes over.
    #[arg(long)]
    pub(super) cost: bool,
    /// Folders with rules; the standard ones if left out.
    #[arg(value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Folders with rules; the standard ones if left out.
    #[arg(value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
}
