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
                let mut cells = Cells::default();
                let mut left = self.options.max_values;
                for column in batch.columns() {
                    match datum(column, index, &place, depth, &mut left) {
                        Datum::Null => cells.push(Cell::Null),
                        Datum::Text(text) => cells.push(Cell::Text(&text)),
                        Datum::Number(text) => cells.push(Cell::Number(&text)),
                        value => cells.push(Cell::Value(&value)),
                    }
                }
                if left == 0 {
                    sink.problem(super::too_many_values(&input.name, place, &self.options))?;
                    continue;
                }
                sink.row(RawRow::Table(TableRow {
                    header: header.clone(),
                    cells,
                    line: row,
                    offset: None,
                }))?;
            }
        }
        Flow::Continue(())
    }
}

/// The readers of Arrow panic over some damaged files where they should give an error.
fn unpanicking<T>(read: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    super::guard::unpanicking(read).unwrap_or_else(|why| Err(ArrowError::ParseError(why)))
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

/// The value of a column in a row. What is nested deeper than the limit is not looked at, nor is what
/// stands behind the last value that is `left` to a record.
fn datum(column: &dyn Array, row: usize, place: &Place, depth: usize, left: &mut usize) -> Datum {
    *left = left.saturating_sub(1);
    if column.is_null(row) || depth == 0 || *left == 0 {
        return Datum::Null;
    }
    match column.data_type() {
        DataType::Struct(_) => fields(column.as_struct(), row, place, depth, left),
        DataType::List(_) => list(&column.as_list::<i32>().value(row), place, depth, left),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row), place, depth, left),
        DataType::FixedSizeList(_, _) => {
            list(&column.as_fixed_size_list().value(row), place, depth, left)
        }
        DataType::Map(_, _) => {
            let entries = column.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let most = entries.len().min(*left + 1);
            let named = (0..most).map(|index| {
                let name = text(keys, index).into();
                let value = datum(values, index, place, depth - 1, left);
                (name, value, place.clone())
            });
            Datum::Record(named.collect())
        }
        DataType::Boolean => Datum::Bool(column.as_boolean().value(row)),
        ty if ty.is_numeric() => Datum::Number(text(column, row).into()),
        _ => match text(column, row).trim() {
            "" => Datum::Null,
            text => Datum::Text(text.into()),
        },
    }
}

fn list(items: &dyn Array, place: &Place, depth: usize, left: &mut usize) -> Datum {
    let most = items.len().min(*left + 1);
    let items = (0..most).map(|index| (datum(items, index, place, depth - 1, left), place.clone()));
    Datum::List(items.collect())
}

fn fields(
    record: &StructArray,
    row: usize,
    place: &Place,
    depth: usize,
    left: &mut usize,
) -> Datum {
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

/// A value as text: exact digits, dates as `2026-11-24`.
fn text(column: &dyn Array, row: usize) -> String {
    ArrayFormatter::try_new(column, &FormatOptions::default())
        .and_then(|formatter| formatter.value(row).try_to_string())
        .unwrap_or_default()
}
