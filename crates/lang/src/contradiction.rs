//! Exceptions that contradict one another, shown by a record.
//!
//! A block takes an exception away; blocks that block one another in a circle leave the question
//! open for every record in which their conditions hold together. The record shown is read off the
//! conditions: one that makes each comparison in them true.

use super::ir::{Exception, Node, NodeKind, ScopeItem};
use crate::record::Value;
use crate::syntax::tree::BinaryOp;

/// Which exception each takes away.
pub(super) fn edges(exceptions: &[Exception]) -> Vec<Vec<usize>> {
    exceptions
        .iter()
        .map(|exception| exception.blocks.into_iter().collect())
        .collect()
}

/// A record in which the conditions hold together, as far as it can be read off them.
pub(super) fn record<'a>(conditions: impl Iterator<Item = &'a Node>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for condition in conditions {
        collect(condition, &mut facts);
    }
    facts.dedup();
    format!("{{ {} }}", facts.join(", "))
}

fn collect(node: &Node, facts: &mut Vec<String>) {
    match &node.kind {
        NodeKind::And(all) => all.iter().for_each(|node| collect(node, facts)),
        NodeKind::Or(all) => all.iter().take(1).for_each(|node| collect(node, facts)),
        NodeKind::Attribute(attribute) => {
            facts.push(format!("{}: true", attribute.names.join(".")));
        }
        NodeKind::Not(inner) => {
            if let NodeKind::Attribute(attribute) = &inner.kind {
                facts.push(format!("{}: false", attribute.names.join(".")));
            }
        }
        NodeKind::InClasses(classes) => {
            if let Some(class) = classes.first() {
                facts.push(format!("classes: [{class}]"));
            }
        }
        NodeKind::Given(inner) => {
            if let NodeKind::Attribute(attribute) = &inner.kind {
                facts.push(format!("{}: (given)", attribute.names.join(".")));
            }
        }
        NodeKind::In(of, items) => {
            if let (NodeKind::Attribute(attribute), Some(ScopeItem::One(item))) =
                (&of.kind, items.first())
                && let NodeKind::Literal(value) = &item.kind
            {
                facts.push(format!("{}: {value}", attribute.names.join(".")));
            }
        }
        NodeKind::Compare(op, left, right) => compare(*op, left, right, facts),
        _ => {}
    }
}

fn compare(op: BinaryOp, left: &Node, right: &Node, facts: &mut Vec<String>) {
    let (NodeKind::Attribute(attribute), NodeKind::Literal(value)) = (&left.kind, &right.kind)
    else {
        return;
    };
    let shown = match (op, value) {
        (BinaryOp::Lt, Value::Number(n)) => (*n - crate::value::Decimal::ONE).to_string(),
        (BinaryOp::Gt, Value::Number(n)) => (*n + crate::value::Decimal::ONE).to_string(),
        (BinaryOp::Lt, value) => format!("(less than {value})"),
        (BinaryOp::Gt, value) => format!("(more than {value})"),
        (BinaryOp::Ne, value) => format!("(not {value})"),
        (_, value) => value.to_string(),
    };
    facts.push(format!("{}: {shown}", attribute.names.join(".")));
}
