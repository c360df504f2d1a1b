//! The numbers of rules against decNumber, the reference implementation of General Decimal Arithmetic,
//! on numbers drawn at random.
//!
//! What the project promises is that arithmetic with a precision of 28 digits, exponents from -1 to 27
//! (so that nothing lies beyond 10²⁷ or has more than 28 digits behind the point) and rounding half to
//! even. decNumber is set up in just this way.

use std::cmp::Ordering;

use dec::{Context, Decimal as Reference};
use proptest::prelude::*;
use tidewaiter_value::{
    ArithmeticError, Decimal, NumberError, Rounding, add, div, mul, parse_decimal, remainder,
    round_to_step, sub,
};

/// Units of three digits: 90 digits, so that exact results fit.
const WIDTH: usize = 30;

/// How many pairs of numbers each test draws; the page says so.
pub(crate) const CASES: u32 = 1500;

type Wide = Context<Reference<WIDTH>>;

/// A context in which operands and exact results fit.
fn wide() -> Wide {
    let mut context = Wide::default();
    context.set_precision(89).expect("a precision");
    context
}

/// The context of the project.
fn ours() -> Wide {
    let mut context = Wide::default();
    context.set_precision(28).expect("a precision");
    context.set_max_exponent(27).expect("an exponent");
    context.set_min_exponent(-1).expect("an exponent");
    context.set_rounding(dec::Rounding::HalfEven);
    context
}

fn reference(text: &str) -> Reference<WIDTH> {
    wide().parse(text).expect("a number")
}

/// What decNumber obtained, as the project would say it.
fn said(context: &Wide, value: Reference<WIDTH>) -> Result<Decimal, String> {
    let status = context.status();
    // The remainder of a division by zero is an invalid operation in the specification.
    if status.division_by_zero() || status.division_undefined() || status.invalid_operation() {
        return Err(ArithmeticError::DivisionByZero.to_string());
    }
    if status.overflow() {
        return Err(ArithmeticError::Overflow.to_string());
    }
    parse_decimal(&value.to_string()).map_err(|error| error.to_string())
}

fn modes(mode: Rounding) -> dec::Rounding {
    match mode {
        Rounding::HalfUp => dec::Rounding::HalfUp,
        Rounding::HalfEven => dec::Rounding::HalfEven,
        Rounding::HalfDown => dec::Rounding::HalfDown,
        Rounding::Up => dec::Rounding::Up,
        Rounding::Down => dec::Rounding::Down,
    }
}

/// Digits of every length, with many nines, zeros and fives, where rounding is decided.
fn digits() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,28}",
        "[0-9]{1,14}",
        "[1-9][0-9]{0,12}[05]{1,14}",
        "[1-9]9{0,27}",
        "[1-9]0{0,20}[0-9]{0,7}",
        "[0-9]{1,3}",
    ]
}

/// A number that rules can keep.
fn number() -> impl Strategy<Value = String> {
    (digits(), 0usize..29, any::<bool>()).prop_map(|(digits, places, negative)| {
        let sign = if negative { "-" } else { "" };
        if places == 0 {
            return format!("{sign}{digits}");
        }
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        format!("{sign}{whole}.{fraction}")
    })
}

fn checked(
    a: &str,
    b: &str,
    project: fn(Decimal, Decimal) -> Result<Decimal, ArithmeticError>,
    theirs: fn(&mut Wide, &mut Reference<WIDTH>, &Reference<WIDTH>),
    mut context: Wide,
) -> Result<(), TestCaseError> {
    let obtained = project(parse_decimal(a).unwrap(), parse_decimal(b).unwrap());
    let mut left = reference(a);
    theirs(&mut context, &mut left, &reference(b));
    prop_assert_eq!(
        obtained.map_err(|error| error.to_string()),
        said(&context, left),
        "{} and {}",
        a,
        b
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(CASES) })]

    #[test]
    fn sums(a in number(), b in number()) {
        checked(&a, &b, add, Wide::add, ours())?;
        checked(&a, &b, sub, Wide::sub, ours())?;
    }

    #[test]
    fn products(a in number(), b in number()) {
        checked(&a, &b, mul, Wide::mul, ours())?;
    }

    #[test]
    fn quotients(a in number(), b in number()) {
        checked(&a, &b, div, Wide::div, ours())?;
    }

    /// A remainder is exact; decNumber needs digits for the whole quotient, which has up to 56.
    #[test]
    fn remainders(a in number(), b in number()) {
        checked(&a, &b, remainder, Wide::rem, wide())?;
    }

    #[test]
    fn comparisons(a in number(), b in number()) {
        let theirs = wide().partial_cmp(&reference(&a), &reference(&b));
        prop_assert_eq!(Some(parse_decimal(&a).unwrap().cmp(&parse_decimal(&b).unwrap())), theirs);
    }

    /// Rounding to a power of ten, in each mode.
    #[test]
    fn decimal_steps(a in number(), exponent in -28i32..28) {
        let step = parse_decimal(&format!("1e{exponent}")).unwrap();
        for (name, mode) in Rounding::NAMES {
            let mut context = wide();
            context.set_rounding(modes(mode));
            let mut theirs = reference(&a);
            context.quantize(&mut theirs, &reference(&format!("1e{exponent}")));
            let theirs = parse_decimal(&theirs.to_string());
            let obtained = round_to_step(parse_decimal(&a).unwrap(), mode, step);
            match (obtained, theirs) {
                (Ok(obtained), Ok(theirs)) => prop_assert_eq!(obtained, theirs, "{} of {}", name, a),
                (Err(ArithmeticError::Overflow), Err(NumberError::Digits(_))) => {}
                (obtained, theirs) => prop_assert!(false, "{name} of {a}: {obtained:?}, {theirs:?}"),
            }
        }
    }

    /// Rounding to any step, judged by exact arithmetic of decNumber: the multiples on both sides, and
    /// which is nearer.
    #[test]
    fn any_steps(a in number(), b in number()) {
        let (value, step) = (parse_decimal(&a).unwrap(), parse_decimal(&b).unwrap());
        prop_assume!(!step.is_zero());
        let mut context = wide();
        let mut size = reference(&b);
        context.abs(&mut size);
        let mut lower = reference(&a);
        context.div_integer(&mut lower, &size);
        let mut odd = lower;
        context.rem(&mut odd, &reference("2"));
        context.mul(&mut lower, &size);
        let mut upper = lower;
        if a.starts_with('-') {
            context.sub(&mut upper, &size);
        } else {
            context.add(&mut upper, &size);
        }
        let distance = |to: Reference<WIDTH>| {
            let mut context = wide();
            let mut distance = reference(&a);
            context.sub(&mut distance, &to);
            context.abs(&mut distance);
            distance
        };
        let (below, above) = (distance(lower), distance(upper));
        let nearer = wide().partial_cmp(&below, &above).unwrap();
        for (name, mode) in Rounding::NAMES {
            let to_lower = below.is_zero() || match mode {
                Rounding::Down => true,
                Rounding::Up => false,
                Rounding::HalfUp => nearer == Ordering::Less,
                Rounding::HalfDown => nearer != Ordering::Greater,
                Rounding::HalfEven => nearer == Ordering::Less || nearer == Ordering::Equal && odd.is_zero(),
            };
            let wanted = parse_decimal(&if to_lower { lower } else { upper }.to_string());
            let obtained = round_to_step(value, mode, step);
            match (obtained, wanted) {
                (Ok(obtained), Ok(wanted)) => prop_assert_eq!(obtained, wanted, "{} of {} to {}", name, a, b),
                (Err(ArithmeticError::Overflow), Err(NumberError::Digits(_))) => {}
                (obtained, wanted) => prop_assert!(false, "{name} of {a} to {b}: {obtained:?}, {wanted:?}"),
            }
        }
    }

    /// What is read is what decNumber reads, or has too many digits; what is printed is read back.
    #[test]
    fn reading_and_printing(text in "[-+]?[0-9]{0,32}\\.?[0-9]{0,32}([eE][-+]?[0-9]{1,2})?") {
        let theirs = wide().parse(text.as_str());
        match (parse_decimal(&text), theirs) {
            (Ok(read), Ok(theirs)) => {
                let mut difference = reference(&read.to_string());
                let mut context = wide();
                context.sub(&mut difference, &theirs);
                prop_assert!(difference.is_zero(), "{text} is read as {read}");
                prop_assert_eq!(parse_decimal(&read.to_string()), Ok(read));
            }
            (Err(NumberError::Shape(_)), Err(_)) => {}
            (Err(NumberError::Digits(_)), Ok(mut theirs)) => {
                let mut context = wide();
                context.reduce(&mut theirs);
                let first = i64::from(theirs.exponent()) + i64::from(theirs.digits()) - 1;
                prop_assert!(
                    theirs.digits() > 28 || theirs.exponent() < -28 || first > 27,
                    "{text} is refused, but has room"
                );
            }
            (ours, theirs) => prop_assert!(false, "{text}: {ours:?}, {theirs:?}"),
        }
    }
}
