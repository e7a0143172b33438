//! From a word of the question to the words of the schema that it may stand for, with how sure that is: the word
//! itself, a synonym, another form of it, an abbreviation, a part of a name written in one, a slip of the pen.

use crate::{
    index::{Term, Vocabulary},
    lexicon::synonyms,
    stem::is_vowel,
};

const SYNONYM: f32 = 0.55;
const FORM: f32 = 0.55;
const ABBREVIATION: f32 = 0.45;
const PART: f32 = 0.5;
const SLIP: f32 = 0.5;

/// Endings that make one word of a family into another: sing, singer; depart, department; region, regional.
const ENDINGS: &[&str] = &[
    "", "er", "or", "ee", "ment", "ion", "ation", "ition", "al", "ial", "ist", "ian", "ship", "ity", "nes",
    "anc", "enc", "ly", "y", "iv", "ant", "ent", "ary", "ory", "ic", "ical", "ism", "abl", "ful", "ur", "r",
    "at", "ator", "ational", "ution", "ional", "ent", "ary", "hood", "dom",
];

/// What a term of the question may stand for. The best one first is not promised; none is named twice.
pub(crate) fn expand(term: &str, written: &str, vocabulary: &Vocabulary) -> Vec<(Term, f32)> {
    let mut found: Vec<(Term, f32)> = Vec::new();
    let mut add = |term: Term, sure: f32| match found.iter_mut().find(|(known, _)| *known == term) {
        Some((_, known)) => *known = known.max(sure),
        None => found.push((term, sure)),
    };
    let exact = vocabulary.number(term);
    if let Some(term) = exact {
        add(term, 1.0);
    }
    for synonym in synonyms(term).filter_map(|word| vocabulary.number(word)) {
        add(synonym, SYNONYM);
    }
    if term.is_ascii() {
        for (number, word) in vocabulary.words.iter().enumerate() {
            if let Some(sure) = resemblance(term, written, word, vocabulary, exact.is_some()) {
                add(Term::try_from(number).unwrap_or(Term::MAX), sure);
            }
        }
    } else {
        for (number, word) in vocabulary.words.iter().enumerate() {
            if word != term && term.chars().count() > 1 && (word.contains(term) || is_part_of(word, term)) {
                add(Term::try_from(number).unwrap_or(Term::MAX), PART);
            }
        }
    }
    found
}

/// A Chinese word of the schema inside one of the question: 国家 in 国家名称.
fn is_part_of(word: &str, term: &str) -> bool {
    !word.is_ascii() && word.chars().count() > 1 && term.contains(word)
}

fn resemblance(term: &str, written: &str, word: &str, vocabulary: &Vocabulary, known: bool) -> Option<f32> {
    if word == term || !word.is_ascii() {
        return None;
    }
    if word.as_bytes().first() == term.as_bytes().first() {
        if is_other_form(term, word) {
            return Some(FORM);
        }
        if is_abbreviation(word, written) || is_abbreviation(written, word) {
            return Some(ABBREVIATION);
        }
    }
    if is_part(term, word, vocabulary) {
        return Some(PART);
    }
    (!known && is_slip(term, word)).then_some(SLIP)
}

fn is_other_form(one: &str, other: &str) -> bool {
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    common >= 4 && ENDINGS.contains(&&one[common..]) && ENDINGS.contains(&&other[common..])
}

/// `prd` of product, `addr` of address, `ord` of order: a beginning of three letters, or letters in their order
/// with hardly a vowel among them. One that the lexicon knows is a word and no abbreviation.
fn is_abbreviation(short: &str, long: &str) -> bool {
    if short.len() < 3 || short.len() > 5 || long.len() < short.len() + 1 || long.len() < 4 {
        return false;
    }
    if short.bytes().next() != long.bytes().next() || synonyms(short).next().is_some() {
        return false;
    }
    if long.len() > short.len() + 1 && long.starts_with(short) {
        return true;
    }
    let mut letters = long.bytes();
    let in_order = short.bytes().all(|letter| letters.any(|other| other == letter));
    in_order
        && short.bytes().skip(1).filter(|letter| is_vowel(*letter)).count() + 3 <= short.len()
        && short.len() * 3 >= long.len()
}

/// `station` in `gasstation`, `year` in `yearmonth`: what is left over must be a word of the schema as well.
fn is_part(term: &str, word: &str, vocabulary: &Vocabulary) -> bool {
    if term.len() < 3 || word.len() < term.len() + 2 {
        return false;
    }
    let rest = word.strip_prefix(term).or_else(|| word.strip_suffix(term));
    rest.is_some_and(|rest| {
        rest.len() <= 2 && rest == "id"
            || rest.len() > 2 && (vocabulary.number(rest).is_some() || synonyms(rest).next().is_some())
    })
}

/// One letter wrong, missing, too much, or two exchanged, in a word long enough for that to be no other word.
fn is_slip(term: &str, word: &str) -> bool {
    if term.len() < 5 || word.len() < 5 || term.len().abs_diff(word.len()) > 1 {
        return false;
    }
    let front = term.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count();
    let (one, other) = (&term.as_bytes()[front..], &word.as_bytes()[front..]);
    match (one, other) {
        ([a, b, rest @ ..], [c, d, other_rest @ ..]) if a == d && b == c && rest == other_rest => true,
        ([_, rest @ ..], [_, other_rest @ ..]) if rest == other_rest => true,
        ([_, rest @ ..], _) if rest == other => true,
        (_, [_, rest @ ..]) => rest == one,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_abbreviations_and_does_not_make_them_up() {
        for (short, long) in [("prd", "product"), ("ord", "order"), ("itm", "item"), ("addr", "address")] {
            assert!(is_abbreviation(short, long), "{short} {long}");
        }
        for (short, long) in [
            ("car", "carpet"),
            ("of", "office"),
            ("ion", "invention"),
            ("customer", "customers"),
            ("cat", "category"),
        ] {
            assert!(!is_abbreviation(short, long), "{short} {long}");
        }
    }

    #[test]
    fn knows_the_words_of_a_family() {
        assert!(is_other_form("sing", "singer"));
        assert!(is_other_form("employ", "employment"));
        assert!(!is_other_form("count", "country"));
    }

    #[test]
    fn forgives_one_slip_in_a_long_word() {
        assert!(is_slip("custmer", "customer"));
        assert!(is_slip("cusotmer", "customer"));
        assert!(is_slip("customerr", "customer"));
        assert!(is_slip("costumer", "costumes"));
        assert!(!is_slip("date", "data"));
        assert!(!is_slip("custmr", "customer"));
    }
}
