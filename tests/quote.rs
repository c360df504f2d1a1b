//! Quotes as their users meet them: bills, destinations at a glance, prices, and bad input.
#![cfg(feature = "cli")]

use std::fs;
use std::path::Path;
use std::process::Command;

const DAY: &str = "2026-11-24";

struct Run {
    status: i32,
    stdout: String,
    stderr: String,
}

fn quote_in(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
        .arg("quote")
        .args(arguments)
        .args(["--as-of", DAY])
        .current_dir(folder)
        .output()
        .unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The example of the repository.
fn example(to: &str, more: &[&str]) -> Run {
    let mut arguments = vec![
        "examples/consignment.yaml",
        "--rates",
        "examples/rates.csv",
        "--to",
        to,
    ];
    arguments.extend(more);
    quote_in(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments)
}

/// One file with one product or consignment, quoted; with a file of rates where one is given.
fn of(text: &str, rates: Option<&str>, arguments: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("order.yaml"), text).unwrap();
    let mut all = vec!["order.yaml"];
    all.extend(arguments);
    if let Some(rates) = rates {
        fs::write(folder.path().join("rates.csv"), rates).unwrap();
        all.extend(["--rates", "rates.csv"]);
    }
    quote_in(folder.path(), &all)
}

/// The hash of the rules changes with every rule; everything else is pinned.
fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ filters => vec![(r"\([0-9a-f]{16}\)", "(hash)")] }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_bill() {
    let run = example("DE", &[]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    snapshot("bill_en", &run.stdout);
    snapshot("bill_zh", &example("DE", &["--lang", "zh"]).stdout);
}

#[test]
fn twelve_destinations_at_a_glance() {
    let run = example("DE,FR,GB,US,CA,JP,AU,NZ,BR,CN,IN,SG", &["--brief"]);
    assert_eq!(
        run.status, 1,
        "the surcharge of the United States is not known"
    );
    snapshot("glance", &run.stdout);
}

#[test]
fn after_july_2026_the_surcharge_of_the_united_states_is_not_known() {
    let run = example("US", &[]);
    assert!(run.stdout.contains(
        "the table additional_duties has no row for US, 6109.10, CN, surcharge on 2026-11-24"
    ));
    assert!(run.stdout.contains("cannot be told"));
}

#[test]
fn steps_of_a_line() {
    snapshot(
        "explained",
        &example("GB", &["--explain", "--lang", "en"]).stdout,
    );
}

#[test]
fn tables_for_spreadsheets() {
    let run = example("DE,US", &["--format", "csv"]);
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().all(|row| row.len() == columns));
    // Two items, ten or more lines each, at two destinations.
    assert!(rows.len() > 40, "{}", rows.len());
    snapshot(
        "csv",
        &run.stdout.lines().take(14).collect::<Vec<_>>().join("\n"),
    );
}

#[test]
fn cells_are_no_formulas() {
    let run = of(
        "title: '=HYPERLINK(\"http://x\")'\nprice: 5 EUR\nprice_includes_tax: false\n",
        None,
        &["--to", "DE", "--format", "csv"],
    );
    assert!(run.stdout.contains("'=HYPERLINK"), "{}", run.stdout);
    assert!(!run.stdout.contains(",=HYPERLINK") && !run.stdout.contains(",\"=HYPERLINK"));
}

#[test]
fn json_has_its_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../docs/schema/quote.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for more in [
        &["--format", "json"][..],
        &["--format", "json", "--explain", "--strict"],
        &[
            "--format",
            "json",
            "--target-margin",
            "25%",
            "--ending",
            "9.99",
        ],
    ] {
        let run = example("DE,US,JP,CH", more);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// What the JSON says is what the bill says: the landed cost is the sum of its lines.
#[test]
fn lines_add_up() {
    use rust_decimal::Decimal;
    let sum_of = |value: &serde_json::Value| -> Decimal {
        let text = value["value"].as_str().unwrap();
        text.split(' ').next().unwrap().parse().unwrap()
    };
    let run = example("DE,FR,GB,AU,NZ,BR,CN,SG", &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let quotes = report["consignments"][0]["quotes"].as_array().unwrap();
    assert_eq!(quotes.len(), 8);
    for quote in quotes {
        let items = quote["items"].as_array().unwrap();
        let lines = items
            .iter()
            .flat_map(|item| item["lines"].as_array().unwrap())
            .chain(quote["lines"].as_array().unwrap());
        let sum: Decimal = lines
            .filter(|line| line["kind"] != "amount")
            .map(|line| sum_of(&line["amount"]))
            .sum();
        assert_eq!(sum, sum_of(&quote["landed"]), "{}", quote["market"]);
        let by_item: Decimal = items.iter().map(|item| sum_of(&item["landed"])).sum();
        assert_eq!(by_item, sum_of(&quote["landed"]), "{}", quote["market"]);
    }
}

#[test]
fn rows_of_a_table_travel_together() {
    let folder = tempfile::tempdir().unwrap();
    let table = "id,consignment,hs_code,origin,price,price_includes_tax,shipment.freight,shipment.tax_schemes\n\
        A,1,6109.10,CN,10 EUR,false,5 EUR,ioss\n\
        B,2,6109.10,CN,10 EUR,false,5 EUR,ioss\n\
        C,1,9102.11,CN,50 EUR,false,5 EUR,ioss\n";
    fs::write(folder.path().join("orders.csv"), table).unwrap();
    let run = quote_in(
        folder.path(),
        &["orders.csv", "--to", "DE", "--format", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let consignments = report["consignments"].as_array().unwrap();
    let ids: Vec<Vec<&str>> = consignments
        .iter()
        .map(|one| {
            let items = one["quotes"][0]["items"].as_array().unwrap();
            items
                .iter()
                .map(|item| item["id"].as_str().unwrap())
                .collect()
        })
        .collect();
    assert_eq!(ids, [vec!["A", "C"], vec!["B"]]);
    // Two items of 3 EUR; 19 % of 65 EUR.
    assert_eq!(consignments[0]["quotes"][0]["landed"]["value"], "83.35 EUR");
}

#[test]
fn a_tariff_fills_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["consignment.yaml", "rates.csv"] {
        fs::copy(example.join(name), folder.path().join(name)).unwrap();
    }
    let tariff = "market,code,origin,duty,from,until,source\n\
        JP,6109.10,*,7.4 %,2026-01-01,,made up\n\
        JP,6912.00,*,2.3 %,2026-01-01,,made up\n\
        JP,9503,*,free,2026-01-01,,made up\n";
    fs::write(folder.path().join("mine.csv"), tariff).unwrap();
    let run = quote_in(
        folder.path(),
        &[
            "consignment.yaml",
            "--to",
            "JP",
            "--rates",
            "rates.csv",
            "--tariff",
            "mine.csv",
        ],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    snapshot("tariff", &run.stdout);
    fs::write(
        folder.path().join("bad.csv"),
        tariff.replace("7.4 %", "\"7,4%\""),
    )
    .unwrap();
    let run = quote_in(
        folder.path(),
        &[
            "consignment.yaml",
            "--to",
            "JP",
            "--rates",
            "rates.csv",
            "--tariff",
            "bad.csv",
            "--brief",
        ],
    );
    assert_eq!(run.status, 4, "{}", run.stderr);
    snapshot("tariff_bad_cell", &format!("{}{}", run.stderr, run.stdout));
    let run = quote_in(
        folder.path(),
        &[
            "consignment.yaml",
            "--to",
            "JP",
            "--tariff",
            "consignment.yaml",
            "--brief",
        ],
    );
    assert_eq!(run.status, 2, "{}", run.stderr);
    snapshot("tariff_of_another_kind", &run.stderr);
}

#[test]
fn prices_that_keep_a_margin() {
    let order = "title: Lamp\nhs_code: 9405.21\norigin: CN\nprice: 30 EUR\ncost: 12 EUR\nprice_includes_tax: true\n\
        shipment: { freight: 4 EUR, terms: ddp, tax_schemes: [ioss] }\n";
    let run = of(
        order,
        None,
        &[
            "--to",
            "DE,FR",
            "--target-margin",
            "25%",
            "--ending",
            "9.90",
        ],
    );
    snapshot("target_margin", &run.stdout);
}

/// The price of an item of a consignment keeps the margin when everything is quoted with it, and the
/// next lower one does not, whatever was taken from the quote before.
#[test]
fn prices_of_a_consignment_keep_the_margin() {
    use tidewaiter_value::record::Value;
    use tidewaiter_value::{Decimal, Money};

    let settings = tidewaiter::Settings::new().market("DE").as_of(DAY);
    let checker = tidewaiter::Checker::standard(settings).unwrap();
    let market = checker.markets()[0];
    let quarter = Decimal::new(25, 2);
    let goods = |cost: &str, more: &str| {
        let text = format!(
            r#"{{ "price": "40 EUR", "cost": "{cost}", "hs_code": "6109.10", "origin": "CN",
                "duty_rates": [{{ "market": "DE", "rate": "12 %" }}], {more},
                "shipment": {{ "freight": "9.01 EUR", "terms": "ddp", "tax_schemes": [] }} }}"#
        );
        checker.record_from_json(&text).unwrap()
    };
    let taxed = r#""price_includes_tax": true"#;
    let mut records = [
        goods("4.35 EUR", taxed),
        goods("30 EUR", taxed),
        goods("7 EUR", taxed),
    ];
    let found = checker.prices_for_margin(&records, market, quarter, None);
    for (item, price) in found.into_iter().enumerate() {
        let price = price.unwrap().lowest;
        let alone = checker
            .price_for_margin(&records, item, market, quarter, None)
            .unwrap();
        assert_eq!(price, alone.lowest);
        let stated = records[item].fields.get("price").cloned().unwrap();
        for (amount, kept) in [
            (price.amount, true),
            (price.amount - Decimal::new(1, 2), false),
        ] {
            let tried = Money { amount, ..price };
            records[item]
                .fields
                .insert("price".into(), Value::Money(tried));
            let quote = checker.quote(&records).remove(0);
            let margin = quote.items[item].margin.clone().unwrap().unwrap();
            assert_eq!(margin.keeps(quarter), kept, "{item}: {tried}");
        }
        records[item].fields.insert("price".into(), stated);
    }
}

/// What is wrong with an order or its rates, and what a reader is told.
#[test]
fn bad_input() {
    let order = |line: &str| {
        format!(
            "title: Lamp\nhs_code: 9405.21\norigin: CN\nprice: 200 EUR\nprice_includes_tax: false\n\
             duty_rates: [{{ market: DE, rate: '4.7 %' }}]\nshipment: {{ freight: 10 EUR, tax_schemes: [] }}\n{line}\n"
        )
    };
    let replaced = |from: &str, to: &str| order("").replace(from, to);
    let header = "from,to,rate,valid_from,valid_until\n";
    let cases: Vec<(&str, String, Option<String>)> = vec![
        ("a rate of 12,5%", replaced("4.7 %", "12,5%"), None),
        ("an unknown currency", replaced("200 EUR", "200 EUX"), None),
        ("a negative price", replaced("200 EUR", "-200 EUR"), None),
        (
            "a price without a currency",
            replaced("200 EUR", "200"),
            None,
        ),
        (
            "an HS code of five digits",
            replaced("9405.21", "'94052'"),
            None,
        ),
        (
            "a heading that does not exist",
            replaced("9405.21", "9499.00"),
            None,
        ),
        (
            "ten to the thirtieth",
            replaced("200 EUR", "1e30 EUR"),
            None,
        ),
        (
            "more digits than are kept",
            replaced("200 EUR", "0.12345678901234567890123456789012 EUR"),
            None,
        ),
        (
            "a quantity whose product overflows",
            order("quantity: 79228162514264337593543950335"),
            None,
        ),
        ("no freight", replaced("freight: 10 EUR, ", ""), None),
        (
            "freight in a third currency",
            replaced("freight: 10 EUR", "freight: 10 USD"),
            None,
        ),
        (
            "a rate of exchange for another day",
            replaced("freight: 10 EUR", "freight: 10 USD"),
            Some(format!("{header}USD,EUR,0.9,2026-10-01,2026-10-31\n")),
        ),
        (
            "rates with a comma, of an unknown currency, of zero, and ending before they begin",
            order(""),
            Some(format!(
                "{header}USD,EUR,\"0,9\",2026-11-01,2026-11-30\nUSD,EURO,0.9,2026-11-01,2026-11-30\n\
                 USD,EUR,0,2026-11-01,2026-11-30\nUSD,EUR,0.9,2026-11-30,2026-11-01\nUSD,EUR\n"
            )),
        ),
        (
            "rates without a column",
            order(""),
            Some("from,to,rate\nUSD,EUR,0.9\n".into()),
        ),
        ("an empty list of items", "items: []\n".into(), None),
        ("an item that is no product", "items: [5]\n".into(), None),
        ("a misspelt attribute", replaced("freight", "frieght"), None),
    ];
    let mut text = String::new();
    for (what, order, rates) in cases {
        let run = of(&order, rates.as_deref(), &["--to", "DE", "--brief"]);
        text.push_str(&format!(
            "## {what}: status {}\n{}{}\n",
            run.status, run.stdout, run.stderr
        ));
        assert!(!run.stderr.contains("panicked"), "{what}: {}", run.stderr);
    }
    snapshot("bad_input", &text);
}

/// Rules that compare an amount in another currency use the same file of rates.
#[test]
fn what_cannot_be_negative_is_refused() {
    let cases = [
        (
            "duty_rates: [{market: DE, rate: -5 %}]",
            "TW1102",
            "`-5 %` is negative",
        ),
        (
            "duty_rates: [{market: DE, rate: 1 EUR/kg + -6 %}]\nnet_mass: 200 g",
            "TW1102",
            "`-6 %` is negative",
        ),
        (
            "duty_rates: [{market: DE, rate: 99999999999999999999999 %}]",
            "TW1102",
            "which no tariff takes",
        ),
        (
            "duty_rates: [{market: DE, rate: 1.50 EUR/kg}]\nnet_mass: -1 g",
            "TW1103",
            "`net_mass` is -1 g",
        ),
        (
            "duty_rates: [{market: DE, rate: 1.50 EUR/l}]\nnet_volume: -1 l",
            "TW1103",
            "`net_volume` is -1 l",
        ),
        (
            "duty_rates: [{market: DE, rate: 5 %}]\nquantity: -1",
            "TW1103",
            "`quantity` is -1",
        ),
    ];
    let goods: Vec<String> = cases
        .iter()
        .map(|(more, _, _)| {
            format!(
                "price: 409 EUR\nprice_includes_tax: false\nhs_code: '6109.10'\norigin: CN\nships_from: CN\n{more}\n"
            )
        })
        .collect();
    let run = of(&goods.join("---\n"), None, &["--to", "DE"]);
    let text = run.stdout + &run.stderr;
    assert_eq!(run.status, 4, "{text}");
    let unknown = text
        .lines()
        .filter(|line| line.starts_with("  Landed cost") && line.ends_with("cannot be told"));
    assert_eq!(unknown.count(), cases.len(), "{text}");
    for (more, code, why) in cases {
        assert!(
            text.lines()
                .any(|line| line.contains(code) && line.contains(why)),
            "{more}: {text}"
        );
    }
}

#[test]
fn yaml_may_begin_with_a_brace() {
    let flow = "{ price: 20 EUR, price_includes_tax: false, hs_code: '6109.10', origin: CN, # a shirt\n  ships_from: CN, duty_rates: [{ market: DE, rate: 12 % }],\n  shipment: { freight: 5 EUR, tax_schemes: [ioss] } }\n";
    let run = of(flow, None, &["--to", "DE", "--brief"]);
    assert_eq!(run.status, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("32.75 EUR"), "{}", run.stdout);
    // JSON stays JSON, and what is neither is told.
    let json = r#"{ "price": "20 EUR", "price_includes_tax": false }"#;
    assert!(
        of(json, None, &["--to", "DE", "--format", "json"])
            .stdout
            .contains("\"format\": \"JSON\"")
    );
    assert_eq!(of("{ price: 20 EUR", None, &["--to", "DE"]).status, 4);
}

/// What is said about one item does not grow with the others: that would be a square of them.
#[test]
fn a_line_does_not_grow_with_the_consignment() {
    let longest = |items: usize| {
        let goods: Vec<String> = (0..items)
            .map(|i| {
                format!(
                    "  - {{ id: I{i}, price_includes_tax: false, origin: CN, ships_from: CN }}\n"
                )
            })
            .collect();
        let goods = goods.concat();
        let run = of(
            &format!("shipment: {{ freight: 20 EUR }}\nitems:\n{goods}"),
            None,
            &["--to", "DE", "--format", "csv"],
        );
        assert_eq!(run.status, 1, "{}", run.stderr);
        run.stdout.lines().skip(1).map(str::len).max().unwrap()
    };
    let few = longest(30);
    assert!(longest(90) <= few + 200, "{few}");
}

#[test]
fn check_takes_rates_of_exchange() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("order.yaml"),
        "id: A\ntitle: Lamp\nhs_code: 9405.21\norigin: CN\nprice: 180 USD\nprice_includes_tax: false\n\
         shipment: { freight: 10 USD, tax_schemes: [ioss] }\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("rates.csv"),
        "from,to,rate,valid_from,valid_until\nUSD,EUR,0.9,2026-11-01,2026-11-30\n",
    )
    .unwrap();
    let outcome = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .args([
                "check",
                "order.yaml",
                "--to",
                "DE",
                "--as-of",
                DAY,
                "--quiet",
            ])
            .args(["--format", "json", "--select", "eu.import_one_stop_shop"])
            .args(more)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        let findings = report["findings"].as_array().unwrap().clone();
        let of = |rule: &str| {
            let found = findings.iter().find(|f| f["rule"] == rule);
            found.map(|f| f["outcome"].as_str().unwrap().to_owned())
        };
        of("eu.import_one_stop_shop.value_limit")
    };
    assert_eq!(outcome(&[]).as_deref(), Some("undetermined"));
    // 162 EUR are above the 150 EUR of the scheme.
    assert_eq!(
        outcome(&["--rates", "rates.csv"]).as_deref(),
        Some("violated")
    );
}

#[test]
fn bad_calls() {
    let mut text = String::new();
    for arguments in [
        &["--to", "DE", "--target-margin", "100%"][..],
        &["--to", "DE", "--target-margin", "25"],
        &["--to", "DE", "--target-margin", "25%", "--ending", "nine"],
        &["--to", "DE", "--ending", "9.99"],
        &["--to", "Atlantis"],
        &["--to", "DE", "--from", "Atlantis"],
        &["--to", "DE", "--rates", "no-such-file.csv"],
    ] {
        let mut all = vec!["examples/consignment.yaml"];
        all.extend(arguments);
        let run = quote_in(Path::new(env!("CARGO_MANIFEST_DIR")), &all);
        text.push_str(&format!(
            "## {}: status {}\n{}\n",
            arguments.join(" "),
            run.status,
            run.stderr
        ));
    }
    snapshot("bad_calls", &text);
}

#[test]
fn any_bytes_are_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = 7_u64;
    for round in 0..20 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (seed >> 33) as u8
            })
            .collect();
        let name = format!("{round}.csv");
        fs::write(folder.path().join(&name), &bytes).unwrap();
        let run = quote_in(folder.path(), &[&name, "--to", "DE"]);
        assert!(!run.stderr.contains("panicked"), "{bytes:?}");
    }
}
