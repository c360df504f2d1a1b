//! Where the records of a run come from.

use std::sync::Arc;

use crate::catalog::{ByProfile, Entry, Flow, ReadOptions, Source, read_each};
use crate::summary::Understood;

/// Takes entries, and says whether it wants more.
type Each<'e> = dyn FnMut(Entry) -> Flow + 'e;

/// Reads a source to its end.
type Read<'a> = dyn FnOnce(&mut Each<'_>) -> Understood + Send + 'a;

/// A source of records.
pub struct Input<'a> {
    pub(crate) name: Arc<str>,
    pub(crate) read: Box<Read<'a>>,
}

impl<'a> Input<'a> {
    /// The records of a catalogue, whatever its form, through the profile of its columns.
    pub fn catalogue(source: Source, options: &'a ReadOptions) -> Self {
        Self {
            name: source.name.as_str().into(),
            read: Box::new(move |each| {
                let mut mapping = ByProfile::new(&source.name, options);
                let format = read_each(source, options, &mut mapping, each);
                let survey = mapping.survey().filter(|survey| survey.profile.is_some());
                Understood::of(format, survey)
            }),
        }
    }

    /// Records from elsewhere: a database, a queue. What cannot be read of them is an
    /// [`Entry::Problem`]. The name stands in what is told of them.
    pub fn of<I>(name: &str, entries: I) -> Self
    where
        I: IntoIterator<Item: Into<Entry>> + Send + 'a,
    {
        Self {
            name: name.into(),
            read: Box::new(move |each| {
                let _ = entries.into_iter().try_for_each(|entry| each(entry.into()));
                Understood::default()
            }),
        }
    }
}
