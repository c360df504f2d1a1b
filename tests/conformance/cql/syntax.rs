//! Reading the expressions of the corpus: Clinical Quality Language, as far as rules could say it.

use super::tokens::{Token, tokens};

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cql {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    /// A number and a unit in quotes.
    Quantity(String, String),
    /// A number and a word of the calendar.
    Span(String, String),
    /// Year, month, day, as far as written.
    Date(Vec<String>),
    List(Vec<Cql>),
    /// The bounds, and whether they belong to it.
    Interval(Box<Cql>, Box<Cql>, bool, bool),
    Call(String, Vec<Cql>),
    Prefix(String, Box<Cql>),
    Infix(String, Box<Cql>, Box<Cql>),
    If(Box<Cql>, Box<Cql>, Box<Cql>),
    /// What is compared, if anything; the branches; the rest.
    Case(Option<Box<Cql>>, Vec<(Cql, Cql)>, Box<Cql>),
    As(Box<Cql>, String),
}

/// Why an expression cannot be translated, for the table.
pub(crate) type Reason = String;

const PRECISIONS: [&str; 8] = [
    "year",
    "month",
    "week",
    "day",
    "hour",
    "minute",
    "second",
    "millisecond",
];

/// Reads an expression to its end.
pub(crate) fn read(source: &str) -> Result<Cql, Reason> {
    let tokens = tokens(source)?;
    for token in &tokens {
        if let Token::Word(word) = token {
            let needs = match word.as_str() {
                "Tuple" => "tuples",
                "Code" | "Concept" | "ValueSet" | "ToConcept" => "clinical codes",
                "aggregate" | "sort" | "return" => "queries",
                "expand" | "collapse" => "lists of intervals",
                "between" if tokens.contains(&Token::Word("properly".into())) => "properly between",
                "timezone" | "timezoneoffset" => "times of day",
                _ => continue,
            };
            return Err(format!("rules have no {needs}"));
        }
        if let Token::Sign(sign) = token {
            if sign == "~" || sign == "!~" {
                return Err("rules have no equivalence (`~`), which takes null for a value".into());
            }
            if sign == ":" {
                return Err("rules have no ratios".into());
            }
        }
    }
    if tokens.first() == Some(&Token::Word("from".into())) {
        return Err("rules have no queries".into());
    }
    let mut reader = Reader { tokens, at: 0 };
    let expression = reader.implies()?;
    match reader.tokens.get(reader.at) {
        None => Ok(expression),
        Some(Token::Word(_)) if matches!(expression, Cql::List(_) | Cql::Number(_)) => {
            Err("rules have no queries".into())
        }
        Some(Token::Sign(sign)) if sign == "." => {
            Err("rules do not ask for the type of a value".into())
        }
        Some(token) => Err(format!(
            "the translator does not read {token:?} behind an expression"
        )),
    }
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

fn infix(operator: &str, left: Cql, right: Cql) -> Cql {
    Cql::Infix(operator.to_owned(), Box::new(left), Box::new(right))
}

impl Reader {
    fn word(&self) -> &str {
        self.word_at(0)
    }

    fn word_at(&self, ahead: usize) -> &str {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Word(word)) => word,
            _ => "",
        }
    }

    fn sign(&self) -> &str {
        match self.tokens.get(self.at) {
            Some(Token::Sign(sign)) => sign,
            _ => "",
        }
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.word() == text || self.sign() == text;
        self.at += usize::from(found);
        found
    }

    fn eat_words(&mut self, words: &[&str]) -> bool {
        let found = words
            .iter()
            .enumerate()
            .all(|(i, word)| self.word_at(i) == *word);
        if found {
            self.at += words.len();
        }
        found
    }

    fn must(&mut self, text: &str) -> Result<(), Reason> {
        if self.eat(text) {
            Ok(())
        } else {
            Err(format!("the translator expects `{text}`"))
        }
    }

    fn implies(&mut self) -> Result<Cql, Reason> {
        let mut left = self.or()?;
        while self.eat("implies") {
            left = infix("implies", left, self.or()?);
        }
        Ok(left)
    }

    fn or(&mut self) -> Result<Cql, Reason> {
        let mut left = self.and()?;
        loop {
            let operator = match self.word() {
                "or" => "or",
                "xor" => "xor",
                _ => return Ok(left),
            };
            self.at += 1;
            left = infix(operator, left, self.and()?);
        }
    }

    fn and(&mut self) -> Result<Cql, Reason> {
        let mut left = self.compared()?;
        while self.eat("and") {
            left = infix("and", left, self.compared()?);
        }
        Ok(left)
    }

    fn compared(&mut self) -> Result<Cql, Reason> {
        let mut left = self.prefixed()?;
        loop {
            let operator = if ["=", "!=", "<", "<=", ">", ">="].contains(&self.sign()) {
                let sign = self.sign().to_owned();
                self.at += 1;
                sign
            } else if let Some(phrase) = self.phrase()? {
                phrase
            } else {
                return Ok(left);
            };
            let right = self.prefixed()?;
            left = infix(&operator, left, right);
        }
    }

    /// Words between two operands about time, intervals and lists, in one spelling.
    fn phrase(&mut self) -> Result<Option<String>, Reason> {
        let start = self.at;
        if ["starts", "ends"].contains(&self.word())
            && !["same", "before", "after"].contains(&self.word_at(1))
        {
            let word = self.word().to_owned();
            self.at += 1;
            return Ok(Some(word));
        }
        let properly = if self.eat("properly") {
            "properly "
        } else {
            ""
        };
        let (mut phrase, takes_precision) = if self.eat_words(&["on", "or", "before"])
            || self.eat_words(&["before", "or", "on"])
        {
            ("same or before", true)
        } else if self.eat_words(&["on", "or", "after"]) || self.eat_words(&["after", "or", "on"]) {
            ("same or after", true)
        } else if self.eat("same") {
            let precision = PRECISIONS.iter().find(|p| **p == self.word()).copied();
            self.at += usize::from(precision.is_some());
            let phrase = if self.eat("as") {
                "same as"
            } else if self.eat_words(&["or", "before"]) {
                "same or before"
            } else if self.eat_words(&["or", "after"]) {
                "same or after"
            } else {
                // `same day` of the corpus is short for `same day as`.
                "same as"
            };
            return Ok(Some(match precision {
                Some(precision) => format!("{phrase}:{precision}"),
                None => phrase.to_owned(),
            }));
        } else if self.eat_words(&["included", "in"]) || self.eat("during") {
            ("included in", true)
        } else if self.eat_words(&["overlaps", "before"]) {
            ("overlaps before", true)
        } else if self.eat_words(&["overlaps", "after"]) {
            ("overlaps after", true)
        } else if let Some(word) = [
            "before",
            "after",
            "includes",
            "overlaps",
            "meets",
            "in",
            "contains",
            "union",
            "intersect",
            "except",
        ]
        .into_iter()
        .find(|word| *word == self.word())
        {
            self.at += 1;
            if word == "meets" && !self.eat("before") {
                self.eat("after");
            }
            (word, true)
        } else if ["starts", "ends", "within", "occurs"].contains(&self.word()) {
            return Err("a phrase of time with a distance".into());
        } else {
            self.at = start;
            return Ok(None);
        };
        let joined = format!("{properly}{phrase}");
        phrase = &joined;
        if takes_precision
            && PRECISIONS.contains(&self.word())
            && ["of", ""].contains(&self.word_at(1))
        {
            let precision = self.word().to_owned();
            self.at += 1;
            self.eat("of");
            return Ok(Some(format!("{phrase}:{precision}")));
        }
        Ok(Some(joined))
    }

    fn prefixed(&mut self) -> Result<Cql, Reason> {
        for prefix in ["not", "exists"] {
            if self.eat(prefix) {
                return Ok(Cql::Prefix(prefix.into(), Box::new(self.prefixed()?)));
            }
        }
        if self.eat("cast") {
            return self.postfixed();
        }
        self.postfixed()
    }

    fn postfixed(&mut self) -> Result<Cql, Reason> {
        let mut left = self.additive()?;
        loop {
            if self.eat("is") {
                let not = if self.eat("not") { "not " } else { "" };
                let what = self.word().to_owned();
                self.at += 1;
                if !["null", "true", "false"].contains(&what.as_str()) {
                    return Err("rules do not ask for the type of a value".into());
                }
                left = Cql::Prefix(format!("is {not}{what}"), Box::new(left));
            } else if self.eat("as") {
                left = Cql::As(Box::new(left), self.type_name()?);
            } else if self.eat("between") {
                let low = self.additive()?;
                self.must("and")?;
                let high = self.additive()?;
                left = infix(
                    "in",
                    left,
                    Cql::Interval(Box::new(low), Box::new(high), true, true),
                );
            } else {
                return Ok(left);
            }
        }
    }

    fn type_name(&mut self) -> Result<String, Reason> {
        let mut name = self.word().to_owned();
        self.at += 1;
        while self.eat(".") {
            self.word().clone_into(&mut name);
            self.at += 1;
        }
        if self.eat("<") {
            let inner = self.type_name()?;
            self.must(">")?;
            name = format!("{name}<{inner}>");
        }
        Ok(name)
    }

    fn additive(&mut self) -> Result<Cql, Reason> {
        let mut left = self.multiplicative()?;
        while ["+", "-", "&"].contains(&self.sign()) {
            let sign = self.sign().to_owned();
            self.at += 1;
            left = infix(&sign, left, self.multiplicative()?);
        }
        Ok(left)
    }

    fn multiplicative(&mut self) -> Result<Cql, Reason> {
        let mut left = self.power()?;
        loop {
            let operator = if ["*", "/"].contains(&self.sign()) {
                self.sign().to_owned()
            } else if ["div", "mod"].contains(&self.word()) {
                self.word().to_owned()
            } else {
                return Ok(left);
            };
            self.at += 1;
            left = infix(&operator, left, self.power()?);
        }
    }

    fn power(&mut self) -> Result<Cql, Reason> {
        let left = self.unary()?;
        if self.eat("^") {
            return Ok(Cql::Call("Power".into(), vec![left, self.unary()?]));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Cql, Reason> {
        if self.eat("-") {
            return Ok(Cql::Prefix("-".into(), Box::new(self.unary()?)));
        }
        if self.eat("+") {
            return self.unary();
        }
        for (words, name) in [
            (&["start", "of"][..], "start of"),
            (&["end", "of"], "end of"),
            (&["width", "of"], "width of"),
            (&["point", "from"], "point from"),
            (&["predecessor", "of"], "predecessor of"),
            (&["successor", "of"], "successor of"),
            (&["singleton", "from"], "singleton from"),
            (&["year", "from"], "year from"),
            (&["month", "from"], "month from"),
            (&["day", "from"], "day from"),
            (&["date", "from"], "date from"),
            (&["distinct"], "distinct"),
            (&["flatten"], "flatten"),
            (&["minimum"], "minimum"),
            (&["maximum"], "maximum"),
        ] {
            if self.eat_words(words) {
                return Ok(Cql::Prefix(name.into(), Box::new(self.unary()?)));
            }
        }
        if ["hour", "minute", "second", "millisecond", "time"].contains(&self.word())
            && self.word_at(1) == "from"
        {
            return Err("rules have no times of day".into());
        }
        if self.word() == "convert" {
            return Err("rules do not convert types".into());
        }
        if self.eat_words(&["difference", "in"]) {
            return self.distance("difference in ");
        }
        if self.word_at(1) == "between" && self.word().ends_with('s') {
            return self.distance("");
        }
        self.indexed()
    }

    fn distance(&mut self, what: &str) -> Result<Cql, Reason> {
        let unit = self.word().to_owned();
        self.at += 1;
        self.must("between")?;
        let from = self.additive()?;
        self.must("and")?;
        let to = self.additive()?;
        Ok(infix(&format!("{what}{unit} between"), from, to))
    }

    fn indexed(&mut self) -> Result<Cql, Reason> {
        let term = self.term()?;
        if self.sign() == "[" {
            return Err("rules take no element of a list by its place".into());
        }
        Ok(term)
    }

    fn list(&mut self, end: &str) -> Result<Vec<Cql>, Reason> {
        let mut items = Vec::new();
        if self.eat(end) {
            return Ok(items);
        }
        loop {
            items.push(self.implies()?);
            if self.eat(end) {
                return Ok(items);
            }
            self.must(",")?;
        }
    }

    fn term(&mut self) -> Result<Cql, Reason> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        match token {
            Some(Token::Number(number)) => Ok(self.measured(number)),
            Some(Token::Text(text)) => Ok(Cql::Text(text)),
            Some(Token::Date(text)) => date(&text),
            Some(Token::Sign(sign)) if sign == "(" => {
                let inner = self.implies()?;
                self.must(")")?;
                Ok(inner)
            }
            Some(Token::Sign(sign)) if sign == "{" => Ok(Cql::List(self.list("}")?)),
            Some(Token::Word(word)) => self.worded(word),
            _ => Err("a form that the translator does not read".into()),
        }
    }

    fn measured(&mut self, number: String) -> Cql {
        if let Some(Token::Text(unit)) = self.tokens.get(self.at) {
            let unit = unit.clone();
            self.at += 1;
            return Cql::Quantity(number, unit);
        }
        let unit = self
            .word()
            .strip_suffix('s')
            .unwrap_or(self.word())
            .to_owned();
        if PRECISIONS.contains(&unit.as_str()) {
            self.at += 1;
            return Cql::Span(number, unit);
        }
        Cql::Number(number)
    }

    fn worded(&mut self, word: String) -> Result<Cql, Reason> {
        match word.as_str() {
            "null" => return Ok(Cql::Null),
            "true" => return Ok(Cql::Bool(true)),
            "false" => return Ok(Cql::Bool(false)),
            "if" => {
                let condition = self.implies()?;
                self.must("then")?;
                let yes = self.implies()?;
                self.must("else")?;
                let no = self.implies()?;
                return Ok(Cql::If(Box::new(condition), Box::new(yes), Box::new(no)));
            }
            "case" => return self.case(),
            "Interval" if ["[", "("].contains(&self.sign()) => {
                let low_in = self.sign() == "[";
                self.at += 1;
                let low = self.implies()?;
                self.must(",")?;
                let high = self.implies()?;
                let high_in = self.eat("]");
                if !high_in {
                    self.must(")")?;
                }
                return Ok(Cql::Interval(
                    Box::new(low),
                    Box::new(high),
                    low_in,
                    high_in,
                ));
            }
            "List" if self.sign() == "<" => {
                self.at -= 1;
                let name = self.type_name()?;
                self.must("{")?;
                let items = self.list("}")?;
                return Ok(Cql::As(Box::new(Cql::List(items)), name));
            }
            _ => {}
        }
        if self.eat("(") {
            return Ok(Cql::Call(word, self.list(")")?));
        }
        // The name of a type behind `minimum`.
        Ok(Cql::Call(word, Vec::new()))
    }

    fn case(&mut self) -> Result<Cql, Reason> {
        let subject = if self.word() == "when" {
            None
        } else {
            Some(Box::new(self.implies()?))
        };
        let mut branches = Vec::new();
        while self.eat("when") {
            let condition = self.implies()?;
            self.must("then")?;
            branches.push((condition, self.implies()?));
        }
        self.must("else")?;
        let rest = self.implies()?;
        self.must("end")?;
        Ok(Cql::Case(subject, branches, Box::new(rest)))
    }
}

/// A literal behind `@`.
fn date(text: &str) -> Result<Cql, Reason> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    if !time.is_empty() || day.is_empty() {
        return Err("rules have no times of day".into());
    }
    Ok(Cql::Date(day.split('-').map(str::to_owned).collect()))
}
