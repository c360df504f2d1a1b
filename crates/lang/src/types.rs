//! Types, and the schema that gives every attribute its type.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use regex::Regex;

use super::ir::{Node, Texts};
use super::values::order;
use crate::record::Value;
use crate::sentence::{Sentence, say};
use crate::syntax::Location;
use crate::value::{Dimension, Unit};

/// The type of an expression or attribute.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// True or false.
    Bool,
    /// A text.
    Text,
    /// A number without unit.
    Number,
    /// A number of a unit.
    Quantity(Dimension),
    /// An amount in a currency.
    Money,
    /// An amount of money for a quantity.
    UnitPrice,
    /// A day.
    Date,
    /// A length of time.
    Duration,
    /// The time between two days.
    Period,
    /// A country.
    Country,
    /// A country or a region of one.
    Market,
    /// A currency.
    Currency,
    /// A language.
    Language,
    /// A code of the Harmonized System.
    HsCode,
    /// A trade item number.
    Gtin,
    /// A value of an enum.
    Enum(Arc<str>),
    /// A class of products.
    Class,
    /// A sales channel.
    Channel,
    /// A rate of duty.
    Duty,
    /// A list.
    List(Box<Type>),
    /// A record.
    Record(Arc<str>),
    /// The type of `none`.
    Nothing,
    /// The type of what is wrong already; it fits everything, so that a mistake is reported once.
    Wrong,
}

impl Type {
    /// A percentage.
    pub const PERCENT: Self = Self::Quantity(Dimension::Fraction);

    /// The type of a name as schemas write it, other than enums and records.
    pub fn builtin(name: &str) -> Option<Self> {
        Some(match name {
            "bool" => Self::Bool,
            "text" => Self::Text,
            "number" => Self::Number,
            "percent" => Self::PERCENT,
            "money" => Self::Money,
            "unit_price" => Self::UnitPrice,
            "date" => Self::Date,
            "duration" => Self::Duration,
            "country" => Self::Country,
            "market" => Self::Market,
            "currency" => Self::Currency,
            "language" => Self::Language,
            "hs_code" => Self::HsCode,
            "gtin" => Self::Gtin,
            "class" => Self::Class,
            "duty" => Self::Duty,
            _ => return None,
        })
    }

    /// The names of the builtin types.
    pub const NAMES: [&'static str; 18] = [
        "bool",
        "text",
        "number",
        "percent",
        "quantity<…>",
        "money",
        "unit_price",
        "date",
        "duration",
        "country",
        "market",
        "currency",
        "language",
        "hs_code",
        "gtin",
        "class",
        "duty",
        "list<…>",
    ];

    /// The type with its article, for sentences.
    pub fn described(&self) -> Sentence {
        match self {
            Self::Bool => say!("true or false", "是非值(true 或 false)"),
            Self::Text => say!("a text", "文本"),
            Self::Number => say!("a number", "数字"),
            Self::Quantity(Dimension::Fraction) => say!("a percentage", "百分比"),
            Self::Quantity(dimension) => say!(
                "a quantity of {dimension}",
                "{dimension}(数字加单位)",
                dimension,
            ),
            Self::Money => say!("an amount of money", "金额"),
            Self::UnitPrice => say!("a price per unit", "单位价格"),
            Self::Date => say!("a date", "日期"),
            Self::Duration => say!("a duration", "时长"),
            Self::Period => say!("a time between two dates", "两个日期之间的时间"),
            Self::Country => say!("a country", "国家"),
            Self::Market => say!("a market", "市场"),
            Self::Currency => say!("a currency", "货币"),
            Self::Language => say!("a language", "语言"),
            Self::HsCode => say!("an HS code", "海关编码(HS)"),
            Self::Gtin => say!("a trade item number", "商品条码(GTIN)"),
            Self::Enum(name) => say!("a value of {name}", "可选值({name})", name),
            Self::Class => say!("a product class", "商品类别"),
            Self::Channel => say!("a channel", "渠道"),
            Self::Duty => say!("a rate of duty", "关税税率"),
            Self::List(inner) => say!(
                "a list of {inner}",
                "列表({inner})",
                inner = inner.to_string(),
            ),
            Self::Record(name) => say!("a record {name}", "记录({name})", name),
            Self::Nothing => say!("none", "无"),
            Self::Wrong => say!("something wrong", "有误的内容"),
        }
    }

    /// Values of the type have an order.
    pub fn ordered(&self) -> bool {
        match self {
            Self::Number
            | Self::Quantity(_)
            | Self::Money
            | Self::UnitPrice
            | Self::Date
            | Self::Duration
            | Self::Period
            | Self::Wrong => true,
            Self::Bool
            | Self::Text
            | Self::Country
            | Self::Market
            | Self::Currency
            | Self::Language
            | Self::HsCode
            | Self::Gtin
            | Self::Enum(_)
            | Self::Class
            | Self::Channel
            | Self::Duty
            | Self::List(_)
            | Self::Record(_)
            | Self::Nothing => false,
        }
    }

    /// Values of the type add up and can be rounded.
    pub fn adds(&self) -> bool {
        match self {
            Self::Number | Self::Quantity(_) | Self::Money | Self::Wrong => true,
            Self::Bool
            | Self::Text
            | Self::UnitPrice
            | Self::Date
            | Self::Duration
            | Self::Period
            | Self::Country
            | Self::Market
            | Self::Currency
            | Self::Language
            | Self::HsCode
            | Self::Gtin
            | Self::Enum(_)
            | Self::Class
            | Self::Channel
            | Self::Duty
            | Self::List(_)
            | Self::Record(_)
            | Self::Nothing => false,
        }
    }

    /// Values of the type have a negative.
    pub fn has_negative(&self) -> bool {
        *self == Self::Duration || self.adds()
    }

    /// Two values of the type can be told to be the same, or not.
    pub fn comparable(&self) -> bool {
        match self {
            Self::List(_) | Self::Record(_) | Self::Duty => false,
            Self::Bool
            | Self::Text
            | Self::Number
            | Self::Quantity(_)
            | Self::Money
            | Self::UnitPrice
            | Self::Date
            | Self::Duration
            | Self::Period
            | Self::Country
            | Self::Market
            | Self::Currency
            | Self::Language
            | Self::HsCode
            | Self::Gtin
            | Self::Enum(_)
            | Self::Class
            | Self::Channel
            | Self::Nothing
            | Self::Wrong => true,
        }
    }

    /// Values of the two types can be compared.
    pub fn fits(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Wrong, _) | (_, Self::Wrong) => true,
            (Self::Country | Self::Market, Self::Country | Self::Market)
            | (Self::Period, Self::Duration)
            | (Self::Duration, Self::Period)
            | (Self::Text, Self::Gtin)
            | (Self::Gtin, Self::Text) => true,
            (Self::List(a), Self::List(b)) => a.fits(b),
            _ => self == other,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantity(Dimension::Fraction) => f.write_str("percent"),
            Self::Quantity(dimension) => write!(f, "quantity<{dimension}>"),
            Self::List(inner) => write!(f, "list<{inner}>"),
            Self::Enum(name) | Self::Record(name) => f.write_str(name),
            Self::Bool => f.write_str("bool"),
            Self::Text => f.write_str("text"),
            Self::Number => f.write_str("number"),
            Self::Money => f.write_str("money"),
            Self::UnitPrice => f.write_str("unit_price"),
            Self::Date => f.write_str("date"),
            Self::Duration => f.write_str("duration"),
            Self::Period => f.write_str("time between two dates"),
            Self::Country => f.write_str("country"),
            Self::Market => f.write_str("market"),
            Self::Currency => f.write_str("currency"),
            Self::Language => f.write_str("language"),
            Self::HsCode => f.write_str("hs_code"),
            Self::Gtin => f.write_str("gtin"),
            Self::Class => f.write_str("class"),
            Self::Channel => f.write_str("channel"),
            Self::Duty => f.write_str("duty"),
            Self::Nothing => f.write_str("none"),
            Self::Wrong => f.write_str("?"),
        }
    }
}

/// Every record and enum that the schema declares.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The records, by name.
    pub records: BTreeMap<Arc<str>, RecordDef>,
    /// The enums, by name.
    pub enums: BTreeMap<Arc<str>, EnumDef>,
}

/// A record of the schema.
#[derive(Debug, Clone)]
pub struct RecordDef {
    /// The name.
    pub name: Arc<str>,
    /// The attributes, in the order of the file.
    pub attributes: IndexMap<Arc<str>, AttributeDef>,
}

/// An enum of the schema.
#[derive(Debug, Clone)]
pub struct EnumDef {
    /// The name.
    pub name: Arc<str>,
    /// The values with their titles.
    pub values: Vec<(Arc<str>, Texts)>,
}

/// An attribute of a record.
#[derive(Debug, Clone)]
pub struct AttributeDef {
    /// The name.
    pub name: Arc<str>,
    /// The type.
    pub ty: Type,
    /// The unit to suggest.
    pub unit: Option<Unit>,
    /// The smallest and the largest value, both allowed.
    pub range: Option<(Value, Value)>,
    /// The pattern that a text has.
    pub pattern: Option<Regex>,
    /// Other names that data may use.
    pub aliases: Vec<String>,
    /// What it means.
    pub doc: Texts,
    /// What its absence means.
    pub presumption: Option<Arc<Presumption>>,
    /// The place of its declaration.
    pub at: Location,
}

/// What the absence of an attribute means.
#[derive(Debug, Clone)]
pub struct Presumption {
    /// What is presumed.
    pub value: Presumed,
    /// Not where one of these holds or may hold.
    pub unless: Vec<Node>,
    /// Only where all of these hold.
    pub when: Vec<Node>,
}

/// What is presumed.
#[derive(Debug, Clone)]
pub enum Presumed {
    /// The date of the assessment.
    Today,
    /// A value; `none` where the thing does not exist.
    Value(Arc<Value>),
}

impl RecordDef {
    /// The attribute of a name or alias; capitals, spaces and hyphens do not matter.
    pub fn find(&self, name: &str) -> Option<&AttributeDef> {
        self.attributes
            .get(name)
            .or_else(|| {
                self.attributes
                    .values()
                    .find(|a| a.aliases.iter().any(|alias| alias == name))
            })
            .or_else(|| {
                self.attributes
                    .get(name.trim().to_lowercase().replace([' ', '-'], "_").as_str())
            })
    }
}

impl Schema {
    /// The records whose attributes share the bare name space.
    pub const ROOTS: [&'static str; 2] = ["product", "offer"];

    /// The record that paths name first.
    pub const SELLER: &'static str = "seller";

    /// The attribute of `product` or `offer` that a name or alias means.
    pub fn root_attribute(&self, name: &str) -> Option<&AttributeDef> {
        let roots = || {
            Self::ROOTS
                .iter()
                .filter_map(|root| self.records.get(*root))
        };
        roots()
            .find_map(|record| record.attributes.get(name))
            .or_else(|| roots().find_map(|record| record.find(name)))
    }

    /// Which of `product` and `offer` has an attribute of exactly this name.
    pub(crate) fn root_of(&self, name: &str) -> Option<&'static str> {
        Self::ROOTS.into_iter().find(|root| {
            let record = self.records.get(*root);
            record.is_some_and(|record| record.attributes.contains_key(name))
        })
    }

    /// The names of the attributes of `product` and `offer`.
    pub fn root_names(&self) -> impl Iterator<Item = &str> {
        Self::ROOTS
            .iter()
            .filter_map(|root| self.records.get(*root))
            .flat_map(|record| record.attributes.keys().map(|name| &**name))
    }

    /// The number of attributes of all records.
    pub fn attribute_count(&self) -> usize {
        self.records
            .values()
            .map(|record| record.attributes.len())
            .sum()
    }
}

impl AttributeDef {
    /// Why the attribute does not allow a value of its type.
    pub fn refuses(&self, value: &Value) -> Option<Sentence> {
        if let Some((low, high)) = &self.range {
            let outside = within(value, low, high) == Some(false);
            if outside {
                return Some(say!(
                    "outside of {low} to {high}",
                    "不在 {low} 至 {high} 之间",
                    low,
                    high,
                ));
            }
        }
        if let Value::Text(text) = value
            && crate::value::NAMES.contains(&&*self.name)
            && crate::value::names_nobody(text)
        {
            return Some(say!(
                "which says in words that nothing is given",
                "该文字表示未填写",
            ));
        }
        if let (Some(pattern), Value::Text(text)) = (&self.pattern, value)
            && !pattern.is_match(text)
        {
            return Some(match &*self.name {
                "email" => say!(
                    "which is no e-mail address such as post@shop.example",
                    "不是电子邮箱(例如 post@shop.example)",
                ),
                "url" => say!(
                    "which is no web address such as https://shop.example",
                    "不是网址(例如 https://shop.example)",
                ),
                "postal_address" => say!(
                    "which is one word and no postal address with street and place",
                    "仅为一个词,不是含街道和地名的邮政地址",
                ),
                _ => say!(
                    "which does not have the form /{pattern}/",
                    "不符合格式 /{pattern}/",
                    pattern = pattern.as_str(),
                ),
            });
        }
        None
    }
}

fn within(value: &Value, low: &Value, high: &Value) -> Option<bool> {
    use std::cmp::Ordering::{Greater, Less};
    let order = |a: &Value, b: &Value| match (a, b) {
        // Nothing is less than something in every currency.
        (Value::Money(a), Value::Money(b)) if b.amount.is_zero() => Some(a.amount.cmp(&b.amount)),
        (a, b) => order(a, b).ok(),
    };
    Some(order(value, low)? != Less && order(value, high)? != Greater)
}
