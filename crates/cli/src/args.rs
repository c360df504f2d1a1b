//! What can be written behind `tidewaiter`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::report::Format;
use crate::sentence::MessageLanguage;
use crate::value::Mark;
use tidewaiter_tariff::Kind;

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
    /// Quote the landed cost of consignments: every duty and tax with its base, rate, row and law.
    Quote(QuoteArgs),
    /// Explain a rule or a charge; or why it says what it says about a record, clause by clause.
    Explain(ExplainArgs),
    /// List the rules, or the charges.
    Rules(RulesArgs),
    /// Show the attributes that rules and records use.
    Schema(SchemaArgs),
    /// Show what is understood of a tariff that was downloaded: rows, codes, days, what is not used.
    Tariff(TariffArgs),
    /// Format rule files.
    Fmt(FmtArgs),
    /// Check rule files for mistakes.
    Lint(LintArgs),
    /// Run the examples and tests in rule files.
    Test(TestArgs),
    /// List where a name of the rules is defined and used: an attribute, definition, class, table, market …
    Uses(UsesArgs),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// The forms of reports by their words.
fn forms() -> impl TypedValueParser<Value = Format> {
    let of = |format: &Format| PossibleValue::new(format.word()).help(format.purpose());
    PossibleValuesParser::new(Format::ALL.iter().map(of)).try_map(|word| {
        let mut formats = Format::ALL.iter().copied();
        formats
            .find(|format| format.word() == word)
            .ok_or("no form of report")
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// The language of the other half of the readers.
    pub(super) fn other(self) -> Self {
        match self {
            Self::En => Self::Zh,
            Self::Zh => Self::En,
        }
    }

    pub(super) fn code(self) -> &'static str {
        self.of_messages().code()
    }

    pub(super) fn of_messages(self) -> MessageLanguage {
        match self {
            Self::En => MessageLanguage::English,
            Self::Zh => MessageLanguage::Chinese,
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
    /// Decimal mark of numbers that people have written, such as 1.299,00: `either` refuses what can be
    /// read in two ways. Told from the column, or as the profile says, if left out.
    #[arg(long, value_enum, value_name = "MARK")]
    pub(super) decimal: Option<Decimal>,
    /// Encoding of the files, such as gb18030, where it is not told from their bytes.
    #[arg(long, value_name = "NAME")]
    pub(super) encoding: Option<String>,
    /// Row of the header of tables, from 1, where it is not found by its look.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(super) header_row: Option<u32>,
    /// Sheet of a workbook to read, where it is not the first with a table.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
}

/// The mark before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Decimal {
    /// 1,299.00
    Point,
    /// 1.299,00
    Comma,
    /// Both; what can be read in two ways is refused.
    Either,
}

impl Decimal {
    pub(super) fn mark(self) -> Mark {
        match self {
            Self::Point => Mark::Point,
            Self::Comma => Mark::Comma,
            Self::Either => Mark::Either,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum MapFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// The records as the checker sees them, one a line, which `check` reads.
    Ndjson,
}

#[derive(Debug, Args)]
pub(super) struct MapArgs {
    /// The catalogue file.
    #[arg(value_name = "FILE")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Day on which prices that hold for a time, such as sale prices, must hold; today if left out.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Write a profile to edit, into a file that does not exist yet.
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
// Each is a switch of its own that a user turns on.
#[allow(clippy::struct_excessive_bools)]
pub(super) struct CheckArgs {
    /// Files to check, folders of them, or patterns such as "exports/*.csv": CSV, XLSX, ODS, JSON,
    /// NDJSON, YAML, XML feeds, JSON-LD or web pages with it, told apart by content, packed or not; `-`
    /// reads standard input.
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
    /// Rates of exchange, for rules that compare amounts in other currencies: a CSV file with the
    /// columns `from`, `to`, `rate`, `valid_from`, `valid_until` and `source`.
    #[arg(long, value_name = "FILE")]
    pub(super) rates: Option<PathBuf>,
    /// Folders with rules to use instead of the standard ones; `standard` names those.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Check drafts, archived and hidden products too.
    #[arg(long)]
    pub(super) include_drafts: bool,
    /// Form of the report; `docs/reports.md` says what each is for.
    #[arg(long, value_parser = forms(), default_value = "human")]
    pub(super) format: Format,
    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Go on with a run that was broken off. With `--output` every run over files keeps what it has
    /// found in FILE.resume until it is finished, whatever the form of its report.
    #[arg(long, requires = "output")]
    pub(super) resume: bool,
    /// Threads to check with; as many as the machine has cores if left out. The report is the same.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Say nothing about the progress of the run.
    #[arg(long, short)]
    pub(super) quiet: bool,
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
    #[arg(long, default_value_t = tidewaiter_engine::gate::HORIZON, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=36500))]
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
    /// In reports for people (human, markdown), tell one and the same rule so many times and count
    /// the rest; 0 tells all.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum QuoteFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// A table, a line of a quote a row.
    Csv,
}

#[derive(Debug, Args)]
pub(super) struct QuoteArgs {
    /// Files with consignments or products: JSON, NDJSON, YAML or CSV; `-` reads standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Destinations: countries, regions (US-CA) or groups (EU).
    #[arg(long, value_delimiter = ',', required = true, value_name = "MARKETS")]
    pub(super) to: Vec<String>,
    /// Country it is shipped from, where the file does not say. The origin of the goods is another
    /// matter: the attribute `origin`.
    #[arg(long, value_name = "COUNTRY")]
    pub(super) from: Option<String>,
    /// Rates of exchange: a CSV file with the columns `from`, `to`, `rate`, `valid_from`,
    /// `valid_until` and `source`.
    #[arg(long, value_name = "FILE")]
    pub(super) rates: Option<PathBuf>,
    /// Tariffs of customs authorities: the exports of the United States, the United Kingdom and the
    /// European Union, or a plain CSV; see `tidewaiter tariff`.
    #[arg(long, value_name = "FILE")]
    pub(super) tariff: Vec<PathBuf>,
    /// Day of the import; today if left out.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Find the lowest price of each item that keeps this margin after freight, duties and taxes; the
    /// item needs a `cost`.
    #[arg(long, value_name = "PERCENT")]
    pub(super) target_margin: Option<String>,
    /// Last digits of the price that is sought, such as 9.90, .99 or 1,980.
    #[arg(long, value_name = "DIGITS", requires = "target_margin")]
    pub(super) ending: Option<String>,
    /// A file with the seller's own data.
    #[arg(long, value_name = "FILE")]
    pub(super) seller: Option<PathBuf>,
    /// Folders with rules to use instead of the standard ones; `standard` names those.
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    /// Form of the report.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: QuoteFormat,
    /// Write the report to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Language of the report.
    #[arg(long, value_enum, default_value = "en")]
    pub(super) lang: Lang,
    /// Presume nothing about what the records leave out.
    #[arg(long)]
    pub(super) strict: bool,
    /// Only the summary of destinations, without the bills.
    #[arg(long)]
    pub(super) brief: bool,
    /// Show the steps by which each line came about.
    #[arg(long)]
    pub(super) explain: bool,
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
    /// Full name of a rule, such as `eu.gpsr.responsible_person`, or of a charge, such as
    /// `charges.eu.import_vat`.
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
    /// List charges, costs and amounts instead of rules.
    #[arg(long)]
    pub(super) charges: bool,
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

/// What a tariff file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TariffKind {
    /// Harmonized Tariff Schedule of the United States, JSON or CSV.
    Hts,
    /// UK Tariff: measures as CSV, or a commodity of the API as JSON.
    Uk,
    /// EU TARIC: "Duties Import", XLSX or CSV.
    Taric,
    /// The columns of the tables of the rules, CSV.
    Plain,
}

impl TariffKind {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Hts => Kind::Hts,
            Self::Uk => Kind::Uk,
            Self::Taric => Kind::Taric,
            Self::Plain => Kind::Plain,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TariffFormat {
    /// For people.
    Human,
    /// The rows in the plain form, which is read again.
    Csv,
}

#[derive(Debug, Args)]
pub(super) struct TariffArgs {
    /// A tariff file as its authority offers it for download; see docs/tariffs.md.
    #[arg(value_name = "FILE")]
    pub(super) path: PathBuf,
    /// What the file is; told by its content if left out.
    #[arg(long, value_enum)]
    pub(super) kind: Option<TariffKind>,
    /// Only rows that hold in this market.
    #[arg(long, value_name = "MARKET")]
    pub(super) market: Option<String>,
    /// Only rows that hold on this day.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Only rows that bear on these codes: the codes, what is above and what is below them.
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub(super) code: Vec<String>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: TariffFormat,
    /// Write the output to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
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
    /// Warn of tables that should have been reviewed before this date; today if left out.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// State the worst-case cost of every rule, in expressions looked at, as a formula of the lengths
    /// of the lists it goes over.
    #[arg(long)]
    pub(super) cost: bool,
    /// Mend what can be mended without changing what the rules say; `--fix=maybe` also makes what is
    /// probably meant, such as the nearest name, which somebody must look at.
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub(super) fix: Option<FixHow>,
    /// Show what `--fix` would change, and change nothing; end with status 1 if there is something.
    #[arg(long)]
    pub(super) diff: bool,
    /// Form of the output: for people, JSON, or SARIF with fixes.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: CheckedFormat,
    /// Folders with rules; the standard ones if left out.
    #[arg(value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
}

/// Which edits are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FixHow {
    /// Those that change nothing of what the rules say.
    Safe,
    /// Those that are probably meant, too.
    Maybe,
}

/// Form of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckedFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// SARIF 2.1.0, for code-scanning services.
    Sarif,
}

/// Form of a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UsesFormat {
    /// For people.
    Human,
    /// One JSON object.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct UsesArgs {
    /// The name: in full, such as product.title, or its end, such as title.
    pub(super) name: String,
    /// Folders with rules; the standard ones if left out.
    #[arg(value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, value_enum, default_value = "human")]
    pub(super) format: UsesFormat,
}

#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Folders with rules; the standard ones if left out.
    #[arg(value_name = "DIR")]
    pub(super) paths: Vec<PathBuf>,
}
