//! Reading a file, on a thread of its own: checked rows come in batches, of which few wait at a time.

use std::io::{self, BufRead, BufReader, Read};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use tokio::sync::mpsc;

use super::lines::{Lines, Record};
use super::person::Person;
use super::row::{Field, Row};
use super::{Intent, Reject};

/// Rows that are kept by one transaction.
const ROWS: usize = 1000;
/// Batches that wait to be kept.
const WAITING: usize = 2;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a line of names; semicolons and tabs are taken as well.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

/// Rows that were read together.
#[derive(Default)]
pub struct Batch {
    pub(super) people: Vec<(u64, Person)>,
    pub(super) rejects: Vec<Reject>,
    /// How much of the file was read until now.
    pub(super) bytes: u64,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match ending.as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

/// Begins to read; the batches come over the channel, the last one before it is closed.
pub fn read(
    source: impl Read + Send + 'static,
    format: Format,
    intent: Intent,
    now: DateTime<Utc>,
) -> mpsc::Receiver<io::Result<Batch>> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut reading = Reading { sender, batch: Batch::default(), intent, now };
        let lines = Lines::of(BufReader::with_capacity(1 << 16, source));
        let done = match format {
            Format::Csv => reading.csv(lines),
            Format::JsonLines => reading.json_lines(lines),
        };
        match done {
            Ok(()) => reading.send(),
            Err(error) => drop(reading.sender.blocking_send(Err(error))),
        }
    });
    receiver
}

struct Reading {
    sender: mpsc::Sender<io::Result<Batch>>,
    batch: Batch,
    intent: Intent,
    now: DateTime<Utc>,
}

impl Reading {
    fn json_lines<R: BufRead>(&mut self, mut lines: Lines<R>) -> io::Result<()> {
        while let Some(record) = lines.next_line()? {
            self.take(record, |line| {
                let object: Map<String, Value> =
                    serde_json::from_slice(line).map_err(|_| "it is no JSON object")?;
                Row::from_object(&object)
            });
        }
        Ok(())
    }

    fn csv<R: BufRead>(&mut self, mut lines: Lines<R>) -> io::Result<()> {
        let wrong = |words: &str| io::Error::new(io::ErrorKind::InvalidData, words);
        let head = lines.next_csv(b',')?.ok_or_else(|| wrong("the file is empty"))?;
        let head = head.1.map_err(wrong)?;
        let delimiter = delimiter(&head);
        let names = cells(&head, delimiter).map_err(wrong)?;
        let fields: Vec<Option<Field>> = names.iter().map(Field::named).collect();
        if !fields.contains(&Some(Field::Email)) {
            return Err(wrong("the first line has no column email"));
        }
        while let Some(record) = lines.next_csv(delimiter)? {
            self.take(record, |line| {
                let cells = cells(line, delimiter)?;
                if cells.len() != fields.len() {
                    return Err("it has more or fewer columns than the first line");
                }
                let mut row = Row::default();
                for (field, value) in fields.iter().zip(&cells) {
                    if let Some(field) = field {
                        row.set(*field, value);
                    }
                }
                Ok(row)
            });
        }
        Ok(())
    }

    fn take(&mut self, record: Record, read: impl FnOnce(&[u8]) -> Result<Row, &'static str>) {
        let (number, line) = record;
        self.batch.bytes += line.as_ref().map_or(1 << 20, Vec::len) as u64;
        let row = line.and_then(|line| read(&line));
        let person = row.map_err(str::to_owned).and_then(|row| Person::of(row, &self.intent, self.now));
        match person {
            Ok(person) => self.batch.people.push((number, person)),
            Err(reason) => self.batch.rejects.push(Reject { line: number, reason }),
        }
        if self.batch.people.len() + self.batch.rejects.len() >= ROWS {
            self.send();
        }
    }

    fn send(&mut self) {
        let next = Batch { bytes: self.batch.bytes, ..Batch::default() };
        // Nobody takes it any more where the import has failed: then the rest is read for nothing, which ends soon.
        let _ = self.sender.blocking_send(Ok(std::mem::replace(&mut self.batch, next)));
    }
}

/// What the names are separated by.
fn delimiter(head: &[u8]) -> u8 {
    let count = |byte: u8| head.split(|b| *b == byte).count();
    [b'\t', b';', b','].into_iter().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

fn cells(record: &[u8], delimiter: u8) -> Result<csv::StringRecord, &'static str> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(1 << 10)
        .from_reader(record);
    let mut cells = csv::StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(true) => Ok(cells),
        Ok(false) => Err("it is empty"),
        Err(_) => Err("it is not UTF-8"),
    }
}
