//! What a consignment costs at the door, line by line, and the lowest price that keeps a margin:
//! `cargo run --example quote`.

use std::error::Error;

use tidewaiter::{Checker, Decimal, ExchangeRates, RulePack, Settings};

const RATES: &str = "from,to,rate,valid_from,valid_until,source
EUR,GBP,0.8712,2026-11-01,2026-11-30,made up for this example
";

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let rates = ExchangeRates::read(RATES).map_err(|errors| format!("{errors:?}"))?;
    let settings = Settings::new()
        .markets(["DE", "GB", "US"])
        .as_of("2026-11-24")
        .rates(rates);
    let checker = Checker::for_quotes(RulePack::standard()?, settings)?;
    let shirt = checker.record_from_json(
        r#"{ "title": "T-shirt", "hs_code": "6109.10", "origin": "CN", "cost": "8 EUR",
             "price": "20 EUR", "price_includes_tax": false,
             "shipment": { "freight": "5 EUR", "tax_schemes": ["ioss"] } }"#,
    )?;
    let items = [shirt];
    let margin = Decimal::new(25, 2);
    for quote in checker.quote(&items) {
        match &quote.landed {
            Ok(landed) => println!("{}: {landed}", quote.market),
            // Nothing is guessed: what is missing says so, and the sum with it.
            Err(why) => println!("{}: needs {:?}, {:?}", quote.market, why.needs, why.reasons),
        }
        for (_, line) in quote.all_lines() {
            if let Ok(amount) = line.amount() {
                println!("  {amount} {} {}", line.state().word(), line.id());
            }
        }
        let prices = checker.prices_for_margin(&items, quote.market, margin, None);
        if let Some(Ok(price)) = prices.first() {
            println!("  {} keeps a margin of 25 %", price.lowest);
        }
        println!("  {}", checker.quote_to_json(&quote, &prices));
    }
    Ok(())
}
