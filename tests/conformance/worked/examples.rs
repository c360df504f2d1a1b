//! The examples with the lines that their sources print.

use super::{Ask, Example};

fn of(name: &'static str) -> Ask {
    Ask::Of(name, None)
}

fn base(name: &'static str) -> Ask {
    Ask::Base(name, None)
}

/// The examples, in the order of the list.
pub(crate) fn examples() -> Vec<Example> {
    let none: Example = Example {
        source: "",
        market: "",
        as_of: "2026-11-24",
        tide: None,
        items: &[],
        rates: &[],
        patches: &[],
        lines: Vec::new(),
        note: "",
    };
    macro_rules! example {
        ($($field:ident: $value:expr),* $(,)?) => { Example { $($field: $value,)* ..Example { lines: Vec::new(), ..none } } };
    }
    vec![
        example! {
            source: "Japan Customs, FAQ 1111",
            market: "JP",
            tide: Some("Japan Customs FAQ 1111: two lines, 14 % duty, standard and reduced rate"),
            items: &[
                r#"{ "title": "Line A", "customs_value": "534795 JPY", "tax_class": "standard", "duty_rates": [{ "market": "JP", "rate": "14 %" }] }"#,
                r#"{ "title": "Line B", "customs_value": "126258 JPY", "tax_class": "reduced", "duty_rates": [{ "market": "JP", "rate": "14 %" }] }"#,
            ],
            lines: vec![
                ("line A, dutiable value", Ask::Base("duty_of_line", Some(0)), "534000 JPY"),
                ("line A, duty", Ask::Of("duty_of_line", Some(0)), "74760 JPY"),
                ("line A, duty cut to 100 yen", Ask::CutTo(100, Box::new(Ask::Of("duty_of_line", Some(0)))), "74700 JPY"),
                ("line A, base of the consumption tax", Ask::Of("consumption_tax_base", Some(0)), "609000 JPY"),
                ("line A, 7.8 %", Ask::Of("consumption_tax_of_line", Some(0)), "47502 JPY"),
                ("line A, 7.8 % cut to 100 yen", Ask::CutTo(100, Box::new(Ask::Of("consumption_tax_of_line", Some(0)))), "47500 JPY"),
                ("line A, local tax 22/78", Ask::Of("local_consumption_tax_of_line", Some(0)), "13397 JPY"),
                ("line B, dutiable value", Ask::Base("duty_of_line", Some(1)), "126000 JPY"),
                ("line B, duty", Ask::Of("duty_of_line", Some(1)), "17640 JPY"),
                ("line B, duty cut to 100 yen", Ask::CutTo(100, Box::new(Ask::Of("duty_of_line", Some(1)))), "17600 JPY"),
                ("line B, base of the consumption tax", Ask::Of("consumption_tax_base", Some(1)), "143000 JPY"),
                ("line B, 6.24 % in whole yen", Ask::Cut(Box::new(Ask::Of("consumption_tax_of_line", Some(1)))), "8923 JPY"),
                ("line B, 6.24 % cut to 100 yen", Ask::CutTo(100, Box::new(Ask::Of("consumption_tax_of_line", Some(1)))), "8900 JPY"),
                ("line B, local tax 22/78", Ask::Of("local_consumption_tax_of_line", Some(1)), "2510 JPY"),
                ("duty", of("customs_duty"), "92400 JPY"),
                ("consumption tax in whole yen", Ask::Cut(Box::new(Ask::Unrounded("consumption_tax"))), "56425 JPY"),
                ("consumption tax", of("consumption_tax"), "56400 JPY"),
                ("local tax before rounding", Ask::Unrounded("local_consumption_tax"), "15907 JPY"),
                ("local tax", of("local_consumption_tax"), "15900 JPY"),
                ("together", Ask::Sum(&["customs_duty", "consumption_tax", "local_consumption_tax"]), "164700 JPY"),
            ],
        },
        example! {
            source: "New Zealand Customs, examples answered under the Official Information Act (fyi.org.nz, request 657)",
            market: "NZ",
            as_of: "2012-01-01",
            tide: Some("NZ Customs examples (about 2011): goods 1,000 and freight and insurance 100, free of duty: GST 165.00"),
            items: &[r#"{ "price": "1000 NZD", "price_includes_tax": false, "hs_code": "8471.30", "duty_rates": [{ "market": "NZ", "rate": "free" }], "shipment": { "freight": "100 NZD" } }"#],
            lines: vec![
                ("goods", of("goods"), "1000 NZD"),
                ("freight and insurance", Ask::Sum(&["freight", "insurance"]), "100 NZD"),
                ("duty", of("customs_duty"), "0 NZD"),
                ("GST 15 %", of("import_gst"), "165.00 NZD"),
            ],
            note: "The examples are of about 2011, before goods up to NZD 1,000 were relieved.",
        },
        example! {
            source: "Australian customs site, quoted by vwwatercooled.com.au",
            market: "AU",
            tide: Some("Australian customs site, quoted by vwwatercooled.com.au: 1,200 at 5 %, freight and insurance 150: GST 141, total 201.00"),
            items: &[r#"{ "price": "1200 AUD", "price_includes_tax": false, "hs_code": "8708.29", "duty_rates": [{ "market": "AU", "rate": "5 %" }], "shipment": { "freight": "150 AUD" } }"#],
            lines: vec![
                ("customs value", of("customs_value"), "1200 AUD"),
                ("duty 5 %", of("customs_duty"), "60 AUD"),
                ("transport and insurance", Ask::Sum(&["freight", "insurance"]), "150 AUD"),
                ("value of the taxable importation", base("import_gst"), "1410 AUD"),
                ("GST", of("import_gst"), "141 AUD"),
                ("together", Ask::Sum(&["customs_duty", "import_gst"]), "201.00 AUD"),
            ],
        },
        example! {
            source: "IRAS, Consumers importing goods (Singapore, at 7 %)",
            market: "SG",
            as_of: "2022-06-01",
            tide: Some("IRAS, Consumers importing goods (7 % era): CIF 450 is GST 31.50"),
            items: &[r#"{ "price": "400 SGD", "price_includes_tax": false, "hs_code": "9503.00", "shipment": { "freight": "50 SGD" } }"#],
            lines: vec![
                ("CIF value", base("import_gst"), "450 SGD"),
                ("GST 7 %", of("import_gst"), "31.50 SGD"),
            ],
        },
        example! {
            source: "IRAS, Consumers importing goods (Singapore, at 7 %), second case",
            market: "SG",
            as_of: "2022-06-01",
            tide: Some("IRAS, Consumers importing goods (7 % era): CIF 200 is free"),
            items: &[r#"{ "price": "180 SGD", "price_includes_tax": false, "hs_code": "9503.00", "shipment": { "freight": "20 SGD" } }"#],
            lines: vec![
                ("CIF value", Ask::Sum(&["goods", "freight", "insurance"]), "200 SGD"),
                ("GST", of("import_gst"), "none"),
            ],
        },
        example! {
            source: "UK duty calculator, third_country_tariff_spec.rb",
            market: "GB",
            tide: Some("UK duty calculator, third_country_tariff_spec.rb: 8 % of 1,200.00 is 96.00"),
            items: &[r#"{ "customs_value": "1200 GBP", "intrinsic_value": "1200 GBP", "duty_rates": [{ "market": "GB", "rate": "8 %" }] }"#],
            lines: vec![
                ("customs value", base("customs_duty"), "1200.00 GBP"),
                ("duty 8 %", of("customs_duty"), "96.00 GBP"),
            ],
        },
        example! {
            source: "UK duty calculator, vat_spec.rb",
            market: "GB",
            items: &[r#"{ "price": "30 GBP", "price_includes_tax": false, "customs_value": "30 GBP", "intrinsic_value": "140 GBP", "hs_code": "9503.00", "origin": "CN", "quantity": 1, "pieces": 1, "tax_class": "standard", "duty_rates": [{ "market": "GB", "rate": "1000 GBP/piece" }], "shipment": { "freight": "0 GBP" } }"#],
            patches: &[("core/tables/vat_rates.csv", "GB,standard,20 %", "GB,standard,8 %")],
            lines: vec![
                ("duty", of("customs_duty"), "1000.00 GBP"),
                ("value and duty", base("import_vat"), "1030.00 GBP"),
                ("VAT 8 %", of("import_vat"), "82.40 GBP"),
            ],
            note: "A test of the formula: 8 % is the rate of the calculator's fixture, so the rate in our table is exchanged; the duty of 1,000 comes from a rate of so much a piece.",
        },
        example! {
            source: "UK duty calculator, ad_valorem_spec.rb",
            market: "GB",
            tide: Some("UK duty calculator, ad_valorem_spec.rb: 8 % of 30 is 2.40"),
            items: &[r#"{ "customs_value": "30 GBP", "intrinsic_value": "140 GBP", "duty_rates": [{ "market": "GB", "rate": "8 %" }] }"#],
            lines: vec![("duty 8 %", of("customs_duty"), "2.40 GBP")],
        },
        example! {
            source: "customssupport.com, node 1356 (rates of HMRC, May 2023)",
            market: "GB",
            as_of: "2023-05-15",
            tide: Some("customssupport.com, node 1356 (rates of May 2023): EUR 1,200 of freight and USD 12 of insurance on 10,000 are 11,065.89"),
            items: &[
                r#"{ "title": "A", "price": "7500 GBP", "price_includes_tax": false, "duty_rates": [{ "market": "GB", "rate": "0 %" }], "shipment": { "freight": "1200 EUR", "insurance": "12 USD" } }"#,
                r#"{ "title": "B", "price": "2500 GBP", "price_includes_tax": false, "duty_rates": [{ "market": "GB", "rate": "0 %" }], "shipment": { "freight": "1200 EUR", "insurance": "12 USD" } }"#,
            ],
            rates: &[("GBP", "EUR", "1.1361"), ("GBP", "USD", "1.245")],
            lines: vec![
                ("goods", of("goods"), "10000 GBP"),
                ("EUR 1,200 at 1.1361", of("freight"), "1056.25 GBP"),
                ("USD 12 at 1.245", of("insurance"), "9.64 GBP"),
                ("customs value", of("customs_value"), "11065.89 GBP"),
            ],
            note: "The source shares freight and insurance by the value of the items without naming items; the two of 7,500 and 2,500 are ours.",
        },
        example! {
            source: "Council of the EU, press text on the flat duty of EUR 3",
            market: "DE",
            tide: Some("Council press text: one silk blouse and two wool blouses are two items, EUR 6"),
            items: &[
                r#"{ "title": "Silk blouse", "hs_code": "6206.10", "origin": "CN", "price": "20 EUR", "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": ["ioss"] } }"#,
                r#"{ "title": "Wool blouse", "hs_code": "6206.20", "origin": "CN", "price": "20 EUR", "quantity": 2, "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": ["ioss"] } }"#,
            ],
            lines: vec![("flat duty", of("flat_duty"), "6 EUR")],
        },
        example! {
            source: "globalimportblog.bakermckenzie.com, 2 Jul 2026: five T-shirts",
            market: "DE",
            tide: Some("globalimportblog.bakermckenzie.com, 2 Jul 2026: five T-shirts are one item, EUR 3"),
            items: &[r#"{ "title": "T-shirt", "hs_code": "6109.10", "origin": "CN", "price": "5 EUR", "quantity": 5, "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": ["ioss"] } }"#],
            lines: vec![("flat duty", of("flat_duty"), "3 EUR")],
        },
        example! {
            source: "globalimportblog.bakermckenzie.com, 2 Jul 2026: a T-shirt and a watch",
            market: "DE",
            tide: Some("globalimportblog.bakermckenzie.com, 2 Jul 2026: a T-shirt and a watch are two items, EUR 6"),
            items: &[
                r#"{ "title": "T-shirt", "hs_code": "6109.10", "origin": "CN", "price": "5 EUR", "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": ["ioss"] } }"#,
                r#"{ "title": "Watch", "hs_code": "9102.11", "origin": "CN", "price": "50 EUR", "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": ["ioss"] } }"#,
            ],
            lines: vec![("flat duty", of("flat_duty"), "6 EUR")],
        },
        example! {
            source: "merchants.glopal.com, June 2026: two T-shirts and shoes to France",
            market: "FR",
            tide: Some("merchants.glopal.com, June 2026: FR, two T-shirts and shoes: EUR 6.00 duty and 1.20 VAT on it"),
            items: &[
                r#"{ "title": "T-shirt", "hs_code": "6109.10", "origin": "CN", "excluded_from_low_value": false, "price": "20 EUR", "quantity": 2, "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": [] } }"#,
                r#"{ "title": "Shoes", "hs_code": "6404.11", "origin": "CN", "excluded_from_low_value": false, "price": "60 EUR", "price_includes_tax": false, "shipment": { "freight": "0 EUR", "tax_schemes": [] } }"#,
            ],
            lines: vec![
                ("flat duty", of("flat_duty"), "6.00 EUR"),
                ("VAT of 20 % on it", Ask::Since("2026-06-30", Box::new(of("import_vat"))), "1.20 EUR"),
                ("more than before", Ask::Since("2026-06-30", Box::new(Ask::Landed)), "7.20 EUR"),
            ],
            note: "What is more is the difference from the same consignment on the last day without the flat duty, 2026-06-30. The prices are ours.",
        },
        example! {
            source: "economia.uol.com.br, 29 Jul 2025: USD 50 at 17 %",
            market: "BR",
            as_of: "2025-07-29",
            tide: Some("economia.uol.com.br, 29 Jul 2025: 50 USD is II 10.00 and ICMS 12.29, together 72.29"),
            items: &[r#"{ "price": "50 USD", "price_includes_tax": false, "hs_code": "9503.00", "shipment": { "freight": "0 USD", "tax_schemes": ["br_remessa_conforme"] } }"#],
            rates: &[("USD", "BRL", "1")],
            lines: vec![
                ("import tax 20 %", of("import_tax"), "10.00 BRL"),
                ("ICMS 17 %, included in its base", of("icms"), "12.29 BRL"),
                ("together", Ask::Landed, "72.29 BRL"),
            ],
            note: "The source counts in dollars; with one real to the dollar its figures are ours.",
        },
        example! {
            source: "economia.uol.com.br, 29 Jul 2025: USD 100 at 17 %",
            market: "BR",
            as_of: "2025-07-29",
            tide: Some("economia.uol.com.br, 29 Jul 2025: 100 USD is II 40.00 and ICMS 28.67, together 168.67"),
            items: &[r#"{ "price": "100 USD", "price_includes_tax": false, "hs_code": "9503.00", "shipment": { "freight": "0 USD", "tax_schemes": ["br_remessa_conforme"] } }"#],
            rates: &[("USD", "BRL", "1")],
            lines: vec![
                ("import tax 60 % less 20", of("import_tax"), "40.00 BRL"),
                ("ICMS 17 %, included in its base", of("icms"), "28.67 BRL"),
                ("together", Ask::Landed, "168.67 BRL"),
            ],
            note: "With one real to the dollar, as before.",
        },
        example! {
            source: "indiancustoms.info",
            market: "IN",
            tide: Some("indiancustoms.info: 1,000 + 11.25 + 200 at 10 % and IGST 18 % is 375.24525"),
            items: &[r#"{ "classes": ["furniture"], "price": "1000 INR", "price_includes_tax": false, "duty_rates": [{ "market": "IN", "rate": "10 %" }], "shipment": { "freight": "200 INR", "insurance": "11.25 INR" } }"#],
            lines: vec![
                ("assessable value", of("customs_value"), "1211.25 INR"),
                ("basic duty 10 %", of("customs_duty"), "121.125 INR"),
                ("social welfare surcharge", of("social_welfare_surcharge"), "12.1125 INR"),
                ("base of IGST", base("igst"), "1344.4875 INR"),
                ("IGST 18 %", of("igst"), "242.00775 INR"),
                ("together", Ask::Sum(&["customs_duty", "social_welfare_surcharge", "igst"]), "375.24525 INR"),
            ],
        },
        example! {
            source: "help.shippsy.com",
            market: "CA-ON",
            tide: Some("help.shippsy.com: USD 150 at 1.32 is 198.00, with 17 % and HST of 13 % 261.78"),
            items: &[r#"{ "price": "150 USD", "price_includes_tax": false, "hs_code": "6203.42", "origin": "US", "ships_from": "US", "duty_rates": [{ "market": "CA", "rate": "17 %" }], "shipment": { "freight": "0 CAD", "carrier": "express" } }"#],
            rates: &[("USD", "CAD", "1.32")],
            lines: vec![
                ("USD 150 at 1.32", of("goods"), "198.00 CAD"),
                ("duty 17 %", of("customs_duty"), "33.66 CAD"),
                ("base of HST", base("import_gst"), "231.66 CAD"),
                ("HST 13 %", of("import_gst"), "30.12 CAD"),
                ("together", Ask::Landed, "261.78 CAD"),
            ],
        },
        example! {
            source: "inelogi.com",
            market: "MY",
            tide: Some("inelogi.com: price 480, tax 48, freight 20 is 548"),
            items: &[r#"{ "price": "480 MYR", "price_includes_tax": false, "hs_code": "9503.00", "shipment": { "freight": "20 MYR", "tax_schemes": ["my_lvg"] } }"#],
            lines: vec![
                ("price", of("goods"), "480 MYR"),
                ("sales tax on low-value goods", of("lvg_sales_tax"), "48 MYR"),
                ("freight", of("freight"), "20 MYR"),
                ("together", Ask::Landed, "548 MYR"),
            ],
        },
        example! {
            source: "importcostcalc.com, May 2026 (layers of US duty)",
            market: "US",
            as_of: "2026-05-08",
            tide: Some("importcostcalc.com, May 2026 (layers): 100,000 at 2.5 %, list 3 at 25 %, section 122 at 10 %"),
            items: &[r#"{ "customs_value": "100000 USD", "origin": "CN", "hs_code": "8708.29", "duty_rates": [{ "market": "US", "rate": "2.5 %" }] }"#],
            patches: &[(
                "core/tables/additional_duties.csv",
                "market,code,origin,measure,duty,from,until,source\n",
                "market,code,origin,measure,duty,from,until,source\nUS,8708.29,CN,section_301,25 %,,,\"importcostcalc.com, May 2026: list 3\"\n",
            )],
            lines: vec![
                ("duty 2.5 %", of("customs_duty"), "2500 USD"),
                ("section 301, list 3, 25 %", of("section_301"), "25000 USD"),
                ("section 122, 10 %", of("surcharge"), "10000 USD"),
            ],
            note: "The standard rules hold no list of section 301 goods; the row is loaded as a caller would load it. The source calls the base CIF; the law of the United States takes the value without international freight.",
        },
    ]
}
