//! The unit price that a platform computes and shows: of the price, of what is in the product, and of what
//! the unit price is for.

use std::sync::Arc;

use super::group::{Line, Product};
use super::mapper::{Mapped, Mapper};
use super::record::{Building, Path};
use crate::record::{Datum, Place};
use crate::value::{Money, Quantity, UnitPrice};

/// What a column says of a measure.
enum Measure {
    /// Nothing.
    None,
    /// It cannot be read.
    Lost,
    Stated(Quantity),
}

impl Mapper {
    /// Gives a variant the unit price that is shown beside its price.
    pub(super) fn unit_price(
        &mut self,
        product: &Product,
        own: &Arc<Line>,
        building: &mut Building,
        out: &mut Mapped,
    ) {
        let [measure, base] = &self.shown_unit;
        if measure.is_empty() {
            return;
        }
        let (measure, base) = (measure.clone(), base.clone());
        let path = Path::new("unit_price", None);
        if building.has(&path) {
            return;
        }
        let (measure, place) = self.measure(&measure, product, own, out);
        let (base, _) = self.measure(&base, product, own, out);
        let datum = match (measure, base) {
            (Measure::None, _) => return,
            (Measure::Stated(measure), Measure::Stated(base)) => {
                let price = building
                    .entries
                    .iter()
                    .find(|(name, _, _)| &**name == "price");
                match price.map(|(_, datum, _)| datum) {
                    // Nothing is shown without a price.
                    None => return,
                    Some(Datum::Text(price)) => of(price, measure, base),
                    Some(_) => None,
                }
            }
            // The platform chooses what the unit price is for.
            _ => None,
        };
        let datum = datum.unwrap_or_else(|| Datum::Unreadable("".into()));
        building.put(&path, datum, &place);
    }

    fn measure(
        &mut self,
        headers: &[usize],
        product: &Product,
        own: &Arc<Line>,
        out: &mut Mapped,
    ) -> (Measure, Place) {
        let profile = self.profile.clone();
        let lines = std::iter::once(own).chain(&product.shared);
        let found = lines
            .flat_map(|line| line.cells.iter().map(move |cell| (line, cell)))
            .find(|(_, cell)| headers.contains(&cell.header));
        let Some((line, cell)) = found else {
            return (Measure::None, Place::default());
        };
        let feeds = self.headers.get(cell.header).map(|header| &header.feeds);
        let number = feeds
            .and_then(|feeds| feeds.first())
            .map(|feed| feed.column);
        let column = number.and_then(|number| Some((number, profile.columns.get(number)?)));
        let Some((number, column)) = column else {
            return (Measure::None, Place::default());
        };
        let parts = self.read(number, column, cell, line, product, out);
        let measure = match parts.first() {
            None => Measure::None,
            Some(Datum::Text(text)) => Quantity::parse(text).map_or(Measure::Lost, Measure::Stated),
            Some(_) => Measure::Lost,
        };
        (measure, cell.place.clone())
    }
}

/// `7.98667 EUR/1 l` of `5.99 EUR`, `750 ml` and `1 l`.
fn of(price: &str, measure: Quantity, base: Quantity) -> Option<Datum> {
    let exact = UnitPrice::new(Money::parse(price).ok()?, measure).ok()?;
    let money = exact.of(base).ok()?;
    let amount = money.amount.round_sf(6).unwrap_or(money.amount).normalize();
    let shown = format!("{amount} {}/{base}", money.currency);
    Some(Datum::Text(shown.into()))
}
