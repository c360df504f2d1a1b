//! The stable codes of diagnostics. Each has a page in `docs/errors/`, generated from here.

use super::Level;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// `TW0201`
    pub code: &'static str,
    /// What it says, in a few words.
    pub title: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Why it is a mistake and what to do, for the page of the code.
    pub explanation: &'static str,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $level:ident $title:literal)*) => {
        /// Which kind of mistake a diagnostic reports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// `TW0201`
            pub fn code(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// What the code means.
            pub fn info(self) -> CodeInfo {
                let explanation = super::page::explanation(self);
                match self {
                    $(Code::$name => CodeInfo {
                        code: $code,
                        title: $title,
                        level: Level::$level,
                        explanation,
                    },)*
                }
            }
        }
    };
}

codes! {
    Syntax "TW0101" Error "the text does not follow the grammar"
    InvalidUtf8 "TW0102" Error "the file is not UTF-8"
    TooLarge "TW0103" Error "the file is too large"
    TooDeep "TW0104" Error "the nesting is too deep"
    TooComplex "TW0105" Error "the expression is too long"
    UnclosedText "TW0106" Error "a text is never closed"
    UnclosedBracket "TW0107" Error "a brace is never closed"
    ChainedComparison "TW0108" Error "comparisons are chained"
    UnknownClause "TW0109" Error "a clause begins with an unknown word"
    ModuleMissing "TW0110" Error "a file does not name its module"
    ModuleTwice "TW0111" Error "a file names two modules"
    BadEscape "TW0112" Error "an escape in a text means nothing"
    DoubleNegation "TW0113" Error "a negation is doubled"
    LeadsTooFar "TW0114" Error "names lead on to one another too far"
    NotFormatted "TW0115" Error "the standard form would say something else"
    DirectionMark "TW0116" Warning "a mark changes the direction of reading"

    UnknownAttribute "TW0201" Error "the schema has no such attribute"
    UnknownInstrument "TW0203" Error "an instrument is not declared"
    UnknownClass "TW0204" Error "a class is not declared"
    UnknownMarket "TW0205" Error "a country, region or group does not exist"
    UnknownChannel "TW0206" Error "a channel is not declared"
    UnknownValue "TW0207" Error "an enum has no such value"
    UnknownFunction "TW0208" Error "there is no such function"
    UnknownRule "TW0209" Error "there is no such rule"
    UnknownTable "TW0210" Error "a table or column is not declared"
    UnknownUnit "TW0211" Error "there is no such unit"
    UnknownType "TW0212" Error "there is no such type"
    UnknownFixture "TW0213" Error "a fixture is not declared"
    DuplicateName "TW0214" Error "a name is declared twice"
    AmbiguousName "TW0215" Error "a name could mean two things"
    Cycle "TW0216" Error "definitions go in a circle"
    UnknownException "TW0217" Error "there is no such exception"
    UnknownCurrency "TW0218" Error "there is no such currency"
    UnknownHsCode "TW0219" Error "an HS code does not exist"
    UnknownTag "TW0220" Error "no rule has this tag"
    UnknownLanguage "TW0221" Error "there is no such language"
    UnknownTaxonomy "TW0222" Error "a taxonomy is not declared"

    TypeMismatch "TW0301" Error "the types do not fit"
    DimensionMismatch "TW0302" Error "the dimensions do not fit"
    NotACondition "TW0303" Error "a condition is not true or false"
    NotAList "TW0304" Error "a list is needed"
    NoOrder "TW0305" Error "values of this type have no order"
    BadRegex "TW0306" Error "a regular expression does not compile"
    BadNumber "TW0307" Error "a number cannot be represented exactly"
    BadDate "TW0308" Error "a date does not exist"
    WrongArguments "TW0309" Error "a function is called with the wrong arguments"

    MissingClause "TW0401" Error "a clause is missing"
    DuplicateClause "TW0402" Error "a clause stands twice"
    DatesOutOfOrder "TW0403" Error "dates are out of order"
    OverlappingEditions "TW0404" Error "editions of a rule overlap"
    MissingProvision "TW0405" Error "a citation does not name the article"
    BlockCycle "TW0406" Error "exceptions block one another in a circle"
    UnknownWord "TW0407" Error "a word is not one of those the clause knows"
    MissingExample "TW0408" Error "a rule lacks an example"
    UnusedName "TW0409" Warning "a declaration is never used"
    NeverKnown "TW0410" Warning "what constants make of it is never known, or never true"

    MissingLocale "TW0501" Error "a text is missing in a language"
    BadPlaceholder "TW0502" Error "a placeholder is not an attribute"

    EmptyTest "TW0601" Error "a test lacks its record or its expectation"
    OutOfReach "TW0602" Error "a test expects a rule of another market"

    TableMissing "TW0701" Error "the file of a table is missing"
    BadCell "TW0702" Error "a cell of a table does not have its type"
    DuplicateRow "TW0703" Error "two rows of a table hold for one key and day"
    MissingColumn "TW0704" Error "a table lacks a column"
    TableGap "TW0705" Warning "no row of a table holds on some days or for some values"
    StaleTable "TW0706" Warning "a table should have been reviewed"

    OverlappingCharges "TW0801" Error "two definitions of a charge hold in one market on one day"
    ChargeCycle "TW0802" Error "charges are computed from one another in a circle"
    PerMismatch "TW0803" Error "a charge of the consignment reads a charge of its items"
    ChargeFormula "TW0804" Error "a charge does not say how it is computed"
    UnknownCharge "TW0805" Error "there is no such charge"
}
