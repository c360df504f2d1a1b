//! True, false, unknown: Kleene's logic.

/// A truth value that may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tri {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told.
    Unknown,
}

impl Tri {
    /// Both hold: false as soon as one is false.
    ///
    /// ```
    /// use tidewaiter_value::Tri;
    /// assert_eq!(Tri::False.and(Tri::Unknown), Tri::False);
    /// assert_eq!(Tri::True.and(Tri::Unknown), Tri::Unknown);
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::True, Self::True) => Self::True,
            _ => Self::Unknown,
        }
    }

    /// One holds: true as soon as one is true.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.negate().and(other.negate()).negate()
    }

    /// The opposite; of unknown, unknown.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Tri::{False, True, Unknown};

    #[test]
    fn kleene_tables() {
        let all = [True, False, Unknown];
        let and = [
            True, False, Unknown, False, False, False, Unknown, False, Unknown,
        ];
        let or = [
            True, True, True, True, False, Unknown, True, Unknown, Unknown,
        ];
        for (i, a) in all.into_iter().enumerate() {
            for (j, b) in all.into_iter().enumerate() {
                assert_eq!(a.and(b), and[3 * i + j], "{a:?} and {b:?}");
                assert_eq!(a.or(b), or[3 * i + j], "{a:?} or {b:?}");
            }
        }
        assert_eq!(
            [True, False, Unknown].map(super::Tri::negate),
            [False, True, Unknown]
        );
    }
}
