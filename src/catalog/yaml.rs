//! YAML. Plain scalars are read by the core schema of YAML 1.2; numbers keep their digits.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use super::json::{CONTAINERS, push};
use super::{Catalogue, InputCode, InputProblem, ReadOptions};
use crate::record::{Datum, Place};

enum Failure {
    Scan(ScanError),
    Alias(Span),
    TooDeep(Span),
    Cut,
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        Self::Scan(error)
    }
}

type Events<'i> = Parser<'i, saphyr_parser::StrInput<'i>>;

struct Reader<'i> {
    events: Events<'i>,
    max_depth: usize,
    /// An object is one record, even where it holds a list of products.
    whole_objects: bool,
}

fn place(span: &Span, pointer: &str) -> Place {
    Place {
        line: span.start.line() as u32,
        column: span.start.col() as u32 + 1,
        header: None,
        pointer: Some(pointer.into()),
    }
}

impl<'i> Reader<'i> {
    fn next(&mut self) -> Result<(Event<'i>, Span), Failure> {
        match self.events.next_event() {
            Some(event) => Ok(event?),
            None => Err(Failure::Cut),
        }
    }

    fn value(
        &mut self,
        event: Event<'i>,
        span: Span,
        pointer: &str,
        depth: usize,
    ) -> Result<Datum, Failure> {
        if depth > self.max_depth {
            return Err(Failure::TooDeep(span));
        }
        match event {
            Event::Scalar(text, style, _, _) => Ok(scalar(&text, style)),
            Event::SequenceStart(_, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        return Ok(Datum::List(items));
                    }
                    let pointer = format!("{pointer}/{}", items.len());
                    let at = place(&span, &pointer);
                    items.push((self.value(event, span, &pointer, depth + 1)?, at));
                }
            }
            Event::MappingStart(_, _) => {
                let mut entries = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        return Ok(Datum::Record(entries));
                    }
                    let key: Box<str> = match self.value(event, span, pointer, depth + 1)? {
                        Datum::Text(text) | Datum::Number(text) => text,
                        Datum::Bool(value) => value.to_string().into(),
                        _ => "".into(),
                    };
                    let pointer = format!("{pointer}/{key}");
                    let (event, span) = self.next()?;
                    let at = place(&span, &pointer);
                    entries.push((key, self.value(event, span, &pointer, depth + 1)?, at));
                }
            }
            Event::Alias(_) => Err(Failure::Alias(span)),
            _ => Ok(Datum::Null),
        }
    }
}

fn scalar(text: &str, style: ScalarStyle) -> Datum {
    if style != ScalarStyle::Plain {
        return Datum::Text(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Datum::Null,
        "true" | "True" | "TRUE" => Datum::Bool(true),
        "false" | "False" | "FALSE" => Datum::Bool(false),
        _ if crate::value::parse_decimal(text).is_ok() => Datum::Number(text.into()),
        _ => Datum::Text(text.into()),
    }
}

pub(super) fn read(bytes: &[u8], options: &ReadOptions, catalogue: &mut Catalogue) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = bytes
                .iter()
                .take(error.valid_up_to())
                .filter(|b| **b == b'\n')
                .count() as u32
                + 1;
            catalogue.problems.push(InputProblem::new(
                InputCode::InvalidUtf8,
                &catalogue.name,
                line,
                "the text is not UTF-8 from here on",
                "save the file as UTF-8",
            ));
            return;
        }
    };
    let mut reader = Reader {
        events: Parser::new_from_str(text),
        max_depth: options.max_depth,
        whole_objects: options.whole_objects,
    };
    if let Err(failure) = documents(&mut reader, catalogue) {
        fail(failure, catalogue);
    }
}

fn documents(reader: &mut Reader<'_>, catalogue: &mut Catalogue) -> Result<(), Failure> {
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamEnd => return Ok(()),
            Event::SequenceStart(_, _) => list(reader, "", catalogue)?,
            Event::MappingStart(_, _) => mapping(reader, &span, catalogue)?,
            Event::Scalar(text, style, _, _) => {
                let value = scalar(&text, style);
                if value != Datum::Null {
                    push(value, place(&span, ""), catalogue);
                }
            }
            Event::Alias(_) => return Err(Failure::Alias(span)),
            _ => {}
        }
    }
}

fn list(reader: &mut Reader<'_>, pointer: &str, catalogue: &mut Catalogue) -> Result<(), Failure> {
    let mut index = 0usize;
    loop {
        let (event, span) = reader.next()?;
        if matches!(event, Event::SequenceEnd) {
            return Ok(());
        }
        let pointer = format!("{pointer}/{index}");
        let at = place(&span, &pointer);
        let value = reader.value(event, span, &pointer, 1)?;
        push(value, at, catalogue);
        index += 1;
    }
}

fn mapping(reader: &mut Reader<'_>, span: &Span, catalogue: &mut Catalogue) -> Result<(), Failure> {
    let at = place(span, "");
    let mut entries = Vec::new();
    let mut contained = false;
    loop {
        let (event, span) = reader.next()?;
        if matches!(event, Event::MappingEnd) {
            break;
        }
        let Datum::Text(key) = reader.value(event, span, "", 1)? else {
            continue;
        };
        let pointer = format!("/{key}");
        let (event, span) = reader.next()?;
        if matches!(event, Event::SequenceStart(_, _))
            && !reader.whole_objects
            && CONTAINERS.contains(&&*key)
        {
            contained = true;
            list(reader, &pointer, catalogue)?;
            continue;
        }
        let here = place(&span, &pointer);
        let value = reader.value(event, span, &pointer, 1)?;
        entries.push((key, value, here));
    }
    if !contained {
        push(Datum::Record(entries), at, catalogue);
    }
    Ok(())
}

fn fail(failure: Failure, catalogue: &mut Catalogue) {
    let read = super::counted(catalogue.records.len());
    let (code, at, message, help) = match failure {
        Failure::Scan(error) => (
            InputCode::Yaml,
            (
                error.marker().line() as u32,
                error.marker().col() as u32 + 1,
            ),
            format!("the YAML is not well-formed here: {}", error.info()),
            format!("{read} before this place checked"),
        ),
        Failure::Alias(span) => (
            InputCode::Yaml,
            (span.start.line() as u32, span.start.col() as u32 + 1),
            "an alias (`*name`) stands here, and aliases are not followed".to_owned(),
            "write the value out".to_owned(),
        ),
        Failure::TooDeep(span) => (
            InputCode::TooDeep,
            (span.start.line() as u32, span.start.col() as u32 + 1),
            "lists and mappings are nested too deep here".to_owned(),
            "a product needs no more than a few levels; check how the file was made".to_owned(),
        ),
        Failure::Cut => (
            InputCode::Yaml,
            (0, 0),
            "the YAML ends too early".to_owned(),
            format!("{read} checked"),
        ),
    };
    let mut problem = InputProblem::new(code, &catalogue.name, at.0, message, help);
    problem.place.column = at.1;
    catalogue.problems.push(problem);
}
