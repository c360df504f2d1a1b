//! Numbers, amounts and quantities of profiles: [`crate::value::written`], with the codes of problems.

use super::{Refusal, Setting, short};
use crate::problem::InputCode;
use crate::sentence::say;
use crate::value::{
    Lacks, Unit, Unwritten, no_currency, written_money, written_number, written_quantity,
};

impl From<Unwritten> for Refusal {
    fn from(error: Unwritten) -> Self {
        Self {
            code: match error.lacks {
                Lacks::Nothing => InputCode::WrongType,
                Lacks::Currency => InputCode::NoCurrency,
                Lacks::Unit => InputCode::NoUnit,
            },
            message: error.message,
            help: error.help,
        }
    }
}

/// The number as digits with a point.
pub(super) fn number(text: &str, setting: Setting) -> Result<String, Refusal> {
    Ok(written_number(text, setting)?)
}

/// An amount as `1299.00 EUR`.
pub(super) fn money(text: &str, setting: Setting) -> Result<String, Refusal> {
    let (number, currency) = written_money(text, setting)?;
    if let (Some(own), Some(stated)) = (currency, setting.currency)
        && own != stated
    {
        return Err(Refusal::new(
            say!(
                "`{text}` is in {own}, but {stated} is stated for it",
                "`{text}` 的货币是 {own},而声明的货币是 {stated}",
                text = short(text),
                own,
                stated,
            ),
            say!(
                "correct the cell, or the currency that a column or --currency states",
                "请更正单元格,或更正货币列或 --currency 的货币",
            ),
        ));
    }
    match currency.or(setting.currency) {
        Some(currency) => Ok(format!("{number} {currency}")),
        None => Err(no_currency(text).into()),
    }
}

/// A number and its unit.
pub(super) fn quantity(text: &str, setting: Setting) -> Result<(String, Unit), Refusal> {
    Ok(written_quantity(text, setting)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Currency, Lean, Mark};

    fn marked(mark: Mark) -> Setting {
        Setting {
            mark,
            ..Setting::default()
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        let cases = [
            ("12.5", Mark::Either, "12.5"),
            ("12,5", Mark::Either, "12.5"),
            ("1.299,00", Mark::Either, "1299.00"),
            ("1,299.00", Mark::Either, "1299.00"),
            ("1 299,00", Mark::Either, "1299.00"),
            ("1'299.00", Mark::Either, "1299.00"),
            ("1,00,000.50", Mark::Either, "100000.50"),
            ("1.234.567", Mark::Either, "1234567"),
            ("1,299", Mark::Point, "1299"),
            ("1.299", Mark::Comma, "1299"),
            ("1.299", Mark::Point, "1.299"),
            ("0.125", Mark::Either, "0.125"),
            (".5", Mark::Either, "0.5"),
            ("-3,5", Mark::Comma, "-3.5"),
            ("１２．５", Mark::Either, "12.5"),
            ("1.5E+2", Mark::Either, "150"),
        ];
        for (text, mark, expected) in cases {
            assert_eq!(
                number(text, marked(mark)).as_deref(),
                Ok(expected),
                "{text} {mark:?}"
            );
        }
        for (text, mark) in [
            ("1.299", Mark::Either),
            ("1,299", Mark::Either),
            ("12,5", Mark::Point),
            ("1.2.3", Mark::Either),
            ("1,29,9", Mark::Either),
            ("1.299,00", Mark::Point),
            ("12 5", Mark::Either),
            ("", Mark::Either),
            ("abc", Mark::Either),
            ("1-2", Mark::Either),
            (".", Mark::Either),
        ] {
            assert!(number(text, marked(mark)).is_err(), "{text} {mark:?}");
        }
    }

    #[test]
    fn what_the_column_says_decides_what_could_be_either() {
        let leaning = |lean| Setting {
            lean,
            ..Setting::default()
        };
        for (text, lean, expected) in [
            ("1.200", Lean::Comma, "1200"),
            ("1.25", Lean::Comma, "1.25"),
            ("1,200", Lean::Point, "1200"),
            ("1.200", Lean::Schema, "1.200"),
            ("1,25", Lean::Schema, "1.25"),
        ] {
            let read = number(text, leaning(lean));
            assert_eq!(read.as_deref(), Ok(expected), "{text} {lean:?}");
        }
        for (text, lean) in [("1,200", Lean::Schema), ("1.200", Lean::Refused)] {
            assert!(number(text, leaning(lean)).is_err(), "{text} {lean:?}");
        }
    }

    #[test]
    fn amounts() {
        let stated = |code: &str| Setting {
            currency: Currency::parse(code).ok(),
            ..Setting::default()
        };
        assert_eq!(
            money("€ 1.299,00", Setting::default()).as_deref(),
            Ok("1299.00 EUR")
        );
        assert_eq!(
            money("244.5 EUR", Setting::default()).as_deref(),
            Ok("244.5 EUR")
        );
        assert_eq!(money("12,- €", Setting::default()).as_deref(), Ok("12 EUR"));
        assert_eq!(money("$5", stated("CAD")).as_deref(), Ok("5 CAD"));
        assert_eq!(money("￥99", stated("CNY")).as_deref(), Ok("99 CNY"));
        assert_eq!(money("78.00", stated("USD")).as_deref(), Ok("78.00 USD"));
        let message = |result: Result<String, Refusal>| result.unwrap_err().message.to_string();
        assert_eq!(
            message(money("$5", Setting::default())),
            "`$5` has the sign `$`, which is not one currency"
        );
        assert_eq!(
            message(money("5 EUR", stated("USD"))),
            "`5 EUR` is in EUR, but USD is stated for it"
        );
        assert_eq!(
            message(money("78.00", Setting::default())),
            "`78.00` has no currency"
        );
        assert_eq!(
            message(money("free", Setting::default())),
            "`free` is not an amount of money"
        );
    }

    #[test]
    fn quantities() {
        let grams = Setting {
            unit: Unit::lookup("g"),
            ..Setting::default()
        };
        let shown = |text, setting| {
            quantity(text, setting)
                .map(|(n, u)| format!("{n} {u}"))
                .map_err(|r| r.message.to_string())
        };
        assert_eq!(shown("12,5 cm", Setting::default()), Ok("12.5 cm".into()));
        assert_eq!(shown("272", grams), Ok("272 g".into()));
        assert_eq!(shown("2 lbs", grams), Ok("2 lb".into()));
        assert_eq!(
            shown("272", Setting::default()),
            Err("`272` has no unit".into())
        );
        assert_eq!(
            shown("3 apples", grams),
            Err("`3 apples` has the unit `apples`, which is not known".into())
        );
        assert!(shown("10 x 20 cm", Setting::default()).is_err());
    }
}
