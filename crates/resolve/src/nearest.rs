//! The real names nearest to a wrong one: by its letters, by the words in it, singular and plural.

use std::cmp::Ordering;

/// The most names that are offered.
pub(crate) const MOST: usize = 5;

/// Names less alike than this are not offered.
const LEAST: f64 = 0.45;

/// A name taken apart for comparison.
#[derive(Debug)]
pub(crate) struct Spelling {
    /// The words in it, lower case and singular: `OrderItems` is `order`, `item`.
    words: Vec<String>,
    /// The words without anything between them.
    joined: String,
}

impl Spelling {
    pub(crate) fn of(name: &str) -> Self {
        let words: Vec<String> = words(name).iter().map(|word| singular(word)).collect();
        Self { joined: words.concat(), words }
    }

    /// How alike two names are, from 0 to 1.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        if self.joined == other.joined {
            return 1.0;
        }
        (0.9 * by_letters(&self.joined, &other.joined)).max(0.95 * by_words(&self.words, &other.words))
    }
}

/// Keeps the best of what is offered to it.
#[derive(Debug)]
pub(crate) struct Best<T> {
    spelling: Spelling,
    found: Vec<(f64, T)>,
}

impl<T> Best<T> {
    /// Looks for what is near this name.
    pub(crate) fn near(name: &str) -> Self {
        Self { spelling: Spelling::of(name), found: Vec::new() }
    }

    /// Takes a name into account; `bonus` prefers, between names about as near, those that lie nearer otherwise.
    pub(crate) fn offer(&mut self, spelling: &Spelling, bonus: f64, item: impl FnOnce() -> T) {
        let likeness = self.spelling.likeness(spelling);
        if likeness >= LEAST {
            self.found.push((likeness + bonus, item()));
        }
    }

    /// The best, the nearest first; those offered first win where none is nearer.
    pub(crate) fn take(mut self) -> Vec<T> {
        self.found.sort_by(|one, other| other.0.partial_cmp(&one.0).unwrap_or(Ordering::Equal));
        self.found.into_iter().take(MOST).map(|(_, item)| item).collect()
    }
}

/// The words of a name: `order_items`, `OrderItems`, `order items`, `T1Order`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_alphanumeric() {
            let next_is_small = chars.peek().is_some_and(|next| next.is_lowercase());
            let turns = (c.is_uppercase()
                && (before.is_lowercase() || (before.is_uppercase() && next_is_small)))
                || c.is_ascii_digit() != before.is_ascii_digit();
            if words.is_empty() || !before.is_alphanumeric() || turns {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        before = c;
    }
    words
}

/// A rough singular: enough to see `companies` and `company` as one.
fn singular(word: &str) -> String {
    let ends = |end: &str| word.len() > end.len() + 1 && word.ends_with(end);
    let cut = |count: usize| word.get(..word.len() - count).unwrap_or(word);
    if ends("ies") {
        return format!("{}y", cut(3));
    }
    if ["sses", "shes", "ches", "xes"].into_iter().any(ends) {
        return cut(2).to_owned();
    }
    if ends("s") && !ends("ss") && !ends("us") && !ends("is") {
        return cut(1).to_owned();
    }
    word.to_owned()
}

/// Likeness by edit distance, 0 where the lengths alone say no.
fn by_letters(one: &str, other: &str) -> f64 {
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    if shorter * 2 < longer || longer == 0 {
        return 0.0;
    }
    let longest = one.chars().count().max(other.chars().count());
    1.0 - ratio(strsim::osa_distance(one, other), longest)
}

/// How many words two names share. A word may be short for the other's; the last one says what the thing is and
/// counts twice.
fn by_words(one: &[String], other: &[String]) -> f64 {
    let weight = |place: usize, words: &[String]| if place + 1 == words.len() { 2.0 } else { 1.0 };
    let shared = |from: &[String], to: &[String]| -> f64 {
        let likeness = |word: &String| to.iter().map(|it| word_likeness(word, it)).fold(0.0, f64::max);
        from.iter().enumerate().map(|(place, word)| weight(place, from) * likeness(word)).sum()
    };
    if one.is_empty() || other.is_empty() {
        return 0.0;
    }
    (shared(one, other) + shared(other, one)) / ratio(one.len() + other.len() + 2, 1)
}

fn word_likeness(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let len = short.chars().count();
    if len >= 3 && long.starts_with(short) {
        return 0.8;
    }
    // `qty` for `quantity`, `amt` for `amount`: the first letter, and the others in their order.
    if len >= 2 && short.chars().next() == long.chars().next() && is_within(short, long) {
        return 0.6;
    }
    let letters = if len >= 4 { by_letters(one, other) } else { 0.0 };
    if letters >= 0.7 { letters } else { 0.0 }
}

fn is_within(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|it| it == c))
}

fn ratio(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    number(part) / number(whole.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(wrong: &str, names: &[&str]) -> Vec<String> {
        let mut best = Best::near(wrong);
        for name in names {
            best.offer(&Spelling::of(name), 0.0, || (*name).to_owned());
        }
        best.take()
    }

    #[test]
    fn takes_names_apart_into_words() {
        for (name, expected) in [
            ("order_items", "order items"),
            ("OrderItems", "order items"),
            ("customerID", "customer id"),
            ("HTTPServer", "http server"),
            ("Percent (%) Eligible", "percent eligible"),
            ("addr2line", "addr 2 line"),
            ("订单_明细", "订单 明细"),
            ("", ""),
        ] {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_comes_first() {
        for (wrong, names, expected) in [
            ("customer", &["customers", "custody", "orders"][..], "customers"),
            ("orderitems", &["orders", "order_items", "items"], "order_items"),
            ("custmer_name", &["customer_id", "customer_name", "name"], "customer_name"),
            ("companies", &["campaign", "company"], "company"),
            ("total_qty", &["total_price", "total_quantity"], "total_quantity"),
            ("customer_name", &["name", "customer_since", "id"], "name"),
            ("客户名", &["客户名称", "订单"], "客户名称"),
        ] {
            let found = nearest(wrong, names);
            assert_eq!(found.first().map(String::as_str), Some(expected), "{wrong}: {found:?}");
        }
    }

    #[test]
    fn offers_five_at_most_and_nothing_that_is_far() {
        assert_eq!(nearest("a1", &["a2", "a3", "a4", "a5", "a6", "a7", "a8"]).len(), MOST);
        assert_eq!(nearest("salary", &["id", "created_at", "zip"]), Vec::<String>::new());
    }
}
