//! What must hold of every landed cost, whatever the items: sums, shares, and what splitting and
//! ordering may not change.

use proptest::prelude::*;
use proptest::sample::select;
use tidewaiter::{Checker, RulePack, Settings};
use tidewaiter_engine::quote::{Quote, QuoteLine};
use tidewaiter_lang::ChargeKind;
use tidewaiter_value::record::Record;
use tidewaiter_value::{Decimal, ExchangeRates, Money};

/// A destination, its currency, a day, the smallest price of an item, and what the duty of an item or a
/// consignment is rounded to.
///
/// Every item is dear enough to lie above each relief for low values by itself: a relief looks at the
/// consignment, so that several small consignments may be free where one large one is not. That is
/// the law, and no law of arithmetic.
#[derive(Debug, Clone, Copy)]
struct Destination {
    market: &'static str,
    currency: &'static str,
    as_of: &'static str,
    least: i64,
    rounding: &'static str,
}

const DESTINATIONS: [Destination; 9] = [
    destination("DE", "EUR", "2026-11-24", 160, "0.01"),
    destination("FR", "EUR", "2026-11-24", 160, "0.01"),
    destination("GB", "GBP", "2026-11-24", 140, "0.01"),
    destination("AU", "AUD", "2026-11-24", 1100, "0.01"),
    destination("NZ", "NZD", "2026-11-24", 1100, "0.01"),
    destination("CA", "CAD", "2026-11-24", 200, "0.01"),
    destination("JP", "JPY", "2026-11-24", 20_000, "100"),
    destination("IN", "INR", "2026-11-24", 100, "0.00000001"),
    destination("ZA", "ZAR", "2026-11-24", 1000, "0.01"),
];

const fn destination(
    market: &'static str,
    currency: &'static str,
    as_of: &'static str,
    least: i64,
    rounding: &'static str,
) -> Destination {
    Destination {
        market,
        currency,
        as_of,
        least,
        rounding,
    }
}

/// An item: the price above the least one in cents, the quantity, the rate of duty in tenths of a
/// percent.
#[derive(Debug, Clone)]
struct Item {
    price: u32,
    quantity: u8,
    duty: u16,
}

#[derive(Debug, Clone)]
struct Consignment {
    to: Destination,
    items: Vec<Item>,
    freight: u32,
    insurance: u32,
}

fn consignment() -> impl Strategy<Value = Consignment> {
    let item = (
        prop_oneof![Just(0), 0u32..100_000],
        1u8..4,
        prop_oneof![Just(0), 0u16..400],
    )
        .prop_map(|(price, quantity, duty)| Item {
            price,
            quantity,
            duty,
        });
    (
        select(&DESTINATIONS[..]),
        proptest::collection::vec(item, 1..6),
        0u32..50_000,
        0u32..5_000,
    )
        .prop_map(|(to, items, freight, insurance)| Consignment {
            to,
            items,
            freight,
            insurance,
        })
}

fn amount(cents: i64, to: Destination) -> String {
    let whole = to.currency == "JPY";
    let amount = if whole {
        Decimal::from(cents)
    } else {
        Decimal::new(cents, 2)
    };
    format!("{amount} {}", to.currency)
}

fn checker(to: Destination) -> Checker {
    // Thresholds in other currencies.
    let mut rates = String::from("from,to,rate,valid_from,valid_until\n");
    for currency in ["EUR", "GBP", "AUD", "NZD", "CAD", "JPY", "INR", "ZAR"] {
        if currency != "USD" {
            rates += &format!("USD,{currency},2,2020-01-01,2030-01-01\n");
        }
    }
    let settings = Settings::new()
        .market(to.market)
        .as_of(to.as_of)
        .rates(ExchangeRates::read(&rates).unwrap());
    Checker::for_quotes(RulePack::standard().unwrap(), settings).unwrap()
}

fn record(
    checker: &Checker,
    to: Destination,
    item: &Item,
    freight: &str,
    insurance: &str,
) -> Record {
    let unit = if to.currency == "JPY" { 1 } else { 100 };
    let price = amount(to.least * unit + i64::from(item.price), to);
    let duty = Decimal::new(i64::from(item.duty), 1);
    let record = format!(
        r#"{{ "title": "Thing", "classes": ["furniture"], "hs_code": "9403.60", "origin": "VN", "ships_from": "VN",
             "tax_class": "standard", "price": "{price}", "price_includes_tax": false, "quantity": {},
             "excluded_from_low_value": false, "trade_remedy_rate": "0 %", "proof_of_origin": false,
             "duty_rates": [{{ "market": "{}", "rate": "{duty} %" }}],
             "shipment": {{ "freight": "{freight}", "insurance": "{insurance}", "carrier": "express", "terms": "fca", "tax_schemes": [] }} }}"#,
        item.quantity, to.market
    );
    checker.record_from_json(&record).unwrap()
}

impl Consignment {
    fn records(&self, checker: &Checker) -> Vec<Record> {
        let freight = amount(i64::from(self.freight), self.to);
        let insurance = amount(i64::from(self.insurance), self.to);
        self.items
            .iter()
            .map(|item| record(checker, self.to, item, &freight, &insurance))
            .collect()
    }
}

fn name(line: &QuoteLine) -> (&str, ChargeKind) {
    (&line.definition.name, line.definition.kind)
}

/// The sum of what is paid, of the lines that a test lets pass.
fn together(quote: &Quote, of: impl Fn(Option<usize>, &str) -> bool) -> Decimal {
    quote
        .all_lines()
        .filter(|(item, line)| {
            let (name, kind) = name(line);
            kind != ChargeKind::Amount && of(*item, name)
        })
        .map(|(_, line)| line.line.amount.as_ref().unwrap().amount)
        .sum()
}

fn landed(quote: &Quote) -> Money {
    quote
        .landed
        .clone()
        .unwrap_or_else(|why| panic!("{}: {why:?}", quote.market))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    /// The landed cost is the sum of its lines, and the items bear all of it.
    #[test]
    fn a_landed_cost_is_the_sum_of_its_lines(consignment in consignment()) {
        let checker = checker(consignment.to);
        let quote = checker.quote(&consignment.records(&checker)).remove(0);
        let whole = landed(&quote);
        prop_assert_eq!(together(&quote, |_, _| true), whole.amount);
        let borne: Decimal = quote.items.iter().map(|item| item.landed.clone().unwrap().amount).sum();
        prop_assert_eq!(borne, whole.amount);
        let goods: Decimal = together(&quote, |_, name| name == "goods");
        let unit = if consignment.to.currency == "JPY" { Decimal::ONE } else { Decimal::ONE_HUNDRED };
        let priced: Decimal = consignment
            .items
            .iter()
            .map(|item| (Decimal::from(consignment.to.least) + Decimal::from(item.price) / unit) * Decimal::from(item.quantity))
            .sum();
        prop_assert_eq!(goods, priced);
    }

    /// What is shared among the items adds up.
    #[test]
    fn apportioned_freight_and_insurance_add_up(consignment in consignment()) {
        let checker = checker(consignment.to);
        let quote = checker.quote(&consignment.records(&checker)).remove(0);
        for (charge, cents) in [("freight", consignment.freight), ("insurance", consignment.insurance)] {
            let whole = Money::parse(&amount(i64::from(cents), consignment.to)).unwrap();
            let shares = together(&quote, |item, name| item.is_some() && name == charge);
            prop_assert_eq!(shares, whole.amount, "{}", charge);
        }
    }

    /// One consignment an item, each with its share of freight and insurance, bears the same duty but
    /// for rounding: at most one step for each consignment and one for the whole.
    #[test]
    fn splitting_a_consignment_changes_no_ad_valorem_duty(consignment in consignment()) {
        let to = consignment.to;
        let checker = checker(to);
        let whole = checker.quote(&consignment.records(&checker)).remove(0);
        let duty = |quote: &Quote| together(quote, |_, name| name == "customs_duty");
        let mut split = Decimal::ZERO;
        for (index, item) in consignment.items.iter().enumerate() {
            let share = |charge: &str| {
                let share = together(&whole, |place, name| place == Some(index) && name == charge);
                format!("{share} {}", to.currency)
            };
            let alone = record(&checker, to, item, &share("freight"), &share("insurance"));
            split += duty(&checker.quote(&[alone]).remove(0));
        }
        let step: Decimal = to.rounding.parse().unwrap();
        let bound = step * Decimal::from(consignment.items.len() + 1);
        prop_assert!((duty(&whole) - split).abs() <= bound, "{} whole, {} split", duty(&whole), split);
        if to.market != "JP" {
            // Where duty is rounded item by item, not even that.
            prop_assert_eq!(duty(&whole), split);
        }
    }

    /// The order of the items changes no total, not even by the coin that is left over.
    #[test]
    fn the_order_of_items_changes_no_total(consignment in consignment(), turn in 0usize..6) {
        let checker = checker(consignment.to);
        let whole = checker.quote(&consignment.records(&checker)).remove(0);
        let mut other = consignment.clone();
        other.items.reverse();
        let length = other.items.len();
        other.items.rotate_left(turn % length);
        let turned = checker.quote(&other.records(&checker)).remove(0);
        prop_assert_eq!(landed(&whole), landed(&turned));
        for charge in ["customs_duty", "import_vat", "import_gst", "freight"] {
            let of = |quote: &Quote| together(quote, |_, name| name == charge);
            prop_assert_eq!(of(&whole), of(&turned), "{}", charge);
        }
    }
}

/// Every destination above is really computed, so that no law holds for want of cases.
#[test]
fn every_destination_is_determined() {
    for to in DESTINATIONS {
        let one = Consignment {
            to,
            items: vec![
                Item {
                    price: 0,
                    quantity: 1,
                    duty: 50,
                },
                Item {
                    price: 1234,
                    quantity: 2,
                    duty: 120,
                },
            ],
            freight: 1000,
            insurance: 100,
        };
        let checker = checker(to);
        let quote = checker.quote(&one.records(&checker)).remove(0);
        let duty = together(&quote, |_, name| name == "customs_duty");
        assert!(landed(&quote).amount > Decimal::ZERO);
        assert!(duty > Decimal::ZERO, "{}: {duty}", to.market);
    }
}

/// Two items of one price and different duty: the odd cent of freight goes to the same item whichever
/// comes first.
#[test]
fn the_odd_cent_follows_the_item() {
    let to = DESTINATIONS[0];
    let cheap = Item {
        price: 0,
        quantity: 1,
        duty: 0,
    };
    let dear = Item {
        price: 0,
        quantity: 1,
        duty: 100,
    };
    let totals: Vec<Money> = (1..40)
        .step_by(2)
        .flat_map(|freight| {
            let quote = |items: Vec<Item>| {
                let consignment = Consignment {
                    to,
                    items,
                    freight,
                    insurance: 0,
                };
                let checker = checker(to);
                landed(&checker.quote(&consignment.records(&checker)).remove(0))
            };
            let forwards = quote(vec![cheap.clone(), dear.clone()]);
            assert_eq!(
                forwards,
                quote(vec![dear.clone(), cheap.clone()]),
                "freight of {freight}"
            );
            [forwards]
        })
        .collect();
    assert_eq!(totals.len(), 20);
}
