//! What the page of each code explains.

use super::Code;

/// Why it is a mistake and what to do.
pub(super) fn explanation(code: Code) -> &'static str {
    match code {
        Code::Syntax => {
            "A word or sign stands where the language does not expect one. The message names what may stand there. A mistake in one clause does not keep the others from being read, so that a file with five mistakes reports five."
        }
        Code::InvalidUtf8 => {
            "Rule files are UTF-8. Editors on Windows sometimes save another encoding; choose \"UTF-8\" when saving."
        }
        Code::TooLarge => {
            "A rule file may have 4 MiB. A file states the rules of one law; split it."
        }
        Code::TooDeep => {
            "Brackets may stand in one another 64 deep, and a clause may have 64 quantifiers and conditionals. The limit keeps reading any file bounded. Give a part of the expression a name with `define`."
        }
        Code::TooComplex => {
            "An expression may have 512 operators. Give parts of it names with `define`, or use a list and `in`."
        }
        Code::UnclosedText => {
            "A text begins and ends with a double quote on one line. Write `\\n` for a line break inside it and `\\\"` for a quote."
        }
        Code::UnclosedBracket => {
            "Every `{` needs its `}`. The next item that begins in the first column is taken as the end of the unclosed one, so that the rest of the file is still checked."
        }
        Code::ChainedComparison => {
            "`a < b < c` would compare a truth value with a number. Write `b in a .. c`, or join two comparisons with `and`."
        }
        Code::UnknownClause => {
            "Each clause of an item begins with one of its words. The message lists them, or names the one that was probably meant."
        }
        Code::ModuleMissing => {
            "The full name of a rule is its module and its own name, so each file says its module first."
        }
        Code::ModuleTwice => "A file has one module, named before every item.",
        Code::BadEscape => {
            "In a text, a backslash stands only before `\"`, `\\\\`, `n`, `t` or `u{…}`."
        }
        Code::DoubleNegation => {
            "Two negations cancel out; a reader of the law should not have to work that out."
        }
        Code::LeadsTooFar => {
            "Definitions, charges, classes, groups and blocks may lead on to one another 64 deep, and with the definitions and charges that it refers to, an expression may go 256 expressions deep. The limits keep the evaluation of any rule bounded. Write out what others only pass on."
        }
        Code::NotFormatted => {
            "`fmt` reads what it is about to write. It leaves a file as it is where the standard form would not say what the file says, or would not settle."
        }
        Code::DirectionMark => {
            "The characters U+202A to U+202E and U+2066 to U+2069 change the direction in which editors show what follows, so that a reader may see another rule than the one that is applied. Leave them out; in a text, write `\\u{202E}`."
        }
        Code::UnknownAttribute => {
            "Every attribute comes from the schema, so that a misspelt one is found before any record is checked. `tidewaiter schema WORD` searches them."
        }
        Code::UnknownInstrument => {
            "A citation names an instrument that is declared with `instrument`, or gives its title in quotes."
        }
        Code::UnknownClass => {
            "Classes are declared with `class`; they are what laws regulate, not what shops sell."
        }
        Code::UnknownMarket => {
            "A market is a country of ISO 3166-1 (DE), a region of ISO 3166-2 (US-CA), XI, XK, or a group that is declared."
        }
        Code::UnknownChannel => "Channels are declared with `channel`.",
        Code::UnknownTaxonomy => {
            "Classes list the categories of shops by the name of their taxonomy, which is declared with `taxonomy`: the attribute that a catalogue gives the category in, and how categories are written. A misspelt clause of a class is told so too, as its first word may be any taxonomy."
        }
        Code::UnknownValue => "The enum of the attribute has no such value.",
        Code::UnknownFunction => {
            "The functions are listed in the reference of the language, section 4."
        }
        Code::UnknownRule => {
            "A test, exception or waiver names a rule that does not exist. It is an error rather than a test that passes because nothing is looked at."
        }
        Code::UnknownTable => "Tables and their columns are declared with `table`.",
        Code::UnknownUnit => {
            "Units are written as in the reference of the language, section 3. Case matters: `mW` is not `MW`."
        }
        Code::UnknownType => {
            "A type is one of the builtin ones, an enum, a record, or a list of one."
        }
        Code::UnknownFixture => "Fixtures are declared with `fixture`.",
        Code::DuplicateName => {
            "A name means one thing. For two editions of a rule, repeat the rule with dates that do not overlap."
        }
        Code::AmbiguousName => {
            "The name is declared in several other modules and in none of its own. Declare it here, or rename one."
        }
        Code::Cycle => {
            "A definition, class or group may not lead back to itself: every rule must come to an end."
        }
        Code::UnknownException => {
            "`blocks` names an exception of its rule, or one that is made for several rules."
        }
        Code::UnknownCurrency => "Currencies are the codes of ISO 4217.",
        Code::UnknownHsCode => {
            "The chapter or heading does not exist in the Harmonized System 2022."
        }
        Code::UnknownTag => "No rule has the tag, so that the exception would never be made.",
        Code::UnknownLanguage => {
            "Texts for people are given in English (en) and Chinese (zh); languages in conditions are the codes of ISO 639-1."
        }
        Code::TypeMismatch => {
            "There is no implicit conversion: a text is never a number, a date stands without quotes, and money has its currency. So no type error can occur on a record."
        }
        Code::DimensionMismatch => {
            "Quantities that measure different things neither compare nor add."
        }
        Code::NotACondition => {
            "A condition is true, false or unknown. Compare the value with something, or ask whether it is given."
        }
        Code::NotAList => "Quantifiers, sums and counts go over a list.",
        Code::NoOrder => {
            "Only numbers, quantities, money, dates and durations are smaller or larger than one another."
        }
        Code::BadRegex => {
            "Regular expressions are those of the Rust crate regex, which always end in linear time: no look-around and no back-references."
        }
        Code::BadNumber => "Numbers keep 28 digits exactly.",
        Code::BadDate => "The calendar has no such day, or the date is not written year-month-day.",
        Code::WrongArguments => {
            "The function takes other arguments; see the reference of the language, section 4."
        }
        Code::MissingClause => {
            "A rule does not load without its market, area, severity, citation, verification, requirement, message and remedy."
        }
        Code::DuplicateClause => "The clause may stand once.",
        Code::DatesOutOfOrder => "The last day lies before the first.",
        Code::OverlappingEditions => {
            "On each day at most one edition of a rule is in force. `until` is the last day, so the next edition begins the day after."
        }
        Code::MissingProvision => "A citation names the article, so that a reader can look it up.",
        Code::BlockCycle => {
            "Exceptions that take one another away leave it open which of them counts. The example record shows a case in which the question arises."
        }
        Code::UnknownWord => "The clause knows a fixed set of words.",
        Code::MissingExample => {
            "Every rule shows one record that satisfies it and one that violates it; they are tests."
        }
        Code::UnusedName => {
            "Nothing refers to the name. It may be left over, or a reference may be missing."
        }
        Code::NeverKnown => {
            "A division by 0 and a rounding to steps of 0 are never known, and no value lies between two bounds of which the first is the larger one. The rule loads; it was probably meant otherwise."
        }
        Code::MissingLocale => {
            "Texts for people are given in every language, so that no team reads a report it does not understand."
        }
        Code::BadPlaceholder => "A placeholder in braces is the path of an attribute.",
        Code::EmptyTest => {
            "A test says its date and market, has a record and expects something of a rule."
        }
        Code::OutOfReach => {
            "The rule does not hold in the market in which the test is judged, so it can only be out of scope."
        }
        Code::TableMissing => "The path of a table counts from the root of the rule folder.",
        Code::BadCell => {
            "Each cell of a table is read by the type of its column when the rules load."
        }
        Code::DuplicateRow => "On each day at most one row holds for a key.",
        Code::MissingColumn => "The header of the file lacks a column that the table declares.",
        Code::TableGap => {
            "Between two rows of one key there are days on which none holds, or between two ranges values. A lookup there is unknown. That can be right, where the law knows no answer either."
        }
        Code::StaleTable => {
            "The table says by which day somebody must look at its rows again, and that day has passed. The rows are still used, and reports say so."
        }
        Code::OverlappingCharges => {
            "A charge has one definition in a market on a day. Two modules may define the same name for different markets, or one module for different times."
        }
        Code::ChargeCycle => {
            "Charges, costs and amounts are computed from one another, and the last one must rest on what the record says. The message names the way round."
        }
        Code::PerMismatch => {
            "A charge of the whole consignment cannot read the charge of one item. Write `total(…)` for the sum over all items."
        }
        Code::ChargeFormula => {
            "A charge has either a `value`, or a `base` with a `rate` (or an `inclusive rate`)."
        }
        Code::UnknownCharge => {
            "No charge, cost or amount has this name. `tidewaiter rules list --charges` lists them."
        }
    }
}
