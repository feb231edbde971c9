//! Records of a file, within bounded memory: a line, or the lines of a CSV record with line breaks in quotes. One of more
//! than a mebibyte is refused and passed over (catalogue K19), and a quote that is never closed costs its own line only.

use std::collections::VecDeque;
use std::io::{self, BufRead};

/// The longest record.
const LONGEST: usize = 1 << 20;

/// A record's first line, and its bytes or why there are none.
pub(super) type Record = (u64, Result<Vec<u8>, &'static str>);

/// Lines of a file, numbered from one.
pub(super) struct Lines<R> {
    reader: R,
    number: u64,
    again: VecDeque<Record>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn of(reader: R) -> Self {
        Self { reader, number: 0, again: VecDeque::new() }
    }

    /// The next line that is not empty.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Record>> {
        while let Some((number, line)) = self.any_line()? {
            if line.as_ref().map_or(true, |line| !line.trim_ascii().is_empty()) {
                return Ok(Some((number, line)));
            }
        }
        Ok(None)
    }

    /// The next CSV record.
    pub(super) fn next_csv(&mut self, delimiter: u8) -> io::Result<Option<Record>> {
        let (number, mut record) = match self.next_line()? {
            Some((number, Ok(record))) => (number, record),
            refused => return Ok(refused),
        };
        let mut state = State::Start.after(&record, delimiter);
        let mut more = Vec::new();
        while state == State::Quoted {
            let next = self.any_line()?;
            let Some((_, Ok(line))) = &next else {
                more.extend(next);
                return Ok(Some(self.unclosed(number, more)));
            };
            if record.len() + line.len() > LONGEST {
                more.extend(next);
                return Ok(Some(self.unclosed(number, more)));
            }
            state = state.after(line, delimiter);
            record.extend_from_slice(line);
            more.extend(next);
        }
        Ok(Some((number, Ok(record))))
    }

    fn unclosed(&mut self, number: u64, lines: Vec<Record>) -> Record {
        for line in lines.into_iter().rev() {
            self.again.push_front(line);
        }
        (number, Err("a quote is opened and not closed"))
    }

    fn any_line(&mut self) -> io::Result<Option<Record>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = match self.reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if buffer.is_empty() {
                if line.is_empty() && !too_long {
                    return Ok(None);
                }
                break;
            }
            let end = buffer.iter().position(|b| *b == b'\n').map(|at| at + 1);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            too_long |= line.len() + part.len() > LONGEST;
            if !too_long {
                line.extend_from_slice(part);
            }
            let count = part.len();
            self.reader.consume(count);
            if end.is_some() {
                break;
            }
        }
        self.number += 1;
        if self.number == 1 && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        let line = if too_long { Err("it is longer than one mebibyte") } else { Ok(line) };
        Ok(Some((self.number, line)))
    }
}

/// Where in a CSV record a byte stands (RFC 4180).
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl State {
    fn after(self, bytes: &[u8], delimiter: u8) -> Self {
        bytes.iter().fold(self, |state, byte| match (state, *byte) {
            (Self::Quoted, b'"') => Self::QuoteInQuoted,
            (Self::Start | Self::QuoteInQuoted, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, byte) if byte == delimiter => Self::Start,
            _ => Self::Plain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &[u8]) -> Vec<(u64, Result<String, &'static str>)> {
        let mut lines = Lines::of(text);
        let mut found = Vec::new();
        while let Some((number, record)) = lines.next_csv(b',').unwrap() {
            found.push((number, record.map(|record| String::from_utf8(record).unwrap())));
        }
        found
    }

    #[test]
    fn a_record_goes_on_over_line_breaks_in_quotes_only() {
        let found = records(b"\xef\xbb\xbfa,b\n\n\"x\n\"\"y\"\"\n\",1\r\n5\" pipe,2\n\"\",3");
        let texts = [(1, "a,b\n"), (3, "\"x\n\"\"y\"\"\n\",1\r\n"), (6, "5\" pipe,2\n"), (7, "\"\",3")];
        assert_eq!(found, texts.map(|(number, text)| (number, Ok(text.to_owned()))));
    }

    #[test]
    fn k19_a_quote_that_is_never_closed_costs_its_own_line() {
        let found = records(b"a,\"b\nc,d\ne,f\n");
        assert!(found[0].0 == 1 && found[0].1.is_err());
        assert_eq!(found[1..], [(2, Ok("c,d\n".to_owned())), (3, Ok("e,f\n".to_owned()))]);
    }

    #[test]
    fn k19_a_line_without_an_end_is_passed_over_in_little_memory() {
        let mut text = vec![b'x'; 3 << 20];
        text.extend_from_slice(b"\nc,d\n");
        let found = records(&text);
        assert!(found[0].0 == 1 && found[0].1.is_err());
        assert_eq!(found[1..], [(2, Ok("c,d\n".to_owned()))]);
    }
}
