//! Files to a rule set.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check::Checker;
use super::defines::{DefineState, Defines, Reach};
use super::ir::{Charge, ExampleCase, Node, Rule, Waiver};
use super::items::Items;
use super::mend::{direction_marks, leave_out, unused};
use super::names::Names;
use super::places::{NameKind, Places};
use super::slots::Slots;
use super::whole::Broken;
use crate::diag::{Code, Diagnostic, Level, Style, render_all, sort};
use crate::syntax::tree::{File, ItemKind};
use crate::syntax::{FileId, Location, Sources, Span, decode, parse};
use crate::value::Date;

/// A file of a rule library.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The name shown to people.
    pub name: String,
    /// The path inside the library, which tables are found by: `core/tables/vat_rates.csv`.
    pub path: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Checked rules, ready to be evaluated. Immutable, and shared by threads.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Everything with a name.
    pub names: Names,
    /// The definitions, by the numbers that expressions refer to them with.
    pub defines: Vec<Node>,
    define_names: Vec<Arc<str>>,
    /// The attributes that expressions read, by the numbers that they refer to them with.
    pub slots: Slots,
    /// The rules, by their full names.
    pub rules: Vec<Rule>,
    /// The charges, costs and amounts, in the order of the files.
    pub charges: Vec<Arc<Charge>>,
    /// The tests.
    pub tests: Vec<ExampleCase>,
    /// The waivers.
    pub waivers: Vec<Waiver>,
    /// The texts that places refer to.
    pub sources: Sources,
    /// Where names are defined and used.
    pub places: Places,
    /// What a careful author would change.
    pub warnings: Vec<Diagnostic>,
    /// What they are called, with a hash of every file, in the order of their paths.
    pub info: Arc<PackInfo>,
}

/// Name and version of a rule library.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct PackInfo {
    /// The name; `unnamed` where there is no `pack.yaml`.
    pub name: String,
    /// The version.
    pub version: String,
    /// A hash of every file, so that two reports can be told to rest on the same rules.
    pub hash: String,
    /// The day on which the rules were last held against the law, as their `pack.yaml` says.
    #[serde(skip)]
    pub reviewed_on: Option<Date>,
}

impl PackInfo {
    /// Of rules that say nothing of themselves.
    fn unnamed(hash: String) -> Self {
        Self {
            name: "unnamed".into(),
            version: "0".into(),
            hash,
            reviewed_on: None,
        }
    }
}

/// Rules that did not load.
#[derive(Clone)]
#[non_exhaustive]
pub struct LoadError {
    /// Everything that is wrong, sorted by place.
    #[doc(hidden)]
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that places refer to.
    #[doc(hidden)]
    pub sources: Sources,
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&render_all(&self.diagnostics, &self.sources, Style::Plain))
    }
}

/// As it displays: a program whose `main` returns it shows this to people.
impl std::fmt::Debug for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for LoadError {}

impl RuleSet {
    /// The worst-case cost of an edition of one of these rules.
    pub fn cost(&self, edition: &super::Edition) -> super::Cost {
        super::cost(edition, &self.defines, &self.charges)
    }

    /// The definition of a charge that holds in a market on a day.
    pub fn charge(&self, name: &str, market: crate::value::Market, on: Date) -> Option<&Charge> {
        let mut charges = self.charges.iter().map(|charge| &**charge);
        charges.find(|charge| {
            *charge.name == *name
                && charge.in_force(on)
                && self.names.in_scope(&charge.market, market, on)
        })
    }

    /// The table of a name.
    pub fn table(&self, name: &str) -> Option<&super::Table> {
        self.names.tables.iter().find(|table| *table.name == *name)
    }

    /// Tables that somebody should have looked at again before a day.
    pub fn stale_tables(&self, on: Date) -> impl Iterator<Item = &super::Table> {
        self.names
            .tables
            .iter()
            .filter(move |table| table.stale(on))
    }

    /// A warning for each table that somebody should have looked at again before a day.
    pub fn stale_warnings(&self, on: Date) -> Vec<Diagnostic> {
        let mut warnings: Vec<Diagnostic> = self
            .stale_tables(on)
            .filter_map(|table| table.review_by.map(|day| (table, day)))
            .map(|(table, day)| {
                Diagnostic::new(
                    Code::StaleTable,
                    table.at,
                    format!(
                        "the table `{}` should have been reviewed by {day}",
                        table.name
                    ),
                )
                .help(format!(
                    "compare `{}` with its sources, then move `as of` and `review by`",
                    table.file
                ))
            })
            .collect();
        sort(&mut warnings);
        warnings
    }

    /// The definition of a name in any module.
    pub fn define(&self, name: &str) -> Option<&Node> {
        self.define_names
            .iter()
            .position(|known| **known == *name)
            .and_then(|index| self.defines.get(index))
    }

    /// A definition by its number: its name and what it stands for.
    pub fn definition(&self, index: usize) -> Option<(&str, &Node)> {
        let name = self.define_names.get(index)?;
        self.defines.get(index).map(|node| (&**name, node))
    }

    /// The rule of a full name.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .binary_search_by(|rule| (*rule.id).cmp(id))
            .ok()
            .and_then(|index| self.rules.get(index))
    }
}

/// What files give: rules, and what is wrong with them. Loading never fails as a whole; whether the rules
/// may be used is what [`Loaded::checked`] says.
#[derive(Debug, Clone)]
pub struct Loaded {
    rules: RuleSet,
    diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Everything that is wrong, sorted by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The texts that places refer to.
    pub fn sources(&self) -> &Sources {
        &self.rules.sources
    }

    /// The rules have a mistake, so that nothing may be checked by them.
    pub fn has_mistakes(&self) -> bool {
        mistaken(&self.diagnostics)
    }

    /// The rules, to check by.
    ///
    /// # Errors
    ///
    /// There is a mistake: a set with one is no set, as what it leaves out would look as if it held.
    pub fn checked(self) -> Result<RuleSet, LoadError> {
        if !self.has_mistakes() {
            return Ok(self.rules);
        }
        let mut diagnostics = self.diagnostics;
        diagnostics.retain(|d| d.level() == Level::Error);
        Err(LoadError {
            diagnostics,
            sources: self.rules.sources,
        })
    }

    /// What is whole of the rules, whatever is wrong with the others: for editors and other tools that
    /// look at rules and check no product by them.
    pub fn for_editors(&self) -> &RuleSet {
        &self.rules
    }
}

/// Loads rules. The order of the files does not matter.
pub fn load(files: &[SourceFile]) -> Loaded {
    let mut files: Vec<&SourceFile> = files.iter().collect();
    files.sort_by(|a, b| (&a.path, &a.name).cmp(&(&b.path, &b.name)));
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let mut trees: Vec<(FileId, File)> = Vec::new();
    let mut tables: BTreeMap<String, (FileId, Option<String>)> = BTreeMap::new();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(file.path.as_bytes());
        hasher.update(&(file.bytes.len() as u64).to_le_bytes());
        hasher.update(&file.bytes);
        let id = sources.next_id();
        let text = match decode(&file.bytes, id) {
            Ok(text) => text,
            Err((shown, problem)) => {
                sources.add(&file.name, shown);
                diagnostics.push(*problem);
                if !is_rule_file(&file.path) {
                    // It is there, and what is wrong with it is told.
                    tables.insert(file.path.clone(), (id, None));
                }
                continue;
            }
        };
        sources.add(&file.name, text.clone());
        diagnostics.extend(direction_marks(&text, id, &file.path));
        if is_rule_file(&file.path) {
            let (tree, problems) = parse(&text, id);
            if tree.module.is_none() && !tree.items.is_empty() {
                diagnostics.push(
                    Diagnostic::new(
                        Code::ModuleMissing,
                        Location {
                            file: id,
                            span: Span::new(0, 0),
                        },
                        "the file does not say which module it is",
                    )
                    .help("begin it with `module market.law`, such as `module eu.gpsr`"),
                );
            }
            diagnostics.extend(problems);
            trees.push((id, tree));
        } else {
            tables.insert(file.path.clone(), (id, Some(text)));
        }
    }
    let mut items = Items::new(&trees, &sources, tables);
    items.declare();
    let mut defines = collect_defines(&trees);
    resolve_defines(&mut defines, &mut items);
    let mut checked = items.check(&mut defines);
    items.charge_graph(&checked.charges, &defines);
    diagnostics.append(&mut items.diagnostics);
    for define in defines.all() {
        let at = Location {
            file: define.file,
            span: define.name.span,
        };
        let path = format!("{}.{}", define.module, define.name.text);
        items.places.define(NameKind::Definition, &path, at);
    }
    let define_names = defines
        .all()
        .iter()
        .map(|d| Arc::from(d.name.text.as_str()))
        .collect();
    let slots = Slots::new(&items.names.schema, std::mem::take(&mut defines.reading));
    let defines = finish_defines(defines, &mut diagnostics);
    let (names, mut places) = (items.names, items.places);
    places.close();
    diagnostics.extend(unused(&places));
    leave_out(&mut diagnostics, &trees, &sources);
    sort(&mut diagnostics);
    if mistaken(&diagnostics) {
        // What is unused may only be so because of a mistake.
        diagnostics.retain(|d| d.code != Code::UnusedName);
        let broken = Broken::new(&trees, &diagnostics, &defines);
        broken.leave_out(&mut checked);
    }
    checked.rules.sort_by(|a, b| a.id.cmp(&b.id));
    let hash = hasher.finalize().to_hex().chars().take(16).collect();
    let rules = RuleSet {
        names,
        defines,
        define_names,
        slots,
        rules: checked.rules,
        charges: checked.charges.into_iter().map(Arc::new).collect(),
        tests: checked.tests,
        waivers: checked.waivers,
        sources,
        places,
        warnings: diagnostics
            .iter()
            .filter(|d| d.level() == Level::Warning)
            .cloned()
            .collect(),
        info: PackInfo::unnamed(hash).into(),
    };
    Loaded { rules, diagnostics }
}

fn mistaken(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.level() == Level::Error)
}

/// A file by this name states rules; others are tables.
pub(super) fn is_rule_file(path: &str) -> bool {
    path.ends_with(".tide")
}

fn collect_defines(trees: &[(FileId, File)]) -> Defines {
    let mut defines = Defines::default();
    for (file, tree) in trees {
        let module: Arc<str> = tree.module.as_ref().map_or("", |m| &m.text).into();
        for item in &tree.items {
            if let ItemKind::Define(define) = &item.kind {
                defines.push(DefineState {
                    module: module.clone(),
                    name: define.name.clone(),
                    file: *file,
                    body: define.value.clone(),
                    node: None,
                    open: false,
                    used: false,
                    reach: Reach::default(),
                });
            }
        }
    }
    defines
}

fn resolve_defines(defines: &mut Defines, items: &mut Items<'_>) {
    for index in defines.order() {
        let Some((module, file)) = defines.get(index).map(|d| (d.module.clone(), d.file)) else {
            continue;
        };
        let mut checker = Checker {
            names: &items.names,
            defines,
            diagnostics: &mut items.diagnostics,
            places: &mut items.places,
            module,
            file,
            variables: Vec::new(),
        };
        checker.resolve_define(index);
    }
}

fn finish_defines(defines: Defines, diagnostics: &mut Vec<Diagnostic>) -> Vec<Node> {
    for define in defines.all() {
        if !define.used && define.name.text != super::LOCAL_CURRENCY {
            diagnostics.push(
                Diagnostic::new(
                    Code::UnusedName,
                    Location {
                        file: define.file,
                        span: define.name.span,
                    },
                    format!("`{}` is never used", define.name.text),
                )
                .help("leave it out"),
            );
        }
    }
    defines.into_nodes()
}
