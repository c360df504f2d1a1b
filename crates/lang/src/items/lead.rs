//! Classes and groups that lead on to one another: not in circles, and not too far.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Here, Items};
use crate::diag::{Code, did_you_mean};
use crate::graph::wrong_ways;
use crate::ir::ScopeItem;
use crate::places::NameKind;
use crate::syntax::tree::ItemKind;
use crate::syntax::{Span, limits};

impl Items<'_> {
    pub(super) fn resolve_classes(&mut self) {
        for (here, item) in self.each() {
            let ItemKind::Class(class) = &item.kind else {
                continue;
            };
            for above in &class.within {
                self.used(&here, NameKind::Class, above.text.as_str(), above);
                if !self.names.classes.contains_key(above.text.as_str()) {
                    let meant = did_you_mean(&above.text, self.names.classes.keys().map(|k| &**k));
                    self.report(
                        Code::UnknownClass,
                        &here,
                        above.span,
                        format!("there is no class `{}`", above.text),
                    )
                    .meant(meant);
                }
            }
        }
        let mut places = BTreeMap::new();
        for (here, item) in self.each() {
            if let ItemKind::Class(class) = &item.kind {
                places.insert(class.name.text.as_str(), (here, class));
            }
        }
        let edges: BTreeMap<Arc<str>, Vec<Arc<str>>> = self
            .names
            .classes
            .iter()
            .map(|(name, class)| (name.clone(), class.within.clone()))
            .collect();
        for (name, within) in &edges {
            for above in within {
                let below = self.names.below.entry(above.clone()).or_default();
                below.push(name.clone());
            }
        }
        for wrong in wrong_ways(&edges) {
            let Some((here, class)) = places.get(&*wrong.name) else {
                continue;
            };
            match wrong.next {
                Some(next) => {
                    let span = class
                        .within
                        .iter()
                        .find(|above| *above.text == *next)
                        .map_or(class.name.span, |above| above.span);
                    self.report(
                        Code::Cycle,
                        here,
                        span,
                        format!("`{}` would lie within itself", wrong.name),
                    );
                }
                None => self.too_far(here, class.name.span, &wrong.name, "classes"),
            }
        }
    }

    fn too_far(&mut self, here: &Here, span: Span, name: &str, what: &str) {
        self.report(
            Code::LeadsTooFar,
            here,
            span,
            format!(
                "`{name}` leads on to more than {} {what}, one to the next",
                limits::CHAIN
            ),
        )
        .help = Some("name what the last of them holds here".into());
    }

    /// Groups that contain themselves, or lead on too far.
    pub(super) fn group_graph(&mut self) {
        let mut places = BTreeMap::new();
        for (here, item) in self.each() {
            if let ItemKind::Group(group) = &item.kind {
                places.insert(group.name.text.as_str(), (here, group.name.span));
            }
        }
        let edges: BTreeMap<Arc<str>, Vec<Arc<str>>> = self
            .names
            .groups
            .iter()
            .map(|(name, group)| {
                let inner = group.members.iter().filter_map(|(item, _, _)| match item {
                    ScopeItem::Group(inner) => Some(inner.clone()),
                    ScopeItem::One(_) => None,
                });
                (name.clone(), inner.collect())
            })
            .collect();
        for wrong in wrong_ways(&edges) {
            let Some((here, span)) = places.get(&*wrong.name) else {
                continue;
            };
            match wrong.next {
                Some(_) => {
                    self.report(
                        Code::Cycle,
                        here,
                        *span,
                        format!("the group {} contains itself", wrong.name),
                    );
                }
                None => self.too_far(here, *span, &wrong.name, "groups"),
            }
        }
    }
}
