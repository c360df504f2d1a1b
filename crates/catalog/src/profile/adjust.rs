//! Values that other columns decide on: whether they count at all, and what is added to a price or
//! taken off it.

use std::sync::Arc;

use super::Given;
use super::definition::Column;
use super::group::{Line, Product};
use super::mapper::{Mapped, Mapper};
use super::reading::{self, Kind, Refusal, Setting};
use crate::problem::InputCode;
use crate::record::Datum;
use crate::sentence::{Sentence, say};
use crate::value::{Decimal, Money, MoneyError, Rounding, parse_decimal, round_to_step};

/// What another column does to a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Adjust {
    /// Its amount is added.
    Plus,
    /// Its amount is taken off.
    Less,
    /// Its share is taken off.
    LessPercent,
}

/// Whether a column counts for a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    Yes,
    No,
    /// The cell that decides cannot be read.
    Unknown,
}

/// The columns that a column of the profile names for [`Adjust`], in the order in which they count.
pub(super) fn adjustments(column: &Column) -> impl Iterator<Item = (Adjust, &String)> {
    [
        (Adjust::Plus, &column.plus),
        (Adjust::Less, &column.less),
        (Adjust::LessPercent, &column.less_percent),
    ]
    .into_iter()
    .filter_map(|(adjust, name)| Some((adjust, name.as_ref()?)))
}

/// Whether every column that a column depends on has one of the values it asks for; an empty value
/// stands for none. What a variant does not say, its product says.
pub(super) fn counts(when: &[(Vec<usize>, Vec<String>)], own: &Line, product: &Product) -> Counts {
    let mut counts = Counts::Yes;
    for (columns, values) in when {
        match beside(columns, own, product) {
            Some((_, cell)) if cell.unreadable => counts = Counts::Unknown,
            Some((_, cell)) if values.contains(&cell.text.trim().to_lowercase()) => {}
            None if values.iter().any(String::is_empty) => {}
            _ => return Counts::No,
        }
    }
    counts
}

/// The cell of one of these columns in the row of a variant, else in that of its product.
fn beside<'p>(
    columns: &[usize],
    own: &'p Line,
    product: &'p Product,
) -> Option<(&'p Line, &'p Given)> {
    std::iter::once(own)
        .chain(product.shared.as_deref())
        .find_map(|line| {
            let cell = line
                .cells
                .iter()
                .find(|cell| columns.contains(&cell.header) && !cell.text.trim().is_empty())?;
            Some((line, cell))
        })
}

impl Mapper {
    /// A price with what its other columns add to it and take off it; unknown where they cannot be
    /// read.
    pub(super) fn adjusted(
        &mut self,
        number: usize,
        column: &Column,
        parts: Vec<Datum>,
        own: &Arc<Line>,
        product: &Product,
        out: &mut Mapped,
    ) -> Vec<Datum> {
        let [Datum::Text(text)] = parts.as_slice() else {
            return parts;
        };
        let Ok(price) = Money::parse(text) else {
            return parts;
        };
        let resolved = self.resolved.clone();
        let adjust = resolved
            .get(number)
            .map_or(&[][..], |known| known.adjust.as_slice());
        let mut changed = price;
        for (adjust, columns) in adjust {
            let Some((line, cell)) = beside(columns, own, product) else {
                continue;
            };
            let unknown = || vec![Datum::Unreadable(cell.text.clone())];
            if cell.unreadable {
                return unknown();
            }
            let setting = self.setting(number, column, cell, line, product, out);
            match changed_by(*adjust, changed, &cell.text, setting) {
                Ok(price) => changed = price,
                Err(refusal) => {
                    if self.tell((line.number, cell.header, number), line, product) {
                        self.refuse(&refusal, cell, (number, column), out);
                    }
                    return unknown();
                }
            }
        }
        if changed == price {
            return parts;
        }
        vec![Datum::Text(changed.to_string().into())]
    }
}

/// A price after what one cell says.
fn changed_by(
    adjust: Adjust,
    price: Money,
    text: &str,
    setting: Setting,
) -> Result<Money, Refusal> {
    let mut as_read = Column::plain("", None);
    as_read.zero_is_unknown = true;
    as_read.kind = match adjust {
        Adjust::Plus | Adjust::Less => Kind::Money,
        Adjust::LessPercent => Kind::Number,
    };
    let text = text.trim();
    let bare = match adjust {
        Adjust::LessPercent => text.trim_end_matches('%').trim_end(),
        Adjust::Plus | Adjust::Less => text,
    };
    let read = reading::read(&as_read, bare, setting)?;
    let changed = match (adjust, read.first()) {
        (_, None) => return Ok(price),
        (Adjust::Plus, Some(Datum::Text(amount))) => {
            Money::parse(amount).and_then(|amount| price.add(amount))
        }
        (Adjust::Less, Some(Datum::Text(amount))) => {
            Money::parse(amount).and_then(|amount| price.sub(amount))
        }
        (Adjust::LessPercent, Some(Datum::Number(share))) => without(price, share),
        _ => Err(MoneyError::Shape(text.to_owned())),
    };
    changed.map_err(|error| Refusal {
        code: InputCode::WrongType,
        message: say!(
            "the price cannot be computed with `{text}`: {error}",
            "无法用 `{text}` 计算价格:{error}",
            text,
            error = Sentence::from(error),
        ),
        help: say!(
            "write the price that the buyer pays",
            "请填写买家实际支付的价格",
        ),
    })
}

/// A price without a share of it in percent, rounded as prices of its currency are.
fn without(price: Money, percent: &str) -> Result<Money, MoneyError> {
    let percent = parse_decimal(percent)?;
    let rest = crate::value::sub(Decimal::ONE_HUNDRED, percent)?;
    let step = Decimal::new(1, price.currency.minor_units());
    let exact = price.times(crate::value::div(rest, Decimal::ONE_HUNDRED)?)?;
    Ok(Money {
        amount: round_to_step(exact.amount, Rounding::HalfUp, step)?,
        ..exact
    })
}
