//! Operators between operands, membership and tables.

use std::cmp::Ordering;

use super::Checker;
use crate::diag::{Applicability, Code, Fix, did_you_mean};
use crate::ir::{Node, NodeKind, ScopeItem};
use crate::record::Value;
use crate::syntax::Span;
use crate::syntax::tree::{BinaryOp, Expr, ExprKind, Word};
use crate::value::Dimension;
use crate::{NameKind, Type, values};

/// Every type, where it stands on the left of one that does not fit it: a new one does not compile
/// before it is said what can be computed with it.
macro_rules! of_no_use {
    () => {
        Type::Bool
            | Type::Text
            | Type::Number
            | Type::Quantity(_)
            | Type::Money
            | Type::UnitPrice
            | Type::Date
            | Type::Duration
            | Type::Period
            | Type::Country
            | Type::Market
            | Type::Currency
            | Type::Language
            | Type::HsCode
            | Type::Gtin
            | Type::Enum(_)
            | Type::Class
            | Type::Channel
            | Type::Duty
            | Type::List(_)
            | Type::Record(_)
            | Type::Nothing
    };
}

impl Checker<'_> {
    pub(super) fn binary(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Node {
        match op {
            BinaryOp::In | BinaryOp::NotIn => {
                let node = self.membership(left, right, span);
                if op == BinaryOp::NotIn {
                    return self.node(NodeKind::Not(Box::new(node)), Type::Bool, span);
                }
                node
            }
            BinaryOp::Under => {
                let code = self.expr(left, Some(&Type::HsCode));
                self.expect(&code, &Type::HsCode);
                let items = match &right.kind {
                    ExprKind::List(items) => items.as_slice(),
                    _ => std::slice::from_ref(right),
                };
                let mut prefixes = Vec::new();
                for item in items {
                    let node = self.expr(item, Some(&Type::HsCode));
                    if let NodeKind::Literal(Value::Hs(code)) = node.kind {
                        prefixes.push(code);
                    } else if node.ty != Type::Wrong {
                        self.report(Code::TypeMismatch, item.span, "an HS code is needed here");
                    }
                }
                self.node(NodeKind::Under(Box::new(code), prefixes), Type::Bool, span)
            }
            BinaryOp::Mentions => {
                let text = self.expr(left, Some(&Type::Text));
                self.expect(&text, &Type::Text);
                let phrases = self.expr(right, Some(&Type::List(Box::new(Type::Text))));
                if phrases.ty != Type::Text {
                    self.expect(&phrases, &Type::List(Box::new(Type::Text)));
                }
                self.node(
                    NodeKind::Mentions(Box::new(text), Box::new(phrases)),
                    Type::Bool,
                    span,
                )
            }
            BinaryOp::Contains => {
                let whole = self.expr(left, None);
                let part_type = match &whole.ty {
                    Type::List(inner) => (**inner).clone(),
                    other => other.clone(),
                };
                if !matches!(whole.ty, Type::List(_) | Type::Text | Type::Wrong) {
                    let described = whole.ty.described();
                    self.report(
                        Code::NotAList,
                        left.span,
                        format!("{described} contains nothing"),
                    );
                }
                let part = self.expr(right, Some(&part_type));
                self.expect(&part, &part_type);
                self.node(
                    NodeKind::Contains(Box::new(whole), Box::new(part)),
                    Type::Bool,
                    span,
                )
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div => {
                let (left, right) = self.pair(left, right, None);
                let ty = self.arithmetic(op, &left, &right);
                if op == BinaryOp::Div && is_zero(&right) {
                    self.report(Code::NeverKnown, span, "a division by 0 is never known");
                }
                self.node(
                    NodeKind::Arithmetic(op, Box::new(left), Box::new(right)),
                    ty,
                    span,
                )
            }
            BinaryOp::Eq
            | BinaryOp::Ne
            | BinaryOp::Lt
            | BinaryOp::Le
            | BinaryOp::Gt
            | BinaryOp::Ge => {
                let (words, before) = ((left, right), self.diagnostics.len());
                let (left, right) = self.pair(left, right, None);
                self.is_in_group(op, words, before);
                let order = !matches!(op, BinaryOp::Eq | BinaryOp::Ne);
                if !left.ty.fits(&right.ty) {
                    self.mismatch(&left, &right, "the two sides");
                } else if order && !(left.ty.ordered() && right.ty.ordered()) {
                    let described = left.ty.described();
                    self.report(
                        Code::NoOrder,
                        span,
                        format!("{described} is neither smaller nor larger than another"),
                    )
                    .help = Some(
                        "only numbers, quantities, money, unit prices, dates and durations have an order".into(),
                    );
                } else if !left.ty.comparable() {
                    let described = left.ty.described();
                    self.report(
                        Code::TypeMismatch,
                        span,
                        format!("{described} cannot be compared"),
                    )
                    .help = Some("compare its elements or attributes".into());
                }
                self.node(
                    NodeKind::Compare(op, Box::new(left), Box::new(right)),
                    Type::Bool,
                    span,
                )
            }
        }
    }

    /// A comparison with a group, which was told, asks for membership.
    fn is_in_group(&mut self, op: BinaryOp, (left, right): (&Expr, &Expr), before: usize) {
        let word = match op {
            BinaryOp::Eq => " in ",
            BinaryOp::Ne => " not in ",
            _ => return,
        };
        let ExprKind::Code(code) = &right.kind else {
            return;
        };
        if !self.names.groups.contains_key(code.as_str()) {
            return;
        }
        let span = Span {
            start: left.span.end,
            end: right.span.start,
        };
        // Between the sides stands the sign, and what else is there would go with it.
        let applicability = if span.end.saturating_sub(span.start) <= 4 {
            Applicability::Safe
        } else {
            Applicability::Maybe
        };
        let at = self.at(span);
        let told = self.diagnostics.iter_mut().skip(before);
        for problem in told.filter(|problem| problem.primary.at.span == right.span) {
            let title = format!("ask `{}{code}`", word.trim_start());
            problem.fix = Some(Fix::one(applicability, title, at, word));
        }
    }

    fn arithmetic(&mut self, op: BinaryOp, left: &Node, right: &Node) -> Type {
        use BinaryOp::{Add, Div, Mul, Sub};
        use Type::{Date, Duration, Money, Number, Period, Quantity, UnitPrice, Wrong};
        let fraction = Dimension::Fraction;
        match (&left.ty, op, &right.ty) {
            (Wrong, _, _) | (_, _, Wrong) => Wrong,
            (Number, _, Number) => Number,
            (Quantity(a), Add | Sub, Quantity(b)) if a == b => Quantity(*a),
            (Money, Add | Sub, Money) => Money,
            (Date, Add | Sub, Duration) => Date,
            (Duration, Add | Sub, Duration) => Duration,
            (Date, Sub, Date) => Period,
            (Quantity(a), Mul | Div, Number) => Quantity(*a),
            (Number, Mul, Quantity(a)) => Quantity(*a),
            (Money, Mul | Div, Number) => Money,
            (Number, Mul, Money) => Money,
            (Money, Mul, Quantity(d)) if *d == fraction => Money,
            (Quantity(d), Mul, Money) if *d == fraction => Money,
            (Money, Div, Money) => Number,
            (Money, Div, Quantity(d)) if *d == fraction => Money,
            (Money, Div, Quantity(_)) => UnitPrice,
            (UnitPrice, Mul, Quantity(_)) | (Quantity(_), Mul, UnitPrice) => Money,
            (UnitPrice, Mul, Number) | (Number, Mul, UnitPrice) => UnitPrice,
            (UnitPrice, Div, UnitPrice) => Number,
            (Quantity(a), Div, Quantity(b)) if a == b => Number,
            (Quantity(a), Mul, Quantity(b)) if a.times(*b).is_some() => {
                Quantity(a.times(*b).unwrap_or(*a))
            }
            (Quantity(a), Div, Quantity(b)) if a.over(*b).is_some() => {
                Quantity(a.over(*b).unwrap_or(*a))
            }
            (of_no_use!(), _, _) => {
                self.mismatch(left, right, &format!("the operands of `{}`", op.symbol()));
                Wrong
            }
        }
    }

    fn membership(&mut self, left: &Expr, right: &Expr, span: Span) -> Node {
        if let ExprKind::Builtin(word) = &left.kind
            && word == "class"
        {
            return self.class_membership(right, span);
        }
        let of = self.expr(left, None);
        if matches!(of.ty, Type::List(_)) {
            self.report(
                Code::TypeMismatch,
                left.span,
                "a list is not a member of something",
            )
            .help = Some("ask about its elements: `any x in …: x in …`".into());
            return self.wrong(span);
        }
        let mut right = right;
        while let ExprKind::Paren(inner) = &right.kind {
            right = inner;
        }
        match &right.kind {
            ExprKind::Range(low, high) => {
                let want = of.ty.clone();
                let low = self.expr(low, Some(&want));
                let high = self.expr(high, Some(&want));
                for bound in [&low, &high] {
                    if !of.ty.fits(&bound.ty) {
                        self.mismatch(&of, bound, "the value and the bound");
                    } else if !of.ty.ordered() {
                        let described = of.ty.described();
                        self.report(
                            Code::NoOrder,
                            span,
                            format!("{described} has no order, so no range"),
                        );
                        break;
                    }
                }
                if let (NodeKind::Literal(from), NodeKind::Literal(to)) = (&low.kind, &high.kind)
                    && is_above(from, to)
                {
                    self.report(
                        Code::NeverKnown,
                        right.span,
                        format!("no value lies between {from} and {to}"),
                    )
                    .help = Some("the smaller bound comes first".into());
                }
                self.node(
                    NodeKind::Between(Box::new(of), Box::new(low), Box::new(high)),
                    Type::Bool,
                    span,
                )
            }
            ExprKind::Code(code) if self.names.groups.contains_key(code.as_str()) => {
                self.needs_market(&of);
                self.used(NameKind::Group, code.as_str(), right.span);
                self.node(
                    NodeKind::In(Box::new(of), vec![ScopeItem::Group(code.as_str().into())]),
                    Type::Bool,
                    span,
                )
            }
            ExprKind::List(items) => {
                let want = of.ty.clone();
                let mut members = Vec::new();
                for item in items {
                    if let ExprKind::Code(code) = &item.kind
                        && self.names.groups.contains_key(code.as_str())
                    {
                        self.needs_market(&of);
                        self.used(NameKind::Group, code.as_str(), item.span);
                        members.push(ScopeItem::Group(code.as_str().into()));
                        continue;
                    }
                    let node = self.expr(item, Some(&want));
                    if !of.ty.fits(&node.ty) {
                        self.mismatch(&of, &node, "the value and this member");
                    }
                    members.push(ScopeItem::One(node));
                }
                self.node(NodeKind::In(Box::new(of), members), Type::Bool, span)
            }
            _ => {
                let want = Type::List(Box::new(of.ty.clone()));
                let list = self.expr(right, Some(&want));
                match &list.ty {
                    Type::Wrong => {}
                    Type::List(inner) if inner.fits(&of.ty) => {}
                    Type::List(_) => {
                        self.mismatch(&of, &list, "the value and the elements of the list");
                    }
                    other => {
                        let described = other.described();
                        self.report(
                            Code::NotAList,
                            right.span,
                            format!(
                                "a list, range or group is needed here, but this is {described}"
                            ),
                        );
                    }
                }
                self.node(
                    NodeKind::InList(Box::new(of), Box::new(list)),
                    Type::Bool,
                    span,
                )
            }
        }
    }

    fn needs_market(&mut self, of: &Node) {
        if !of.ty.fits(&Type::Market) {
            let message = format!(
                "a group has countries as members, but this is {}",
                of.ty.described()
            );
            self.report(Code::TypeMismatch, of.at.span, message);
        }
    }

    fn class_membership(&mut self, right: &Expr, span: Span) -> Node {
        let items = match &right.kind {
            ExprKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(right),
        };
        let mut classes = Vec::new();
        for item in items {
            let ExprKind::Path(words) = &item.kind else {
                self.report(
                    Code::UnknownClass,
                    item.span,
                    "the name of a class is needed here",
                );
                continue;
            };
            if let [word] = words.as_slice()
                && let Some(node) = self.word(word, Some(&Type::Class), item.span)
                && let NodeKind::Literal(Value::Word(class)) = node.kind
            {
                classes.push(class);
            }
        }
        // A product of a class is in every class above it: the set is widened once, here.
        let below = self.names.classes_below(&classes);
        classes.extend(below);
        self.node(NodeKind::InClasses(classes), Type::Bool, span)
    }

    pub(super) fn lookup(
        &mut self,
        table: &Word,
        keys: &[Expr],
        column: &Word,
        span: Span,
    ) -> Node {
        let Some(index) = self
            .names
            .tables
            .iter()
            .position(|t| *t.name == *table.text)
        else {
            let known = self.names.tables.iter().map(|t| &*t.name);
            let meant = did_you_mean(&table.text, known);
            self.report(
                Code::UnknownTable,
                table.span,
                format!("there is no table `{}`", table.text),
            )
            .meant(meant);
            return self.wrong(span);
        };
        let names = self.names;
        let Some(declared) = names.tables.get(index) else {
            return self.wrong(span);
        };
        self.used(NameKind::Table, &declared.name, table.span);
        let Some(position) = declared
            .values
            .iter()
            .position(|(name, _)| **name == *column.text)
        else {
            let known = declared.values.iter().map(|(name, _)| &**name);
            let meant = did_you_mean(&column.text, known);
            self.report(
                Code::UnknownTable,
                column.span,
                format!(
                    "the table {} has no column `{}`",
                    declared.name, column.text
                ),
            )
            .meant(meant);
            return self.wrong(span);
        };
        self.used_in(NameKind::Column, &declared.name, &column.text, column.span);
        if keys.len() != declared.keys.len() {
            self.report(
                Code::WrongArguments,
                span,
                format!(
                    "the table {} is looked up by {}, not by {}",
                    declared.name,
                    declared.keys.len(),
                    keys.len()
                ),
            );
            return self.wrong(span);
        }
        let mut nodes = Vec::new();
        for (key, (_, ty, _)) in keys.iter().zip(&declared.keys) {
            let node = self.expr(key, Some(ty));
            self.expect(&node, ty);
            nodes.push(node);
        }
        let ty = declared
            .values
            .get(position)
            .map_or(Type::Wrong, |(_, ty)| ty.clone());
        let kind = NodeKind::Lookup {
            table: index,
            keys: nodes,
            column: position,
        };
        self.node(kind, ty, span)
    }
}

/// A constant of nothing: a division by it is never known.
pub(super) fn is_zero(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Literal(value) => values::is_zero(value),
        NodeKind::Neg(inner) => is_zero(inner),
        _ => false,
    }
}

fn is_above(from: &Value, to: &Value) -> bool {
    values::order(from, to) == Ok(Ordering::Greater)
}
