//! Definitions: where they are found, and how far one leads on to others.

use std::collections::HashMap;
use std::sync::Arc;

use super::Type;
use super::graph::walk;
use super::ir::{Node, NodeKind};
use super::slots::Reading;
use crate::record::Value;
use crate::syntax::tree::{Expr, ExprKind, Word};
use crate::syntax::{FileId, Location};

/// A definition and how far it has been looked at.
#[derive(Debug)]
pub(super) struct DefineState {
    pub(super) module: Arc<str>,
    pub(super) name: Word,
    pub(super) file: FileId,
    pub(super) body: Expr,
    pub(super) node: Option<Node>,
    pub(super) open: bool,
    pub(super) used: bool,
    /// How far it leads on, when it has been looked at.
    pub(super) reach: Reach,
}

/// How far an expression leads on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reach {
    /// Definitions that lead on to one another, itself counted.
    pub(super) chain: usize,
    /// Expressions inside one another, those of definitions counted.
    pub(super) levels: usize,
}

/// The definitions of all modules.
#[derive(Debug, Default)]
pub(super) struct Defines {
    all: Vec<DefineState>,
    by_name: HashMap<String, Vec<usize>>,
    /// How many are being looked at.
    pub(super) open: usize,
    /// The attributes that these and all other expressions read.
    pub(super) reading: Reading,
}

impl Defines {
    pub(super) fn push(&mut self, define: DefineState) {
        self.by_name
            .entry(define.name.text.clone())
            .or_default()
            .push(self.all.len());
        self.all.push(define);
    }

    pub(super) fn all(&self) -> &[DefineState] {
        &self.all
    }

    /// What each definition stands for, in its place; of one that was not understood nothing.
    pub(super) fn into_nodes(self) -> Vec<Node> {
        let wrong = |file, span| Node {
            kind: NodeKind::Literal(Value::None),
            ty: Type::Wrong,
            at: Location { file, span },
        };
        self.all
            .into_iter()
            .map(|define| {
                let (file, span) = (define.file, define.body.span);
                define.node.unwrap_or_else(|| wrong(file, span))
            })
            .collect()
    }

    pub(super) fn get(&self, index: usize) -> Option<&DefineState> {
        self.all.get(index)
    }

    pub(super) fn get_mut(&mut self, index: usize) -> Option<&mut DefineState> {
        self.all.get_mut(index)
    }

    /// The definitions of a name, in all modules.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Those of a name in a module, else in the others.
    pub(super) fn meant(&self, name: &str, module: &str) -> &[usize] {
        let named = self.named(name);
        let own = named.iter().position(|index| {
            self.get(*index)
                .is_some_and(|define| *define.module == *module)
        });
        match own.and_then(|place| named.get(place..=place)) {
            Some(own) => own,
            None => named,
        }
    }

    /// The numbers of the definitions, each behind those that its words may refer to, so that looking
    /// at one after the other goes as deep as one expression.
    pub(super) fn order(&self) -> Vec<usize> {
        let edges: Vec<Vec<usize>> = self
            .all
            .iter()
            .map(|define| {
                let mut words = Vec::new();
                words_of(&define.body, &mut words);
                let mut edges: Vec<usize> = words
                    .into_iter()
                    .flat_map(|word| self.meant(word, &define.module))
                    .copied()
                    .collect();
                edges.sort_unstable();
                edges.dedup();
                edges
            })
            .collect();
        walk(&edges).order
    }

    /// How far an expression leads on, where the definitions it refers to have been looked at.
    pub(super) fn reach(&self, node: &Node) -> Reach {
        let mut reach = match &node.kind {
            NodeKind::Define(index) => self.get(*index).map_or_else(Reach::default, |d| d.reach),
            _ => Reach::default(),
        };
        for part in node.parts() {
            let part = self.reach(part);
            reach.chain = reach.chain.max(part.chain);
            reach.levels = reach.levels.max(part.levels);
        }
        reach.levels += 1;
        reach
    }
}

/// The words that may be names of definitions.
fn words_of<'e>(expr: &'e Expr, words: &mut Vec<&'e str>) {
    match &expr.kind {
        ExprKind::Path(path) => words.extend(path.iter().map(|word| word.text.as_str())),
        ExprKind::List(all) | ExprKind::And(all) | ExprKind::Or(all) => {
            for part in all {
                words_of(part, words);
            }
        }
        ExprKind::Call { arguments, .. } => {
            for part in arguments {
                words_of(part, words);
            }
        }
        ExprKind::Lookup { keys, .. } => {
            for part in keys {
                words_of(part, words);
            }
        }
        ExprKind::Not(part)
        | ExprKind::Neg(part)
        | ExprKind::Paren(part)
        | ExprKind::Given { of: part, .. }
        | ExprKind::Matches { of: part, .. }
        | ExprKind::Convert { of: part, .. } => words_of(part, words),
        ExprKind::Binary {
            left: a, right: b, ..
        }
        | ExprKind::Range(a, b)
        | ExprKind::Quantified {
            list: a,
            condition: b,
            ..
        } => {
            words_of(a, words);
            words_of(b, words);
        }
        ExprKind::If {
            condition,
            then,
            otherwise,
        } => {
            words_of(condition, words);
            words_of(then, words);
            words_of(otherwise, words);
        }
        ExprKind::Aggregate {
            body, list, filter, ..
        } => {
            words_of(list, words);
            for part in body.iter().chain(filter) {
                words_of(part, words);
            }
        }
        ExprKind::Bool(_)
        | ExprKind::None
        | ExprKind::Broken
        | ExprKind::Number(_)
        | ExprKind::Quantity { .. }
        | ExprKind::Money { .. }
        | ExprKind::Duration { .. }
        | ExprKind::Date(_)
        | ExprKind::Text(_)
        | ExprKind::Code(_)
        | ExprKind::Hs(_)
        | ExprKind::Builtin(_) => {}
    }
}
