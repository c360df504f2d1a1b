//! Rows through a profile: the one that is named, or the one that the header of the file gives away.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::profile::{self, Detection, Mapped, Mapper, MapperOptions, Profile};
use super::row::{Entry, Flow, Header, HeaderAt, RawRow, TableRow};
use super::{ByColumn, Mapping, ProfileChoice, ReadOptions};
use crate::record::{Datum, RawRecord};

/// Makes records of rows with a profile; without one, the headers of a table and the names of a tree
/// are attribute paths.
#[derive(Debug)]
pub struct ByProfile {
    choice: ProfileChoice,
    options: MapperOptions,
    /// Tables without a profile go through a mapper too, which keeps what `map` shows.
    surveyed: bool,
    plain: ByColumn,
    /// What the first rows of a table gave away, until its first product comes.
    found: Option<(Profile, Detection)>,
    state: State,
    survey: Option<profile::Mapping>,
    trees: u64,
    /// The vocabulary that the file says its trees are in.
    namespace: Option<String>,
    /// The first trees, while none of them gives away what they are.
    early: Vec<RawRecord>,
}

/// Trees that are looked at together before they are taken for records of the schema: the first may
/// leave out what gives its kind away.
const MOST_EARLY: usize = 8;

#[derive(Debug)]
enum State {
    /// Nothing has come yet.
    Waiting,
    /// Names are attribute paths.
    Plain(Option<Arc<Header>>),
    /// A table with a profile.
    Table(Arc<Header>, Box<Mapper>),
    /// Trees with a profile.
    Trees(Box<Mapper>),
}

impl ByProfile {
    /// For one file, which messages call `name`.
    pub fn new(name: &str, options: &ReadOptions) -> Self {
        Self {
            choice: options.profile.clone(),
            options: MapperOptions {
                file: name.to_owned(),
                currency: options.currency,
                as_of: options.as_of,
                columns: options.columns.clone(),
            },
            surveyed: false,
            plain: ByColumn::new(options.columns.clone()),
            found: None,
            state: State::Waiting,
            survey: None,
            trees: 0,
            namespace: None,
            early: Vec::new(),
        }
    }

    /// Keeps how the columns were understood also where no profile is known, for `map`.
    #[must_use]
    pub fn surveyed(mut self) -> Self {
        self.surveyed = true;
        self
    }

    /// How the columns were understood, once the file is read; none where its names are attribute
    /// paths and nobody asked. Of several tables in a file, the first one.
    pub fn survey(self) -> Option<profile::Mapping> {
        self.survey
    }

    /// What a table is whose first rows these are; nothing where no profile knows its like.
    fn recognised(&self, first: &[Vec<String>]) -> Option<(Profile, Detection)> {
        let (profile, why) = profile::of_table(first, &self.choice, &self.options.columns);
        let known = matches!(self.choice, ProfileChoice::Named(_)) || !profile.name.is_empty();
        known.then(|| (profile.into_owned(), why))
    }

    fn table(&mut self, row: TableRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let same = match &self.state {
            State::Table(header, _) | State::Plain(Some(header)) => {
                Arc::ptr_eq(header, &row.header)
            }
            _ => false,
        };
        if !same {
            self.close(emit)?;
            self.begin(&row);
        }
        let State::Table(_, mapper) = &mut self.state else {
            return self.plain.row(RawRow::Table(row), emit);
        };
        let mut mapped = Mapped::default();
        mapper.row(row, &mut mapped);
        give(mapped, emit)
    }

    /// A table begins with this row.
    fn begin(&mut self, row: &TableRow) {
        let names: Vec<String> = row.header.names.iter().map(ToString::to_string).collect();
        let found = self.found.take();
        let known = found.or_else(|| self.recognised(std::slice::from_ref(&names)));
        let (profile, why) = match known {
            Some((profile, why)) => (Cow::Owned(profile), why),
            None if self.surveyed => profile::of_table(
                std::slice::from_ref(&names),
                &ProfileChoice::Paths,
                &self.options.columns,
            ),
            None => {
                self.state = State::Plain(Some(row.header.clone()));
                return;
            }
        };
        let mapper = Mapper::of_table(&profile, &row.header, &self.options);
        self.state = State::Table(row.header.clone(), Box::new(mapper.because(&why)));
    }

    fn tree(&mut self, raw: RawRecord, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        if !matches!(self.state, State::Waiting) {
            return self.give_tree(raw, emit);
        }
        self.early.push(raw);
        let first: Vec<&Datum> = self.early.iter().map(RawRecord::fields).collect();
        let namespace = self.namespace.as_deref();
        let found = profile::of_trees(&first, &self.choice, namespace);
        self.state = match found {
            Some((profile, why)) => State::Trees(Box::new(
                Mapper::of_tree(&profile, &self.options).because(&why),
            )),
            None if matches!(self.choice, ProfileChoice::Detected)
                && self.early.len() < MOST_EARLY =>
            {
                return ControlFlow::Continue(());
            }
            None => State::Plain(None),
        };
        self.give_early(emit)
    }

    /// Gives the trees that were held back.
    fn give_early(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        for raw in std::mem::take(&mut self.early) {
            self.give_tree(raw, emit)?;
        }
        ControlFlow::Continue(())
    }

    fn give_tree(&mut self, raw: RawRecord, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let State::Trees(mapper) = &mut self.state else {
            return emit(Entry::Record(raw));
        };
        let mut mapped = Mapped::default();
        mapper.tree(&raw, &mut mapped);
        give(mapped, emit)
    }

    /// A table or the file is at its end: gives what still waits.
    fn close(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.give_early(emit)?;
        match std::mem::replace(&mut self.state, State::Waiting) {
            State::Table(_, mut mapper) | State::Trees(mut mapper) => {
                let mut mapped = Mapped::default();
                mapper.finish(&mut mapped);
                self.survey.get_or_insert_with(|| mapper.mapping());
                give(mapped, emit)
            }
            State::Waiting | State::Plain(_) => ControlFlow::Continue(()),
        }
    }
}

impl Mapping for ByProfile {
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        match row {
            RawRow::Table(row) => self.table(row, emit),
            RawRow::Tree { fields, place } => {
                self.trees += 1;
                self.tree(RawRecord::new(fields, place, self.trees), emit)
            }
        }
    }

    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        self.found = self.recognised(first);
        let (_, why) = self.found.as_ref()?;
        Some(HeaderAt {
            header: why.header,
            data: why.header + 1,
        })
    }

    fn namespace(&mut self, address: &str) {
        if self.namespace.is_none() && profile::of_namespace(address).is_some() {
            self.namespace = Some(address.to_owned());
        }
    }

    fn end(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.close(emit)
    }
}

fn give(mapped: Mapped, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
    let problems = mapped.problems.into_iter().map(Entry::Problem);
    let records = mapped.records.into_iter().map(Entry::Record);
    problems.chain(records).try_for_each(emit)
}
