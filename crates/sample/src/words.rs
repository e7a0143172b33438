//! Everything in the shop that is a word: names, places, goods, sentences. All of it was written for this
//! sample; people, streets and brands are made up, and no text holds a backslash or a double quote (so that one
//! spelling of a literal serves every SQL dialect and JSON).

pub(crate) mod goods;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod sentences;
