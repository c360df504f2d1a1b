//! Quotes for people: every consignment as a bill, destination by destination, then all at a glance.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr as _;

use super::{ConsignmentQuote, MarketQuote, QuoteRun, law, missing, row};
use crate::engine::{ChargeState, Step, Unknown};
use crate::lang::{Charge, ChargeKind, Collection, Confidence};
use crate::sentence::MessageLanguage;
use crate::value::{Decimal, Money, Rounding, round_to_step, shown};
use crate::visible::visible;
use tidewaiter_checker::json::rounded;
use tidewaiter_engine::quote::{ItemQuote, Margin, Quote, QuoteLine, TargetPrice};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Width of the column of titles.
const TITLE: usize = 38;
/// Width of the column of amounts.
const AMOUNT: usize = 18;

/// Width of what is said below an amount.
const DETAIL: usize = 100;

/// Words of the report in a language.
struct Words {
    law: &'static str,
    row: &'static str,
    relief: &'static str,
    rate: &'static str,
    rounded: &'static str,
    of: &'static str,
    exchange: &'static str,
    missing: &'static str,
    note: &'static str,
    unverified: &'static str,
    low: &'static str,
    not_due: &'static str,
    checkout: &'static str,
    consignment: &'static str,
    item_landed: &'static str,
    landed: &'static str,
    known: &'static str,
    unknown: &'static str,
    margin: &'static str,
    left: &'static str,
    price: &'static str,
    ending: &'static str,
    summary: &'static str,
    destination: &'static str,
    charges: &'static str,
    open: &'static str,
    presumed: &'static str,
    problems: &'static str,
    stale: &'static str,
    as_of: &'static str,
    nothing: &'static str,
    rows: &'static str,
    value_only: &'static str,
}

const EN: Words = Words {
    law: "law",
    row: "row",
    relief: "relief",
    rate: "rate",
    rounded: "to",
    of: "of",
    exchange: "exchange",
    missing: "missing",
    note: "note",
    unverified: "from memory: nobody has checked it against a source",
    low: "weak or contradicted source",
    not_due: "not due",
    checkout: "collected with the price",
    consignment: "The consignment as a whole",
    item_landed: "Landed cost of the item",
    landed: "Landed cost",
    known: "known so far",
    unknown: "cannot be told",
    margin: "Margin",
    left: "left of",
    price: "Lowest price that keeps",
    ending: "ending on",
    summary: "Summary",
    destination: "to",
    charges: "duties and taxes",
    open: "what is missing",
    presumed: "presumed",
    problems: "Could not be read",
    stale: "should have been looked at again by",
    as_of: "as of",
    nothing: "There is nothing to quote.",
    rows: "rows that bear on these goods",
    value_only: "for the computation only, not part of the sum",
};

const ZH: Words = Words {
    law: "法规",
    row: "表行",
    relief: "减免",
    rate: "税率",
    rounded: "取整至",
    of: "×",
    exchange: "汇率",
    missing: "缺少",
    note: "说明",
    unverified: "凭记忆:未经来源核实",
    low: "来源薄弱或相互矛盾",
    not_due: "不征收",
    checkout: "随价代收",
    consignment: "整批货物",
    item_landed: "该项到岸总成本",
    landed: "到岸总成本",
    known: "目前已知",
    unknown: "无法确定",
    margin: "利润率",
    left: "利润",
    price: "可保持利润率的最低价格",
    ending: "尾数",
    summary: "汇总",
    destination: "目的地",
    charges: "关税和税费",
    open: "缺少的内容",
    presumed: "推定",
    problems: "无法读取",
    stale: "应在此日期前复核",
    as_of: "截至",
    nothing: "没有可报价的内容。",
    rows: "行与这些商品有关",
    value_only: "仅用于计算,不计入总额",
};

/// The report as text, written item by item. `brief` leaves out the bills and keeps what is at a
/// glance.
///
/// # Errors
///
/// Those of the writer.
pub fn human(
    run: &QuoteRun<'_>,
    language: MessageLanguage,
    brief: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut page = Page {
        out,
        written: Ok(()),
        run,
        language,
        words: if language == MessageLanguage::Chinese {
            &ZH
        } else {
            &EN
        },
        text: String::new(),
    };
    if !brief {
        for (index, consignment) in run.consignments.iter().enumerate() {
            page.consignment(index, consignment);
        }
    }
    page.problems();
    page.summary();
    page.hand_on();
    page.written
}

struct Page<'r, 'a> {
    out: &'r mut dyn io::Write,
    /// What became of what was handed on.
    written: io::Result<()>,
    run: &'r QuoteRun<'a>,
    language: MessageLanguage,
    words: &'static Words,
    text: String,
}

/// Fills up with spaces to a width, by what a terminal shows.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Spaces before, to a width.
fn to_the_right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

fn sum(amount: &Result<Money, Unknown>) -> String {
    amount
        .as_ref()
        .map_or_else(|_| "?".to_owned(), ToString::to_string)
}

/// A way of rounding in words.
fn mode(mode: Rounding, language: MessageLanguage) -> String {
    if language != MessageLanguage::Chinese {
        return mode.to_string().replace('_', " ");
    }
    match mode {
        Rounding::HalfUp => "四舍五入",
        Rounding::HalfEven => "四舍六入五取偶",
        Rounding::HalfDown => "五舍六入",
        Rounding::Up => "进位",
        Rounding::Down => "舍去尾数",
    }
    .to_owned()
}

/// An amount to the smallest coin.
fn coins(money: Money) -> String {
    let coin = Decimal::new(1, money.currency.minor_units());
    round_to_step(money.amount, Rounding::HalfUp, coin)
        .map_or(money, |amount| Money { amount, ..money })
        .to_string()
}

/// Lines of at most a width, broken between words; a text without spaces, such as Chinese, between
/// characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in text.split_inclusive(' ') {
        let used = lines.last().map_or(0, |line| line.width());
        if used > 0 && used + piece.trim_end().width() > width && piece.trim_end().width() <= width
        {
            lines.push(String::new());
        }
        for c in piece.chars() {
            let full = lines.last().is_some_and(|line| line.width() >= width);
            if full && c != ' ' {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The consignment as headings name it.
fn named(index: usize, consignment: &ConsignmentQuote) -> String {
    let place = match consignment.place.line {
        0 => visible(&consignment.file).into_owned(),
        line => format!("{}:{line}", visible(&consignment.file)),
    };
    match consignment.name.as_deref().map(visible) {
        Some(name) => format!("{name}  {DIM}{place}{DIM:#}"),
        None => format!("{}  {DIM}{place}{DIM:#}", index + 1),
    }
}

impl Page<'_, '_> {
    /// Writes what there is, unless writing has failed before.
    fn hand_on(&mut self) {
        if self.written.is_ok() {
            self.written = self.out.write_all(self.text.as_bytes());
        }
        self.text.clear();
    }

    fn consignment(&mut self, index: usize, consignment: &ConsignmentQuote) {
        let name = named(index, consignment);
        for market in &consignment.quotes {
            self.market(&name, market);
        }
    }

    fn market(&mut self, name: &str, market: &MarketQuote) {
        let words = self.words;
        let quote = &market.quote;
        let _ = writeln!(
            self.text,
            "{BOLD}{}{BOLD:#}  {name}  {DIM}{} {}{DIM:#}",
            quote.market, words.as_of, quote.as_of
        );
        for (index, item) in quote.items.iter().enumerate() {
            self.item(index, item, market.targets.get(index));
            self.hand_on();
        }
        if !quote.lines.is_empty() {
            let _ = writeln!(self.text, "  {BOLD}{}{BOLD:#}", words.consignment);
            for line in &quote.lines {
                self.line(line);
            }
        }
        self.total(words.landed, &quote.landed, true);
        if let (Err(_), Some(known)) = (&quote.landed, quote.known) {
            self.amount(words.known, &known.to_string(), "");
        }
        for rate in &quote.exchange {
            self.detail(words.exchange, rate);
        }
        for sentence in &quote.presumed {
            self.detail(words.presumed, &sentence.in_language(self.language));
        }
        self.text.push('\n');
    }

    fn item(
        &mut self,
        index: usize,
        item: &ItemQuote,
        target: Option<&Result<TargetPrice, Unknown>>,
    ) {
        let words = self.words;
        let id = item.id.as_deref().unwrap_or_default();
        let title = item.title.as_deref().unwrap_or_default();
        let times = item
            .quantity
            .filter(|quantity| *quantity != Decimal::ONE)
            .map_or_else(String::new, |quantity| format!("  × {}", shown(quantity)));
        let _ = writeln!(
            self.text,
            "  {BOLD}{}{BOLD:#}  {}{times}",
            index + 1,
            visible(&[id, title].join("  ")).trim()
        );
        for line in &item.lines {
            self.line(line);
        }
        self.total(words.item_landed, &item.landed, false);
        if let Some(margin) = &item.margin {
            self.margin(margin);
        }
        if let Some(target) = target {
            self.target(target);
        }
    }

    fn line(&mut self, line: &QuoteLine) {
        let words = self.words;
        let charge = &*line.definition;
        let computed = &line.line;
        let title = charge.title.in_language(self.language);
        if computed.state == ChargeState::NotDue {
            let _ = writeln!(
                self.text,
                "    {DIM}{} {}{DIM:#}",
                padded(title, TITLE),
                to_the_right(words.not_due, AMOUNT)
            );
            return;
        }
        let mut how = Vec::new();
        match (&computed.rate, computed.base) {
            (Some(rate), Some(base)) => how.push(format!("{rate} {} {base}", words.of)),
            (Some(rate), None) => how.push(format!("{} {rate}", words.rate)),
            (None, Some(base)) => how.push(format!("{} ? {} {base}", words.rate, words.of)),
            (None, None) => {}
        }
        if let Some(rounded) = rounded(computed, charge) {
            how.push(format!(
                "= {}, {} {} {}",
                rounded.before,
                mode(rounded.mode, self.language),
                words.rounded,
                shown(rounded.step),
            ));
        }
        if computed.collected == Collection::Checkout {
            how.push(format!("({})", words.checkout));
        }
        if charge.kind == ChargeKind::Amount {
            how.push(format!("({})", words.value_only));
        }
        self.amount(title, &sum(&computed.amount), &how.join(" "));
        if charge.kind != ChargeKind::Cost {
            self.provenance(line, charge);
        }
        if let Err(unknown) = &computed.amount {
            for what in missing(unknown, self.language) {
                self.detail(words.missing, &what);
            }
        }
        for step in &computed.steps {
            self.steps(step, 4);
        }
    }

    /// A line of the bill has this name: it is explained there.
    fn on_the_bill(&self, name: &str) -> bool {
        self.run.checker.rules().charges.iter().any(|charge| {
            *charge.name == *name && (charge.kind != ChargeKind::Amount || !charge.cite.is_empty())
        })
    }

    /// Relief, law, rows of tables, and how sure all of it is.
    fn provenance(&mut self, line: &QuoteLine, charge: &Charge) {
        let words = self.words;
        let computed = &line.line;
        if let Some((name, law)) = &computed.relief {
            self.detail(words.relief, &format!("{name}, {law}"));
        }
        if !charge.cite.is_empty() {
            self.detail(words.law, &law(charge));
        }
        for used in &computed.rows {
            self.detail(words.row, &row(used, self.language));
        }
        match line.confidence() {
            Confidence::Unverified => self.detail(words.note, words.unverified),
            Confidence::Low => self.detail(words.note, words.low),
            Confidence::High | Confidence::Medium => {}
        }
        if !charge.notes.0.is_empty() {
            self.detail(words.note, charge.notes.in_language(self.language));
        }
    }

    fn steps(&mut self, step: &Step, depth: usize) {
        let _ = writeln!(
            self.text,
            "{}{DIM}{} → {}{DIM:#}",
            "  ".repeat(depth),
            visible(&step.text),
            visible(&step.result)
        );
        if self.on_the_bill(&step.text) {
            return;
        }
        for part in &step.parts {
            self.steps(part, depth + 1);
        }
    }

    fn amount(&mut self, title: &str, amount: &str, how: &str) {
        let style = if amount == "?" { YELLOW } else { Style::new() };
        let how = visible(how);
        let line = format!(
            "    {} {style}{}{style:#}  {DIM}{how}{DIM:#}",
            padded(title, TITLE),
            to_the_right(amount, AMOUNT)
        );
        let empty = format!("  {DIM}{DIM:#}");
        let _ = writeln!(self.text, "{}", line.strip_suffix(&empty).unwrap_or(&line));
    }

    fn detail(&mut self, label: &str, what: &str) {
        for (index, line) in wrapped(&visible(what), DETAIL).iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            let _ = writeln!(self.text, "        {DIM}{} {line}{DIM:#}", padded(label, 8));
        }
    }

    fn total(&mut self, title: &str, landed: &Result<Money, Unknown>, whole: bool) {
        let style = match (landed, whole) {
            (Ok(_), true) => GREEN,
            (Ok(_), false) => BOLD,
            (Err(_), _) => YELLOW,
        };
        let amount = landed
            .as_ref()
            .map_or_else(|_| self.words.unknown.to_owned(), ToString::to_string);
        let indent = if whole { "  " } else { "    " };
        let _ = writeln!(
            self.text,
            "{indent}{BOLD}{}{BOLD:#} {style}{}{style:#}",
            padded(title, TITLE + 4 - indent.len()),
            to_the_right(&amount, AMOUNT)
        );
    }

    fn margin(&mut self, margin: &Result<Margin, Unknown>) {
        let words = self.words;
        match margin {
            Ok(margin) => {
                let percent = margin
                    .percent()
                    .map_or_else(|| "?".to_owned(), |percent| format!("{percent} %"));
                let (profit, revenue) = (coins(margin.profit), coins(margin.revenue));
                let how = if self.language == MessageLanguage::Chinese {
                    format!("收入 {revenue},{} {profit}", words.left)
                } else {
                    format!("{profit} {} {revenue}", words.left)
                };
                self.amount(words.margin, &percent, &how);
            }
            Err(unknown) => {
                self.amount(words.margin, "?", "");
                for what in missing(unknown, self.language) {
                    self.detail(words.missing, &what);
                }
            }
        }
    }

    fn target(&mut self, target: &Result<TargetPrice, Unknown>) {
        let words = self.words;
        let Some((margin, ending)) = &self.run.target else {
            return;
        };
        let percent = shown(*margin * Decimal::ONE_HUNDRED);
        let title = format!("{} {percent} %", words.price);
        match target {
            Ok(price) => {
                let how = match (ending, price.with_ending) {
                    (Some(ending), Some(charm)) => format!("{} {ending}: {charm}", words.ending),
                    (Some(ending), None) => format!("{} {ending}: {}", words.ending, words.unknown),
                    (None, _) => String::new(),
                };
                self.amount(&title, &price.lowest.to_string(), &how);
            }
            Err(unknown) => {
                self.amount(&title, "?", "");
                for what in missing(unknown, self.language) {
                    self.detail(words.missing, &what);
                }
            }
        }
    }

    fn problems(&mut self) {
        if self.run.problems.is_empty() {
            return;
        }
        let _ = writeln!(self.text, "{BOLD}{}{BOLD:#}", self.words.problems);
        for problem in &self.run.problems {
            let text = problem.in_language(self.language);
            for line in text.lines() {
                let _ = writeln!(self.text, "  {}", visible(line));
            }
            self.hand_on();
        }
        self.text.push('\n');
    }

    fn summary(&mut self) {
        let words = self.words;
        if self.run.consignments.is_empty() {
            let _ = writeln!(self.text, "{}", words.nothing);
            return;
        }
        let pack = self.run.checker.pack();
        let _ = writeln!(
            self.text,
            "{BOLD}{}{BOLD:#}  {DIM}{} {}, {} {} ({}){DIM:#}",
            words.summary,
            words.as_of,
            self.run.checker.date(),
            visible(&pack.name),
            visible(&pack.version),
            pack.hash
        );
        for tariff in self.run.checker.tariffs() {
            let _ = writeln!(
                self.text,
                "  {DIM}{}: {}, {} {} ({}){DIM:#}",
                visible(&tariff.file),
                tariff.kind,
                tariff.rows,
                words.rows,
                tariff.hash
            );
        }
        for (index, consignment) in self.run.consignments.iter().enumerate() {
            let _ = writeln!(self.text, "\n  {}", named(index, consignment));
            let _ = writeln!(
                self.text,
                "  {DIM}{} {}  {}  {}{DIM:#}",
                padded(words.destination, 6),
                to_the_right(words.landed, AMOUNT),
                to_the_right(words.charges, AMOUNT),
                words.open
            );
            for market in &consignment.quotes {
                self.glance(&market.quote);
            }
        }
        for table in self.run.tables().iter().filter(|table| table.stale) {
            let day = table
                .review_by
                .map_or_else(String::new, |day| day.to_string());
            let _ = writeln!(
                self.text,
                "\n  {YELLOW}!{YELLOW:#} {} {} {day}",
                table.name, words.stale
            );
        }
    }

    /// One destination on one line.
    fn glance(&mut self, quote: &Quote) {
        let style = if quote.landed.is_ok() { GREEN } else { YELLOW };
        let open = match &quote.landed {
            Ok(_) => String::new(),
            Err(unknown) => {
                let mut all = missing(unknown, self.language).into_iter();
                let first = visible(&all.next().unwrap_or_default()).into_owned();
                match all.len() {
                    0 => first,
                    more => format!("{first} (+{more})"),
                }
            }
        };
        let line = format!(
            "  {} {style}{}{style:#}  {}  {open}",
            padded(&quote.market.to_string(), 6),
            to_the_right(&sum(&quote.landed), AMOUNT),
            to_the_right(&charges(quote), AMOUNT),
        );
        let _ = writeln!(self.text, "{}", line.trim_end());
    }
}

/// The sum of all charges of a quote.
fn charges(quote: &Quote) -> String {
    let names: BTreeSet<&str> = quote
        .all_lines()
        .map(|(_, line)| &*line.definition)
        .filter(|charge| charge.kind == ChargeKind::Charge)
        .map(|charge| &*charge.name)
        .collect();
    let mut total: Option<Money> = None;
    for name in names {
        match (total, quote.charge(name)) {
            (_, Some(Err(_))) => return "?".to_owned(),
            (None, Some(Ok(amount))) => total = Some(amount),
            (Some(sum), Some(Ok(amount))) => match sum.add(amount) {
                Ok(sum) => total = Some(sum),
                Err(_) => return "?".to_owned(),
            },
            (_, None) => {}
        }
    }
    total.map_or_else(|| "?".to_owned(), |total| total.to_string())
}
