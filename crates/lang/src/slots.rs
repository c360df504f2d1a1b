//! Attributes by number: every attribute that an expression reads has a slot, and what the schema says of
//! the way to it is looked up once, when the rules are loaded.
//!
//! It does not know how a record is kept. Who evaluates one record follows the [`Way`] of a slot step by
//! step; to who evaluates many at once, a slot is a column, and what has no slot need not be read.

use std::sync::Arc;

use indexmap::IndexSet;

use super::{AttributeDef, Presumption, RecordDef, Schema, Type};
use crate::record::{Fields, Value};

/// The number of an attribute that some expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u32);

impl Slot {
    /// The place among the slots of the rules, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An attribute as an expression reads it.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its number.
    pub slot: Slot,
    /// The names on the way to it, at least one.
    pub names: Vec<Arc<str>>,
}

/// The way from a record to one of its attributes, with what the schema says of it.
#[derive(Debug, Clone)]
pub struct Way {
    /// The record whose elements it begins at; none where it begins at the product.
    pub element_of: Option<Arc<str>>,
    /// The names with points between them.
    pub path: Arc<str>,
    /// One for each name.
    pub steps: Vec<WayStep>,
    /// The type of the attribute.
    pub ty: Option<Type>,
}

/// One name of a way.
#[derive(Debug, Clone)]
pub struct WayStep {
    /// The name.
    pub name: Arc<str>,
    /// The names so far, with points between them.
    pub path: Arc<str>,
    /// What the absence of what it leads to means.
    pub presumption: Option<Arc<Presumption>>,
}

impl Way {
    /// From the product, the offer or, where that is the first name, the seller.
    pub fn of(schema: &Schema, names: &[Arc<str>]) -> Self {
        Self::begin(schema, None, names)
    }

    fn begin(schema: &Schema, element_of: Option<Arc<str>>, names: &[Arc<str>]) -> Self {
        let mut steps: Vec<WayStep> = Vec::with_capacity(names.len());
        // What the way has led to so far.
        let mut record = element_of
            .as_ref()
            .and_then(|name| schema.records.get(name));
        let mut ty = None;
        for name in names {
            let first = steps.is_empty() && element_of.is_none();
            let definition: Option<&AttributeDef> = if first {
                schema.root_attribute(name)
            } else {
                record.and_then(|record| record.attributes.get(name))
            };
            record = if first && &**name == Schema::SELLER {
                schema.records.get(name)
            } else {
                definition.and_then(|definition| leads_to(schema, &definition.ty))
            };
            ty = definition.map(|definition| definition.ty.clone());
            let path = match steps.last() {
                Some(before) => format!("{}.{name}", before.path).into(),
                None => name.clone(),
            };
            steps.push(WayStep {
                name: name.clone(),
                path,
                presumption: definition.and_then(|definition| definition.presumption.clone()),
            });
        }
        let path = steps
            .last()
            .map_or_else(|| "".into(), |last| last.path.clone());
        Self {
            element_of,
            path,
            steps,
            ty,
        }
    }

    /// What a record states at the end of the way; what may be presumed is another question.
    pub fn stated<'f>(&self, fields: &'f Fields) -> Option<&'f Value> {
        let (last, before) = self.steps.split_last()?;
        let inner =
            before
                .iter()
                .try_fold(fields, |fields, step| match fields.get(&step.name)? {
                    Value::Record(inner) => Some(inner),
                    _ => None,
                });
        inner?.get(&last.name)
    }

    /// What is read off something that does not exist, on the way or at its end.
    pub fn nothing(&self, at_its_end: bool) -> Option<Value> {
        match self.ty.as_ref()? {
            Type::Bool if !at_its_end => Some(Value::Bool(false)),
            Type::List(_) => Some(Value::List(Vec::new())),
            _ => None,
        }
    }
}

fn leads_to<'s>(schema: &'s Schema, ty: &Type) -> Option<&'s RecordDef> {
    match ty {
        Type::Record(name) => schema.records.get(name),
        _ => None,
    }
}

/// The record that an attribute is read from an element of, if it is, and its names.
type Read = (Option<Arc<str>>, Vec<Arc<str>>);

/// The attributes that expressions have been found to read.
#[derive(Debug, Default)]
pub(super) struct Reading(IndexSet<Read>);

impl Reading {
    /// An expression reads an attribute.
    pub(super) fn attribute(
        &mut self,
        element_of: Option<Arc<str>>,
        names: Vec<Arc<str>>,
    ) -> Attribute {
        let (index, _) = self.0.insert_full((element_of, names.clone()));
        Attribute {
            slot: Slot(index as u32),
            names,
        }
    }
}

/// The ways of all attributes that the expressions of a rule set read.
#[derive(Debug, Clone, Default)]
pub struct Slots(Vec<Way>);

impl Slots {
    pub(super) fn new(schema: &Schema, reading: Reading) -> Self {
        let ways = reading.0.into_iter();
        Self(
            ways.map(|(element_of, names)| Way::begin(schema, element_of, &names))
                .collect(),
        )
    }

    /// The way of a slot.
    pub fn way(&self, slot: Slot) -> Option<&Way> {
        self.0.get(slot.index())
    }

    /// Every slot with its way, in the order of their numbers.
    pub fn ways(&self) -> impl Iterator<Item = (Slot, &Way)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, way)| (Slot(index as u32), way))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Datum, Place, RawRecord};
    use crate::{SourceFile, bind, load};

    const RULES: &str = r#"
module t
record product {
  a bool en "A." zh "A。"
  r part en "R." zh "R。"
  s list<part> en "S." zh "S。"
  title text en "T." zh "T。"
}
record part { ok bool en "Ok." zh "好。" }
presume r is none when a
instrument LAW "Law"
rule one { market DE area listing severity error
  cite LAW art. 1
  unverified require r.ok and a and any x in s: x.ok
  message en "m" zh "m" remedy en "r" zh "r"
  example ok as of 2026-01-01 { } example fails as of 2026-01-01 { } }
"#;

    #[test]
    fn what_expressions_read_has_a_slot_and_nothing_else() {
        let file = SourceFile {
            name: "t.tide".into(),
            path: "t.tide".into(),
            bytes: RULES.into(),
        };
        let rules = load(&[file]).checked().unwrap();
        let told: Vec<String> = rules
            .slots
            .ways()
            .map(|(slot, way)| {
                let of = way.element_of.as_deref().unwrap_or("-");
                format!("{} {of} {} {:?}", slot.index(), way.path, way.ty)
            })
            .collect();
        assert_eq!(
            told,
            [
                "0 - a Some(Bool)",
                "1 - r.ok Some(Bool)",
                "2 - s Some(List(Record(\"part\")))",
                "3 part ok Some(Bool)",
            ]
        );
        let way = |index: usize| rules.slots.ways().nth(index).unwrap().1;
        let presumed: Vec<bool> = way(1)
            .steps
            .iter()
            .map(|s| s.presumption.is_some())
            .collect();
        assert_eq!(presumed, [true, false]);
        assert_eq!(format!("{:?}", way(1).nothing(false)), "Some(Bool(false))");
        assert!(way(1).nothing(true).is_none());
        assert_eq!(format!("{:?}", way(2).nothing(true)), "Some(List([]))");

        let inner = vec![("ok".into(), Datum::Bool(true), Place::default())];
        let datum = vec![("r".into(), Datum::Record(inner), Place::default())];
        let record = bind(
            &RawRecord::new(Datum::Record(datum), Place::default(), 1),
            &rules.names,
        );
        assert!(matches!(
            way(1).stated(&record.fields),
            Some(Value::Bool(true))
        ));
        assert!(way(0).stated(&record.fields).is_none());
    }
}
