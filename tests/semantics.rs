//! The meaning of every operator, over true, false and unknown and over operands that are missing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tidewaiter::{CheckError, RulePack};
use tidewaiter_engine::reference::{Interpreter, Reference, shown};
use tidewaiter_engine::{
    ChargeLine, ChargeState, Charges, Env, Evaluation, Expressions, Judged, Ledger, Setting, Trail,
    Unknown,
};
use tidewaiter_lang::{Function, Node, SourceFile};
use tidewaiter_value::{ExchangeRates, Market, Money, parse_date};

const SCHEMA: &str = r#"
module t
record product {
  a bool en "A." zh "A。"
  b bool en "B." zh "B。"
  n number en "N." zh "N。"
  m number en "M." zh "M。"
  w quantity<mass> en "W." zh "W。"
  p money en "P." zh "P。"
  d date en "D." zh "D。"
  t text en "T." zh "T。"
  g gtin en "G." zh "G。"
  h hs_code en "H." zh "H。"
  o country en "O." zh "O。"
  s list<part> en "S." zh "S。"
  words list<text> en "Words." zh "词。"
  r part en "R." zh "R。"
  q part en "Q." zh "Q。"
  u unit_price en "U." zh "U。"
  life duration en "Life." zh "寿命。"
}
record part { x number en "X." zh "X。" ok bool en "Ok." zh "好。" }
presume q is none when a
group EU "EU" zh "欧盟" { member DE member GB until 2020-01-31 }
instrument LAW "Law"
"#;

/// What an expression gives on a record, as people read it.
fn eval(expression: &str, record: &str) -> String {
    let source = format!(
        "{SCHEMA}\nrule r {{ market EU area listing severity error\n cite LAW art. 1\n unverified require {expression}\n message en \"m\" zh \"m\" remedy en \"r\" zh \"r\"\n example ok as of 2026-01-01 {{ }} example fails as of 2026-01-01 {{ }} }}"
    );
    let files = [SourceFile {
        name: "t.tide".into(),
        path: "t.tide".into(),
        bytes: source.into_bytes(),
    }];
    let pack = match RulePack::from_files(&files) {
        Ok(pack) => pack,
        Err(CheckError::Rules(error)) => return error.to_string(),
        Err(error) => return error.to_string(),
    };
    let record = pack.record_from_json(record).unwrap();
    let rules = pack.rules();
    let rates = ExchangeRates::read(
        "from,to,rate,valid_from,valid_until\nUSD,EUR,0.9,2026-01-01,2026-01-31\n",
    )
    .unwrap();
    let setting = Setting {
        rules,
        today: parse_date("2026-01-01").unwrap(),
        destination: Market::parse("DE").unwrap(),
        channel: None,
        presume: true,
        rates: Some(&rates),
        trace: false,
        expressions: &Reference,
    };
    let ledger = Ledger::new(setting, vec![&record.fields]);
    let mut interpreter = Interpreter::new(ledger.env(Some(0)));
    shown(
        &interpreter
            .eval(&rules.rules[0].editions[0].requirements[0])
            .value,
    )
}

#[track_caller]
fn check(expression: &str, record: &str, expected: &str) {
    assert_eq!(
        eval(expression, record),
        expected,
        "{expression} on {record}"
    );
}

fn tri(name: &str, value: Option<bool>) -> String {
    value.map_or(String::new(), |v| format!("\"{name}\": {v}"))
}

#[test]
fn kleene_tables() {
    let all = [Some(true), Some(false), None];
    let and = |a: Option<bool>, b: Option<bool>| match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    };
    for a in all {
        let one = format!("{{ {} }}", tri("a", a));
        let shown = |value: Option<bool>, needs: &str| {
            value.map_or_else(|| format!("unknown ({needs})"), |v| v.to_string())
        };
        check("not a", &one, &shown(a.map(|a| !a), "a is not given"));
        check("a is given", &one, &a.is_some().to_string());
        check("a is not given", &one, &a.is_none().to_string());
        for b in all {
            let parts: Vec<String> = [tri("a", a), tri("b", b)]
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect();
            let record = format!("{{ {} }}", parts.join(", "));
            let needs: Vec<&str> = [(a, "a is not given"), (b, "b is not given")]
                .iter()
                .filter(|(v, _)| v.is_none())
                .map(|(_, n)| *n)
                .collect();
            let needs = needs.join("; ");
            let or = and(a.map(|a| !a), b.map(|b| !b)).map(|v| !v);
            check("a and b", &record, &shown(and(a, b), &needs));
            check("a or b", &record, &shown(or, &needs));
            let equal = a.zip(b).map(|(a, b)| a == b);
            check("a == b", &record, &shown(equal, &needs));
            check("a != b", &record, &shown(equal.map(|v| !v), &needs));
            check(
                "if a then b else b",
                &record,
                &match (a, b) {
                    (Some(_), b) => shown(b, "b is not given"),
                    (None, Some(b)) => b.to_string(),
                    (None, None) => shown(None, &needs),
                },
            );
        }
    }
}

#[test]
fn no_operator_answers_about_what_is_missing() {
    for expression in [
        "n < 5",
        "n == 5",
        "n != 5",
        "not (n == 5)",
        "n in 1 .. 5",
        "n in [1, 2]",
        "n not in [1, 2]",
        "n + 1 > 2",
        "w <= 5 g",
        "p > 5 EUR",
        "p in EUR > 5 EUR",
        "d < today",
        "today - d <= 24 months",
        "t == \"x\"",
        "t matches /x/",
        "t mentions \"x\"",
        "t contains \"x\"",
        "length(t) > 2",
        "gtin_is_valid(g)",
        "u > 5 EUR / 1 kg",
        "p / w > 5 EUR / 1 kg",
        "u * w > 5 EUR",
        "isbn_is_valid(t)",
        "eori_is_valid(t)",
        "ioss_is_valid(t)",
        "vat_number_is_valid(t, DE)",
        "vat_number_is_valid(\"DE136695976\", o)",
        "digits(h) >= 6",
        "h under 95",
        "o in EU",
        "o == CN",
        "every x in s: x.ok",
        "any x in s: x.ok",
        "no x in s: x.ok",
        "(count x in s) > 1",
        "(sum x.x for x in s) > 1",
        "(min x.x for x in s) > 1",
        "life >= 2 years",
        "words contains \"x\"",
        "t in words",
        "least(n, m) > 1",
        "year(d) > 2000",
        "-n < 0",
        "r.ok",
    ] {
        assert!(
            eval(expression, "{}").starts_with("unknown ("),
            "{expression}: {}",
            eval(expression, "{}")
        );
    }
}

#[test]
fn arithmetic_is_exact_and_its_failures_have_reasons() {
    check("n + 0.2 == 0.3", r#"{ "n": "0.1" }"#, "true");
    check(
        "n / m > 1",
        r#"{ "n": 1, "m": 0 }"#,
        "unknown (a division by zero)",
    );
    check(
        "n * n > 1",
        r#"{ "n": "9999999999999999999999999999" }"#,
        "unknown (the result has more than 28 digits)",
    );
    check("w + 1 oz > 28.349523125 g", r#"{ "w": "0 g" }"#, "false");
    check("w == 1 lb", r#"{ "w": "453.59237 g" }"#, "true");
    check("p * 19 % == 19 EUR", r#"{ "p": "100 EUR" }"#, "true");
    check(
        "round(n, half_even, 0.01) == 0.12",
        r#"{ "n": "0.125" }"#,
        "true",
    );
    check(
        "p > 5 EUR",
        r#"{ "p": "10 USD" }"#,
        "unknown (USD and EUR are different currencies)",
    );
    check("p in EUR == 9 EUR", r#"{ "p": "10 USD" }"#, "true");
    check(
        "p in EUR > 1 EUR",
        r#"{ "p": "10 JPY" }"#,
        "unknown (no rate of exchange from JPY to EUR was given)",
    );
}

#[test]
fn dates_and_durations() {
    check("today - d <= 24 months", r#"{ "d": "2024-01-01" }"#, "true");
    check(
        "today - d <= 24 months",
        r#"{ "d": "2023-12-31" }"#,
        "false",
    );
    check("d + 1 month == today", r#"{ "d": "2025-12-01" }"#, "true");
    check("life >= 2 years", r#"{ "life": "24 months" }"#, "true");
    check("life >= 729 days", r#"{ "life": "24 months" }"#, "true");
    check(
        "life >= 730 days",
        r#"{ "life": "24 months" }"#,
        "unknown (whether so many months are so many days depends on the months meant)",
    );
}

#[test]
fn quantifiers() {
    let list = r#"{ "s": [{ "x": 1, "ok": true }, { "x": 2, "ok": false }, { "x": 3 }] }"#;
    check("every x in s: x.ok", list, "false");
    check("any x in s: x.ok", list, "true");
    check("no x in s: x.ok", list, "false");
    check("every x in s: x.x > 0", list, "true");
    check("every x in s: x.x != 2 or x.ok is given", list, "true");
    check("(count x in s where x.x > 1) == 2", list, "true");
    check(
        "(count x in s where x.ok) == 1",
        list,
        "unknown (s[2].ok is not given)",
    );
    check("(sum x.x for x in s) == 6", list, "true");
    check("(max x.x for x in s where x.x < 3) == 2", list, "true");
    for (expression, expected) in [
        ("every x in s: x.ok", "true"),
        ("any x in s: x.ok", "false"),
        ("no x in s: x.ok", "true"),
        ("(sum x.x for x in s) == 0", "true"),
        ("(count x in s) == 0", "true"),
        ("(min x.x for x in s) > 0", "unknown (the list is empty)"),
    ] {
        check(expression, r#"{ "s": [] }"#, expected);
    }
}

#[test]
fn sets_codes_and_texts() {
    check("o in EU", r#"{ "o": "GB" }"#, "false");
    check("o in [EU, CH]", r#"{ "o": "CH" }"#, "true");
    check("h under [95, 8517.13]", r#"{ "h": "9503.00" }"#, "true");
    check(
        "h under 8517.13",
        r#"{ "h": "8517" }"#,
        "unknown (the HS code has too few digits)",
    );
    check(
        "t mentions [\"heal\", \"cure\"]",
        r#"{ "t": "healthy, secure" }"#,
        "false",
    );
    check(
        "t mentions [\"heal\", \"cure\"]",
        r#"{ "t": "They heal." }"#,
        "true",
    );
    check("t matches /^a+$/i", r#"{ "t": "AAA" }"#, "true");
    check("gtin_is_valid(g)", r#"{ "g": "4006381333930" }"#, "false");
    check(
        "distinct(words) == 2",
        r#"{ "words": ["a", "b", "a"] }"#,
        "true",
    );
    check("t in words", r#"{ "t": "b", "words": ["a", "b"] }"#, "true");
    check(
        "length(t) == 2 and bytes(t) == 6",
        r#"{ "t": "中文" }"#,
        "true",
    );
}

#[test]
fn prices_of_units() {
    let tea = r#"{ "u": "12.50 EUR/kg", "p": "5 EUR", "w": "400 g" }"#;
    check("p / w == u", tea, "true");
    check("u == 1.25 EUR / 100 g", tea, "true");
    check("u > 1.24 EUR / 100 g", tea, "true");
    check("u * w == p and w * u == p", tea, "true");
    check("u / (p / w) == 1", tea, "true");
    check("2 * u == 25 EUR / 1 kg", tea, "true");
    check("u in 12 EUR / 1 kg .. 13 EUR / 1 kg", tea, "true");
    check(
        "u > 1 USD / 1 kg",
        tea,
        "unknown (EUR and USD are different currencies)",
    );
    check(
        "u > 1 EUR / 1 l",
        tea,
        "unknown (a price per mass and a price per volume cannot be compared)",
    );
    check(
        "p / w > u",
        r#"{ "u": "1 EUR/kg", "p": "5 EUR", "w": "0 g" }"#,
        "unknown (a division by zero)",
    );
}

#[test]
fn numbers_of_registers() {
    check(
        "isbn_is_valid(t)",
        r#"{ "t": "978-3-16-148410-0" }"#,
        "true",
    );
    check(
        "isbn_is_valid(t)",
        r#"{ "t": "978-3-16-148410-1" }"#,
        "false",
    );
    check("eori_is_valid(t)", r#"{ "t": "GB 123456789000" }"#, "true");
    check("eori_is_valid(t)", r#"{ "t": "GB 123" }"#, "false");
    check("ioss_is_valid(t)", r#"{ "t": "IM2760000012" }"#, "true");
    check("ioss_is_valid(t)", r#"{ "t": "IN2760000012" }"#, "false");
    check(
        "vat_number_is_valid(t, FR)",
        r#"{ "t": "FR40303265045" }"#,
        "true",
    );
    check(
        "vat_number_is_valid(t, FR)",
        r#"{ "t": "DE136695976" }"#,
        "false",
    );
    check(
        "vat_number_is_valid(t, o)",
        r#"{ "t": "EL094259216", "o": "GR" }"#,
        "true",
    );
    // The destination of these tests is Germany.
    check(
        "vat_number_is_valid(t, destination)",
        r#"{ "t": "136695976" }"#,
        "true",
    );
    check(
        "vat_number_is_valid(t, BR)",
        r#"{ "t": "1" }"#,
        "unknown (the shape of the VAT numbers of BR is not known)",
    );
    check("digits(h) == 6", r#"{ "h": "9503.00" }"#, "true");
    check("digits(h) < 6", r#"{ "h": "9503" }"#, "true");
    check("digits(h) == 10", r#"{ "h": "9503.00.95.00" }"#, "true");
}

#[test]
fn what_does_not_exist() {
    check("r is given", r#"{ "r": "none" }"#, "false");
    check("r.x > 1", r#"{ "r": "none" }"#, "unknown (there is no r)");
    check("r.ok", r#"{ "r": "none" }"#, "false");
    check("any x in s: x.ok", r#"{ "s": "none" }"#, "false");
    check("q is given", r#"{ "a": true }"#, "false");
    check(
        "q is given",
        r#"{ "a": false }"#,
        "unknown (q is not given)",
    );
    check("q is given", r#"{ "q": { "x": 1 } }"#, "true");
    check("r.x is given", "{}", "false");
}

/// The records that the examples of functions are asked of.
const OF_EXAMPLES: &str = r#"
module t
record product {
  price  money    en "P." zh "P。"
  origin country  en "O." zh "O。"
}
"#;

/// What a call gives on the items of a consignment, as people read it.
fn call(call: &str, items: &[&str]) -> String {
    let source = format!("{OF_EXAMPLES}\ndefine shown = {call}\n");
    let files = [SourceFile {
        name: "t.tide".into(),
        path: "t.tide".into(),
        bytes: source.into_bytes(),
    }];
    let pack = match RulePack::from_files(&files) {
        Ok(pack) => pack,
        Err(CheckError::Rules(error)) => return error.to_string(),
        Err(error) => return error.to_string(),
    };
    let items = if items.is_empty() { &["{}"] } else { items };
    let records: Vec<_> = items
        .iter()
        .map(|item| pack.record_from_json(item).unwrap())
        .collect();
    let setting = Setting {
        rules: pack.rules(),
        today: parse_date("2026-11-24").unwrap(),
        destination: Market::parse("DE").unwrap(),
        channel: None,
        presume: true,
        rates: None,
        trace: false,
        expressions: &Reference,
    };
    let ledger = Ledger::new(setting, records.iter().map(|r| &r.fields).collect());
    let (_, node) = pack.rules().definition(0).unwrap();
    shown(&Interpreter::new(ledger.env(Some(0))).eval(node).value)
}

#[test]
fn functions_give_what_their_examples_say() {
    for example in Function::all().flat_map(|function| function.examples) {
        assert_eq!(
            call(example.call, example.items),
            example.gives,
            "{}",
            example.call
        );
    }
}

/// A call with the wrong arguments is told at the argument, or as a whole where it is their being
/// together.
#[test]
fn functions_refuse_what_they_do_not_take() {
    for (written, told) in [
        (
            "abs(\"x\")",
            "`abs` takes a number, a quantity or an amount of money here, not a text",
        ),
        (
            "length(5)",
            "`length` takes a text or a list here, not a number",
        ),
        (
            "least(5, 2 kg)",
            "`least` takes a value of the type of the first here, not a quantity of mass",
        ),
        (
            "round(5, sideways, 1)",
            "the second argument of `round` is a mode",
        ),
        (
            "round(5, up, minor_unit)",
            "`round` cannot be applied to a number and `up` and `minor_unit`",
        ),
        (
            "round(5, up)",
            "write `round(amount, mode, step)` or `round(money, mode, minor_unit)`",
        ),
        (
            "different()",
            "`different` takes at least 1 argument, not 0",
        ),
        (
            "apportion(5, 1)",
            "`apportion` takes an amount of money here, not a number",
        ),
        ("convert(5 EUR, DE)", "DE"),
        ("yaer(today)", "did you mean `year`?"),
    ] {
        let shown = call(written, &[]);
        assert!(shown.contains(told), "{written}: {shown}");
    }
}

/// The list of functions in `docs/language.md` is that of the table; `UPDATE_DOCS=1` writes it.
#[test]
fn functions_are_documented() {
    let mut table =
        String::from("| function | what it gives | for example |\n| --- | --- | --- |\n");
    for function in Function::all() {
        let calls: Vec<String> = function.calls().map(|call| format!("`{call}`")).collect();
        let examples: Vec<String> = function
            .examples
            .iter()
            .map(|example| {
                let items: Vec<String> = example.items.iter().map(|i| format!("`{i}`")).collect();
                let of = match items.as_slice() {
                    [] => String::new(),
                    items => format!(" of {}", items.join(" and ")),
                };
                match example.gives.strip_prefix("unknown (") {
                    Some(why) => format!(
                        "`{}`{of} is unknown: {}",
                        example.call,
                        why.trim_end_matches(')')
                    ),
                    None => format!("`{}`{of} is `{}`", example.call, example.gives),
                }
            })
            .collect();
        table.push_str(&format!(
            "| {} | {} | {} |\n",
            calls.join(", "),
            function.doc,
            examples.join("; ")
        ));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/language.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (begin, end) = (
        "<!-- functions: written from the table in the program -->\n",
        "<!-- end of functions -->\n",
    );
    let (before, rest) = page.split_once(begin).unwrap();
    let (found, after) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{begin}{table}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(
        found, table,
        "run UPDATE_DOCS=1 cargo test --test semantics"
    );
}

/// Charges that are not computed: every one is 7 EUR.
#[derive(Debug)]
struct Flat;

impl Charges for Flat {
    fn line(&self, _: &Arc<str>, _: Option<usize>) -> Arc<ChargeLine> {
        let amount = Money::parse("7 EUR").map_err(|_| Unknown::default());
        Arc::new(ChargeLine {
            state: ChargeState::Due,
            amount,
            ..ChargeLine::undetermined(Unknown::default())
        })
    }

    fn defines(&self, _: &str) -> bool {
        true
    }

    fn total(&self, _: &Node, _: &mut Trail) -> Judged {
        none()
    }

    fn different(&self, _: &[Node], _: &mut Trail) -> Judged {
        none()
    }

    fn apportion(&self, _: &Node, _: &Node, _: Option<usize>, _: &mut Trail) -> Judged {
        none()
    }
}

fn none() -> Judged {
    Judged {
        value: Err(Unknown::default()),
        reads: BTreeSet::new(),
    }
}

/// The reference interpreter, counted.
#[derive(Debug, Default)]
struct Counted(AtomicUsize);

impl Expressions for Counted {
    fn begin<'e>(&self, env: Env<'e>) -> Box<dyn Evaluation + 'e> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Reference.begin(env)
    }
}

#[test]
fn interpreter_and_ledger_work_with_any_other() {
    let source = format!(
        "{SCHEMA}\namount fee \"Fee\" zh \"费\" {{ market EU cite LAW art. 1\n unverified value p * 2 }}\n\
         define local_currency = EUR\ndefine dear = fee > 5 EUR\n"
    );
    let files = [SourceFile {
        name: "t.tide".into(),
        path: "t.tide".into(),
        bytes: source.into_bytes(),
    }];
    let pack = RulePack::from_files(&files).unwrap();
    let rules = pack.rules();
    let record = pack.record_from_json(r#"{ "p": "1 EUR" }"#).unwrap();
    let counted = Counted::default();
    let setting = Setting {
        rules,
        today: parse_date("2026-01-01").unwrap(),
        destination: Market::parse("DE").unwrap(),
        channel: None,
        presume: true,
        rates: None,
        trace: false,
        expressions: &counted,
    };
    let ledger = Ledger::new(setting, vec![&record.fields]);
    let dear = rules.define("dear").unwrap();
    let of = |env: Env<'_>| shown(&Interpreter::new(env).eval(dear).value);
    assert_eq!(of(ledger.env(Some(0))), "false", "twice 1 EUR");
    assert_eq!(
        counted.0.load(Ordering::Relaxed),
        2,
        "the fee and the currency"
    );
    let flat = Env {
        charges: Some(&Flat),
        ..ledger.env(Some(0))
    };
    assert_eq!(of(flat), "true", "7 EUR");
}
