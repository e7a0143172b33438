//! A small lexicon of words that mean much the same in a database, in English and Chinese: `lexicon.txt`.
//!
//! It says that 客户 may be `customer` and that `earn` may be `salary`. What one company means by a word is the
//! matter of its glossary, not of this file.

use std::{collections::HashMap, sync::LazyLock};

use crate::stem::stem;

static GROUPS: LazyLock<Groups> = LazyLock::new(|| Groups::read(include_str!("lexicon.txt")));

#[derive(Debug, Default)]
struct Groups {
    members: Vec<Vec<String>>,
    /// By stem: the groups that it stands in.
    of: HashMap<String, Vec<usize>>,
}

/// The stems of the words that may mean the same as this one, without itself.
pub(crate) fn synonyms(term: &str) -> impl Iterator<Item = &'static str> {
    let groups = GROUPS.of.get(term).map(Vec::as_slice).unwrap_or_default();
    let term = term.to_owned();
    groups
        .iter()
        .flat_map(|group| &GROUPS.members[*group])
        .map(String::as_str)
        .filter(move |other| *other != term)
}

impl Groups {
    fn read(text: &str) -> Self {
        let mut groups = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let members: Vec<String> = line.split_whitespace().map(stem).collect();
            for member in &members {
                groups.of.entry(member.clone()).or_default().push(groups.members.len());
            }
            groups.members.push(members);
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_words_across_the_languages() {
        assert!(synonyms("客户").any(|word| word == "customer"));
        assert!(synonyms(&stem("earning")).any(|word| word == stem("salary")));
        assert!(synonyms("歌手").any(|word| word == stem("artists")));
        assert_eq!(synonyms("xyzzy").count(), 0);
    }

    #[test]
    fn no_group_holds_a_word_alone() {
        assert!(GROUPS.members.iter().all(|group| group.len() > 1));
    }
}
