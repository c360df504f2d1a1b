//! Rows to records: the state of one file that is read with a profile.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::adjust::{Adjust, adjustments};
use super::definition::{Column, Profile, Rows};
use super::detect::Detection;
use super::group::{Event, Grouper, Line, Product, Role};
use super::header::{Headers, matches, normal};
use super::paths::with_unit;
use super::reading::{Kind, Mark, Reading};
use super::record::Path;
use super::survey::{ColumnSurvey, Mapping, RowCounts, sample, without_numbers};
use super::told::{lacking, unknown_to};
use super::{Given, Runs, tree};
use crate::problem::{InputCode, InputProblem};
use crate::record::{Cell, Datum, Header, Place, RawRecord, TableRow, Writing};
use crate::sentence::{MessageLanguage, say};
use crate::value::{Currency, Date, Lean, Unit};

/// Headers of columns that state a currency, as profiles that know none meet them.
const CURRENCY: &[&str] = &[
    "currency",
    "currency code",
    "currency_code",
    "currencycode",
    "currency_id",
    "price currency",
    "price_currency",
    "währung",
    "waehrung",
    "devise",
    "valuta",
    "moneda",
    "moeda",
    "waluta",
    "para birimi",
    "货币",
    "币种",
    "通貨",
    "통화",
];

/// Rows behind a header that may be instructions.
const MOST_INSTRUCTIONS: u64 = 8;

/// What a user states about a file.
#[derive(Debug, Clone, Default)]
pub struct MapperOptions {
    /// The name of the file, for messages.
    pub file: String,
    /// The currency of prices that state none.
    pub currency: Option<Currency>,
    /// The day on which prices must hold that hold for a time.
    pub as_of: Option<Date>,
    /// Headers to attribute paths, before the profile is asked.
    pub columns: BTreeMap<String, String>,
    /// The decimal mark, in the place of what the profile says.
    pub decimal: Option<Mark>,
}

/// What rows have yielded so far. A reader takes it away as it likes.
#[derive(Debug, Default)]
pub struct Mapped {
    /// The records, in the order in which they were whole.
    pub records: Vec<RawRecord>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
}

/// What a column of the profile needs to know of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolved {
    pub(super) if_given: Option<Vec<usize>>,
    pub(super) when: Vec<(Vec<usize>, Vec<String>)>,
    pub(super) adjust: Vec<(Adjust, Vec<usize>)>,
    pub(super) unit_column: Vec<usize>,
    pub(super) from: Vec<usize>,
    pub(super) until: Vec<usize>,
    pub(super) during: Vec<usize>,
    pub(super) unit: Option<Unit>,
    /// A header of the file feeds it.
    pub(super) fed: bool,
    /// Where its values go, if no number of a header has a part in that.
    pub(super) path: Option<Path>,
}

/// What is told once for many cells.
#[derive(Debug, Clone, Default)]
pub(super) struct Once {
    pub(super) count: u64,
    /// The place of the first.
    pub(super) place: Place,
    /// The header of the first.
    pub(super) header: usize,
    /// Different words that they say, and how often.
    pub(super) words: BTreeMap<String, u64>,
}

/// Different words of a column that are kept.
pub(super) const MOST_WORDS: usize = 1000;

/// A cell that was told of: its line, its header and what it feeds.
pub(super) type Told = (u32, usize, usize);

/// Reads the rows of one file with a profile.
#[derive(Debug)]
pub struct Mapper {
    pub(super) profile: Arc<Profile>,
    pub(super) options: MapperOptions,
    pub(super) headers: Headers,
    pub(super) header_line: u32,
    pub(super) signature: Vec<String>,
    pub(super) grouper: Grouper,
    pub(super) resolved: Arc<Vec<Resolved>>,
    pub(super) currency: Vec<usize>,
    pub(super) labels: Vec<usize>,
    pub(super) pairs: Vec<(usize, Vec<(usize, usize)>)>,
    /// The columns of the measure and of the base of the unit price that is shown.
    pub(super) shown_unit: [Vec<usize>; 2],
    /// The columns that say in which language or shop a row repeats a product, and those that name it.
    views: [Vec<usize>; 2],
    pub(super) resolved_for: usize,
    pub(super) survey: Vec<ColumnSurvey>,
    pub(super) counts: RowCounts,
    pub(super) instructed: bool,
    /// Readings of the rows of the product at hand: its variants share them.
    pub(super) readings: HashMap<(u32, usize, usize), Reading>,
    pub(super) readings_of: Option<Arc<str>>,
    /// Cells that were told of: a product's cell is read for each variant.
    told: HashSet<Told>,
    /// The same of rows that no later product shares.
    told_here: HashSet<Told>,
    /// What is told once for a file or column: prices without currency, numbers without unit.
    pub(super) once: BTreeMap<(InputCode, Option<usize>), Once>,
    data_line: Option<u32>,
    skip: Vec<(Vec<usize>, Vec<String>)>,
    pub(super) header_currency: Option<Currency>,
    /// What the columns of the table say of numbers that can be read in two ways.
    pub(super) leans: Vec<Lean>,
    /// How numbers are written in what no column of the profile reads as one.
    pub(super) writing: Option<Arc<Writing>>,
    pub(super) start: Vec<InputProblem>,
}

impl Mapper {
    /// For a table with this header.
    pub fn of_table(profile: &Profile, header: &Header, options: &MapperOptions) -> Self {
        let profile = with_own_columns(profile, options);
        let mut headers = Headers::new(&profile);
        for name in &header.names {
            headers.add(name);
        }
        let header_line = header.line;
        let mut mapper = Self::new(profile, headers, header_line, options);
        mapper.resolve();
        let missing: Vec<&str> = mapper
            .profile
            .required
            .iter()
            .filter(|name| mapper.headers.numbers_of(name).is_empty())
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            mapper.start.push(InputProblem::new(
                InputCode::Header,
                &options.file,
                header_line,
lacking(&mapper.profile.name, &missing),
say!(
"name the profile of the file with --profile, or map its columns with --map COLUMN=PATH",
"请用 --profile 指定文件的模板,或用 --map 列=路径 映射各列",
),
            ));
        }
        mapper
    }

    /// For records that are trees.
    pub fn of_tree(profile: &Profile, options: &MapperOptions) -> Self {
        let profile = with_own_columns(profile, options);
        let headers = Headers::new(&profile);
        Self::new(profile, headers, 0, options)
    }

    fn new(profile: Profile, headers: Headers, header_line: u32, options: &MapperOptions) -> Self {
        let grouper = Grouper::new(&profile, &headers);
        let instructed = profile.instructions_until_number.is_none();
        Self {
            profile: Arc::new(profile),
            options: options.clone(),
            headers,
            header_line,
            signature: Vec::new(),
            grouper,
            resolved: Arc::default(),
            currency: Vec::new(),
            labels: Vec::new(),
            pairs: Vec::new(),
            shown_unit: Default::default(),
            views: Default::default(),
            resolved_for: usize::MAX,
            survey: Vec::new(),
            counts: RowCounts::default(),
            instructed,
            readings: HashMap::new(),
            readings_of: None,
            told: HashSet::new(),
            told_here: HashSet::new(),
            once: BTreeMap::new(),
            data_line: None,
            skip: Vec::new(),
            header_currency: None,
            leans: Vec::new(),
            writing: None,
            start: Vec::new(),
        }
    }

    /// Says why the profile was chosen.
    #[must_use]
    pub fn because(mut self, why: &Detection) -> Self {
        self.signature.clone_from(&why.signature);
        self.data_line = why.data_line;
        self
    }

    /// Takes what the columns of the table say of numbers that can be read in two ways. Numbers of
    /// columns that are read as texts are read where they are held against the schema.
    #[must_use]
    pub fn leaning(mut self, leans: Vec<Lean>) -> Self {
        let schema = (Mark::Either, Lean::Schema);
        let columns = self.headers.iter().enumerate().map(|(number, header)| {
            let mut feeds = header.feeds.iter();
            let texts = feeds.all(|feed| {
                let column = self.profile.columns.get(feed.column);
                column.is_none_or(|column| column.kind == Kind::Text)
            });
            match leans.get(number) {
                Some(lean) if texts => (self.mark(*lean), *lean),
                _ => schema,
            }
        });
        let writing = Writing {
            columns: columns.collect(),
            ..Writing::default()
        };
        self.writing = Some(Arc::new(writing));
        self.leans = leans;
        self
    }

    /// The mark before decimals: the one that the user states, else that of the platform, unless the cells
    /// of a column show that a spreadsheet has written them in another way.
    pub(super) fn mark(&self, lean: Lean) -> Mark {
        self.options
            .decimal
            .unwrap_or_else(|| match (self.profile.decimal, lean) {
                (Mark::Point, Lean::Comma | Lean::Refused) => Mark::Either,
                (Mark::Comma, Lean::Point) => Mark::Either,
                (mark, _) => mark,
            })
    }

    /// Looks up the columns that other columns refer to. Those of trees come to light row by row.
    fn resolve(&mut self) {
        if self.resolved_for == self.headers.len() {
            return;
        }
        self.resolved_for = self.headers.len();
        let profile = self.profile.clone();
        let find = |name: &String| self.headers.numbers_of(name);
        let mut fed = vec![false; profile.columns.len()];
        for feed in self.headers.iter().flat_map(|header| &header.feeds) {
            if let Some(fed) = fed.get_mut(feed.column) {
                *fed = true;
            }
        }
        let resolved = profile
            .all_columns()
            .enumerate()
            .map(|(number, column)| Resolved {
                fed: fed.get(number).copied().unwrap_or(false),
                path: column
                    .to
                    .as_ref()
                    .filter(|to| !to.contains("{n}"))
                    .map(|to| Path::new(to, None)),
                if_given: column.if_given.as_ref().map(find),
                when: column
                    .when
                    .iter()
                    .map(|(name, values)| {
                        let values = values.iter().map(|value| value.to_lowercase()).collect();
                        (find(name), values)
                    })
                    .collect(),
                adjust: adjustments(column)
                    .map(|(adjust, name)| (adjust, find(name)))
                    .collect(),
                unit_column: column.unit_column.iter().flat_map(find).collect(),
                from: column.from.iter().flat_map(find).collect(),
                until: column.until.iter().flat_map(find).collect(),
                during: column.during.iter().flat_map(find).collect(),
                unit: column.unit.as_deref().and_then(Unit::lookup),
            })
            .collect();
        self.resolved = Arc::new(resolved);
        self.skip = profile
            .skip_rows
            .iter()
            .map(|(column, values)| {
                let values = values.iter().map(|value| value.to_lowercase()).collect();
                (find(column), values)
            })
            .collect();
        if let Some(shown) = &profile.unit_price {
            self.shown_unit = [find(&shown.measure), find(&shown.base)];
        }
        if let Rows::Parent {
            translation: Some(view),
            own,
            ..
        } = &profile.rows
        {
            self.views = [find(view), own.iter().flat_map(find).collect()];
        }
        if profile.currency_in_header {
            self.header_currency = self.headers.iter().find_map(|header| {
                let (_, rest) = header.text.split_once("Currency=")?;
                Currency::parse(rest.get(..3)?).ok()
            });
        }
        self.currency = profile.currency_columns.iter().flat_map(find).collect();
        if self.currency.is_empty() && !profile.name.is_empty() {
            // A shop or a tool has added it; a price is in it, whatever is stated for the file.
            let forms = self.headers.forms().enumerate();
            self.currency = forms
                .filter(|(_, form)| CURRENCY.contains(form))
                .map(|(number, _)| number)
                .collect();
        }
        self.labels = profile.options.iter().flat_map(find).collect();
        self.pairs = profile
            .pairs
            .iter()
            .enumerate()
            .map(|(number, pair)| (number, self.paired(&pair.names, &pair.values)))
            .collect();
        for number in self.survey.len()..self.headers.len() {
            let survey = self.surveyed(number);
            self.survey.push(survey);
        }
    }

    /// The columns of names with the columns of their values.
    fn paired(&self, names: &str, values: &str) -> Vec<(usize, usize)> {
        let numbered = |name: &str| -> Vec<(u32, usize)> {
            let name = normal(name);
            self.headers
                .forms()
                .enumerate()
                .filter_map(|(number, form)| Some((matches(&name, form)?.n?, number)))
                .collect()
        };
        let values = numbered(values);
        numbered(names)
            .into_iter()
            .filter_map(|(n, name)| {
                let (_, value) = values.iter().find(|(other, _)| *other == n)?;
                Some((name, *value))
            })
            .collect()
    }

    fn surveyed(&self, number: usize) -> ColumnSurvey {
        let Some(header) = self.headers.get(number) else {
            return ColumnSurvey::default();
        };
        let columns: Vec<&Column> = header
            .feeds
            .iter()
            .filter_map(|feed| self.profile.columns.get(feed.column))
            .collect();
        let mut attributes: Vec<String> = Vec::new();
        for (feed, column) in header.feeds.iter().zip(&columns) {
            let n = feed.caught.n.map(|n| n.to_string()).unwrap_or_default();
            let to = column.to.as_ref().map(|to| to.replace("{n}", &n));
            let to =
                to.or_else(|| (column.kind == Kind::Properties).then(|| "(properties)".into()));
            attributes.extend(to.filter(|to| !attributes.contains(to)));
        }
        let paired = self
            .pairs
            .iter()
            .flat_map(|(_, pairs)| pairs)
            .any(|(_, value)| *value == number);
        if paired {
            attributes.push("(properties)".into());
        }
        for column in &columns {
            for to in self.through(column) {
                if !attributes.contains(&to) {
                    attributes.push(to);
                }
            }
        }
        ColumnSurvey {
            header: header.text.clone(),
            column: if self.header_line > 0 {
                number as u32 + 1
            } else {
                0
            },
            attributes,
            known: paired || !columns.is_empty() || self.currency.contains(&number),
            confirmed: columns.iter().all(|column| column.confirmed),
            ..ColumnSurvey::default()
        }
    }

    /// The attributes that other columns read with the help of this one: prices that hold for a time, and
    /// the unit price.
    fn through(&self, column: &Column) -> Vec<String> {
        let named = |name: &String| {
            let form = normal(name);
            column.names().any(|own| normal(own) == form)
        };
        let mut attributes: Vec<String> = self
            .profile
            .columns
            .iter()
            .filter(|other| other.period().any(named))
            .filter_map(|other| other.to.clone())
            .collect();
        let shown = self.profile.unit_price.as_ref();
        if shown.is_some_and(|shown| named(&shown.measure) || named(&shown.base)) {
            attributes.push("unit_price".to_owned());
        }
        attributes
    }

    /// Takes a row of a table.
    pub fn row(&mut self, row: TableRow, out: &mut Mapped) {
        out.problems.append(&mut self.start);
        let mut cells = Vec::with_capacity(row.cells.len());
        for (header, cell) in row.cells.iter().enumerate() {
            let text = match cell {
                Cell::Text(text) | Cell::Number(text) if !text.trim().is_empty() => text.into(),
                Cell::Unreadable(text) => text.into(),
                Cell::Value(Datum::Bool(value)) => value.to_string().into(),
                _ => continue,
            };
            cells.push(Given {
                header,
                text,
                place: row.cell_place(header),
                unreadable: matches!(cell, Cell::Unreadable(_)),
                number: matches!(cell, Cell::Number(_)),
                runs: Runs::Yes,
                within: 0,
            });
        }
        if cells.is_empty() {
            return;
        }
        self.counts.rows += 1;
        if self.counts.rows <= u64::from(self.profile.rows_after_header)
            || self.data_line.is_some_and(|first| row.line < first)
            || self.instructs(&cells)
            || self.skips(&cells)
        {
            self.counts.instructions += 1;
            return;
        }
        cells.retain(|cell| self.headers.get(cell.header).is_some());
        for cell in &mut cells {
            self.unescape(cell);
        }
        self.other_view(&cells);
        let place = row.place();
        let line = self.line(cells, place, Some(Arc::new(row)));
        let mut events = Vec::new();
        self.grouper.push(line, &mut events);
        self.take(events, out);
    }

    /// Takes off what exporters put into a cell for the sake of spreadsheets and lists.
    fn unescape(&self, cell: &mut Given) {
        let text = &*cell.text;
        if cell.number || cell.unreadable || self.profile.name.is_empty() {
            return;
        }
        // `'=1+1` is text to a spreadsheet; the apostrophe is not part of it.
        if let Some(rest) = text.strip_prefix('\'')
            && rest.starts_with(['=', '+', '-', '@', '\t', '\r'])
        {
            cell.text = rest.into();
        }
        if self.profile.escaped_commas && cell.text.contains("\\,") {
            let mut columns = self.columns_of(cell.header);
            let parted = columns.any(|c| matches!(c.kind, Kind::List | Kind::Properties));
            if !parted {
                cell.text = cell.text.replace("\\,", ",").into();
            }
        }
    }

    /// Takes a record that is a tree, or that holds a list of them.
    pub fn tree(&mut self, raw: &RawRecord, out: &mut Mapped) {
        let profile = self.profile.clone();
        for product in tree::products(raw.fields(), &raw.place, &profile.tree_root) {
            self.rooted(product, &profile, out);
        }
    }

    fn rooted(&mut self, rooted: tree::Rooted<'_>, profile: &Profile, out: &mut Mapped) {
        self.counts.rows += 1;
        let shape = tree::Shape::new(profile, self.options.as_of);
        let found = tree::variants(rooted, &profile.tree_variants);
        let without = found.as_ref().map(|(_, path)| path.as_str());
        let shared = tree::flatten(rooted, without, &shape, &mut self.headers);
        let mut variants: Vec<(Vec<Given>, Place)> = Vec::new();
        for (datum, place) in found.iter().flat_map(|(items, _)| *items) {
            let variant = tree::Rooted {
                datum,
                place,
                root: None,
            };
            let cells = tree::flatten(variant, None, &shape, &mut self.headers);
            variants.push((cells, place.clone()));
        }
        self.resolve();
        let shared = self.line(shared, rooted.place.clone(), None);
        if variants.is_empty() {
            self.grouper = std::mem::replace(&mut self.grouper, Grouper::Single)
                .renewed(profile, &self.headers);
            let mut events = Vec::new();
            self.grouper.push(shared, &mut events);
            self.take(events, out);
            return;
        }
        self.counts.shared += 1;
        // A variant is no row of the file, but it is looked at like one.
        self.counts.rows += variants.len() as u64;
        self.counts.variants += variants.len() as u64;
        let variants = variants
            .into_iter()
            .map(|(cells, place)| Arc::new(self.line(cells, place, None)))
            .collect();
        let key = self.group_of(&shared);
        self.product(
            &Product {
                key,
                shared: Some(Arc::new(shared)),
                variants,
                images: Vec::new(),
            },
            out,
        );
    }

    /// The columns of the profile that a header feeds.
    pub(super) fn columns_of(&self, header: usize) -> impl Iterator<Item = &Column> {
        let feeds = self.headers.get(header).map(|header| &header.feeds);
        feeds
            .into_iter()
            .flatten()
            .filter_map(|feed| self.profile.columns.get(feed.column))
    }

    /// What a product in a tree calls itself, so that variants without a number have a name.
    fn group_of(&self, shared: &Line) -> Option<Arc<str>> {
        let names_group = |cell: &&Given| {
            let mut columns = self.columns_of(cell.header);
            columns.any(|column| column.to.as_deref() == Some("product_group"))
        };
        let cell = shared.cells.iter().find(names_group)?;
        Some(cell.text.trim().into())
    }

    /// The file has ended: gives what was still waiting, and what was counted.
    pub fn finish(&mut self, out: &mut Mapped) {
        out.problems.append(&mut self.start);
        self.resolve();
        let mut events = Vec::new();
        self.grouper.finish(&mut events);
        self.take(events, out);
        for ((code, of), once) in std::mem::take(&mut self.once) {
            let mut problem = match code {
                InputCode::UnlistedWord => self.unlisted(of, &once),
                InputCode::Nameless => self.nameless(&once),
                InputCode::OutOfPeriod => self.out_of_period(of, &once),
                InputCode::NearValue => self.near(of, &once),
                InputCode::Placeholder => self.placeholders(&once),
                InputCode::Repeated => self.further_prices(&once),
                InputCode::OtherView | InputCode::UnknownProperties => self.left_out(code, &once),
                _ => self.told_once(code, of, once.count, &once.place),
            };
            problem.place = once.place;
            out.problems.push(problem);
        }
        self.unmapped(out);
    }

    /// Columns that nobody reads are told of once.
    fn unmapped(&self, out: &mut Mapped) {
        if self.profile.name.is_empty() {
            return;
        }
        let columns = self.surveys();
        let names: Vec<&str> = columns
            .iter()
            .filter(|column| !column.known && column.filled > 0)
            .map(|column| &*column.header)
            .collect();
        if !names.is_empty() {
            out.problems.push(InputProblem::new(
                InputCode::UnmappedColumns,
                &self.options.file,
                self.header_line,
                unknown_to(&self.profile.name, &names),
                say!(
                    "`tidewaiter map FILE` shows them; `--map COLUMN=PATH` maps one",
                    "`tidewaiter map FILE` 可查看;`--map 列=路径` 可映射",
                ),
            ));
        }
    }

    /// What was understood of the file.
    pub fn mapping(&self) -> Mapping {
        let stated = !self.profile.name.is_empty();
        Mapping {
            profile: stated.then(|| self.profile.name.clone()),
            title: MessageLanguage::BOTH.map(|language| self.profile.title(language).to_owned()),
            header_line: self.header_line,
            signature: self.signature.clone(),
            columns: self.surveys(),
            rows: self.counts,
        }
    }

    fn surveys(&self) -> Vec<ColumnSurvey> {
        if self.header_line > 0 {
            self.survey.clone()
        } else {
            without_numbers(&self.survey)
        }
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// A row that is no product, by the profile.
    fn skips(&self, cells: &[Given]) -> bool {
        self.skip.iter().any(|(columns, values)| {
            cells.iter().any(|cell| {
                columns.contains(&cell.header) && values.contains(&cell.text.trim().to_lowercase())
            })
        })
    }

    /// A row right behind the header that tells people how to fill the table.
    fn instructs(&mut self, cells: &[Given]) -> bool {
        let Some(name) = self
            .profile
            .instructions_until_number
            .as_ref()
            .filter(|_| !self.instructed)
        else {
            return false;
        };
        let columns = self.headers.numbers_of(name);
        let mut stated = cells
            .iter()
            .filter(|cell| columns.contains(&cell.header))
            .peekable();
        // A product may have no price yet; what tells people how to fill the column stands in it.
        let number = match stated.peek() {
            Some(_) => stated.any(|cell| is_figure(&cell.text)),
            None => self.identified(cells),
        };
        self.instructed = number || self.counts.rows > MOST_INSTRUCTIONS;
        !self.instructed
    }

    /// A row says by which number a product goes.
    fn identified(&self, cells: &[Given]) -> bool {
        cells.iter().any(|cell| {
            let mut columns = self.columns_of(cell.header);
            columns.any(|column| matches!(column.to.as_deref(), Some("sku" | "id")))
                && cell.text.contains(|c: char| c.is_ascii_digit())
        })
    }

    /// A row without what stands for nothing, counted.
    fn line(&mut self, mut cells: Vec<Given>, place: Place, row: Option<Arc<TableRow>>) -> Line {
        let blanks = &self.profile.blanks;
        cells.retain(|cell| {
            let text = cell.text.trim();
            let blank = blanks.iter().any(|blank| blank.eq_ignore_ascii_case(text));
            // What a column lists means something there.
            cell.unreadable || !blank || {
                let mut columns = self.columns_of(cell.header);
                columns.any(|column| {
                    let mut values = column.values.keys();
                    values.any(|value| value.eq_ignore_ascii_case(text))
                })
            }
        });
        self.without_placeholders(&mut cells);
        for cell in &cells {
            if let Some(survey) = self.survey.get_mut(cell.header) {
                survey.filled += 1;
                if survey.attributes.is_empty() && !cell.unreadable {
                    sample(&mut survey.samples, cell.text.trim());
                }
            }
        }
        Line {
            number: place.line,
            place,
            cells,
            row,
            views: Vec::new(),
        }
    }

    /// A row of another language or shop states more than texts: that is told of, once for the file.
    fn other_view(&mut self, cells: &[Given]) {
        let [views, own] = &self.views;
        if !cells.iter().any(|cell| views.contains(&cell.header)) {
            return;
        }
        let stated: Vec<(Given, String)> = cells
            .iter()
            .filter(|cell| !own.contains(&cell.header))
            .filter_map(|cell| {
                let mut columns = self.columns_of(cell.header);
                let to = columns.find_map(|column| column.to.clone())?;
                let text = matches!(&*to, "title" | "description");
                (!text).then(|| (cell.clone(), to))
            })
            .collect();
        for (cell, to) in stated {
            let once = self.count_once((InputCode::OtherView, None), &cell);
            *once.words.entry(to).or_default() += 1;
        }
    }

    /// Another product begins.
    pub(super) fn forget(&mut self) {
        self.told_here.clear();
    }

    /// Whether a cell of a row was not told of before. Parents whose variants come apart are shared by
    /// products to come; of the other rows nothing needs to be kept.
    pub(super) fn tell(&mut self, told: Told, line: &Line, product: &Product) -> bool {
        let shared = product.shared.as_ref();
        let apart = matches!(self.grouper, Grouper::Parent(_));
        if apart && shared.is_some_and(|shared| shared.number == line.number) {
            self.told.insert(told)
        } else {
            self.told_here.insert(told)
        }
    }

    fn take(&mut self, events: Vec<Event>, out: &mut Mapped) {
        for event in events {
            match event {
                Event::Role(role) => {
                    *match role {
                        Role::Product => &mut self.counts.products,
                        Role::Variant => &mut self.counts.variants,
                        Role::Shared => &mut self.counts.shared,
                        Role::Image => &mut self.counts.images,
                        Role::Translation => &mut self.counts.translations,
                        Role::Repeated => &mut self.counts.repeated,
                    } += 1;
                }
                Event::Product(product) => self.product(&product, out),
                Event::Odd(oddity) => out.problems.push(self.oddity(&oddity)),
            }
        }
    }
}

/// A number, or an amount with a sign or code of a currency: `£12.99`, `'1 299,00 €`.
fn is_figure(text: &str) -> bool {
    const SIGNS: usize = 5;
    let text = text.trim();
    let bare = text.trim_matches(|c: char| !c.is_ascii_digit());
    let around = text.chars().count() - bare.chars().count();
    around <= SIGNS && crate::value::looks_like_number(bare)
}

/// A profile with what the user maps; the profile itself does not map it then.
fn with_own_columns(profile: &Profile, options: &MapperOptions) -> Profile {
    let mut profile = profile.clone();
    let own: Vec<Column> = options
        .columns
        .iter()
        .map(|(name, path)| {
            let (path, unit) = with_unit(path);
            Column {
                variant: true,
                unit: unit.map(|unit| unit.symbol().to_owned()),
                ..Column::plain(name, Some(path))
            }
        })
        .collect();
    let taken: Vec<String> = own.iter().map(|column| normal(&column.name)).collect();
    if !profile.name.is_empty() {
        // What the user maps, the profile does not.
        for column in &mut profile.columns {
            column.also.retain(|name| !taken.contains(&normal(name)));
            if taken.contains(&normal(&column.name)) {
                match column.also.pop() {
                    Some(name) => column.name = name,
                    None => column.to = None,
                }
            }
        }
        profile.columns.splice(0..0, own);
    }
    profile
}
