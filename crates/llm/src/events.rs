//! A parser of `text/event-stream` (WHATWG HTML, 9.2.6), fed with bytes as they come, whatever their borders.

use crate::Error;

/// A line longer than this is no event of a language model.
const MAX_LINE: usize = 1 << 20;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    /// The `event` field; empty for a message.
    pub(crate) name: String,
    /// The `data` fields, joined by line feeds.
    pub(crate) data: String,
}

/// What was fed and is not yet a whole event.
#[derive(Debug, Default)]
pub(crate) struct EventParser {
    line: Vec<u8>,
    after_return: bool,
    begun: bool,
    event: Event,
    has_data: bool,
}

impl EventParser {
    /// Takes bytes; gives the events that they complete.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Event>, Error> {
        let mut events = Vec::new();
        for byte in bytes {
            // A line ends with LF, CR or CR LF.
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => events.extend(self.end_line()),
                _ if self.line.len() == MAX_LINE => return Err(Error::TooLong { limit_bytes: MAX_LINE }),
                _ => self.line.push(*byte),
            }
        }
        Ok(events)
    }

    fn end_line(&mut self) -> Option<Event> {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = if std::mem::replace(&mut self.begun, true) {
            &line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(&line)
        };
        if line.is_empty() {
            let has_data = std::mem::take(&mut self.has_data);
            let event = std::mem::take(&mut self.event);
            return has_data.then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.has_data = true;
                self.event.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.event.name),
            // `id`, `retry`, comments (an empty field name), and whatever comes to be.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STREAM: &str = "\u{feff}: hello\r\nevent: ping\r\ndata: {}\r\n\r\ndata:one\ndata: two\n\ndata: 每个\r\rid: 7\n\n\ndata: unfinished";

    fn events(pieces: &[&[u8]]) -> Vec<(String, String)> {
        let mut parser = EventParser::default();
        let events = pieces.iter().flat_map(|piece| parser.feed(piece).unwrap());
        events.map(|event| (event.name, event.data)).collect()
    }

    #[test]
    fn reads_events_of_every_line_ending() {
        let expected = [("ping", "{}"), ("", "one\ntwo"), ("", "每个")];
        let expected: Vec<_> =
            expected.iter().map(|(name, data)| ((*name).to_owned(), (*data).to_owned())).collect();
        assert_eq!(events(&[STREAM.as_bytes()]), expected);
    }

    #[test]
    fn a_line_without_end_is_given_up() {
        let mut parser = EventParser::default();
        assert!(parser.feed(&vec![b'x'; MAX_LINE + 1]).is_err());
    }

    proptest! {
        #[test]
        fn borders_of_pieces_change_nothing(cuts in proptest::collection::vec(0..STREAM.len(), 0..8)) {
            let mut cuts = cuts;
            cuts.extend([0, STREAM.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &STREAM.as_bytes()[pair[0]..pair[1]]).collect();
            prop_assert_eq!(events(&pieces), events(&[STREAM.as_bytes()]));
        }

        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = EventParser::default().feed(&bytes);
        }
    }
}
