//! The words of the reports in English and Chinese.

use super::finding::Level;
use super::{InputSummary, Step, Tally, Totals, counted};
use crate::Checker;
use crate::catalog::format_name;
use crate::lang::{Area, Severity};
use crate::sentence::MessageLanguage;
use crate::value::Date;

/// The words of a language.
pub(super) struct Words {
    pub(super) law: &'static str,
    pub(super) fix: &'static str,
    pub(super) at: &'static str,
    pub(super) waiver: &'static str,
    pub(super) missing: &'static str,
    pub(super) open: &'static str,
    pub(super) from: &'static str,
    pub(super) column: &'static str,
    pub(super) unverified: &'static str,
    pub(super) problems: &'static str,
    pub(super) market: &'static str,
    pub(super) rules_title: &'static str,
    areas: [&'static str; 10],
    pub(super) products: &'static str,
    pub(super) ready: &'static str,
    pub(super) blocked: &'static str,
    pub(super) to_complete: &'static str,
    pub(super) first: &'static str,
    /// `blocks 5 listings; then 2 are free of errors`
    pub(super) step: fn(&Step) -> String,
    pub(super) summary: &'static str,
    /// A file that was read.
    pub(super) read: fn(&InputSummary) -> String,
    /// Columns that have values, and how many of them are attributes.
    pub(super) understood: fn(usize, usize) -> String,
    /// The rules, and what they were asked.
    pub(super) rules: fn(&Checker) -> String,
    /// The heads of the table of markets.
    pub(super) table: [&'static str; 10],
    /// The number of errors, and the other numbers.
    pub(super) totals: fn(&Totals) -> (String, String),
    /// Products of which not everything is known, and what would tell most.
    open_products: fn(&Totals, &str) -> String,
    /// Markets in which nothing was checked.
    no_rules: fn(&str) -> String,
    pub(super) presumed: fn(u64) -> String,
    /// Nothing was there to check.
    pub(super) nothing: &'static str,
    /// Variants of which the same is to be said.
    pub(super) alike: fn(u64) -> String,
    /// A table that should have been looked at again by a day.
    pub(super) stale: fn(&str, Date) -> String,
    /// Rules of a region that was not asked for.
    pub(super) region: fn(&str, u64) -> String,
    /// Problems of one kind in one column that are not told.
    pub(super) more_problems: fn(u64, &str, &str) -> String,
    pub(super) columns: &'static str,
    /// What is left out of a product because its rules have been told often enough.
    pub(super) told_above: fn(u64) -> String,
    /// The heading of the counts of what was left out.
    pub(super) left_out: fn(usize) -> String,
    pub(super) needed: &'static str,
    /// The sheets of a workbook.
    pub(super) sheets: [&'static str; 3],
    /// What stands before a product's own columns.
    pub(super) own: [&'static str; 3],
    /// The columns of the sheet of findings.
    pub(super) finding: [&'static str; 15],
    /// A row of a table that could not be read, and one of a draft or hidden product.
    pub(super) unread: &'static str,
    pub(super) not_live: &'static str,
    /// What a workbook has no room for: the number of cells, and of the notes that it takes.
    pub(super) without_note: fn(u64, usize) -> String,
    pub(super) cut: fn(u64, usize) -> String,
    pub(super) behind: fn(u64, usize) -> String,
    pub(super) as_of: &'static str,
    /// Rules that are satisfied.
    pub(super) satisfied: fn(u64) -> String,
    /// Input problems that are not told one by one.
    pub(super) untold: fn(u64) -> String,
    /// `3 more`
    pub(super) more: fn(u64) -> String,
    pub(super) more_markets: fn(usize) -> String,
    /// Products with findings that a comment has no room for.
    pub(super) do_not_fit: fn(u64) -> String,
    /// Findings of rules that were told often enough.
    pub(super) over_limit: fn(u64, usize) -> String,
    /// The numbers of a run on one line.
    pub(super) numbers: fn(&Totals, Date) -> String,
    /// Findings beyond those that GitHub shows.
    pub(super) not_annotated: fn(u64, u64) -> String,
    /// Cells that have a colour and no note, and the most notes of a workbook.
    levels: [&'static str; 6],
}

impl Words {
    /// The words of `zh`, or the English ones.
    pub(super) fn of(language: MessageLanguage) -> &'static Self {
        if language == MessageLanguage::Chinese {
            &ZH
        } else {
            &EN
        }
    }

    /// What a summary begins with where not everything is known: a catalogue that is open is not one
    /// in which nothing was found.
    pub(super) fn lead(&self, tally: &Tally) -> Vec<String> {
        let mut lines = Vec::new();
        if tally.totals.records == 0 {
            lines.push(self.nothing.to_owned());
        }
        if tally.totals.undetermined > 0 {
            lines.push(self.open_lead(tally));
        }
        if !tally.no_rules.is_empty() {
            let markets: Vec<&str> = tally.no_rules.iter().map(String::as_str).collect();
            lines.push((self.no_rules)(&markets.join(", ")));
        }
        lines
    }

    /// How many products are open, and what would tell most of them.
    pub(super) fn open_lead(&self, tally: &Tally) -> String {
        let needed = tally.most_needed(3);
        let needed: Vec<String> = needed
            .into_iter()
            .map(|(path, count)| format!("{path} ({count})"))
            .collect();
        (self.open_products)(&tally.totals, &needed.join(", "))
    }

    /// Why nothing was checked, for forms that are lists: one for each market without rules, or one for
    /// everything.
    pub(super) fn unchecked(&self, tally: &Tally) -> Vec<(String, String)> {
        if tally.totals.records == 0 {
            return vec![(String::new(), self.nothing.to_owned())];
        }
        let markets = tally.no_rules.iter();
        markets
            .map(|market| (market.clone(), (self.no_rules)(market)))
            .collect()
    }

    /// What an area is called.
    pub(super) fn area(&self, area: Area) -> &'static str {
        self.areas.get(area as usize).copied().unwrap_or("")
    }

    /// What a level is called.
    pub(super) fn level(&self, level: Level) -> &'static str {
        self.levels.get(level as usize).copied().unwrap_or("")
    }
}

const EN: Words = Words {
    law: "law",
    fix: "fix",
    at: "at",
    waiver: "waiver",
    missing: "(not given)",
    open: "open",
    from: "from",
    column: "column",
    unverified: "not verified against a source",
    problems: "Could not be read",
    market: "market",
    rules_title: "rules",
    areas: [
        "certification",
        "labelling",
        "listing",
        "tax",
        "privacy",
        "restricted",
        "logistics",
        "payment",
        "environment",
        "substances",
    ],
    products: "products",
    ready: "ready",
    blocked: "blocked",
    to_complete: "to complete",
    first: "What to do first",
    summary: "Summary",
    read: |input| {
        let format = input.format.as_deref().unwrap_or("-");
        let unread = match input.unread {
            0 => String::new(),
            unread => format!(", {unread} not read"),
        };
        let read = match &input.profile {
            Some(profile) => {
                let table = input.table.map_or_else(String::new, |table| {
                    format!(
                        " ({} of {} understood), {} of {},",
                        table.columns_understood,
                        counted(table.columns, "column"),
                        counted(table.rows, "row"),
                        counted(table.products, "product"),
                    )
                });
                format!(
                    "profile {profile}{table} {} that can be bought",
                    counted(input.records, "variant")
                )
            }
            None => counted(input.records, "product"),
        };
        let left_out = match input.left_out {
            0 => String::new(),
            n => format!(", {n} drafts, archived or hidden left out (--include-drafts)"),
        };
        format!("{format}, {read}{left_out}{unread}")
    },
    nothing: "Nothing was checked: no live product was read. Look whether the export has finished.",
    alike: |n| counted(n, "variant") + " alike",
    stale: |table, day| format!("the table {table} should have been looked at again by {day}"),
    understood: |columns, attributes| {
        format!(
            "{} with values, {attributes} understood",
            counted(columns as u64, "column")
        )
    },
    rules: |checker| {
        let (pack, channel) = (checker.pack(), checker.channel());
        format!(
            "{} rules of {} {} ({}), as of {}{}",
            checker.rules().rules.len(),
            pack.name,
            pack.version,
            pack.hash,
            checker.date(),
            channel.map(|c| format!(", on {c}")).unwrap_or_default(),
        )
    },
    table: [
        "market",
        "ready",
        "blocked",
        "open",
        "errors",
        "warnings",
        "notices",
        "upcoming",
        "undetermined",
        "satisfied",
    ],
    totals: |totals| {
        (
            counted(totals.of(Severity::Error), "error"),
            format!(
                ", {}, {}, {} upcoming, {} undetermined, {} waived; {}",
                counted(totals.of(Severity::Warning), "warning"),
                counted(totals.of(Severity::Notice), "notice"),
                totals.upcoming,
                totals.undetermined,
                totals.waived,
                if totals.open > 0 {
                    format!("{} of {} products are open", totals.open, totals.records)
                } else {
                    format!(
                        "{} of {} products are cleared (no violation, nothing undetermined)",
                        totals.cleared, totals.records
                    )
                },
            ),
        )
    },
    open_products: |totals, needed| {
        let state = if needed.is_empty() {
            "see what is missing".to_owned()
        } else {
            format!("state {needed}")
        };
        if totals.unknown == totals.records {
            format!(
                "Nothing can be said yet of {}: {state}",
                counted(totals.records, "product")
            )
        } else {
            format!(
                "Not everything can be said yet of {} of {}: {state}",
                totals.open,
                counted(totals.records, "product")
            )
        }
    },
    no_rules: |markets| {
        format!(
            "Nothing was checked for {markets}: there is no rule of its own, or none that was selected; rules that hold everywhere do not tell whether a listing may go there"
        )
    },
    presumed: |n| format!("{n} presumptions were used (--strict switches them off)"),
    region: |region, rules| {
        format!(
            "{region} has {} of its own: add it to --to if you ship there",
            counted(rules, "rule")
        )
    },
    more_problems: |n, code, header| match header {
        "" => format!("{n} more [{code}]"),
        header => format!("{n} more [{code}] in the column \"{header}\""),
    },
    columns: "columns are not attributes and were not looked at (`--map COLUMN=PATH` maps one)",
    told_above: |n| format!("{n} more, of rules that were told often enough above"),
    left_out: |n| format!("Left out, as each rule is told {n} times (`--limit 0` tells all)"),
    step: |step| {
        format!(
            "blocks {}; after this step {} free of errors",
            counted(step.blocks, "listing"),
            if step.unlocked == 1 {
                "1 is".to_owned()
            } else {
                format!("{} are", step.unlocked)
            }
        )
    },
    needed: "What would decide most",
    sheets: ["Products", "Findings", "Summary"],
    unread: "not read",
    not_live: "not live",
    without_note: |n, most| {
        format!(
            "{} coloured without a note, as Excel becomes slow with more than {most}; see the sheet of findings",
            counted(n, "cell")
        )
    },
    cut: |n, _| {
        format!(
            "{} cut, as Excel takes 32,767 characters in one; the text ends with …",
            counted(n, "cell")
        )
    },
    behind: |n, _| {
        format!(
            "{} behind the last column of Excel left out",
            counted(n, "cell")
        )
    },
    own: ["Status", "Findings", "问题 (Chinese)"],
    finding: [
        "Product", "Title", "Place", "Market", "Severity", "From", "Area", "Rule", "Finding",
        "问题", "To do", "整改", "Values", "Needs", "Law",
    ],
    as_of: "as of",
    satisfied: |n| format!("{n} rules satisfied"),
    untold: |n| format!("{n} more could not be read; `--format ndjson` tells all"),
    more: |n| format!("{n} more"),
    more_markets: |n| format!("{n} more markets."),
    do_not_fit: |n| {
        format!(
            "{} with findings do not fit into a comment.",
            counted(n, "more product")
        )
    },
    over_limit: |n, limit| {
        format!(
            "{} of rules that are told {limit} times above (`--limit`).",
            counted(n, "more finding")
        )
    },
    numbers: |totals, day| {
        format!(
            "{}, {}, {}, {} undetermined in {} as of {day}.",
            counted(totals.of(Severity::Error), "error"),
            counted(totals.of(Severity::Warning), "warning"),
            counted(totals.of(Severity::Notice), "notice"),
            totals.undetermined,
            counted(totals.records, "product"),
        )
    },
    not_annotated: |n, shown| {
        format!(
            "{n} more are not annotated, as GitHub shows {shown} of each type a step; \
             `--format markdown` or `sarif` tells more."
        )
    },
    levels: [
        "error",
        "warning",
        "notice",
        "upcoming",
        "undetermined",
        "waived",
    ],
};

const ZH: Words = Words {
    law: "法规",
    fix: "整改",
    at: "位置",
    waiver: "豁免",
    missing: "(未提供)",
    open: "待定",
    from: "生效",
    column: "列",
    unverified: "未经来源核实",
    problems: "无法读取",
    market: "市场",
    rules_title: "规则库",
    areas: [
        "认证", "标签", "刊登", "税费", "隐私", "限制", "物流", "支付", "环保", "物质",
    ],
    products: "商品",
    ready: "可上架",
    blocked: "受阻",
    to_complete: "待补全",
    first: "优先处理",
    summary: "汇总",
    read: |input| {
        let format = format_name(input.format.as_deref().unwrap_or("-"));
        let format = format.chinese();
        let unread = match input.unread {
            0 => String::new(),
            unread => format!(",{unread} 件未读取"),
        };
        let read = match &input.profile {
            Some(profile) => {
                let table = input.table.map_or_else(String::new, |table| {
                    format!(
                        "(已识别 {} 列中的 {} 列),{} 行、{} 件商品",
                        table.columns, table.columns_understood, table.rows, table.products,
                    )
                });
                format!("模板 {profile}{table},{} 个可售变体", input.records)
            }
            None => format!("{} 件商品", input.records),
        };
        let left_out = match input.left_out {
            0 => String::new(),
            n => format!(",{n} 件草稿、归档或隐藏商品未检查(--include-drafts)"),
        };
        format!("{format},{read}{left_out}{unread}")
    },
    nothing: "未检查任何商品:没有读到在售商品。请确认导出是否完成。",
    alike: |n| format!("{n} 个相同变体"),
    stale: |table, day| format!("表 {table} 应在 {day} 前复核"),
    understood: |columns, attributes| format!("{columns} 列有值,其中 {attributes} 列已识别"),
    rules: |checker| {
        let (pack, channel) = (checker.pack(), checker.channel());
        format!(
            "规则库 {} {} ({}),{} 条规则,评估日期 {}{}",
            pack.name,
            pack.version,
            pack.hash,
            checker.rules().rules.len(),
            checker.date(),
            channel.map(|c| format!(",渠道 {c}")).unwrap_or_default(),
        )
    },
    table: [
        "市场",
        "可上架",
        "受阻",
        "待补全",
        "错误",
        "警告",
        "提示",
        "即将生效",
        "待定",
        "符合",
    ],
    totals: |totals| {
        (
            format!("{} 个错误", totals.of(Severity::Error)),
            format!(
                ",{} 个警告,{} 个提示,{} 个即将生效,{} 个待定,{} 个已豁免;{}",
                totals.of(Severity::Warning),
                totals.of(Severity::Notice),
                totals.upcoming,
                totals.undetermined,
                totals.waived,
                if totals.open > 0 {
                    format!("{} 件商品中 {} 件待补全", totals.records, totals.open)
                } else {
                    format!(
                        "{} 件商品中 {} 件已通过(无违规且无待定)",
                        totals.records, totals.cleared
                    )
                },
            ),
        )
    },
    open_products: |totals, needed| {
        let state = if needed.is_empty() {
            "请查看缺少的内容".to_owned()
        } else {
            format!("请填写 {needed}")
        };
        if totals.unknown == totals.records {
            format!("{} 件商品尚无法判断:{state}", totals.records)
        } else {
            format!(
                "{} 件商品中有 {} 件尚无法完全判断:{state}",
                totals.records, totals.open
            )
        }
    },
    no_rules: |markets| {
        format!(
            "{markets} 未作任何检查:没有该市场自己的规则,或所选规则均不适用;通行规则不能说明刊登在那里是否合规"
        )
    },
    presumed: |n| format!("使用了 {n} 次推定(--strict 可关闭推定)"),
    region: |region, rules| format!("{region} 另有 {rules} 条自己的规则:如发往该地区,请加入 --to"),
    more_problems: |n, code, header| match header {
        "" => format!("另有 {n} 处 [{code}]"),
        header => format!("列“{header}”中另有 {n} 处 [{code}]"),
    },
    columns: "列不是已知属性,未作检查(可用 --map 列=路径 映射)",
    told_above: |n| format!("另有 {n} 条,所属规则上文已多次列出"),
    left_out: |n| format!("未列出(每条规则仅列出 {n} 次,--limit 0 全部列出)"),
    step: |step| {
        format!(
            "阻碍 {} 个刊登;完成此步后累计 {} 个刊登无错误",
            step.blocks, step.unlocked
        )
    },
    needed: "补充后可判定最多的属性",
    sheets: ["商品", "问题", "汇总"],
    unread: "未读取",
    not_live: "未上架",
    without_note: |n, most| {
        format!("{n} 个单元格仅着色、无批注,因批注超过 {most} 条时 Excel 会变慢;见问题表")
    },
    cut: |n, _| format!("{n} 个单元格的文字超过 Excel 的 32,767 字符上限,已截断(以 … 结尾)"),
    behind: |n, _| format!("{n} 个单元格位于 Excel 的最后一列之后,未列出"),
    own: ["状态", "Findings (英文)", "问题"],
    finding: [
        "商品",
        "标题",
        "位置",
        "市场",
        "严重程度",
        "生效日",
        "领域",
        "规则",
        "Finding",
        "问题",
        "To do",
        "整改",
        "取值",
        "需要",
        "法规",
    ],
    as_of: "评估日期",
    satisfied: |n| format!("{n} 条规则符合"),
    untold: |n| format!("另有 {n} 处无法读取;`--format ndjson` 列出全部"),
    more: |n| format!("另有 {n} 处"),
    more_markets: |n| format!("另有 {n} 个市场。"),
    do_not_fit: |n| format!("另有 {n} 件有问题的商品因评论长度限制未列出。"),
    over_limit: |n, limit| format!("另有 {n} 条,所属规则上文已列出 {limit} 次(`--limit`)。"),
    numbers: |totals, day| {
        format!(
            "{} 个错误,{} 个警告,{} 个提示,{} 个待定;{} 件商品,评估日期 {day}。",
            totals.of(Severity::Error),
            totals.of(Severity::Warning),
            totals.of(Severity::Notice),
            totals.undetermined,
            totals.records,
        )
    },
    not_annotated: |n, shown| {
        format!(
            "另有 {n} 条未标注,因为 GitHub 每一步每类只显示 {shown} 条;\
             `--format markdown` 或 `sarif` 列出更多。"
        )
    },
    levels: ["错误", "警告", "提示", "即将生效", "待定", "已豁免"],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words_are_those_of_programs() {
        for area in Area::ALL {
            assert_eq!(EN.area(*area), area.word());
            assert!(!ZH.area(*area).is_empty());
        }
        assert_eq!(EN.level(Level::Open), Level::Open.word());
        assert_eq!(EN.level(Level::Waived), Level::Waived.word());
        assert_eq!(ZH.level(Level::Waived), "已豁免");
    }
}
