//! Growth on made-up series with known answers, against scipy's numbers, and on whatever proptest thinks of.

mod coverage;
mod dice;
mod known_answers;
mod properties;
mod theilslopes;
