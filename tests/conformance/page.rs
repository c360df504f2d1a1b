//! The page `docs/conformance.md`, written by the tests from what they obtained.

use crate::differential::CASES;
use crate::tally::{Tally, table};
use crate::worked::Example;

/// The page.
pub(crate) fn page(decimal: &[Tally], cql: &[Tally], examples: &[Example]) -> String {
    let mut page = String::from(
        "# Conformance

This page is written by the tests (`UPDATE_DOCS=1 cargo test --test conformance`) and says what the
project has been held against that others have published, and how it came out. The tests fail when
a case in range differs and is not listed here, when a listed difference has gone, or when this page
is not what they would write.

Catalogue files have a table of their own, against JSONTestSuite, csv-spectrum and the Big List of Naughty
Strings: [conformance of the readers](conformance-input.md).

",
    );
    page += &worked(examples);
    page += "
## Decimal arithmetic

The test cases of the General Decimal Arithmetic specification (Mike Cowlishaw; the `.decTest` files
shipped with CPython), run against the functions that rules compute with (`crates/value/src/decimal.rs`).
A case is in range if its operands and its result are finite numbers of at most 28 digits, at most 28
of them behind the point, and it rounds, if at all, in one of the five modes that rules have. Where
a case asks for fewer than 28 digits, the result is computed and then rounded with `round_to_step`.
Results are compared as numbers: `1.0` and `1.00` are one number.

";
    page += &table(decimal);
    page += &format!(
        "
## Differential tests

Against decNumber, the reference implementation of the same specification (crate `dec`), set to 28
digits, exponents from -1 to 27 and rounding half to even. Each line is tried on {CASES} pairs of numbers
drawn at random at every run; the results are equal to the last digit, and where decNumber overflows
or divides by zero, so do we.

| operation | compared with |
| --- | --- |
| sum, difference | add, subtract |
| product | multiply |
| quotient | divide |
| remainder | remainder, with room for the whole quotient |
| order | compare |
| rounding to a power of ten, five modes | quantize |
| rounding to any step, five modes | the multiples on both sides and which is nearer, computed exactly |
| reading, printing | conversion from text; what needs more than 28 digits is refused |

## Three-valued logic, comparisons, intervals, dates

The test cases of HL7's Clinical Quality Language (`cqframework/cql-tests`). Each expression is
translated to Tide and put to the evaluator that checks products; a null is an attribute that the
record does not give, and a result of null must come out unknown. What Tide has no operator for but
the specification defines by comparisons (`overlaps`, `during`, `xor`, `Ceiling`) is written out by that
definition; a `DateTime` of year, month and day is read as a date.

"
    );
    page += &table(cql);
    page += "
## To repeat

    cargo test --test conformance
    target/debug/tidewaiter test rules

The corpora are read from `../shared/conformance`, beside the project: `dectest/*.decTest` and
`cql/*.xml`. Where they are absent the tests say `SKIPPED` and this page is not compared; the worked
examples and the differential tests need nothing.
";
    page
}

fn worked(examples: &[Example]) -> String {
    let mut page = String::from(
        "## Worked examples of duties and taxes

Examples that authorities, carriers and others have published, computed by the standard rules as they
stand. *Expected* is what the source prints, *obtained* what the rules give.

",
    );
    let (mut lines, mut agree) = (0, 0);
    let mut tables = String::new();
    for example in examples {
        let reconciled = example.reconciled();
        lines += reconciled.len();
        agree += reconciled.iter().filter(|line| line.agrees).count();
        tables += &format!(
            "\n### {} — {}, {}\n\n| line | expected | obtained | |\n| --- | ---: | ---: | --- |\n",
            example.source, example.market, example.as_of
        );
        for line in &reconciled {
            tables += &format!(
                "| {} | {} | {} | {} |\n",
                line.label,
                line.expected,
                line.obtained,
                if line.agrees { "agrees" } else { "DIFFERS" }
            );
        }
        if !example.note.is_empty() {
            tables += &format!("\n{}\n", example.note);
        }
    }
    page += &format!("{} cases, {lines} lines, {agree} agree.\n", examples.len());
    page + &tables
}
