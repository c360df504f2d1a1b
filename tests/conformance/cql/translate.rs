//! From the expressions of the corpus to Tide, and how the result is asked for.
//!
//! A null is an attribute that the record does not give. A list or interval that Tide has no operator
//! for is written out by the definition in the specification of CQL: `A overlaps B` is
//! `A.low <= B.high and B.low <= A.high`. A `DateTime` of three arguments is read as a date.

use super::syntax::{Cql, Reason};
use super::types::{Ty, infer, measure, named};

/// What Tide must say for the published result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    True,
    False,
    Unknown,
}

/// A question to the evaluator: schema, record, condition, and the answer that agrees.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) schema: String,
    pub(crate) record: String,
    pub(crate) condition: String,
    pub(crate) agrees: Answer,
}

/// Translates an expression and its published result.
pub(crate) fn question(expression: &Cql, result: &Cql) -> Result<Question, Reason> {
    let mut translator = Translator::default();
    let wanted = infer(expression)
        .or_else(|| infer(result))
        .unwrap_or(Ty::Number);
    let (text, ty) = translator.put(expression, &wanted)?;
    let (condition, agrees) = match (result, &ty) {
        (_, Ty::List(_)) => return Err("the result is a list".into()),
        (Cql::Null, Ty::Bool) => (text, Answer::Unknown),
        (Cql::Null, ty) => (format!("({text}) == ({})", ty.witness()), Answer::Unknown),
        (Cql::Bool(value), Ty::Bool) => (text, if *value { Answer::True } else { Answer::False }),
        (Cql::Interval(..), _) => return Err("the result is an interval".into()),
        (result, Ty::Days) => (format!("({text}) == ({})", days(result)?), Answer::True),
        (result, ty) => {
            let (expected, expected_ty) = translator.put(result, ty)?;
            if expected_ty != *ty {
                return Err(format!(
                    "the result is {expected_ty:?}, the expression {ty:?}"
                ));
            }
            (format!("({text}) == ({expected})"), Answer::True)
        }
    };
    let mut schema = String::from("record product {\n  unused bool en \"U.\" zh \"U。\"\n");
    let mut record = Vec::new();
    for (index, (ty, value)) in translator.attributes.iter().enumerate() {
        schema += &format!("  x{index} {} en \"X.\" zh \"X。\"\n", ty.schema());
        if let Some(value) = value {
            record.push(format!("\"x{index}\": {value}"));
        }
    }
    schema += "}\n";
    Ok(Question {
        schema,
        record: format!("{{ {} }}", record.join(", ")),
        condition,
        agrees,
    })
}

#[derive(Default)]
pub(super) struct Translator {
    /// Attributes of the record, with their values in JSON.
    attributes: Vec<(Ty, Option<String>)>,
}

fn days(count: &Cql) -> Result<String, Reason> {
    match count {
        Cql::Number(n) => Ok(format!("{n} days")),
        Cql::Prefix(sign, inner) if sign == "-" => Ok(format!("-({})", days(inner)?)),
        _ => Err("a number of days that is computed".into()),
    }
}

pub(super) fn missing(what: &str) -> Reason {
    format!("rules have no {what}")
}

fn literal(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\t' => quoted += "\\t",
            c if c.is_control() => quoted += &format!("\\u{{{:x}}}", c as u32),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

impl Translator {
    /// An attribute with a value, or without one.
    pub(super) fn attribute(&mut self, ty: &Ty, value: Option<String>) -> String {
        self.attributes.push((ty.clone(), value));
        format!("x{}", self.attributes.len() - 1)
    }

    /// A literal as an attribute, so that rules can ask whether it is given.
    pub(super) fn given(&mut self, value: &Cql, wanted: &Ty) -> Result<(String, Ty), Reason> {
        let (ty, json) = match value {
            Cql::Null => (wanted.clone(), None),
            Cql::As(inner, name) => {
                let ty = named(name).unwrap_or_else(|| wanted.clone());
                return self.given(inner, &ty);
            }
            Cql::Bool(value) => (Ty::Bool, Some(value.to_string())),
            Cql::Number(value) => (Ty::Number, Some(format!("\"{value}\""))),
            Cql::Text(value) => (Ty::Text, Some(serde_json::json!(value).to_string())),
            Cql::Call(..) | Cql::Date(_) => {
                let (text, ty) = self.put(value, wanted)?;
                if ty != Ty::Date {
                    return Err("rules ask whether an attribute is given, not an expression".into());
                }
                (ty, Some(format!("\"{text}\"")))
            }
            Cql::List(_) => return Err("the result is a list".into()),
            _ => return Err("rules ask whether an attribute is given, not an expression".into()),
        };
        Ok((self.attribute(&ty, json), ty))
    }

    /// An expression; `wanted` is the type of a null.
    pub(super) fn put(&mut self, expression: &Cql, wanted: &Ty) -> Result<(String, Ty), Reason> {
        Ok(match expression {
            Cql::Null => (self.attribute(wanted, None), wanted.clone()),
            Cql::Bool(value) => (value.to_string(), Ty::Bool),
            Cql::Number(number) => (Self::number(number)?, Ty::Number),
            Cql::Text(text) => (literal(text), Ty::Text),
            Cql::Quantity(number, unit) => {
                let (ty, unit) = measure(unit)?;
                (format!("{} {unit}", Self::number(number)?), ty)
            }
            Cql::Span(number, unit) => {
                if !["day", "week", "month", "year"].contains(&unit.as_str()) {
                    return Err(missing("times of day"));
                }
                if number.contains('.') {
                    return Err("a part of a day, month or year".into());
                }
                (format!("{number} {unit}s"), Ty::Duration)
            }
            Cql::Date(parts) => (calendar(parts)?, Ty::Date),
            Cql::List(items) => self.list(items, wanted)?,
            Cql::Interval(..) => return Err("the result is an interval".into()),
            Cql::As(inner, name) => {
                if name.starts_with("Interval") {
                    return Err("a null in place of an interval".into());
                }
                if matches!(**inner, Cql::Null) && named(name).is_none() {
                    return Err(format!("a null of the type {name}"));
                }
                let ty = named(name).unwrap_or_else(|| wanted.clone());
                self.put(inner, &ty)?
            }
            Cql::If(condition, yes, no) => {
                let ty = infer(yes)
                    .or_else(|| infer(no))
                    .unwrap_or_else(|| wanted.clone());
                let (condition, _) = self.put(condition, &Ty::Bool)?;
                let (yes, ty) = self.put(yes, &ty)?;
                let (no, _) = self.put(no, &ty)?;
                (format!("if {condition} then ({yes}) else ({no})"), ty)
            }
            Cql::Case(subject, branches, rest) => {
                self.case(subject.as_deref(), branches, rest, wanted)?
            }
            Cql::Prefix(operator, inner) => self.prefix(operator, inner, wanted)?,
            Cql::Infix(operator, left, right) => self.infix(operator, left, right, wanted)?,
            Cql::Call(name, arguments) => self.call(name, arguments, wanted)?,
        })
    }

    fn number(text: &str) -> Result<String, Reason> {
        let digits = text.trim_start_matches('0').replace('.', "");
        if digits.len() > 28 {
            return Err("a number of more than 28 digits".into());
        }
        Ok(text.to_owned())
    }

    fn list(&mut self, items: &[Cql], wanted: &Ty) -> Result<(String, Ty), Reason> {
        let inner = items.iter().find_map(infer).unwrap_or(match wanted {
            Ty::List(inner) => (**inner).clone(),
            _ => Ty::Number,
        });
        if matches!(inner, Ty::List(_)) {
            return Err(missing("lists of lists"));
        }
        let ty = Ty::List(Box::new(inner.clone()));
        if items.is_empty() {
            return Ok((self.attribute(&ty, Some("[]".into())), ty));
        }
        let mut texts = Vec::new();
        for item in items {
            let (text, item_ty) = self.put(item, &inner)?;
            if item_ty != inner {
                return Err("a list of values of different types".into());
            }
            texts.push(text);
        }
        Ok((format!("[{}]", texts.join(", ")), ty))
    }

    fn case(
        &mut self,
        subject: Option<&Cql>,
        branches: &[(Cql, Cql)],
        rest: &Cql,
        wanted: &Ty,
    ) -> Result<(String, Ty), Reason> {
        let ty = branches
            .iter()
            .find_map(|(_, value)| infer(value))
            .or_else(|| infer(rest))
            .unwrap_or_else(|| wanted.clone());
        let (mut text, _) = self.put(rest, &ty)?;
        for (condition, value) in branches.iter().rev() {
            let condition = match subject {
                None => self.put(condition, &Ty::Bool)?.0,
                Some(subject) => self.infix("=", subject, condition, &Ty::Bool)?.0,
            };
            let (value, _) = self.put(value, &ty)?;
            text = format!("if {condition} then ({value}) else ({text})");
        }
        Ok((text, ty))
    }

    fn prefix(&mut self, operator: &str, inner: &Cql, wanted: &Ty) -> Result<(String, Ty), Reason> {
        match operator {
            "not" => Ok((format!("not ({})", self.put(inner, &Ty::Bool)?.0), Ty::Bool)),
            "-" => {
                let (text, ty) = self.put(inner, wanted)?;
                Ok((format!("(-({text}))"), ty))
            }
            "exists" => self.call("Exists", std::slice::from_ref(inner), wanted),
            "is null" => self.call("IsNull", std::slice::from_ref(inner), wanted),
            "is true" => self.call("IsTrue", std::slice::from_ref(inner), wanted),
            "is false" => self.call("IsFalse", std::slice::from_ref(inner), wanted),
            "is not null" | "is not true" | "is not false" => {
                let (text, _) = self.prefix(&operator.replace("not ", ""), inner, wanted)?;
                Ok((format!("not ({text})"), Ty::Bool))
            }
            "start of" | "end of" | "width of" | "point from" => self.of_interval(operator, inner),
            "year from" | "month from" => {
                let (text, _) = self.put(inner, &Ty::Date)?;
                let function = operator.trim_end_matches(" from");
                Ok((format!("{function}({text})"), Ty::Number))
            }
            other => Err(missing(&format!("`{other}`"))),
        }
    }

    pub(super) fn infix(
        &mut self,
        operator: &str,
        left: &Cql,
        right: &Cql,
        wanted: &Ty,
    ) -> Result<(String, Ty), Reason> {
        match operator {
            "and" | "or" => {
                let (left, _) = self.put(left, &Ty::Bool)?;
                let (right, _) = self.put(right, &Ty::Bool)?;
                Ok((format!("({left}) {operator} ({right})"), Ty::Bool))
            }
            "xor" => self.infix("!=", left, right, &Ty::Bool),
            "implies" => {
                let (left, _) = self.put(left, &Ty::Bool)?;
                let (right, _) = self.put(right, &Ty::Bool)?;
                Ok((format!("(not ({left})) or ({right})"), Ty::Bool))
            }
            "=" | "!=" | "<" | "<=" | ">" | ">=" => self.comparison(operator, left, right),
            "+" | "-" | "*" | "/" | "div" | "mod" => self.arithmetic(operator, left, right, wanted),
            "in" => self.member(left, right),
            "contains" => self.member(right, left),
            "days between" | "difference in days between" => {
                let (from, _) = self.put(left, &Ty::Date)?;
                let (to, _) = self.put(right, &Ty::Date)?;
                Ok((format!("({to}) - ({from})"), Ty::Days))
            }
            other if other.ends_with(" between") => {
                Err("rules do not count weeks, months, years or hours between dates".into())
            }
            "union" | "intersect" | "except" => Err("the result is an interval or a list".into()),
            other => self.relation(other, left, right),
        }
    }

    fn comparison(
        &mut self,
        operator: &str,
        left: &Cql,
        right: &Cql,
    ) -> Result<(String, Ty), Reason> {
        if matches!(left, Cql::Interval(..)) || matches!(right, Cql::Interval(..)) {
            let equal = self.relation("equal", left, right)?;
            return match operator {
                "=" => Ok(equal),
                "!=" => Ok((format!("not ({})", equal.0), Ty::Bool)),
                _ => Err(missing("order of intervals")),
            };
        }
        let whole_list = |side: &Cql| match side {
            Cql::List(_) => true,
            Cql::As(inner, _) => matches!(**inner, Cql::List(_)),
            _ => false,
        };
        let ty = infer(left).or_else(|| infer(right)).unwrap_or(Ty::Number);
        if matches!(ty, Ty::List(_)) || whole_list(left) || whole_list(right) {
            return Err("rules do not compare whole lists".into());
        }
        if ty == Ty::Text && !["=", "!="].contains(&operator) {
            return Err(missing("order of texts"));
        }
        let tide = if operator == "=" { "==" } else { operator };
        if infer(left) == Some(Ty::Days) {
            let (left, _) = self.put(left, &ty)?;
            return Ok((format!("({left}) {tide} ({})", days(right)?), Ty::Bool));
        }
        let (left, left_ty) = self.put(left, &ty)?;
        let (right, right_ty) = self.put(right, &ty)?;
        if left_ty != right_ty {
            return Err("values of two types are compared".into());
        }
        Ok((format!("({left}) {tide} ({right})"), Ty::Bool))
    }

    fn arithmetic(
        &mut self,
        operator: &str,
        left: &Cql,
        right: &Cql,
        wanted: &Ty,
    ) -> Result<(String, Ty), Reason> {
        let ty = infer(left)
            .or_else(|| infer(right))
            .unwrap_or_else(|| wanted.clone());
        if ty == Ty::Text {
            return Err(missing("joining of texts"));
        }
        let (a, a_ty) = self.put(left, &ty)?;
        let right_ty = infer(right).unwrap_or_else(|| {
            if ty == Ty::Date {
                Ty::Duration
            } else {
                ty.clone()
            }
        });
        let (b, b_ty) = self.put(right, &right_ty)?;
        let result = match (operator, &a_ty, &b_ty) {
            ("/" | "div", Ty::Quantity(a), Ty::Quantity(b)) if a == b => Ty::Number,
            ("*", Ty::Quantity("length"), Ty::Quantity("length")) => Ty::Quantity("area"),
            ("*", Ty::Number, Ty::Quantity(_)) => b_ty.clone(),
            ("*" | "/", Ty::Quantity(_), Ty::Number) => a_ty.clone(),
            ("+" | "-", Ty::Date, Ty::Duration) => Ty::Date,
            (_, Ty::Number, Ty::Number) => Ty::Number,
            ("+" | "-" | "mod", Ty::Quantity(a), Ty::Quantity(b)) if a == b => a_ty.clone(),
            _ => return Err("arithmetic over values of two types".into()),
        };
        let whole = format!("round(({a}) / ({b}), down, 1)");
        Ok(match operator {
            "div" if matches!(a_ty, Ty::Quantity(_)) => {
                return Err("a whole quotient with a unit".into());
            }
            "div" => (whole, result),
            "mod" => (format!("({a}) - ({b}) * {whole}"), result),
            _ => (format!("({a}) {operator} ({b})"), result),
        })
    }
}

pub(super) fn calendar(parts: &[String]) -> Result<String, Reason> {
    let [year, month, day] = parts else {
        return Err("a date without a day".into());
    };
    let number = |text: &str| {
        text.parse::<u32>()
            .map_err(|_| Reason::from("a date without a day"))
    };
    Ok(format!(
        "{:04}-{:02}-{:02}",
        number(year)?,
        number(month)?,
        number(day)?
    ))
}
