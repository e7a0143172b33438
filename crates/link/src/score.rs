//! Ranking tables for a question: BM25F over names, columns and comments, how completely a name is spoken of, the
//! schema as a whole, and what joined tables lend each other.

use crate::{
    expand::expand,
    index::{Index, TableTerms, Term},
    lore::{Lore, LoreHits},
    words::question_terms,
};

/// BM25F: how much a word counts by where it stands, and how fast repetition stops to count.
const NAME: f32 = 3.0;
const COLUMN: f32 = 1.0;
const COMMENT: f32 = 1.5;
const COLUMN_COMMENT: f32 = 0.6;
const SATURATION: f32 = 1.2;
/// How strongly long tables are held back.
const LENGTH: f32 = 0.4;
/// What a name that is spoken of in full adds, by kind.
const WHOLE_NAME: f32 = 1.2;
const WHOLE_COLUMN: f32 = 0.8;
const WHOLE_COMMENT: f32 = 0.5;
/// What joined tables lend each other, and the schema its tables.
const NEIGHBOUR: f32 = 0.25;
const SCHEMA: f32 = 1.0;
/// What the glossary and a confirmed example add to the tables that they name, in units of the best score.
const GLOSSARY: f32 = 0.6;
const EXAMPLE: f32 = 0.6;

/// More tables than these have no room in any prompt.
const MOST: usize = 500;

/// The tables of a question, best first.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// The tables with a score above zero, best first, 500 at most.
    pub tables: Vec<LinkedTable>,
    /// Words of the question that nothing in the database answers to, as the person wrote them.
    pub unmatched: Vec<String>,
    /// The share of the question's words that something answers to, 0 to 1. A question without words has 0.
    pub matched_share: f32,
    /// What of glossary and examples the question touches.
    pub lore: LoreHits,
}

/// One table that a question may speak of.
#[derive(Clone, Debug)]
pub struct LinkedTable {
    /// Its number in the index.
    pub(crate) number: usize,
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// How well it answers to the question; only good for comparing within one answer.
    pub score: f32,
    /// For each column, in order, how well it answers.
    pub(crate) columns: Vec<f32>,
}

/// One word of the question and what it may stand for.
struct Asked {
    written: String,
    stands_for: Vec<(Term, f32)>,
}

/// What one table says to one word.
#[derive(Clone, Copy, Default)]
struct Evidence {
    frequency: f32,
    whole: f32,
}

impl Index {
    /// Ranks the tables for a question.
    pub fn link(&self, question: &str, lore: &Lore) -> Linked {
        let hits = lore.hits(question, 3);
        let asked = self.asked(question, lore, &hits);
        let readings = self.readings(&asked);
        let evidence: Vec<Vec<Evidence>> =
            self.tables.iter().map(|table| self.evidence(table, &readings, asked.len())).collect();
        let rarity = rarity(&evidence, asked.len());
        let own: Vec<f32> = evidence.iter().map(|row| own_score(row, &rarity)).collect();
        let mut scores = self.with_company(&own, &evidence, &rarity);
        self.add_lore(&mut scores, lore, &hits);
        let answered = |word: usize| evidence.iter().any(|row| row[word].frequency > 0.0);
        let unmatched: Vec<String> = (0..asked.len())
            .filter(|word| !answered(*word))
            .map(|word| asked[word].written.clone())
            .collect();
        let matched_share =
            if asked.is_empty() { 0.0 } else { 1.0 - count_of(unmatched.len()) / count_of(asked.len()) };
        Linked { tables: self.ranked(&scores, &readings, &rarity), unmatched, matched_share, lore: hits }
    }

    /// Puts tables that somebody named, as `table` or `schema.table`, before all others, in their order; says how
    /// many of them there are.
    pub fn prefer(&self, linked: &mut Linked, names: &[String]) -> usize {
        let mut chosen: Vec<LinkedTable> = Vec::new();
        let best = linked.tables.first().map_or(0.0, |table| table.score);
        for number in names.iter().flat_map(|name| self.called(name)) {
            if chosen.iter().any(|table| table.number == number) {
                continue;
            }
            let ranked = linked.tables.iter().position(|table| table.number == number);
            let table = ranked.map_or_else(|| self.unranked(number), |at| linked.tables.remove(at));
            chosen.push(LinkedTable { score: best + table.score + 1.0, ..table });
        }
        let count = chosen.len();
        linked.tables.splice(0..0, chosen);
        count
    }

    /// The tables that a name may mean; quotes around it don't matter.
    fn called(&self, name: &str) -> Vec<usize> {
        let bare: String = name.chars().filter(|c| !matches!(c, '"' | '`' | '[' | ']')).collect();
        let bare = bare.trim();
        let is_called = |number: &usize| {
            let table = self.table(*number);
            table.name.eq_ignore_ascii_case(bare)
                || format!("{}.{}", table.schema, table.name).eq_ignore_ascii_case(bare)
        };
        (0..self.len()).filter(is_called).collect()
    }

    fn unranked(&self, number: usize) -> LinkedTable {
        let table = self.table(number);
        LinkedTable {
            number,
            schema: table.schema.clone(),
            name: table.name.clone(),
            score: 0.0,
            columns: vec![0.0; table.columns.len()],
        }
    }

    fn asked(&self, question: &str, lore: &Lore, hits: &LoreHits) -> Vec<Asked> {
        let mut words = question_terms(question);
        // The meaning of a glossary term speaks as the question does.
        for entry in hits.glossary.iter().map(|at| &lore.glossary[*at]) {
            for word in question_terms(&entry.meaning) {
                if !words.iter().any(|(term, _)| *term == word.0) && self.vocabulary.number(&word.0).is_some()
                {
                    words.push(word);
                }
            }
        }
        words
            .into_iter()
            .map(|(term, written)| Asked { stands_for: expand(&term, &written, &self.vocabulary), written })
            .collect()
    }

    /// By term of the vocabulary: the word of the question that it may stand for, and how surely.
    fn readings(&self, asked: &[Asked]) -> Vec<Option<(usize, f32)>> {
        let mut readings: Vec<Option<(usize, f32)>> = vec![None; self.vocabulary.words.len()];
        for (word, asked) in asked.iter().enumerate() {
            for (term, sure) in &asked.stands_for {
                let place = &mut readings[*term as usize];
                if place.is_none_or(|(_, known)| known < *sure) {
                    *place = Some((word, *sure));
                }
            }
        }
        readings
    }

    fn evidence(&self, table: &TableTerms, readings: &[Option<(usize, f32)>], words: usize) -> Vec<Evidence> {
        let mut row = vec![Evidence::default(); words];
        let size = count_of(table.columns.len()) / self.mean_columns;
        let by_length = 1.0 / (1.0 - LENGTH + LENGTH * size);
        self.hear(&mut row, readings, &table.name, (NAME, WHOLE_NAME));
        self.hear(&mut row, readings, &table.comment, (COMMENT, WHOLE_COMMENT));
        for column in &table.columns {
            self.hear(&mut row, readings, column, (COLUMN * by_length, WHOLE_COLUMN));
        }
        for comment in &table.column_comments {
            self.hear(&mut row, readings, comment, (COLUMN_COMMENT * by_length, WHOLE_COMMENT));
        }
        row
    }

    /// Adds what one name or comment says.
    fn hear(
        &self,
        row: &mut [Evidence],
        readings: &[Option<(usize, f32)>],
        place: &[Term],
        (counts, whole): (f32, f32),
    ) {
        if place.iter().all(|term| readings[*term as usize].is_none()) {
            return;
        }
        let covered = self.covered(readings, place);
        for term in place {
            if let Some((word, sure)) = readings[*term as usize] {
                let evidence = &mut row[word];
                evidence.frequency += counts * sure;
                evidence.whole = evidence.whole.max(whole * sure * covered);
            }
        }
    }

    /// How much of a name is spoken of, 0 to 1; rare words count more.
    fn covered(&self, readings: &[Option<(usize, f32)>], place: &[Term]) -> f32 {
        let (mut all, mut spoken) = (0.0, 0.0);
        for term in place {
            let weight = self.vocabulary.rarity[*term as usize];
            all += weight;
            spoken += readings[*term as usize].map_or(0.0, |(_, sure)| sure * weight);
        }
        if all > 0.0 { spoken / all } else { 0.0 }
    }

    /// Own scores, plus what neighbours and the schema lend.
    fn with_company(&self, own: &[f32], evidence: &[Vec<Evidence>], rarity: &[f32]) -> Vec<f32> {
        let schemas = self.schema_scores(evidence, rarity);
        (0..own.len())
            .map(|table| {
                let mut lent: Vec<f32> =
                    self.joins.of(table).iter().map(|(other, sure)| own[*other] * sure).collect();
                lent.sort_by(|one, other| other.total_cmp(one));
                let lent: f32 = lent.iter().take(2).sum();
                let schema = schemas[self.tables[table].schema];
                let company = NEIGHBOUR * lent + SCHEMA * schema;
                own[table] + company
            })
            .collect()
    }

    /// How well each schema as a whole answers: for each word the best that one of its tables says. With one schema
    /// there is nothing to tell apart.
    fn schema_scores(&self, evidence: &[Vec<Evidence>], rarity: &[f32]) -> Vec<f32> {
        if self.schemas < 2 {
            return vec![0.0; self.schemas];
        }
        let mut best = vec![vec![0.0_f32; rarity.len()]; self.schemas];
        for (table, row) in self.tables.iter().zip(evidence) {
            for (word, said) in row.iter().enumerate() {
                let place = &mut best[table.schema][word];
                *place = place.max(said_score(*said));
            }
        }
        best.iter().map(|words| words.iter().zip(rarity).map(|(said, rare)| said * rare).sum()).collect()
    }

    fn add_lore(&self, scores: &mut [f32], lore: &Lore, hits: &LoreHits) {
        let best = scores.iter().copied().fold(1.0, f32::max);
        let mut lift = |name: &str, by: f32| {
            for (number, score) in scores.iter_mut().enumerate() {
                let table = self.table(number);
                let whole = format!("{}.{}", table.schema, table.name);
                if table.name.eq_ignore_ascii_case(name) || whole.eq_ignore_ascii_case(name) {
                    *score += best * by;
                }
            }
        };
        for entry in hits.glossary.iter().map(|at| &lore.glossary[*at]) {
            entry.tables.iter().for_each(|table| lift(table, GLOSSARY));
        }
        for (example, likeness) in hits.examples.iter().map(|(at, likeness)| (&lore.examples[*at], *likeness))
        {
            example.tables.iter().for_each(|table| lift(table, EXAMPLE * likeness));
        }
    }

    fn ranked(&self, scores: &[f32], readings: &[Option<(usize, f32)>], rarity: &[f32]) -> Vec<LinkedTable> {
        let mut order: Vec<usize> = (0..scores.len()).filter(|table| scores[*table] > 0.0).collect();
        order.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]).then(one.cmp(other)));
        order.truncate(MOST);
        order
            .into_iter()
            .map(|number| {
                let table = self.table(number);
                LinkedTable {
                    number,
                    schema: table.schema.clone(),
                    name: table.name.clone(),
                    score: scores[number],
                    columns: self.column_scores(&self.tables[number], readings, rarity),
                }
            })
            .collect()
    }

    fn column_scores(
        &self,
        table: &TableTerms,
        readings: &[Option<(usize, f32)>],
        rarity: &[f32],
    ) -> Vec<f32> {
        let said = |place: &[Term]| -> f32 {
            if place.iter().all(|term| readings[*term as usize].is_none()) {
                return 0.0;
            }
            let covered = self.covered(readings, place);
            place
                .iter()
                .filter_map(|term| readings[*term as usize])
                .map(|(word, sure)| sure * rarity[word] * (0.5 + covered))
                .sum()
        };
        table
            .columns
            .iter()
            .zip(&table.column_comments)
            .map(|(name, comment)| said(name) + 0.5 * said(comment))
            .collect()
    }
}

/// How rare each word of the question is among the tables.
fn rarity(evidence: &[Vec<Evidence>], words: usize) -> Vec<f32> {
    let tables = count_of(evidence.len());
    (0..words)
        .map(|word| {
            let spread = count_of(evidence.iter().filter(|row| row[word].frequency > 0.0).count());
            (1.0 + (tables - spread + 0.5) / (spread + 0.5)).ln()
        })
        .collect()
}

fn own_score(row: &[Evidence], rarity: &[f32]) -> f32 {
    row.iter().zip(rarity).map(|(said, rare)| said_score(*said) * rare).sum()
}

fn said_score(said: Evidence) -> f32 {
    said.frequency / (SATURATION + said.frequency) + said.whole
}

/// A count as a number to reckon with. Those here are small; beyond 65,535 they stay there.
pub(crate) fn count_of(things: usize) -> f32 {
    f32::from(u16::try_from(things).unwrap_or(u16::MAX))
}
