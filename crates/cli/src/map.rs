//! `tidewaiter map`

mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use anstyle::Style;
use serde_json::json;

use super::args::{MapArgs, MapFormat};
use super::guard::Inputs;
use super::output::{exists, write_new};
use super::{Status, Stop, print_as_it_is, source};
use crate::catalog::profile::{
    Column, ColumnSurvey, Mapping, Profile, attribute_exists, named, paths,
};
use crate::catalog::{
    ByProfile, Catalogue, InputProblem, ProfileChoice, ReadOptions, Source, attribute_of_header,
    format_name, read_mapped,
};
use crate::diag::did_you_mean;
use crate::lang::Names;
use crate::record::{Datum, ProblemKind};
use crate::report::visible::visible;
use crate::sentence::MessageLanguage;
use crate::{Checker, Settings};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Columns for which an attribute is suggested: each is held against every attribute.
const MOST_SUGGESTED: usize = 200;

/// Columns of one kind that are listed before the others are counted.
const MOST_LISTED: usize = 12;

struct Words {
    rows: &'static str,
    products: &'static str,
    variants: &'static str,
    shared: &'static str,
    images: &'static str,
    translations: &'static str,
    repeated: &'static str,
    instructions: &'static str,
    records: &'static str,
    header: &'static str,
    because: &'static str,
    stated: &'static str,
    no_profile: &'static str,
    feeds: &'static str,
    refused: &'static str,
    cells: &'static str,
    first: &'static str,
    unmapped: &'static str,
    perhaps: &'static str,
    ignored: &'static str,
    empty: &'static str,
    unconfirmed: &'static str,
    more: &'static str,
    problems: &'static str,
}

const EN: Words = Words {
    rows: "row|rows",
    products: "product|products",
    variants: "further variant|further variants",
    shared: "row with what variants share|rows with what variants share",
    images: "row with a picture only|rows with pictures only",
    translations: "row of another language or shop|rows of other languages or shops",
    repeated: "row of a variant at another place|rows of variants at other places",
    instructions: "row of labels or instructions|rows of labels and instructions",
    records: "record to check|records to check",
    header: "header on line {}",
    because: "known by its columns",
    stated: "stated by --profile",
    no_profile: "no profile: headers are attribute paths",
    feeds: "Columns that feed attributes",
    refused: "Could not be read",
    cells: "cell|cells",
    first: "first on line {}",
    unmapped: "Not mapped (--map COLUMN=PATH maps one)",
    perhaps: "perhaps",
    ignored: "Known, and needed by no rule",
    empty: "Empty",
    unconfirmed: "? nobody has confirmed against a source that the platform writes this header",
    more: "more",
    problems: "Problems",
};

const ZH: Words = Words {
    rows: "行",
    products: "个商品",
    variants: "个其他变体",
    shared: "行变体共用信息",
    images: "行仅含图片",
    translations: "行其他语言或店铺",
    repeated: "行同一变体的其他地点",
    instructions: "行标签和说明",
    records: "条待检查记录",
    header: "表头在第{}行",
    because: "依据列名识别",
    stated: "由 --profile 指定",
    no_profile: "无配置文件:表头即属性路径",
    feeds: "对应属性的列",
    refused: "无法读取",
    cells: "个单元格",
    first: "首个在第{}行",
    unmapped: "未对应的列(可用 --map 列=路径 映射)",
    perhaps: "可能是",
    ignored: "已知且无规则使用",
    empty: "空列",
    unconfirmed: "? 平台是否使用此表头未经来源核实",
    more: "个其他",
    problems: "问题",
};

/// A number with its word: `1 row`, `2 rows`.
fn counted(n: u64, words: &str) -> String {
    let mut forms = words.split('|');
    let singular = forms.next().unwrap_or_default();
    let word = if n == 1 {
        singular
    } else {
        forms.next().unwrap_or(singular)
    };
    format!("{n} {word}")
}

pub(super) fn run(args: &MapArgs) -> Result<Status, Stop> {
    let settings = Settings::new().as_of(source::date(args.as_of.as_deref()));
    let checker = Checker::set(source::pack(&args.rules)?, settings)
        .map_err(|error| source::usage(&error))?;
    let options = source::read_options(&args.reading, &checker)?;
    let inputs = Inputs::of([&args.path])
        .read_with(&args.reading)
        .ruled(&args.rules);
    inputs.spare_standard_output()?;
    if let Some(path) = &args.write {
        inputs.spare(path, "--write")?;
        if std::fs::symlink_metadata(path).is_ok() {
            return Err(exists(path));
        }
    }
    let source = Source::open(&args.path)
        .map_err(|problem| Stop::new(Status::Input, problem.to_string()))?;
    let mapping = ByProfile::new(&source.name, &options).surveyed();
    let mut catalogue = read_mapped(source, &options, mapping);
    let (mapping, problems) = understood(&mut catalogue, &checker);
    if let Some(path) = &args.write {
        let profile = profile_of(&mapping, &options)?;
        let text = written(&mapping, &profile, &checker.rules().names, path);
        write_new(path, &text)?;
    }
    if args.format == MapFormat::Ndjson {
        return records::write(&catalogue, &problems, &checker, args.lang.of_messages());
    }
    let text = match args.format {
        MapFormat::Human => human(
            &catalogue,
            &mapping,
            &problems,
            &checker,
            args.lang.of_messages(),
        ),
        MapFormat::Json | MapFormat::Ndjson => as_json(&catalogue, &mapping, &problems, &checker)?,
    };
    print_as_it_is(&text)?;
    let unread = problems.iter().any(|problem| problem.code.unread());
    Ok(if catalogue.records.is_empty() {
        if unread {
            Status::Input
        } else {
            Status::Nothing
        }
    } else {
        Status::Clean
    })
}

/// The mapping of a file together with what the schema says about its values.
fn understood(catalogue: &mut Catalogue, checker: &Checker) -> (Mapping, Vec<InputProblem>) {
    let mut mapping = match catalogue.mapping.take() {
        Some(mapping) => mapping,
        None => of_records(catalogue),
    };
    let names = &checker.rules().names;
    if mapping.profile.is_none() {
        for column in &mut mapping.columns {
            column.known = column
                .attributes
                .iter()
                .any(|path| attribute_exists(path, names));
        }
    }
    let mut problems = std::mem::take(&mut catalogue.problems);
    for raw in &catalogue.records {
        let mut record = checker.bind(raw);
        for problem in std::mem::take(&mut record.problems) {
            if problem.kind == ProblemKind::UnknownAttribute {
                continue;
            }
            let header = problem.place.header_shared().cloned().or_else(|| {
                let pointer = problem.place.pointer()?;
                Some(without_numbers(&pointer))
            });
            let column = mapping
                .columns
                .iter_mut()
                .find(|column| Some(&column.header) == header.as_ref());
            if let Some(column) = column {
                column.refused += 1;
                column
                    .first_refused
                    .get_or_insert_with(|| (problem.place.line, problem.message.clone()));
            }
            problems.push(InputProblem::of_record(
                problem,
                &catalogue.name,
                record.id.as_deref(),
            ));
        }
    }
    (mapping, problems)
}

/// `/products/3/images/0/url` without what only tells records and elements apart.
fn without_numbers(pointer: &str) -> Arc<str> {
    let steps: Vec<&str> = pointer
        .split('/')
        .filter(|step| !step.is_empty() && step.parse::<usize>().is_err())
        .collect();
    steps.join(".").into()
}

/// The mapping of records that are of the schema already.
fn of_records(catalogue: &Catalogue) -> Mapping {
    let mut columns: BTreeMap<String, ColumnSurvey> = BTreeMap::new();
    for raw in &catalogue.records {
        walk(raw.fields(), "", &mut columns);
    }
    let mut mapping = Mapping {
        profile: None,
        title: ["records of the schema".into(), "符合数据模式的记录".into()],
        header_line: 0,
        signature: Vec::new(),
        columns: columns.into_values().collect(),
        rows: crate::catalog::profile::RowCounts::default(),
    };
    mapping.rows.rows = catalogue.records.len() as u64;
    mapping.rows.products = mapping.rows.rows;
    mapping.rows.records = mapping.rows.rows;
    mapping
}

/// Recursion follows the depth of a record, which every reader bounds.
fn walk(datum: &Datum, path: &str, columns: &mut BTreeMap<String, ColumnSurvey>) {
    match datum {
        Datum::Null | Datum::Unreadable(_) => {}
        Datum::List(items) => {
            let path = if items
                .iter()
                .any(|(item, _)| matches!(item, Datum::Record(_)))
            {
                format!("{path}[]")
            } else {
                path.to_owned()
            };
            for (item, _) in items {
                walk(item, &path, columns);
            }
        }
        Datum::Record(entries) => {
            for (name, value, _) in entries {
                let path = match path {
                    "" | "product" | "offer" => name.to_string(),
                    _ => format!("{path}.{name}"),
                };
                walk(value, &path, columns);
            }
        }
        Datum::Bool(_) | Datum::Number(_) | Datum::Text(_) => {
            let text = match datum {
                Datum::Bool(value) => value.to_string(),
                Datum::Number(text) | Datum::Text(text) => text.to_string(),
                _ => String::new(),
            };
            let column = columns
                .entry(path.to_owned())
                .or_insert_with(|| ColumnSurvey {
                    header: path.replace("[]", "").into(),
                    attributes: vec![path.to_owned()],
                    confirmed: true,
                    ..ColumnSurvey::default()
                });
            column.filled += 1;
            column.add_sample(&text);
        }
    }
}

/// The attribute that an unmapped column may be.
fn suggestion(header: &str, names: &Names) -> Option<String> {
    // `Label (product.metafields.custom.material)`
    let label = header.split(" (").next().unwrap_or(header).trim();
    let key = header
        .trim_end_matches(')')
        .rsplit(['.', ':', '/'])
        .next()
        .unwrap_or(header)
        .trim()
        .trim_start_matches('_');
    let candidates = [header, label, key];
    if let Some(attribute) = candidates
        .iter()
        .find_map(|candidate| names.schema.root_attribute(candidate))
    {
        return Some(attribute.name.to_string());
    }
    if let Some((path, _)) = attribute_of_header(header) {
        return Some(path.to_owned());
    }
    candidates.iter().find_map(|candidate| {
        let word = candidate.to_lowercase().replace([' ', '-'], "_");
        did_you_mean(&word, names.schema.root_names())
    })
}

fn human(
    catalogue: &Catalogue,
    mapping: &Mapping,
    problems: &[InputProblem],
    checker: &Checker,
    language: MessageLanguage,
) -> String {
    let words = if language == MessageLanguage::Chinese {
        &ZH
    } else {
        &EN
    };
    let mut text = String::new();
    head(&mut text, catalogue, mapping, words, language);
    let names = &checker.rules().names;
    fed(&mut text, mapping, words);
    refused(&mut text, mapping, words, language);
    unmapped(&mut text, mapping, names, words);
    let listed = |columns: Vec<&ColumnSurvey>, title: &str, text: &mut String| {
        if columns.is_empty() {
            return;
        }
        let names: Vec<_> = columns.iter().map(|c| visible(&c.header)).collect();
        let shown = names
            .get(..MOST_LISTED.min(names.len()))
            .unwrap_or_default();
        let more = names.len() - shown.len();
        let _ = write!(text, "\n{BOLD}{title}{BOLD:#}\n  {}", shown.join(", "));
        if more > 0 {
            let _ = write!(text, ", +{more} {}", words.more);
        }
        text.push('\n');
    };
    let filled = |column: &&ColumnSurvey| column.filled > 0;
    let ignored = mapping
        .columns
        .iter()
        .filter(|column| column.known && column.attributes.is_empty())
        .filter(filled)
        .collect();
    listed(ignored, words.ignored, &mut text);
    let empty = mapping
        .columns
        .iter()
        .filter(|column| column.filled == 0 && !column.header.is_empty())
        .collect();
    listed(empty, words.empty, &mut text);
    other_problems(&mut text, problems, words, language);
    text
}

fn head(
    text: &mut String,
    catalogue: &Catalogue,
    mapping: &Mapping,
    words: &Words,
    language: MessageLanguage,
) {
    let format = format_name(catalogue.format.as_deref().unwrap_or_default());
    let format = format.in_language(language);
    let title = mapping
        .title
        .get(usize::from(language == MessageLanguage::Chinese))
        .map_or("", String::as_str);
    let _ = write!(text, "{BOLD}{}{BOLD:#}  {format}", visible(&catalogue.name));
    match &mapping.profile {
        Some(profile) => {
            let why = if mapping.signature.is_empty() {
                words.stated.to_owned()
            } else {
                format!("{}: {}", words.because, mapping.signature.join(", "))
            };
            let (title, why) = (visible(title), visible(&why));
            let _ = write!(text, ", {title}\n  {DIM}{}, {why}", visible(profile));
            if mapping.header_line > 1 {
                let _ = write!(
                    text,
                    "; {}",
                    words.header.replace("{}", &mapping.header_line.to_string())
                );
            }
            let _ = writeln!(text, "{DIM:#}");
        }
        None if mapping.header_line > 0 => {
            let _ = writeln!(text, ", {}", words.no_profile);
        }
        None => {
            let _ = writeln!(text, ", {title}");
        }
    }
    let rows = &mapping.rows;
    let mut parts = Vec::new();
    for (n, word) in [
        (rows.products, words.products),
        (rows.variants, words.variants),
        (rows.shared, words.shared),
        (rows.images, words.images),
        (rows.translations, words.translations),
        (rows.repeated, words.repeated),
        (rows.instructions, words.instructions),
    ] {
        if n > 0 {
            parts.push(counted(n, word));
        }
    }
    let _ = writeln!(
        text,
        "  {}: {} -> {BOLD}{}{BOLD:#}",
        counted(rows.rows, words.rows),
        parts.join(", "),
        counted(rows.records, words.records)
    );
}

/// The columns with the attributes they feed, and samples.
fn fed(text: &mut String, mapping: &Mapping, words: &Words) {
    let fed: Vec<&ColumnSurvey> = mapping
        .columns
        .iter()
        .filter(|column| column.known && !column.attributes.is_empty() && column.filled > 0)
        .collect();
    if fed.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", words.feeds);
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0).min(34);
    let left = width(&mut fed.iter().map(|c| shown_header(c).chars().count()));
    let middle = width(&mut fed.iter().map(|c| c.attributes.join(", ").chars().count()));
    let mut unconfirmed = false;
    for column in fed {
        unconfirmed |= !column.confirmed;
        let _ = writeln!(
            text,
            "  {:left$}  {:middle$}  {DIM}{}{DIM:#}",
            shown_header(column),
            visible(&column.attributes.join(", ")),
            visible(&column.samples.join(" | "))
        );
    }
    if unconfirmed {
        let _ = writeln!(text, "  {DIM}{}{DIM:#}", words.unconfirmed);
    }
}

fn shown_header(column: &ColumnSurvey) -> String {
    format!(
        "{}{}",
        visible(&column.header),
        if column.confirmed { "" } else { " ?" }
    )
}

fn refused(text: &mut String, mapping: &Mapping, words: &Words, language: MessageLanguage) {
    let refused: Vec<&ColumnSurvey> = mapping.columns.iter().filter(|c| c.refused > 0).collect();
    if refused.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", words.refused);
    for column in refused {
        let _ = write!(
            text,
            "  {}: {}",
            visible(&column.header),
            counted(column.refused, words.cells)
        );
        if let Some((line, message)) = &column.first_refused {
            let _ = write!(
                text,
                "; {}: {}",
                words.first.replace("{}", &line.to_string()),
                visible(&message.in_language(language))
            );
        }
        text.push('\n');
    }
}

fn unmapped(text: &mut String, mapping: &Mapping, names: &Names, words: &Words) {
    let unmapped: Vec<&ColumnSurvey> = mapping
        .columns
        .iter()
        .filter(|column| !column.known && column.filled > 0)
        .collect();
    if unmapped.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", words.unmapped);
    for column in unmapped.iter().take(MOST_LISTED) {
        let _ = write!(
            text,
            "  {}: {}, {DIM}{}{DIM:#}",
            visible(&column.header),
            counted(column.filled, words.cells),
            visible(&column.samples.join(" | "))
        );
        if let Some(meant) = suggestion(&column.header, names) {
            let _ = write!(text, "; {} `{meant}`", words.perhaps);
        }
        text.push('\n');
    }
    if unmapped.len() > MOST_LISTED {
        let _ = writeln!(text, "  +{} {}", unmapped.len() - MOST_LISTED, words.more);
    }
}

/// Problems that are not of one cell: what those of cells are is told with their columns.
fn other_problems(
    text: &mut String,
    problems: &[InputProblem],
    words: &Words,
    language: MessageLanguage,
) {
    let mut kinds: BTreeMap<&str, (usize, &InputProblem)> = BTreeMap::new();
    for problem in problems.iter().filter(|p| p.place.header().is_none()) {
        let (count, _) = kinds.entry(problem.code.code()).or_insert((0, problem));
        *count += 1;
    }
    if kinds.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{BOLD}{}{BOLD:#}", words.problems);
    for (count, problem) in kinds.into_values() {
        let told = problem.in_language(language);
        let told: Vec<_> = told.lines().map(visible).collect();
        let _ = write!(text, "  {}", told.join("\n"));
        if count > 1 {
            let _ = write!(text, "\n  +{} {}", count - 1, words.more);
        }
        text.push('\n');
    }
}

fn as_json(
    catalogue: &Catalogue,
    mapping: &Mapping,
    problems: &[InputProblem],
    checker: &Checker,
) -> Result<String, Stop> {
    let names = &checker.rules().names;
    let mut value = json!({
        "file": catalogue.name,
        "format": catalogue.format,
        "mapping": mapping,
    });
    let suggested: BTreeMap<&str, String> = mapping
        .columns
        .iter()
        .filter(|column| !column.known)
        .take(MOST_SUGGESTED)
        .filter_map(|column| Some((&*column.header, suggestion(&column.header, names)?)))
        .collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for problem in problems {
        *counts.entry(problem.code.code()).or_insert(0) += 1;
    }
    if let Some(object) = value.as_object_mut() {
        object.insert("suggestions".into(), json!(suggested));
        object.insert("problems".into(), json!(counts));
    }
    crate::value::inert::to_string_pretty(&value)
        .map(|text| text + "\n")
        .map_err(|error| Stop::new(Status::Usage, format!("error: {error}")))
}

/// The profile that a file was read with.
fn profile_of(mapping: &Mapping, options: &ReadOptions) -> Result<Profile, Stop> {
    if let ProfileChoice::Named(profile) = &options.profile {
        return Ok((**profile).clone());
    }
    if let Some(name) = &mapping.profile {
        return named(name)
            .cloned()
            .map_err(|error| Stop::new(Status::Usage, format!("error: {error}")));
    }
    let header: Vec<String> = mapping
        .columns
        .iter()
        .map(|column| column.header.to_string())
        .collect();
    let mut columns = options.columns.clone();
    for column in &mapping.columns {
        if let [path] = column.attributes.as_slice() {
            columns
                .entry(column.header.to_string())
                .or_insert_with(|| path.clone());
        }
    }
    Ok(paths(&header, &columns))
}

/// A profile to edit: what the file was read with, and its columns that nothing reads.
fn written(mapping: &Mapping, profile: &Profile, names: &Names, path: &std::path::Path) -> String {
    let name = path.file_stem().map_or_else(
        || "mine".to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    );
    let mut text = String::from(
        "# A profile to edit; docs/profiles.md describes the fields.\n\
         # `to` names the attribute that a column feeds; without it, the column is not read.\n",
    );
    let own = Profile {
        name,
        sources: Vec::new(),
        detect: Vec::new(),
        columns: Vec::new(),
        properties: Vec::new(),
        title: format!("My {}", profile.title),
        title_zh: None,
        ..profile.clone()
    };
    // JSON is YAML; one line a field reads well and stays exact.
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(&own) {
        for (field, value) in fields {
            if field != "columns" {
                let _ = writeln!(
                    text,
                    "{field}: {}",
                    crate::value::inert::to_string(&value).unwrap_or_default()
                );
            }
        }
    }
    let line = |text: &mut String, column: &Column| {
        if let Ok(value) = crate::value::inert::to_string(column) {
            let _ = writeln!(text, "  - {value}");
        }
    };
    text.push_str("columns:\n");
    for column in &profile.columns {
        let exists = |to: &String| attribute_exists(to, names);
        if profile.name.is_empty() && !column.to.as_ref().is_some_and(exists) {
            continue;
        }
        line(&mut text, column);
    }
    let mut seen = BTreeSet::new();
    for column in mapping.columns.iter().filter(|column| !column.known) {
        if column.header.is_empty() || !seen.insert(&column.header) {
            continue;
        }
        if seen.len() <= MOST_SUGGESTED
            && let Some(meant) = suggestion(&column.header, names)
        {
            let _ = writeln!(text, "  # perhaps to: {meant}");
        }
        line(&mut text, &Column::plain(&column.header, None));
    }
    if !profile.properties.is_empty() {
        text.push_str("properties:\n");
        for property in &profile.properties {
            line(&mut text, property);
        }
    }
    text
}
