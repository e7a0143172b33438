//! Makes new inputs of old ones: pieces cut out, put together, and the words that matter put in between. The
//! same seed makes the same inputs.

use crate::corpus::MAX_LENGTH;

/// Words that lexers and splices must get right.
const WORDS: [&str; 58] = [
    ";",
    "--",
    "-- ",
    "--\n",
    "#",
    "/*",
    "*/",
    "/*!",
    "/*+",
    "/* ; */",
    "'",
    "''",
    "\\'",
    "\"",
    "`",
    "[",
    "]",
    "]]",
    "$$",
    "$a$",
    "E'",
    "U&'",
    "N'",
    "x'",
    "b'",
    "(",
    ")",
    "((",
    "))",
    " LIMIT ",
    " LIMIT 5",
    " LIMIT ALL",
    " OFFSET 1",
    " FETCH FIRST ROW ONLY",
    " UNION ALL ",
    "SELECT 1",
    "SELECT * FROM t",
    " FROM t",
    "VALUES (1)",
    "TABLE t",
    "WITH w AS (SELECT 1) ",
    " ORDER BY a",
    " FOR UPDATE",
    " INTO x",
    "EXPLAIN ",
    "SHOW ",
    "PRAGMA ",
    "DELETE FROM t",
    "\0",
    "\u{a0}",
    "；",
    "\u{feff}",
    "中",
    "😀",
    "\n",
    "\r",
    "\t",
    "1.e5",
];

/// Numbers that look random enough (xorshift64*).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % end.max(1)
    }

    /// One of several; there must be one.
    pub(crate) fn pick<'a, T>(&mut self, several: &'a [T]) -> &'a T {
        &several[self.below(several.len())]
    }
}

/// A new input of this one; `corpus`, which isn't empty, gives pieces to put in.
pub(crate) fn this(mut bytes: Vec<u8>, corpus: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(4) {
        let (from, to) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        match dice.below(6) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let other = dice.pick(corpus);
                let at = dice.below(other.len() + 1);
                bytes.splice(from..to, other[at..].iter().copied());
            }
            2 if !bytes.is_empty() => {
                let at = dice.below(bytes.len());
                bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0);
            }
            3 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(to..to, piece);
            }
            _ => {
                let word = dice.pick(&WORDS);
                bytes.splice(from..from, word.bytes());
            }
        }
        bytes.truncate(MAX_LENGTH);
    }
    bytes
}
