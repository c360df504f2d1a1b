//! Holds what a file says against the schema: texts become typed values, and what does not fit is
//! reported with its place and is unknown: nothing is presumed for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AttributeDef, Names, Type};
use crate::diag::did_you_mean;
use crate::record::{
    Datum, Fields, Place, Problem, ProblemKind, RawRecord, Record, Value, Within, Writing,
};
use crate::sentence::{Explain, Sentence, say};
use crate::value::{
    Country, Currency, Date, DateError, Duration, DutyRate, GtinError, GtinText, HsCode, Lacks,
    Language, Lean, Mark, Market, Money, Quantity, Stated, Unit, UnitPrice, Unwritten, no_currency,
    parse_date, parse_decimal, read_gtin, truth, written_date, written_money, written_number,
    written_quantity,
};

/// The attribute that was probably meant by an unknown one. It is looked for when it is asked
/// for, since a catalogue repeats its columns in every row.
pub fn suggestion(problem: &Problem, names: &Names) -> Option<Sentence> {
    let (prefix, _, meant) = meant(problem, names)?;
    Some(did_you_mean_this(&format!("{prefix}{meant}")))
}

/// What stands before the name that is unknown, the name, and the one that was probably meant.
pub(crate) fn meant<'p>(problem: &'p Problem, names: &Names) -> Option<(String, &'p str, String)> {
    if problem.kind != ProblemKind::UnknownAttribute {
        return None;
    }
    let (prefix, name) = match (&problem.owner, problem.path.rsplit_once('.')) {
        (Some(_), Some((prefix, name))) => (format!("{prefix}."), name),
        _ => (String::new(), &*problem.path),
    };
    let meant = match &problem.owner {
        Some(owner) => {
            let record = names.schema.records.get(owner)?;
            did_you_mean(name, record.attributes.keys().map(|k| &**k))
        }
        None => did_you_mean(name, names.schema.root_names()),
    }?;
    Some((prefix, name, meant))
}

fn did_you_mean_this(word: &str) -> Sentence {
    say!("did you mean `{word}`?", "是否应为 `{word}`?", word)
}

/// The record of a raw record, with what is wrong with it.
pub fn bind(raw: &RawRecord, names: &Names) -> Record {
    let mut binder = Binder {
        names,
        writing: raw.writing(),
        problems: Vec::new(),
        places: BTreeMap::new(),
    };
    let mut fields = Fields::new();
    binder.record_of(raw, &mut fields);
    let id = match fields.get("id").or_else(|| fields.get("sku")) {
        Some(Value::Text(id)) => Some(id.clone()),
        _ => None,
    };
    let mut record = Record::default();
    record.id = id;
    record.fields = fields;
    record.places = binder.places;
    record.place = raw.place.clone();
    record.problems = binder.problems;
    record
}

struct Binder<'a> {
    names: &'a Names,
    writing: Option<&'a Writing>,
    problems: Vec<Problem>,
    places: BTreeMap<Arc<str>, Place>,
}

impl Binder<'_> {
    fn record_of(&mut self, raw: &RawRecord, fields: &mut Fields) {
        let currency = raw.first("currency").as_deref().and_then(stated);
        raw.each(&mut |name, value, place| self.field(name, value, place, fields, currency));
    }

    fn root(&mut self, datum: &Datum, fields: &mut Fields) {
        let Datum::Record(entries) = datum else {
            return;
        };
        let currency = entries
            .iter()
            .find(|(name, _, _)| &**name == "currency")
            .and_then(|(_, value, _)| stated(value));
        for (name, value, place) in entries {
            self.field(name, value, place, fields, currency);
        }
    }

    /// An attribute of a product, its offer or its seller.
    fn field(
        &mut self,
        name: &str,
        value: &Datum,
        place: &Place,
        fields: &mut Fields,
        currency: Option<Currency>,
    ) {
        match (name, value) {
            // It says that the record is of the schema, and nothing of the product.
            ("$schema", _) => {}
            ("product" | "offer", Datum::Record(_)) => self.root(value, fields),
            ("seller", Datum::Record(_)) => {
                let mut seller = match fields.remove("seller") {
                    Some(Value::Record(seller)) => seller,
                    _ => Fields::new(),
                };
                self.record(value, "seller", "seller.", &mut seller, currency);
                fields.insert("seller".into(), Value::Record(seller));
            }
            _ => match self.names.schema.root_attribute(name) {
                Some(attribute) => {
                    self.attribute(attribute, value, place, "", fields, currency);
                }
                None => self.unknown(name, "", place, None),
            },
        }
    }

    fn unknown(&mut self, name: &str, prefix: &str, place: &Place, owner: Option<&str>) {
        let path: Arc<str> = format!("{prefix}{name}").into();
        let message = say!(
            "`{path}` is not an attribute; its values are not looked at",
            "`{path}` 不是已知属性,其值未作检查",
            path,
        );
        let kind = ProblemKind::UnknownAttribute;
        let mut problem = Problem::new(kind, path, message, place.clone());
        problem.owner = owner.map(Arc::from);
        self.problems.push(problem);
    }

    fn record(
        &mut self,
        datum: &Datum,
        record: &str,
        prefix: &str,
        fields: &mut Fields,
        currency: Option<Currency>,
    ) {
        let (Datum::Record(entries), Some(definition)) =
            (datum, self.names.schema.records.get(record))
        else {
            return;
        };
        for (name, value, place) in entries {
            match definition.find(name) {
                Some(attribute) => {
                    self.attribute(attribute, value, place, prefix, fields, currency);
                }
                None => self.unknown(name, prefix, place, Some(record)),
            }
        }
    }

    fn attribute(
        &mut self,
        attribute: &AttributeDef,
        value: &Datum,
        place: &Place,
        prefix: &str,
        fields: &mut Fields,
        currency: Option<Currency>,
    ) {
        if matches!(value, Datum::Null) {
            return;
        }
        let path: Arc<str> = format!("{prefix}{}", attribute.name).into();
        if fields.contains_key(&attribute.name) {
            let message = say!(
                "`{path}` is given twice; the first value counts",
                "`{path}` 重复填写;以第一个值为准",
                path,
            );
            let problem = Problem::new(ProblemKind::Repeated, path, message, place.clone());
            let help = say!("keep one of them", "只保留其中一个");
            self.problems.push(problem.with_help(help));
            return;
        }
        let Some(bound) = self.value(&attribute.ty, value, place, &path, currency) else {
            return;
        };
        if let Some(problem) = attribute.refuses(&bound) {
            let message = say!(
                "`{path}` is {bound}, {problem}",
                "`{path}` 的值为 {bound},{problem}",
                path,
                bound,
                problem,
            );
            let kind = ProblemKind::OutOfRange;
            let problem = Problem::new(kind, path.clone(), message, place.clone());
            self.problems.push(problem.with_help(say!(
                "correct the value; until then it counts as unknown",
                "请更正该值;更正前按未知处理",
            )));
            self.places.insert(path, place.clone());
            fields.insert(attribute.name.clone(), Value::Unreadable);
            return;
        }
        self.places.insert(path, place.clone());
        fields.insert(attribute.name.clone(), bound);
    }

    fn too_long(&mut self, path: &Arc<str>, place: &Place, elements: usize) -> Value {
        let message = say!(
            "the list has {elements} elements, more than the {most} that are read",
            "列表有 {elements} 个元素,超过可读取的 {most} 个",
            elements,
            most = MOST_ELEMENTS,
        );
        self.refuse(path, place, &message, None)
    }

    fn value(
        &mut self,
        ty: &Type,
        datum: &Datum,
        place: &Place,
        path: &Arc<str>,
        currency: Option<Currency>,
    ) -> Option<Value> {
        if matches!(datum, Datum::Unreadable(_)) {
            return Some(Value::Unreadable);
        }
        // `map --format ndjson` writes so what it could not read.
        if let Datum::Record(entries) = datum
            && let [(name, given, _)] = entries.as_slice()
            && name == "unreadable"
        {
            let text = scalar(given).unwrap_or_default();
            let message = say!(
                "it could not be read when this record was written, so it counts as unknown ({text})",
                "写出该记录时无法读取,按未知处理({text})",
                text,
            );
            return Some(self.refuse(path, place, &message, None));
        }
        if let Datum::Text(text) = datum {
            if text.trim().is_empty() {
                return None;
            }
            if text.len() > MOST_BYTES {
                let message = say!(
                    "the text has {bytes} bytes, more than the {most} that are read",
                    "文本有 {bytes} 个字节,超过可读取的 {most} 个",
                    bytes = text.len(),
                    most = MOST_BYTES,
                );
                return Some(self.refuse(path, place, &message, None));
            }
            if text.eq_ignore_ascii_case("none")
                && !matches!(ty, Type::Text)
                && !self.names.is_word(ty, "none")
            {
                return Some(Value::None);
            }
        }
        match (ty, datum) {
            (Type::Gtin, datum) => Some(self.gtin(datum, place, path)),
            (Type::List(_), Datum::List(items)) if items.len() > MOST_ELEMENTS => {
                Some(self.too_long(path, place, items.len()))
            }
            (Type::List(inner), Datum::List(items)) => {
                let mut bound = Vec::with_capacity(items.len());
                for (i, (item, place)) in items.iter().enumerate() {
                    let path: Arc<str> = format!("{path}[{i}]").into();
                    if let Some(value) = self.value(inner, item, place, &path, currency) {
                        self.places.insert(path, place.clone());
                        bound.push(value);
                    }
                }
                Some(listed(bound))
            }
            (Type::List(inner), Datum::Text(text)) if !matches!(**inner, Type::Record(_)) => {
                let mut bound = Vec::new();
                let parts = text.bytes().filter(|byte| *byte == b'|').count() + 1;
                if parts > MOST_ELEMENTS {
                    return Some(self.too_long(path, place, parts));
                }
                for part in text
                    .split('|')
                    .map(str::trim)
                    .filter(|part| !part.is_empty())
                {
                    bound.extend(self.value(
                        inner,
                        &Datum::Text(part.into()),
                        place,
                        path,
                        currency,
                    ));
                }
                Some(listed(bound))
            }
            (Type::List(inner), Datum::Text(_) | Datum::Number(_) | Datum::Bool(_))
                if matches!(**inner, Type::Record(_)) =>
            {
                let help = say!(
                    "give its attributes by number, such as `{path}.0.{attribute}`",
                    "请按序号填写其属性,例如 `{path}.0.{attribute}`",
                    path,
                    attribute = self.first_attribute(inner),
                );
                let message = say!(
                    "{expected} was expected, and a single value cannot be one",
                    "应为{expected},单个值不能作为列表",
                    expected = ty.described(),
                );
                Some(self.refuse(path, place, &message, Some(help)))
            }
            (Type::List(inner), other) => Some(listed(vec![
                self.value(inner, other, place, path, currency)?,
            ])),
            (Type::Record(record), Datum::Record(_)) => {
                let mut fields = Fields::new();
                self.record(datum, record, &format!("{path}."), &mut fields, currency);
                Some(Value::Record(fields))
            }
            (Type::Money, Datum::Record(entries)) => {
                let part = |name: &str| {
                    entries
                        .iter()
                        .find(|(n, _, _)| &**n == name)
                        .map(|(_, d, _)| d)
                };
                Some(
                    match (
                        part("amount").and_then(scalar),
                        part("currency").and_then(scalar),
                    ) {
                        (Some(amount), Some(code)) => {
                            let text = Datum::Text(format!("{amount} {code}").into());
                            self.scalar(ty, &text, place, path, None)
                        }
                        _ => self.refuse(
                            path,
                            place,
                            &say!("an amount and a currency were expected", "应填写金额和货币"),
                            Some(say!(
                                "write { amount: 29.99, currency: EUR } or \"29.99 EUR\"",
                                "请写成 { amount: 29.99, currency: EUR } 或 \"29.99 EUR\"",
                            )),
                        ),
                    },
                )
            }
            (_, datum) => Some(match scalar(datum) {
                Some(_) => self.scalar(ty, datum, place, path, currency),
                None => self.refuse(
                    path,
                    place,
                    &say!(
                        "{expected} was expected",
                        "应为{expected}",
                        expected = ty.described(),
                    ),
                    None,
                ),
            }),
        }
    }

    /// A trade item number. One that is wrong is told of and used as it stands, so that a rule can
    /// judge it.
    fn gtin(&mut self, datum: &Datum, place: &Place, path: &Arc<str>) -> Value {
        let Some(text) = scalar(datum) else {
            let expected = Type::Gtin.described();
            let message = say!("{expected} was expected", "应为{expected}", expected);
            return self.refuse(path, place, &message, None);
        };
        let (value, error) = match read_gtin(&text) {
            GtinText::None => (Value::None, None),
            GtinText::Number(number, error) => (Value::Text(number.into()), error),
            GtinText::Unreadable(error) => (Value::Unreadable, Some(error)),
        };
        if let Some(error) = error {
            let kind = match (&value, &error) {
                (_, GtinError::Rounded(_)) => ProblemKind::DamagedNumber,
                (_, GtinError::LostZero { .. }) => ProblemKind::LostZero,
                (Value::Unreadable, _) => ProblemKind::WrongType,
                _ => ProblemKind::Gtin,
            };
            let message = say!(
                "`{path}`: {message}",
                "`{path}`:{message}",
                path,
                message = error.sentence(),
            );
            let problem = Problem::new(kind, path.clone(), message, place.clone());
            self.problems.push(problem.with_help(error.help()));
        }
        value
    }

    /// An attribute to show how a list of records is written.
    fn first_attribute(&self, ty: &Type) -> Arc<str> {
        let record = match ty {
            Type::Record(name) => self.names.schema.records.get(name),
            _ => None,
        };
        record
            .and_then(|record| record.attributes.keys().next().cloned())
            .unwrap_or_else(|| "name".into())
    }

    fn refuse(
        &mut self,
        path: &Arc<str>,
        place: &Place,
        message: &Sentence,
        help: Option<Sentence>,
    ) -> Value {
        let message = say!("`{path}`: {message}", "`{path}`:{message}", path, message);
        let kind = ProblemKind::WrongType;
        let problem = Problem::new(kind, path.clone(), message, place.clone());
        self.problems.push(problem.with_help(help));
        Value::Unreadable
    }

    fn scalar(
        &mut self,
        ty: &Type,
        datum: &Datum,
        place: &Place,
        path: &Arc<str>,
        currency: Option<Currency>,
    ) -> Value {
        let text = scalar(datum).unwrap_or_default();
        let schema = Writing::default();
        let writing = self.writing.unwrap_or(&schema);
        let mut stated = writing.stated(place, currency);
        if matches!(datum, Datum::Number(_)) {
            // What the file itself has as a number has a point, whatever people write beside it.
            (stated.mark, stated.lean) = (Mark::Either, Lean::Schema);
        }
        match read_written(ty, &text, self.names, stated) {
            Ok(Value::Money(money))
                if matches!(place.within, Within::Table(_))
                    && currency.is_some_and(|currency| currency != money.currency) =>
            {
                let message = say!(
                    "`{text}` is in {own}, but the column of currencies says {stated}",
                    "`{text}` 的货币是 {own},而货币列为 {stated}",
                    text,
                    own = money.currency,
                    stated = currency.map_or(String::new(), |currency| currency.to_string()),
                );
                let help = say!("correct one of the two cells", "请更正其中一个单元格",);
                self.refuse(path, place, &message, Some(help))
            }
            Ok(value) => value,
            Err((message, help)) => self.refuse(path, place, &message, help),
        }
    }
}

/// Reads one value as people write it: numbers with the mark that is stated, days in every order that
/// leaves no doubt.
fn read_written(ty: &Type, text: &str, names: &Names, stated: Stated) -> Read {
    let number = matches!(
        ty,
        Type::Number | Type::Quantity(_) | Type::Money | Type::UnitPrice
    );
    if number && (stated.mark, stated.lean) != (Mark::Either, Lean::Schema) {
        return match in_schema(ty, text, stated) {
            Ok(plain) => read_scalar(ty, &plain, names, stated.currency),
            // What has no number in it is told by the schema.
            Err(_) if !text.contains(|c: char| c.is_numeric()) => {
                read_scalar(ty, text, names, stated.currency)
            }
            Err(error) => Err((error.message, Some(error.help))),
        };
    }
    let strict = match read_scalar(ty, text, names, stated.currency) {
        Err(strict) => strict,
        read => return read,
    };
    if number {
        return match in_schema(ty, text, stated) {
            Ok(plain) => read_scalar(ty, &plain, names, stated.currency),
            Err(error)
                if error.lacks == Lacks::Nothing && (text.contains(',') || !text.is_ascii()) =>
            {
                Err((error.message, Some(error.help)))
            }
            Err(_) => Err(strict),
        };
    }
    if *ty == Type::Date {
        return match written_date(text) {
            Ok(day) => Ok(Value::Date(day)),
            Err(error @ DateError::Either { .. }) => Err((error.sentence(), None)),
            Err(_) => Err(strict),
        };
    }
    Err(strict)
}

/// A number, amount or quantity that people have written, as the schema writes it.
fn in_schema(ty: &Type, text: &str, stated: Stated) -> Result<String, Unwritten> {
    let amount = |text: &str| {
        let (number, own) = written_money(text, stated)?;
        let currency = own.or(stated.currency);
        let currency = currency.ok_or_else(|| no_currency(text))?;
        Ok(format!("{number} {currency}"))
    };
    match ty {
        Type::Quantity(dimension) => match written_quantity(text, stated) {
            Ok((number, unit)) => Ok(format!("{number} {}", unit.symbol())),
            Err(error)
                if error.lacks == Lacks::Unit
                    && *dimension == crate::value::Dimension::Fraction =>
            {
                written_number(text, stated)
            }
            Err(error) => Err(error),
        },
        Type::Money => amount(text),
        Type::UnitPrice => {
            let cut = ["/", " per ", " pro ", " je ", " par ", " por ", " per "]
                .iter()
                .find_map(|word| text.split_once(word));
            match cut {
                Some((money, per)) => Ok(format!("{}/{}", amount(money)?, per.trim())),
                None => amount(text),
            }
        }
        _ => written_number(text, stated),
    }
}
/// Elements that a list may have.
const MOST_ELEMENTS: usize = 10_000;
/// Bytes that one text may have.
const MOST_BYTES: usize = 1024 * 1024;

/// The currency that a record states for its prices.
fn stated(value: &Datum) -> Option<Currency> {
    match value {
        Datum::Text(code) => Currency::written(code, None).ok(),
        _ => None,
    }
}

/// A list; unreadable where one of its elements is, since that element may be the one that decides.
fn listed(elements: Vec<Value>) -> Value {
    if elements
        .iter()
        .any(|element| matches!(element, Value::Unreadable))
    {
        Value::Unreadable
    } else {
        Value::List(elements)
    }
}

/// The text of a value that is neither list nor record.
fn scalar(datum: &Datum) -> Option<String> {
    match datum {
        Datum::Text(text) | Datum::Number(text) => Some(text.trim().to_owned()),
        Datum::Bool(value) => Some(value.to_string()),
        Datum::Null | Datum::Unreadable(_) | Datum::List(_) | Datum::Record(_) => None,
    }
}

/// The day that a spreadsheet counts from the end of 1899, if the number is of our time.
fn day_of_spreadsheet(text: &str) -> Option<Date> {
    let days: i32 = text.parse().ok()?;
    let epoch = Date::constant(1899, 12, 30);
    // 1954 to 2064: what lies outside is more likely another number.
    (20_000..60_000)
        .contains(&days)
        .then(|| crate::value::add_duration(epoch, Duration { months: 0, days }))
        .flatten()
}

/// A value; what is wrong and what to do, if the text has none of its type.
type Read = Result<Value, (Sentence, Option<Sentence>)>;

/// A country; what is wrong and what to do, if it is none.
fn country(text: &str) -> Result<Country, (Sentence, Option<Sentence>)> {
    Country::read(text).map_err(|error| (error.sentence(), Some(error.help())))
}

/// Reads one value of a type; what is wrong and what to do, if it does not have the type.
pub fn read_scalar(ty: &Type, text: &str, names: &Names, currency: Option<Currency>) -> Read {
    let told = |error: &dyn Explain| (error.sentence(), None);
    let is_not = |what: Sentence| say!("`{text}` is not {what}", "`{text}` 不是{what}", text, what);
    Ok(match ty {
        Type::Text => Value::Text(text.into()),
        Type::Gtin => match read_gtin(text) {
            GtinText::None => Value::None,
            GtinText::Number(number, _) => Value::Text(number.into()),
            GtinText::Unreadable(error) => {
                return Err((error.sentence(), Some(error.help())));
            }
        },
        Type::Bool => match truth(text) {
            Some(truth) => Value::Bool(truth),
            None => {
                return Err((
                    is_not(ty.described()),
                    Some(say!("write true or false", "请填写 true 或 false")),
                ));
            }
        },
        Type::Number => Value::Number(parse_decimal(text).map_err(|e| told(&e))?),
        Type::Quantity(dimension) => {
            let quantity = match Quantity::parse(text) {
                Err(crate::value::QuantityError::NoUnit(_))
                    if *dimension == crate::value::Dimension::Fraction =>
                {
                    let value = parse_decimal(text).map_err(|e| told(&e))?;
                    let unit = Unit::parse("%").ok_or_else(|| (is_not(ty.described()), None))?;
                    Quantity { value, unit }
                }
                other => other.map_err(|e| told(&e))?,
            };
            if quantity.dimension() != *dimension {
                return Err((
                    say!(
                        "`{text}` is a {found}, but a {expected} was expected",
                        "`{text}` 是{found},应为{expected}",
                        text,
                        found = quantity.dimension(),
                        expected = dimension,
                    ),
                    Some(say!(
                        "units of {dimension} are {units}",
                        "{dimension}的单位有 {units}",
                        dimension,
                        units = Sentence::list(&dimension.units().collect::<Vec<_>>()),
                    )),
                ));
            }
            Value::Quantity(quantity)
        }
        Type::Money => match (Money::parse(text), parse_decimal(text), currency) {
            (Ok(money), _, _) => Value::Money(money),
            (_, Ok(amount), Some(currency)) => Value::Money(Money { amount, currency }),
            (Err(error), _, _) => return Err(told(&error)),
        },
        Type::UnitPrice => Value::UnitPrice(UnitPrice::parse(text).map_err(|e| told(&e))?),
        Type::Date => {
            let day = parse_date(text.split('T').next().unwrap_or(text));
            Value::Date(day.map_err(|error| match day_of_spreadsheet(text) {
                Some(day) => (
                    error.sentence(),
                    Some(say!(
                        "a spreadsheet means {day} by this number: give the cell the format of a date",
                        "电子表格中该数字表示 {day}:请把单元格设为日期格式",
                        day,
                    )),
                ),
                None => told(&error),
            })?)
        }
        Type::Duration => Value::Duration(Duration::parse(text).map_err(|e| told(&e))?),
        Type::Country => Value::Country(country(text)?),
        Type::Market => match Market::parse(text) {
            Ok(market) => Value::Market(market),
            Err(error) => Value::Market(match Country::lookup(text) {
                Some(country) => country.into(),
                None if text.len() <= 6 => return Err(told(&error)),
                None => country(text)?.into(),
            }),
        },
        Type::Currency => Value::Currency(Currency::written(text, currency).map_err(|e| told(&e))?),
        Type::Language => Value::Language(Language::lookup(text).map_err(|e| told(&e))?),
        Type::Duty => Value::Duty(Arc::new(DutyRate::parse(text).map_err(|e| told(&e))?)),
        Type::HsCode => Value::Hs(HsCode::parse(text).map_err(|e| told(&e))?),
        Type::Enum(_) | Type::Class | Type::Channel => {
            let known = names.words_of(ty);
            let word = text.trim().to_lowercase().replace([' ', '-'], "_");
            if let Some(value) = known.iter().find(|value| ***value == *word) {
                Value::Word(value.clone())
            } else {
                let help = if let Some(meant) = did_you_mean(&word, known.iter().map(|v| &**v)) {
                    did_you_mean_this(&meant)
                } else {
                    let words: Vec<&str> = known.iter().map(|v| &**v).collect();
                    say!(
                        "it is one of {words}",
                        "可选值为 {words}",
                        words = Sentence::one_of(&words, 12),
                    )
                };
                return Err((is_not(ty.described()), Some(help)));
            }
        }
        Type::Record(_) | Type::List(_) | Type::Period | Type::Nothing | Type::Wrong => {
            return Err((is_not(ty.described()), None));
        }
    })
}
