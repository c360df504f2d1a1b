//! Operands and operators in a row to expressions, by precedence climbing.

use std::iter::Peekable;

use super::build::{Builder, P, parts};
use super::tree::{Aggregator, BinaryOp, Expr, ExprKind, Quantifier, Word};
use super::{Location, Rule, Span, limits};
use crate::diag::{Applicability, Code, Fix};

/// How tightly an operator holds its operands; higher is tighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Range,
    Sum,
    Product,
    Sign,
    Convert,
}

fn level(rule: Rule) -> Option<Level> {
    Some(match rule {
        Rule::op_or => Level::Or,
        Rule::op_and => Level::And,
        Rule::op_eq
        | Rule::op_ne
        | Rule::op_lt
        | Rule::op_le
        | Rule::op_gt
        | Rule::op_ge
        | Rule::op_in
        | Rule::op_not_in
        | Rule::op_under
        | Rule::op_mentions
        | Rule::op_contains
        | Rule::post_given
        | Rule::post_not_given
        | Rule::post_matches => Level::Comparison,
        Rule::op_range => Level::Range,
        Rule::op_add | Rule::op_sub => Level::Sum,
        Rule::op_mul | Rule::op_div => Level::Product,
        Rule::post_convert => Level::Convert,
        _ => return None,
    })
}

fn binary(rule: Rule) -> Option<BinaryOp> {
    Some(match rule {
        Rule::op_eq => BinaryOp::Eq,
        Rule::op_ne => BinaryOp::Ne,
        Rule::op_lt => BinaryOp::Lt,
        Rule::op_le => BinaryOp::Le,
        Rule::op_gt => BinaryOp::Gt,
        Rule::op_ge => BinaryOp::Ge,
        Rule::op_in => BinaryOp::In,
        Rule::op_not_in => BinaryOp::NotIn,
        Rule::op_under => BinaryOp::Under,
        Rule::op_mentions => BinaryOp::Mentions,
        Rule::op_contains => BinaryOp::Contains,
        Rule::op_add => BinaryOp::Add,
        Rule::op_sub => BinaryOp::Sub,
        Rule::op_mul => BinaryOp::Mul,
        Rule::op_div => BinaryOp::Div,
        _ => return None,
    })
}

type Row<'i> = Peekable<std::vec::IntoIter<P<'i>>>;

impl Builder {
    /// The next piece as an expression; `none` where there is no piece.
    pub(super) fn next_expr<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>) -> Expr {
        match pieces.next() {
            Some(pair) => self.expr(pair),
            None => Expr {
                kind: ExprKind::None,
                span: Span::default(),
            },
        }
    }

    pub(super) fn expr(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let row: Vec<P<'_>> = pair.into_inner().collect();
        if row.len() > 2 * limits::OPERATORS {
            self.report(
                Code::TooComplex,
                span,
                format!(
                    "an expression has more than {} operators",
                    limits::OPERATORS
                ),
            )
            .help = Some("give a part of it a name with `define`".into());
            return Expr {
                kind: ExprKind::Broken,
                span,
            };
        }
        let mut row = row.into_iter().peekable();
        self.climb(&mut row, Level::Or)
    }

    /// Reads operators at least as tight as `least`.
    fn climb(&mut self, row: &mut Row<'_>, least: Level) -> Expr {
        let mut left = self.operand(row);
        let mut compared: Option<Span> = None;
        while let Some(next) = row.peek() {
            let Some(here) = level(next.as_rule()) else {
                break;
            };
            if here < least {
                break;
            }
            let Some(operator) = row.next() else { break };
            if here == Level::Comparison {
                let span = self.span(&operator);
                if let Some(before) = compared {
                    self.chained(before.to(span));
                    left.kind = ExprKind::Broken;
                }
                compared = Some(span);
            } else if here < Level::Comparison {
                compared = None;
            }
            left = self.apply(left, operator, row, here);
        }
        left
    }

    fn apply(&mut self, left: Expr, operator: P<'_>, row: &mut Row<'_>, here: Level) -> Expr {
        let rule = operator.as_rule();
        let span = left.span.to(self.span(&operator));
        let of = Box::new(left);
        let kind = match rule {
            Rule::post_given | Rule::post_not_given => ExprKind::Given {
                of,
                negated: rule == Rule::post_not_given,
            },
            Rule::post_matches => ExprKind::Matches {
                of,
                regex: self.last_word(operator),
            },
            Rule::post_convert => ExprKind::Convert {
                of,
                currency: self.last_word(operator),
            },
            _ => {
                let right = self.climb(row, tighter(here));
                return join(rule, *of, right);
            }
        };
        Expr { kind, span }
    }

    fn chained(&mut self, span: Span) {
        self.report(
            Code::ChainedComparison,
            span,
            "comparisons cannot be chained",
        )
        .help = Some(
            "join two comparisons with `and`, write `x in a .. b`, or put a `count … where …` in brackets"
                .into(),
        );
    }

    fn last_word(&mut self, pair: P<'_>) -> Word {
        let span = self.span(&pair);
        match parts(pair).last() {
            Some(last) => self.word(&last),
            None => Word {
                text: String::new(),
                span,
            },
        }
    }

    /// An operand with the sign or `not` before it: `not` takes a whole comparison, a sign as
    /// little as it can.
    fn operand(&mut self, row: &mut Row<'_>) -> Expr {
        let Some(first) = row.next() else {
            return Expr {
                kind: ExprKind::None,
                span: Span::default(),
            };
        };
        let span = self.span(&first);
        let negation = match first.as_rule() {
            Rule::op_not => true,
            Rule::op_neg => false,
            _ => return self.primary(first),
        };
        if row
            .peek()
            .is_some_and(|next| next.as_rule() == first.as_rule())
        {
            let sign = first.as_str();
            let mut signs = vec![first.as_rule()];
            while let Some(next) = row
                .peek()
                .filter(|next| matches!(next.as_rule(), Rule::op_not | Rule::op_neg))
            {
                signs.push(next.as_rule());
                row.next();
            }
            // Two of a kind cancel out; what else stands in a row is for its author to sort out.
            let of_a_kind = signs.iter().all(|sign| *sign == first.as_rule());
            let rest = row.peek().map(|next| self.span(next).start);
            let at = Location {
                file: self.file,
                span: Span {
                    start: span.start,
                    end: rest.unwrap_or(span.end),
                },
            };
            let problem = self.report(
                Code::DoubleNegation,
                span,
                format!("`{sign} {sign}` says nothing"),
            );
            problem.help = Some("leave both out".into());
            if let (true, Some(_)) = (of_a_kind, rest) {
                let left = if signs.len() % 2 == 0 { "" } else { sign };
                let blank = if left == "not" { " " } else { "" };
                problem.fix = Some(Fix::one(
                    Applicability::Safe,
                    "leave out what cancels out",
                    at,
                    format!("{left}{blank}"),
                ));
            }
        }
        let inner = self.climb(
            row,
            if negation {
                Level::Comparison
            } else {
                Level::Convert
            },
        );
        Expr {
            span: span.to(inner.span),
            kind: if negation {
                ExprKind::Not(Box::new(inner))
            } else {
                ExprKind::Neg(Box::new(inner))
            },
        }
    }

    fn primary(&mut self, pair: P<'_>) -> Expr {
        let span = self.span(&pair);
        let text = pair.as_str().trim_end();
        let kind = match pair.as_rule() {
            Rule::date => ExprKind::Date(text.to_owned()),
            Rule::dotted_hs => ExprKind::Hs(text.to_owned()),
            Rule::number => ExprKind::Number(text.to_owned()),
            Rule::measured => self.measured(pair),
            Rule::string => ExprKind::Text(self.word(&pair).text),
            Rule::boolean => ExprKind::Bool(text == "true"),
            Rule::builtin => ExprKind::Builtin(text.to_owned()),
            Rule::code => ExprKind::Code(text.to_owned()),
            Rule::path => ExprKind::Path(path_words(text, span)),
            Rule::list => ExprKind::List(parts(pair).map(|p| self.expr(p)).collect()),
            Rule::parenthesised => ExprKind::Paren(Box::new(self.next_expr(&mut parts(pair)))),
            Rule::quantified => self.quantified(pair),
            Rule::aggregate => self.aggregate(pair),
            Rule::counted => self.counted(pair),
            Rule::conditional => {
                let mut pieces = parts(pair);
                ExprKind::If {
                    condition: Box::new(self.next_expr(&mut pieces)),
                    then: Box::new(self.next_expr(&mut pieces)),
                    otherwise: Box::new(self.next_expr(&mut pieces)),
                }
            }
            Rule::call => {
                let mut pieces = parts(pair);
                let function = self.piece_word(&mut pieces, span);
                ExprKind::Call {
                    function,
                    arguments: pieces.map(|p| self.expr(p)).collect(),
                }
            }
            Rule::lookup => {
                let mut pieces = parts(pair);
                let table = self.piece_word(&mut pieces, span);
                let mut keys = Vec::new();
                let mut column = table.clone();
                for piece in pieces {
                    if piece.as_rule() == Rule::expr {
                        keys.push(self.expr(piece));
                    } else {
                        column = self.word(&piece);
                    }
                }
                ExprKind::Lookup {
                    table,
                    keys,
                    column,
                }
            }
            _ => ExprKind::None,
        };
        Expr { kind, span }
    }

    fn piece_word<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>, span: Span) -> Word {
        match pieces.next() {
            Some(pair) => self.word(&pair),
            None => Word {
                text: String::new(),
                span,
            },
        }
    }

    fn measured(&mut self, pair: P<'_>) -> ExprKind {
        let span = self.span(&pair);
        let mut pieces = parts(pair);
        let number = self.piece_word(&mut pieces, span).text;
        let Some(unit) = pieces.next() else {
            return ExprKind::Number(number);
        };
        let word = self.word(&unit);
        match unit.as_rule() {
            Rule::duration_unit => ExprKind::Duration { number, unit: word },
            Rule::currency_code => ExprKind::Money {
                number,
                currency: word,
            },
            _ => ExprKind::Quantity { number, unit: word },
        }
    }

    fn quantified(&mut self, pair: P<'_>) -> ExprKind {
        let span = self.span(&pair);
        let mut pieces = parts(pair);
        let quantifier = match self.piece_word(&mut pieces, span).text.as_str() {
            "every" => Quantifier::Every,
            "any" => Quantifier::Any,
            _ => Quantifier::No,
        };
        let variable = self.piece_word(&mut pieces, span);
        let list = Box::new(self.list_operand(&mut pieces, span));
        ExprKind::Quantified {
            quantifier,
            variable,
            list,
            condition: Box::new(self.next_expr(&mut pieces)),
        }
    }

    fn aggregate(&mut self, pair: P<'_>) -> ExprKind {
        let span = self.span(&pair);
        let mut pieces = parts(pair);
        let aggregator = match self.piece_word(&mut pieces, span).text.as_str() {
            "sum" => Aggregator::Sum,
            "min" => Aggregator::Min,
            "first" => Aggregator::First,
            _ => Aggregator::Max,
        };
        let body = Some(Box::new(self.next_expr(&mut pieces)));
        let variable = self.piece_word(&mut pieces, span);
        let list = Box::new(self.list_operand(&mut pieces, span));
        let filter = pieces.next().map(|p| Box::new(self.expr(p)));
        ExprKind::Aggregate {
            aggregator,
            body,
            variable,
            list,
            filter,
        }
    }

    fn counted(&mut self, pair: P<'_>) -> ExprKind {
        let span = self.span(&pair);
        let mut pieces = parts(pair);
        let variable = self.piece_word(&mut pieces, span);
        let list = Box::new(self.list_operand(&mut pieces, span));
        let filter = pieces.next().map(|p| Box::new(self.expr(p)));
        ExprKind::Aggregate {
            aggregator: Aggregator::Count,
            body: None,
            variable,
            list,
            filter,
        }
    }

    fn list_operand<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>, span: Span) -> Expr {
        match pieces.next() {
            Some(pair) => self.primary(pair),
            None => Expr {
                kind: ExprKind::None,
                span,
            },
        }
    }
}

fn tighter(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::Not,
        Level::Not | Level::Comparison => Level::Range,
        Level::Range => Level::Sum,
        Level::Sum => Level::Product,
        Level::Product => Level::Sign,
        Level::Sign | Level::Convert => Level::Convert,
    }
}

/// Joins two operands; a row of `and`s or `or`s becomes one node, however long it is.
fn join(rule: Rule, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let kind = match rule {
        Rule::op_and => match left.kind {
            ExprKind::And(mut all) => {
                all.push(right);
                ExprKind::And(all)
            }
            _ => ExprKind::And(vec![left, right]),
        },
        Rule::op_or => match left.kind {
            ExprKind::Or(mut all) => {
                all.push(right);
                ExprKind::Or(all)
            }
            _ => ExprKind::Or(vec![left, right]),
        },
        Rule::op_range => ExprKind::Range(Box::new(left), Box::new(right)),
        _ => match binary(rule) {
            Some(op) => ExprKind::Binary {
                op,
                left: Box::new(left),
                right: Box::new(right),
            },
            None => left.kind,
        },
    };
    Expr { kind, span }
}

/// The words of a path, each with its place.
fn path_words(text: &str, span: Span) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = span.start as usize;
    for part in text.split('.') {
        let end = start + part.len();
        words.push(Word {
            text: part.to_owned(),
            span: Span::new(start, end),
        });
        start = end + 1;
    }
    words
}
