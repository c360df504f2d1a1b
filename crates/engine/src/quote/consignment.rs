//! From the records of a file to consignments.

use std::collections::HashMap;

use crate::record::{Datum, Field, Place, RawRecord};

/// The names under which a consignment holds its items.
const ITEMS: [&str; 2] = ["items", "products"];

/// The attribute whose value rows that travel together share.
const CONSIGNMENT: &str = "consignment";

/// What travels together.
#[derive(Debug, Clone, PartialEq)]
pub struct Consignment {
    /// Its name, where the file gives one.
    pub name: Option<String>,
    /// Where it begins.
    pub place: Place,
    /// Its items, in the order of the file.
    pub items: Vec<RawRecord>,
    /// Where a list of items has something that is no item.
    pub unread: Vec<Place>,
}

/// The consignments of a file, each with its items.
///
/// A record with a list of `items` is a consignment: what stands beside the list holds for every item
/// that does not say otherwise. Records with the same `consignment` travel together, wherever they
/// stand in the file. Any other record is a consignment of its own. A list without items gives none.
pub fn consignments(records: Vec<RawRecord>) -> Vec<Consignment> {
    let mut all: Vec<Consignment> = Vec::new();
    let mut named: HashMap<String, usize> = HashMap::new();
    for record in records {
        let name = name_of(record.fields());
        let place = record.place.clone();
        if let Some((items, unread)) = listed_items(&record) {
            if !items.is_empty() || !unread.is_empty() {
                all.push(Consignment {
                    name,
                    place,
                    items,
                    unread,
                });
            }
            continue;
        }
        let known = name.as_ref().and_then(|name| named.get(name)).copied();
        if let Some(known) = known.and_then(|place| all.get_mut(place)) {
            known.items.push(record);
            continue;
        }
        if let Some(name) = &name {
            named.insert(name.clone(), all.len());
        }
        all.push(Consignment {
            name,
            place,
            items: vec![record],
            unread: Vec::new(),
        });
    }
    all
}

fn name_of(fields: &Datum) -> Option<String> {
    let Datum::Record(entries) = fields else {
        return None;
    };
    entries.iter().find_map(|(name, value, _)| match value {
        Datum::Text(text) | Datum::Number(text)
            if &**name == CONSIGNMENT && !text.trim().is_empty() =>
        {
            Some(text.trim().to_owned())
        }
        _ => None,
    })
}

/// The items of a record that lists them, each with what stands beside the list.
fn listed_items(record: &RawRecord) -> Option<(Vec<RawRecord>, Vec<Place>)> {
    let Datum::Record(entries) = record.fields() else {
        return None;
    };
    let (at, list) = entries
        .iter()
        .enumerate()
        .find_map(|(at, (name, value, _))| match value {
            Datum::List(list) if ITEMS.contains(&&**name) => Some((at, list)),
            _ => None,
        })?;
    let shared: Vec<&Field> = entries
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != at)
        .map(|(_, entry)| entry)
        .collect();
    let (mut items, mut unread) = (Vec::new(), Vec::new());
    for (item, place) in list {
        let Datum::Record(own) = item else {
            unread.push(place.clone());
            continue;
        };
        let mut fields = own.clone();
        for (name, value, place) in &shared {
            if !fields.iter().any(|(own, _, _)| own == name) {
                fields.push((name.clone(), value.clone(), place.clone()));
            }
        }
        let fields = Datum::Record(fields);
        items.push(RawRecord::new(fields, place.clone(), record.ordinal));
    }
    Some((items, unread))
}
