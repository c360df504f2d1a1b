//! What the expressions of the corpus are, as far as rules have such values.

use super::syntax::{Cql, Reason};

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ty {
    Bool,
    Number,
    Text,
    Date,
    Duration,
    /// The time between two dates, which CQL counts in days and Tide compares with days.
    Days,
    Quantity(&'static str),
    List(Box<Ty>),
}

impl Ty {
    /// The type in a schema.
    pub(super) fn schema(&self) -> String {
        match self {
            Self::Bool => "bool".into(),
            Self::Number | Self::Days => "number".into(),
            Self::Text => "text".into(),
            Self::Date => "date".into(),
            Self::Duration => "duration".into(),
            Self::Quantity(dimension) => format!("quantity<{dimension}>"),
            Self::List(inner) => format!("list<{}>", inner.schema()),
        }
    }

    /// Some value, to compare an unknown one with.
    pub(super) fn witness(&self) -> &'static str {
        match self {
            Self::Bool => "true",
            Self::Number => "1",
            Self::Text => "\"x\"",
            Self::Date => "2000-01-01",
            Self::Duration | Self::Days => "1 day",
            Self::Quantity("mass") => "1 g",
            Self::Quantity("length") => "1 m",
            Self::Quantity("area") => "1 m2",
            Self::Quantity(_) => "1 l",
            Self::List(_) => "[]",
        }
    }
}

/// The type of a value, where it can be told.
pub(super) fn infer(expression: &Cql) -> Option<Ty> {
    Some(match expression {
        Cql::Null | Cql::Interval(..) => return None,
        Cql::Bool(_) => Ty::Bool,
        Cql::Number(_) => Ty::Number,
        Cql::Text(_) => Ty::Text,
        Cql::Quantity(_, unit) => measure(unit).ok()?.0,
        Cql::Span(..) => Ty::Duration,
        Cql::Date(_) => Ty::Date,
        Cql::List(items) => Ty::List(Box::new(items.iter().find_map(infer)?)),
        Cql::As(inner, name) => named(name).or_else(|| infer(inner))?,
        Cql::If(_, yes, no) => infer(yes).or_else(|| infer(no))?,
        Cql::Case(_, branches, rest) => branches
            .iter()
            .find_map(|(_, value)| infer(value))
            .or_else(|| infer(rest))?,
        Cql::Prefix(operator, inner) => match operator.as_str() {
            "-" => infer(inner)?,
            "start of" | "end of" | "point from" | "width of" => match &**inner {
                Cql::Interval(low, high, ..) => infer(low).or_else(|| infer(high))?,
                _ => return None,
            },
            "year from" | "month from" | "day from" => Ty::Number,
            _ => Ty::Bool,
        },
        Cql::Infix(operator, left, right) => match operator.as_str() {
            "+" | "-" | "*" | "/" | "div" | "mod" => infer(left).or_else(|| infer(right))?,
            other if other.ends_with(" between") => Ty::Days,
            _ => Ty::Bool,
        },
        Cql::Call(name, arguments) => match name.as_str() {
            "DateTime" | "Date" | "Today" => Ty::Date,
            "IsNull" | "IsTrue" | "IsFalse" | "Exists" | "StartsWith" | "EndsWith" | "Matches"
            | "AllTrue" | "AnyTrue" => Ty::Bool,
            "Lower" => Ty::Text,
            "Coalesce" => arguments.iter().find_map(infer)?,
            "Min" | "Max" | "Sum" | "First" => match arguments.first().and_then(infer)? {
                Ty::List(inner) => *inner,
                _ => return None,
            },
            _ => Ty::Number,
        },
    })
}

pub(super) fn named(name: &str) -> Option<Ty> {
    Some(match name {
        "Boolean" => Ty::Bool,
        "Integer" | "Long" | "Decimal" => Ty::Number,
        "String" => Ty::Text,
        "Date" | "DateTime" => Ty::Date,
        _ => {
            let inner = name.strip_prefix("List<")?.strip_suffix('>')?;
            Ty::List(Box::new(named(inner)?))
        }
    })
}

/// The dimension and the unit in Tide of a unit of the corpus.
pub(super) fn measure(unit: &str) -> Result<(Ty, &'static str), Reason> {
    Ok(match unit {
        "1" => (Ty::Number, ""),
        "g" => (Ty::Quantity("mass"), "g"),
        "mg" => (Ty::Quantity("mass"), "mg"),
        "kg" => (Ty::Quantity("mass"), "kg"),
        "[lb_av]" => (Ty::Quantity("mass"), "lb"),
        "m" => (Ty::Quantity("length"), "m"),
        "cm" => (Ty::Quantity("length"), "cm"),
        "mm" => (Ty::Quantity("length"), "mm"),
        "cm2" => (Ty::Quantity("area"), "cm2"),
        "ml" | "mL" => (Ty::Quantity("volume"), "ml"),
        "l" | "L" => (Ty::Quantity("volume"), "l"),
        _ => return Err(format!("rules have no unit `{unit}`")),
    })
}
