//! The stated limits of a rule file, which keep reading it bounded in time and stack.

/// Bytes of one file.
pub const FILE_BYTES: usize = 4 * 1024 * 1024;
/// Brackets of any kind inside one another.
pub const NESTING: usize = 64;
/// Quantifiers and conditionals in one clause.
pub const QUANTIFIERS: usize = 64;
/// Operators in one expression.
pub const OPERATORS: usize = 512;
/// Definitions, charges, classes, groups or blocks that lead on to one another.
pub const CHAIN: usize = 64;
/// Expressions inside one another, counted through definitions and charges.
pub const LEVELS: usize = 256;
/// The length of a chain that was told already.
pub const TOLD: usize = CHAIN + 1;
