//! Prices that hold for a time, and prices that say which they are, in every format that has them.

use tidewaiter_catalog::{Catalogue, ReadOptions, read};
use tidewaiter_value::record::{Datum, RawRecord};
use tidewaiter_value::{Currency, parse_date};

const DAY: &str = "2026-11-24";

fn on(day: Option<&str>, name: &str, text: &str) -> Catalogue {
    let options = ReadOptions {
        currency: Currency::parse("EUR").ok(),
        as_of: day.and_then(|day| parse_date(day).ok()),
        ..ReadOptions::default()
    };
    read(name, text.as_bytes(), &options)
}

/// An attribute of a record: its text, `?` where it is unknown, `-` where it is not given.
fn value(record: &RawRecord, name: &str) -> String {
    let Datum::Record(entries) = record.fields() else {
        return "-".into();
    };
    let found = entries.iter().find(|(key, _, _)| **key == *name);
    match found.map(|(_, datum, _)| datum) {
        None | Some(Datum::Null) => "-".into(),
        Some(Datum::Unreadable(_)) => "?".into(),
        Some(Datum::Text(text) | Datum::Number(text)) => text.to_string(),
        Some(Datum::Bool(truth)) => truth.to_string(),
        Some(other) => format!("{other:?}"),
    }
}

/// Price, earlier price and first day of the reduction of each record.
fn prices(catalogue: &Catalogue) -> Vec<String> {
    catalogue
        .records
        .iter()
        .map(|record| {
            ["price", "reference_price", "reduced_on"]
                .map(|name| value(record, name))
                .join(" / ")
        })
        .collect()
}

fn codes(catalogue: &Catalogue) -> Vec<&'static str> {
    let mut codes: Vec<&str> = catalogue.problems.iter().map(|p| p.code.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// A sale from a day to a day, either of which may be blank, in each format.
fn sales(from: &str, until: &str) -> Vec<(&'static str, String)> {
    let interval = match (from, until) {
        ("", "") => String::new(),
        _ => format!("{from}T00:00+0100/{until}T23:59+0100"),
    };
    vec![
        (
            "woocommerce.csv",
            format!(
                "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price starts,Date sale price ends\n1,simple,A,Cup,1,9.00,7.00,{from},{until}\n"
            ),
        ),
        (
            "google.tsv",
            format!(
                "id\ttitle\tlink\timage_link\tprice\tsale_price\tsale_price_effective_date\nA\tCup\thttps://x.example\thttps://x.example/a.jpg\t9.00 EUR\t7.00 EUR\t{interval}\n"
            ),
        ),
        (
            "google.xml",
            format!(
                "<rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><item><g:id>A</g:id><title>Cup</title><g:price>9.00 EUR</g:price><g:sale_price>7.00 EUR</g:sale_price><g:sale_price_effective_date>{interval}</g:sale_price_effective_date></item></channel></rss>"
            ),
        ),
        (
            "magento2.csv",
            format!(
                "sku,attribute_set_code,product_type,name,price,special_price,special_price_from_date,special_price_to_date,visibility\nA,Default,simple,Cup,9.00,7.00,{from},{until},\"Catalog, Search\"\n"
            ),
        ),
        (
            "magento1.csv",
            format!(
                "sku,_store,_attribute_set,_type,name,price,special_price,special_from_date,special_to_date\nA,,Default,simple,Cup,9.00,7.00,{from} 00:00:00,{until} 00:00:00\n"
            ),
        ),
        (
            "amazon_flat.txt",
            format!(
                "feed_product_type\titem_sku\titem_name\tstandard_price\tsale_price\tsale_from_date\tsale_end_date\ntoy\tA\tCup\t9.00\t7.00\t{from}\t{until}\n"
            ),
        ),
        (
            "amazon.json",
            format!(
                r#"[{{"sku":"A","productType":"CUP","attributes":{{"item_name":[{{"value":"Cup"}}],"purchasable_offer":[{{"currency":"EUR","our_price":[{{"schedule":[{{"value_with_tax":9.00}}]}}],"discounted_price":[{{"schedule":[{{"value_with_tax":7.00,"start_at":"{from}","end_at":"{until}"}}]}}]}}]}}}}]"#
            ),
        ),
        (
            "lazada.json",
            format!(
                r#"{{"Request":{{"Product":{{"PrimaryCategory":1,"Attributes":{{"name":"Cup"}},"Skus":{{"Sku":[{{"SellerSku":"A","price":9.00,"special_price":7.00,"special_from_date":"{from}","special_to_date":"{until}"}}]}}}}}}}}"#
            ),
        ),
        (
            "woocommerce_api.json",
            format!(
                r#"[{{"name":"Cup","sku":"A","permalink":"x","price":"7.00","regular_price":"9.00","sale_price":"7.00","date_on_sale_from":"{from}","date_on_sale_to":"{until}"}}]"#
            ),
        ),
    ]
}

#[test]
fn a_sale_price_counts_while_the_sale_runs() {
    for (name, text) in sales("2026-11-01", "2026-11-30") {
        let read = on(Some(DAY), name, &text);
        let price = prices(&read).concat();
        assert!(
            price.starts_with("7.00 EUR / 9.00 EUR"),
            "{name}: {price} {:?}",
            read.problems
        );
        // The last day of the sale.
        assert!(
            prices(&on(Some("2026-11-30"), name, &text))
                .concat()
                .starts_with("7.00"),
            "{name}"
        );
    }
    for (name, text) in sales("", "") {
        let price = prices(&on(Some(DAY), name, &text)).concat();
        assert!(price.starts_with("7.00 EUR / 9.00 EUR"), "{name}: {price}");
    }
}

#[test]
fn a_sale_that_is_over_or_has_not_begun_reduces_nothing() {
    for (from, until) in [("2026-01-01", "2026-01-31"), ("2027-01-01", "2027-02-01")] {
        for (name, text) in sales(from, until) {
            let read = on(Some(DAY), name, &text);
            assert_eq!(
                prices(&read),
                ["9.00 EUR / - / -"],
                "{name}: {:?}",
                read.problems
            );
        }
    }
}

#[test]
fn without_a_day_nothing_is_guessed() {
    for (name, text) in sales("2026-01-01", "2026-01-31") {
        let read = on(None, name, &text);
        assert!(
            prices(&read).concat().starts_with("? / ?"),
            "{name}: {:?}",
            prices(&read)
        );
        assert!(
            codes(&read).contains(&"TW1209"),
            "{name}: {:?}",
            read.problems
        );
    }
}

#[test]
fn what_no_day_decides_is_told_and_unknown() {
    let woo = |from: &str, until: &str| {
        let text = format!(
            "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price starts,Date sale price ends\n1,simple,A,Cup,1,9.00,7.00,{from},{until}\n"
        );
        on(Some(DAY), "woo.csv", &text)
    };
    for (from, until) in [
        ("", "end of season"),
        ("", "12/01/2026"),
        ("2026-11-24T12:00:00", ""),
        ("2026-12-01", "2026-11-01"),
    ] {
        let read = woo(from, until);
        assert!(
            prices(&read).concat().starts_with("? / ?"),
            "{until}: {:?}",
            prices(&read)
        );
        assert!(
            codes(&read).contains(&"TW1209"),
            "{until}: {:?}",
            read.problems
        );
    }
    // Whichever day is meant, it is over.
    let read = woo("", "02/01/2025");
    assert_eq!(prices(&read), ["9.00 EUR / - / -"]);
}

#[test]
fn a_price_of_the_past_is_no_price() {
    let text = r#"{"@context":"https://schema.org","@type":"Product","name":"Cup","sku":"A","offers":{"@type":"Offer","price":"9.00","priceCurrency":"EUR","priceValidUntil":"2025-12-31"}}"#;
    let over = on(Some(DAY), "a.jsonld", text);
    assert_eq!(value(&over.records[0], "price"), "?");
    assert_eq!(codes(&over), ["TW1210"]);
    let holds = on(Some("2025-12-31"), "a.jsonld", text);
    assert_eq!(value(&holds.records[0], "price"), "9.00 EUR");
}

#[test]
fn a_price_says_which_it_is() {
    let offer = |specifications: &str| {
        let text = format!(
            r#"{{"@context":"https://schema.org","@type":"Product","name":"Salt &amp; pepper","sku":"A","weight":{{"@type":"QuantitativeValue","value":"0,9","unitCode":"KGM"}},"offers":[{{"@type":"Offer","priceCurrency":"EUR","priceSpecification":{specifications}}}]}}"#
        );
        on(Some(DAY), "a.jsonld", &text)
    };
    let of = |read: &Catalogue| {
        let names = [
            "price",
            "reference_price",
            "price_includes_tax",
            "unit_price",
        ];
        names.map(|name| value(&read.records[0], name)).join(" / ")
    };
    for (specifications, expected) in [
        (
            r#"[{"price":"129.00","priceType":"https://schema.org/ListPrice"},{"price":"89.00","valueAddedTaxIncluded":true,"validThrough":"2026-12-31"}]"#,
            "89.00 EUR / 129.00 EUR / true / -",
        ),
        (
            r#"[{"price":129.5,"priceType":"StrikethroughPrice"},{"price":89.5,"priceType":"SalePrice","valueAddedTaxIncluded":false}]"#,
            "89.5 EUR / 129.5 EUR / false / -",
        ),
        (
            r#"[{"price":"99.00","priceType":"http://schema.org/MSRP"},{"price":"79.00","validForMemberTier":{"name":"Gold"}},{"price":"89.00"}]"#,
            "89.00 EUR / 99.00 EUR / - / -",
        ),
        // The list price alone is no price.
        (
            r#"[{"price":"129.00","priceType":"https://schema.org/ListPrice"}]"#,
            "- / 129.00 EUR / - / -",
        ),
        // A price per kilogram is none either.
        (
            r#"[{"price":"20.00","referenceQuantity":{"value":1,"unitCode":"KGM"}}]"#,
            "- / - / - / -",
        ),
        (
            r#"{"price":"5.00","referenceQuantity":{"value":"250","unitCode":"GRM","valueReference":{"value":"1","unitCode":"KGM"}}}"#,
            "5.00 EUR / - / - / 20 EUR/1 kg",
        ),
    ] {
        let read = offer(specifications);
        assert_eq!(of(&read), expected, "{specifications}: {:?}", read.problems);
        assert_eq!(value(&read.records[0], "title"), "Salt & pepper");
        assert_eq!(value(&read.records[0], "weight"), "0.9 kg");
    }
    let over = offer(
        r#"[{"price":"79.00","validThrough":"2026-01-31"},{"price":"99.00","priceType":"ListPrice"}]"#,
    );
    assert_eq!(of(&over), "? / 99.00 EUR / - / -");
}

#[test]
fn unit_prices_of_feeds_and_exports() {
    let google = on(
        Some(DAY),
        "google.tsv",
        "id\ttitle\tlink\timage_link\tprice\tunit_pricing_measure\tunit_pricing_base_measure\tcertification\tenergy_efficiency_class\tmin_energy_efficiency_class\tmax_energy_efficiency_class\nOIL\tOil\tx\ta.jpg\t5.99 EUR\t750 ml\t1 l\t\t\t\t\nTEA\tTea\tx\ta.jpg\t4.50 EUR\t500g\t\t\t\t\t\nNUT\tNuts\tx\ta.jpg\t4.50 EUR\tlots\t1 kg\t\t\t\t\nBULB\tBulb\tx\ta.jpg\t4.50 EUR\t\t\tEC:EPREL:1187439\tE\tA\tG\n",
    );
    let shown = |read: &Catalogue| -> Vec<String> {
        let names = ["net_mass", "net_volume", "sold_by_measure", "unit_price"];
        let records = read.records.iter();
        records
            .map(|record| names.map(|name| value(record, name)).join(" / "))
            .collect()
    };
    assert_eq!(
        shown(&google),
        [
            "- / 750 ml / true / 7.98667 EUR/1 l",
            "500 g / - / true / ?",
            "? / ? / ? / ?",
            "- / - / - / -",
        ]
    );
    let energy = value(&google.records[3], "energy");
    assert!(
        energy.contains("1187439") && energy.contains("range_shown"),
        "{energy}"
    );
    let unreadable = google.problems.iter().filter(|p| p.place.line == 4).count();
    assert_eq!(unreadable, 1, "{:?}", google.problems);
    let shopify = on(
        Some(DAY),
        "shopify.csv",
        "Handle,Title,Vendor,Variant SKU,Variant Price,Variant Compare At Price,Unit Price Total Measure,Unit Price Total Measure Unit,Unit Price Base Measure,Unit Price Base Measure Unit,Pays d'origine (product.metafields.custom.country_of_origin),HS (product.metafields.x.hs_code),Material (product.metafields.custom.material)\noil,Oil,V,O-1,8.90,0.00,500,ml,1,l,Greece,15092000,\"55% linen, 45% cotton\"\n",
    );
    assert_eq!(shown(&shopify), ["- / 500 ml / true / 17.8 EUR/1 l"]);
    let record = &shopify.records[0];
    assert_eq!(value(record, "origin"), "GR");
    assert_eq!(value(record, "hs_code"), "15092000");
    assert_eq!(value(record, "reference_price"), "-");
    assert_ne!(value(record, "materials"), "-");
}

#[test]
fn a_feed_is_known_by_its_namespace_and_a_sparse_item_spoils_nothing() {
    let feed = r#"<rss xmlns:g="http://base.google.com/ns/1.0"><channel>
<item><g:id/><title>Cushion</title><g:price>5.00 EUR</g:price></item>
<item><g:id>K</g:id><title>Kettle</title><g:price>9.00 EUR</g:price><g:sale_price>8.00 EUR</g:sale_price></item>
</channel></rss>"#;
    let read_feed = on(Some(DAY), "a.xml", feed);
    let profile = |read: &Catalogue| read.mapping.as_ref().and_then(|m| m.profile.clone());
    assert_eq!(profile(&read_feed).as_deref(), Some("google"));
    let nameless = read_feed
        .problems
        .iter()
        .find(|p| p.code.code() == "TW1213");
    assert_eq!(nameless.map(|problem| problem.place.line), Some(2));
    assert_eq!(
        prices(&read_feed),
        ["5.00 EUR / - / -", "8.00 EUR / 9.00 EUR / -"]
    );
    // The first product of an answer lacks what gives its kind away.
    let shop = r#"[{"title":"Cup"},{"title":"Jug","handle":"jug","body_html":"<p>x</p>","vendor":"V","variants":[{"sku":"J","price":"4.00"}]}]"#;
    let shop = on(Some(DAY), "a.json", shop);
    assert_eq!(profile(&shop).as_deref(), Some("shopify_api"));
    assert_eq!(shop.records.len(), 2);
    // Records of the schema stay what they are.
    let own = r#"[{"title":"Cup"},{"title":"Jug","price":"4 EUR"}]"#;
    let own = on(Some(DAY), "a.json", own);
    assert_eq!(own.records.len(), 2);
    assert_eq!(profile(&own), None);
}

#[test]
fn magento_parents_stand_above_or_below_their_variants() {
    let header = "sku,store_view_code,attribute_set_code,product_type,name,price,additional_attributes,configurable_variations\n";
    let parent = "L,,Default,configurable,Lamp,,,\"sku=L-B,color=Black|sku=L-W,color=White\"\n";
    let german = "L,de,,,Lampe,,,\n";
    let black = "L-B,,Default,simple,Lamp black,9.00,\"color=Black,material=Steel, glass|Wood,ean=4006381333931\",\nL-B,fr,,,Lampe noire,8.00,,\n";
    let white = "L-W,,Default,simple,Lamp white,9.00,,\n";
    for text in [
        format!("{header}{parent}{german}{black}{white}"),
        format!("{header}{black}{white}{parent}{german}"),
        format!("{header}{black}{parent}{german}{white}"),
    ] {
        let read = on(Some(DAY), "magento.csv", &text);
        let groups: Vec<String> = read
            .records
            .iter()
            .map(|record| {
                format!(
                    "{} of {}",
                    value(record, "sku"),
                    value(record, "product_group")
                )
            })
            .collect();
        assert_eq!(groups, ["L-B of L", "L-W of L"], "{text}");
        let black = &read.records[0];
        let materials = value(black, "materials");
        for word in ["Steel", "glass", "Wood"] {
            assert!(materials.contains(word), "{materials}");
        }
        assert_eq!(value(black, "gtin"), "4006381333931");
        let languages = value(black, "languages");
        assert!(
            languages.contains("fr") && languages.contains("de"),
            "{languages}"
        );
        // A price of another shop and a property that is not known are told of.
        assert_eq!(codes(&read), ["TW1211", "TW1212"], "{:?}", read.problems);
    }
}

#[test]
fn what_woocommerce_puts_into_cells_is_taken_out() {
    let text = "ID,Type,SKU,Name,Published,Description,Regular price,Parent,Attribute 1 name,Attribute 1 value(s)\n1,simple,'-BOLT,'+Plus,1,'=Sturdy,9.00,,,\n2,variable,C,Cable,1,,,,Length,\"1\\,2 m, 1\\,5 m\"\n3,variation,,Cable - 1.2 m,1,,9.00,C,Length,\"1\\,2 m\"\n4,simple,'t Huis,Rock 'n' roll,1,,9.00,,,\n";
    let read = on(Some(DAY), "woo.csv", text);
    let shown: Vec<String> = read
        .records
        .iter()
        .map(|record| {
            ["id", "sku", "title", "description"]
                .map(|name| value(record, name))
                .join(" / ")
        })
        .collect();
    assert_eq!(
        shown,
        [
            "- / -BOLT / +Plus / =Sturdy",
            "C/1,2 m / - / Cable - 1.2 m / -",
            "- / 't Huis / Rock 'n' roll / -",
        ]
    );
}
