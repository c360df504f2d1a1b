//! Examples, tests and waivers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Checked, Here, Items};
use crate::Outcome;
use crate::defines::Defines;
use crate::diag::Code;
use crate::ir::{
    ContextSpec, Edition, ExampleCase, Expected, ExpectedCharge, ExpectedSum, MarketScope, Rule,
    ScopeItem, Waiver,
};
use crate::places::NameKind;
use crate::syntax::tree::{self, Context, ItemKind, TestClause, WaiverClause, Word};
use crate::syntax::{Location, Span};
use crate::value::{Date, Decimal, ExchangeRate, ExchangeRates, Market, Money, div};

/// What `as of`, `for` and `on` say.
#[derive(Default)]
struct Given {
    as_of: Option<Date>,
    market: Option<Market>,
    channel: Option<Arc<str>>,
}

impl Items<'_> {
    fn context(&mut self, here: &Here, context: &[Context]) -> Given {
        let mut given = Given::default();
        for part in context {
            match part {
                Context::AsOf(word) => given.as_of = self.date(here, word),
                Context::For(word) => match Market::parse(&word.text) {
                    Ok(market) => {
                        self.used(here, NameKind::Market, word.text.as_str(), word);
                        given.market = Some(market);
                    }
                    Err(error) => {
                        self.report(Code::UnknownMarket, here, word.span, error.to_string())
                            .help = Some("an example is judged in one country or region".into());
                    }
                },
                Context::On(word) => {
                    if self.names.channels.contains_key(word.text.as_str()) {
                        self.used(here, NameKind::Channel, word.text.as_str(), word);
                        given.channel = Some(word.text.as_str().into());
                    } else {
                        self.report(
                            Code::UnknownChannel,
                            here,
                            word.span,
                            format!("there is no channel `{}`", word.text),
                        );
                    }
                }
            }
        }
        given
    }

    fn outcome(&mut self, here: &Here, word: &Word) -> Option<Outcome> {
        let outcome = Outcome::parse(&word.text);
        if outcome.is_none() {
            let known: Vec<&str> = ["ok", "fails"]
                .into_iter()
                .chain(Outcome::ALL.iter().map(|o| o.word()))
                .collect();
            let meant = crate::diag::did_you_mean(&word.text, known.iter().copied());
            self.report(
                Code::UnknownWord,
                here,
                word.span,
                format!("there is no outcome `{}`", word.text),
            )
            .meant(meant)
            .or_help(|| format!("an outcome is {}", crate::diag::listed(&known, 12)));
        }
        outcome
    }

    fn fixture(&mut self, here: &Here, name: Option<&Word>) -> Option<tree::RecordLiteral> {
        let name = name?;
        let found = self
            .fixtures
            .get(&name.text)
            .map(|(_, fixture)| fixture.record.clone());
        if found.is_some() {
            self.used(here, NameKind::Fixture, name.text.as_str(), name);
        }
        if found.is_none() {
            let meant =
                crate::diag::did_you_mean(&name.text, self.fixtures.keys().map(String::as_str));
            self.report(
                Code::UnknownFixture,
                here,
                name.span,
                format!("there is no fixture `{}`", name.text),
            )
            .meant(meant);
        }
        found
    }

    /// The examples inside rules.
    pub(super) fn examples(&mut self, rules: &mut [Rule]) {
        let pending = std::mem::take(&mut self.pending_examples);
        let places: BTreeMap<Arc<str>, usize> = rules
            .iter()
            .enumerate()
            .map(|(place, rule)| (rule.id.clone(), place))
            .collect();
        let mut cases: Vec<(Arc<str>, Location, ExampleCase)> = Vec::new();
        for (number, example) in pending.iter().enumerate() {
            let edition = places
                .get(&example.rule)
                .and_then(|place| rules.get(*place))
                .and_then(|rule| rule.editions.iter().find(|e| e.at == example.at))
                .cloned();
            if let Some(edition) = edition
                && let Some(case) = self.example(
                    &example.here,
                    example.example,
                    example.span,
                    &edition,
                    number,
                )
            {
                cases.push((example.rule.clone(), example.at, case));
            }
        }
        for (id, at, case) in cases {
            let edition = places
                .get(&id)
                .and_then(|place| rules.get_mut(*place))
                .and_then(|rule| rule.editions.iter_mut().find(|e| e.at == at));
            if let Some(edition) = edition {
                edition.examples.push(case);
            }
        }
        self.check_fixtures();
    }

    fn example(
        &mut self,
        here: &Here,
        example: &tree::Example,
        span: Span,
        edition: &Edition,
        number: usize,
    ) -> Option<ExampleCase> {
        let outcome = self.outcome(here, &example.outcome)?;
        let given = self.context(here, &example.context);
        let fixture = self.fixture(here, example.fixture.as_ref());
        let record = self.record(here, fixture.as_ref(), Some(&example.record));
        let Some(as_of) = given
            .as_of
            .or(edition.from)
            .or(edition.verification.on)
            .or(edition.until)
        else {
            self.report(
                Code::EmptyTest,
                here,
                span,
                "the example does not say when it is judged",
            )
            .help = Some("write `as of 2026-01-01` before its record".into());
            return None;
        };
        let first = || match edition.market.included.first() {
            Some(ScopeItem::One(market)) => Some(*market),
            Some(ScopeItem::Group(group)) => self.names.members(group, as_of).first().copied(),
            None => None,
        };
        let market_reported = self
            .diagnostics
            .iter()
            .any(|d| d.code == Code::UnknownMarket && d.primary.at.file == here.file);
        let Some(market) = given.market.or_else(first) else {
            if market_reported {
                return None;
            }
            self.report(
                Code::EmptyTest,
                here,
                span,
                "the example does not say which market it is judged in",
            )
            .help = Some("write `for DE` before its record".into());
            return None;
        };
        let channel = given.channel.or_else(|| edition.channels.first().cloned());
        Some(ExampleCase {
            title: format!(
                "{}: example {} ({})",
                edition.id,
                example.outcome.text,
                number + 1
            ),
            record,
            others: Vec::new(),
            rates: ExchangeRates::new(),
            charges: Vec::new(),
            context: ContextSpec {
                as_of,
                market,
                channel,
            },
            expected: vec![Expected {
                rule: edition.id.clone(),
                outcome,
                at: paths(&example.at),
                needs: paths(&example.needs),
                place: Location {
                    file: here.file,
                    span,
                },
            }],
        })
    }

    /// Fixtures are read on their own too, so that a mistake is reported where it stands.
    fn check_fixtures(&mut self) {
        let fixtures: Vec<_> = self
            .fixtures
            .values()
            .map(|(file, fixture)| (*file, fixture.record.clone()))
            .collect();
        for (file, record) in fixtures {
            let here = Here {
                file,
                module: "".into(),
                broken: false,
            };
            self.record(&here, None, Some(&record));
        }
    }

    pub(super) fn tests(&mut self, checked: &mut Checked) {
        let known: BTreeSet<Arc<str>> = checked.rules.iter().map(|rule| rule.id.clone()).collect();
        for (here, item) in self.each() {
            let ItemKind::Test(test) = &item.kind else {
                continue;
            };
            let given = self.context(&here, &test.context);
            let mut records: Vec<crate::record::Record> = Vec::new();
            let mut expected = Vec::new();
            let mut charges = Vec::new();
            let mut rates = ExchangeRates::new();
            for clause in &test.clauses {
                match clause {
                    TestClause::Exchange { one, other, .. } => {
                        if let Some(rate) = self.exchange_rate(&here, one, other) {
                            rates.insert(rate);
                        }
                    }
                    TestClause::Given {
                        fixture,
                        record: own,
                        ..
                    } => {
                        let fixture = self.fixture(&here, fixture.as_ref());
                        records.push(self.record(&here, fixture.as_ref(), own.as_ref()));
                    }
                    TestClause::Charge {
                        name,
                        amount,
                        item,
                        needs,
                        span,
                    } => charges.extend(self.expected_charge(
                        &here,
                        name.as_ref(),
                        amount,
                        item.as_ref(),
                        needs,
                        *span,
                    )),
                    TestClause::Expect {
                        outcome,
                        rule,
                        at,
                        needs,
                        span,
                    } => {
                        let outcome = self.outcome(&here, outcome);
                        if !known.contains(rule.text.as_str()) {
                            self.unknown_rule(&here, rule, checked.rules.iter().map(|r| &r.id));
                            continue;
                        }
                        self.used(&here, NameKind::Rule, rule.text.as_str(), rule);
                        if let Some(outcome) = outcome {
                            expected.push(Expected {
                                rule: rule.text.as_str().into(),
                                outcome,
                                at: paths(at),
                                needs: paths(needs),
                                place: Location {
                                    file: here.file,
                                    span: *span,
                                },
                            });
                        }
                    }
                }
            }
            if here.broken {
                continue;
            }
            let title = test.title.text.clone();
            let missing = [
                (records.is_empty(), "`given`"),
                (
                    !test.clauses.iter().any(|clause| {
                        matches!(
                            clause,
                            TestClause::Charge { .. } | TestClause::Expect { .. }
                        )
                    }),
                    "an `expect` that names a rule or a charge",
                ),
                (given.as_of.is_none(), "`as of` a date"),
                (given.market.is_none(), "`for` a market"),
            ];
            for (_, what) in missing.iter().filter(|(missing, _)| *missing) {
                self.report(
                    Code::EmptyTest,
                    &here,
                    test.title.span,
                    format!("the test lacks {what}"),
                );
            }
            for charge in &charges {
                let number = charge.item.map_or(0, |item| item + 1);
                if number > records.len() {
                    self.report(
                        Code::EmptyTest,
                        &here,
                        charge.place.span,
                        format!(
                            "there is no item {number}; `given` stands {} times",
                            records.len()
                        ),
                    );
                }
            }
            let mut records = records.into_iter();
            if let (Some(record), Some(as_of), Some(market)) =
                (records.next(), given.as_of, given.market)
            {
                self.reach(&here, test, &expected, checked, market, as_of);
                checked.tests.push(ExampleCase {
                    title,
                    record,
                    others: records.collect(),
                    rates,
                    charges,
                    context: ContextSpec {
                        as_of,
                        market,
                        channel: given.channel,
                    },
                    expected,
                });
            }
        }
    }

    /// `exchange 1 USD = 5.52 BRL`, which holds on every day.
    fn exchange_rate(&mut self, here: &Here, one: &Word, other: &Word) -> Option<ExchangeRate> {
        let mut sums = Vec::new();
        for word in [one, other] {
            match Money::parse(&word.text) {
                Ok(money) if money.amount > Decimal::ZERO => sums.push(money),
                Ok(_) => {
                    self.report(
                        Code::BadNumber,
                        here,
                        word.span,
                        "an amount that is exchanged is larger than zero",
                    );
                }
                Err(error) => {
                    self.report(Code::BadNumber, here, word.span, error.to_string());
                }
            }
        }
        let [one, other] = sums.as_slice() else {
            return None;
        };
        Some(ExchangeRate {
            from: one.currency,
            to: other.currency,
            rate: div(other.amount, one.amount).ok()?,
            valid_from: Date::MIN,
            valid_until: Date::MAX,
            source: None,
        })
    }

    fn expected_charge(
        &mut self,
        here: &Here,
        name: Option<&Word>,
        amount: &tree::ExpectedAmount,
        item: Option<&Word>,
        needs: &[Word],
        span: Span,
    ) -> Option<ExpectedCharge> {
        if let Some(name) = name {
            self.used(here, NameKind::Charge, name.text.as_str(), name);
        }
        if let Some(name) = name
            && !self.names.charges.contains_key(name.text.as_str())
        {
            let known = self.names.charges.keys().map(|k| &**k);
            let meant = crate::diag::did_you_mean(&name.text, known);
            self.report(
                Code::UnknownCharge,
                here,
                name.span,
                format!("there is no charge, cost or amount `{}`", name.text),
            )
            .meant(meant)
            .or_help(|| "`tidewaiter rules list --charges` lists them".to_owned());
            return None;
        }
        let amount = match amount {
            tree::ExpectedAmount::Undetermined => ExpectedSum::Undetermined,
            tree::ExpectedAmount::None => ExpectedSum::None,
            tree::ExpectedAmount::Sum(word) => match Money::parse(&word.text) {
                Ok(money) => ExpectedSum::Sum(money),
                Err(error) => {
                    self.report(Code::BadNumber, here, word.span, error.to_string());
                    return None;
                }
            },
        };
        Some(ExpectedCharge {
            name: name.map(|word| Arc::from(word.text.as_str())),
            amount,
            item: item.and_then(|word| word.text.parse::<usize>().ok()?.checked_sub(1)),
            needs: paths(needs),
            place: Location {
                file: here.file,
                span,
            },
        })
    }

    /// A test that expects something of a rule of another market can only be a mistake.
    fn reach(
        &mut self,
        here: &Here,
        test: &tree::Test,
        expected: &[Expected],
        checked: &Checked,
        market: Market,
        as_of: Date,
    ) {
        for wanted in expected {
            let reachable = checked
                .rules
                .iter()
                .filter(|rule| rule.id == wanted.rule)
                .flat_map(|rule| &rule.editions)
                .any(|edition| self.names.in_scope(&edition.market, market, as_of));
            if !reachable && wanted.outcome != Outcome::OutOfScope {
                self.report(
                    Code::OutOfReach,
                    here,
                    wanted.place.span,
                    format!("the rule {} does not hold in {market}", wanted.rule),
                )
                .help = Some(format!(
                    "the test \"{}\" is judged in {market}",
                    test.title.text
                ));
            }
        }
    }

    pub(super) fn waivers(&mut self, defines: &mut Defines, checked: &mut Checked) {
        for (here, item) in self.each() {
            let ItemKind::Waiver(waiver) = &item.kind else {
                continue;
            };
            let (mut rules, mut records, mut when) = (Vec::new(), Vec::new(), Vec::new());
            let (mut market, mut until, mut by, mut reason) =
                (MarketScope::default(), None, None, None);
            for (clause, _) in &waiver.clauses {
                match clause {
                    WaiverClause::Rule(words) => {
                        for word in words {
                            let known = checked.rules.iter().any(|rule| *rule.id == *word.text);
                            if known {
                                self.used(&here, NameKind::Rule, word.text.as_str(), word);
                                rules.push(Arc::from(word.text.as_str()));
                            } else {
                                self.unknown_rule(&here, word, checked.rules.iter().map(|r| &r.id));
                            }
                        }
                    }
                    WaiverClause::Record(words) => {
                        records.extend(words.iter().map(|w| Arc::from(w.text.as_str())));
                    }
                    WaiverClause::Market(scope) => market = self.scope(&here, scope),
                    WaiverClause::When(expr) => {
                        let node = self.checker(&here, defines).condition(expr);
                        when.push(node);
                    }
                    WaiverClause::Until(word) => until = self.date(&here, word),
                    WaiverClause::By(word) => by = Some(Arc::from(word.text.as_str())),
                    WaiverClause::Reason(word) => reason = Some(Arc::from(word.text.as_str())),
                }
            }
            let has = |kind: fn(&WaiverClause) -> bool| {
                waiver.clauses.iter().any(|(clause, _)| kind(clause))
            };
            let wanted = [
                ("rule", has(|c| matches!(c, WaiverClause::Rule(_)))),
                ("until", has(|c| matches!(c, WaiverClause::Until(_)))),
                ("by", by.is_some()),
                ("reason", reason.is_some()),
            ];
            for (clause, there) in wanted {
                if !there && !here.broken {
                    self.report(
                        Code::MissingClause,
                        &here,
                        waiver.title.span,
                        format!("the waiver has no `{clause}`"),
                    );
                }
            }
            if let (Some(until), Some(by), Some(reason)) = (until, by, reason) {
                checked.waivers.push(Waiver {
                    title: waiver.title.text.as_str().into(),
                    rules,
                    records,
                    market,
                    when,
                    until,
                    by,
                    reason,
                });
            }
        }
    }
}

fn paths(words: &[Word]) -> Vec<Arc<str>> {
    words
        .iter()
        .map(|word| Arc::from(word.text.as_str()))
        .collect()
}
