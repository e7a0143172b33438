//! Another server's SQL in a statement: constructs that this server's parser would refuse, or read as something
//! else. Functions are the guard's matter, names the resolver's. Where the grammar at hand is more generous than
//! the server (sqlparser reads every dialect's constructs), it is told apart here.

mod mysql;
mod sqlite;
mod words;

use sqlparser::{
    ast::{Expr, Spanned},
    tokenizer::Location,
};
use weir_guard::Dialect;
use weir_model::{Phrase, ServerFlavor};

use crate::{Rules, read::Places};

/// What the server makes of a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It refuses the statement.
    Refused,
    /// It accepts it, and reads something else: `"name"` as a text, `||` as OR.
    ReadOtherwise,
}

/// A construct that belongs to another server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialectProblem {
    /// The construct: `::`, `FULL JOIN`.
    pub construct: String,
    /// What the server makes of it.
    pub effect: Effect,
    /// What this server writes in its place; empty where there is nothing alike.
    pub instead: &'static str,
    /// Where, as a count of characters from 1, when the place is known.
    pub position: Option<usize>,
    /// Whose server it is that doesn't know the construct.
    server: &'static str,
}

impl DialectProblem {
    /// The problem in a sentence.
    pub fn phrase(&self) -> Phrase {
        let Self { construct, server, instead, .. } = self;
        let (mut english, mut chinese) = match self.effect {
            Effect::Refused => (format!("{server} has no {construct}"), format!("{server} 没有 {construct}")),
            Effect::ReadOtherwise => (
                format!("{server} reads {construct} as something else"),
                format!("{server} 会把 {construct} 理解成别的意思"),
            ),
        };
        if !instead.is_empty() {
            english = format!("{english}; write {instead}");
            chinese = format!("{chinese}；应写成 {instead}");
        }
        Phrase::new(english, chinese)
    }
}

/// Finds what the server would not read as the statement means it. What isn't understood passes.
pub fn dialect_problems(sql: &str, rules: &Rules) -> Vec<DialectProblem> {
    let found = match rules.flavor() {
        // The guard reads with the server's own grammar, and has refused what isn't PostgreSQL's.
        ServerFlavor::Postgres => None,
        ServerFlavor::MySql => weir_guard::mysql::with_query(sql, Dialect::MySql, |query, start| {
            mysql::problems(query, Places::new(sql, start), rules)
        }),
        ServerFlavor::MariaDb => weir_guard::mysql::with_query(sql, Dialect::MariaDb, |query, start| {
            mysql::problems(query, Places::new(sql, start), rules)
        }),
        ServerFlavor::Sqlite => weir_guard::sqlite::with_query(sql, |query, start| {
            sqlite::problems(query, Places::new(sql, start))
        }),
    };
    found.unwrap_or_default()
}

/// Collects problems of one statement.
struct Found<'a> {
    places: Places<'a>,
    server: &'static str,
    problems: Vec<DialectProblem>,
}

impl<'a> Found<'a> {
    fn new(places: Places<'a>, server: &'static str) -> Self {
        Self { places, server, problems: Vec::new() }
    }

    fn refused(&mut self, construct: &str, instead: &'static str, at: Location) {
        self.add(construct, Effect::Refused, instead, at);
    }

    fn refused_at(&mut self, construct: &str, instead: &'static str, expr: &Expr) {
        self.refused(construct, instead, expr.span().start);
    }

    fn read_otherwise(&mut self, construct: &str, instead: &'static str, at: Location) {
        self.add(construct, Effect::ReadOtherwise, instead, at);
    }

    /// Each construct is told once.
    fn add(&mut self, construct: &str, effect: Effect, instead: &'static str, at: Location) {
        if self.problems.iter().any(|told| told.construct == construct) {
            return;
        }
        let position = self.places.position(at);
        let construct = construct.to_owned();
        self.problems.push(DialectProblem { construct, effect, instead, position, server: self.server });
    }
}
