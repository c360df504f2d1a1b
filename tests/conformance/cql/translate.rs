//! From the expressions of the corpus to Tide, and how the result is asked for.
//!
//! A null is an attribute that the record does not give. A list or interval that Tide has no operator
//! for is written out by the definition in the specification of CQL: `A overlaps B` is
//! `A.low <= B.high and B.low <= A.high`. A `DateTime` of three arguments is read as a date.

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
    fn schema(&self) -> String {
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
    fn witness(&self) -> &'static str {
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
struct Translator {
    /// Attributes of the record, with their values in JSON.
    attributes: Vec<(Ty, Option<String>)>,
}

/// A bound of an interval.
struct Bound {
    text: String,
    closed: bool,
}

fn days(count: &Cql) -> Result<String, Reason> {
    match count {
        Cql::Number(n) => Ok(format!("{n} days")),
        Cql::Prefix(sign, inner) if sign == "-" => Ok(format!("-({})", days(inner)?)),
        _ => Err("a number of days that is computed".into()),
    }
}

fn missing(what: &str) -> Reason {
    format!("rules have no {what}")
}

/// The type of a value, where it can be told.
fn infer(expression: &Cql) -> Option<Ty> {
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

fn named(name: &str) -> Option<Ty> {
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
fn measure(unit: &str) -> Result<(Ty, &'static str), Reason> {
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
    fn attribute(&mut self, ty: &Ty, value: Option<String>) -> String {
        self.attributes.push((ty.clone(), value));
        format!("x{}", self.attributes.len() - 1)
    }

    /// A literal as an attribute, so that rules can ask whether it is given.
    fn given(&mut self, value: &Cql, wanted: &Ty) -> Result<(String, Ty), Reason> {
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
    fn put(&mut self, expression: &Cql, wanted: &Ty) -> Result<(String, Ty), Reason> {
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

    fn of_interval(&mut self, operator: &str, inner: &Cql) -> Result<(String, Ty), Reason> {
        let (low, high, ty) = self.interval(inner)?;
        if !(low.closed && high.closed) {
            return Err("an interval with an open end".into());
        }
        Ok(match operator {
            "start of" => (low.text, ty),
            "end of" => (high.text, ty),
            "width of" => (format!("({}) - ({})", high.text, low.text), ty),
            _ => (
                format!(
                    "if ({}) == ({}) then ({0}) else ({})",
                    low.text,
                    high.text,
                    {
                        // Nothing for an interval of more than one point.
                        let (nothing, _) = self.put(&Cql::Null, &ty)?;
                        nothing
                    }
                ),
                ty,
            ),
        })
    }

    /// Both bounds of an interval.
    fn interval(&mut self, expression: &Cql) -> Result<(Bound, Bound, Ty), Reason> {
        let Cql::Interval(low, high, low_in, high_in) = expression else {
            return Err(match expression {
                Cql::Null | Cql::As(..) => "a null in place of an interval".into(),
                _ => "the result is an interval".to_owned(),
            });
        };
        if [low, high]
            .iter()
            .any(|bound| matches!(***bound, Cql::Null | Cql::As(..)))
        {
            return Err("an interval without a bound".into());
        }
        let (low_text, ty) = self.put(low, &Ty::Number)?;
        let (high_text, high_ty) = self.put(high, &ty)?;
        if ty != high_ty {
            return Err("an interval between values of two types".into());
        }
        // Between whole numbers an open end is the neighbour.
        let whole = |bound: &Cql| match bound {
            Cql::Number(n) => n.parse::<i64>().ok(),
            _ => None,
        };
        if let (Some(low), Some(high)) = (whole(low), whole(high)) {
            let low = low + i64::from(!low_in);
            let high = high - i64::from(!high_in);
            let bound = |n: i64| Bound {
                text: format!("({n})"),
                closed: true,
            };
            return Ok((bound(low), bound(high), ty));
        }
        Ok((
            Bound {
                text: low_text,
                closed: *low_in,
            },
            Bound {
                text: high_text,
                closed: *high_in,
            },
            ty,
        ))
    }

    /// An interval, or a point as an interval of one.
    fn extent(&mut self, expression: &Cql, wanted: &Ty) -> Result<(Bound, Bound, Ty), Reason> {
        if matches!(expression, Cql::Interval(..)) {
            return self.interval(expression);
        }
        if let Cql::As(_, name) = expression
            && name.starts_with("Interval")
        {
            return Err("a null in place of an interval".into());
        }
        let (text, ty) = self.put(expression, wanted)?;
        if matches!(ty, Ty::Text | Ty::Bool | Ty::List(_)) {
            return Err(missing(if ty == Ty::Text {
                "order of texts"
            } else {
                "order of lists"
            }));
        }
        let bound = |text: &str| Bound {
            text: text.to_owned(),
            closed: true,
        };
        Ok((bound(&text), bound(&text), ty))
    }

    fn infix(
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

    fn member(&mut self, point: &Cql, whole: &Cql) -> Result<(String, Ty), Reason> {
        if matches!(whole, Cql::Interval(..)) {
            let (low, high, ty) = self.interval(whole)?;
            let (point, point_ty) = self.put(point, &ty)?;
            if point_ty != ty {
                return Err("values of two types are compared".into());
            }
            if low.closed && high.closed {
                return Ok((
                    format!("({point}) in ({}) .. ({})", low.text, high.text),
                    Ty::Bool,
                ));
            }
            let over = if low.closed { ">=" } else { ">" };
            let under = if high.closed { "<=" } else { "<" };
            return Ok((
                format!(
                    "({point}) {over} ({}) and ({point}) {under} ({})",
                    low.text, high.text
                ),
                Ty::Bool,
            ));
        }
        let inner = infer(point);
        let wanted =
            infer(whole).unwrap_or_else(|| Ty::List(Box::new(inner.clone().unwrap_or(Ty::Number))));
        let (list, list_ty) = match whole {
            Cql::List(_) => self.put(whole, &wanted)?,
            Cql::Null | Cql::As(..) => return Err("a null in place of a list or interval".into()),
            _ => return Err("a list that is computed".into()),
        };
        let Ty::List(element) = list_ty else {
            return Err("a member of something that is no list".into());
        };
        let (point, point_ty) = self.put(point, &element)?;
        if point_ty != *element {
            return Err("values of two types are compared".into());
        }
        Ok((format!("({point}) in {list}"), Ty::Bool))
    }

    /// A relation in words between points, dates, intervals or lists.
    fn relation(&mut self, phrase: &str, left: &Cql, right: &Cql) -> Result<(String, Ty), Reason> {
        let (phrase, precision) = phrase.split_once(':').unwrap_or((phrase, ""));
        if matches!(left, Cql::List(_)) || matches!(right, Cql::List(_)) {
            return self.list_relation(phrase, left, right);
        }
        if phrase == "meets" {
            return Err(missing("successors of values, which `meets` asks for"));
        }
        let ty = infer(left)
            .or_else(|| infer(right))
            .or_else(|| match (left, right) {
                (Cql::Interval(low, ..), _) | (_, Cql::Interval(low, ..)) => infer(low),
                _ => None,
            })
            .unwrap_or(Ty::Number);
        if (matches!(left, Cql::Null) || matches!(right, Cql::Null)) && phrase != "equal" {
            return Err("a null in place of an interval or point".into());
        }
        let (mut a, mut b, a_ty) = self.extent(left, &ty)?;
        let (mut c, mut d, b_ty) = self.extent(right, &ty)?;
        if a_ty != b_ty {
            return Err("values of two types are compared".into());
        }
        if !precision.is_empty() {
            if a_ty != Ty::Date {
                return Err("a precision of something that is no date".into());
            }
            for bound in [&mut a, &mut b, &mut c, &mut d] {
                bound.text = match precision {
                    "day" => bound.text.clone(),
                    "month" => format!("year({0}) * 12 + month({0})", bound.text),
                    "year" => format!("year({})", bound.text),
                    _ => return Err(missing("times of day")),
                };
            }
        }
        let open = ![&a, &b, &c, &d].iter().all(|bound| bound.closed);
        if open && !["before", "after"].contains(&phrase) {
            return Err("an interval with an open end".into());
        }
        let over = |x: &Bound, y: &Bound| {
            let sign = if x.closed && y.closed { ">" } else { ">=" };
            format!("({}) {sign} ({})", x.text, y.text)
        };
        let rel = |x: &Bound, sign: &str, y: &Bound| format!("({}) {sign} ({})", x.text, y.text);
        let overlaps = format!("{} and {}", rel(&a, "<=", &d), rel(&c, "<=", &b));
        let same = format!("{} and {}", rel(&a, "==", &c), rel(&b, "==", &d));
        let includes = format!("{} and {}", rel(&a, "<=", &c), rel(&b, ">=", &d));
        let included = format!("{} and {}", rel(&c, "<=", &a), rel(&d, ">=", &b));
        let text = match phrase {
            "after" => over(&a, &d),
            "before" => over(&c, &b),
            "same or after" => rel(&a, ">=", &d),
            "same or before" => rel(&b, "<=", &c),
            "same as" | "equal" => same,
            "overlaps" => overlaps,
            "overlaps before" => format!("{overlaps} and {}", rel(&a, "<", &c)),
            "overlaps after" => format!("{overlaps} and {}", rel(&b, ">", &d)),
            "includes" => includes,
            "included in" => included,
            "properly includes" => format!("{includes} and not ({same})"),
            "properly included in" => format!("{included} and not ({same})"),
            "starts" => format!("{} and {}", rel(&a, "==", &c), rel(&b, "<=", &d)),
            "ends" => format!("{} and {}", rel(&b, "==", &d), rel(&a, ">=", &c)),
            other => return Err(missing(&format!("`{other}`"))),
        };
        Ok((text, Ty::Bool))
    }

    fn list_relation(
        &mut self,
        phrase: &str,
        left: &Cql,
        right: &Cql,
    ) -> Result<(String, Ty), Reason> {
        let (whole, part) = match phrase {
            "includes" => (left, right),
            "included in" => (right, left),
            other => return Err(format!("`{other}` between lists")),
        };
        if !matches!(part, Cql::List(_)) {
            return match part {
                Cql::Null | Cql::As(..) => Err("a null in place of a list or interval".into()),
                _ => self.member(part, whole),
            };
        }
        if !matches!(whole, Cql::List(_)) {
            return Err("a null in place of a list or interval".into());
        }
        let ty = infer(whole)
            .or_else(|| infer(part))
            .unwrap_or(Ty::List(Box::new(Ty::Number)));
        let (whole, whole_ty) = self.put(whole, &ty)?;
        let (part, part_ty) = self.put(part, &ty)?;
        if whole_ty != part_ty {
            return Err("values of two types are compared".into());
        }
        Ok((format!("every e in {part}: e in {whole}"), Ty::Bool))
    }

    fn call(&mut self, name: &str, arguments: &[Cql], wanted: &Ty) -> Result<(String, Ty), Reason> {
        match (name, arguments) {
            ("Today", []) => Ok(("today".into(), Ty::Date)),
            ("DateTime" | "Date", parts) => {
                if parts.len() > 3 {
                    return Err(missing("times of day"));
                }
                let parts: Result<Vec<String>, Reason> = parts
                    .iter()
                    .map(|part| match part {
                        Cql::Number(number) => Ok(number.clone()),
                        _ => Err("a date without a day".into()),
                    })
                    .collect();
                Ok((calendar(&parts?)?, Ty::Date))
            }
            ("Time" | "Now" | "TimeOfDay", _) => Err(missing("times of day")),
            ("Abs", [x]) => {
                let (text, ty) = self.put(x, &Ty::Number)?;
                Ok((format!("abs({text})"), ty))
            }
            ("Round", [x]) => self.rounded(x, "half_up", "1"),
            ("Round", [x, Cql::Number(places)]) => {
                let step = match places.parse::<usize>() {
                    Ok(0) => "1".to_owned(),
                    Ok(places) => format!("0.{}1", "0".repeat(places - 1)),
                    Err(_) => return Err("a number of places that is computed".into()),
                };
                self.rounded(x, "half_up", &step)
            }
            ("Truncate", [x]) => self.rounded(x, "down", "1"),
            ("Ceiling" | "Floor", [x]) => {
                let (text, _) = self.put(x, &Ty::Number)?;
                let (above, below) = if name == "Ceiling" {
                    ("up", "down")
                } else {
                    ("down", "up")
                };
                Ok((
                    format!(
                        "if ({text}) >= 0 then round({text}, {above}, 1) else round({text}, {below}, 1)"
                    ),
                    Ty::Number,
                ))
            }
            ("IsNull" | "IsTrue" | "IsFalse", [x]) => {
                let ty = infer(x).unwrap_or(Ty::Bool);
                let (x, _) = self.given(x, &ty)?;
                Ok((
                    match name {
                        "IsNull" => format!("{x} is not given"),
                        "IsTrue" => format!("{x} is given and {x}"),
                        _ => format!("{x} is given and not {x}"),
                    },
                    Ty::Bool,
                ))
            }
            ("Coalesce", [one]) => match one {
                Cql::List(items) => self.coalesce(items, wanted),
                _ => Err("a list that is computed".into()),
            },
            ("Coalesce", many) => self.coalesce(many, wanted),
            ("Length", [x]) if matches!(infer(x), Some(Ty::Text)) => {
                Ok((format!("length({})", self.put(x, &Ty::Text)?.0), Ty::Number))
            }
            ("Lower", [x]) => Ok((format!("lower({})", self.put(x, &Ty::Text)?.0), Ty::Text)),
            ("StartsWith" | "EndsWith", [x, y]) => {
                let function = if name == "StartsWith" {
                    "starts_with"
                } else {
                    "ends_with"
                };
                let (x, _) = self.put(x, &Ty::Text)?;
                let (y, _) = self.put(y, &Ty::Text)?;
                Ok((format!("{function}({x}, {y})"), Ty::Bool))
            }
            ("Matches", [x, Cql::Text(pattern)]) => {
                let (x, _) = self.put(x, &Ty::Text)?;
                Ok((
                    format!("({x}) matches /{}/", pattern.replace('/', "\\/")),
                    Ty::Bool,
                ))
            }
            ("Matches", _) => Err("a regular expression that is null".into()),
            (
                "Exists" | "Count" | "Sum" | "Min" | "Max" | "Avg" | "First" | "AllTrue"
                | "AnyTrue" | "Length",
                [list],
            ) => self.over_list(name, list),
            _ => Err(missing(&format!("`{name}`"))),
        }
    }

    fn rounded(&mut self, x: &Cql, mode: &str, step: &str) -> Result<(String, Ty), Reason> {
        let (text, ty) = self.put(x, &Ty::Number)?;
        Ok((format!("round({text}, {mode}, {step})"), ty))
    }

    fn coalesce(&mut self, values: &[Cql], wanted: &Ty) -> Result<(String, Ty), Reason> {
        let ty = values
            .iter()
            .find_map(infer)
            .unwrap_or_else(|| wanted.clone());
        let mut names = Vec::new();
        for value in values {
            names.push(self.given(value, &ty)?.0);
        }
        let Some(mut text) = names.pop() else {
            return Ok((self.attribute(&ty, None), ty));
        };
        for name in names.iter().rev() {
            text = format!("if {name} is given then {name} else ({text})");
        }
        Ok((text, ty))
    }

    fn over_list(&mut self, name: &str, list: &Cql) -> Result<(String, Ty), Reason> {
        let items = match list {
            Cql::List(_) => list,
            Cql::As(inner, _) if matches!(**inner, Cql::List(_)) => inner,
            _ => return Err("a null in place of a list or interval".into()),
        };
        let wanted = Ty::List(Box::new(if name.ends_with("True") {
            Ty::Bool
        } else {
            Ty::Number
        }));
        let (list, list_ty) = self.put(items, &wanted)?;
        let Ty::List(element) = list_ty else {
            return Err("a member of something that is no list".into());
        };
        if matches!(*element, Ty::Text) && ["Min", "Max"].contains(&name) {
            return Err(missing("order of texts"));
        }
        Ok(match name {
            "Exists" => (format!("length({list}) > 0"), Ty::Bool),
            "Length" => (format!("length({list})"), Ty::Number),
            "Count" => (format!("(count e in {list})"), Ty::Number),
            "Sum" => (format!("(sum e for e in {list})"), *element),
            "Min" => (format!("(min e for e in {list})"), *element),
            "Max" => (format!("(max e for e in {list})"), *element),
            "First" => (format!("(first e for e in {list})"), *element),
            "Avg" => (
                format!("(sum e for e in {list}) / (count e in {list})"),
                *element,
            ),
            "AllTrue" => (format!("every e in {list}: e"), Ty::Bool),
            _ => (format!("any e in {list}: e"), Ty::Bool),
        })
    }
}

fn calendar(parts: &[String]) -> Result<String, Reason> {
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
