//! How expressions, records and lists are broken when they do not fit on a line: outermost first.
//!
//! What fits stays on its line. What does not is broken at its outermost operators, one part a line:
//! first `if … then … else …`, then `or` and `and`, comparisons, sums and products, and only last
//! inside brackets. So what belongs together stays together, and a line reads aloud. Lists of plain
//! words are filled, all others have an element a line.
//!
//! The layout itself is Wadler's, by the crate `pretty`; this file says where things may be broken. It
//! knows the tree and the text it was read from, and nothing of items or comments.

use pretty::{Arena, DocAllocator, DocBuilder};

use super::super::Span;
use super::super::tree::{
    BinaryOp, BlocksClause, Citation, ExceptClause, Expr, ExprKind, RecordLiteral, ReliefClause,
    Value, ValueKind, Word,
};
use super::text::{WIDTH, kept, tidy};

/// A text with the places where it may be broken.
pub(super) type Doc<'a> = DocBuilder<'a, Arena<'a>>;

/// How much further what continues is indented.
const STEP: isize = 2;

/// Makes texts with places to break of pieces of the tree.
pub(super) struct Layout<'a> {
    arena: &'a Arena<'a>,
    source: &'a str,
}

/// The lines of what `build` makes, indented by `indent`, which the first line itself lacks.
pub(super) fn rendered(
    source: &str,
    indent: usize,
    build: impl for<'a> FnOnce(&Layout<'a>) -> Doc<'a>,
) -> String {
    let arena = Arena::new();
    let layout = Layout {
        arena: &arena,
        source,
    };
    let doc = layout
        .text(" ".repeat(indent))
        .append(build(&layout).nest(indent as isize));
    let shown = doc.pretty(WIDTH).to_string();
    shown.get(indent..).unwrap_or_default().to_owned()
}

/// Operators that are broken together: the higher ones first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier {
    Comparison,
    Range,
    Sum,
    Product,
}

impl<'a> Layout<'a> {
    pub(super) fn text(&self, text: impl Into<String>) -> Doc<'a> {
        self.arena.text(text.into())
    }

    /// The word of a clause in its column, and what it says behind it; further lines begin below that.
    pub(super) fn clause(&self, word: &str, width: usize, said: Doc<'a>) -> Doc<'a> {
        self.text(format!("{word:<width$} ")).append(said.align())
    }

    /// A word and the expression that it rules.
    pub(super) fn led(&self, word: &str, expr: &Expr) -> Doc<'a> {
        self.text(format!("{word} ")).append(self.operand(expr))
    }

    /// An expression behind a word or an operator: its further lines stand further in. What has
    /// brackets of its own is indented by these.
    fn operand(&self, expr: &Expr) -> Doc<'a> {
        self.expr(expr)
            .nest(if is_bracketed(expr) { 0 } else { STEP })
    }

    /// `define name = …`
    pub(super) fn define(&self, name: &str, value: &Expr) -> Doc<'a> {
        if is_bracketed(value) {
            return self.led(&format!("define {name} ="), value);
        }
        let value = self.arena.line().append(self.expr(value)).nest(STEP);
        self.text(format!("define {name} =")).append(value).group()
    }

    /// A word and what is listed behind it, filled; further lines stand further in.
    pub(super) fn entries<'t>(
        &self,
        word: &str,
        entries: impl Iterator<Item = &'t str>,
    ) -> Doc<'a> {
        let entries = entries.map(|entry| self.text(entry)).collect();
        self.text(format!("{word} "))
            .append(self.filled(entries).nest(STEP))
    }

    /// `… when … cite …`
    pub(super) fn except(&self, except: &ExceptClause) -> Doc<'a> {
        let when = self.led("when", &except.when);
        let cite = self.cite(&except.cite);
        match &except.name {
            Some(name) => self.lines([self.text(name.text.as_str()), when, cite]),
            None => self.lines([when, cite]),
        }
    }

    /// `target as name when … cite …`
    pub(super) fn blocks(&self, blocks: &BlocksClause) -> Doc<'a> {
        let mut head = blocks.target.text.clone();
        if let Some(name) = &blocks.name {
            head.push_str(" as ");
            head.push_str(&name.text);
        }
        let when = self.led("when", &blocks.when);
        self.lines([self.text(head), when, self.cite(&blocks.cite)])
    }

    /// `name to … when … from … until … cite …`
    pub(super) fn relief(&self, relief: &ReliefClause) -> Doc<'a> {
        let mut parts = vec![self.text(relief.name.text.as_str())];
        parts.extend(relief.to.as_ref().map(|to| self.led("to", to)));
        parts.push(self.led("when", &relief.when));
        let day = |word: &str, day: &Word| self.text(format!("{word} {}", day.text));
        parts.extend(relief.from.as_ref().map(|from| day("from", from)));
        parts.extend(relief.until.as_ref().map(|until| day("until", until)));
        parts.push(self.cite(&relief.cite));
        self.lines(parts)
    }

    /// Parts on one line, or each on its own.
    pub(super) fn lines(&self, parts: impl IntoIterator<Item = Doc<'a>>) -> Doc<'a> {
        self.arena.intersperse(parts, self.arena.line()).group()
    }

    /// What stands in a citation is not the language's: it stays, and is never broken.
    fn cite(&self, citations: &[Citation]) -> Doc<'a> {
        self.text(format!("cite {}", self.citations(citations)))
    }

    pub(super) fn citations(&self, citations: &[Citation]) -> String {
        let shown: Vec<String> = citations
            .iter()
            .map(|citation| {
                let source = citation.source.span.of(self.source);
                match &citation.provisions {
                    Some(provisions) => format!("{source} {}", provisions.text),
                    None => source.to_owned(),
                }
            })
            .collect();
        shown.join("; ")
    }

    /// Words and codes with commas between them, filled; texts are not broken.
    pub(super) fn filled_text(&self, text: &str) -> Doc<'a> {
        let kept = kept(text);
        let mut pieces = Vec::new();
        let mut start = 0;
        for (place, _) in text.match_indices(", ") {
            if !kept.get(place).copied().unwrap_or_default() {
                pieces.push(self.text(text.get(start..place).unwrap_or_default()));
                start = place + 2;
            }
        }
        pieces.push(self.text(text.get(start..).unwrap_or_default()));
        self.filled(pieces)
    }

    /// As many elements a line as fit.
    fn filled(&self, elements: Vec<Doc<'a>>) -> Doc<'a> {
        let comma = self.text(",").append(self.arena.softline());
        self.arena.intersperse(elements, comma)
    }

    /// An element a line, if they do not fit on one.
    fn listed(&self, elements: Vec<Doc<'a>>) -> Doc<'a> {
        let comma = self.text(",").append(self.arena.line());
        self.arena.intersperse(elements, comma)
    }

    /// Expressions with commas between them.
    pub(super) fn exprs(&self, exprs: &[Expr]) -> Doc<'a> {
        let elements = exprs.iter().map(|expr| self.expr(expr)).collect();
        if exprs.iter().all(is_plain) {
            self.filled(elements)
        } else {
            self.listed(elements)
        }
    }

    fn bracketed(&self, open: &str, inside: Doc<'a>, shut: &str) -> Doc<'a> {
        let inside = self.arena.line_().append(inside).nest(STEP);
        self.text(open)
            .append(inside)
            .append(self.arena.line_())
            .append(self.text(shut))
            .group()
    }

    fn as_written(&self, span: Span) -> Doc<'a> {
        self.text(tidy(span.of(self.source)))
    }

    pub(super) fn expr(&self, expr: &Expr) -> Doc<'a> {
        if let Some((_, _, _, tier)) = operation(expr) {
            return self.operations(expr, tier);
        }
        match &expr.kind {
            ExprKind::Or(all) => self.row("or", all),
            ExprKind::And(all) => self.row("and", all),
            ExprKind::Not(of) => self.text("not ").append(self.expr(of)),
            ExprKind::Neg(of) => self.text("-").append(self.expr(of)),
            ExprKind::Given { of, negated } => {
                let behind = if *negated {
                    " is not given"
                } else {
                    " is given"
                };
                self.expr(of).append(self.text(behind))
            }
            ExprKind::Matches { of, regex } => {
                let regex = regex.span.of(self.source);
                let regex = self.text(format!("matches {regex}"));
                let regex = self.arena.line().append(regex).nest(STEP);
                self.expr(of).append(regex).group()
            }
            ExprKind::Convert { of, currency } => self
                .expr(of)
                .append(self.text(format!(" in {}", currency.text))),
            ExprKind::Quantified {
                quantifier,
                variable,
                list,
                condition,
            } => {
                let head = format!("{} {} in ", quantifier.word(), variable.text);
                let condition = self.arena.line().append(self.expr(condition)).nest(STEP);
                self.text(head)
                    .append(self.expr(list))
                    .append(self.text(":"))
                    .append(condition)
                    .group()
            }
            ExprKind::Aggregate {
                aggregator,
                body,
                variable,
                list,
                filter,
            } => {
                let from = |word: &str| {
                    self.text(format!("{word} {} in ", variable.text))
                        .append(self.expr(list))
                };
                let mut parts = match body {
                    Some(body) => vec![self.led(aggregator.word(), body), from("for")],
                    None => vec![from(aggregator.word())],
                };
                parts.extend(filter.as_ref().map(|filter| self.led("where", filter)));
                self.lines(parts).nest(STEP)
            }
            ExprKind::If {
                condition,
                then,
                otherwise,
            } => self.conditional(condition, then, otherwise),
            ExprKind::Call {
                function,
                arguments,
            } => {
                let arguments = arguments.iter().map(|argument| self.expr(argument));
                let arguments = self.listed(arguments.collect());
                self.bracketed(&format!("{}(", function.text), arguments, ")")
            }
            ExprKind::Lookup {
                table,
                keys,
                column,
            } => {
                let keys = self.exprs(keys);
                let shut = format!("].{}", column.text);
                self.bracketed(&format!("{}[", table.text), keys, &shut)
            }
            ExprKind::List(elements) => self.bracketed("[", self.exprs(elements), "]"),
            ExprKind::Paren(inner) => self.bracketed("(", self.expr(inner), ")"),
            _ => self.as_written(expr.span),
        }
    }

    /// A row of `and`s or `or`s, each at the beginning of its line.
    fn row(&self, word: &str, all: &[Expr]) -> Doc<'a> {
        let parts = all.iter().enumerate().map(|(place, part)| {
            let inner = matches!(part.kind, ExprKind::And(_));
            let shown = self.expr(part).nest(if inner { STEP } else { 0 });
            match place {
                0 => shown,
                _ => self.text(format!("{word} ")).append(shown),
            }
        });
        self.lines(parts)
    }

    /// Operators that hold equally, each at the beginning of its line.
    fn operations(&self, expr: &Expr, tier: Tier) -> Doc<'a> {
        let mut behind = Vec::new();
        let mut first = expr;
        while let Some((left, symbol, right, here)) = operation(first)
            && here == tier
        {
            behind.push((symbol, right));
            first = left;
        }
        if let [(symbol, right)] = behind.as_slice()
            && goes_on(expr, right)
        {
            let symbol = self.text(format!(" {symbol} "));
            return self.expr(first).append(symbol).append(self.expr(right));
        }
        let rest = behind.iter().rev().map(|(symbol, right)| {
            self.arena
                .line()
                .append(self.text(format!("{symbol} ")))
                .append(self.operand(right))
        });
        let rest = self.arena.concat(rest);
        let rest = rest.nest(if tier == Tier::Sum { 0 } else { STEP });
        self.expr(first).append(rest).group()
    }

    /// `if`, `then` and `else` below one another; of several conditions, one a line.
    fn conditional(&self, condition: &Expr, then: &Expr, otherwise: &Expr) -> Doc<'a> {
        let mut last = otherwise;
        let mut arms = Vec::new();
        while let ExprKind::If {
            condition,
            then,
            otherwise,
        } = &last.kind
        {
            let arm = [self.led("else if", condition), self.led("then", then)];
            arms.push(self.lines(arm).nest(STEP));
            last = otherwise;
        }
        let first = [self.led("if", condition), self.led("then", then)];
        let otherwise = self.led("else", last);
        if arms.is_empty() {
            return self.lines(first.into_iter().chain([otherwise]));
        }
        let first = self.lines(first).nest(STEP);
        self.lines([first].into_iter().chain(arms).chain([otherwise]))
    }

    /// `{ path: value, … }`
    pub(super) fn record(&self, record: &RecordLiteral) -> Doc<'a> {
        if record.entries.is_empty() {
            return self.text("{}");
        }
        let entries = record.entries.iter().map(|entry| {
            self.text(format!("{}: ", entry.path.text))
                .append(self.value(&entry.value))
        });
        let entries = self.listed(entries.collect());
        self.text("{")
            .append(self.arena.line().append(entries).nest(STEP))
            .append(self.arena.line())
            .append(self.text("}"))
            .group()
    }

    pub(super) fn value(&self, value: &Value) -> Doc<'a> {
        let list = match &value.kind {
            ValueKind::Record(record) => return self.record(record),
            ValueKind::List(list) => list,
            ValueKind::Scalar(scalar) => return self.text(scalar.as_str()),
            _ => return self.as_written(value.span),
        };
        let elements: Vec<Doc<'a>> = list.iter().map(|value| self.value(value)).collect();
        let nested =
            |value: &Value| matches!(value.kind, ValueKind::Record(_) | ValueKind::List(_));
        let inside = match list.as_slice() {
            [only] if nested(only) => {
                let elements = self.arena.concat(elements);
                return self.text("[").append(elements).append(self.text("]"));
            }
            list if list.iter().any(nested) => self.listed(elements),
            _ => self.filled(elements),
        };
        self.bracketed("[", inside, "]")
    }
}

/// Two operands, the operator between them, and when it is broken.
fn operation(expr: &Expr) -> Option<(&Expr, &'static str, &Expr, Tier)> {
    match &expr.kind {
        ExprKind::Range(low, high) => Some((low, "..", high, Tier::Range)),
        ExprKind::Binary { op, left, right } => {
            let tier = match op {
                BinaryOp::Add | BinaryOp::Sub => Tier::Sum,
                BinaryOp::Mul | BinaryOp::Div => Tier::Product,
                _ => Tier::Comparison,
            };
            Some((left, op.symbol(), right, tier))
        }
        _ => None,
    }
}

/// It ends in brackets, by which its inner lines are indented.
fn is_bracketed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { .. }
        | ExprKind::Lookup { .. }
        | ExprKind::List(_)
        | ExprKind::Paren(_) => true,
        ExprKind::Binary { right, .. } => goes_on(expr, right),
        _ => false,
    }
}

/// What is compared with a list, or with what stands in brackets, goes on in these.
fn goes_on(comparison: &Expr, right: &Expr) -> bool {
    matches!(operation(comparison), Some((.., Tier::Comparison)))
        && matches!(right.kind, ExprKind::List(_) | ExprKind::Paren(_))
}

/// A word, a code or a number.
fn is_plain(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::Number(_)
            | ExprKind::Quantity { .. }
            | ExprKind::Money { .. }
            | ExprKind::Duration { .. }
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Code(_)
            | ExprKind::Hs(_)
            | ExprKind::Builtin(_)
            | ExprKind::Path(_)
    )
}
