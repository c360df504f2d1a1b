//! What is whole of rules with mistakes.
//!
//! An edition, charge, test or waiver is left out if a mistake stands in it, or if something of it means
//! nothing because of a mistake elsewhere. It is for tools that look at rules; nothing is checked by
//! such a set.

use super::Type;
use super::ir::{Charge, Edition, ExampleCase, MessagePart, Node, NodeKind};
use super::items::Checked;
use crate::diag::{Diagnostic, Level};
use crate::syntax::tree::File;
use crate::syntax::{FileId, Location};

/// What is broken of some rules.
pub(super) struct Broken {
    /// The items with a mistake in them, in order.
    items: Vec<Location>,
    /// The definitions that mean nothing.
    meaningless: Vec<bool>,
}

impl Broken {
    pub(super) fn new(
        trees: &[(FileId, File)],
        diagnostics: &[Diagnostic],
        defines: &[Node],
    ) -> Self {
        let mut items: Vec<(Location, bool)> = trees
            .iter()
            .flat_map(|(file, tree)| {
                tree.items.iter().map(|item| {
                    let at = Location {
                        file: *file,
                        span: item.span,
                    };
                    (at, item.broken)
                })
            })
            .collect();
        items.sort_unstable();
        let mistakes = diagnostics.iter().filter(|d| d.level() == Level::Error);
        for mistake in mistakes {
            let place = item_at(&items, mistake.primary.at, |(item, _)| *item);
            if let Some((_, broken)) = place.and_then(|place| items.get_mut(place)) {
                *broken = true;
            }
        }
        let items = items
            .into_iter()
            .filter(|(_, broken)| *broken)
            .map(|(item, _)| item)
            .collect();
        let mut broken = Self {
            items,
            meaningless: Vec::new(),
        };
        // One that refers to a meaningless one is meaningless too, so until nothing changes any more.
        let mut meaningless: Vec<bool> = defines.iter().map(|node| broken.at(node.at)).collect();
        loop {
            let before = meaningless.clone();
            broken.meaningless = meaningless;
            meaningless = defines
                .iter()
                .zip(&before)
                .map(|(node, known)| *known || broken.wrong(node))
                .collect();
            if meaningless == before {
                return broken;
            }
        }
    }

    /// Leaves out what is not whole.
    pub(super) fn leave_out(&self, checked: &mut Checked) {
        for rule in &mut checked.rules {
            rule.editions.retain(|edition| self.whole_edition(edition));
        }
        checked.rules.retain(|rule| !rule.editions.is_empty());
        checked.charges.retain(|charge| self.whole_charge(charge));
        checked.tests.retain(|test| self.whole_test(test));
        checked.waivers.retain(|waiver| {
            !waiver
                .when
                .iter()
                .any(|node| self.wrong(node) || self.at(node.at))
        });
    }

    fn whole_edition(&self, edition: &Edition) -> bool {
        let texts = edition.message.0.values().chain(edition.remedy.0.values());
        let attributes = texts.flatten().filter_map(|part| match part {
            MessagePart::Attribute(_, node) => Some(node),
            MessagePart::Text(_) => None,
        });
        let conditions = edition.exceptions.iter().map(|exception| &exception.when);
        let mut nodes = edition
            .applies
            .iter()
            .chain(&edition.requirements)
            .chain(conditions)
            .chain(attributes);
        !self.at(edition.at) && !nodes.any(|node| self.wrong(node))
    }

    fn whole_charge(&self, charge: &Charge) -> bool {
        !self.at(charge.at) && !charge.nodes().into_iter().any(|node| self.wrong(node))
    }

    fn whole_test(&self, test: &ExampleCase) -> bool {
        let expected = test.expected.iter().map(|expected| expected.place);
        let charges = test.charges.iter().map(|charge| charge.place);
        !expected.chain(charges).any(|place| self.at(place))
    }

    /// The place lies in an item with a mistake.
    fn at(&self, place: Location) -> bool {
        item_at(&self.items, place, |item| *item).is_some()
    }

    /// Something of the expression means nothing.
    fn wrong(&self, node: &Node) -> bool {
        let meaningless = match &node.kind {
            NodeKind::Define(index) => self.meaningless.get(*index).copied().unwrap_or(true),
            _ => false,
        };
        meaningless
            || node.ty == Type::Wrong
            || node.parts().into_iter().any(|part| self.wrong(part))
    }
}

/// Where among items, which are in order and do not overlap, the one stands that holds a place.
fn item_at<T>(items: &[T], place: Location, at: impl Fn(&T) -> Location) -> Option<usize> {
    let start = |item: &T| (at(item).file, at(item).span.start);
    let behind = items.partition_point(|item| start(item) <= (place.file, place.span.start));
    let index = behind.checked_sub(1)?;
    let item = at(items.get(index)?);
    (item.file == place.file && place.span.start < item.span.end.max(item.span.start + 1))
        .then_some(index)
}
