//! The functions of the corpus.

use super::syntax::{Cql, Reason};
use super::translate::{Translator, calendar, missing};
use super::types::{Ty, infer};

impl Translator {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Cql],
        wanted: &Ty,
    ) -> Result<(String, Ty), Reason> {
        match (name, arguments) {
            ("Today", []) => Ok(("today".into(), Ty::Date)),
            ("DateTime" | "Date", parts) => {
                if parts.len() > 3 {
                    return Err(missing("times of day"));
                }
                let parts: Result<Vec<String>, Reason> = parts
                    .iter()
                    .map(|part| match part {
                        Cql::Number(number) => Ok(number.clone()),
                        _ => Err("a date without a day".into()),
                    })
                    .collect();
                Ok((calendar(&parts?)?, Ty::Date))
            }
            ("Time" | "Now" | "TimeOfDay", _) => Err(missing("times of day")),
            ("Abs", [x]) => {
                let (text, ty) = self.put(x, &Ty::Number)?;
                Ok((format!("abs({text})"), ty))
            }
            ("Round", [x]) => self.rounded(x, "half_up", "1"),
            ("Round", [x, Cql::Number(places)]) => {
                let step = match places.parse::<usize>() {
                    Ok(0) => "1".to_owned(),
                    Ok(places) => format!("0.{}1", "0".repeat(places - 1)),
                    Err(_) => return Err("a number of places that is computed".into()),
                };
                self.rounded(x, "half_up", &step)
            }
            ("Truncate", [x]) => self.rounded(x, "down", "1"),
            ("Ceiling" | "Floor", [x]) => {
                let (text, _) = self.put(x, &Ty::Number)?;
                let (above, below) = if name == "Ceiling" {
                    ("up", "down")
                } else {
                    ("down", "up")
                };
                Ok((
                    format!(
                        "if ({text}) >= 0 then round({text}, {above}, 1) else round({text}, {below}, 1)"
                    ),
                    Ty::Number,
                ))
            }
            ("IsNull" | "IsTrue" | "IsFalse", [x]) => {
                let ty = infer(x).unwrap_or(Ty::Bool);
                let (x, _) = self.given(x, &ty)?;
                Ok((
                    match name {
                        "IsNull" => format!("{x} is not given"),
                        "IsTrue" => format!("{x} is given and {x}"),
                        _ => format!("{x} is given and not {x}"),
                    },
                    Ty::Bool,
                ))
            }
            ("Coalesce", [one]) => match one {
                Cql::List(items) => self.coalesce(items, wanted),
                _ => Err("a list that is computed".into()),
            },
            ("Coalesce", many) => self.coalesce(many, wanted),
            ("Length", [x]) if matches!(infer(x), Some(Ty::Text)) => {
                Ok((format!("length({})", self.put(x, &Ty::Text)?.0), Ty::Number))
            }
            ("Lower", [x]) => Ok((format!("lower({})", self.put(x, &Ty::Text)?.0), Ty::Text)),
            ("StartsWith" | "EndsWith", [x, y]) => {
                let function = if name == "StartsWith" {
                    "starts_with"
                } else {
                    "ends_with"
                };
                let (x, _) = self.put(x, &Ty::Text)?;
                let (y, _) = self.put(y, &Ty::Text)?;
                Ok((format!("{function}({x}, {y})"), Ty::Bool))
            }
            ("Matches", [x, Cql::Text(pattern)]) => {
                let (x, _) = self.put(x, &Ty::Text)?;
                Ok((
                    format!("({x}) matches /{}/", pattern.replace('/', "\\/")),
                    Ty::Bool,
                ))
            }
            ("Matches", _) => Err("a regular expression that is null".into()),
            (
                "Exists" | "Count" | "Sum" | "Min" | "Max" | "Avg" | "First" | "AllTrue"
                | "AnyTrue" | "Length",
                [list],
            ) => self.over_list(name, list),
            _ => Err(missing(&format!("`{name}`"))),
        }
    }

    fn rounded(&mut self, x: &Cql, mode: &str, step: &str) -> Result<(String, Ty), Reason> {
        let (text, ty) = self.put(x, &Ty::Number)?;
        Ok((format!("round({text}, {mode}, {step})"), ty))
    }

    fn coalesce(&mut self, values: &[Cql], wanted: &Ty) -> Result<(String, Ty), Reason> {
        let ty = values
            .iter()
            .find_map(infer)
            .unwrap_or_else(|| wanted.clone());
        let mut names = Vec::new();
        for value in values {
            names.push(self.given(value, &ty)?.0);
        }
        let Some(mut text) = names.pop() else {
            return Ok((self.attribute(&ty, None), ty));
        };
        for name in names.iter().rev() {
            text = format!("if {name} is given then {name} else ({text})");
        }
        Ok((text, ty))
    }

    fn over_list(&mut self, name: &str, list: &Cql) -> Result<(String, Ty), Reason> {
        let items = match list {
            Cql::List(_) => list,
            Cql::As(inner, _) if matches!(**inner, Cql::List(_)) => inner,
            _ => return Err("a null in place of a list or interval".into()),
        };
        let wanted = Ty::List(Box::new(if name.ends_with("True") {
            Ty::Bool
        } else {
            Ty::Number
        }));
        let (list, list_ty) = self.put(items, &wanted)?;
        let Ty::List(element) = list_ty else {
            return Err("a member of something that is no list".into());
        };
        if matches!(*element, Ty::Text) && ["Min", "Max"].contains(&name) {
            return Err(missing("order of texts"));
        }
        Ok(match name {
            "Exists" => (format!("length({list}) > 0"), Ty::Bool),
            "Length" => (format!("length({list})"), Ty::Number),
            "Count" => (format!("(count e in {list})"), Ty::Number),
            "Sum" => (format!("(sum e for e in {list})"), *element),
            "Min" => (format!("(min e for e in {list})"), *element),
            "Max" => (format!("(max e for e in {list})"), *element),
            "First" => (format!("(first e for e in {list})"), *element),
            "Avg" => (
                format!("(sum e for e in {list}) / (count e in {list})"),
                *element,
            ),
            "AllTrue" => (format!("every e in {list}: e"), Ty::Bool),
            _ => (format!("any e in {list}: e"), Ty::Bool),
        })
    }
}
