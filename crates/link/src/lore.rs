//! What people have told about a database beyond its names: the glossary, and questions whose answer somebody
//! confirmed. Matched anew for each question; there are hundreds of entries, not millions.

use std::collections::{HashMap, HashSet};

use crate::{
    score::count_of,
    words::{question_terms, terms},
};

/// An entry of the glossary: what a word of this house means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlossaryEntry {
    /// The word or phrase, as people say it.
    pub term: String,
    /// What it means, in words or as a rule (`status = 'paid'`).
    pub meaning: String,
    /// Tables it speaks of, as `table` or `schema.table`.
    pub tables: Vec<String>,
}

/// A question whose SQL somebody has marked as right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Example {
    /// The question.
    pub question: String,
    /// The SQL that answers it.
    pub sql: String,
    /// The tables that the SQL reads, as `table` or `schema.table`.
    pub tables: Vec<String>,
}

/// Glossary and examples of one connection.
#[derive(Clone, Debug, Default)]
pub struct Lore {
    /// The glossary.
    pub glossary: Vec<GlossaryEntry>,
    /// Confirmed examples.
    pub examples: Vec<Example>,
}

/// What of it a question touches.
#[derive(Clone, Debug, Default)]
pub struct LoreHits {
    /// Entries whose term stands in the question, by their place in the glossary.
    pub glossary: Vec<usize>,
    /// The most similar examples, most similar first, with a likeness of 0 to 1.
    pub examples: Vec<(usize, f32)>,
}

/// Less alike than this, an example would only distract.
const ALIKE: f32 = 0.3;

impl Lore {
    /// What a question touches: entries whose every word stands in it, and at most `most` alike examples.
    pub fn hits(&self, question: &str, most: usize) -> LoreHits {
        let words: HashSet<String> = terms(question).into_iter().collect();
        let lower = question.to_lowercase();
        let stands = |entry: &GlossaryEntry| {
            let term = entry.term.trim().to_lowercase();
            let of_term = terms(&entry.term);
            !term.is_empty()
                && ((!of_term.is_empty() && of_term.iter().all(|word| words.contains(word)))
                    || (!term.is_ascii() && lower.contains(&term)))
        };
        let glossary =
            self.glossary.iter().enumerate().filter(|(_, entry)| stands(entry)).map(|(at, _)| at).collect();
        LoreHits { glossary, examples: self.alike(question, most) }
    }

    /// Cosine of the words, weighted by how rare each is among the examples.
    fn alike(&self, question: &str, most: usize) -> Vec<(usize, f32)> {
        let bags: Vec<HashSet<String>> = self.examples.iter().map(|example| bag(&example.question)).collect();
        let mut spread: HashMap<&str, f32> = HashMap::new();
        for word in bags.iter().flatten() {
            *spread.entry(word).or_default() += 1.0;
        }
        let count = count_of(bags.len());
        let weight =
            |word: &str| (1.0 + (count + 1.0) / (spread.get(word).unwrap_or(&0.0) + 1.0)).ln().powi(2);
        let norm = |bag: &HashSet<String>| bag.iter().map(|word| weight(word)).sum::<f32>().sqrt();
        let asked = bag(question);
        let mut alike: Vec<(usize, f32)> = bags
            .iter()
            .enumerate()
            .map(|(at, bag)| {
                let common: f32 = bag.intersection(&asked).map(|word| weight(word)).sum();
                (at, common / (norm(bag) * norm(&asked)).max(f32::EPSILON))
            })
            .filter(|(_, likeness)| *likeness >= ALIKE)
            .collect();
        alike.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        alike.truncate(most);
        alike
    }
}

fn bag(question: &str) -> HashSet<String> {
    question_terms(question).into_iter().map(|(term, _)| term).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lore() -> Lore {
        let entry = |term: &str| GlossaryEntry { term: term.to_owned(), ..GlossaryEntry::default() };
        let example = |question: &str| Example { question: question.to_owned(), ..Example::default() };
        Lore {
            glossary: vec![entry("active customer"), entry("GMV"), entry("活跃客户"), entry("  ")],
            examples: vec![
                example("top 10 customers by revenue"),
                example("orders per month in 2013"),
                example("stock of a product"),
            ],
        }
    }

    #[test]
    fn finds_the_terms_that_stand_in_the_question() {
        assert_eq!(lore().hits("How many customers are active?", 3).glossary, [0]);
        assert_eq!(lore().hits("gmv by month", 3).glossary, [1]);
        assert_eq!(lore().hits("上个月的活跃客户有多少", 3).glossary, [2]);
        assert!(lore().hits("customers", 3).glossary.is_empty());
    }

    #[test]
    fn finds_the_examples_that_are_alike() {
        let places =
            |question| lore().hits(question, 3).examples.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        assert_eq!(places("monthly orders in 2014, per month"), [1]);
        assert_eq!(places("customers with the most revenue"), [0]);
        assert!(places("weather").is_empty());
    }
}
