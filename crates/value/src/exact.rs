//! Coefficients of 256 bits: wide enough that a result is rounded once, at the end, or not at all.
//!
//! The numbers of rules are those of the General Decimal Arithmetic specification with 28 digits of
//! precision, rounding to the nearest with halves to the even digit, and at most 28 digits behind the
//! point. `rust_decimal` keeps them; its own operators keep 28 digits or 29, by what fits into 96
//! bits, so that the same sum could be rounded in one place and exact in another.

use std::cmp::Ordering;

use ethnum::{I256, U256};
use rust_decimal::Decimal;

use super::decimal::{ArithmeticError, Rounding};

/// Digits that are kept, and the most digits behind the point.
pub(super) const DIGITS: u32 = 28;

/// A result before it is rounded.
struct Wide {
    negative: bool,
    coefficient: U256,
    /// Digits behind the point.
    places: u32,
    /// Something smaller than the last digit was cut off; there is a digit to spare then.
    cut: bool,
}

/// The first coefficient that has too many digits.
const LIMIT: U256 = U256::new(10_u128.pow(DIGITS));

/// Ten to a power of at most 77.
fn power(exponent: u32) -> U256 {
    U256::new(10).pow(exponent)
}

/// The number of digits; none for zero.
fn digits(coefficient: U256) -> u32 {
    if coefficient == 0 {
        return 0;
    }
    // 1233/4096 is the logarithm of two, near enough for 256 bits: the estimate is right or one less.
    let estimate = ((256 - coefficient.leading_zeros()) * 1233) >> 12;
    estimate + u32::from(coefficient >= power(estimate))
}

impl Wide {
    fn signed(coefficient: I256, places: u32) -> Self {
        Self {
            negative: coefficient.is_negative(),
            coefficient: coefficient.unsigned_abs(),
            places,
            cut: false,
        }
    }

    /// The number, rounded to what can be kept.
    fn rounded(self) -> Result<Decimal, ArithmeticError> {
        if self.coefficient < LIMIT && self.places <= DIGITS && !self.cut {
            return self.built(self.coefficient, self.places);
        }
        let excess = digits(self.coefficient).saturating_sub(DIGITS);
        let drop = excess.max(self.places.saturating_sub(DIGITS));
        if drop > self.places {
            return Err(ArithmeticError::Overflow);
        }
        let mut places = self.places - drop;
        let mut kept = self.coefficient;
        if drop > 0 {
            let unit = power(drop);
            let rest = kept % unit;
            kept /= unit;
            let half = match rest.cmp(&(unit / 2)) {
                Ordering::Equal if self.cut => Ordering::Greater,
                order => order,
            };
            if Rounding::HalfEven.moves_on(half, rest == 0 && !self.cut, kept) {
                kept += U256::ONE;
            }
            if kept == LIMIT {
                if places == 0 {
                    return Err(ArithmeticError::Overflow);
                }
                kept /= U256::new(10);
                places -= 1;
            }
        }
        self.built(kept, places)
    }

    /// The number, if it can be kept as it is.
    fn whole(self) -> Result<Decimal, ArithmeticError> {
        let (mut kept, mut places) = (self.coefficient, self.places);
        while places > 0 && (kept >= LIMIT || places > DIGITS) {
            if kept % 10 != 0 {
                return Err(ArithmeticError::Overflow);
            }
            kept /= U256::new(10);
            places -= 1;
        }
        self.built(kept, places)
    }

    fn built(&self, kept: U256, places: u32) -> Result<Decimal, ArithmeticError> {
        if kept >= LIMIT {
            return Err(ArithmeticError::Overflow);
        }
        let kept = kept.as_i128();
        Decimal::try_from_i128_with_scale(if self.negative { -kept } else { kept }, places)
            .map_err(|_| ArithmeticError::Overflow)
    }
}

impl Rounding {
    /// A value between two neighbours goes to the one further from zero. `half` is how what is cut
    /// off compares with half of the distance, `lower` the nearer to zero in steps.
    fn moves_on(self, half: Ordering, exact: bool, lower: U256) -> bool {
        match self {
            _ if exact => false,
            Self::Up => true,
            Self::Down => false,
            Self::HalfUp => half != Ordering::Less,
            Self::HalfDown => half == Ordering::Greater,
            Self::HalfEven => {
                half == Ordering::Greater || half == Ordering::Equal && lower % 2 == 1
            }
        }
    }
}

/// Both coefficients for the larger number of places, and that number.
fn aligned(a: Decimal, b: Decimal) -> (I256, I256, u32) {
    let places = a.scale().max(b.scale());
    let at = |n: Decimal| I256::from(n.mantissa()) * power(places - n.scale()).as_i256();
    (at(a), at(b), places)
}

pub(super) fn add(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    let (a, b, places) = aligned(a, b);
    Wide::signed(a + b, places).rounded()
}

pub(super) fn sub(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    let (a, b, places) = aligned(a, b);
    Wide::signed(a - b, places).rounded()
}

pub(super) fn mul(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    let product = I256::from(a.mantissa()) * I256::from(b.mantissa());
    Wide::signed(product, a.scale() + b.scale()).rounded()
}

/// The quotient by a divisor that is not zero.
pub(super) fn div(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    Exact::from(a).over(&Exact::from(b))
}

/// A number of any length that fits: what is compared, or divided once.
pub(super) struct Exact {
    coefficient: I256,
    places: u32,
}

impl From<Decimal> for Exact {
    fn from(number: Decimal) -> Self {
        Self {
            coefficient: I256::from(number.mantissa()),
            places: number.scale(),
        }
    }
}

/// A unit: what is added to a number of it, the factor to the base unit, and a divisor.
pub(super) type Scale = (Decimal, Decimal, Decimal);

impl Exact {
    /// A number of a unit in the base unit, times the divisor of another unit. At most 46 digits, as
    /// factors have at most 12 and divisors at most 4.
    fn in_base(value: Decimal, (factor, offset, _): Scale, divisor: Decimal) -> Self {
        let (value, offset, places) = aligned(value, offset);
        Self {
            coefficient: (value + offset)
                * I256::from(factor.mantissa())
                * I256::from(divisor.mantissa()),
            places: places + factor.scale() + divisor.scale(),
        }
    }

    /// Digits before the point, or less than none for zeros behind it.
    fn magnitude(&self) -> i64 {
        i64::from(digits(self.coefficient.unsigned_abs())) - i64::from(self.places)
    }

    fn over(&self, divisor: &Self) -> Result<Decimal, ArithmeticError> {
        let (above, below) = (
            self.coefficient.unsigned_abs(),
            divisor.coefficient.unsigned_abs(),
        );
        if above == 0 {
            return Ok(Decimal::ZERO);
        }
        // So many places that at least one digit more than is kept comes out. The quotient has
        // `whole` digits before the point, or one more.
        let whole = self.magnitude() - divisor.magnitude();
        let spare = i64::from(DIGITS) + 1;
        let places =
            u32::try_from((spare - whole).min(spare)).map_err(|_| ArithmeticError::Overflow)?;
        let shift = i64::from(places) + i64::from(divisor.places) - i64::from(self.places);
        let unit = power(shift.unsigned_abs() as u32);
        let (above, below) = if shift < 0 {
            (above, below * unit)
        } else {
            (above * unit, below)
        };
        let wide = Wide {
            negative: self.coefficient.is_negative() != divisor.coefficient.is_negative(),
            coefficient: above / below,
            places,
            cut: above % below != 0,
        };
        let exact = !wide.cut;
        let quotient = wide.rounded()?;
        Ok(if exact {
            quotient.normalize()
        } else {
            quotient
        })
    }

    fn order(&self, other: &Self) -> Ordering {
        let signs = self.coefficient.signum().cmp(&other.coefficient.signum());
        if signs != Ordering::Equal || self.coefficient == 0 {
            return signs;
        }
        let sizes = self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // The shorter one is filled up to the length of the longer, no further.
            let places = self.places.max(other.places);
            let at = |n: &Self| n.coefficient.unsigned_abs() * power(places - n.places);
            at(self).cmp(&at(other))
        });
        if self.coefficient.is_negative() {
            sizes.reverse()
        } else {
            sizes
        }
    }
}

/// A number of one unit in another of its dimension, rounded once.
pub(super) fn converted(
    value: Decimal,
    from: Scale,
    to: Scale,
) -> Result<Decimal, ArithmeticError> {
    let above = Exact::in_base(value, from, to.2);
    let below = Exact {
        coefficient: I256::from(to.0.mantissa()) * I256::from(from.2.mantissa()),
        places: to.0.scale() + from.2.scale(),
    };
    // Another zero of the scale is taken off before the division, so that nothing is rounded twice.
    let zero = Exact {
        coefficient: below.coefficient * I256::from(to.1.mantissa()),
        places: below.places + to.1.scale(),
    };
    let places = above.places.max(zero.places);
    let at = |n: &Exact| n.coefficient * power(places - n.places).as_i256();
    Exact {
        coefficient: if zero.coefficient == 0 {
            return above.over(&below);
        } else {
            at(&above) - at(&zero)
        },
        places,
    }
    .over(&below)
}

/// The order of a number of one unit and a number of another, without rounding.
pub(super) fn order(a: Decimal, of: Scale, b: Decimal, other: Scale) -> Ordering {
    Exact::in_base(a, of, other.2).order(&Exact::in_base(b, other, of.2))
}

/// How often a number of one unit goes into a number of another that is not zero, rounded once.
pub(super) fn ratio(
    a: Decimal,
    of: Scale,
    b: Decimal,
    other: Scale,
) -> Result<Decimal, ArithmeticError> {
    let below = Exact::in_base(b, other, of.2);
    if below.coefficient == 0 {
        return Err(ArithmeticError::DivisionByZero);
    }
    Exact::in_base(a, of, other.2).over(&below)
}

/// What is left of a division by a number that is not zero; always exact.
pub(super) fn remainder(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    let (a, b, places) = aligned(a, b);
    Wide::signed(a % b, places).whole()
}

/// The multiple of a step that is not zero; always exact.
pub(super) fn multiple(
    value: Decimal,
    mode: Rounding,
    step: Decimal,
) -> Result<Decimal, ArithmeticError> {
    let (value, step, places) = aligned(value, step);
    let (size, step) = (value.unsigned_abs(), step.unsigned_abs());
    let (lower, rest) = (size / step, size % step);
    let half = rest.cmp(&(step - rest));
    let steps = if mode.moves_on(half, rest == 0, lower) {
        lower + U256::ONE
    } else {
        lower
    };
    Wide {
        negative: value.is_negative(),
        coefficient: steps * step,
        places,
        cut: false,
    }
    .whole()
    .map(|multiple| multiple.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted() {
        assert_eq!(digits(U256::ZERO), 0);
        for length in 1..77 {
            assert_eq!(digits(power(length) - 1), length);
            assert_eq!(digits(power(length)), length + 1);
        }
        assert_eq!(digits(U256::MAX), 78);
    }

    #[test]
    fn the_largest_and_the_smallest() {
        let (most, least) = (
            Decimal::from_i128_with_scale(10_i128.pow(28) - 1, 0),
            Decimal::new(1, DIGITS),
        );
        assert_eq!(add(most, least), Ok(most));
        assert_eq!(add(most, Decimal::ONE), Err(ArithmeticError::Overflow));
        assert_eq!(mul(least, Decimal::new(5, 1)), Ok(Decimal::ZERO));
        assert_eq!(mul(least, Decimal::new(51, 2)), Ok(least));
        assert_eq!(div(most, least), Err(ArithmeticError::Overflow));
        assert_eq!(div(least, most), Ok(Decimal::ZERO));
        assert_eq!(remainder(most, least), Ok(Decimal::ZERO));
        assert_eq!(
            div(Decimal::TWO, Decimal::from(3)).map(|q| q.scale()),
            Ok(28)
        );
    }
}
