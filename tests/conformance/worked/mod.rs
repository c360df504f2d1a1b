//! Worked examples that others have published, computed by the standard rules and held against every
//! line of the source.

mod examples;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use tidewaiter::{Checker, RulePack, Settings};
use tidewaiter_engine::ChargeState;
use tidewaiter_engine::quote::Quote;
use tidewaiter_value::record::Record;
use tidewaiter_value::{Decimal, ExchangeRates, Money, Rounding, div, round_to_step};

pub(crate) use examples::examples;

/// What a line of an example is about.
pub(crate) enum Ask {
    /// A charge, cost or amount; of one item, or of all together.
    Of(&'static str, Option<usize>),
    /// What its rate is taken of.
    Base(&'static str, Option<usize>),
    /// Before it was rounded.
    Unrounded(&'static str),
    /// Several together.
    Sum(&'static [&'static str]),
    Landed,
    /// Cut off to whole units, as the source prints it.
    Cut(Box<Ask>),
    /// Cut off to so many units, where the source goes on with the rounded figure.
    CutTo(i64, Box<Ask>),
    /// What has been added since a day.
    Since(&'static str, Box<Ask>),
}

/// A published example.
pub(crate) struct Example {
    pub(crate) source: &'static str,
    pub(crate) market: &'static str,
    pub(crate) as_of: &'static str,
    /// The test among the rules that pins it too.
    pub(crate) tide: Option<&'static str>,
    pub(crate) items: &'static [&'static str],
    /// Rates of exchange: from, to, rate.
    pub(crate) rates: &'static [(&'static str, &'static str, &'static str)],
    /// Cells of tables that the source sets otherwise: file, as it stands, as it is here.
    pub(crate) patches: &'static [(&'static str, &'static str, &'static str)],
    /// What the line is called, what is asked, and what the source prints.
    pub(crate) lines: Vec<(&'static str, Ask, &'static str)>,
    /// What else must be known to read it.
    pub(crate) note: &'static str,
}

/// A line with what was obtained.
pub(crate) struct Line {
    pub(crate) label: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) obtained: String,
    pub(crate) agrees: bool,
}

impl Example {
    fn checker(&self, as_of: &str) -> Checker {
        let pack = if self.patches.is_empty() {
            RulePack::standard()
        } else {
            let mut files = tidewaiter::standard_files();
            for (path, from, to) in self.patches {
                let file = files.iter_mut().find(|file| file.path == *path);
                let file = file.unwrap_or_else(|| panic!("{path} is no file of the rules"));
                let text = String::from_utf8(file.bytes.clone()).expect("a table is text");
                assert_eq!(text.matches(from).count(), 1, "{path}: `{from}`");
                file.bytes = text.replace(from, to).into_bytes();
            }
            RulePack::from_files(&files)
        };
        let mut csv = String::from("from,to,rate,valid_from,valid_until\n");
        for (from, to, rate) in self.rates {
            csv += &format!("{from},{to},{rate},{as_of},{as_of}\n");
        }
        let settings = Settings::new()
            .market(self.market)
            .as_of(as_of)
            .rates(ExchangeRates::read(&csv).expect("rates"));
        Checker::for_quotes(pack.expect("the rules load"), settings).expect("the settings fit")
    }

    fn quote(&self, as_of: &str) -> (Checker, Quote) {
        let checker = self.checker(as_of);
        let items: Vec<Record> = self
            .items
            .iter()
            .map(|item| checker.record_from_json(item).expect("a record"))
            .collect();
        let quote = checker.quote(&items).remove(0);
        (checker, quote)
    }

    /// Every line of the source with what the rules give.
    pub(crate) fn reconciled(&self) -> Vec<Line> {
        let quotes = Quotes::of(self);
        self.lines
            .iter()
            .map(|(label, ask, expected)| {
                let obtained = quotes.obtained(ask, self.as_of);
                let agrees = match (&obtained, Money::parse(expected)) {
                    (Ok(Some(found)), Ok(wanted)) => *found == wanted,
                    (Ok(None), Err(_)) => *expected == "none",
                    _ => false,
                };
                let obtained = match obtained {
                    Ok(Some(money)) => money.to_string(),
                    Ok(None) => "none".into(),
                    Err(why) => why,
                };
                Line {
                    label,
                    expected,
                    obtained,
                    agrees,
                }
            })
            .collect()
    }
}

/// The quotes of an example, each computed once.
struct Quotes<'a> {
    example: &'a Example,
    computed: RefCell<BTreeMap<String, Rc<(Checker, Quote)>>>,
}

impl<'a> Quotes<'a> {
    fn of(example: &'a Example) -> Self {
        Self {
            example,
            computed: RefCell::default(),
        }
    }

    fn on(&self, day: &str) -> Rc<(Checker, Quote)> {
        self.computed
            .borrow_mut()
            .entry(day.to_owned())
            .or_insert_with(|| Rc::new(self.example.quote(day)))
            .clone()
    }

    fn obtained(&self, ask: &Ask, as_of: &str) -> Result<Option<Money>, String> {
        let computed = self.on(as_of);
        let (_, quote) = &*computed;
        let lines = |name: &str, item: Option<usize>| {
            let name = name.to_owned();
            quote.all_lines().filter(move |(place, line)| {
                (item.is_none() || *place == item) && *line.definition.name == *name
            })
        };
        let together = |amounts: Vec<Result<Money, String>>| {
            let mut sum: Option<Money> = None;
            for amount in amounts {
                let amount = amount?;
                sum = Some(match sum {
                    Some(sum) => sum.add(amount).map_err(|error| error.to_string())?,
                    None => amount,
                });
            }
            Ok(sum)
        };
        let amounts = |name: &str, item: Option<usize>| -> Vec<Result<Money, String>> {
            lines(name, item)
                .filter(|(_, line)| line.line.state != ChargeState::NotDue)
                .map(|(_, line)| line.line.amount.clone().map_err(|why| format!("{why:?}")))
                .collect()
        };
        match ask {
            Ask::Of(name, item) => together(amounts(name, *item)),
            Ask::Base(name, item) => together(
                lines(name, *item)
                    .map(|(_, line)| line.line.base.ok_or_else(|| "no base".to_owned()))
                    .collect(),
            ),
            Ask::Unrounded(name) => together(
                lines(name, None)
                    .map(|(_, line)| {
                        let amount = line.line.amount.clone().map_err(|why| format!("{why:?}"))?;
                        Ok(line.line.unrounded.unwrap_or(amount))
                    })
                    .collect(),
            ),
            Ask::Sum(names) => {
                together(names.iter().flat_map(|name| amounts(name, None)).collect())
            }
            Ask::Landed => quote
                .landed
                .clone()
                .map(Some)
                .map_err(|why| format!("{why:?}")),
            Ask::Cut(inner) => cut(self.obtained(inner, as_of)?, 1),
            Ask::CutTo(step, inner) => cut(self.obtained(inner, as_of)?, *step),
            Ask::Since(day, inner) => {
                let (now, before) = (self.obtained(inner, as_of)?, self.obtained(inner, day)?);
                match (now, before) {
                    (Some(now), Some(before)) => {
                        now.sub(before).map(Some).map_err(|e| e.to_string())
                    }
                    (now, _) => Ok(now),
                }
            }
        }
    }
}

fn cut(money: Option<Money>, step: i64) -> Result<Option<Money>, String> {
    money
        .map(|money| {
            round_to_step(money.amount, Rounding::Down, Decimal::from(step))
                .map(|amount| Money { amount, ..money })
                .map_err(|error| error.to_string())
        })
        .transpose()
}

/// The shares of freight in the example of two items, which must add up to the published sum.
pub(crate) fn freight_is_shared_by_value() {
    let all = examples();
    let example = all
        .iter()
        .find(|example| example.source.starts_with("customssupport.com"))
        .expect("the example");
    let quotes = Quotes::of(example);
    let share = |item| {
        quotes
            .obtained(&Ask::Of("freight", Some(item)), example.as_of)
            .unwrap()
            .unwrap()
    };
    let whole = Money::parse("1056.25 GBP").unwrap();
    assert_eq!(share(0).add(share(1)).unwrap(), whole);
    let quarter = div(whole.amount, Decimal::from(4)).unwrap();
    assert!(
        (share(1).amount - quarter).abs() < Decimal::new(1, 2),
        "{}",
        share(1)
    );
}
