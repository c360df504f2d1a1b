//! Calls of functions: held against their rows in the table.

use super::Checker;
use super::operators::is_zero;
use crate::diag::{Code, did_you_mean, listed};
use crate::functions::Meaning;
use crate::ir::{Node, NodeKind};
use crate::record::Value;
use crate::syntax::Span;
use crate::syntax::tree::{Expr, ExprKind, Word};
use crate::{Function, Kind, NameKind, Signature, Type};

/// Places of arguments, as sentences name them.
const ORDINALS: [&str; 4] = ["first", "second", "third", "next"];

impl Checker<'_> {
    pub(super) fn call(&mut self, word: &Word, arguments: &[Expr], span: Span) -> Node {
        let name = word.text.as_str();
        let Some(function) = Function::named(name) else {
            let names: Vec<&str> = Function::all().map(|function| function.name).collect();
            self.report(
                Code::UnknownFunction,
                word.span,
                format!("there is no function `{name}`"),
            )
            .meant(did_you_mean(name, names.iter().copied()))
            .or_help(|| format!("the functions are {}", listed(&names, 20)));
            return self.wrong(span);
        };
        self.used(NameKind::Function, function.name, word.span);
        let ways: Vec<&Signature> = function
            .signatures
            .iter()
            .filter(|way| way.takes_so_many(arguments.len()))
            .collect();
        if ways.is_empty() {
            self.wrong_number(function, arguments.len(), span);
            return self.wrong(span);
        }
        let mut nodes: Vec<Node> = Vec::new();
        for (place, argument) in arguments.iter().enumerate() {
            let kinds: Vec<(&str, Kind)> = ways.iter().filter_map(|way| way.kind(place)).collect();
            match self.argument(function, place, argument, &kinds, nodes.first()) {
                Some(node) => nodes.push(node),
                None => return self.wrong(span),
            }
        }
        let way = ways.iter().find(|way| fits(way, &nodes));
        if way.is_none() {
            self.wrong_arguments(function, &ways, &nodes, span);
        }
        let Some(way) = way.or(ways.first()) else {
            return self.wrong(span);
        };
        let ty = way.gives(nodes.first());
        let kind = match &function.meaning {
            Meaning::One(_) | Meaning::Two(_) | Meaning::Three(_) => {
                NodeKind::Call(function, nodes)
            }
            Meaning::Beyond(make) => match make(nodes) {
                Some(kind) => kind,
                None => return self.wrong(span),
            },
        };
        self.node(kind, ty, span)
    }

    /// An argument; nothing if a word is needed in its place and another thing stands there.
    fn argument(
        &mut self,
        function: &Function,
        place: usize,
        argument: &Expr,
        kinds: &[(&str, Kind)],
        first: Option<&Node>,
    ) -> Option<Node> {
        let span = argument.span;
        let words: Vec<&str> = kinds.iter().flat_map(|(_, kind)| kind.words()).collect();
        if let ExprKind::Path(path) = &argument.kind
            && let [word] = path.as_slice()
            && words.contains(&word.text.as_str())
        {
            let word = Value::Word(word.text.as_str().into());
            return Some(self.literal(word, Type::Enum("word".into()), span));
        }
        if kinds.iter().all(|(_, kind)| !kind.words().is_empty()) {
            let (name, _) = kinds.first()?;
            let place = ORDINALS.get(place).or(ORDINALS.last())?;
            let message = format!("the {place} argument of `{}` is a {name}", function.name);
            self.report(Code::WrongArguments, span, message).help =
                Some(format!("the {name}s are {}", listed(&words, 8)));
            return None;
        }
        let mut wanted = kinds.iter().map(|(_, kind)| kind.wants(first));
        let want = wanted.next().flatten();
        let want = want.filter(|want| wanted.all(|other| other.is_none_or(|other| other == *want)));
        let node = self.expr(argument, want.as_ref());
        if kinds.iter().any(|(_, kind)| *kind == Kind::Step) && is_zero(&node) {
            let message = "a rounding to steps of 0 is never known";
            self.report(Code::NeverKnown, span, message);
        }
        Some(node)
    }

    fn wrong_number(&mut self, function: &Function, given: usize, span: Span) {
        let counts: Vec<usize> = function.signatures.iter().map(|s| s.takes.len()).collect();
        let count = counts.first().copied().unwrap_or_default();
        let least = if function.signatures.iter().any(|way| way.repeats) {
            "at least "
        } else {
            ""
        };
        let calls: Vec<String> = function.calls().map(|call| format!("`{call}`")).collect();
        self.report(
            Code::WrongArguments,
            span,
            format!(
                "`{}` takes {least}{count} argument{}, not {given}",
                function.name,
                if count == 1 { "" } else { "s" },
            ),
        )
        .help = Some(format!("write {}", calls.join(" or ")));
    }

    /// Points at the argument that fits no way to call the function, or at the call where only
    /// together they do not fit.
    fn wrong_arguments(
        &mut self,
        function: &Function,
        ways: &[&Signature],
        nodes: &[Node],
        span: Span,
    ) {
        let name = function.name;
        let Some(first) = nodes.first() else {
            return;
        };
        let before = self.diagnostics.len();
        for (place, node) in nodes.iter().enumerate() {
            let mut kinds: Vec<Kind> = Vec::new();
            for (_, kind) in ways.iter().filter_map(|way| way.kind(place)) {
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            if kinds.iter().any(|kind| kind.fits(node, first)) {
                continue;
            }
            let needed: Vec<&str> = kinds.iter().map(|kind| kind.described()).collect();
            let message = format!(
                "`{name}` takes {} here, not {}",
                needed.join(" or "),
                node.ty.described()
            );
            self.report(Code::WrongArguments, node.at.span, message);
        }
        if self.diagnostics.len() == before {
            let given: Vec<String> = nodes.iter().map(described).collect();
            let message = format!("`{name}` cannot be applied to {}", given.join(" and "));
            self.report(Code::WrongArguments, span, message);
        }
    }
}

fn fits(way: &Signature, nodes: &[Node]) -> bool {
    let Some(first) = nodes.first() else {
        return way.takes.is_empty();
    };
    nodes.iter().enumerate().all(|(place, node)| {
        way.kind(place)
            .is_some_and(|(_, kind)| kind.fits(node, first))
    })
}

fn described(node: &Node) -> String {
    match &node.kind {
        NodeKind::Literal(Value::Word(word)) => format!("`{word}`"),
        _ => node.ty.described().into(),
    }
}
