//! Rows to products: which rows belong together, with a bounded look-ahead.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::Given;
use super::definition::{Profile, Rows};
use super::header::Headers;
use crate::record::TableRow;

/// Rows of one product that are kept until it is whole. Shops allow some thousand variants.
pub(super) const MOST_ROWS: usize = 20_000;

/// Values of a list that the rows of a product give to all of its variants together. Shops allow some
/// thousand variants and some hundred pictures.
pub(super) const MOST_SHARED: usize = 1_000_000;

/// Rows that wait for a row elsewhere in the file.
pub(super) const MOST_WAITING: usize = 50_000;

/// A row with what it gives.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) place: crate::record::Place,
    pub(super) cells: Vec<Given>,
    /// The row of a table that it is.
    pub(super) row: Option<Arc<TableRow>>,
    /// The languages and shops in which further rows repeat it.
    pub(super) views: Vec<(crate::record::Text, crate::record::Place)>,
}

impl Line {
    /// The first text in one of these columns that can be read.
    pub(super) fn text(&self, headers: &[usize]) -> Option<&str> {
        self.cells
            .iter()
            .find(|cell| headers.contains(&cell.header) && !cell.unreadable)
            .map(|cell| &*cell.text)
    }

    /// Something stands in one of these columns, readable or not.
    pub(super) fn fills(&self, headers: &[usize]) -> bool {
        self.cells.iter().any(|cell| headers.contains(&cell.header))
    }

    /// What stands in these columns cannot be read.
    pub(super) fn is_lost(&self, headers: &[usize]) -> bool {
        self.fills(headers) && self.text(headers).is_none()
    }
}

/// Rows that are one product, or one variant of a product whose other variants come apart.
#[derive(Debug, Clone)]
pub(super) struct Product {
    /// What its rows have in common.
    pub(super) key: Option<Arc<str>>,
    /// The row with what its variants share.
    pub(super) shared: Option<Arc<Line>>,
    /// The rows that can be bought.
    pub(super) variants: Vec<Arc<Line>>,
    /// Further rows with pictures.
    pub(super) images: Vec<Arc<Line>>,
}

/// What a row was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Product,
    Variant,
    Shared,
    Image,
    Translation,
    Repeated,
}

/// Something odd about how rows belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Oddity {
    /// The product has ended before, on this line's key.
    Torn { key: Arc<str>, line: u32 },
    /// A variant whose parent is not in the file.
    NoParent { parent: Option<Arc<str>>, line: u32 },
    /// A parent without variants.
    NoVariants { key: Arc<str>, line: u32 },
    /// A row that goes on with a product before the first one began.
    NoProduct { line: u32 },
    /// The cell that names the product of a row cannot be read.
    LostKey { line: u32 },
    /// A row that repeats a product in another language or shop, and stands elsewhere.
    StrayView { key: Arc<str>, line: u32 },
    /// More rows than are kept.
    TooMany { key: Arc<str>, line: u32 },
    /// A list that all variants of a product have in common is too long to be given to each.
    TooLong {
        key: Arc<str>,
        line: u32,
        attribute: String,
        values: usize,
        variants: usize,
    },
}

/// What grouping yields.
#[derive(Debug)]
pub(super) enum Event {
    Product(Product),
    Role(Role),
    Odd(Oddity),
}

/// The state between rows.
#[derive(Debug)]
pub(super) enum Grouper {
    Single,
    Adjacent(Box<Adjacent>),
    Parent(Box<Parent>),
}

impl Grouper {
    pub(super) fn new(profile: &Profile, headers: &Headers) -> Self {
        let find = |name: &String| headers.numbers_of(name);
        let all = |names: &[String]| names.iter().flat_map(find).collect::<Vec<_>>();
        match &profile.rows {
            Rows::Single => Self::Single,
            Rows::Adjacent {
                key,
                blank_key_is_new,
                group,
                follows,
                variant,
                image,
                same,
                first_is_shared,
            } => Self::Adjacent(Box::new(Adjacent {
                key: key.iter().flat_map(find).collect(),
                keyed: key.is_some(),
                blank_key_is_new: *blank_key_is_new,
                group: group.iter().flat_map(find).collect(),
                follows: follows
                    .iter()
                    .map(|(column, values)| (find(column), lower(values)))
                    .collect(),
                variant: all(variant),
                image: all(image),
                same: all(same),
                first_is_shared: *first_is_shared,
                open: None,
                ended: Ended::default(),
            })),
            Rows::Parent {
                role,
                parents,
                variants,
                own,
                parent,
                prefix,
                lists,
                waits,
                named,
                translation,
            } => Self::Parent(Box::new(Parent {
                role: role.iter().flat_map(find).collect(),
                named: *named,
                parents: lower(parents),
                variants: lower(variants),
                own: own.iter().map(find).collect(),
                link: parent.iter().flat_map(find).collect(),
                prefix: prefix.clone(),
                lists: lists.iter().flat_map(find).collect(),
                translation: translation.iter().flat_map(find).collect(),
                waits_always: !lists.iter().flat_map(find).collect::<Vec<_>>().is_empty()
                    && waits.keys().all(|column| find(column).is_empty()),
                held: None,
                awaited: HashMap::new(),
                known: HashMap::new(),
                order: Vec::new(),
                waits: waits
                    .iter()
                    .map(|(column, values)| (find(column), lower(values)))
                    .collect(),
                waiting: Waiting::default(),
            })),
        }
    }

    /// The same state for headers that have come to light.
    pub(super) fn renewed(self, profile: &Profile, headers: &Headers) -> Self {
        match (self, Self::new(profile, headers)) {
            (Self::Adjacent(old), Self::Adjacent(mut new)) => {
                new.open = old.open;
                new.ended = old.ended;
                Self::Adjacent(new)
            }
            (Self::Parent(old), Self::Parent(mut new)) => {
                new.held = old.held;
                new.awaited = old.awaited;
                new.known = old.known;
                new.order = old.order;
                new.waiting = old.waiting;
                Self::Parent(new)
            }
            (_, new) => new,
        }
    }

    /// Takes a row.
    pub(super) fn push(&mut self, line: Line, out: &mut Vec<Event>) {
        match self {
            Self::Single => {
                out.push(Event::Role(Role::Product));
                out.push(Event::Product(alone(line)));
            }
            Self::Adjacent(state) => state.push(line, out),
            Self::Parent(state) => state.push(line, out),
        }
    }

    /// The file has ended.
    pub(super) fn finish(&mut self, out: &mut Vec<Event>) {
        match self {
            Self::Single => {}
            Self::Adjacent(state) => state.close(out),
            Self::Parent(state) => state.finish(out),
        }
    }
}

/// A row has one of the values in one of the columns.
fn meets(line: &Line, conditions: &[(Vec<usize>, Vec<String>)]) -> bool {
    conditions.iter().any(|(columns, values)| {
        line.text(columns)
            .is_some_and(|text| values.contains(&text.trim().to_lowercase()))
    })
}

fn lower(values: &[String]) -> Vec<String> {
    values.iter().map(|value| value.to_lowercase()).collect()
}

fn alone(line: Line) -> Product {
    Product {
        key: None,
        shared: None,
        variants: vec![Arc::new(line)],
        images: Vec::new(),
    }
}

/// Rows that follow one another.
#[derive(Debug)]
pub(super) struct Adjacent {
    key: Vec<usize>,
    keyed: bool,
    blank_key_is_new: bool,
    group: Vec<usize>,
    follows: Vec<(Vec<usize>, Vec<String>)>,
    variant: Vec<usize>,
    image: Vec<usize>,
    /// Columns whose values tell variants apart, where rows may repeat one.
    same: Vec<usize>,
    first_is_shared: bool,
    open: Option<Open>,
    /// Keys whose products have ended; to tell that one comes again.
    ended: Ended,
}

/// Most of the keys that are remembered; a product that comes again after so many others is not told
/// of.
const MOST_ENDED: usize = 1 << 20;

/// The hashes of keys, so that a file of any length takes bounded memory.
#[derive(Debug, Default)]
struct Ended(HashSet<u64>);

impl Ended {
    fn hash(key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        hasher.finish()
    }

    fn add(&mut self, key: &str) {
        if self.0.len() < MOST_ENDED {
            self.0.insert(Self::hash(key));
        }
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains(&Self::hash(key))
    }
}

#[derive(Debug)]
struct Open {
    key: Option<Arc<str>>,
    first: Arc<Line>,
    variants: Vec<Arc<Line>>,
    images: Vec<Arc<Line>>,
    told: bool,
}

impl Adjacent {
    fn push(&mut self, line: Line, out: &mut Vec<Event>) {
        let key: Option<Arc<str>> = line.text(&self.key).map(Arc::from);
        let follows = meets(&line, &self.follows);
        let lost = line.is_lost(&self.key);
        let goes_on = match (&self.open, &key) {
            _ if follows => true,
            _ if lost => false,
            (Some(open), Some(_)) => self.keyed && open.key == key,
            (_, None) => self.keyed && !self.blank_key_is_new,
            (None, Some(_)) => false,
        };
        if goes_on && self.open.is_some() {
            self.go_on(line, out);
            return;
        }
        if goes_on {
            out.push(Event::Odd(Oddity::NoProduct { line: line.number }));
        }
        self.close(out);
        if lost {
            out.push(Event::Odd(Oddity::LostKey { line: line.number }));
        }
        if let Some(key) = &key
            && self.ended.has(key)
        {
            out.push(Event::Odd(Oddity::Torn {
                key: key.clone(),
                line: line.number,
            }));
        }
        let key = key.or_else(|| line.text(&self.group).map(Arc::from));
        let first = Arc::new(line);
        self.open = Some(Open {
            key,
            first,
            variants: Vec::new(),
            images: Vec::new(),
            told: false,
        });
    }

    fn go_on(&mut self, line: Line, out: &mut Vec<Event>) {
        if self.repeats(&line) {
            out.push(Event::Role(Role::Repeated));
            return;
        }
        let is_variant = self.variant.is_empty() || line.fills(&self.variant);
        let is_image = line.fills(&self.image);
        let Some(open) = &mut self.open else {
            return;
        };
        if open.variants.len() + open.images.len() >= MOST_ROWS {
            if !open.told {
                open.told = true;
                out.push(Event::Odd(Oddity::TooMany {
                    key: open.key.clone().unwrap_or_else(|| "this product".into()),
                    line: line.number,
                }));
            }
            // Checked without what its product states: nothing is lost silently.
            out.push(Event::Role(Role::Variant));
            out.push(Event::Product(alone(line)));
            return;
        }
        // A row with neither is a variant too: it is there, so somebody must look at it.
        if is_variant || !is_image {
            out.push(Event::Role(Role::Variant));
            open.variants.push(Arc::new(line));
        } else {
            out.push(Event::Role(Role::Image));
            open.images.push(Arc::new(line));
        }
    }

    /// A row says what a row of its product says, at another place.
    fn repeats(&self, line: &Line) -> bool {
        if self.same.is_empty() {
            return false;
        }
        let said = |line: &Line| -> Vec<(usize, String)> {
            let cells = line.cells.iter();
            cells
                .filter(|cell| self.same.contains(&cell.header))
                .map(|cell| (cell.header, cell.text.trim().to_owned()))
                .collect()
        };
        let own = said(line);
        self.open.as_ref().is_some_and(|open| {
            let rows = std::iter::once(&open.first).chain(&open.variants);
            !own.is_empty() && rows.into_iter().any(|row| said(row) == own)
        })
    }

    fn close(&mut self, out: &mut Vec<Event>) {
        let Some(open) = self.open.take() else {
            return;
        };
        if let Some(key) = &open.key {
            self.ended.add(key);
        }
        let mut variants = open.variants;
        let shared = self.first_is_shared && !variants.is_empty();
        if shared {
            out.push(Event::Role(Role::Shared));
        } else {
            out.push(Event::Role(Role::Product));
            variants.insert(0, open.first.clone());
        }
        out.push(Event::Product(Product {
            key: open.key,
            shared: Some(open.first),
            variants,
            images: open.images,
        }));
    }
}

/// Rows that name their parents, or parents that list their variants.
#[derive(Debug)]
pub(super) struct Parent {
    role: Vec<usize>,
    /// A row that names a parent is a variant, and every other row may be a parent.
    named: bool,
    parents: Vec<String>,
    variants: Vec<String>,
    own: Vec<Vec<usize>>,
    link: Vec<usize>,
    prefix: Option<String>,
    lists: Vec<usize>,
    translation: Vec<usize>,
    /// The last row, while rows may follow that repeat it in another language or shop.
    held: Option<Line>,
    /// Variants that a parent above them lists, with its position.
    awaited: HashMap<Arc<str>, usize>,
    /// Every row waits for a parent that lists it: no column says which of them do.
    waits_always: bool,
    /// Parents by each name that a variant may call them.
    known: HashMap<Arc<str>, usize>,
    order: Vec<(Arc<Line>, Arc<str>, bool)>,
    /// Conditions of which a row meets one that waits for a parent to list it.
    waits: Vec<(Vec<usize>, Vec<String>)>,
    waiting: Waiting,
}

/// Rows whose parent has not come yet, by the name that links them and in their order.
#[derive(Debug, Default)]
struct Waiting {
    rows: BTreeMap<u64, (Arc<str>, Line)>,
    by_link: HashMap<Arc<str>, Vec<u64>>,
    next: u64,
}

impl Waiting {
    fn add(&mut self, link: Arc<str>, line: Line) {
        self.by_link
            .entry(link.clone())
            .or_default()
            .push(self.next);
        self.rows.insert(self.next, (link, line));
        self.next += 1;
    }

    /// The rows that one of these names links, in the order of the file.
    fn take<'n>(&mut self, links: impl Iterator<Item = &'n Arc<str>>) -> Vec<Line> {
        let mut numbers: Vec<u64> = links
            .filter_map(|link| self.by_link.remove(link))
            .flatten()
            .collect();
        numbers.sort_unstable();
        numbers
            .into_iter()
            .filter_map(|number| self.rows.remove(&number))
            .map(|(_, line)| line)
            .collect()
    }

    /// The row that has waited longest.
    fn first(&mut self) -> Option<(Arc<str>, Line)> {
        let (number, (link, line)) = self.rows.pop_first()?;
        if let Some(numbers) = self.by_link.get_mut(&link) {
            numbers.retain(|other| *other != number);
        }
        Some((link, line))
    }
}

impl Parent {
    fn push(&mut self, line: Line, out: &mut Vec<Event>) {
        if let Some(view) = line.text(&self.translation) {
            let view = (view.trim().into(), line.place.clone());
            out.push(Event::Role(Role::Translation));
            let name = self.own_names(&line).into_iter().next();
            match &mut self.held {
                Some(held) if Self::names(&self.own, held) == name => held.views.push(view),
                _ => out.push(Event::Odd(Oddity::StrayView {
                    key: name.unwrap_or_default(),
                    line: line.number,
                })),
            }
            return;
        }
        if self.translation.is_empty() {
            self.place(line, out);
        } else if let Some(held) = self.held.replace(line) {
            self.place(held, out);
        }
    }

    /// The first name of a row.
    fn names(own: &[Vec<usize>], line: &Line) -> Option<Arc<str>> {
        own.iter()
            .find_map(|columns| line.text(columns))
            .map(|text| text.trim().into())
    }

    /// Takes a row that nothing more belongs to.
    fn place(&mut self, line: Line, out: &mut Vec<Event>) {
        if self.named {
            if line.fills(&self.link) {
                out.push(Event::Role(Role::Variant));
                self.variant_row(line, out);
            } else {
                self.parent_row(line, out);
            }
            return;
        }
        // `simple, downloadable, virtual`: any of the roles counts.
        let roles: Vec<String> = line
            .text(&self.role)
            .unwrap_or_default()
            .split(',')
            .map(|role| role.trim().to_lowercase())
            .collect();
        let is = |known: &[String]| roles.iter().any(|role| known.contains(role));
        if is(&self.parents) {
            out.push(Event::Role(Role::Shared));
            self.parent_row(line, out);
        } else if is(&self.variants) {
            out.push(Event::Role(Role::Variant));
            self.variant_row(line, out);
        } else if let Some((shared, key, found)) = self.parent_above(&line) {
            *found = true;
            out.push(Event::Role(Role::Variant));
            let product = variant_of(shared, key, line);
            out.push(Event::Product(product));
        } else if let Some(own) = self.waits_as(&line) {
            self.wait(own, line, out);
        } else {
            out.push(Event::Role(Role::Product));
            out.push(Event::Product(alone(line)));
        }
    }

    /// The parent above a row that lists it.
    fn parent_above(&mut self, line: &Line) -> Option<&mut (Arc<Line>, Arc<str>, bool)> {
        if self.awaited.is_empty() {
            return None;
        }
        let names = self.own_names(line);
        let parent = names.iter().find_map(|name| self.awaited.remove(name))?;
        self.order.get_mut(parent)
    }

    /// The name under which a row waits for a parent to list it, if it does.
    fn waits_as(&self, line: &Line) -> Option<Arc<str>> {
        (self.waits_always || meets(line, &self.waits))
            .then(|| self.own_names(line).into_iter().next())
            .flatten()
    }

    /// The names that a variant may call a row.
    fn own_names(&self, line: &Line) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = Vec::new();
        for columns in &self.own {
            if let Some(text) = line.text(columns) {
                names.push(text.trim().into());
                if let Some(prefix) = &self.prefix {
                    names.push(format!("{prefix}{}", text.trim()).into());
                }
            }
        }
        names
    }

    fn parent_row(&mut self, line: Line, out: &mut Vec<Event>) {
        let names = self.own_names(&line);
        let key = names
            .first()
            .cloned()
            .unwrap_or_else(|| format!("row {}", line.number).into());
        let listed = self.listed(&line);
        let line = Arc::new(line);
        let mut found = false;
        if self.lists.is_empty() {
            for name in &names {
                // Of two parents with one name, variants belong to the one above them.
                self.known.insert(name.clone(), self.order.len());
            }
        }
        let mine = if self.lists.is_empty() {
            self.waiting.take(names.iter())
        } else {
            self.waiting.take(listed.iter())
        };
        if !self.lists.is_empty() {
            let here: HashSet<Arc<str>> = mine.iter().flat_map(|row| self.own_names(row)).collect();
            for name in listed {
                if !here.contains(&name) && self.awaited.len() < MOST_WAITING {
                    self.awaited.insert(name, self.order.len());
                }
            }
        }
        for waiting in mine {
            found = true;
            if !self.lists.is_empty() {
                out.push(Event::Role(Role::Variant));
            }
            out.push(Event::Product(variant_of(&line, &key, waiting)));
        }
        self.order.push((line, key, found));
    }

    /// The variants that a parent lists: `sku=A,size=S|sku=B,size=M`.
    fn listed(&self, line: &Line) -> HashSet<Arc<str>> {
        line.text(&self.lists)
            .unwrap_or_default()
            .split('|')
            .flat_map(|variant| variant.split(','))
            .filter_map(|pair| pair.trim().strip_prefix("sku="))
            .map(|sku| sku.trim().into())
            .collect()
    }

    fn variant_row(&mut self, line: Line, out: &mut Vec<Event>) {
        let Some(name) = line.text(&self.link).map(|text| Arc::from(text.trim())) else {
            out.push(Event::Odd(Oddity::NoParent {
                parent: None,
                line: line.number,
            }));
            out.push(Event::Product(alone(line)));
            return;
        };
        match self.known.get(&name).and_then(|i| self.order.get_mut(*i)) {
            Some((shared, key, found)) => {
                *found = true;
                out.push(Event::Product(variant_of(shared, key, line)));
            }
            None => self.wait(name, line, out),
        }
    }

    fn wait(&mut self, link: Arc<str>, line: Line, out: &mut Vec<Event>) {
        if self.waiting.rows.len() >= MOST_WAITING
            && let Some((link, line)) = self.waiting.first()
        {
            self.give_up(link, line, out);
        }
        self.waiting.add(link, line);
    }

    fn give_up(&self, link: Arc<str>, line: Line, out: &mut Vec<Event>) {
        if self.lists.is_empty() {
            out.push(Event::Odd(Oddity::NoParent {
                parent: Some(link),
                line: line.number,
            }));
        } else {
            out.push(Event::Role(Role::Product));
        }
        out.push(Event::Product(alone(line)));
    }

    fn finish(&mut self, out: &mut Vec<Event>) {
        if let Some(held) = self.held.take() {
            self.place(held, out);
        }
        while let Some((link, line)) = self.waiting.first() {
            self.give_up(link, line, out);
        }
        for (line, key, found) in std::mem::take(&mut self.order) {
            if self.named {
                // Only now it is known whether the row has variants.
                out.push(Event::Role(if found {
                    Role::Shared
                } else {
                    Role::Product
                }));
                if !found {
                    out.push(Event::Product(Product {
                        key: None,
                        shared: None,
                        variants: vec![line],
                        images: Vec::new(),
                    }));
                }
            } else if !found {
                out.push(Event::Odd(Oddity::NoVariants {
                    key: key.clone(),
                    line: line.number,
                }));
                out.push(Event::Product(Product {
                    key: Some(key),
                    shared: None,
                    variants: vec![line],
                    images: Vec::new(),
                }));
            }
        }
    }
}

fn variant_of(shared: &Arc<Line>, key: &Arc<str>, line: Line) -> Product {
    Product {
        key: Some(key.clone()),
        shared: Some(shared.clone()),
        variants: vec![Arc::new(line)],
        images: Vec::new(),
    }
}
