//! Paths of attributes that stand outside of expressions: in presumptions, and in the records of
//! examples. They are bound elsewhere; here their names are put under what they mean.

use std::sync::Arc;

use super::{Here, Items};
use crate::Type;
use crate::places::{NameKind, words};
use crate::syntax::Location;
use crate::syntax::tree::{ValueKind, Word};

/// What the first name of a path is an attribute of.
#[derive(Clone, Copy)]
pub(super) enum Within<'a> {
    /// Of the product, the offer or the seller, by its own name.
    Product,
    /// Of a record.
    Record(&'a str),
    /// Of something that the schema does not know.
    Nothing,
}

impl Within<'_> {
    /// What the names inside a value of a type are attributes of.
    pub(super) fn of(ty: Option<&Type>) -> Within<'_> {
        match ty {
            Some(Type::Record(record)) => Within::Record(record),
            Some(Type::List(inner)) => Within::of(Some(inner)),
            _ => Within::Nothing,
        }
    }
}

impl Items<'_> {
    /// Puts the names of a path under what they mean, and gives the type that it leads to.
    pub(super) fn path_used(
        &mut self,
        here: &Here,
        within: Within<'_>,
        path: &Word,
    ) -> Option<Type> {
        let mut record: Option<Arc<str>> = match within {
            Within::Product => None,
            Within::Record(record) => Some(record.into()),
            Within::Nothing => return None,
        };
        let mut ty = None;
        for word in words(path) {
            // `parts[0]`
            let name = word.text.split('[').next().unwrap_or_default();
            let mut span = word.span;
            span.end = span.start + name.len() as u32;
            let at = Location {
                file: here.file,
                span,
            };
            let schema = &self.names.schema;
            let of = match &record {
                Some(record) => record.clone(),
                None => match schema.root_of(name) {
                    Some(root) => root.into(),
                    None if schema.records.contains_key(name) => {
                        self.places.used(NameKind::Record, name, at);
                        record = Some(name.into());
                        continue;
                    }
                    None => return None,
                },
            };
            let attribute = schema.records.get(&of)?.find(name)?;
            let (canonical, next) = (attribute.name.clone(), attribute.ty.clone());
            self.places
                .used_in(NameKind::Attribute, &of, &canonical, at);
            record = match Within::of(Some(&next)) {
                Within::Record(record) => Some(record.into()),
                Within::Product | Within::Nothing => Some("".into()),
            };
            ty = Some(next);
        }
        ty
    }

    /// Puts a word that stands for a value under what it means.
    pub(super) fn value_used(&mut self, ty: Option<&Type>, value: &ValueKind, at: Location) {
        let (Some(ty), ValueKind::Word(word)) = (ty, value) else {
            return;
        };
        match ty {
            Type::Enum(name) if self.names.is_word(ty, word) => {
                self.places.used_in(NameKind::Value, name, word, at);
            }
            Type::Class if self.names.is_word(ty, word) => {
                self.places.used(NameKind::Class, word.as_str(), at);
            }
            Type::Country | Type::Market => {
                self.places.used(NameKind::Market, word.as_str(), at);
            }
            _ => {}
        }
    }
}
