//! What items declare: instruments, schema, classes, groups, channels, tables, fixtures.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::paths::Within;
use super::{Here, Items};
use crate::check::compile;
use crate::defines::Defines;
use crate::diag::{Code, did_you_mean, listed};
use crate::ir::{Group, Instrument, Texts};
use crate::names::Class;
use crate::places::NameKind;
use crate::record::Value;
use crate::syntax::tree::{self, ItemKind, TypeRef, TypeRefKind, Word};
use crate::syntax::{Location, Span};
use crate::tables::{Layout, TableProblem, read};
use crate::types::{AttributeDef, EnumDef, Presumed, Presumption, RecordDef, Type};
use crate::value::{Date, Dimension, HsCode, Unit};
use crate::{KeyMatch, Table};

/// The first and the last day of something.
type Days = (Option<Date>, Option<Date>);

impl<'t> Items<'t> {
    /// Every name, before anything is checked that may refer to it.
    pub(crate) fn declare(&mut self) {
        let mut seen: BTreeMap<(&'static str, String), Location> = BTreeMap::new();
        for (here, item) in self.each() {
            let (kind, name) = match &item.kind {
                ItemKind::Instrument(i) => ("instrument", &i.name),
                ItemKind::Define(d) => ("definition", &d.name),
                ItemKind::Class(c) => ("class", &c.name),
                ItemKind::Taxonomy(t) => ("taxonomy", &t.name),
                ItemKind::Group(g) => ("group", &g.name),
                ItemKind::Channel(c) => ("channel", &c.name),
                ItemKind::Record(r) => ("record", &r.name),
                ItemKind::Enum(e) => ("enum", &e.name),
                ItemKind::Table(t) => ("table", &t.name),
                ItemKind::Fixture(f) => ("fixture", &f.name),
                ItemKind::Charge(charge) => {
                    self.declare_charge(&here, charge);
                    continue;
                }
                _ => continue,
            };
            let key = match kind {
                "instrument" | "definition" => format!("{} {}", here.module, name.text),
                "enum" | "record" => name.text.clone(),
                _ => name.text.clone(),
            };
            let at = here.at(name.span);
            let (of, path) = match &item.kind {
                ItemKind::Instrument(_) => (
                    Some(NameKind::Instrument),
                    format!("{}.{}", here.module, name.text),
                ),
                ItemKind::Class(_) => (Some(NameKind::Class), name.text.clone()),
                ItemKind::Taxonomy(_) => (Some(NameKind::Taxonomy), name.text.clone()),
                ItemKind::Group(_) => (Some(NameKind::Group), name.text.clone()),
                ItemKind::Channel(_) => (Some(NameKind::Channel), name.text.clone()),
                ItemKind::Record(_) => (Some(NameKind::Record), name.text.clone()),
                ItemKind::Enum(_) => (Some(NameKind::Enum), name.text.clone()),
                ItemKind::Table(_) => (Some(NameKind::Table), name.text.clone()),
                ItemKind::Fixture(_) => (Some(NameKind::Fixture), name.text.clone()),
                // Those are told apart by more than their name, where they are looked at.
                _ => (None, String::new()),
            };
            if let Some(of) = of {
                self.defined(&here, of, &path, name);
            }
            let kind_key = if kind == "enum" { "record" } else { kind };
            if let Some(first) = seen.get(&(kind_key, key.clone())).copied() {
                let problem = self.report(
                    Code::DuplicateName,
                    &here,
                    name.span,
                    format!("the {kind} `{}` is declared twice", name.text),
                );
                *problem = problem
                    .clone()
                    .also(first, "first declared here")
                    .help("give one of them another name");
                continue;
            }
            seen.insert((kind_key, key), at);
            self.declare_one(&here, item, at);
        }
        self.attribute_types();
        self.resolve_groups();
        self.taxonomies();
        self.resolve_classes();
        self.read_tables();
    }

    fn declare_one(&mut self, here: &Here, item: &'t tree::Item, at: Location) {
        match &item.kind {
            ItemKind::Instrument(i) => {
                let key = (here.module.clone(), Arc::<str>::from(i.name.text.as_str()));
                let instrument = Instrument {
                    name: key.1.clone(),
                    title: i.title.text.as_str().into(),
                    url: i.url.as_ref().map(|url| url.text.as_str().into()),
                };
                self.instrument_places.insert(key.clone(), at);
                self.names.instruments.insert(key, Arc::new(instrument));
            }
            ItemKind::Enum(declared) => {
                let name: Arc<str> = declared.name.text.as_str().into();
                let mut values: Vec<(Arc<str>, Texts)> = Vec::new();
                for value in &declared.values {
                    if values.iter().any(|(known, _)| **known == *value.name.text) {
                        self.report(
                            Code::DuplicateName,
                            here,
                            value.name.span,
                            format!("the value `{}` stands twice", value.name.text),
                        );
                    }
                    let path = format!("{name}.{}", value.name.text);
                    self.defined(here, NameKind::Value, &path, &value.name);
                    let title = value
                        .title
                        .as_ref()
                        .map(|t| self.title(here, t))
                        .unwrap_or_default();
                    values.push((value.name.text.as_str().into(), title));
                }
                self.names
                    .schema
                    .enums
                    .insert(name.clone(), EnumDef { name, values });
            }
            ItemKind::Record(record) => {
                let name: Arc<str> = record.name.text.as_str().into();
                let definition = RecordDef {
                    name: name.clone(),
                    attributes: IndexMap::new(),
                };
                self.names.schema.records.insert(name, definition);
            }
            ItemKind::Channel(channel) => {
                let title = self.title(here, &channel.title);
                self.names
                    .channels
                    .insert(channel.name.text.as_str().into(), title);
            }
            ItemKind::Group(group) => {
                let name: Arc<str> = group.name.text.as_str().into();
                let title = self.title(here, &group.title);
                let group = Group {
                    name: name.clone(),
                    title,
                    members: Vec::new(),
                };
                self.names.groups.insert(name, group);
            }
            ItemKind::Class(class) => self.declare_class(here, class),
            ItemKind::Fixture(fixture) => {
                self.fixtures
                    .insert(fixture.name.text.clone(), (here.file, fixture));
            }
            _ => {}
        }
    }

    fn declare_class(&mut self, here: &Here, class: &tree::Class) {
        let title = self.title(here, &class.title);
        let mut hs = Vec::new();
        for word in &class.hs {
            match HsCode::parse(&word.text) {
                Ok(code) => hs.push(code),
                Err(error) => {
                    self.report(Code::UnknownHsCode, here, word.span, error.to_string());
                }
            }
        }
        let name: Arc<str> = class.name.text.as_str().into();
        self.names.classes.insert(
            name.clone(),
            Class {
                name,
                title,
                hs,
                categories: BTreeMap::new(),
                words: class.words.iter().map(|w| w.text.as_str().into()).collect(),
                within: class
                    .within
                    .iter()
                    .map(|w| w.text.as_str().into())
                    .collect(),
            },
        );
    }

    fn resolve_groups(&mut self) {
        for (here, item) in self.each() {
            let ItemKind::Group(group) = &item.kind else {
                continue;
            };
            let mut members = Vec::new();
            let mut stated: BTreeMap<&str, Vec<Days>> = BTreeMap::new();
            for member in &group.members {
                let from = member.from.as_ref().and_then(|w| self.date(&here, w));
                let until = member.until.as_ref().and_then(|w| self.date(&here, w));
                if let (Some(from), Some(until)) = (from, until)
                    && until < from
                {
                    self.report(
                        Code::DatesOutOfOrder,
                        &here,
                        member.span,
                        "this membership ends before it begins",
                    );
                }
                if let Some(item) = self.market(&here, &member.code) {
                    let code = member.code.text.as_str();
                    let earlier = stated.entry(code).or_default();
                    let again = earlier.iter().any(|(first, last)| {
                        last.is_none_or(|last| from.is_none_or(|from| from <= last))
                            && until.is_none_or(|until| first.is_none_or(|first| first <= until))
                    });
                    if again {
                        self.report(
                            Code::DuplicateName,
                            &here,
                            member.span,
                            format!("`{code}` is a member twice on the same days"),
                        )
                        .help = Some("leave one of them out".into());
                    }
                    earlier.push((from, until));
                    members.push((item, from, until));
                }
            }
            if let Some(declared) = self.names.groups.get_mut(group.name.text.as_str()) {
                declared.members = members;
            }
        }
        self.group_graph();
    }

    fn type_of(&mut self, here: &Here, type_ref: &TypeRef) -> Type {
        match &type_ref.kind {
            TypeRefKind::List(inner) => Type::List(Box::new(self.type_of(here, inner))),
            TypeRefKind::Quantity(word) => {
                if let Some(dimension) = Dimension::parse(&word.text) {
                    Type::Quantity(dimension)
                } else {
                    let meant = did_you_mean(&word.text, Dimension::NAMES.iter().map(|(n, _)| *n));
                    self.report(
                        Code::UnknownType,
                        here,
                        word.span,
                        format!("there is no dimension `{}`", word.text),
                    )
                    .meant(meant);
                    Type::Wrong
                }
            }
            TypeRefKind::Named(name) => {
                if let Some(ty) = Type::builtin(name) {
                    return ty;
                }
                if self.names.schema.enums.contains_key(name.as_str()) {
                    self.places
                        .used(NameKind::Enum, name.as_str(), here.at(type_ref.span));
                    return Type::Enum(name.as_str().into());
                }
                if self.names.schema.records.contains_key(name.as_str()) {
                    self.places
                        .used(NameKind::Record, name.as_str(), here.at(type_ref.span));
                    return Type::Record(name.as_str().into());
                }
                let known: Vec<String> = Type::NAMES
                    .iter()
                    .map(ToString::to_string)
                    .chain(self.names.schema.enums.keys().map(ToString::to_string))
                    .chain(self.names.schema.records.keys().map(ToString::to_string))
                    .collect();
                let meant = did_you_mean(name, known.iter().map(String::as_str));
                self.report(
                    Code::UnknownType,
                    here,
                    type_ref.span,
                    format!("there is no type `{name}`"),
                )
                .meant(meant)
                .or_help(|| {
                    format!(
                        "a type is {}, or the name of an enum or record",
                        listed(&Type::NAMES, 20)
                    )
                });
                Type::Wrong
            }
        }
    }

    fn attribute_types(&mut self) {
        for (here, item) in self.each() {
            let ItemKind::Record(record) = &item.kind else {
                continue;
            };
            let mut attributes: IndexMap<Arc<str>, AttributeDef> = IndexMap::new();
            for attribute in &record.attributes {
                let definition = self.attribute(&here, attribute);
                let path = format!("{}.{}", record.name.text, attribute.name.text);
                self.defined(&here, NameKind::Attribute, &path, &attribute.name);
                let clash = self.root_clash(&record.name.text, &attribute.name);
                if attributes.contains_key(&definition.name) || clash {
                    self.report(
                        Code::DuplicateName,
                        &here,
                        attribute.name.span,
                        format!("the attribute `{}` is declared twice", attribute.name.text),
                    );
                    continue;
                }
                attributes.insert(definition.name.clone(), definition);
            }
            if let Some(declared) = self.names.schema.records.get_mut(record.name.text.as_str()) {
                declared.attributes = attributes;
            }
        }
        for record in ["product", "offer"] {
            self.names
                .schema
                .records
                .entry(record.into())
                .or_insert_with(|| RecordDef {
                    name: record.into(),
                    attributes: IndexMap::new(),
                });
        }
    }

    /// The attributes of `product` and `offer` share one name space.
    fn root_clash(&self, record: &str, name: &Word) -> bool {
        let other = match record {
            "product" => "offer",
            "offer" => "product",
            _ => return false,
        };
        self.names
            .schema
            .records
            .get(other)
            .is_some_and(|other| other.attributes.contains_key(name.text.as_str()))
    }

    fn attribute(&mut self, here: &Here, attribute: &tree::Attribute) -> AttributeDef {
        let ty = self.type_of(here, &attribute.type_ref);
        let element = match &ty {
            Type::List(inner) => (**inner).clone(),
            other => other.clone(),
        };
        let unit = attribute.unit.as_ref().and_then(|word| {
            let unit = Unit::parse(&word.text);
            match (unit, &element) {
                (Some(unit), Type::Quantity(dimension)) if unit.dimension() == *dimension => {
                    Some(unit)
                }
                (Some(unit), _) => {
                    self.report(
                        Code::DimensionMismatch,
                        here,
                        word.span,
                        format!(
                            "`{unit}` is a unit of {}, but the attribute is {}",
                            unit.dimension(),
                            ty.described()
                        ),
                    );
                    None
                }
                (None, _) => {
                    self.report(
                        Code::UnknownUnit,
                        here,
                        word.span,
                        format!("there is no unit `{}`", word.text),
                    )
                    .meant(Unit::suggest(&word.text));
                    None
                }
            }
        });
        let range = attribute.range.as_ref().and_then(|(low, high)| {
            let low = self.literal(here, low, &ty)?;
            let high = self.literal(here, high, &ty)?;
            if ty.ordered() {
                Some((low, high))
            } else {
                self.report(
                    Code::NoOrder,
                    here,
                    attribute.name.span,
                    format!("{} has no order, so no range", ty.described()),
                );
                None
            }
        });
        let pattern = attribute
            .matches
            .as_ref()
            .and_then(|word| match compile(&word.text) {
                Ok(regex) => Some(regex),
                Err(message) => {
                    self.report(
                        Code::BadRegex,
                        here,
                        word.span,
                        format!("this regular expression does not compile: {message}"),
                    );
                    None
                }
            });
        let doc = self.texts(
            here,
            &attribute.doc,
            attribute.name.span,
            &format!("the attribute `{}`", attribute.name.text),
        );
        AttributeDef {
            name: attribute.name.text.as_str().into(),
            ty,
            unit,
            range,
            pattern,
            aliases: attribute.aliases.iter().map(|w| w.text.clone()).collect(),
            doc,
            presumption: None,
            at: Location {
                file: here.file,
                span: attribute.name.span,
            },
        }
    }

    pub(super) fn presumptions(&mut self, defines: &mut Defines) {
        for (here, item) in self.each() {
            let ItemKind::Presume(presume) = &item.kind else {
                continue;
            };
            self.path_used(&here, Within::Product, &presume.path);
            let path: Vec<&str> = presume.path.text.split('.').collect();
            let Some((record, name)) = self.presumed_attribute(&path) else {
                let known = self.names.schema.root_names();
                let meant = did_you_mean(&presume.path.text, known);
                self.report(
                    Code::UnknownAttribute,
                    &here,
                    presume.path.span,
                    format!("the schema has no attribute `{}`", presume.path.text),
                )
                .meant(meant);
                continue;
            };
            let ty = self
                .names
                .schema
                .records
                .get(&record)
                .and_then(|r| r.attributes.get(&name))
                .map_or(Type::Wrong, |a| a.ty.clone());
            let value = match &presume.value {
                tree::Presumed::Today(span) => {
                    if !ty.fits(&Type::Date) {
                        self.report(
                            Code::TypeMismatch,
                            &here,
                            *span,
                            format!("`today` is a date, but the attribute is {}", ty.described()),
                        );
                    }
                    Presumed::Today
                }
                tree::Presumed::Value(value) => match self.literal(&here, value, &ty) {
                    Some(value) => Presumed::Value(Arc::new(value)),
                    None => continue,
                },
            };
            let mut checker = self.checker(&here, defines);
            let unless = presume
                .unless
                .iter()
                .map(|e| checker.condition(e))
                .collect();
            let when = presume.when.iter().map(|e| checker.condition(e)).collect();
            let attribute = self
                .names
                .schema
                .records
                .get_mut(&record)
                .and_then(|r| r.attributes.get_mut(&name));
            if let Some(attribute) = attribute {
                let twice = attribute.presumption.is_some();
                attribute.presumption = Some(Arc::new(Presumption {
                    value,
                    unless,
                    when,
                }));
                if twice {
                    self.report(
                        Code::DuplicateClause,
                        &here,
                        presume.path.span,
                        format!("`{}` is presumed twice", presume.path.text),
                    );
                }
            }
        }
    }

    /// The record and attribute that a path leads to.
    fn presumed_attribute(&self, path: &[&str]) -> Option<(Arc<str>, Arc<str>)> {
        let (last, way) = path.split_last()?;
        let Some((first, middle)) = way.split_first() else {
            let record = ["product", "offer"].into_iter().find(|root| {
                self.names
                    .schema
                    .records
                    .get(*root)
                    .is_some_and(|r| r.attributes.contains_key(*last))
            })?;
            return Some((record.into(), (*last).into()));
        };
        let mut record: Arc<str> = if *first == "seller" {
            "seller".into()
        } else {
            match &self.names.schema.root_attribute(first)?.ty {
                Type::Record(record) => record.clone(),
                _ => return None,
            }
        };
        for step in middle {
            record = match &self
                .names
                .schema
                .records
                .get(&record)?
                .attributes
                .get(*step)?
                .ty
            {
                Type::Record(inner) => inner.clone(),
                _ => return None,
            };
        }
        self.names
            .schema
            .records
            .get(&record)?
            .attributes
            .get(*last)
            .map(|attribute| (record.clone(), attribute.name.clone()))
    }

    fn literal(&mut self, here: &Here, value: &tree::Value, ty: &Type) -> Option<Value> {
        let text = match &value.kind {
            tree::ValueKind::None => return Some(Value::None),
            tree::ValueKind::Bool(b) => b.to_string(),
            tree::ValueKind::Scalar(text)
            | tree::ValueKind::Text(text)
            | tree::ValueKind::Word(text) => text.clone(),
            tree::ValueKind::List(_) | tree::ValueKind::Record(_) => {
                self.report(
                    Code::TypeMismatch,
                    here,
                    value.span,
                    "a single value is needed here",
                );
                return None;
            }
        };
        match crate::read_scalar(ty, &text, &self.names, None) {
            Ok(value) => Some(value),
            Err((message, help)) => {
                self.report(Code::TypeMismatch, here, value.span, message)
                    .help = help.map(Into::into);
                None
            }
        }
    }

    fn read_tables(&mut self) {
        for (here, item) in self.each() {
            let ItemKind::Table(declared) = &item.kind else {
                continue;
            };
            let keys = declared.keys.iter().map(|key| &key.column);
            for column in keys.chain(&declared.values) {
                let path = format!("{}.{}", declared.name.text, column.name.text);
                self.defined(&here, NameKind::Column, &path, &column.name);
            }
            let mut columns = |columns: &[tree::Column]| -> Vec<(Arc<str>, Type)> {
                columns
                    .iter()
                    .map(|c| {
                        (
                            Arc::from(c.name.text.as_str()),
                            self.type_of(&here, &c.type_ref),
                        )
                    })
                    .collect()
            };
            let key_columns: Vec<tree::Column> =
                declared.keys.iter().map(|key| key.column.clone()).collect();
            let how = |key: &tree::KeyColumn| match key.matching {
                tree::KeyMatching::Exact => KeyMatch::Exact,
                tree::KeyMatching::OrAny => KeyMatch::OrAny,
                tree::KeyMatching::Prefix => KeyMatch::Prefix,
                tree::KeyMatching::Range(_, _) => KeyMatch::Range,
            };
            let keys: Vec<(Arc<str>, Type, KeyMatch)> = columns(&key_columns)
                .into_iter()
                .zip(&declared.keys)
                .map(|((name, ty), key)| (name, ty, how(key)))
                .collect();
            let values = columns(&declared.values);
            for ((_, ty, how), key) in keys.iter().zip(&declared.keys) {
                let fits = match how {
                    KeyMatch::Prefix => ty.fits(&Type::HsCode),
                    KeyMatch::Range => ty.ordered(),
                    KeyMatch::Exact | KeyMatch::OrAny => true,
                };
                if !fits {
                    self.report(
                        Code::TypeMismatch,
                        &here,
                        key.column.type_ref.span,
                        match how {
                            KeyMatch::Prefix => "only HS codes have prefixes",
                            _ => "only numbers, quantities, money and dates have ranges",
                        },
                    );
                }
            }
            let mut table = Table::new(
                declared.name.text.as_str().into(),
                declared.file.text.as_str().into(),
                keys,
                values,
                Location {
                    file: here.file,
                    span: declared
                        .review_by
                        .as_ref()
                        .map_or(declared.name.span, |word| word.span),
                },
            );
            table.as_of = declared.as_of.as_ref().and_then(|w| self.date(&here, w));
            table.review_by = declared
                .review_by
                .as_ref()
                .and_then(|w| self.date(&here, w));
            if !here.broken && (table.keys.is_empty() || table.values.is_empty()) {
                self.report(
                    Code::MissingClause,
                    &here,
                    declared.name.span,
                    "a table has a `key` and a `value`",
                );
            }
            let layout = Layout {
                dated: declared
                    .dated
                    .as_ref()
                    .map(|(a, b)| (a.text.clone(), b.text.clone())),
                source: declared.source.as_ref().map(|w| w.text.clone()),
                confidence: declared.confidence.as_ref().map(|w| w.text.clone()),
                bounds: declared
                    .keys
                    .iter()
                    .map(|key| match &key.matching {
                        tree::KeyMatching::Range(low, high) => {
                            Some((low.text.clone(), high.text.clone()))
                        }
                        _ => None,
                    })
                    .collect(),
            };
            match self.table_files.get(&declared.file.text).cloned() {
                None => {
                    self.report(
                        Code::TableMissing,
                        &here,
                        declared.file.span,
                        format!("there is no file `{}` in the rules", declared.file.text),
                    )
                    .help = Some("the path counts from the root of the rules".into());
                }
                Some((_, None)) => {}
                Some((file, Some(text))) => {
                    let problems = read(&text, &mut table, &layout, &self.names);
                    let there = Here {
                        file,
                        module: here.module.clone(),
                        broken: false,
                    };
                    for problem in problems {
                        self.table_problem(&here, &there, &text, declared, problem);
                    }
                }
            }
            self.names.tables.push(table);
        }
    }

    fn table_problem(
        &mut self,
        here: &Here,
        there: &Here,
        text: &str,
        declared: &tree::Table,
        problem: TableProblem,
    ) {
        match problem {
            TableProblem::Missing { column, header } => {
                let known = header.iter().map(String::as_str);
                let help = match did_you_mean(&column, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None if header.is_empty() => "the file is empty".to_owned(),
                    None => format!("its first row names the columns {}", listed(&header, 16)),
                };
                self.report(
                    Code::MissingColumn,
                    here,
                    declared.file.span,
                    format!("the file `{}` has no column `{column}`", declared.file.text),
                )
                .help = Some(help);
            }
            TableProblem::Cell {
                line,
                column,
                message,
            } => {
                self.report(
                    Code::BadCell,
                    there,
                    cell_span(text, line, &column),
                    format!("column `{column}`: {message}"),
                );
            }
            TableProblem::Hole { line, from, until } => {
                self.report(
                    Code::TableGap,
                    there,
                    line_span(text, line),
                    format!("no row holds above {from} up to {until}"),
                )
                .help = Some(
                    "a lookup of such a value is unknown; close the gap if the law knows an answer"
                        .into(),
                );
            }
            TableProblem::Gap {
                line,
                key,
                from,
                until,
            } => {
                self.report(
                    Code::TableGap,
                    there,
                    line_span(text, line),
                    format!("no row for {key} holds from {from} to {until}"),
                )
                .help = Some(
                    "a lookup on these days is unknown; close the gap if the law knows an answer"
                        .into(),
                );
            }
            TableProblem::Unreadable { line, message } => {
                self.report(Code::BadCell, there, line_span(text, line), message);
            }
            TableProblem::Repeated { first, second, key } => {
                let file = there.file;
                let problem = self.report(
                    Code::DuplicateRow,
                    there,
                    line_span(text, second),
                    format!("a second row for {key} holds on the same days"),
                );
                let at = Location {
                    file,
                    span: line_span(text, first),
                };
                *problem = problem.clone().also(at, "the first one");
            }
        }
    }
}

/// The span of a line, from 1.
fn line_span(text: &str, line: u64) -> Span {
    let mut start = 0;
    for (number, content) in (1u64..).zip(text.split('\n')) {
        if number == line {
            return Span::new(start, start + content.trim_end().len());
        }
        start += content.len() + 1;
    }
    Span::new(text.len(), text.len())
}

/// The span of a cell in a line, from 1, by the name of its column; of the line where the cell goes
/// over several lines.
fn cell_span(text: &str, line: u64, column: &str) -> Span {
    let whole = line_span(text, line);
    let header = line_span(text, 1);
    let place = cells_of(text, header).position(|cell| shown(text, cell) == column);
    place
        .and_then(|place| cells_of(text, whole).nth(place))
        .filter(|cell| cell.start < cell.end)
        .unwrap_or(whole)
}

fn shown(text: &str, cell: Span) -> &str {
    text.get(cell.start as usize..cell.end as usize)
        .unwrap_or_default()
        .trim_start_matches('\u{FEFF}')
        .trim_matches('"')
}

/// The cells of a line, with their quotes.
fn cells_of(text: &str, line: Span) -> impl Iterator<Item = Span> {
    let start = line.start as usize;
    let content = text.get(start..line.end as usize).unwrap_or_default();
    let mut quoted = false;
    content
        .split(move |c| {
            quoted ^= c == '"';
            c == ',' && !quoted
        })
        .scan(start, |place, cell| {
            let from = *place;
            *place += cell.len() + 1;
            Some(Span::new(from, from + cell.len()))
        })
}
