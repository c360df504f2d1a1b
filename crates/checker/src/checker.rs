//! The way into the library: rules, markets and a day, and then one product after another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::assessment::{Assessment, Finding, RecordRef, Wording, display, optional_display};
use crate::engine::reference::Interpreter;
use crate::engine::{
    Engine, Env, Ledger, Offer, Outcome, PresumedValue, Reference, Setting, Unknown, Venue,
    Verdict, assess, ledger, presumed_sentences, suggested,
};
use crate::error::{CheckError, TariffMismatch};
use crate::lang::{Edition, Event, Message, MessagePart, Names, PackInfo, Rule, RuleSet};
use crate::pack::RulePack;
use crate::quote::{Ending, Prices, Quote, TargetPrice, quote};
use crate::record::{Datum, Fields, Place, RawRecord, Record, Value};
use crate::sentence::MessageLanguage;
use crate::settings::{Day, Settings};
use crate::tariff::{Kind, Tariff, add_to};
use crate::value::{Date, Decimal, Duration, Market, add_duration};

/// Checks product records, and quotes what they cost.
///
/// A checker always has a market, a day and rules that are in force: there is none that checks nothing.
/// It is cheap to clone, and one serves any number of threads.
///
/// ```
/// use tidewaiter::{Checker, Settings};
///
/// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
/// let assessment = checker.check_json(r#"{ "title": "Laptop", "classes": ["laptop"],
///     "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#)?;
/// assert!(!assessment.is_clear());
/// assert!(assessment.findings.iter().any(|f| f.message.contains("USB-C")));
/// # Ok::<(), tidewaiter::CheckError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checker {
    /// As it was loaded.
    pack: RulePack,
    /// With the rows of the tariffs.
    rules: RulePack,
    settings: Arc<Settings>,
    markets: Vec<Market>,
    channel: Option<Arc<str>>,
    as_of: Date,
    seller: Option<Value>,
    tariffs: Vec<TariffInfo>,
    without_rules: Vec<Market>,
    /// The rules to ask, a market each.
    asked: Arc<[Asked]>,
    engine: Arc<dyn Engine>,
}

/// The rules that may say something of a product in a market on the day of the checker. It is made with
/// the checker, which does not change.
#[derive(Debug)]
struct Asked {
    market: Market,
    /// By their places in the rules.
    rules: Vec<usize>,
    /// How many others there are: every product is out of their scope.
    others: u64,
}

/// A tariff that a checker was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TariffInfo {
    /// The name of the file.
    pub file: String,
    /// What it is.
    #[serde(serialize_with = "display")]
    pub kind: Kind,
    /// A hash of its content.
    pub hash: String,
    /// The day whose rows were kept; none where all were.
    #[serde(serialize_with = "optional_display")]
    pub as_of: Option<Date>,
    /// Rows of tables that it gave.
    pub rows: u64,
}

impl Checker {
    /// A checker with the standard rules.
    ///
    /// # Errors
    ///
    /// No market or no day is set, no rule is in force in any of the markets, or a setting names what
    /// does not exist.
    pub fn standard(settings: Settings) -> Result<Self, CheckError> {
        Self::new(RulePack::standard()?, settings)
    }

    /// A checker with rules of one's own.
    ///
    /// # Errors
    ///
    /// As of [`Checker::standard`].
    pub fn new(pack: RulePack, settings: Settings) -> Result<Self, CheckError> {
        let checker = Self::for_quotes(pack, settings)?;
        if checker.without_rules.len() == checker.markets.len() {
            return Err(CheckError::NoRules {
                markets: checker.settings.markets.join(", "),
                day: checker.as_of,
            });
        }
        Ok(checker)
    }

    /// A checker that quotes, also into markets of which only the charges are known. What it checks in
    /// a market without rules is [incomplete](Assessment::is_incomplete).
    ///
    /// # Errors
    ///
    /// No market or no day is set, or a setting names what does not exist.
    pub fn for_quotes(pack: RulePack, settings: Settings) -> Result<Self, CheckError> {
        if settings.markets.is_empty() {
            return Err(CheckError::NoMarket);
        }
        Self::set(pack, settings)
    }

    /// A checker that may have no market, and so may check nothing; for the command line, which shows how a file
    /// is understood.
    #[doc(hidden)]
    pub fn set(pack: RulePack, mut settings: Settings) -> Result<Self, CheckError> {
        let as_of = settings.date()?;
        let tariffs = std::mem::take(&mut settings.tariffs);
        let mut checker = Self {
            markets: markets(&pack.rules().names, &settings.markets, as_of)?,
            channel: settings
                .channel
                .as_ref()
                .map(|name| channel(pack.rules(), name))
                .transpose()?,
            as_of,
            seller: settings
                .seller
                .as_ref()
                .map(|seller| bound_seller(&pack, seller))
                .transpose()?
                .flatten(),
            tariffs: Vec::new(),
            without_rules: Vec::new(),
            asked: Arc::new([]),
            engine: Arc::new(Reference),
            rules: pack.clone(),
            pack,
            settings: Arc::new(settings),
        };
        for tariff in tariffs {
            checker = checker.with_tariff(tariff)?;
        }
        let without = checker.markets_without(&|_| true);
        checker.without_rules = without.into_iter().collect();
        let asked = checker.markets.iter().map(|market| checker.asked(*market));
        checker.asked = asked.collect();
        Ok(checker)
    }

    /// The rules whose answer is not the same for every product.
    fn asked(&self, market: Market) -> Asked {
        let venue = Venue {
            market,
            channel: self.channel.as_ref(),
            as_of: self.as_of,
            horizon: self.settings.horizon.days(),
        };
        let all = self.rules().rules.iter().enumerate();
        let (rules, others): (Vec<_>, Vec<_>) =
            all.partition(|(_, rule)| venue.may_apply(self.rules(), rule));
        Asked {
            market,
            rules: rules.into_iter().map(|(place, _)| place).collect(),
            others: others.len() as u64,
        }
    }

    /// The same checker with its verdicts from another engine: those of [`Reference`] define what is right.
    #[doc(hidden)]
    #[must_use]
    pub fn with_engine(self, engine: Arc<dyn Engine>) -> Self {
        Self { engine, ..self }
    }

    /// The same checker on another day: groups have the members of that day.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("EU").as_of("2026-11-24"))?;
    /// assert_eq!(checker.markets().len(), 27);
    /// assert_eq!(checker.on_day("2019-06-01")?.markets().len(), 28);
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The day does not exist, or no rule is in force on it in any of the markets.
    pub fn on_day(&self, day: impl Into<Day>) -> Result<Self, CheckError> {
        let moved = Self::new(self.pack.clone(), self.settings().clone().as_of(day))?;
        Ok(moved.with_engine(self.engine.clone()))
    }

    /// The same checker with its rules read anew, where they came from a folder. Where they do not load,
    /// this checker goes on as it is.
    ///
    /// # Errors
    ///
    /// The rules do not load any more, or do not have what the settings name.
    pub fn reloaded(&self) -> Result<Self, CheckError> {
        let reloaded = Self::new(self.pack.reloaded()?, self.settings().clone())?;
        Ok(reloaded.with_engine(self.engine.clone()))
    }

    /// What the checker is set to.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Adds the rows of a tariff to the tables of the rules, as [`Settings::tariff`] does.
    ///
    /// # Errors
    ///
    /// The rules have no table for the rows, or do not know a market or trade measure in them.
    pub fn with_tariff(mut self, tariff: impl Into<Arc<Tariff>>) -> Result<Self, CheckError> {
        let tariff = tariff.into();
        add_to(self.rules.rules_mut(), &tariff).map_err(TariffMismatch)?;
        self.tariffs.push(TariffInfo {
            file: tariff.file().to_owned(),
            kind: tariff.kind(),
            hash: tariff.hash().to_owned(),
            as_of: tariff.as_of(),
            rows: tariff.rows().len() as u64,
        });
        Arc::make_mut(&mut self.settings).tariffs.push(tariff);
        Ok(self)
    }

    /// The tariffs, in the order in which they were added.
    pub fn tariffs(&self) -> &[TariffInfo] {
        &self.tariffs
    }

    /// The markets in which no rule of their own is in force or comes into force before long.
    pub fn without_rules(&self) -> &[Market] {
        &self.without_rules
    }

    /// The markets that have none of the selected rules of their own in force or coming into force
    /// before long; for the command line, which selects rules.
    #[doc(hidden)]
    pub fn markets_without(&self, selected: &dyn Fn(&Edition) -> bool) -> BTreeSet<Market> {
        let (rules, day) = (self.rules(), self.as_of);
        let ahead = Duration {
            months: 0,
            days: self.settings.horizon.days(),
        };
        let last = add_duration(day, ahead).unwrap_or(day);
        let on_channel = |edition: &Edition| {
            edition.channels.is_empty()
                || self
                    .channel()
                    .is_some_and(|channel| edition.channels.iter().any(|known| &**known == channel))
        };
        // The day of placing on the market may be long ago, so a rule that ended may hold by it.
        let in_force = |edition: &Edition| {
            edition.from.is_none_or(|from| from <= last)
                && (edition.event == Event::Placing
                    || edition.until.is_none_or(|until| until >= day))
        };
        let editions = rules.rules.iter().flat_map(|rule| &rule.editions);
        let selected: Vec<&Edition> = editions
            .filter(|edition| on_channel(edition) && in_force(edition) && selected(edition))
            .collect();
        // Rules that hold everywhere do not make a market one whose law is known, unless no others
        // were asked for.
        let everywhere = |edition: &Edition| edition.market.included.is_empty();
        let only_those = selected.iter().all(|edition| everywhere(edition));
        let holds = |market| {
            selected.iter().any(|edition| {
                (only_those || !everywhere(edition))
                    && rules.names.in_scope(&edition.market, market, day)
            })
        };
        let markets = self.markets.iter().copied();
        markets.filter(|market| !holds(*market)).collect()
    }

    /// The rules, with the rows of the tariffs; internal, as a `RuleSet` promises nothing.
    #[doc(hidden)]
    pub fn rules(&self) -> &RuleSet {
        self.rules.rules()
    }

    /// Name and version of the rules.
    pub fn pack(&self) -> &PackInfo {
        self.pack.info()
    }

    /// The markets, in the order in which they were added.
    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    /// The day of the assessment.
    pub fn date(&self) -> Date {
        self.as_of
    }

    /// The language of messages.
    pub fn language(&self) -> MessageLanguage {
        self.settings.language
    }

    /// Presumptions are switched off.
    pub fn is_strict(&self) -> bool {
        self.settings.strict
    }

    /// The channel.
    pub fn channel(&self) -> Option<&str> {
        self.channel.as_deref()
    }

    /// Holds a raw record against the schema; see [`RulePack::bind`].
    pub fn bind(&self, raw: &RawRecord) -> Record {
        self.rules.bind(raw)
    }

    /// A record from JSON; see [`RulePack::record_from_json`].
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not an object.
    pub fn record_from_json(&self, text: &str) -> Result<Record, CheckError> {
        self.rules.record_from_json(text)
    }

    /// What every rule says about a record in JSON, in every market, with what of it cannot be read.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not an object.
    pub fn check_json(&self, text: &str) -> Result<Assessment, CheckError> {
        Ok(self.check(&self.record_from_json(text)?))
    }

    /// The class that the title of a record suggests, with the word that does: `("toy", "plush")`.
    /// Nothing, where the record states its classes or a code or category decides them.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    /// let bear = checker.record_from_json(r#"{ "title": "Plush bear" }"#)?;
    /// assert_eq!(checker.suggested_class(&bear), Some(("toy", "plush")));
    /// let book = checker.record_from_json(r#"{ "title": "Plush bear", "classes": ["book"] }"#)?;
    /// assert_eq!(checker.suggested_class(&book), None);
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn suggested_class(&self, record: &Record) -> Option<(&str, &str)> {
        suggested(&record.fields, &self.rules().names).map(|(class, word)| (&*class.name, word))
    }

    /// What every rule says about a record, in every market.
    pub fn check(&self, record: &Record) -> Assessment {
        let fields = self.with_seller(record);
        let mut assessment = self.begun(record, &fields);
        self.judge(&[record], &[fields], std::slice::from_mut(&mut assessment));
        assessment
    }

    /// Like [`Checker::check`], of every record: an engine that judges many at once is given many.
    pub fn check_all(&self, records: &[&Record]) -> Vec<Assessment> {
        let mut assessments = Vec::with_capacity(records.len());
        for records in records.chunks(self.engine.at_once().max(1)) {
            let fields: Vec<Fields> = records.iter().map(|r| self.with_seller(r)).collect();
            let begun = records.iter().zip(&fields);
            let mut begun: Vec<_> = begun.map(|(r, fields)| self.begun(r, fields)).collect();
            self.judge(records, &fields, &mut begun);
            assessments.append(&mut begun);
        }
        assessments
    }

    /// An assessment before any rule was asked; for what puts assessments away and takes them out again.
    #[doc(hidden)]
    pub fn unjudged(&self, record: &Record) -> Assessment {
        self.begun(record, &record.fields)
    }

    fn begun(&self, record: &Record, fields: &Fields) -> Assessment {
        Assessment {
            as_of: self.as_of,
            rules: self.rules().info.clone(),
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
            problems: record.problems.clone(),
            without_rules: self.without_rules.clone(),
        }
    }

    /// Has the engine judge some records, and puts down what it says.
    fn judge(&self, records: &[&Record], fields: &[Fields], assessments: &mut [Assessment]) {
        for asked in self.asked.iter() {
            let all = &self.rules().rules;
            let rules: Vec<&Rule> = asked.rules.iter().filter_map(|at| all.get(*at)).collect();
            let pairs = records.iter().zip(fields);
            let batch: Vec<Offer<'_>> = pairs
                .map(|(record, fields)| self.offer(fields, record, asked.market))
                .collect();
            let mut verdicts = self.verdicts(&rules, &batch).into_iter();
            for ((record, offer), assessment) in records.iter().zip(&batch).zip(&mut *assessments) {
                let mut counts = BTreeMap::new();
                if asked.others > 0 {
                    counts.insert(Outcome::OutOfScope, asked.others);
                }
                let mut presumed: BTreeMap<PresumedValue, u64> = BTreeMap::new();
                for (rule, verdict) in rules.iter().zip(verdicts.by_ref()) {
                    *counts.entry(verdict.outcome).or_insert(0u64) += 1;
                    if verdict.outcome != Outcome::OutOfScope {
                        for value in &verdict.presumed {
                            *presumed.entry(value.clone()).or_insert(0u64) += 1;
                        }
                    }
                    self.put_down(assessment, record, offer, rule, verdict);
                }
                for (value, times) in presumed {
                    *assessment.presumed.entry(value.sentence()).or_insert(0u64) += times;
                }
                assessment.outcomes.insert(asked.market, counts);
            }
        }
    }

    /// The verdicts of the engine. From one that does not answer every question nothing is taken.
    fn verdicts(&self, rules: &[&Rule], batch: &[Offer<'_>]) -> Vec<Verdict> {
        let verdicts = self.engine.assess(self.rules(), rules, batch);
        if verdicts.len() == rules.len() * batch.len() {
            return verdicts;
        }
        Reference.assess(self.rules(), rules, batch)
    }

    /// Puts down what a verdict finds.
    fn put_down(
        &self,
        assessment: &mut Assessment,
        record: &Record,
        offer: &Offer<'_>,
        rule: &Rule,
        verdict: Verdict,
    ) {
        if !matches!(verdict.outcome, Outcome::OutOfScope | Outcome::Satisfied)
            && let Some(edition) = rule.editions.get(verdict.edition)
        {
            let finding = self.finding(record, offer, edition, verdict);
            assessment.findings.push(finding);
        }
    }

    /// What a consignment costs in every market: the landed cost, line by line.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
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
        let markets = self.markets.iter();
        markets
            .map(|market| {
                let mut quote = self.quote_fields(&fields, *market);
                for (quoted, item) in quote.items.iter_mut().zip(items) {
                    quoted.problems.clone_from(&item.problems);
                }
                quote
            })
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
            rules: self.rules(),
            today: self.as_of,
            destination: market,
            channel: self.channel.as_ref(),
            presume: !self.settings.strict,
            rates: self.settings.rates.as_deref(),
            trace: self.settings.explain,
            expressions: &Reference,
        }
    }

    fn quote_fields(&self, fields: &[Fields], market: Market) -> Quote {
        let ledger = self.ledger(fields, market);
        quote(self.rules(), &ledger, market, self.as_of)
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
        Prices::new(self.rules(), &ledger).lowest(item, margin, ending)
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
        let mut prices = Prices::new(self.rules(), &ledger);
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

    /// What one rule says about a record in a market, with its derivation; for `explain` of the command
    /// line. Findings have theirs where [`Settings::explain`] asks for it.
    #[doc(hidden)]
    pub fn derive(&self, record: &Record, rule: &Rule, market: Market) -> Verdict {
        let fields = self.with_seller(record);
        let mut offer = self.offer(&fields, record, market);
        offer.explain = true;
        assess(self.rules(), rule, &offer)
    }

    fn offer<'a>(&'a self, fields: &'a Fields, record: &'a Record, market: Market) -> Offer<'a> {
        Offer {
            fields,
            others: &[],
            id: record.id.as_deref(),
            market,
            channel: self.channel.as_ref(),
            as_of: self.as_of,
            horizon: self.settings.horizon.days(),
            strict: self.settings.strict,
            rates: self.settings.rates.as_deref(),
            explain: self.settings.explain,
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
            message: self.text(&edition.message, self.settings.language, offer),
            remedy: self.text(&edition.remedy, self.settings.language, offer),
            translations: self
                .settings
                .others
                .iter()
                .map(|language| {
                    let message = self.text(&edition.message, *language, offer);
                    let remedy = self.text(&edition.remedy, *language, offer);
                    (*language, Wording::new(message, remedy))
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
            presumed: presumed_sentences(&verdict.presumed).into_iter().collect(),
            exceptions: verdict.exceptions_told(edition),
            waiver: verdict.waiver_told(self.rules()),
            upcoming: verdict.upcoming,
            derivation: verdict.derivation,
            ..self.unsaid(
                RecordRef::of(record),
                edition,
                verdict.outcome,
                offer.market,
            )
        }
    }

    /// A finding as far as record, edition and checker tell it; for what puts findings away and takes
    /// them out again.
    #[doc(hidden)]
    pub fn unsaid(
        &self,
        record: RecordRef,
        edition: &Edition,
        outcome: Outcome,
        market: Market,
    ) -> Finding {
        Finding {
            record,
            market: market.to_string(),
            channel: self.channel.clone(),
            rule: edition.id.clone(),
            outcome,
            severity: edition.severity,
            area: edition.area,
            binds: edition.binds.clone(),
            confidence: edition.verification.confidence,
            message: String::new(),
            remedy: String::new(),
            translations: BTreeMap::new(),
            at: Vec::new(),
            values: BTreeMap::new(),
            cells: BTreeMap::new(),
            needs: Vec::new(),
            reasons: Vec::new(),
            presumed: Vec::new(),
            exceptions: Vec::new(),
            waiver: None,
            citations: edition.cite.clone(),
            in_force_from: edition.from,
            upcoming: None,
            as_of: self.as_of,
            rules_version: format!("{} {}", self.pack().name, self.pack().version).into(),
            derivation: Vec::new(),
        }
    }

    fn text(&self, message: &Message, language: MessageLanguage, offer: &Offer<'_>) -> String {
        let parts = message.in_language(language);
        let ledger = ledger(self.rules(), offer, offer.as_of);
        let mut interpreter = Interpreter::new(Env {
            trace: false,
            ..ledger.env(Some(0))
        });
        let mut text = String::new();
        for part in parts {
            match part {
                MessagePart::Text(part) => text.push_str(part),
                MessagePart::Attribute(path, node) => match interpreter.eval(node).value {
                    Ok(value) => text.push_str(&value.to_string()),
                    Err(_) if language == MessageLanguage::Chinese => {
                        text.push_str(if &**path == "title" {
                            "该商品"
                        } else {
                            "(未提供)"
                        });
                    }
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

/// The markets of codes and groups on a day, each once.
fn markets(names: &Names, codes: &[Arc<str>], day: Date) -> Result<Vec<Market>, CheckError> {
    let mut markets: Vec<Market> = Vec::new();
    for code in codes {
        let found = if names.groups.contains_key(code) {
            names.members(code, day)
        } else {
            vec![market(names, code)?]
        };
        if found.is_empty() {
            let group = code.clone();
            return Err(CheckError::EmptyGroup { group, day });
        }
        for market in found {
            if !markets.contains(&market) {
                markets.push(market);
            }
        }
    }
    Ok(markets)
}

/// The market of a code. A group is suggested too, by its name in another case or its title.
fn market(names: &Names, code: &str) -> Result<Market, CheckError> {
    Market::parse(code).map_err(|mut error| {
        let group = names.groups.iter().find(|(name, group)| {
            let meant = |text: &str| text.eq_ignore_ascii_case(code);
            meant(name)
                || meant(group.title.in_language(MessageLanguage::English))
                || group.title.in_language(MessageLanguage::Chinese) == code
        });
        if let Some((name, _)) = group {
            error.suggestion = Some(name.to_string());
        }
        error.into()
    })
}

fn channel(rules: &RuleSet, name: &Arc<str>) -> Result<Arc<str>, CheckError> {
    let channels = &rules.names.channels;
    if channels.contains_key(name) {
        return Ok(name.clone());
    }
    let known: Vec<&str> = channels.keys().map(|known| &**known).collect();
    Err(CheckError::Channel {
        name: name.clone(),
        known: known.join(", "),
    })
}

fn bound_seller(pack: &RulePack, seller: &Datum) -> Result<Option<Value>, CheckError> {
    let fields = Datum::Record(vec![("seller".into(), seller.clone(), Place::default())]);
    let mut record = pack.bind(&RawRecord::new(fields, Place::default(), 1));
    if record.problems.is_empty() {
        Ok(record.fields.remove("seller"))
    } else {
        Err(CheckError::Seller(record.problems))
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
