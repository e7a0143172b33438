//! Counting tokens as models do: the o200k vocabulary. Models with other vocabularies differ by some percent.

use tiktoken_rs::o200k_base_singleton;

use crate::words;

/// Text is counted in pieces of this many bytes at most, for a word of a megabyte takes minutes as one.
const PIECE: usize = 4_096;

/// How many tokens a text has. Never less than the truth: a text in pieces may count a token twice at a seam.
pub fn count_tokens(text: &str) -> usize {
    let counter = o200k_base_singleton();
    let mut rest = text;
    let mut total = 0;
    while rest.len() > PIECE {
        let mut cut = PIECE;
        while !rest.is_char_boundary(cut) {
            cut -= 1;
        }
        // At a blank, so that seldom a word is divided.
        let cut = rest[..cut].rfind(['\n', ' ']).filter(|at| *at > 0).unwrap_or(cut);
        total += counter.count_ordinary(&rest[..cut]);
        rest = &rest[cut..];
    }
    total + counter.count_ordinary(rest)
}

/// Reads the vocabulary and the dictionary of Chinese words, which takes a noticeable part of a second and some
/// 50 MB, once. Otherwise the first question waits for it.
pub fn warm_up() {
    let _ = o200k_base_singleton();
    words::warm_up();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_the_models_do() {
        assert_eq!(count_tokens(""), 0);
        assert_eq!(count_tokens("hello world"), 2);
        assert!((1..=4).contains(&count_tokens("每个国家")));
    }

    #[test]
    fn a_hostile_text_is_counted_in_time() {
        assert!(count_tokens(&"a".repeat(200_000)) > 1_000);
        assert!(count_tokens(&"🙂".repeat(20_000)) > 1_000);
    }
}
