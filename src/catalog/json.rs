//! JSON and NDJSON. Numbers keep their digits and every value its place.

use jiter::{Jiter, JiterError, Peek};

use super::{Catalogue, InputCode, InputProblem, Lines, ReadOptions};
use crate::record::{Datum, Place, RawRecord};

/// Names under which an object holds its products.
pub(super) const CONTAINERS: [&str; 7] = [
    "products", "items", "records", "listings", "offers", "data",
    // Amazon's feed of listings.
    "messages",
];

/// Several objects follow one another.
pub(super) fn is_lines(body: &[u8]) -> bool {
    let mut jiter = Jiter::new(body);
    if jiter.next_skip().is_ok() {
        let rest = body.get(jiter.current_index()..).unwrap_or_default();
        return rest.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    }
    let mut lines = body
        .split(|b| *b == b'\n')
        .filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    let object = |line: Option<&[u8]>| {
        line.is_some_and(|line| {
            line.first() == Some(&b'{') && line.trim_ascii_end().last() == Some(&b'}')
        })
    };
    lines.next();
    object(lines.next())
}

enum Failure {
    Syntax(JiterError),
    TooDeep(usize),
}

impl From<JiterError> for Failure {
    fn from(error: JiterError) -> Self {
        Self::Syntax(error)
    }
}

struct Reader<'a> {
    jiter: Jiter<'a>,
    lines: &'a Lines<'a>,
    base: usize,
    max_depth: usize,
}

impl Reader<'_> {
    fn place(&self, pointer: &str) -> Place {
        let (line, column) = self.lines.place(self.base + self.jiter.current_index());
        Place {
            line,
            column,
            header: None,
            pointer: Some(pointer.into()),
        }
    }

    fn value(&mut self, peek: Peek, pointer: &str, depth: usize) -> Result<Datum, Failure> {
        if depth > self.max_depth {
            return Err(Failure::TooDeep(self.jiter.current_index()));
        }
        Ok(match peek {
            Peek::Null => {
                self.jiter.known_null()?;
                Datum::Null
            }
            Peek::True | Peek::False => Datum::Bool(self.jiter.known_bool(peek)?),
            Peek::String => Datum::Text(self.jiter.known_str()?.into()),
            Peek::Array => {
                let mut items = Vec::new();
                let mut next = self.jiter.known_array()?;
                while let Some(peek) = next {
                    let pointer = format!("{pointer}/{}", items.len());
                    let place = self.place(&pointer);
                    items.push((self.value(peek, &pointer, depth + 1)?, place));
                    next = self.jiter.array_step()?;
                }
                Datum::List(items)
            }
            Peek::Object => {
                let mut entries = Vec::new();
                let mut key: Option<Box<str>> = self.jiter.known_object()?.map(Into::into);
                while let Some(name) = key {
                    let peek = self.jiter.peek()?;
                    let pointer =
                        format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    let place = self.place(&pointer);
                    let value = self.value(peek, &pointer, depth + 1)?;
                    entries.push((name, value, place));
                    key = self.jiter.next_key()?.map(Into::into);
                }
                Datum::Record(entries)
            }
            number => {
                let bytes = self.jiter.known_number_bytes(number)?;
                Datum::Number(String::from_utf8_lossy(bytes).into())
            }
        })
    }
}

/// Reads one JSON value: a list of products, an object with such a list, or one product.
pub(super) fn read(bytes: &[u8], options: &ReadOptions, catalogue: &mut Catalogue) {
    let lines = Lines::new(bytes);
    let mut reader = Reader {
        jiter: Jiter::new(bytes),
        lines: &lines,
        base: 0,
        max_depth: options.max_depth,
    };
    let result = document(&mut reader, options, catalogue);
    if let Err(failure) = result {
        fail(failure, &lines, 0, catalogue, "");
    }
}

fn document(
    reader: &mut Reader<'_>,
    options: &ReadOptions,
    catalogue: &mut Catalogue,
) -> Result<(), Failure> {
    match reader.jiter.peek()? {
        Peek::Array => list(reader, "", catalogue)?,
        Peek::Object => {
            let place = reader.place("");
            let mut entries = Vec::new();
            let mut contained = false;
            let mut key: Option<Box<str>> = reader.jiter.known_object()?.map(Into::into);
            while let Some(name) = key {
                let peek = reader.jiter.peek()?;
                let pointer = format!("/{name}");
                if peek == Peek::Array && !options.whole_objects && CONTAINERS.contains(&&*name) {
                    contained = true;
                    list(reader, &pointer, catalogue)?;
                } else {
                    let place = reader.place(&pointer);
                    let value = reader.value(peek, &pointer, 1)?;
                    entries.push((name, value, place));
                }
                key = reader.jiter.next_key()?.map(Into::into);
            }
            if !contained {
                push(Datum::Record(entries), place, catalogue);
            }
        }
        peek => {
            let place = reader.place("");
            let value = reader.value(peek, "", 0)?;
            push(value, place, catalogue);
        }
    }
    reader.jiter.finish()?;
    Ok(())
}

fn list(reader: &mut Reader<'_>, pointer: &str, catalogue: &mut Catalogue) -> Result<(), Failure> {
    let mut next = reader.jiter.known_array()?;
    let mut index = 0usize;
    while let Some(peek) = next {
        let pointer = format!("{pointer}/{index}");
        let place = reader.place(&pointer);
        let value = reader.value(peek, &pointer, 1)?;
        push(value, place, catalogue);
        index += 1;
        next = reader.jiter.array_step()?;
    }
    Ok(())
}

/// Adds a record, or reports that it is none.
pub(super) fn push(fields: Datum, place: Place, catalogue: &mut Catalogue) {
    if matches!(fields, Datum::Record(_)) {
        catalogue.records.push(RawRecord {
            fields,
            place,
            ordinal: catalogue.records.len() as u64 + 1,
        });
        return;
    }
    let mut problem = InputProblem::new(
        InputCode::NotARecord,
        &catalogue.name,
        place.line,
        "a product should stand here, but this is not an object",
        "write a product as named attributes: { \"id\": \"…\", \"title\": \"…\" }",
    );
    problem.place = place;
    catalogue.problems.push(problem);
}

fn fail(failure: Failure, lines: &Lines<'_>, base: usize, catalogue: &mut Catalogue, more: &str) {
    let read = super::counted(catalogue.records.len());
    let (code, index, message, help) = match failure {
        Failure::TooDeep(index) => (
            InputCode::TooDeep,
            index,
            "lists and objects are nested too deep here".to_owned(),
            "a product needs no more than a few levels; check how the file was made".to_owned(),
        ),
        Failure::Syntax(error) => {
            let what = error.error_type.to_string();
            let what = what.split(" at line ").next().unwrap_or(&what).to_owned();
            (
                InputCode::Json,
                error.index,
                format!("the JSON is not well-formed here: {what}"),
                format!("{read} before this place checked{more}"),
            )
        }
    };
    let (line, column) = lines.place(base + index);
    let mut problem = InputProblem::new(code, &catalogue.name, line, message, help);
    problem.place.column = column;
    catalogue.problems.push(problem);
}

/// Reads a JSON object from each line.
pub(super) fn read_lines(bytes: &[u8], options: &ReadOptions, catalogue: &mut Catalogue) {
    let lines = Lines::new(bytes);
    let mut base = 0;
    for line in bytes.split(|b| *b == b'\n') {
        let here = base;
        base += line.len() + 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let (number, _) = lines.place(here);
        if line.len() > options.max_record_bytes {
            catalogue.problems.push(InputProblem::new(
                InputCode::TooLarge,
                &catalogue.name,
                number,
                format!(
                    "the line has {} bytes, more than the {} that a record may have",
                    line.len(),
                    options.max_record_bytes
                ),
                "the lines behind it were read; check how this one was made",
            ));
            continue;
        }
        let mut reader = Reader {
            jiter: Jiter::new(line),
            lines: &lines,
            base: here,
            max_depth: options.max_depth,
        };
        let place = reader.place("");
        let value = reader
            .jiter
            .peek()
            .map_err(Failure::from)
            .and_then(|peek| reader.value(peek, "", 0))
            .and_then(|value| reader.jiter.finish().map(|()| value).map_err(Failure::from));
        match value {
            Ok(value) => push(value, place, catalogue),
            Err(failure) => fail(
                failure,
                &lines,
                here,
                catalogue,
                "; the lines behind it too",
            ),
        }
    }
}
