//! Intervals and lists: what Tide has no operator for, by the definition in the specification.

use super::syntax::{Cql, Reason};
use super::translate::{Translator, missing};
use super::types::{Ty, infer};

/// A bound of an interval.
struct Bound {
    text: String,
    closed: bool,
}

impl Translator {
    pub(super) fn of_interval(
        &mut self,
        operator: &str,
        inner: &Cql,
    ) -> Result<(String, Ty), Reason> {
        let (low, high, ty) = self.interval(inner)?;
        if !(low.closed && high.closed) {
            return Err("an interval with an open end".into());
        }
        Ok(match operator {
            "start of" => (low.text, ty),
            "end of" => (high.text, ty),
            "width of" => (format!("({}) - ({})", high.text, low.text), ty),
            _ => (
                format!(
                    "if ({}) == ({}) then ({0}) else ({})",
                    low.text,
                    high.text,
                    {
                        // Nothing for an interval of more than one point.
                        let (nothing, _) = self.put(&Cql::Null, &ty)?;
                        nothing
                    }
                ),
                ty,
            ),
        })
    }

    /// Both bounds of an interval.
    fn interval(&mut self, expression: &Cql) -> Result<(Bound, Bound, Ty), Reason> {
        let Cql::Interval(low, high, low_in, high_in) = expression else {
            return Err(match expression {
                Cql::Null | Cql::As(..) => "a null in place of an interval".into(),
                _ => "the result is an interval".to_owned(),
            });
        };
        if [low, high]
            .iter()
            .any(|bound| matches!(***bound, Cql::Null | Cql::As(..)))
        {
            return Err("an interval without a bound".into());
        }
        let (low_text, ty) = self.put(low, &Ty::Number)?;
        let (high_text, high_ty) = self.put(high, &ty)?;
        if ty != high_ty {
            return Err("an interval between values of two types".into());
        }
        // Between whole numbers an open end is the neighbour.
        let whole = |bound: &Cql| match bound {
            Cql::Number(n) => n.parse::<i64>().ok(),
            _ => None,
        };
        if let (Some(low), Some(high)) = (whole(low), whole(high)) {
            let low = low + i64::from(!low_in);
            let high = high - i64::from(!high_in);
            let bound = |n: i64| Bound {
                text: format!("({n})"),
                closed: true,
            };
            return Ok((bound(low), bound(high), ty));
        }
        Ok((
            Bound {
                text: low_text,
                closed: *low_in,
            },
            Bound {
                text: high_text,
                closed: *high_in,
            },
            ty,
        ))
    }

    /// An interval, or a point as an interval of one.
    fn extent(&mut self, expression: &Cql, wanted: &Ty) -> Result<(Bound, Bound, Ty), Reason> {
        if matches!(expression, Cql::Interval(..)) {
            return self.interval(expression);
        }
        if let Cql::As(_, name) = expression
            && name.starts_with("Interval")
        {
            return Err("a null in place of an interval".into());
        }
        let (text, ty) = self.put(expression, wanted)?;
        if matches!(ty, Ty::Text | Ty::Bool | Ty::List(_)) {
            return Err(missing(if ty == Ty::Text {
                "order of texts"
            } else {
                "order of lists"
            }));
        }
        let bound = |text: &str| Bound {
            text: text.to_owned(),
            closed: true,
        };
        Ok((bound(&text), bound(&text), ty))
    }

    pub(super) fn member(&mut self, point: &Cql, whole: &Cql) -> Result<(String, Ty), Reason> {
        if matches!(whole, Cql::Interval(..)) {
            let (low, high, ty) = self.interval(whole)?;
            let (point, point_ty) = self.put(point, &ty)?;
            if point_ty != ty {
                return Err("values of two types are compared".into());
            }
            if low.closed && high.closed {
                return Ok((
                    format!("({point}) in ({}) .. ({})", low.text, high.text),
                    Ty::Bool,
                ));
            }
            let over = if low.closed { ">=" } else { ">" };
            let under = if high.closed { "<=" } else { "<" };
            return Ok((
                format!(
                    "({point}) {over} ({}) and ({point}) {under} ({})",
                    low.text, high.text
                ),
                Ty::Bool,
            ));
        }
        let inner = infer(point);
        let wanted =
            infer(whole).unwrap_or_else(|| Ty::List(Box::new(inner.clone().unwrap_or(Ty::Number))));
        let (list, list_ty) = match whole {
            Cql::List(_) => self.put(whole, &wanted)?,
            Cql::Null | Cql::As(..) => return Err("a null in place of a list or interval".into()),
            _ => return Err("a list that is computed".into()),
        };
        let Ty::List(element) = list_ty else {
            return Err("a member of something that is no list".into());
        };
        let (point, point_ty) = self.put(point, &element)?;
        if point_ty != *element {
            return Err("values of two types are compared".into());
        }
        Ok((format!("({point}) in {list}"), Ty::Bool))
    }

    /// A relation in words between points, dates, intervals or lists.
    pub(super) fn relation(
        &mut self,
        phrase: &str,
        left: &Cql,
        right: &Cql,
    ) -> Result<(String, Ty), Reason> {
        let (phrase, precision) = phrase.split_once(':').unwrap_or((phrase, ""));
        if matches!(left, Cql::List(_)) || matches!(right, Cql::List(_)) {
            return self.list_relation(phrase, left, right);
        }
        if phrase == "meets" {
            return Err(missing("successors of values, which `meets` asks for"));
        }
        let ty = infer(left)
            .or_else(|| infer(right))
            .or_else(|| match (left, right) {
                (Cql::Interval(low, ..), _) | (_, Cql::Interval(low, ..)) => infer(low),
                _ => None,
            })
            .unwrap_or(Ty::Number);
        if (matches!(left, Cql::Null) || matches!(right, Cql::Null)) && phrase != "equal" {
            return Err("a null in place of an interval or point".into());
        }
        let (mut a, mut b, a_ty) = self.extent(left, &ty)?;
        let (mut c, mut d, b_ty) = self.extent(right, &ty)?;
        if a_ty != b_ty {
            return Err("values of two types are compared".into());
        }
        if !precision.is_empty() {
            if a_ty != Ty::Date {
                return Err("a precision of something that is no date".into());
            }
            for bound in [&mut a, &mut b, &mut c, &mut d] {
                bound.text = match precision {
                    "day" => bound.text.clone(),
                    "month" => format!("year({0}) * 12 + month({0})", bound.text),
                    "year" => format!("year({})", bound.text),
                    _ => return Err(missing("times of day")),
                };
            }
        }
        let open = ![&a, &b, &c, &d].iter().all(|bound| bound.closed);
        if open && !["before", "after"].contains(&phrase) {
            return Err("an interval with an open end".into());
        }
        let over = |x: &Bound, y: &Bound| {
            let sign = if x.closed && y.closed { ">" } else { ">=" };
            format!("({}) {sign} ({})", x.text, y.text)
        };
        let rel = |x: &Bound, sign: &str, y: &Bound| format!("({}) {sign} ({})", x.text, y.text);
        let overlaps = format!("{} and {}", rel(&a, "<=", &d), rel(&c, "<=", &b));
        let same = format!("{} and {}", rel(&a, "==", &c), rel(&b, "==", &d));
        let includes = format!("{} and {}", rel(&a, "<=", &c), rel(&b, ">=", &d));
        let included = format!("{} and {}", rel(&c, "<=", &a), rel(&d, ">=", &b));
        let text = match phrase {
            "after" => over(&a, &d),
            "before" => over(&c, &b),
            "same or after" => rel(&a, ">=", &d),
            "same or before" => rel(&b, "<=", &c),
            "same as" | "equal" => same,
            "overlaps" => overlaps,
            "overlaps before" => format!("{overlaps} and {}", rel(&a, "<", &c)),
            "overlaps after" => format!("{overlaps} and {}", rel(&b, ">", &d)),
            "includes" => includes,
            "included in" => included,
            "properly includes" => format!("{includes} and not ({same})"),
            "properly included in" => format!("{included} and not ({same})"),
            "starts" => format!("{} and {}", rel(&a, "==", &c), rel(&b, "<=", &d)),
            "ends" => format!("{} and {}", rel(&b, "==", &d), rel(&a, ">=", &c)),
            other => return Err(missing(&format!("`{other}`"))),
        };
        Ok((text, Ty::Bool))
    }

    fn list_relation(
        &mut self,
        phrase: &str,
        left: &Cql,
        right: &Cql,
    ) -> Result<(String, Ty), Reason> {
        let (whole, part) = match phrase {
            "includes" => (left, right),
            "included in" => (right, left),
            other => return Err(format!("`{other}` between lists")),
        };
        if !matches!(part, Cql::List(_)) {
            return match part {
                Cql::Null | Cql::As(..) => Err("a null in place of a list or interval".into()),
                _ => self.member(part, whole),
            };
        }
        if !matches!(whole, Cql::List(_)) {
            return Err("a null in place of a list or interval".into());
        }
        let ty = infer(whole)
            .or_else(|| infer(part))
            .unwrap_or(Ty::List(Box::new(Ty::Number)));
        let (whole, whole_ty) = self.put(whole, &ty)?;
        let (part, part_ty) = self.put(part, &ty)?;
        if whole_ty != part_ty {
            return Err("values of two types are compared".into());
        }
        Ok((format!("every e in {part}: e in {whole}"), Ty::Bool))
    }
}
