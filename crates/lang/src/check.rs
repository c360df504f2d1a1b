//! Expressions: names are resolved and types fitted.
//!
//! A bare word means what is expected beside it: `kind == ce_declaration` knows the enum of `kind`,
//! `origin == CN` the country. So of two operands the one that speaks for itself is looked at first,
//! and its type is what the other is read by.

use std::sync::Arc;

mod call;
mod define;
mod operators;

pub(super) use super::functions::MINOR_UNIT;

use super::defines::Defines;
use super::ir::{Node, NodeKind};
use super::{NameKind, Names, Places, Schema, Type};
use crate::diag::{Applicability, Code, Diagnostic, Fix, did_you_mean, listed};
use crate::record::Value;
use crate::syntax::tree::{Aggregator, Expr, ExprKind, Word};
use crate::syntax::{FileId, Location, Span};
use crate::value::{
    Country, Currency, Duration, HsCode, Language, Market, Money, Quantity, Unit, parse_date,
    parse_decimal,
};

/// Checks the expressions of one module.
pub(super) struct Checker<'a> {
    pub(super) names: &'a Names,
    pub(super) defines: &'a mut Defines,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
    pub(super) places: &'a mut Places,
    pub(super) module: Arc<str>,
    pub(super) file: FileId,
    /// The names that quantifiers give to elements, from the outermost.
    pub(super) variables: Vec<(String, Type)>,
}

impl Checker<'_> {
    fn at(&self, span: Span) -> Location {
        Location {
            file: self.file,
            span,
        }
    }

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let diagnostic = Diagnostic::new(code, self.at(span), message);
        self.diagnostics.push(diagnostic);
        let last = self.diagnostics.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "one was added above")]
        &mut self.diagnostics[last]
    }

    /// A name is used at a place.
    fn used(&mut self, kind: NameKind, path: &str, span: Span) {
        let at = self.at(span);
        self.places.used(kind, path, at);
    }

    /// A name inside another one is used at a place.
    fn used_in(&mut self, kind: NameKind, outer: &str, inner: &str, span: Span) {
        let at = self.at(span);
        self.places.used_in(kind, outer, inner, at);
    }

    fn node(&self, kind: NodeKind, ty: Type, span: Span) -> Node {
        Node {
            kind,
            ty,
            at: self.at(span),
        }
    }

    fn literal(&self, value: Value, ty: Type, span: Span) -> Node {
        self.node(NodeKind::Literal(value), ty, span)
    }

    fn wrong(&self, span: Span) -> Node {
        self.literal(Value::None, Type::Wrong, span)
    }

    /// An expression that must be true or false.
    pub(super) fn condition(&mut self, expr: &Expr) -> Node {
        let node = self.expr(expr, Some(&Type::Bool));
        if !node.ty.fits(&Type::Bool) {
            let described = node.ty.described();
            let help = match &node.ty {
                Type::List(_) => Some("ask about its elements: `any x in …: …`".to_owned()),
                _ => Some("compare it with something, or ask whether it `is given`".to_owned()),
            };
            self.report(
                Code::NotACondition,
                expr.span,
                format!("a condition is needed here, but this is {described}"),
            )
            .help = help;
        }
        node
    }

    /// An expression, read by the type that is wanted where it does not speak for itself.
    pub(super) fn expr(&mut self, expr: &Expr, want: Option<&Type>) -> Node {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Paren(inner) => self.expr(inner, want),
            ExprKind::Bool(value) => self.literal(Value::Bool(*value), Type::Bool, span),
            ExprKind::Broken => self.wrong(span),
            ExprKind::None => {
                self.report(Code::TypeMismatch, span, "`none` cannot be computed with")
                    .help = Some("ask `is given` or `is not given`".into());
                self.wrong(span)
            }
            ExprKind::Number(text) if want == Some(&Type::HsCode) => self.hs(text, span),
            ExprKind::Number(text) => match parse_decimal(text) {
                Ok(number) => self.literal(Value::Number(number), Type::Number, span),
                Err(error) => self.bad(Code::BadNumber, span, &error),
            },
            ExprKind::Quantity { number, unit } => self.quantity(number, unit, span),
            ExprKind::Money { number, currency } => {
                match (parse_decimal(number), Currency::parse(&currency.text)) {
                    (Ok(amount), Ok(currency)) => {
                        self.literal(Value::Money(Money { amount, currency }), Type::Money, span)
                    }
                    (Err(error), _) => self.bad(Code::BadNumber, span, &error),
                    (_, Err(error)) => self.bad(Code::UnknownCurrency, currency.span, &error),
                }
            }
            ExprKind::Duration { number, unit } => {
                match number
                    .parse()
                    .ok()
                    .and_then(|n| Duration::of(n, &unit.text))
                {
                    Some(duration) => self.literal(Value::Duration(duration), Type::Duration, span),
                    None => self.bad(
                        Code::BadNumber,
                        span,
                        &format!("`{number}` is not a whole number of {}", unit.text),
                    ),
                }
            }
            ExprKind::Date(text) => match parse_date(text) {
                Ok(date) => self.literal(Value::Date(date), Type::Date, span),
                Err(error) => self.bad(Code::BadDate, span, &error),
            },
            ExprKind::Text(text) => {
                let ty = if want == Some(&Type::Gtin) {
                    Type::Gtin
                } else {
                    Type::Text
                };
                self.literal(Value::Text(text.as_str().into()), ty, span)
            }
            ExprKind::Code(code) => self.code(code, want, span),
            ExprKind::Hs(text) => self.hs(text, span),
            ExprKind::Builtin(word) => match word.as_str() {
                "today" => self.node(NodeKind::Today, Type::Date, span),
                "destination" => self.node(NodeKind::Destination, Type::Market, span),
                "channel" => self.node(NodeKind::Channel, Type::Channel, span),
                _ => {
                    self.report(
                        Code::TypeMismatch,
                        span,
                        "`class` can only be asked about with `in`",
                    )
                    .help = Some("write `class in [toy, …]`".into());
                    self.wrong(span)
                }
            },
            ExprKind::Path(words) => self.path(words, want, span),
            ExprKind::List(items) => self.list(items, want, span),
            ExprKind::Not(inner) => {
                let node = self.condition(inner);
                self.node(NodeKind::Not(Box::new(node)), Type::Bool, span)
            }
            ExprKind::And(all) => {
                let nodes = all.iter().map(|e| self.condition(e)).collect();
                self.node(NodeKind::And(nodes), Type::Bool, span)
            }
            ExprKind::Or(all) => {
                let nodes = all.iter().map(|e| self.condition(e)).collect();
                self.node(NodeKind::Or(nodes), Type::Bool, span)
            }
            ExprKind::Neg(inner) => {
                let node = self.expr(inner, want);
                if !node.ty.has_negative() {
                    let described = node.ty.described();
                    self.report(
                        Code::TypeMismatch,
                        span,
                        format!("{described} has no negative"),
                    );
                    return self.wrong(span);
                }
                let ty = node.ty.clone();
                self.node(NodeKind::Neg(Box::new(node)), ty, span)
            }
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, span),
            ExprKind::Range(_, _) => {
                self.report(
                    Code::TypeMismatch,
                    span,
                    "a range can only stand behind `in`",
                )
                .help = Some("write `x in a .. b`".into());
                self.wrong(span)
            }
            ExprKind::Given { of, negated } => self.given(of, *negated, span),
            ExprKind::Matches { of, regex } => self.matches(of, regex, span),
            ExprKind::Convert { of, currency } => {
                let node = self.expr(of, Some(&Type::Money));
                self.expect(&node, &Type::Money);
                match Currency::parse(&currency.text) {
                    Ok(code) => {
                        self.node(NodeKind::Convert(Box::new(node), code), Type::Money, span)
                    }
                    Err(error) => self.bad(Code::UnknownCurrency, currency.span, &error),
                }
            }
            ExprKind::Quantified {
                quantifier,
                variable,
                list,
                condition,
            } => {
                let list = self.over(list, variable);
                let condition = self.condition(condition);
                self.variables.pop();
                self.node(
                    NodeKind::Quantified(*quantifier, Box::new(list), Box::new(condition)),
                    Type::Bool,
                    span,
                )
            }
            ExprKind::Aggregate {
                aggregator,
                body,
                variable,
                list,
                filter,
            } => {
                let list = self.over(list, variable);
                let body = body.as_ref().map(|body| self.expr(body, None));
                let filter = filter
                    .as_ref()
                    .map(|filter| Box::new(self.condition(filter)));
                self.variables.pop();
                let ty = match &body {
                    None => Type::Number,
                    Some(body) => {
                        let fits = match aggregator {
                            Aggregator::Sum => body.ty.adds(),
                            Aggregator::First | Aggregator::Count => true,
                            Aggregator::Min | Aggregator::Max => body.ty.ordered(),
                        };
                        if !fits {
                            let message = format!(
                                "`{}` cannot be made of {}",
                                aggregator.word(),
                                body.ty.described()
                            );
                            let span = body.at.span;
                            self.report(Code::TypeMismatch, span, message);
                        }
                        body.ty.clone()
                    }
                };
                let kind = NodeKind::Aggregate {
                    aggregator: *aggregator,
                    body: body.map(Box::new),
                    list: Box::new(list),
                    filter,
                };
                self.node(kind, ty, span)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => {
                let condition = self.condition(condition);
                let (then, otherwise) = self.pair(then, otherwise, want);
                if !then.ty.fits(&otherwise.ty) {
                    self.mismatch(&then, &otherwise, "the two branches");
                }
                let ty = then.ty.clone();
                self.node(
                    NodeKind::If(Box::new(condition), Box::new(then), Box::new(otherwise)),
                    ty,
                    span,
                )
            }
            ExprKind::Call {
                function,
                arguments,
            } => self.call(function, arguments, span),
            ExprKind::Lookup {
                table,
                keys,
                column,
            } => self.lookup(table, keys, column, span),
        }
    }

    fn bad(&mut self, code: Code, span: Span, error: &dyn std::fmt::Display) -> Node {
        self.report(code, span, error.to_string());
        self.wrong(span)
    }

    fn expect(&mut self, node: &Node, ty: &Type) {
        if !node.ty.fits(ty) {
            let message = format!(
                "{} is needed here, but this is {}",
                ty.described(),
                node.ty.described()
            );
            self.report(Code::TypeMismatch, node.at.span, message);
        }
    }

    fn hs(&mut self, text: &str, span: Span) -> Node {
        match HsCode::parse(text) {
            Ok(code) => self.literal(Value::Hs(code), Type::HsCode, span),
            Err(error) => self.bad(Code::UnknownHsCode, span, &error),
        }
    }

    fn quantity(&mut self, number: &str, unit: &Word, span: Span) -> Node {
        let value = match parse_decimal(number) {
            Ok(value) => value,
            Err(error) => return self.bad(Code::BadNumber, span, &error),
        };
        if let Some(unit) = Unit::parse(&unit.text) {
            self.literal(
                Value::Quantity(Quantity { value, unit }),
                Type::Quantity(unit.dimension()),
                span,
            )
        } else {
            self.report(
                Code::UnknownUnit,
                unit.span,
                format!("there is no unit `{}`", unit.text),
            )
            .meant(Unit::suggest(&unit.text));
            self.wrong(span)
        }
    }

    fn code(&mut self, code: &str, want: Option<&Type>, span: Span) -> Node {
        if want == Some(&Type::Currency) {
            return match Currency::parse(code) {
                Ok(currency) => self.literal(Value::Currency(currency), Type::Currency, span),
                Err(error) => self.bad(Code::UnknownCurrency, span, &error),
            };
        }
        if want == Some(&Type::Country)
            && let Some(country) = Country::parse(code)
        {
            self.used(NameKind::Market, code, span);
            return self.literal(Value::Country(country), Type::Country, span);
        }
        if self.names.groups.contains_key(code) {
            self.report(
                Code::TypeMismatch,
                span,
                format!("`{code}` is a group of countries, not one"),
            )
            .help = Some(format!("ask `in {code}`"));
            return self.wrong(span);
        }
        match Market::parse(code) {
            Ok(market) => {
                self.used(NameKind::Market, code, span);
                self.literal(Value::Market(market), Type::Market, span)
            }
            // Nothing asks for a country here, and none has three letters.
            Err(_) if want.is_none() && Currency::parse(code).is_ok() => {
                self.code(code, Some(&Type::Currency), span)
            }
            Err(error) => {
                let groups = self.names.groups.keys().map(|name| &**name);
                let meant = did_you_mean(code, groups);
                self.report(Code::UnknownMarket, span, error.to_string())
                    .meant(meant);
                self.wrong(span)
            }
        }
    }

    /// A bare word that only its surroundings give a meaning.
    fn contextual(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Paren(inner) => self.contextual(inner),
            ExprKind::Path(words) => match words.as_slice() {
                [word] => !self.resolves(&word.text),
                _ => false,
            },
            ExprKind::Code(_) | ExprKind::Number(_) | ExprKind::Text(_) => true,
            ExprKind::List(items) => items.iter().all(|item| self.contextual(item)),
            _ => false,
        }
    }

    fn resolves(&self, word: &str) -> bool {
        self.variables.iter().any(|(name, _)| name == word)
            || self
                .names
                .schema
                .root_attribute(word)
                .is_some_and(|a| &*a.name == word)
            || !self.defines.named(word).is_empty()
            || self.names.charges.contains_key(word)
            || matches!(word, "product" | "offer" | "seller")
    }

    fn pair(&mut self, left: &Expr, right: &Expr, want: Option<&Type>) -> (Node, Node) {
        if self.contextual(left) && !self.contextual(right) {
            let right = self.expr(right, want);
            let left = self.expr(left, Some(&right.ty.clone()));
            (left, right)
        } else {
            let left = self.expr(left, want);
            let right = self.expr(right, Some(&left.ty.clone()));
            (left, right)
        }
    }

    fn mismatch(&mut self, left: &Node, right: &Node, what: &str) {
        let (code, message) = match (&left.ty, &right.ty) {
            (Type::Quantity(a), Type::Quantity(b)) => (
                Code::DimensionMismatch,
                format!("{what} measure different things: {a} and {b}"),
            ),
            (a, b) => (
                Code::TypeMismatch,
                format!("{what} do not fit: {} and {}", a.described(), b.described()),
            ),
        };
        let help = match (&left.ty, &right.ty) {
            (Type::Money, Type::Number) | (Type::Number, Type::Money) => {
                Some("write the currency: `150 EUR`")
            }
            (Type::Quantity(_), Type::Number) | (Type::Number, Type::Quantity(_)) => {
                Some("write the unit")
            }
            (Type::Enum(_), Type::Text) | (Type::Text, Type::Enum(_)) => {
                Some("a value of an enum stands without quotes")
            }
            (Type::Date, Type::Text) | (Type::Text, Type::Date) => {
                Some("a date stands without quotes: 2026-01-31")
            }
            (Type::List(_), _) => Some("ask about its elements: `any x in …: x == …`"),
            _ => None,
        };
        let (left_text, right_text) = (left.ty.described(), right.ty.described());
        let (left_at, right_at) = (left.at, right.at);
        let mut problem = Diagnostic::new(code, right_at, message)
            .label(right_text)
            .also(left_at, left_text)
            .help_if(help.map(str::to_owned));
        problem.fix = self
            .without_quotes(left, &right.ty)
            .or_else(|| self.without_quotes(right, &left.ty));
        self.diagnostics.push(problem);
    }

    /// A text in quotes that is a value of an enum or a date without them: it can only have meant that.
    fn without_quotes(&self, text: &Node, want: &Type) -> Option<Fix> {
        let NodeKind::Literal(Value::Text(written)) = &text.kind else {
            return None;
        };
        let is_one = match want {
            Type::Enum(_) => self.names.is_word(want, written),
            Type::Date => parse_date(written).is_ok(),
            _ => false,
        };
        let title = format!("write {written} without quotes");
        is_one.then(|| Fix::one(Applicability::Safe, title, text.at, &**written))
    }

    fn path(&mut self, words: &[Word], want: Option<&Type>, span: Span) -> Node {
        let Some(first) = words.first() else {
            return self.wrong(span);
        };
        if let [word] = words
            && !self.variables.iter().any(|(name, _)| *name == word.text)
            && let Some(node) = self.word(word, want, span)
        {
            return node;
        }
        if let Some(index) = self
            .variables
            .iter()
            .rposition(|(name, _)| *name == first.text)
        {
            let ty = self
                .variables
                .get(index)
                .map_or(Type::Wrong, |(_, ty)| ty.clone());
            let rest = words.get(1..).unwrap_or_default();
            let element_of = match &ty {
                Type::Record(record) => Some(record.clone()),
                _ => None,
            };
            let (names, ty) = self.steps(ty, rest);
            let attribute =
                (!names.is_empty()).then(|| self.defines.reading.attribute(element_of, names));
            return self.node(NodeKind::Element(index, attribute), ty, span);
        }
        let rest = if matches!(first.text.as_str(), "product" | "offer") && words.len() > 1 {
            self.used(NameKind::Record, first.text.as_str(), first.span);
            words.get(1..).unwrap_or_default()
        } else {
            words
        };
        let Some(head) = rest.first() else {
            return self.wrong(span);
        };
        if head.text == Schema::SELLER && rest.len() > 1 {
            self.used(NameKind::Record, Schema::SELLER, head.span);
            let (mut names, ty) = self.steps(
                Type::Record(Schema::SELLER.into()),
                rest.get(1..).unwrap_or_default(),
            );
            names.insert(0, Schema::SELLER.into());
            return self.attribute(names, ty, span);
        }
        let found = self
            .names
            .schema
            .root_attribute(&head.text)
            .map(|a| (a.name.clone(), a.ty.clone()));
        if let Some((name, ty)) = found.filter(|(name, _)| **name == *head.text) {
            if let Some(root) = self.names.schema.root_of(&name) {
                self.used_in(NameKind::Attribute, root, &name, head.span);
            }
            let (mut names, ty) = self.steps(ty, rest.get(1..).unwrap_or_default());
            names.insert(0, name.clone());
            let node = self.attribute(names, ty, span);
            if rest.len() == 1 && node.ty == Type::Money && self.names.charges.contains_key(&name) {
                self.used(NameKind::Charge, &name, head.span);
                return self.node(NodeKind::Stated(Box::new(node), name), Type::Money, span);
            }
            return node;
        }
        if rest.len() == 1
            && let Some((name, _)) = self.names.charges.get_key_value(head.text.as_str())
        {
            self.used(NameKind::Charge, name, head.span);
            return self.node(NodeKind::Charge(name.clone()), Type::Money, span);
        }
        if rest.len() == 1
            && let Some(index) = self.define(&head.text, head.span)
        {
            return self.defined(index, span);
        }
        self.unknown_attribute(head, want)
    }

    fn attribute(&mut self, names: Vec<Arc<str>>, ty: Type, span: Span) -> Node {
        let attribute = self.defines.reading.attribute(None, names);
        self.node(NodeKind::Attribute(attribute), ty, span)
    }

    /// A single word as a value of what is wanted.
    fn word(&mut self, word: &Word, want: Option<&Type>, span: Span) -> Option<Node> {
        let ty = want?;
        match ty {
            Type::Enum(_) | Type::Class | Type::Channel => {
                let words = self.names.words_of(ty);
                if let Some(value) = words.iter().find(|value| ***value == *word.text) {
                    match ty {
                        Type::Enum(name) => {
                            self.used_in(NameKind::Value, name, value, word.span);
                        }
                        Type::Class => self.used(NameKind::Class, value, word.span),
                        _ => self.used(NameKind::Channel, value, word.span),
                    }
                    return Some(self.literal(Value::Word(value.clone()), ty.clone(), span));
                }
                if self.resolves(&word.text) {
                    return None;
                }
                let known: Vec<&str> = words.iter().map(|w| &**w).collect();
                let meant = did_you_mean(&word.text, known.iter().copied());
                let code = match ty {
                    Type::Class => Code::UnknownClass,
                    Type::Channel => Code::UnknownChannel,
                    _ => Code::UnknownValue,
                };
                self.report(
                    code,
                    word.span,
                    format!("`{}` is not {}", word.text, ty.described()),
                )
                .meant(meant)
                .or_help(|| format!("it is one of {}", listed(&known, 16)));
                Some(self.literal(Value::None, Type::Wrong, span))
            }
            Type::Language => match Language::parse(&word.text) {
                Ok(language) => Some(self.literal(Value::Language(language), Type::Language, span)),
                Err(_) if self.resolves(&word.text) => None,
                Err(error) => Some(self.bad(Code::UnknownLanguage, word.span, &error)),
            },
            _ => None,
        }
    }

    fn unknown_attribute(&mut self, word: &Word, want: Option<&Type>) -> Node {
        let mut known: Vec<String> = self.names.schema.root_names().map(str::to_owned).collect();
        known.extend(
            self.defines
                .all()
                .iter()
                .map(|define| define.name.text.clone()),
        );
        known.extend(self.names.charges.keys().map(ToString::to_string));
        known.extend(self.variables.iter().map(|(name, _)| name.clone()));
        let meant = did_you_mean(&word.text, known.iter().map(String::as_str));
        // Beside what could not be understood, and was told, the word may well be a value.
        if want == Some(&Type::Wrong) && meant.is_none() && !self.diagnostics.is_empty() {
            return self.wrong(word.span);
        }
        let help = match want {
            Some(Type::Text) => "a text stands in quotes",
            _ => "`tidewaiter schema` lists every attribute",
        };
        self.report(
            Code::UnknownAttribute,
            word.span,
            format!("the schema has no attribute `{}`", word.text),
        )
        .meant(meant)
        .or_help(|| help.to_owned());
        self.wrong(word.span)
    }

    /// Follows the names behind the first one through records.
    fn steps(&mut self, start: Type, words: &[Word]) -> (Vec<Arc<str>>, Type) {
        let mut ty = start;
        let mut names = Vec::new();
        for word in words {
            let Type::Record(record) = &ty else {
                if ty != Type::Wrong {
                    let help = matches!(ty, Type::List(_))
                        .then(|| "ask about its elements: `any x in …: x.…`".to_owned());
                    let described = ty.described();
                    self.report(
                        Code::UnknownAttribute,
                        word.span,
                        format!("{described} has no attribute `{}`", word.text),
                    )
                    .help = help;
                }
                return (names, Type::Wrong);
            };
            let Some(definition) = self.names.schema.records.get(record) else {
                return (names, Type::Wrong);
            };
            if let Some(attribute) = definition.attributes.get(&*word.text) {
                let at = Location {
                    file: self.file,
                    span: word.span,
                };
                self.places
                    .used_in(NameKind::Attribute, record, &word.text, at);
                names.push(attribute.name.clone());
                ty = attribute.ty.clone();
            } else {
                let known: Vec<&str> = definition.attributes.keys().map(|k| &**k).collect();
                let meant = did_you_mean(&word.text, known.iter().copied());
                let record = record.clone();
                self.report(
                    Code::UnknownAttribute,
                    word.span,
                    format!("the record {record} has no attribute `{}`", word.text),
                )
                .meant(meant)
                .or_help(|| format!("it has {}", listed(&known, 16)));
                return (names, Type::Wrong);
            }
        }
        (names, ty)
    }

    fn list(&mut self, items: &[Expr], want: Option<&Type>, span: Span) -> Node {
        let element = match want {
            Some(Type::List(inner)) => Some((**inner).clone()),
            _ => None,
        };
        let mut nodes: Vec<Node> = Vec::new();
        for item in items {
            let expected = element
                .clone()
                .or_else(|| nodes.first().map(|n: &Node| n.ty.clone()));
            let node = self.expr(item, expected.as_ref());
            if let Some(first) = nodes.first()
                && !first.ty.fits(&node.ty)
            {
                let first = first.clone();
                self.mismatch(&first, &node, "the elements of the list");
            }
            nodes.push(node);
        }
        let ty = element
            .or_else(|| nodes.first().map(|n| n.ty.clone()))
            .unwrap_or(Type::Wrong);
        self.node(NodeKind::List(nodes), Type::List(Box::new(ty)), span)
    }

    /// The list of a quantifier; its variable is in scope afterwards.
    fn over(&mut self, list: &Expr, variable: &Word) -> Node {
        let node = self.expr(list, None);
        let element = match &node.ty {
            Type::List(inner) => (**inner).clone(),
            Type::Wrong => Type::Wrong,
            other => {
                let described = other.described();
                self.report(
                    Code::NotAList,
                    list.span,
                    format!("a list is needed here, but this is {described}"),
                );
                Type::Wrong
            }
        };
        if self
            .names
            .schema
            .root_attribute(&variable.text)
            .is_some_and(|a| *a.name == *variable.text)
            || self
                .variables
                .iter()
                .any(|(name, _)| *name == variable.text)
        {
            self.report(
                Code::DuplicateName,
                variable.span,
                format!("`{}` already means something else here", variable.text),
            )
            .help = Some("give the element another name".into());
        }
        self.variables.push((variable.text.clone(), element));
        node
    }

    fn given(&mut self, of: &Expr, negated: bool, span: Span) -> Node {
        let mut node = self.expr(of, None);
        // What is given is the attribute, not the amount that stands in for it.
        if let NodeKind::Stated(attribute, _) = node.kind {
            node = *attribute;
        }
        if !matches!(
            node.kind,
            NodeKind::Attribute(_) | NodeKind::Element(_, _) | NodeKind::Lookup { .. }
        ) && node.ty != Type::Wrong
        {
            self.report(
                Code::TypeMismatch,
                of.span,
                "only an attribute, or a row of a table, can be given or not",
            )
            .help = Some("write the path of an attribute before `is given`".into());
        }
        let given = self.node(NodeKind::Given(Box::new(node)), Type::Bool, span);
        if negated {
            self.node(NodeKind::Not(Box::new(given)), Type::Bool, span)
        } else {
            given
        }
    }

    fn matches(&mut self, of: &Expr, regex: &Word, span: Span) -> Node {
        let node = self.expr(of, Some(&Type::Text));
        self.expect(&node, &Type::Text);
        match compile(&regex.text) {
            Ok(compiled) => self.node(
                NodeKind::Matches(Box::new(node), compiled),
                Type::Bool,
                span,
            ),
            Err(message) => {
                self.report(Code::BadRegex, regex.span, format!("this regular expression does not compile: {message}"))
                    .help = Some("the syntax is that of the Rust crate regex: no look-around, no back-references".into());
                self.wrong(span)
            }
        }
    }
}

/// Compiles `/pattern/i`.
pub(super) fn compile(written: &str) -> Result<regex::Regex, String> {
    let (body, insensitive) = match written.strip_suffix('i') {
        Some(rest) => (rest, true),
        None => (written, false),
    };
    let pattern = body
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .unwrap_or(body)
        .replace("\\/", "/");
    regex::RegexBuilder::new(&pattern)
        .case_insensitive(insensitive)
        .size_limit(1 << 20)
        .build()
        .map_err(|error| match error {
            regex::Error::Syntax(message) => message
                .lines()
                .last()
                .map(|line| line.trim_start_matches("error: ").to_owned())
                .unwrap_or(message),
            other => other.to_string(),
        })
}
