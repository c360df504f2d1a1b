//! The words of the language for what a parser expected and what it found.

use super::Rule;
use crate::diag::listed;

/// Words that begin an item.
pub(super) const ITEMS: &[&str] = &[
    "module",
    "instrument",
    "rule",
    "define",
    "exception",
    "class",
    "taxonomy",
    "group",
    "channel",
    "record",
    "enum",
    "presume",
    "table",
    "fixture",
    "test",
    "waiver",
    "charge",
    "cost",
    "amount",
];

/// Words that begin a clause of any item with clauses.
const CLAUSES: &[&str] = &[
    "market",
    "channel",
    "area",
    "severity",
    "binds",
    "tag",
    "cite",
    "from",
    "until",
    "applies",
    "verified",
    "unverified",
    "except",
    "blocks",
    "require",
    "message",
    "remedy",
    "note",
    "example",
    "for",
    "when",
    "hs",
    "words",
    "within",
    "attribute",
    "categories",
    "member",
    "key",
    "value",
    "dated",
    "source",
    "given",
    "exchange",
    "expect",
    "rule",
    "record",
    "by",
    "reason",
    "url",
    "per",
    "base",
    "rate",
    "inclusive",
    "quantities",
    "relief",
    "round",
    "minimum",
    "maximum",
    "collected",
    "review",
];

pub(super) fn begins_item(word: &str) -> bool {
    ITEMS.contains(&word)
}

pub(super) fn begins_clause(word: &str) -> bool {
    CLAUSES.contains(&word)
}

/// Words that go on with an attribute of a record.
pub(super) const ATTRIBUTE_OPTIONS: &[&str] = &["unit", "range", "matches", "alias", "en", "zh"];

/// Words that go on with a clause on a new line.
pub(super) const CONTINUATIONS: &[&str] = &[
    "and", "or", "not", "en", "zh", "cite", "at", "needs", "is", "in", "under", "contains",
    "mentions", "matches", "then", "else", "where", "until", "every", "any", "no", "sum", "count",
    "min", "max", "if", "as", "on", "with",
];

/// The words that begin a clause of an item.
pub(super) fn clause_words(owner: &str) -> &'static [&'static str] {
    match owner {
        "rule" => &[
            "market",
            "channel",
            "area",
            "severity",
            "binds",
            "tag",
            "cite",
            "from",
            "until",
            "applies",
            "verified",
            "unverified",
            "except",
            "blocks",
            "require",
            "message",
            "remedy",
            "note",
            "example",
        ],
        "exception" => &["for", "when", "cite"],
        "class" => &["hs", "words", "within"],
        "taxonomy" => &["attribute", "categories"],
        "group" => &["member"],
        "table" => &[
            "key",
            "value",
            "dated",
            "source",
            "confidence",
            "as",
            "review",
        ],
        "charge" | "cost" | "amount" => &[
            "market",
            "per",
            "cite",
            "from",
            "until",
            "verified",
            "unverified",
            "note",
            "applies",
            "value",
            "base",
            "rate",
            "inclusive",
            "quantities",
            "relief",
            "round",
            "minimum",
            "maximum",
            "collected",
        ],
        "test" => &["given", "exchange", "expect"],
        "waiver" => &["rule", "record", "market", "when", "until", "by", "reason"],
        _ => &[],
    }
}

/// `instrument`, `rule`, …
pub(super) fn item_words() -> String {
    "`rule`, `instrument`, `define`, `exception`, `class`, `taxonomy`, `group`, `channel`, `record`, \
     `enum`, `presume`, `table`, `fixture`, `test`, `waiver`, `charge`, `cost` or `amount`"
        .to_owned()
}

/// What was expected, as a list for people.
pub(super) fn expected(rules: &[Rule]) -> String {
    let mut phrases: Vec<(u8, &'static str)> =
        rules.iter().filter_map(|rule| phrase(*rule)).collect();
    phrases.sort_unstable();
    phrases.dedup();
    let words: Vec<&str> = phrases.into_iter().map(|(_, words)| words).collect();
    if words.is_empty() {
        return "something else".to_owned();
    }
    listed(&words, 6)
}

/// The phrase for a rule of the grammar, with its place in the list.
fn phrase(rule: Rule) -> Option<(u8, &'static str)> {
    Some(match rule {
        Rule::expr => (0, "an expression"),
        Rule::date => (1, "a date such as 2026-01-31"),
        Rule::measured | Rule::number | Rule::dotted_hs | Rule::integer => (1, "a number"),
        Rule::hs_code => (1, "an HS code such as 9503.00"),
        Rule::string | Rule::title => (1, "a text in quotes"),
        Rule::boolean
        | Rule::nothing
        | Rule::builtin
        | Rule::path
        | Rule::name
        | Rule::ident
        | Rule::place_path
        | Rule::call
        | Rule::lookup => (0, "a name"),
        Rule::quantified | Rule::quantifier => (2, "`every`, `any` or `no`"),
        Rule::aggregate | Rule::aggregator | Rule::counted | Rule::kw_count => {
            (2, "`sum`, `count`, `min` or `max`")
        }
        Rule::conditional | Rule::kw_if => (2, "`if`"),
        Rule::code | Rule::currency_code | Rule::any_market => (1, "a code such as DE or EU"),
        Rule::list | Rule::value_list | Rule::p_list => (2, "`[`"),
        Rule::parenthesised | Rule::p_paren => (2, "`(`"),
        Rule::record_literal | Rule::p_open => (2, "`{`"),
        Rule::p_close => (3, "`}`"),
        Rule::p_paren_end => (3, "`)`"),
        Rule::p_list_end => (3, "`]`"),
        Rule::p_comma => (4, "`,`"),
        Rule::p_colon => (3, "`:`"),
        Rule::p_equals => (3, "`=`"),
        Rule::p_semicolon => (5, "`;`"),
        Rule::p_dot => (3, "`.`"),
        Rule::p_range | Rule::op_range => (4, "`..`"),
        Rule::p_less => (3, "`<`"),
        Rule::p_greater => (3, "`>`"),
        Rule::op_not | Rule::op_neg => return None,
        Rule::op_or
        | Rule::op_and
        | Rule::op_eq
        | Rule::op_ne
        | Rule::op_le
        | Rule::op_ge
        | Rule::op_lt
        | Rule::op_gt
        | Rule::op_not_in
        | Rule::op_in
        | Rule::op_under
        | Rule::op_mentions
        | Rule::op_contains
        | Rule::op_add
        | Rule::op_sub
        | Rule::op_mul
        | Rule::op_div
        | Rule::post_given
        | Rule::post_not_given
        | Rule::post_matches
        | Rule::post_convert => (4, "an operator such as `and`, `==` or `is given`"),
        Rule::regex => (1, "a regular expression between slashes"),
        Rule::value | Rule::presumed | Rule::negative | Rule::place_word => (0, "a value"),
        Rule::entry => (1, "an entry such as `title: \"…\"`"),
        Rule::duration_unit | Rule::unit_symbol => (1, "a unit"),
        Rule::kw_as => (4, "`as`"),
        Rule::as_of | Rule::for_market | Rule::on_channel | Rule::context | Rule::kw_on => {
            (4, "`as of`, `for` or `on`")
        }
        Rule::kw_of => (2, "`of`"),
        Rule::kw_at | Rule::found_at => (4, "`at`"),
        Rule::kw_needs | Rule::needed => (4, "`needs`"),
        Rule::kw_for | Rule::c_for => (3, "`for`"),
        Rule::kw_with => (4, "`with`"),
        Rule::kw_when | Rule::c_when => (2, "`when`"),
        Rule::kw_unless | Rule::presume_condition => (3, "`unless` or `when`"),
        Rule::kw_is => (2, "`is`"),
        Rule::kw_in => (2, "`in`"),
        Rule::kw_where => (4, "`where`"),
        Rule::kw_then => (2, "`then`"),
        Rule::kw_else => (2, "`else`"),
        Rule::kw_from | Rule::c_from => (3, "`from`"),
        Rule::kw_until | Rule::c_until => (3, "`until`"),
        Rule::kw_against => (2, "`against`"),
        Rule::kw_confidence => (4, "`confidence`"),
        Rule::kw_to => (2, "`to`"),
        Rule::kw_except | Rule::c_except => (4, "`except`"),
        Rule::kw_cite | Rule::c_cite => (3, "`cite`"),
        Rule::citation => (1, "the name of an instrument"),
        Rule::provisions => (1, "the article, such as art. 16(1)"),
        Rule::kw_require
        | Rule::rule_clause
        | Rule::c_market
        | Rule::c_channel
        | Rule::c_area
        | Rule::c_severity
        | Rule::c_binds
        | Rule::c_tag
        | Rule::c_verified
        | Rule::c_unverified
        | Rule::c_blocks
        | Rule::c_require
        | Rule::c_message
        | Rule::c_remedy
        | Rule::c_note
        | Rule::c_example
        | Rule::c_applies_to
        | Rule::c_applies_when
        | Rule::kw_market
        | Rule::exception_clause
        | Rule::class_clause
        | Rule::c_hs
        | Rule::c_taxonomy
        | Rule::taxonomy_clause
        | Rule::x_attribute
        | Rule::x_categories
        | Rule::c_words
        | Rule::c_within
        | Rule::table_clause
        | Rule::t_key
        | Rule::t_value
        | Rule::t_dated
        | Rule::t_source
        | Rule::test_clause
        | Rule::given
        | Rule::expect
        | Rule::kw_given
        | Rule::kw_expect
        | Rule::exchange
        | Rule::kw_exchange
        | Rule::waiver_clause
        | Rule::w_rule
        | Rule::w_record
        | Rule::w_by
        | Rule::w_reason
        | Rule::t_as_of
        | Rule::t_confidence
        | Rule::t_review
        | Rule::kw_review
        | Rule::expect_charge
        | Rule::expect_landed
        | Rule::charge_clause
        | Rule::g_per
        | Rule::g_value
        | Rule::g_base
        | Rule::g_rate
        | Rule::g_inclusive
        | Rule::g_quantities
        | Rule::g_relief
        | Rule::g_round
        | Rule::g_minimum
        | Rule::g_maximum
        | Rule::g_collected
        | Rule::kw_per
        | Rule::kw_base
        | Rule::kw_inclusive
        | Rule::kw_quantities
        | Rule::kw_relief
        | Rule::kw_round
        | Rule::kw_minimum
        | Rule::kw_maximum
        | Rule::kw_collected
        | Rule::member
        | Rule::kw_member
        | Rule::c_url => (4, "a clause"),
        Rule::localized | Rule::locale => (2, "a text such as en \"…\" zh \"…\""),
        Rule::outcome => (0, "an outcome such as ok or fails"),
        Rule::subject => (3, "a fixture"),
        Rule::attribute => (3, "an attribute"),
        Rule::attribute_option | Rule::o_unit | Rule::o_range | Rule::o_matches | Rule::o_alias => {
            (4, "`unit`, `range`, `matches` or `alias`")
        }
        Rule::type_ref | Rule::element_type | Rule::list_type | Rule::quantity_type => {
            (0, "a type")
        }
        Rule::enum_value => (0, "a value of the enum"),
        Rule::module_name | Rule::rule_name | Rule::target | Rule::tag_target => (0, "a name"),
        Rule::kw_rate => (2, "`rate`"),
        Rule::relief_to => (4, "`to`"),
        Rule::charge_sum | Rule::kw_undetermined | Rule::kw_none => {
            (1, "an amount such as 19.00 EUR, `none` or `undetermined`")
        }
        Rule::of_item | Rule::kw_item => (4, "`item`"),
        Rule::kw_landed => (2, "`landed`"),
        Rule::key_match | Rule::by_prefix | Rule::by_range | Rule::or_any | Rule::kw_or => {
            (4, "`by prefix`, `by range` or `or any`")
        }
        Rule::kw_prefix => (2, "`prefix`"),
        Rule::kw_any => (2, "`any`"),
        Rule::charge_kind => (5, "`charge`, `cost` or `amount`"),
        Rule::column | Rule::key_column => (1, "a column such as rate: percent"),
        Rule::item | Rule::kw_rule | Rule::kw_instrument | Rule::kw_define | Rule::kw_class => {
            (5, "an item")
        }
        Rule::EOI => (6, "the end"),
        _ => return None,
    })
}

/// The width of the token at the beginning of a text, in bytes, at least one character.
pub(super) fn token_width(text: &str, most: usize) -> usize {
    let text = text.get(..most.min(text.len())).unwrap_or(text);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = text.char_indices();
    match chars.next() {
        None => 0,
        Some((_, '\n' | '\r')) => 0,
        Some((_, first)) if is_word(first) => text
            .char_indices()
            .find(|(_, c)| !is_word(*c))
            .map_or(text.len(), |(i, _)| i),
        Some((_, first)) => first.len_utf8(),
    }
}

/// What was found, for people.
pub(super) fn found(text: &str, most: usize) -> String {
    let shown = text.get(..token_width(text, most)).unwrap_or_default();
    if most == 0 || text.is_empty() {
        return "the end of it".to_owned();
    }
    match shown {
        "" => "the end of the line".to_owned(),
        "`" => "a backquote".to_owned(),
        word if word.chars().count() > 40 => {
            format!("`{}…`", word.chars().take(40).collect::<String>())
        }
        word => format!("`{word}`"),
    }
}

/// Advice on mistakes that people make when they come from other languages.
pub(super) fn hint(found: &str, expected: &[Rule]) -> Option<String> {
    let hint = if found.starts_with("&&") {
        "write `and`"
    } else if found.starts_with("||") {
        "write `or`"
    } else if found.starts_with("!=") {
        return None;
    } else if found.starts_with('!') {
        "write `not`"
    } else if found.starts_with('=') && expected.contains(&Rule::op_eq) {
        "to compare, write `==`"
    } else if found.starts_with('\'') {
        "a text stands between double quotes: \"…\""
    } else if found.starts_with(['“', '”', '„', '«']) {
        "a text stands between straight double quotes: \"…\""
    } else if found.starts_with(['，', '：', '；', '（', '）']) {
        "this is a full-width character; write the ASCII one"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
