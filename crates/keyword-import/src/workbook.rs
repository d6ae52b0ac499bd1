//! Rows of an XLSX workbook, read in a thread of their own: the reader of cells borrows the workbook, and a
//! damaged file that makes it panic ends that thread only.

use std::{
    io::BufReader,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use calamine::{Cell, DataRef, Reader as _, SheetVisible, Xlsx, XlsxCellReader, XlsxError};
use igny8::planner::import::{PreviewTable, Reading};

use super::{
    bytes::Reader,
    counted::{Counted, Progress},
    error::ImportError,
    layout::Layout,
    limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROW_BYTES, MAX_SHEET_ROWS, MAX_SHEETS, SAMPLE_ROWS},
    recognise,
    row::Row,
    rows, value,
};

/// Rows that travel together, and how many such batches wait at most.
const BATCH: usize = 256;
const WAITING: usize = 4;

/// Bytes of text beyond which a batch is full before it has all its rows.
const MAX_BATCH_BYTES: usize = 4 * MAX_ROW_BYTES;

/// What a sheet that is seen has before one that is hidden.
const VISIBLE: u8 = 10;

type Book = Xlsx<BufReader<Counted<Reader>>>;

/// The sheet that was chosen, with its first rows.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) layout: Layout,
    /// All sheets, with what each is.
    pub(super) all: Vec<PreviewTable>,
}

enum Message {
    Sheet(Sheet),
    Rows(Vec<Row>),
    End(Result<(), ImportError>),
}

/// The rows of the chosen sheet.
pub(super) struct SheetRows {
    messages: Receiver<Message>,
    batch: std::vec::IntoIter<Row>,
    ended: bool,
}

/// Opens a workbook that the archive check has passed and chooses the sheet that is asked for, else the one that is most
/// surely a table of keywords, the first among equals.
pub(super) fn open(
    file: Reader,
    progress: Progress,
    reading: &Reading,
) -> Result<(Sheet, SheetRows), ImportError> {
    let (sender, messages) = sync_channel(WAITING);
    let reading = reading.clone();
    thread::Builder::new()
        .name("import-workbook".to_owned())
        .spawn(move || {
            let result = send_all(file, progress, &sender, &reading);
            // Nobody listens any more when the import was given up: then there is nobody to tell.
            let _ = sender.send(Message::End(result));
        })?;
    let rows = SheetRows {
        messages,
        batch: Vec::new().into_iter(),
        ended: false,
    };
    match rows.messages.recv() {
        Ok(Message::Sheet(sheet)) => Ok((sheet, rows)),
        Ok(Message::End(Err(error))) => Err(error),
        _ => Err(ImportError::Damaged("its sheets can't be read")),
    }
}

/// Opens the sheet of a workbook that was looked through and in which it was chosen before.
pub(super) fn reopen(file: Reader, progress: Progress, name: String) -> Result<SheetRows, ImportError> {
    let (sender, messages) = sync_channel(WAITING);
    thread::Builder::new()
        .name("import-workbook".to_owned())
        .spawn(move || {
            let book = Xlsx::new(BufReader::new(Counted::new(file, progress)));
            let result = book
                .map_err(ImportError::from)
                .and_then(|mut book: Book| send_rows(&mut book, &name, &sender));
            // As above.
            let _ = sender.send(Message::End(result));
        })?;
    Ok(SheetRows {
        messages,
        batch: Vec::new().into_iter(),
        ended: false,
    })
}

impl SheetRows {
    /// Reads the next row that is not blank; false when there is none.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ImportError> {
        loop {
            if let Some(next) = self.batch.next() {
                *row = next;
                return Ok(true);
            }
            if self.ended {
                return Ok(false);
            }
            match self.messages.recv() {
                Ok(Message::Rows(batch)) => self.batch = batch.into_iter(),
                Ok(Message::End(result)) => {
                    self.ended = true;
                    result?;
                }
                Ok(Message::Sheet(_)) | Err(_) => {
                    self.ended = true;
                    return Err(ImportError::Damaged("its cells can't be read"));
                }
            }
        }
    }
}

fn send_all(
    file: Reader,
    progress: Progress,
    sender: &SyncSender<Message>,
    reading: &Reading,
) -> Result<(), ImportError> {
    let mut book: Book = Xlsx::new(BufReader::new(Counted::new(file, progress)))?;
    let sheet = choose(&mut book, reading)?;
    let name = sheet.name.clone();
    if sender.send(Message::Sheet(sheet)).is_err() {
        return Ok(());
    }
    send_rows(&mut book, &name, sender)
}

fn send_rows(book: &mut Book, name: &str, sender: &SyncSender<Message>) -> Result<(), ImportError> {
    let mut cells = Cells::new(book.worksheet_cells_reader(name)?);
    let mut read = 0;
    loop {
        let batch = take(&mut cells, BATCH)?;
        read += batch.len() as u64;
        if read > MAX_SHEET_ROWS {
            return Err(ImportError::TooManyRows);
        }
        if batch.is_empty() || sender.send(Message::Rows(batch)).is_err() {
            return Ok(());
        }
    }
}

fn choose(book: &mut Book, reading: &Reading) -> Result<Sheet, ImportError> {
    let asked = reading.table.as_deref();
    let (mut best, mut all): (Option<(u8, Sheet)>, Vec<PreviewTable>) = (None, Vec::new());
    let hidden: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible != SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in book.sheet_names().into_iter().take(MAX_SHEETS) {
        let reader = match book.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(error.into()),
        };
        let rows = take(&mut Cells::new(reader), SAMPLE_ROWS)?;
        if rows.is_empty() {
            continue;
        }
        let is_asked = asked == Some(name.as_str());
        let layout = recognise::detect(&rows, reading.header_row.filter(|_| asked.is_none() || is_asked));
        all.push(PreviewTable {
            name: name.clone(),
            what: rows::what(&layout),
            chosen: false,
        });
        // What people see goes before what they do not, where both hold keywords.
        let rank = match layout.rank() {
            _ if is_asked => u8::MAX,
            rank if rank > 0 && !hidden.contains(&name) => rank + VISIBLE,
            rank => rank,
        };
        if best.as_ref().is_none_or(|(most, _)| rank > *most) {
            let sheet = Sheet {
                name,
                rows,
                layout,
                all: Vec::new(),
            };
            best = Some((rank, sheet));
        }
    }
    let (rank, mut sheet) = best.ok_or(ImportError::NoSheet)?;
    if let Some(asked) = asked
        && rank < u8::MAX
    {
        return Err(ImportError::NoSuchTable(asked.to_owned()));
    }
    for table in &mut all {
        table.chosen = table.name == sheet.name;
    }
    sheet.all = all;
    Ok(sheet)
}

/// Takes up to `most` rows, fewer where they are long: one shared text may stand in every cell.
fn take(cells: &mut Cells<'_>, most: usize) -> Result<Vec<Row>, XlsxError> {
    let (mut rows, mut size) = (Vec::new(), 0);
    while rows.len() < most
        && size < MAX_BATCH_BYTES
        && let Some(row) = cells.next_row()?
    {
        size += row.size();
        rows.push(row);
    }
    Ok(rows)
}

/// Puts the cells of a sheet together to rows.
struct Cells<'a> {
    reader: XlsxCellReader<'a, BufReader<Counted<Reader>>>,
    /// The first cell of the next row.
    pending: Option<Cell<DataRef<'a>>>,
    /// Set behind the last cell, where the reader must not be asked again.
    ended: bool,
}

impl<'a> Cells<'a> {
    fn new(reader: XlsxCellReader<'a, BufReader<Counted<Reader>>>) -> Self {
        Self {
            reader,
            pending: None,
            ended: false,
        }
    }

    /// The next row with anything in it.
    fn next_row(&mut self) -> Result<Option<Row>, XlsxError> {
        loop {
            let Some(first) = self.next_cell()? else {
                return Ok(None);
            };
            let number = first.get_position().0;
            let mut row = Row::default();
            row.start(u64::from(number) + 1);
            add(&mut row, &first);
            while let Some(cell) = self.next_cell()? {
                if cell.get_position().0 != number {
                    self.pending = Some(cell);
                    break;
                }
                add(&mut row, &cell);
            }
            if !row.is_blank() {
                return Ok(Some(row));
            }
        }
    }

    fn next_cell(&mut self) -> Result<Option<Cell<DataRef<'a>>>, XlsxError> {
        if let Some(cell) = self.pending.take() {
            return Ok(Some(cell));
        }
        if self.ended {
            return Ok(None);
        }
        let cell = self.reader.next_cell()?;
        self.ended = cell.is_none();
        Ok(cell)
    }
}

/// Puts a cell at its place; cells far to the right only show that the row has too many.
fn add(row: &mut Row, cell: &Cell<DataRef<'_>>) {
    let column = (cell.get_position().1 as usize).min(MAX_COLUMNS);
    let text = value::text(cell.get_value());
    if text.is_empty() || column < row.len() || row.too_long {
        return;
    }
    if row.size() + text.len() > MAX_ROW_BYTES {
        row.too_long = true;
        return;
    }
    while row.len() < column {
        row.push("");
    }
    // One character more than allowed is enough to see that it is too long.
    let end = text
        .char_indices()
        .nth(MAX_CELL_CHARS + 1)
        .map_or(text.len(), |(end, _)| end);
    row.push(&text[..end]);
}
