//! Where the project differs from a corpus on purpose: the reason and the cases.

/// General Decimal Arithmetic.
pub(crate) const DECIMAL: &[(&str, &str)] = &[(
    "rules have no negative zero; ours is 0",
    "basx017 basx018 basx019 basx139 basx290 basx291 basx292 basx293 basx294 basx295 basx296 basx297 \
     basx298 basx299 basx612 basx613 basx614 basx615 basx616 basx617 basx618 basx619 basx620 basx621 \
     basx622 basx687 basx689 basx812 basx813 basx814 basx815 basx816 basx817 basx818 basx819 basx820 \
     basx821 basx822 basx1063 basx1064 basx1067 basx1068 basx1073 basx1074 basx1077 basx1078 addx735 \
     addx1503 addx1507 addx1523 addx1527 addx1543 addx1547 addx1563 addx1567 addx1583 addx1587 \
     addx1603 addx1607 addx1621 addx1622 addx1623 addx1625 addx1626 addx1627 addx6735 addx61503 \
     addx61507 addx61523 addx61527 addx61543 addx61547 addx61563 addx61567 addx61583 addx61587 \
     addx61603 addx61607 addx61621 addx61622 addx61623 addx61625 addx61626 addx61627 subx011 mulx008 \
     mulx022 mulx023 mulx035 mulx036 mulx037 mulx039 mulx040 mulx041 mulx053 mulx541 mulx544 mulx545 \
     mulx548 mulx551 mulx554 mulx555 mulx558 mulx561 mulx564 mulx565 mulx568 mulx571 mulx574 mulx575 \
     mulx578 divx741 divx744 divx751 divx754 divx761 divx764 divx771 divx774 remx134 remx135 remx136 \
     remx137 remx651 remx653 remx655 remx657 remx659 quax021 quax023 quax025 quax026 quax030 quax031 \
     quax036 quax037 quax042 quax043 quax067 quax068 quax181 quax183 quax185 quax186 quax190 quax191 \
     quax202 quax203 quax256 quax257 quax258 quax259 quax260 quax280 quax314 quax315 quax316 quax317 \
     quax335 quax336 quax337 quax356 quax357 quax377 quax378 quax509 quax510 quax511 quax512 quax513 \
     quax514 quax515 quax516 quax517 quax1134 rzex004 rzex014 rzex024 rzex034 rzex044 rzex052 rzex053 \
     rzex054 rzex055 rzex056 rzex057 rzex058 rzex059 rzex060 rzex064 r0zex004 redx016 redx017 redx018 \
     redx019 redx020 redx021 redx022",
)];

/// Clinical Quality Language: the reason, the file and the cases.
pub(crate) const CQL: &[(&str, &str, &str)] = &[
    (
        "a value that is not given leaves what is taken over a list unknown; CQL passes over nulls",
        "CqlAggregateFunctionsTest.xml",
        "AllTrueNullFirst AnyTrueNullFirstThenFalse AnyTrueNullFirstThenTrue CountTest1 SumTestNull",
    ),
    (
        "a list with an element that is not given is unknown as a whole; CQL lists hold nulls",
        "CqlListOperatorsTest.xml",
        "ExistsListNull First1Null LengthNull1 Length1Null",
    ),
    (
        "whether a list holds what is not given, or a value among elements that are not given, is \
         unknown; CQL finds a null by being null",
        "CqlListOperatorsTest.xml",
        "ContainsABNullHasNull ContainsNullFirst InNullEmpty InNullAnd1Null \
         IncludesListNullAndListNull IncludedInListNullAndListNull",
    ),
    (
        "numbers of rules have no bounds of 32 bits",
        "CqlArithmeticFunctionsTest.xml",
        "CeilingMaxIntegerAsDecimalWhereDecimalIsNonZero CeilingDecimalGreaterThanMaxInteger \
         CeilingDecimalLessThanMinInteger FloorIntegerGreaterThanMaxInteger \
         FloorDecimalGreaterThanMaxInteger FloorMinIntegerAsDecimalWhereDecimalIsNonZero \
         FloorIntegerLessThanMinInteger FloorDecimalLessThanMinInteger",
    ),
    (
        "a condition that is unknown decides nothing; CQL takes it for false",
        "CqlConditionalOperatorsTest.xml",
        "IfNull1",
    ),
    (
        "an empty text in a record is the same as nothing given",
        "CqlNullologicalOperatorsTest.xml",
        "IsNullFalseEmptyString",
    ),
];
