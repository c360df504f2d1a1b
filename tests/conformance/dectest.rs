//! The General Decimal Arithmetic cases, run against the numbers of rules.
//!
//! Results are compared as numbers: `1.0` and `1.00` are one number. The sign of a zero is looked at.

use std::cmp::Ordering;

use tidewaiter_value::{
    ArithmeticError, Decimal, Rounding, add, div, mul, parse_decimal, remainder, round_to_step,
    shown, sub,
};

use crate::differences::DECIMAL;
use crate::tally::{Tally, Verdict};

/// Digits that the project keeps.
const DIGITS: i64 = 28;

/// The files, in the order of the table.
pub(crate) const FILES: [&str; 10] = [
    "base",
    "add",
    "subtract",
    "multiply",
    "divide",
    "remainder",
    "compare",
    "quantize",
    "rounding",
    "reduce",
];

/// What the directives above a case have set.
#[derive(Debug, Clone)]
struct Context {
    precision: i64,
    rounding: String,
}

/// A finite number as the corpus writes it.
#[derive(Debug, Clone)]
struct Written {
    negative: bool,
    /// Without zeros in front and behind.
    digits: String,
    /// Of the last digit of `digits`.
    exponent: i64,
    /// Of the last digit written.
    last_place: i64,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let last_place = exponent - fraction.len() as i64;
        let kept = all.trim_end_matches('0');
        let zeros = (all.len() - kept.len()) as i64;
        let digits = kept.trim_start_matches('0').to_owned();
        let exponent = if digits.is_empty() {
            0
        } else {
            last_place + zeros
        };
        Some(Self {
            negative: mantissa.starts_with('-'),
            digits,
            exponent,
            last_place,
        })
    }

    fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The place of the first digit: 0 for 1 to 9.
    fn magnitude(&self) -> i64 {
        self.exponent + self.digits.len() as i64 - 1
    }

    /// It can be kept exactly.
    fn fits(&self) -> bool {
        self.is_zero()
            || self.digits.len() as i64 <= DIGITS
                && self.exponent >= -DIGITS
                && self.magnitude() < DIGITS
    }
}

fn special(text: &str) -> bool {
    let lower = text.trim_start_matches(['-', '+']).to_lowercase();
    lower == "?" || lower.starts_with("inf") || lower.contains("nan")
}

/// The words of a line: quoted ones without their quotes; a comment ends it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&next) = chars.peek() {
        if next.is_whitespace() {
            chars.next();
        } else if next == '\'' || next == '"' {
            chars.next();
            let mut word = String::new();
            while let Some(c) = chars.next() {
                if c != next {
                    word.push(c);
                } else if chars.peek() == Some(&next) {
                    word.push(c);
                    chars.next();
                } else {
                    break;
                }
            }
            words.push(word);
        } else {
            let mut word = String::new();
            while let Some(&c) = chars.peek() {
                if c.is_whitespace() {
                    break;
                }
                word.push(c);
                chars.next();
            }
            if word.starts_with("--") {
                break;
            }
            words.push(word);
        }
    }
    words
}

/// A case.
struct Case<'a> {
    operation: String,
    operands: &'a [String],
    result: &'a str,
    conditions: Vec<String>,
    context: &'a Context,
}

/// Runs the cases of a file.
pub(crate) fn run(file: &str, text: &str) -> Tally {
    let mut tally = Tally::new(&format!("{file}.decTest"));
    let mut context = Context {
        precision: 9,
        rounding: "half_up".into(),
    };
    for line in text.lines() {
        let words = words(line);
        let Some(first) = words.first() else { continue };
        if let Some(name) = first.strip_suffix(':') {
            let value = words.get(1).cloned().unwrap_or_default().to_lowercase();
            match name.to_lowercase().as_str() {
                "precision" => context.precision = value.parse().expect("a precision"),
                "rounding" => context.rounding = value,
                // Results beyond these are flagged, and numbers of rules lie well inside.
                "maxexponent" | "minexponent" | "extended" | "clamp" | "version" => {}
                other => panic!("{file}: the directive {other} is not known"),
            }
            continue;
        }
        let arrow = words
            .iter()
            .position(|word| word == "->")
            .unwrap_or_else(|| panic!("{file}: `{line}` is neither directive nor case"));
        let case = Case {
            operation: words[1].to_lowercase(),
            operands: &words[2..arrow],
            result: &words[arrow + 1],
            conditions: words[arrow + 2..]
                .iter()
                .map(|word| word.to_lowercase())
                .collect(),
            context: &context,
        };
        let meant = DECIMAL
            .iter()
            .find(|(_, cases)| cases.split_whitespace().any(|case| case == first))
            .map(|(reason, _)| *reason);
        tally.put(first, case.verdict(), meant);
    }
    tally
}

fn outside(reason: &str) -> Verdict {
    Verdict::Outside(reason.to_owned())
}

impl Case<'_> {
    fn flagged(&self, condition: &str) -> bool {
        self.conditions.iter().any(|flag| flag == condition)
    }

    fn verdict(&self) -> Verdict {
        if self.operands.iter().any(|operand| operand == "#") || self.result == "#" {
            return outside("a null operand");
        }
        if self.flagged("conversion_syntax") {
            return match parse_decimal(&self.operands[0]) {
                Err(_) => Verdict::Agrees,
                Ok(value) => Verdict::Differs(format!(
                    "`{}` is read as {value}, but it is no number",
                    self.operands[0]
                )),
            };
        }
        if self.operands.iter().any(|operand| special(operand)) {
            return outside("an infinity or NaN as operand");
        }
        let written: Option<Vec<Written>> = self
            .operands
            .iter()
            .map(|text| Written::read(text))
            .collect();
        let Some(written) = written else {
            return outside("an operand in an encoding of fixed size (`64#`, `128#`)");
        };
        if self.operation == "power" {
            return outside("rules have no power");
        }
        if !written.iter().all(Written::fits) {
            return outside(
                "an operand of more than 28 digits, of 10²⁸ or more, or with digits behind the 28th place",
            );
        }
        let operands: Vec<Decimal> = match self
            .operands
            .iter()
            .map(|text| parse_decimal(text))
            .collect::<Result<_, _>>()
        {
            Ok(operands) => operands,
            Err(error) => return Verdict::Differs(error.to_string()),
        };
        // The remainder of a division by zero is an invalid operation in the specification.
        let by_zero = ["divide", "remainder"].contains(&self.operation.as_str())
            && written.get(1).is_some_and(Written::is_zero);
        if by_zero {
            let ours = self.computed(&operands, &written);
            return match ours {
                Some(Err(ArithmeticError::DivisionByZero)) => Verdict::Agrees,
                other => Verdict::Differs(format!("not a division by zero but {other:?}")),
            };
        }
        if self.flagged("division_impossible") {
            return outside(
                "a whole quotient of more digits than the context keeps; rules have no such limit",
            );
        }
        if self.flagged("invalid_operation") {
            return outside("a result of more digits than the context keeps; rules keep 28");
        }
        if self.flagged("overflow") || self.flagged("underflow") {
            return outside("a result beyond the exponents of the context");
        }
        let Some(expected) = Written::read(self.result) else {
            return outside("an infinity or NaN as result");
        };
        if !expected.fits() {
            return outside("a result that cannot be kept in 28 digits");
        }
        self.compared(&operands, &written, &expected)
    }

    /// What the project computes; none for a step that cannot be kept.
    fn computed(
        &self,
        operands: &[Decimal],
        written: &[Written],
    ) -> Option<Result<Decimal, ArithmeticError>> {
        let a = operands[0];
        let b = operands.get(1).copied().unwrap_or_default();
        Some(match self.operation.as_str() {
            "add" => add(a, b),
            "subtract" => sub(a, b),
            "multiply" => mul(a, b),
            "divide" => div(a, b),
            "remainder" => remainder(a, b),
            "compare" => Ok(match a.cmp(&b) {
                Ordering::Less => Decimal::NEGATIVE_ONE,
                Ordering::Equal => Decimal::ZERO,
                Ordering::Greater => Decimal::ONE,
            }),
            "quantize" => {
                let step = parse_decimal(&format!("1e{}", written[1].last_place)).ok()?;
                let mode = Rounding::parse(&self.context.rounding).unwrap_or(Rounding::HalfEven);
                round_to_step(a, mode, step)
            }
            "tosci" | "toeng" | "apply" | "reduce" | "plus" => Ok(a),
            other => panic!("the operation {other} is not known"),
        })
    }

    /// The exact result of an operation on such operands has at most 28 digits.
    fn surely_exact(&self, written: &[Written]) -> bool {
        let nonzero: Vec<&Written> = written.iter().filter(|w| !w.is_zero()).collect();
        let places = |of: fn(&Written) -> i64| nonzero.iter().map(|w| of(w)).collect::<Vec<_>>();
        match self.operation.as_str() {
            "add" | "subtract" => {
                let first = places(Written::magnitude).into_iter().max().unwrap_or(0);
                let last = places(|w| w.exponent).into_iter().min().unwrap_or(0);
                first + 1 - last < DIGITS && first + 1 < DIGITS
            }
            "multiply" => {
                places(|w| w.digits.len() as i64).into_iter().sum::<i64>() <= DIGITS
                    && places(|w| w.exponent).into_iter().sum::<i64>() >= -DIGITS
            }
            "divide" => !self.flagged("inexact"),
            _ => true,
        }
    }

    fn compared(&self, operands: &[Decimal], written: &[Written], expected: &Written) -> Verdict {
        let mode = Rounding::parse(&self.context.rounding);
        let inexact = self.flagged("inexact");
        if inexact && mode.is_none() {
            return outside("rounding to ceiling, floor or 05up, which rules do not have");
        }
        let precision = self.context.precision;
        let quantize = self.operation == "quantize";
        if inexact
            && !quantize
            && precision >= DIGITS
            && (precision > DIGITS || mode != Some(Rounding::HalfEven))
        {
            return outside("a result rounded to 28 or more digits in another way than rules do");
        }
        let Some(ours) = self.computed(operands, written) else {
            return outside("a step that cannot be kept in 28 digits");
        };
        let mut ours = match ours {
            Ok(ours) => ours,
            Err(ArithmeticError::Overflow) if !self.surely_exact(written) => {
                return outside("a result that cannot be kept in 28 digits");
            }
            Err(error) => {
                return Verdict::Differs(format!("{} expected, but {error}", self.result));
            }
        };
        if inexact && !quantize && precision < DIGITS && !ours.is_zero() {
            let mode = mode.unwrap_or(Rounding::HalfEven);
            let magnitude = Written::read(&ours.to_string())
                .expect("a number")
                .magnitude();
            let step = magnitude - precision + 1;
            if step < -DIGITS {
                return outside("a result rounded behind the 28th place");
            }
            let unit = parse_decimal(&format!("1e{step}")).expect("a power of ten");
            if !self.surely_exact(written) {
                let half = div(unit, Decimal::TWO);
                let on_boundary = half.and_then(|half| remainder(ours, half));
                if on_boundary.is_ok_and(|rest| rest.is_zero()) {
                    return outside("the 28 digits kept do not tell how fewer would be rounded");
                }
            }
            ours = match round_to_step(ours, mode, unit) {
                Ok(ours) => ours,
                Err(error) => return Verdict::Differs(error.to_string()),
            };
        }
        let wanted = parse_decimal(self.result).expect("it fits");
        let text = shown(ours);
        if ours != wanted || parse_decimal(&text) != Ok(ours) {
            return Verdict::Differs(format!("{} expected, but {text}", self.result));
        }
        if expected.is_zero() && expected.negative && !text.starts_with('-') {
            return Verdict::Differs("-0 expected, but 0".into());
        }
        Verdict::Agrees
    }
}
