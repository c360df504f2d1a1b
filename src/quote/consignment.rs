//! From the records of a file to consignments.

use crate::record::{Datum, Place, RawRecord};

/// The names under which a consignment holds its items.
const ITEMS: [&str; 2] = ["items", "products"];

/// The consignments of a file, each with its items.
///
/// A record with a list of `items` is a consignment: what stands beside the list holds for every item
/// that does not say otherwise. Records with the same `consignment` travel together. Any other record
/// is a consignment of its own.
pub fn consignments(records: Vec<RawRecord>) -> Vec<Vec<RawRecord>> {
    let mut all: Vec<(Option<String>, Vec<RawRecord>)> = Vec::new();
    for record in records {
        let Datum::Record(entries) = &record.fields else {
            all.push((None, vec![record]));
            continue;
        };
        let list = entries.iter().position(|(name, value, _)| {
            ITEMS.contains(&&**name) && matches!(value, Datum::List(_))
        });
        if let Some(list) = list {
            all.push((None, items_of(entries, list, record.ordinal)));
            continue;
        }
        let name = entries.iter().find_map(|(name, value, _)| match value {
            Datum::Text(text) | Datum::Number(text) if &**name == "consignment" => {
                Some(text.trim().to_owned())
            }
            _ => None,
        });
        let known = name.as_ref().and_then(|name| {
            all.iter_mut()
                .find(|(other, _)| other.as_ref() == Some(name))
        });
        match known {
            Some((_, items)) => items.push(record),
            None => all.push((name, vec![record])),
        }
    }
    all.into_iter().map(|(_, items)| items).collect()
}

fn items_of(entries: &[(Box<str>, Datum, Place)], list: usize, ordinal: u64) -> Vec<RawRecord> {
    let Some((_, Datum::List(items), _)) = entries.get(list) else {
        return Vec::new();
    };
    let shared: Vec<&(Box<str>, Datum, Place)> = entries
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != list)
        .map(|(_, entry)| entry)
        .collect();
    items
        .iter()
        .map(|(item, place)| {
            let mut fields = match item {
                Datum::Record(own) => own.clone(),
                _ => Vec::new(),
            };
            for (name, value, place) in &shared {
                if !fields.iter().any(|(own, _, _)| own == name) {
                    fields.push((name.clone(), value.clone(), place.clone()));
                }
            }
            RawRecord {
                fields: Datum::Record(fields),
                place: place.clone(),
                ordinal,
            }
        })
        .collect()
}
