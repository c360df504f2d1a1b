//! What a listener is told of a source, in its order, and what is told at its end.

use std::collections::BTreeMap;
use std::sync::Arc;

use tidewaiter_checker::{Assessment, Checker, RecordRef};

use crate::batch::Checked;
use crate::catalog::{InputCode, InputProblem};
use crate::ids::Ids;
use crate::record::{Problem, ProblemKind, RawRecord, Record};
use crate::sentence::{Sentence, say};
use crate::summary::{InputSummary, Understood};
use crate::{Listener, Product, Progress};

/// How many unknown names of a source are told one by one.
const MOST_UNKNOWN: usize = 4096;

/// A source that is being told.
pub(crate) struct Telling<'a, L> {
    checker: &'a Checker,
    listener: &'a mut L,
    name: Arc<str>,
    progress: Progress,
    unread: u64,
    reasons: BTreeMap<String, u64>,
    /// The same unknown column in every row is one thing to mend.
    unknown: BTreeMap<Arc<str>, (InputProblem, u64)>,
    /// Values under names that are not kept apart any more.
    more_unknown: u64,
    /// A product has said something under a name that is an attribute, or had nothing to say.
    understood: bool,
    ids: Ids,
    /// Classes that titles suggest: how often, the line of the first, and its word.
    suggested: BTreeMap<String, (u64, u32, String)>,
}

impl<'a, L: Listener> Telling<'a, L> {
    pub(crate) fn new(checker: &'a Checker, name: Arc<str>, listener: &'a mut L) -> Self {
        Self {
            checker,
            listener,
            name,
            progress: Progress::default(),
            unread: 0,
            reasons: BTreeMap::new(),
            unknown: BTreeMap::new(),
            more_unknown: 0,
            understood: false,
            ids: Ids::default(),
            suggested: BTreeMap::new(),
        }
    }

    /// Tells a batch.
    pub(crate) fn batch(&mut self, checked: Vec<Checked>) -> Result<(), L::Stop> {
        for checked in checked {
            match checked {
                Checked::Problem(problem) => self.problem(&problem)?,
                Checked::Product(product) => {
                    let (raw, record, assessment) = *product;
                    match assessment {
                        Some(assessment) => self.product(raw, record, assessment)?,
                        None => self.left_out(&record)?,
                    }
                }
            }
        }
        self.listener.progress(self.progress)
    }

    /// Tells what only the whole of the source shows. It broke off if it was not understood.
    pub(crate) fn end(mut self, understood: Option<Understood>) -> Result<InputSummary, L::Stop> {
        if understood.is_none() {
            let problem = self.broke_off();
            self.problem(&problem)?;
        }
        for (mut problem, count) in std::mem::take(&mut self.unknown).into_values() {
            if count > 1 {
                problem.message = say!(
                    "{message} ({count} records)",
                    "{message}({count} 件商品)",
                    message = problem.message,
                    count,
                );
            }
            self.problem(&problem)?;
        }
        if !self.understood && self.progress.products > 0 {
            let problem = self.nothing_understood();
            self.problem(&problem)?;
        }
        if self.more_unknown > 0 {
            let problem = self.more_names();
            self.problem(&problem)?;
        }
        for (class, (count, line, word)) in std::mem::take(&mut self.suggested) {
            let problem = suggestion(self.checker, &self.name, &class, count, line, &word);
            self.problem(&problem)?;
        }
        let understood = understood.unwrap_or_default();
        let summary = InputSummary {
            file: self.name.to_string(),
            format: understood.format,
            profile: understood.profile,
            table: understood.table,
            records: self.progress.products,
            left_out: self.progress.left_out,
            unread: self.unread,
            reasons: self.reasons,
        };
        self.listener.done(&summary)?;
        Ok(summary)
    }

    fn left_out(&mut self, record: &Record) -> Result<(), L::Stop> {
        self.progress.left_out += 1;
        let mut record = RecordRef::of(record);
        record.file = Some(self.name.clone());
        self.listener.left_out(&record)
    }

    fn product(
        &mut self,
        raw: RawRecord,
        record: Record,
        mut assessment: Assessment,
    ) -> Result<(), L::Stop> {
        let unknown = |problem: &Problem| problem.kind == ProblemKind::UnknownAttribute;
        self.understood |= !record.places.is_empty()
            || !record.problems.iter().any(unknown)
            || !record.problems.iter().all(unknown);
        for problem in &record.problems {
            if problem.kind == ProblemKind::UnknownAttribute {
                self.unknown(problem);
                continue;
            }
            let id = record.id.as_deref();
            let problem = InputProblem::of_record(problem.clone(), &self.name, id);
            self.problem(&problem)?;
        }
        if let Some((class, word)) = self.checker.suggested_class(&record) {
            let line = record.place.line;
            let first = || (0, line, word.to_owned());
            let suggested = self.suggested.entry(class.to_owned());
            suggested.or_insert_with(first).0 += 1;
        }
        if let Some(id) = &record.id
            && let Some(mut problem) = self.ids.seen(id, record.place.line, &self.name)
        {
            problem.record = Some(id.to_string());
            self.problem(&problem)?;
        }
        assessment.record.file = Some(self.name.clone());
        for finding in &mut assessment.findings {
            finding.record.file = Some(self.name.clone());
        }
        self.progress.products += 1;
        self.progress.findings += assessment.findings.len() as u64;
        self.listener.product(&Product {
            raw,
            record,
            assessment,
        })
    }

    /// Counts an attribute that the schema does not know.
    fn unknown(&mut self, problem: &Problem) {
        if self.unknown.len() >= MOST_UNKNOWN && !self.unknown.contains_key(&problem.path) {
            self.more_unknown += 1;
            return;
        }
        let (name, names) = (&self.name, &self.checker.rules().names);
        let counted = self.unknown.entry(problem.path.clone());
        let (_, count) = counted.or_insert_with(|| {
            let help = crate::lang::suggestion(problem, names);
            let mut first = InputProblem::of_record(problem.clone(), name, None);
            first.help = help;
            (first, 0)
        });
        *count += 1;
    }

    /// Tells a problem.
    fn problem(&mut self, problem: &InputProblem) -> Result<(), L::Stop> {
        if problem.code.unread() {
            self.unread += 1;
            let reason = self.reasons.entry(problem.code.code().to_owned());
            *reason.or_insert(0) += 1;
        }
        self.listener.problem(problem)
    }

    /// The problem of a source that panicked: what it had still to give is not known.
    fn broke_off(&self) -> InputProblem {
        InputProblem::new(
            InputCode::Unreadable,
            &self.name,
            0,
            say!(
                "the source failed before its end",
                "数据源在读完之前发生故障",
            ),
            say!(
                "what it gave until then was checked; run again once it is mended",
                "此前的内容已检查;请修复后重新运行",
            ),
        )
    }

    /// The problem of a source in which no name is an attribute: a file of another kind, products inside
    /// an object that is not known, a table that needs a profile.
    fn nothing_understood(&self) -> InputProblem {
        InputProblem::new(
            InputCode::NoProducts,
            &self.name,
            0,
            say!(
                "nothing in the file was understood: none of its columns or names is an attribute, so nothing can be said of its products",
                "文件内容均未能识别:没有任何列或名称是已知属性,因此无法对其中的商品作出判断",
            ),
            say!(
                "check that it is the file you meant; map its columns with --map COLUMN=PATH or a profile (--profile)",
                "请确认是否为所需文件;可用 --map 列=路径 或配置文件(--profile)对应各列",
            ),
        )
    }

    fn more_names(&self) -> InputProblem {
        InputProblem::new(
            InputCode::UnknownColumn,
            &self.name,
            0,
            say!(
                "{count} more values stand under other names that are not attributes",
                "另有 {count} 个值的名称不是已知属性",
                count = self.more_unknown,
            ),
            say!(
                "such a file has names where it should have values; look at how it was made",
                "此类文件把值写成了名称;请检查文件的生成方式",
            ),
        )
    }
}

/// Products whose titles suggest a class, told of once a class.
fn suggestion(
    checker: &Checker,
    file: &str,
    class: &str,
    count: u64,
    line: u32,
    word: &str,
) -> InputProblem {
    let classes = &checker.rules().names.classes;
    let title = classes
        .get(class)
        .map_or_else(|| Sentence::verbatim(class), |class| class.title.sentence());
    let message = if count == 1 {
        say!(
            "this product looks like one of the class \"{title}\" (its title has `{word}`), but nothing states it",
            "该商品看起来属于“{title}”类别(标题含 `{word}`),但未注明",
            title,
            word,
        )
    } else {
        say!(
            "{count} products look like ones of the class \"{title}\" (the title of the first has `{word}`), but nothing states it",
            "{count} 件商品看起来属于“{title}”类别(首件标题含 `{word}`),但未注明",
            count,
            title,
            word,
        )
    };
    InputProblem::new(
        InputCode::SuggestedClass,
        file,
        line,
        message,
        say!(
            "if so, state classes = {class}; until then, rules for it are undetermined",
            "如属实,请填写 classes = {class};填写前相关规则均为待定",
            class,
        ),
    )
}
