//! What exports of shops hide, as public reports of shops and tools for feeds tell it: each small file is
//! one symptom, on a platform other than the one that it was first seen on.

use tidewaiter_catalog::{Catalogue, ReadOptions, read};
use tidewaiter_value::record::{Datum, RawRecord};
use tidewaiter_value::{Currency, Mark, parse_date};

fn in_currency(currency: Option<&str>, name: &str, text: &str) -> Catalogue {
    let options = ReadOptions {
        currency: currency.and_then(|code| Currency::parse(code).ok()),
        as_of: parse_date("2026-11-24").ok(),
        ..ReadOptions::default()
    };
    read(name, text.as_bytes(), &options)
}

fn export(name: &str, text: &str) -> Catalogue {
    in_currency(Some("EUR"), name, text)
}

/// An attribute of a record: its text, `?` where it is unknown, `-` where it is not given.
fn value(record: &RawRecord, name: &str) -> String {
    fn shown(datum: &Datum) -> String {
        match datum {
            Datum::Null => "-".into(),
            Datum::Unreadable(_) => "?".into(),
            Datum::Text(text) | Datum::Number(text) => text.to_string(),
            Datum::Bool(truth) => truth.to_string(),
            Datum::List(items) => {
                let items: Vec<String> = items.iter().map(|(item, _)| shown(item)).collect();
                items.join(" + ")
            }
            Datum::Record(entries) => {
                let entries: Vec<String> = entries.iter().map(|(_, v, _)| shown(v)).collect();
                entries.join("/")
            }
        }
    }
    let mut datum = record.fields();
    for step in name.split('.') {
        let Datum::Record(entries) = datum else {
            return "-".into();
        };
        match entries.iter().find(|(key, _, _)| **key == *step) {
            Some((_, value, _)) => datum = value,
            None => return "-".into(),
        }
    }
    shown(datum)
}

/// Attributes of each record.
fn values(catalogue: &Catalogue, names: &[&str]) -> Vec<String> {
    let of = |record: &RawRecord| {
        let values: Vec<String> = names.iter().map(|name| value(record, name)).collect();
        values.join(" | ")
    };
    catalogue.records.iter().map(of).collect()
}

fn told(catalogue: &Catalogue, code: &str) -> Vec<String> {
    let problems = catalogue.problems.iter();
    problems
        .filter(|problem| problem.code.code() == code)
        .map(ToString::to_string)
        .collect()
}

/// `woocommerce/woocommerce#24109`: `virtual` and `downloadable` stand beside the kind of a row.
#[test]
fn nobody_is_called_not_available() {
    let woo = "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price ends,Brands,Parent,Attribute 1 name,Attribute 1 value(s)\n\
        5,\"variation, virtual\",L-A,Licence A,1,20,N/A,,,L,Seats,1\n\
        4,variable,L,Licence,1,,,,N/A,,Material,n/a\n\
        7,simple,S-1,Support,1,20,15,-,none,,Origin,TBD\n";
    let read = export("woo.csv", woo);
    let names = [
        "sku",
        "product_group",
        "price",
        "reference_price",
        "brand",
        "materials",
    ];
    assert_eq!(
        values(&read, &names),
        [
            "L-A | L | 20 EUR | - | - | -",
            "S-1 | - | 15 EUR | 20 EUR | - | -"
        ]
    );
    assert_eq!(told(&read, "TW1214").len(), 1, "{:?}", read.problems);
    // Words that a column lists mean something, and so do numbers of trade items that say `none`.
    let etsy =
        "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS\nBowl,-,12,EUR,1,,none\n";
    assert_eq!(
        values(
            &export("etsy.csv", etsy),
            &["title", "description", "materials", "price"]
        ),
        ["Bowl | - | - | 12 EUR"]
    );
    let shopify =
        "Handle,Title,Vendor,Variant SKU,Variant Price,Variant Barcode\na,A,k.A.,A-1,1.00,n/a\n";
    assert_eq!(
        values(&export("shopify.csv", shopify), &["brand", "gtin"]),
        ["- | n/a"]
    );
}

/// `PrestaShop/PrestaShop#31264`, and lists of products with prices before tax: what buyers pay is not there.
#[test]
fn a_price_without_tax_is_not_what_buyers_pay() {
    let files = [
        (
            "presta.csv",
            "ID;Active (0/1);Name;Price tax excluded;Price tax included\n1;1;A;10,00;\n2;0;B;10,00;12,00\n",
        ),
        (
            "shopware.csv",
            "id,parent_id,product_number,name,price_gross,price_net,active\n1,,S-1,A,,10.00,1\n2,,S-2,B,12.00,10.00,0\n",
        ),
        (
            "jtl.csv",
            "Artikelnummer;Artikelname;Hersteller;HAN;Std. VK Netto;Std. VK Brutto;Aktiv\nJ-1;A;x;y;10,00;;Ja\nJ-2;B;x;y;10,00;12,00;Nein\n",
        ),
    ];
    for (name, text) in files {
        let read = export(name, text);
        assert_eq!(
            values(&read, &["price", "price_includes_tax", "listing_status"]),
            ["? | - | active", "12.00 EUR | true | hidden"],
            "{name}"
        );
        assert_eq!(
            told(&read, "TW1215").len(),
            1,
            "{name}: {:?}",
            read.problems
        );
    }
}

/// The offers of others are no price: told, and unknown, but not taken as absent.
#[test]
fn ranges_and_several_offers_are_told() {
    let offers = r#"[
        {"@context":"https://schema.org","@type":"Product","name":"Cape","sku":"A","offers":{"@type":"AggregateOffer","lowPrice":"19.00","highPrice":"39.00","priceCurrency":"EUR"}},
        {"@context":"https://schema.org","@type":"Product","name":"Hat","sku":"B","width":"10 cm","offers":[{"@type":"Offer","price":"12.90","priceCurrency":"EUR"},{"@type":"Offer","price":"14.90","priceCurrency":"USD"}]},
        {"@context":"https://schema.org","@type":"Product","name":"Mug","sku":"C","offers":[{"@type":"Offer","price":"10","priceCurrency":"EUR","priceValidUntil":"2026-10-01"},{"@type":"Offer","price":"12","priceCurrency":"USD"}]}]"#;
    let read = in_currency(None, "offers.json", offers);
    assert_eq!(
        values(&read, &["sku", "price", "width"]),
        ["A | ? | -", "B | 12.90 EUR | 10 cm", "C | 12 USD | -"]
    );
    let near = told(&read, "TW1215");
    assert!(
        near.len() == 1 && near[0].contains("offers.lowPrice"),
        "{near:?}"
    );
    let further = told(&read, "TW1104");
    assert!(
        further.len() == 1 && further[0].contains("14.90"),
        "{further:?}"
    );
}

/// `magento/magento2#15457`: the special price of a bundle is a share of the prices of its parts.
#[test]
fn the_special_price_of_a_bundle_is_a_share() {
    let two = "sku,attribute_set_code,product_type,name,price,special_price,special_price_from_date,special_price_to_date\n\
        B,Default,bundle,Bundle,100.0000,80.0000,2026-11-01,\nO,Default,bundle,Over,100.0000,80.0000,,2026-11-01\n\
        S,Default,simple,Simple,100.0000,80.0000,2026-11-01,\n";
    let read = export("magento.csv", two);
    assert_eq!(
        values(&read, &["price", "reference_price", "reduced_on"]),
        [
            "? | 100.0000 EUR | 2026-11-01",
            "100.0000 EUR | - | -",
            "80.0000 EUR | 100.0000 EUR | 2026-11-01"
        ]
    );
    assert_eq!(told(&read, "TW1215").len(), 1);
}

/// A variant with a price of its own is not on sale because its product is.
#[test]
fn prices_of_variants_are_their_own() {
    let bigcommerce = "Item,ID,Name,Type,SKU,Options,Price,Sale Price\nProduct,79,Plate,physical,P,,20.00,15.00\nVariant,,,,P-L,Size=L,30.00,\nVariant,,,,P-S,Size=S,,\n";
    assert_eq!(
        values(
            &export("bc.csv", bigcommerce),
            &["sku", "price", "reference_price"]
        ),
        ["P-L | 30.00 EUR | -", "P-S | 15.00 EUR | 20.00 EUR"]
    );
    let older = "Product ID,Item Type,Product Name,Product Type,Product Code/SKU,Price\n1,Product,Lamp,P,L-1,100.00\n,SKU,[RB]Color=Red,,L-1-R,\n";
    assert_eq!(
        values(&export("bc.csv", older), &["sku", "title", "price"]),
        ["L-1-R | Lamp | 100.00 EUR"]
    );
    let ecwid = "type,product_internal_id,product_name,product_price,product_compare_to_price,product_variation_option_Size,product_variation_sku\n\
        product,1,Cup,20.00,25.00,,\nproduct_variation,1,,30.00,,L,E-L\nproduct_variation,1,,,,S,E-S\n";
    assert_eq!(
        values(
            &export("ecwid.csv", ecwid),
            &["sku", "price", "reference_price"]
        ),
        ["E-L | 30.00 EUR | 25.00 EUR", "E-S | 20.00 EUR | 25.00 EUR"]
    );
}

/// A currency in a column beats the one that is stated for the file, whatever tool added the column.
#[test]
fn a_currency_in_a_column_is_that_of_the_price() {
    let jtl = "Artikelnummer;Artikelname;Hersteller;HAN;Std. VK Brutto;Währung\n1;A;x;y;12,90;CHF\n2;B;x;y;12,90;\n";
    assert_eq!(
        values(&export("jtl.csv", jtl), &["price"]),
        ["12.90 CHF", "12.90 EUR"]
    );
    let shopify = "Handle,Title,Variant SKU,Variant Price,Currency\na,A,A-1,12.90,USD\nb,B,B-1,12.90,dollars\n";
    let read = export("shopify.csv", shopify);
    assert_eq!(value(&read.records[0], "price"), "12.90 USD");
    assert!(told(&read, "TW1205").is_empty() && !told(&read, "TW1102").is_empty());
    let odoo = "default_code,name,list_price,sale_ok,active,currency_id,barcode\nF-1,Chair,120.0,False,True,USD,False\nF-2,Table,80.0,True,False,EUR,\nF-3,Lamp,8.0,True,True,EUR,\n";
    assert_eq!(
        values(
            &export("odoo.csv", odoo),
            &["price", "listing_status", "gtin"]
        ),
        [
            "120.0 USD | hidden | -",
            "80.0 EUR | archived | -",
            "8.0 EUR | active | -"
        ]
    );
}

/// Entities that were escaped once or twice are no part of a name, and their semicolon parts no list.
#[test]
fn entities_are_taken_out() {
    let etsy = "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS\nRing &amp;amp; box,It&amp;#39;s made,12,EUR,1,,Gold &amp; silver\n";
    assert_eq!(
        values(
            &export("etsy.csv", etsy),
            &["title", "description", "materials"]
        ),
        ["Ring & box | It's made | Gold + silver"]
    );
    let api = r#"[{"id":1,"name":"Cap &#8211; blue","sku":"W","permalink":"https://s.example","regular_price":"20","sale_price":""}]"#;
    assert_eq!(values(&export("api.json", api), &["title"]), ["Cap – blue"]);
    let feed = "id\ttitle\timage_link\tavailability\n1\tA\thttps://s.example/?a=1&amp;b=2&copy=3\tin stock\n";
    let read = export("feed.tsv", feed);
    assert_eq!(
        value(&read.records[0], "images"),
        "https://s.example/?a=1&b=2&copy=3"
    );
}

/// A row with an amount is a product, with whatever sign; and so is one without a price.
#[test]
fn products_are_not_taken_for_instructions() {
    let head = "category,product_name,main_image,property_name_1,price,seller_sku\nCategory,Name,Picture,Variation,Retail price (local),SKU\nMandatory,Mandatory,Mandatory,Optional,\"Mandatory, e.g. 12.99\",Optional\n";
    let read = export(
        "tiktok.csv",
        &format!("{head}Cups,Cup,a.jpg,,£12.99,T-1\nCups,Bowl,a.jpg,,10,T-2\n"),
    );
    assert_eq!(values(&read, &["sku"]), ["T-1", "T-2"]);
    let read = export(
        "tiktok.csv",
        &format!("{head}Cups,Cup,a.jpg,,,T-0\nCups,Bowl,a.jpg,,\"USD 9,99\",T-1\n"),
    );
    assert_eq!(
        values(&read, &["sku", "title"]),
        ["T-0 | Cup", "T-1 | Bowl"]
    );
}

/// `woocommerce/woocommerce#18100`, `nopSolutions/nopCommerce#1037`: a spreadsheet has written the file with its own marks.
#[test]
fn the_marks_of_a_spreadsheet() {
    let shopify = |a: &str, b: &str| {
        let text = format!(
            "Handle;Title;Variant SKU;Variant Price;Published\na;A;A-1;{a};WAHR\nb;B;B-1;{b};FALSCH\n"
        );
        values(&export("shopify.csv", &text), &["price", "listing_status"])
    };
    assert_eq!(
        shopify("12,90", "1.299"),
        ["12.90 EUR | active", "1299 EUR | draft"]
    );
    assert_eq!(
        shopify("12.90", "1,299"),
        ["12.90 EUR | active", "1299 EUR | draft"]
    );
    // Nothing decides, and no price has three decimals.
    assert_eq!(shopify("1.299", "1.499"), ["? | active", "? | draft"]);
    assert_eq!(shopify("20.00", "49,90")[1], "49.90 EUR | draft");
    let dinar = "Handle,Title,Variant SKU,Variant Price\na,A,A-1,12.500\n";
    assert_eq!(
        values(&in_currency(Some("KWD"), "s.csv", dinar), &["price"]),
        ["12.500 KWD"]
    );
    assert_eq!(
        values(&in_currency(Some("IDR"), "s.csv", dinar), &["price"]),
        ["?"]
    );
    let options = ReadOptions {
        currency: Currency::parse("IDR").ok(),
        decimal: Some(Mark::Comma),
        ..ReadOptions::default()
    };
    assert_eq!(
        values(&read("s.csv", dinar.as_bytes(), &options), &["price"]),
        ["12500 IDR"]
    );
}

/// Days of the beginning of a sale, as people write them.
#[test]
fn days_of_sales() {
    for (from, day) in [
        ("01.11.2026", "2026-11-01"),
        ("\"November 1, 2026\"", "2026-11-01"),
        ("2026/11/1", "2026-11-01"),
        ("11/13/2026", "2026-11-13"),
        ("2026-11-01T00:00:00+00:00", "2026-11-01"),
    ] {
        let woo = format!(
            "ID,Type,SKU,Name,Published,Regular price,Sale price,Date sale price starts\n1,simple,A,A,1,20,15,{from}\n"
        );
        let read = export("woo.csv", &woo);
        assert_eq!(
            values(&read, &["price", "reduced_on"]),
            [format!("15 EUR | {day}")],
            "{from}"
        );
    }
    let m1 = "sku,_store,_attribute_set,_type,name,price,special_price,special_from_date\nA,,Default,simple,A,50,40,2026-11-20 00:00:00\n";
    assert_eq!(
        values(&export("m1.csv", m1), &["price", "reduced_on"]),
        ["40 EUR | 2026-11-20"]
    );
}

/// What is in a product, and what its unit price is for, in columns of more platforms.
#[test]
fn contents_and_unit_prices() {
    let wix = "handleId,fieldType,name,sku,price,visible,baseUnit,baseUnitMeasurement,totalUnits,totalUnitsMeasurement\np,Product,Oil,O,9.00,true,100,ml,500,ml\n";
    let names = ["net_volume", "net_mass", "sold_by_measure", "unit_price"];
    assert_eq!(
        values(&export("wix.csv", wix), &names),
        ["500 ml | - | true | 1.8 EUR/100 ml"]
    );
    let kaufland = "ean;locale;category;title;price;content_volume;safety_guidelines\n4006381333931;de-DE;Saft;Saft;1,99;0,75 l;Kühl lagern\n";
    let read = export("kaufland.csv", kaufland);
    assert_eq!(values(&read, &names), ["0.75 l | - | true | -"]);
    assert_eq!(value(&read.records[0], "warnings"), "Kühl lagern");
    let jtl = "Artikelnummer;Artikelname;Hersteller;HAN;Std. VK Brutto;Inhalt/Menge;Mengeneinheit\n1;Kaffee;x;y;12,90;500;g\n2;Tasse;x;y;12,90;;\n";
    assert_eq!(
        values(&export("jtl.csv", jtl), &names),
        ["- | 500 g | true | -", "- | - | - | -"]
    );
    // The unit is a number of the shop, or stands apart: that there is a unit price is known.
    let shopware = "ordernumber;mainnumber;name;supplier;price_EK;purchaseunit;referenceunit;unitID\nS;S;Honig;x;12,90;0.5000;1.000;2\n";
    assert_eq!(
        values(&export("sw.csv", shopware), &names),
        ["- | - | true | ?"]
    );
    let presta = "ID;Active (0/1);Name;Price tax included;Unit for the price per unit;Price per unit\n1;1;Huile;12,00;l;20,00\n";
    assert_eq!(
        values(&export("ps.csv", presta), &names),
        ["- | - | true | ?"]
    );
}

/// Fields of the shop's own that rules ask for.
#[test]
fn fields_of_the_shops_own() {
    let presta = "ID;Active (0/1);Name;Price tax included;Feature(Name:Value:Position)\n1;1;Bougie;12,00;Composition:Coton:1,Pays d'origine:France:2\n";
    assert_eq!(
        values(&export("ps.csv", presta), &["materials", "origin"]),
        ["Coton | FR"]
    );
    let shopify = "Handle,Title,Variant SKU,Variant Price,Material (product.metafields.custom.material),Pays (product.metafields.custom.country_of_origin),HS (product.metafields.custom.hs_code)\na,A,A-1,1.00,55% linen 45% cotton,Portugal,6205.90\n";
    assert_eq!(
        values(
            &export("shopify.csv", shopify),
            &["materials", "origin", "hs_code"]
        ),
        ["linen/55 % + cotton/45 % | PT | 6205.90"]
    );
    let mercado = r#"[{"id":"1","title":"X","price":20,"currency_id":"BRL","category_id":"1","available_quantity":3,"listing_type_id":"gold","attributes":[{"id":"ORIGIN","value_name":"China"},{"id":"MATERIALS","value_name":"50% algodão 50% linho"},{"id":"GTIN","value_name":"Não se aplica"}]}]"#;
    assert_eq!(
        values(
            &export("ml.json", mercado),
            &["price", "origin", "materials"]
        ),
        ["20 BRL | CN | algodão/50 % + linho/50 %"]
    );
    let page = r#"{"@context":"https://schema.org","@type":"Product","name":"Mug","sku":"M","additionalProperty":[{"@type":"PropertyValue","name":"Herkunftsland","value":"Vietnam"},{"@type":"PropertyValue","name":"Material","value":"n/a"}]}"#;
    assert_eq!(
        values(&export("page.json", page), &["origin", "materials"]),
        ["VN | -"]
    );
}

/// Rows that are not for sale, by the words of more platforms.
#[test]
fn rows_that_are_not_for_sale() {
    let walmart = "SKU,Item ID,Product Name,Lifecycle Status,Publish Status,Price,Currency\n1,1,A,RETIRED,UNPUBLISHED,9,USD\n2,2,B,ACTIVE,SYSTEM_PROBLEM,9,USD\n3,3,C,ACTIVE,PUBLISHED,9,USD\n";
    assert_eq!(
        values(&export("w.csv", walmart), &["listing_status"]),
        ["archived", "hidden", "active"]
    );
    let meta = "id\ttitle\timage_link\tavailability\tprice\tcondition\tstatus\torigin_country\n1\tA\ta.jpg\tin stock\t9 EUR\tused_like_new\tarchived\tCN\n";
    assert_eq!(
        values(
            &export("m.tsv", meta),
            &["listing_status", "condition", "origin"]
        ),
        ["archived | used | CN"]
    );
    let list = "Product ID,Name,Reference,Price (tax excl.),Price (tax incl.),Status\n1,A,A-1,10.00,12.00,0\n";
    assert_eq!(
        values(&export("l.csv", list), &["listing_status", "price"]),
        ["hidden | 12.00 EUR"]
    );
}
