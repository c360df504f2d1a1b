//! The way into the library: rules, markets and a date, and then one product after another.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};
use thiserror::Error;

use crate::engine::reference::{Env, Interpreter};
use crate::engine::{
    Ledger, Offer, Outcome, Setting, Step, Unknown, Verdict, assess, ledger, suggested,
};
use crate::lang::{
    Area, Citation, Confidence, Edition, LoadError, Message, MessagePart, Party, Rule, RuleSet,
    Severity, SourceFile, load,
};
use crate::quote::{Ending, Prices, Quote, TargetPrice, quote};
use crate::record::{Datum, Fields, Place, Problem, RawRecord, Record, Value, bind};
use crate::sentence::Sentence;
use crate::tariff::{Kind as TariffKind, Tariff, add_to};
use crate::value::{Date, DateError, Decimal, ExchangeRates, Market, UnknownMarket, parse_date};

/// The files of the standard rule library.
static STANDARD: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/rules.in"));

/// The day of the last review of the standard rules.
const REVIEWED: Date = Date::constant(2026, 11, 24);

/// Name and version of a rule library.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PackInfo {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// A hash of every file, so that two reports can be told to rest on the same rules.
    pub hash: String,
}

/// Rules that were loaded once, or why they do not load.
type Loaded = Result<(Arc<RuleSet>, Arc<PackInfo>), LoadError>;

/// What `pack.yaml` says.
#[derive(Debug, serde::Deserialize)]
struct PackFile {
    name: String,
    version: String,
}

/// Why a checker cannot be set up.
#[derive(Debug, Error)]
pub enum CheckError {
    /// There is no such country, region or group.
    #[error(transparent)]
    Market(#[from] UnknownMarket),
    /// There is no such channel.
    #[error("there is no channel `{name}`; the channels are {known}")]
    Channel {
        /// The name.
        name: String,
        /// The names that exist.
        known: String,
    },
    /// The date does not exist.
    #[error(transparent)]
    Date(#[from] DateError),
    /// A tariff does not fit the rules: a table, market or measure that they do not have.
    #[error("{0}")]
    Tariff(String),
    /// The record is not JSON, or not an object.
    #[error("the record is not a JSON object: {0}")]
    Record(String),
    /// The rules do not load.
    #[error(transparent)]
    Rules(#[from] Box<LoadError>),
}

/// The files of the standard rule library.
pub fn standard_files() -> Vec<SourceFile> {
    STANDARD
        .iter()
        .map(|(path, bytes)| SourceFile {
            name: format!("rules/{path}"),
            path: (*path).to_owned(),
            bytes: bytes.to_vec(),
        })
        .collect()
}

/// The texts of the standard library's files of a folder, by their paths.
#[cfg(feature = "catalog")]
pub(crate) fn standard_texts(folder: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    STANDARD
        .iter()
        .filter(move |(path, _)| path.starts_with(folder))
        .filter_map(|(path, bytes)| Some((*path, std::str::from_utf8(bytes).ok()?)))
}

/// Checks product records.
///
/// ```
/// use tidewaiter::Checker;
///
/// let checker = Checker::standard()?.for_market("DE")?.as_of("2026-11-24")?;
/// let record = checker.record_from_json(r#"{ "title": "Laptop", "classes": ["laptop"],
///     "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#)?;
/// let assessment = checker.check(&record);
/// assert!(assessment.findings.iter().any(|f| f.message.contains("USB-C")));
/// # Ok::<(), tidewaiter::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checker {
    rules: Arc<RuleSet>,
    pack: Arc<PackInfo>,
    markets: Vec<Market>,
    channel: Option<Arc<str>>,
    as_of: Date,
    seller: Option<Value>,
    rates: Option<Arc<ExchangeRates>>,
    tariffs: Vec<TariffInfo>,
    strict: bool,
    horizon: i32,
    language: Arc<str>,
    others: Vec<Arc<str>>,
    explain: bool,
}

/// A tariff that a checker was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TariffInfo {
    /// The name of the file.
    pub file: String,
    /// What it is.
    #[serde(serialize_with = "display")]
    pub kind: TariffKind,
    /// A hash of its content.
    pub hash: String,
    /// The day whose rows were kept; none where all were.
    #[serde(serialize_with = "optional_display")]
    pub as_of: Option<Date>,
    /// Rows of tables that it gave.
    pub rows: u64,
}

impl Checker {
    /// A checker with the standard rules. They are read once and shared.
    ///
    /// The date is that of the last review of the rules until [`Checker::as_of`] sets it: the library
    /// reads no clock.
    pub fn standard() -> Result<Self, CheckError> {
        static RULES: OnceLock<Loaded> = OnceLock::new();
        let loaded = RULES.get_or_init(|| {
            let files = standard_files();
            let rules = load(&files)?;
            let pack = pack_info(&files, &rules);
            Ok((Arc::new(rules), Arc::new(pack)))
        });
        match loaded {
            Ok((rules, pack)) => Ok(Self::over(rules.clone(), pack.clone())),
            Err(error) => Err(CheckError::Rules(Box::new(error.clone()))),
        }
    }

    /// A checker with rules of one's own.
    pub fn with_files(files: &[SourceFile]) -> Result<Self, CheckError> {
        let rules = load(files).map_err(Box::new)?;
        let pack = pack_info(files, &rules);
        Ok(Self::over(Arc::new(rules), Arc::new(pack)))
    }

    fn over(rules: Arc<RuleSet>, pack: Arc<PackInfo>) -> Self {
        Self {
            rules,
            pack,
            markets: Vec::new(),
            channel: None,
            as_of: REVIEWED,
            seller: None,
            rates: None,
            tariffs: Vec::new(),
            strict: false,
            horizon: crate::gate::HORIZON,
            language: "en".into(),
            others: Vec::new(),
            explain: false,
        }
    }

    /// Adds a market: a country, a region, or every member of a group (`EU`) on the date set.
    pub fn for_market(mut self, code: &str) -> Result<Self, CheckError> {
        let markets = if self.rules.names.groups.contains_key(code) {
            self.rules.names.members(code, self.as_of)
        } else {
            vec![Market::parse(code)?]
        };
        for market in markets {
            if !self.markets.contains(&market) {
                self.markets.push(market);
            }
        }
        Ok(self)
    }

    /// Days ahead for which rules not yet in force are looked at.
    #[cfg(feature = "cli")]
    pub(crate) fn days_ahead(&self) -> i32 {
        self.horizon
    }

    /// Sets the channel.
    pub fn on_channel(mut self, name: &str) -> Result<Self, CheckError> {
        if !self.rules.names.channels.contains_key(name) {
            let known: Vec<&str> = self.rules.names.channels.keys().map(|k| &**k).collect();
            return Err(CheckError::Channel {
                name: name.to_owned(),
                known: known.join(", "),
            });
        }
        self.channel = Some(name.into());
        Ok(self)
    }

    /// Sets the date of the assessment, as `2026-11-24`.
    pub fn as_of(mut self, date: &str) -> Result<Self, CheckError> {
        self.as_of = parse_date(date)?;
        Ok(self)
    }

    /// Switches presumptions off.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Sets how many days ahead editions are looked at that are not in force yet.
    #[must_use]
    pub fn horizon(mut self, days: i32) -> Self {
        self.horizon = days;
        self
    }

    /// Sets the language of messages, `en` or `zh`.
    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.language = language.into();
        self
    }

    /// Has findings tell their message and remedy in another language too; see
    /// [`Finding::in_language`].
    #[must_use]
    pub fn also_in(mut self, language: &str) -> Self {
        self.others.push(language.into());
        self
    }

    /// Keeps derivations, for `explain`.
    #[must_use]
    pub fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    /// Gives rates of exchange.
    #[must_use]
    pub fn rates(mut self, rates: ExchangeRates) -> Self {
        self.rates = Some(Arc::new(rates));
        self
    }

    /// Adds the rows of a tariff to the tables of the rules. Of several tariffs with a row for one key
    /// and day, that of the last counts.
    ///
    /// # Errors
    ///
    /// The rules have no table for the rows, or do not know a market or trade measure in them.
    pub fn with_tariff(mut self, tariff: &Tariff) -> Result<Self, CheckError> {
        add_to(Arc::make_mut(&mut self.rules), tariff).map_err(CheckError::Tariff)?;
        self.tariffs.push(TariffInfo {
            file: tariff.file().to_owned(),
            kind: tariff.kind(),
            hash: tariff.hash().to_owned(),
            as_of: tariff.as_of(),
            rows: tariff.rows().len() as u64,
        });
        Ok(self)
    }

    /// The tariffs, in the order in which they were added.
    pub fn tariffs(&self) -> &[TariffInfo] {
        &self.tariffs
    }

    /// Sets the seller of every product, from a record of the schema's `seller`.
    pub fn seller(mut self, seller: &Datum) -> (Self, Vec<Problem>) {
        let fields = Datum::Record(vec![("seller".into(), seller.clone(), Place::default())]);
        let raw = RawRecord::new(fields, Place::default(), 1);
        let (mut record, problems) = bind(&raw, &self.rules.names);
        self.seller = record.fields.remove("seller");
        (self, problems)
    }

    /// The rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// Name and version of the rules.
    pub fn pack(&self) -> &PackInfo {
        &self.pack
    }

    /// The markets, in the order in which they were added.
    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    /// The date.
    pub fn date(&self) -> Date {
        self.as_of
    }

    /// The channel.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    /// Holds a raw record against the schema.
    pub fn bind(&self, raw: &RawRecord) -> (Record, Vec<Problem>) {
        bind(raw, &self.rules.names)
    }

    /// A record from JSON. Values that do not fit the schema count as unknown; see
    /// [`Checker::bind`] for what is wrong with them.
    pub fn record_from_json(&self, text: &str) -> Result<Record, CheckError> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|e| CheckError::Record(e.to_string()))?;
        if !value.is_object() {
            return Err(CheckError::Record("it is another kind of value".into()));
        }
        let raw = RawRecord::new(Datum::from_json(&value), Place::default(), 1);
        Ok(self.bind(&raw).0)
    }

    /// The class that the title of a record suggests, with the word that does: `("toy", "plush")`.
    /// Nothing, where the record states its classes or a code or category decides them.
    ///
    /// ```
    /// use tidewaiter::Checker;
    ///
    /// let checker = Checker::standard()?;
    /// let bear = checker.record_from_json(r#"{ "title": "Plush bear" }"#)?;
    /// assert_eq!(checker.suggested_class(&bear), Some(("toy", "plush")));
    /// let book = checker.record_from_json(r#"{ "title": "Plush bear", "classes": ["book"] }"#)?;
    /// assert_eq!(checker.suggested_class(&book), None);
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn suggested_class(&self, record: &Record) -> Option<(&str, &str)> {
        suggested(&record.fields, &self.rules.names).map(|(class, word)| (&*class.name, word))
    }

    /// What every rule says about a record, in every market.
    pub fn check(&self, record: &Record) -> Assessment {
        let fields = self.with_seller(record);
        let mut assessment = Assessment {
            record: RecordRef::of(record),
            title: match fields.get("title") {
                Some(Value::Text(title)) => Some(title.clone()),
                _ => None,
            },
            classes: match fields.get("classes") {
                Some(Value::List(classes)) => classes
                    .iter()
                    .map(|class| class.to_string().into())
                    .collect(),
                _ => Vec::new(),
            },
            outcomes: BTreeMap::new(),
            presumed: BTreeMap::new(),
            findings: Vec::new(),
        };
        for market in &self.markets {
            let mut counts = BTreeMap::new();
            for rule in &self.rules.rules {
                let offer = self.offer(&fields, record, *market);
                let verdict = assess(&self.rules, rule, &offer);
                *counts.entry(verdict.outcome).or_insert(0u64) += 1;
                if !matches!(verdict.outcome, Outcome::OutOfScope) {
                    for sentence in &verdict.presumed {
                        *assessment.presumed.entry(sentence.clone()).or_insert(0u64) += 1;
                    }
                }
                if let Some(edition) = rule.editions.get(verdict.edition)
                    && !matches!(verdict.outcome, Outcome::OutOfScope | Outcome::Satisfied)
                {
                    assessment
                        .findings
                        .push(self.finding(record, &offer, edition, verdict));
                }
            }
            assessment.outcomes.insert(*market, counts);
        }
        assessment
    }

    /// What a consignment costs in every market: the landed cost, line by line.
    ///
    /// ```
    /// use tidewaiter::Checker;
    ///
    /// let checker = Checker::standard()?.for_market("DE")?.as_of("2026-11-24")?;
    /// let shirt = checker.record_from_json(r#"{ "title": "T-shirt", "hs_code": "6109.10", "origin": "CN",
    ///     "price": "20 EUR", "price_includes_tax": false,
    ///     "shipment": { "freight": "5 EUR", "tax_schemes": ["ioss"] } }"#)?;
    /// let quotes = checker.quote(&[shirt]);
    /// // Goods 20, freight 5, VAT of 19 % on both, and the flat duty of 3 EUR.
    /// assert_eq!(quotes[0].landed.as_ref().unwrap().to_string(), "32.75 EUR");
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn quote(&self, items: &[Record]) -> Vec<Quote> {
        let fields: Vec<Fields> = items.iter().map(|item| self.with_seller(item)).collect();
        self.markets
            .iter()
            .map(|market| self.quote_fields(&fields, *market))
            .collect()
    }

    fn with_seller(&self, record: &Record) -> Fields {
        let mut fields = record.fields.clone();
        if let (Some(seller), false) = (&self.seller, fields.contains_key("seller")) {
            fields.insert("seller".into(), seller.clone());
        }
        fields
    }

    fn ledger<'a>(&'a self, fields: &'a [Fields], market: Market) -> Ledger<'a> {
        Ledger::new(self.setting(market), fields.iter().collect())
    }

    fn setting(&self, market: Market) -> Setting<'_> {
        Setting {
            rules: &self.rules,
            today: self.as_of,
            destination: market,
            channel: self.channel.as_ref(),
            presume: !self.strict,
            rates: self.rates.as_deref(),
            trace: self.explain,
        }
    }

    fn quote_fields(&self, fields: &[Fields], market: Market) -> Quote {
        let ledger = self.ledger(fields, market);
        quote(&self.rules, &ledger, market, self.as_of)
    }

    /// The lowest price of one item of a consignment that keeps a margin in a market; the other items
    /// keep their prices. `margin` is a fraction, 0.25 for 25 %.
    ///
    /// # Errors
    ///
    /// What is missing to tell the margin, or that no price keeps it.
    pub fn price_for_margin(
        &self,
        items: &[Record],
        item: usize,
        market: Market,
        margin: Decimal,
        ending: Option<&Ending>,
    ) -> Result<TargetPrice, Unknown> {
        let fields: Vec<Fields> = items.iter().map(|item| self.with_seller(item)).collect();
        let ledger = Ledger::new(self.trial_setting(market), fields.iter().collect());
        Prices::new(&self.rules, &ledger).lowest(item, margin, ending)
    }

    /// Like [`Checker::price_for_margin`], of every item of a consignment. The work is bounded: where
    /// a consignment has so many items that depend on each other that it would not end, the prices
    /// of the later ones are unknown, and say so.
    pub fn prices_for_margin(
        &self,
        items: &[Record],
        market: Market,
        margin: Decimal,
        ending: Option<&Ending>,
    ) -> Vec<Result<TargetPrice, Unknown>> {
        let fields: Vec<Fields> = items.iter().map(|item| self.with_seller(item)).collect();
        let ledger = Ledger::new(self.trial_setting(market), fields.iter().collect());
        let mut prices = Prices::new(&self.rules, &ledger);
        (0..items.len())
            .map(|item| prices.lowest(item, margin, ending))
            .collect()
    }

    /// What trial prices are computed for: without steps, which nobody would see.
    fn trial_setting(&self, market: Market) -> Setting<'_> {
        Setting {
            trace: false,
            ..self.setting(market)
        }
    }

    /// What one rule says about a record in a market, with its derivation.
    pub fn derive(&self, record: &Record, rule: &Rule, market: Market) -> Verdict {
        let fields = self.with_seller(record);
        let mut offer = self.offer(&fields, record, market);
        offer.explain = true;
        assess(&self.rules, rule, &offer)
    }

    fn offer<'a>(&'a self, fields: &'a Fields, record: &'a Record, market: Market) -> Offer<'a> {
        Offer {
            fields,
            others: &[],
            id: record.id.as_deref(),
            market,
            channel: self.channel.as_ref(),
            as_of: self.as_of,
            horizon: self.horizon,
            strict: self.strict,
            rates: self.rates.as_deref(),
            explain: self.explain,
        }
    }

    fn finding(
        &self,
        record: &Record,
        offer: &Offer<'_>,
        edition: &Edition,
        verdict: Verdict,
    ) -> Finding {
        let at: Vec<Arc<str>> = verdict.at.iter().cloned().collect();
        let cells = at
            .iter()
            .map(|path| (path.clone(), record.places.get(path)))
            .filter_map(|(path, place)| {
                let place = place?;
                Some((path, place.named()?.into()))
            })
            .collect();
        Finding {
            record: RecordRef::of(record),
            market: offer.market.to_string(),
            channel: offer.channel.cloned(),
            rule: edition.id.clone(),
            outcome: verdict.outcome,
            severity: edition.severity,
            area: edition.area,
            binds: edition.binds.clone(),
            confidence: edition.verification.confidence,
            message: self.text(&edition.message, &self.language, offer),
            remedy: self.text(&edition.remedy, &self.language, offer),
            translations: self
                .others
                .iter()
                .map(|language| {
                    let message = self.text(&edition.message, language, offer);
                    let remedy = self.text(&edition.remedy, language, offer);
                    (language.clone(), Wording { message, remedy })
                })
                .collect(),
            values: at
                .iter()
                .map(|path| {
                    (
                        path.clone(),
                        value_at(offer.fields, path).map(|v| v.to_string().into()),
                    )
                })
                .collect(),
            cells,
            at,
            needs: verdict.unknown.needs.iter().cloned().collect(),
            reasons: verdict.unknown.reasons.iter().cloned().collect(),
            presumed: verdict.presumed.iter().cloned().collect(),
            exceptions: verdict.exceptions,
            waiver: verdict.waiver,
            citations: edition.cite.clone(),
            in_force_from: edition.from,
            upcoming: verdict.upcoming,
            as_of: self.as_of,
            rules_version: format!("{} {}", self.pack.name, self.pack.version).into(),
            derivation: verdict.derivation,
        }
    }

    fn text(&self, message: &Message, language: &str, offer: &Offer<'_>) -> String {
        let parts = message.0.get(language).or_else(|| message.0.get("en"));
        let ledger = ledger(&self.rules, offer, offer.as_of);
        let mut interpreter = Interpreter::new(Env {
            trace: false,
            ..ledger.env(Some(0))
        });
        let mut text = String::new();
        for part in parts.into_iter().flatten() {
            match part {
                MessagePart::Text(part) => text.push_str(part),
                MessagePart::Attribute(path, node) => match interpreter.eval(node).value {
                    Ok(value) => text.push_str(&value.to_string()),
                    Err(_) if language == "zh" => text.push_str(if &**path == "title" {
                        "该商品"
                    } else {
                        "(未提供)"
                    }),
                    Err(_) => text.push_str(if &**path == "title" {
                        "this product"
                    } else {
                        "(not given)"
                    }),
                },
            }
        }
        text
    }
}

fn pack_info(files: &[SourceFile], rules: &RuleSet) -> PackInfo {
    let stated = files
        .iter()
        .find(|file| file.path == "pack.yaml")
        .and_then(|file| std::str::from_utf8(&file.bytes).ok())
        .and_then(|text| serde_yaml::from_str::<PackFile>(text).ok());
    let (name, version) = stated.map_or_else(
        || ("unnamed".into(), "0".into()),
        |pack| (pack.name, pack.version),
    );
    PackInfo {
        name,
        version,
        hash: rules.hash.clone(),
    }
}

/// The value at `a.b[0].c`.
fn value_at<'f>(fields: &'f Fields, path: &str) -> Option<&'f Value> {
    let mut steps = path
        .split(['.', '['])
        .map(|step| step.trim_end_matches(']'));
    let mut value = fields.get(steps.next()?)?;
    for step in steps {
        value = match value {
            Value::Record(fields) => fields.get(step)?,
            Value::List(items) => items.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Which record a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordRef {
    /// The identifier.
    pub id: Option<Arc<str>>,
    /// What it has in common with the other variants of its product.
    pub group: Option<Arc<str>>,
    /// The file, if it came from one.
    pub file: Option<Arc<str>>,
    /// The line on which it begins.
    pub line: Option<u32>,
    /// Its place in a JSON or YAML file.
    pub pointer: Option<Arc<str>>,
}

impl RecordRef {
    pub(crate) fn of(record: &Record) -> Self {
        Self {
            id: record.id.clone(),
            group: match record.fields.get("product_group") {
                Some(Value::Text(group)) => Some(group.clone()),
                _ => None,
            },
            file: None,
            line: (record.place.line > 0).then_some(record.place.line),
            pointer: record.place.pointer().map(Into::into),
        }
    }
}

/// What the rules say about one record.
#[derive(Debug, Clone)]
pub struct Assessment {
    /// The record.
    pub record: RecordRef,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// The classes that it states.
    pub classes: Vec<Arc<str>>,
    /// How many rules gave which outcome, by market.
    pub outcomes: BTreeMap<Market, BTreeMap<Outcome, u64>>,
    /// What was presumed, with the number of rules it mattered to.
    pub presumed: BTreeMap<Sentence, u64>,
    /// What is neither satisfied nor out of scope, by market and rule.
    pub findings: Vec<Finding>,
}

/// Something that a rule says about a record.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The record.
    pub record: RecordRef,
    /// The market.
    pub market: String,
    /// The channel.
    pub channel: Option<Arc<str>>,
    /// The full name of the rule.
    pub rule: Arc<str>,
    /// What it says.
    #[serde(serialize_with = "display")]
    pub outcome: Outcome,
    /// How bad a violation is.
    #[serde(serialize_with = "display")]
    pub severity: Severity,
    /// The area.
    #[serde(serialize_with = "display")]
    pub area: Area,
    /// Who must act.
    #[serde(serialize_with = "displays")]
    pub binds: Vec<Party>,
    /// How sure it is that the rule says what the law says.
    #[serde(serialize_with = "display")]
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// Message and remedy in further languages, if those were asked for.
    #[serde(skip)]
    pub translations: BTreeMap<Arc<str>, Wording>,
    /// The attributes that decided it.
    pub at: Vec<Arc<str>>,
    /// Their values; null where one is not given.
    pub values: BTreeMap<Arc<str>, Option<Arc<str>>>,
    /// Their columns or pointers in the file.
    pub cells: BTreeMap<Arc<str>, Arc<str>>,
    /// The attributes that would decide it.
    pub needs: Vec<Arc<str>>,
    /// Reasons that no attribute would cure.
    pub reasons: Vec<Sentence>,
    /// What was presumed.
    pub presumed: Vec<Sentence>,
    /// Exceptions that were considered and held, or were taken away.
    pub exceptions: Vec<Arc<str>>,
    /// The waiver that covers it.
    pub waiver: Option<Arc<str>>,
    /// The law.
    #[serde(serialize_with = "citations")]
    pub citations: Vec<Citation>,
    /// The first day of the edition.
    #[serde(serialize_with = "optional_display")]
    pub in_force_from: Option<Date>,
    /// The day from which an upcoming finding is a violation.
    #[serde(serialize_with = "optional_display")]
    pub upcoming: Option<Date>,
    /// The date of the assessment.
    #[serde(serialize_with = "display")]
    pub as_of: Date,
    /// Name and version of the rules.
    pub rules_version: Arc<str>,
    /// How it came about, if that was asked for.
    #[serde(skip)]
    pub derivation: Vec<Step>,
}

impl Finding {
    /// Message and remedy in a language: one that [`Checker::also_in`] asked for, or else that of the
    /// checker.
    pub fn in_language(&self, language: &str) -> (&str, &str) {
        match self.translations.get(language) {
            Some(wording) => (&wording.message, &wording.remedy),
            None => (&self.message, &self.remedy),
        }
    }
}

/// What a finding says, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

fn display<T: std::fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn displays<T: std::fmt::Display, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(ToString::to_string))
}

#[allow(clippy::ref_option)]
fn optional_display<T: std::fmt::Display, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

fn citations<S: Serializer>(citations: &[Citation], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Cited<'a> {
        instrument: &'a str,
        provisions: &'a str,
        url: Option<&'a str>,
    }
    serializer.collect_seq(citations.iter().map(|citation| Cited {
        instrument: &citation.instrument.title,
        provisions: &citation.provisions,
        url: citation.instrument.url.as_deref(),
    }))
}
