//! What a mapper says of a file: told once for many cells, rows that belong to nothing, columns that
//! are not known.

use super::group::{MOST_ROWS, MOST_SHARED, MOST_WAITING, Oddity};
use super::mapper::{Mapper, Once};
use crate::problem::{InputCode, InputProblem};
use crate::record::Place;
use crate::sentence::{Sentence, say};

impl Mapper {
    pub(super) fn told_once(
        &self,
        code: InputCode,
        of: Option<usize>,
        n: u64,
        place: &Place,
    ) -> InputProblem {
        let (what, help) = if code == InputCode::NoUnit {
            let header = of.and_then(|of| self.headers.get(of));
            let attribute = of
                .and_then(|of| self.columns_of(of).next()?.to.as_deref())
                .unwrap_or("weight");
            let unit = match attribute.rsplit('.').next() {
                Some("weight") => "kg",
                Some("energy") => "Wh",
                _ => "cm",
            };
            let header = header.map(|header| &*header.text).unwrap_or_default();
            (
                if n == 1 {
                    say!(
                        "a number has no unit, so it counts as unknown",
                        "1 个数字没有单位,按未知处理",
                    )
                } else {
                    say!(
                        "{n} numbers have no unit, so they count as unknown",
                        "{n} 个数字没有单位,按未知处理",
                        n
                    )
                },
                say!(
                    "neither the header nor a column states one that is known: state it with the attribute, such as --map \"{header}={attribute} ({unit})\"",
                    "表头和其他列均未注明可识别的单位:请随属性注明,例如 --map \"{header}={attribute} ({unit})\"",
                    header,
                    attribute,
                    unit
                ),
            )
        } else {
            (
                if n == 1 {
                    say!(
                        "a price has no currency, so it counts as unknown",
                        "1 个价格没有货币,按未知处理",
                    )
                } else {
                    say!(
                        "{n} prices have no currency, so they count as unknown",
                        "{n} 个价格没有货币,按未知处理",
                        n
                    )
                },
                say!(
                    "no column of this file states it: state it with --currency, such as --currency EUR",
                    "文件中没有货币列:请用 --currency 指定,例如 --currency EUR",
                ),
            )
        };
        InputProblem::new(code, &self.options.file, place.line, what, help)
    }

    /// Prices whose period does not hold, where no other price is given.
    pub(super) fn out_of_period(&self, of: Option<usize>, once: &Once) -> InputProblem {
        let attribute = of
            .and_then(|of| self.profile.all_columns().nth(of)?.to.as_deref())
            .unwrap_or_default();
        let day = self.options.as_of.map(|day| day.to_string());
        let day = day.unwrap_or_default();
        let what = if once.count == 1 {
            say!(
                "`{attribute}`: a price holds for a time in which {day} does not fall, and no other is given, so it counts as unknown",
                "`{attribute}`:1 个价格的有效期不含 {day},且未提供其他价格,按未知处理",
                attribute,
                day
            )
        } else {
            say!(
                "`{attribute}`: {count} prices hold for a time in which {day} does not fall, and no others are given, so they count as unknown",
                "`{attribute}`:{count} 个价格的有效期不含 {day},且未提供其他价格,按未知处理",
                attribute,
                count = once.count,
                day
            )
        };
        InputProblem::new(
            InputCode::OutOfPeriod,
            &self.options.file,
            once.place.line,
            what,
            say!(
                "give the price that holds on that day, or check the day with --as-of",
                "请提供当日有效的价格,或检查 --as-of 的日期",
            ),
        )
    }

    /// Columns that say something near to an attribute, where nothing says the attribute.
    pub(super) fn near(&self, of: Option<usize>, once: &Once) -> InputProblem {
        let attribute = of
            .and_then(|of| self.profile.all_columns().nth(of)?.to.as_deref())
            .unwrap_or_default();
        let header = self.headers.get(once.header);
        let header = header.map(|header| &*header.text).unwrap_or_default();
        InputProblem::new(
            InputCode::NearValue,
            &self.options.file,
            once.place.line,
            say!(
                "`{attribute}`: \"{header}\" is near to it and not it, and nothing else gives it, so it counts as unknown ({count})",
                "`{attribute}`:“{header}”与其相近但并非该值,且无其他来源,按未知处理({count})",
                attribute,
                header,
                count = once.count
            ),
            say!(
                "export the column that gives it, or map one with --map COLUMN={attribute}",
                "请导出给出该值的列,或用 --map 列={attribute} 映射",
                attribute
            ),
        )
    }

    /// Words and signs that say that nothing is given.
    pub(super) fn placeholders(&self, once: &Once) -> InputProblem {
        let words: Vec<String> = once
            .words
            .iter()
            .map(|(word, count)| format!("`{word}` ({count})"))
            .collect();
        InputProblem::new(
            InputCode::Placeholder,
            &self.options.file,
            once.place.line,
            say!(
                "cells say in words that nothing is given, and count as empty: {words}",
                "以文字表示未填写的单元格按空处理:{words}",
                words = Sentence::all_of(&words, 8),
            ),
            say!(
                "leave such cells empty; where a word is a name, list it under `values` of its column in a profile of your own",
                "此类单元格请留空;若该词确为名称,请在自己的模板中该列的 `values` 下列出",
            ),
        )
    }

    /// Further offers of a product with other prices.
    pub(super) fn further_prices(&self, once: &Once) -> InputProblem {
        let words: Vec<String> = once.words.keys().map(|word| format!("`{word}`")).collect();
        InputProblem::new(
            InputCode::Repeated,
            &self.options.file,
            once.place.line,
            say!(
                "products have several offers with different prices; the first counts, and these do not: {words}",
                "商品有多个价格不同的报价;以第一个为准,其余不计:{words}",
                words = Sentence::all_of(&words, 8),
            ),
            say!(
                "keep the offer that is to be checked, or check each on its own",
                "请仅保留要检查的报价,或分别检查",
            ),
        )
    }

    /// Products that nothing identifies, in a format that asks for it.
    pub(super) fn nameless(&self, once: &Once) -> InputProblem {
        let what = if once.count == 1 {
            say!(
                "a product has no identifier, so that findings name it by its place only",
                "1 个商品没有标识,结果只能以其位置表示",
            )
        } else {
            say!(
                "{count} products have no identifier, so that findings name them by their places only; this is the first",
                "{count} 个商品没有标识,结果只能以其位置表示;此处为第一个",
                count = once.count,
            )
        };
        let columns = Sentence::all_of(&self.profile.required, 3);
        InputProblem::new(
            InputCode::Nameless,
            &self.options.file,
            once.place.line,
            what,
            say!(
                "such a file is asked to have {columns} in each product",
                "此类文件的每个商品都应填写 {columns}",
                columns
            ),
        )
    }

    /// What a file states and nobody reads, in a few words.
    pub(super) fn left_out(&self, code: InputCode, once: &Once) -> InputProblem {
        let names: Vec<String> = once.words.keys().cloned().collect();
        let names = Sentence::all_of(&names, 8);
        let profile = self.profile.name.as_str();
        let (what, help) = if code == InputCode::OtherView {
            (
                say!(
                    "rows of other languages or shops state values of their own that are not looked at ({count}): {names}",
                    "其他语言或店铺的行有 {count} 个单元格的值未检查:{names}",
                    count = once.count,
                    names
                ),
                say!(
                    "check an export of that shop to check what it offers",
                    "如需检查该店铺,请检查其导出文件",
                ),
            )
        } else {
            (
                say!(
                    "properties that the profile {profile} does not know are not read: {names}",
                    "模板 {profile} 有未知属性未读取:{names}",
                    profile,
                    names
                ),
                say!(
                    "a profile of your own names them under `properties`",
                    "可在自己的模板的 `properties` 下列出",
                ),
            )
        };
        InputProblem::new(code, &self.options.file, once.place.line, what, help)
    }

    /// Words of a column that its profile does not list, those seen most often first.
    pub(super) fn unlisted(&self, of: Option<usize>, once: &Once) -> InputProblem {
        let mut words: Vec<(&String, &u64)> = once.words.iter().collect();
        words.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let words: Vec<String> = words
            .iter()
            .map(|(word, count)| format!("`{word}` ({count})"))
            .collect();
        let header = self.headers.get(once.header);
        let header = header.map(|header| &*header.text).unwrap_or_default();
        let attribute = of
            .and_then(|of| self.profile.all_columns().nth(of)?.to.as_deref())
            .unwrap_or_default();
        let seen = Sentence::all_of(&words, 12);
        let what = if once.count == 1 {
            say!(
                "`{attribute}`: the profile {profile} does not list a word of \"{header}\", which counts as unknown: {seen}",
                "`{attribute}`:模板 {profile} 未列出“{header}”中的 1 个词,按未知处理:{seen}",
                attribute,
                profile = self.profile.name.as_str(),
                header,
                seen
            )
        } else {
            say!(
                "`{attribute}`: the profile {profile} does not list the words of {count} cells of \"{header}\", which count as unknown: {seen}",
                "`{attribute}`:模板 {profile} 未列出“{header}”中 {count} 个单元格的词,按未知处理:{seen}",
                attribute,
                profile = self.profile.name.as_str(),
                count = once.count,
                header,
                seen
            )
        };
        InputProblem::new(
            InputCode::UnlistedWord,
            &self.options.file,
            once.place.line,
            what,
            say!(
                "list them under `values` of that column in a profile of your own (`tidewaiter map FILE --write mine.yaml` begins one), with an empty word where nothing is given; `else: keep` takes other texts as they stand",
                "请在自己的模板中该列的 `values` 下列出(`tidewaiter map FILE --write mine.yaml` 可生成模板),无值者写空词;`else: keep` 保留其他文字",
            ),
        )
    }

    pub(super) fn oddity(&self, oddity: &Oddity) -> InputProblem {
        let (line, message, help) = match oddity {
            Oddity::Torn { key, line } => (
                *line,
                say!(
                    "rows of `{key}` stand in two places of the file",
                    "`{key}` 的行出现在文件的两处",
                    key
                ),
                say!(
                    "they were checked as two products; sort the rows so that those of a product follow one another",
                    "已按两件商品检查;请排序,使同一商品的行相邻",
                ),
            ),
            Oddity::NoParent {
                parent: Some(parent),
                line,
            } => (
                *line,
                say!(
                    "this variant belongs to `{parent}`, which is not in the file",
                    "该变体属于 `{parent}`,但文件中没有该商品",
                    parent
                ),
                say!(
                    "it was checked without what its product states; export the product too",
                    "检查时未包含其商品的信息;请一并导出该商品",
                ),
            ),
            Oddity::NoParent { parent: None, line } => (
                *line,
                say!(
                    "this variant does not say which product it belongs to",
                    "该变体未注明所属商品",
                ),
                say!(
                    "it was checked on its own; name its product",
                    "已单独检查;请注明所属商品",
                ),
            ),
            Oddity::NoVariants { key, line } => (
                *line,
                say!(
                    "`{key}` is a product with variants, but none of them is in the file",
                    "`{key}` 是有变体的商品,但文件中没有其变体",
                    key
                ),
                say!(
                    "it was checked on its own; export the variants too",
                    "已单独检查;请一并导出变体",
                ),
            ),
            Oddity::NoProduct { line } => (
                *line,
                say!(
                    "this row goes on with a product, but none has begun",
                    "该行接续某商品,但之前没有商品",
                ),
                say!(
                    "it was checked on its own; check whether the rows above it were cut off",
                    "已单独检查;请确认上方的行是否缺失",
                ),
            ),
            Oddity::LostKey { line } => (
                *line,
                say!(
                    "the cell that says which product this row belongs to cannot be read",
                    "说明该行属于哪件商品的单元格无法读取",
                ),
                say!(
                    "it was checked on its own; correct the cell",
                    "已单独检查;请更正单元格",
                ),
            ),
            Oddity::StrayView { key, line } => (
                *line,
                say!(
                    "this row repeats `{key}` in another language or shop, but does not stand below it",
                    "该行是 `{key}` 的其他语言或店铺版本,但不在其下方",
                    key
                ),
                say!(
                    "it was not looked at; sort the rows so that those of a product follow one another",
                    "该行未检查;请排序,使同一商品的行相邻",
                ),
            ),
            Oddity::TooMany { key, line } => (
                *line,
                say!(
                    "`{key}` has more than {most} rows",
                    "`{key}` 超过 {most} 行",
                    key,
                    most = MOST_ROWS,
                ),
                say!(
                    "the others were checked without what the product states (at most {most} rows wait)",
                    "其余的行检查时未包含该商品的信息(最多保留 {most} 行)",
                    most = MOST_WAITING,
                ),
            ),
            Oddity::TooLong {
                key,
                line,
                attribute,
                values,
                variants,
            } => (
                *line,
                say!(
                    "`{key}`: {values} rows give `{attribute}` to each of {variants} variants, so it is not read and counts as unknown",
                    "`{key}`:{values} 行为 {variants} 个变体各自提供 `{attribute}`,因此未读取,按未知处理",
                    key,
                    values,
                    attribute,
                    variants,
                ),
                say!(
                    "check whether these rows are one product; at most {most} values are given to its variants",
                    "请确认这些行属于同一件商品;一件商品最多向其变体提供 {most} 个值",
                    most = MOST_SHARED,
                ),
            ),
        };
        InputProblem::new(InputCode::Grouping, &self.options.file, line, message, help)
    }
}

/// A file lacks columns by which its profile is known.
pub(super) fn lacking(profile: &str, columns: &[&str]) -> Sentence {
    let one = columns.len() == 1;
    let columns = columns.join("\", \"");
    if one {
        say!(
            "a file of the profile {profile} has the column \"{columns}\", and this one has not",
            "模板 {profile} 的文件应有列 \"{columns}\",而该文件没有",
            profile,
            columns
        )
    } else {
        say!(
            "a file of the profile {profile} has the columns \"{columns}\", and this one has not",
            "模板 {profile} 的文件应有列 \"{columns}\",而该文件没有",
            profile,
            columns
        )
    }
}

/// Columns that a profile does not know.
pub(super) fn unknown_to(profile: &str, columns: &[&str]) -> Sentence {
    let names = Sentence::all_of(columns, 5);
    if columns.len() == 1 {
        say!(
            "a column that the profile {profile} does not know is not read: {names}",
            "模板 {profile} 有 1 个未知列未读取:{names}",
            profile,
            names
        )
    } else {
        say!(
            "{count} columns that the profile {profile} does not know are not read: {names}",
            "模板 {profile} 有 {count} 个未知列未读取:{names}",
            count = columns.len(),
            profile,
            names
        )
    }
}
