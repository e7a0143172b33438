//! The schema part of a prompt: the whole schema when it fits into the budget, else the best tables with those that
//! lie between them. Never everything as a way out.

use std::collections::HashSet;

use weir_model::Table;

use crate::{
    count_tokens,
    ddl::{line, name_line},
    index::Index,
    score::{Linked, LinkedTable, count_of},
};

/// A table with up to this many columns keeps them all: leaving some out loses more than it saves.
const KEPT_WHOLE: usize = 20;
/// Columns beside the keys that a wider table keeps.
const BEST_COLUMNS: usize = 20;
/// Columns beside the keys that a table keeps in the lean form.
const LEAN_COLUMNS: usize = 6;
/// The best tables, this share of the budget, stand in their full form; then the lean form begins.
const FULL_SHARE: f32 = 0.75;
/// Among this many of the best tables, those that lie between two of them are looked for.
const BRIDGED: usize = 6;

/// The tables told to a model.
#[derive(Clone, Debug, Default)]
pub struct SchemaPart {
    /// One line a table.
    pub text: String,
    /// How many tokens the text has.
    pub tokens: usize,
    /// The tables told, as schema and name, best first.
    pub tables: Vec<(String, String)>,
    /// The columns told of each of these tables, by their places in the table, in order.
    pub columns: Vec<Vec<usize>>,
    /// Whether every table of the database is told, in full.
    pub whole: bool,
}

impl Index {
    /// Tells the tables of a question in at most `budget` tokens.
    pub fn schema_part(&self, linked: &Linked, budget: usize) -> SchemaPart {
        self.whole_part(budget).unwrap_or_else(|| self.best_part(linked, budget))
    }

    /// The names of all tables and nothing else, in at most `budget` tokens: for a model that picks where words
    /// failed. Ranked tables come first. The flag says whether all had room.
    pub fn names_part(&self, linked: &Linked, budget: usize) -> (String, bool) {
        let ranked = linked.tables.iter().map(|table| table.number);
        let mut seen = HashSet::new();
        let mut text = String::new();
        let mut tokens = 0;
        for number in ranked.chain(0..self.len()).filter(|number| seen.insert(*number)) {
            let table = self.table(number);
            let (line, cost) = self.tables[number].name_line.get_or_init(|| {
                let line = name_line(table, &self.naming);
                let tokens = count_tokens(&line);
                (line, tokens)
            });
            tokens += cost;
            if tokens > budget {
                return (text, false);
            }
            text.push_str(line);
        }
        (text, true)
    }

    fn whole_part(&self, budget: usize) -> Option<SchemaPart> {
        let mut part = Builder::new(self, budget);
        // A line has at least ten tokens; most databases that don't fit are known by that alone.
        if self.len() * 10 > budget {
            return None;
        }
        for number in 0..self.len() {
            if !part.add_whole(number) {
                return None;
            }
        }
        let mut part = part.finish();
        part.whole = part.tables.len() == self.len();
        part.whole.then_some(part)
    }

    fn best_part(&self, linked: &Linked, budget: usize) -> SchemaPart {
        let mut part = Builder::new(self, budget);
        let order = self.with_bridges(&linked.tables);
        for (number, scores) in order {
            let full = count_of(part.tokens) < FULL_SHARE * count_of(budget);
            let columns = kept(self.table(number), scores, full);
            // One that is too long for what is left may be followed by a shorter one.
            part.add(number, columns);
            if part.tokens + 10 > budget {
                break;
            }
        }
        part.finish()
    }

    /// The ranked tables, with those that lie between the best ones moved up behind these.
    fn with_bridges<'a>(&self, ranked: &'a [LinkedTable]) -> Vec<(usize, &'a [f32])> {
        let best: Vec<usize> = ranked.iter().take(BRIDGED).map(|table| table.number).collect();
        let mut bridges = Vec::new();
        for (nth, one) in best.iter().enumerate() {
            for other in &best[nth + 1..] {
                bridges.extend(self.joins.between(*one, *other).unwrap_or_default());
            }
        }
        let scores = |number: usize| {
            ranked.iter().find(|table| table.number == number).map_or(&[][..], |table| &table.columns)
        };
        let head = ranked.iter().take(BRIDGED).map(|table| (table.number, &table.columns[..]));
        let between = bridges.into_iter().map(|number| (number, scores(number)));
        let tail = ranked.iter().skip(BRIDGED).map(|table| (table.number, &table.columns[..]));
        let mut seen = HashSet::new();
        head.chain(between).chain(tail).filter(|(number, _)| seen.insert(*number)).collect()
    }
}

/// The places of the columns that are told: keys always, then those that answer best, then the first ones.
fn kept(table: &Table, scores: &[f32], full: bool) -> Vec<usize> {
    let all = 0..table.columns.len();
    if full && table.columns.len() <= KEPT_WHOLE {
        return all.collect();
    }
    let is_key = |at: usize| {
        let column = &table.columns[at];
        column.primary_key || table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
    };
    let score = |at: usize| scores.get(at).copied().unwrap_or_default();
    let (keys, mut others): (Vec<usize>, Vec<usize>) = all.partition(|at| is_key(*at));
    others.sort_by(|one, other| score(*other).total_cmp(&score(*one)).then(one.cmp(other)));
    let answering = others.iter().filter(|at| score(**at) > 0.0).count();
    others.truncate(if full { BEST_COLUMNS } else { LEAN_COLUMNS.max(answering.min(BEST_COLUMNS)) });
    let mut kept: Vec<usize> = keys.into_iter().chain(others).collect();
    kept.sort_unstable();
    kept
}

struct Builder<'a> {
    index: &'a Index,
    budget: usize,
    tokens: usize,
    lines: Vec<(usize, Vec<usize>, String)>,
}

impl<'a> Builder<'a> {
    fn new(index: &'a Index, budget: usize) -> Self {
        Self { index, budget, tokens: 0, lines: Vec::new() }
    }

    /// The whole table, whose line is made and counted once for all questions.
    fn add_whole(&mut self, number: usize) -> bool {
        let table = self.index.table(number);
        let all: Vec<usize> = (0..table.columns.len()).collect();
        let (line, tokens) = self.index.tables[number].whole.get_or_init(|| {
            let line = line(table, &all, &self.index.naming);
            let tokens = count_tokens(&line);
            (line, tokens)
        });
        self.push(number, all, line.clone(), *tokens)
    }

    fn add(&mut self, number: usize, columns: Vec<usize>) -> bool {
        let table = self.index.table(number);
        if columns.len() == table.columns.len() {
            return self.add_whole(number);
        }
        let line = line(table, &columns, &self.index.naming);
        let tokens = count_tokens(&line);
        self.push(number, columns, line, tokens)
    }

    fn push(&mut self, number: usize, columns: Vec<usize>, line: String, tokens: usize) -> bool {
        let fits = self.tokens + tokens <= self.budget;
        if fits {
            self.tokens += tokens;
            self.lines.push((number, columns, line));
        }
        fits
    }

    /// Each line ends with a line feed, where the vocabulary never joins: what the lines cost is what the text costs.
    fn finish(self) -> SchemaPart {
        let name = |number: usize| {
            let table = self.index.table(number);
            (table.schema.clone(), table.name.clone())
        };
        SchemaPart {
            text: self.lines.iter().map(|(_, _, line)| line.as_str()).collect(),
            tokens: self.tokens,
            tables: self.lines.iter().map(|(number, _, _)| name(*number)).collect(),
            columns: self.lines.into_iter().map(|(_, columns, _)| columns).collect(),
            whole: false,
        }
    }
}
