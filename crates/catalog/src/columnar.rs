//! Parquet and Arrow IPC: batches of columns, as rows.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::detect::Kind;
use super::header::doubled;
use super::lines::Numbering;
use super::row::{Flow, Header, RawRow, RowReader, Sink, TableRow};
use super::source::Input;
use super::{InputCode, InputProblem, ReadOptions, counted};
use crate::record::{Cell, Cells, Datum, Place};
use crate::sentence::say;

/// Rows of a batch.
const ROWS: usize = 1024;

/// Parquet.
pub(super) const PARQUET: Kind = Kind {
    endings: &["parquet"],
    open: |head, options| {
        let is = head.bytes.starts_with(b"PAR1");
        is.then(|| reader(Form::Parquet, options))
    },
};

/// Arrow IPC, as a file (Feather) or as a stream.
pub(super) const IPC: Kind = Kind {
    endings: &["arrow", "feather", "ipc", "arrows"],
    open: |head, options| {
        if head.bytes.starts_with(b"ARROW1") {
            Some(reader(Form::IpcFile, options))
        } else if head.bytes.starts_with(b"\xFF\xFF\xFF\xFF") {
            Some(reader(Form::IpcStream, options))
        } else {
            None
        }
    },
};

fn reader(form: Form, options: &ReadOptions) -> Box<dyn RowReader> {
    Box::new(Reader {
        form,
        options: options.clone(),
    })
}

#[derive(Clone, Copy)]
enum Form {
    Parquet,
    IpcFile,
    IpcStream,
}

struct Reader {
    form: Form,
    options: ReadOptions,
}

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>;

impl Reader {
    fn batches(&self, input: &mut Input) -> Result<(SchemaRef, Batches), ArrowError> {
        let file = |input: &mut Input| -> Result<File, ArrowError> { Ok(input.seekable()?) };
        Ok(match self.form {
            Form::Parquet => {
                let builder = ParquetRecordBatchReaderBuilder::try_new(file(input)?)?;
                let schema = builder.schema().clone();
                (schema, Box::new(builder.with_batch_size(ROWS).build()?))
            }
            Form::IpcFile => {
                let reader = FileReader::try_new(BufReader::new(file(input)?), None)?;
                (reader.schema(), Box::new(reader))
            }
            Form::IpcStream => {
                let reader = StreamReader::try_new(input.reader(), None)?;
                (reader.schema(), Box::new(reader))
            }
        })
    }
}

impl RowReader for Reader {
    fn format(&self) -> String {
        match self.form {
            Form::Parquet => "Parquet",
            Form::IpcFile | Form::IpcStream => "Arrow IPC",
        }
        .to_owned()
    }

    fn numbering(&self) -> Option<Numbering> {
        Some(Numbering::Rows)
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let opened = unpanicking(|| self.batches(&mut input));
        let (schema, mut batches) = match opened {
            Ok(opened) => opened,
            Err(error) => return sink.problem(broken(&input, &error, 0)),
        };
        if schema.fields().len() > self.options.max_columns {
            return sink.problem(InputProblem::new(
                InputCode::Header,
                &input.name,
                0,
                say!(
                    "the table has {count} columns, more than the {most} that are read",
                    "表格有 {count} 列,超过可读取的 {most} 列",
                    count = schema.fields().len(),
                    most = self.options.max_columns,
                ),
                say!(
                    "leave out the columns that no attribute needs",
                    "请去掉与属性无关的列",
                ),
            ));
        }
        let names = schema
            .fields()
            .iter()
            .map(|field| field.name().trim().into());
        let header = Arc::new(Header {
            names: names.collect(),
            sheet: None,
            line: 0,
        });
        for (_, problem) in doubled(&input.name, &header) {
            sink.problem(problem)?;
        }
        let mut row = 0u32;
        while let Some(batch) = unpanicking(|| batches.next().transpose()).transpose() {
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => return sink.problem(broken(&input, &error, sink.rows())),
            };
            for index in 0..batch.num_rows() {
                row = row.saturating_add(1);
                let place = Place {
                    line: row,
                    ..Place::default()
                };
                let depth = self.options.max_depth;
                let mut left = Left {
                    values: self.options.max_values,
                    unread: Vec::new(),
                    column: 0,
                };
                let cells = unpanicking(|| Ok(cells(&batch, index, &place, depth, &mut left)));
                let cells = match cells {
                    Ok(cells) => cells,
                    Err(error) => return sink.problem(broken(&input, &error, sink.rows())),
                };
                if left.values == 0 {
                    sink.problem(super::too_many_values(&input.name, place, &self.options))?;
                    continue;
                }
                let row = TableRow {
                    header: header.clone(),
                    cells,
                    line: row,
                    offset: None,
                };
                for column in left.unread {
                    sink.problem(unread(&input.name, row.cell_place(column)))?;
                }
                sink.row(RawRow::Table(row))?;
            }
        }
        Flow::Continue(())
    }
}

/// The readers of Arrow panic over some damaged files where they should give an error.
fn unpanicking<T>(read: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    super::guard::unpanicking(read).unwrap_or_else(|why| Err(ArrowError::ParseError(why)))
}

/// A value that is there and cannot be told.
fn unread(file: &str, place: Place) -> InputProblem {
    let mut problem = InputProblem::new(
        InputCode::Cell,
        file,
        place.line,
        say!(
            "the value is nested too deep, is no text, or lies outside of what its type can have, so it counts as unknown",
            "该值嵌套过深、不是文本或超出其类型的范围,按未知处理",
        ),
        say!(
            "write the column as texts or numbers",
            "请以文本或数字写入该列",
        ),
    );
    problem.place = place;
    problem
}

fn broken(input: &Input, error: &ArrowError, rows: u64) -> InputProblem {
    InputProblem::new(
        InputCode::Columnar,
        &input.name,
        0,
        say!(
            "the file is damaged or cut off: {what}",
            "文件已损坏或不完整:{what}",
            what = error.to_string(),
        ),
        say!(
            "{read} before this place checked; write or copy the file again",
            "此处之前的 {read}已检查;请重新生成或复制文件",
            read = counted(rows),
        ),
    )
}

/// What is left to a record.
struct Left {
    /// Values that are looked at.
    values: usize,
    /// Columns in which a value cannot be told.
    unread: Vec<usize>,
    column: usize,
}

impl Left {
    fn unreadable(&mut self) -> Datum {
        if self.unread.last() != Some(&self.column) {
            self.unread.push(self.column);
        }
        Datum::Unreadable("".into())
    }
}

/// The cells of a row.
fn cells(batch: &RecordBatch, row: usize, place: &Place, depth: usize, left: &mut Left) -> Cells {
    let mut cells = Cells::default();
    for (index, column) in batch.columns().iter().enumerate() {
        left.column = index;
        match datum(column, row, place, depth, left) {
            Datum::Null => cells.push(Cell::Null),
            Datum::Text(text) => cells.push(Cell::Text(&text)),
            Datum::Number(text) => cells.push(Cell::Number(&text)),
            Datum::Unreadable(text) => cells.push(Cell::Unreadable(&text)),
            value => cells.push(Cell::Value(&value)),
        }
    }
    cells
}

/// The value of a column in a row. What is nested deeper than the limit cannot be read; what stands
/// behind the last value that is `left` to a record is not looked at.
fn datum(column: &dyn Array, row: usize, place: &Place, depth: usize, left: &mut Left) -> Datum {
    left.values = left.values.saturating_sub(1);
    if column.is_null(row) || left.values == 0 {
        return Datum::Null;
    }
    if depth == 0 {
        return left.unreadable();
    }
    match column.data_type() {
        DataType::Null => Datum::Null,
        DataType::Struct(_) => fields(column.as_struct(), row, place, depth, left),
        DataType::List(_) => list(&column.as_list::<i32>().value(row), place, depth, left),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row), place, depth, left),
        DataType::ListView(_) => list(&column.as_list_view::<i32>().value(row), place, depth, left),
        DataType::LargeListView(_) => {
            list(&column.as_list_view::<i64>().value(row), place, depth, left)
        }
        DataType::FixedSizeList(_, _) => {
            list(&column.as_fixed_size_list().value(row), place, depth, left)
        }
        // A value that stands once for many rows, and one whose type stands with it.
        DataType::Dictionary(_, _) => {
            let column = column.slice(row, 1);
            let dictionary = column.as_any_dictionary();
            let key = dictionary.normalized_keys().first().copied();
            let values = dictionary.values();
            match key.filter(|key| *key < values.len()) {
                Some(key) => datum(values, key, place, depth - 1, left),
                None => Datum::Null,
            }
        }
        DataType::Union(_, _) => datum(&column.as_union().value(row), 0, place, depth - 1, left),
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let most = entries.len().min(left.values + 1);
            let named = (0..most).map(|index| {
                let name = text(keys, index).unwrap_or_default().into();
                let value = datum(values, index, place, depth - 1, left);
                (name, value, place.clone())
            });
            Datum::Record(named.collect())
        }
        DataType::Boolean => Datum::Bool(column.as_boolean().value(row)),
        ty if ty.is_numeric() => match text(column, row) {
            Some(number) => Datum::Number(number.into()),
            None => left.unreadable(),
        },
        _ => match text(column, row).as_deref().map(str::trim) {
            Some("") => Datum::Null,
            Some(text) => Datum::Text(text.into()),
            None => left.unreadable(),
        },
    }
}

fn list(items: &dyn Array, place: &Place, depth: usize, left: &mut Left) -> Datum {
    let most = items.len().min(left.values + 1);
    let items = (0..most).map(|index| (datum(items, index, place, depth - 1, left), place.clone()));
    Datum::List(items.collect())
}

fn fields(record: &StructArray, row: usize, place: &Place, depth: usize, left: &mut Left) -> Datum {
    let named = record
        .fields()
        .iter()
        .zip(record.columns())
        .map(|(field, column)| {
            let name = field.name().as_str().into();
            let value = datum(column, row, place, depth - 1, left);
            (name, value, place.clone())
        });
    Datum::Record(named.collect())
}

/// A value as text: exact digits, dates as `2026-11-24`; none where it cannot be told. Programs write
/// texts as bytes too, without saying that they are texts.
fn text(column: &dyn Array, row: usize) -> Option<String> {
    let bytes = match column.data_type() {
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => Some(column.as_binary_view().value(row)),
        DataType::FixedSizeBinary(_) => Some(column.as_fixed_size_binary().value(row)),
        _ => None,
    };
    if let Some(bytes) = bytes {
        let text = std::str::from_utf8(bytes).ok();
        return text.filter(|text| !text.contains('\0')).map(str::to_owned);
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column, &options).ok()?;
    formatter.value(row).try_to_string().ok()
}
