//! Light stemming of English words: plurals and the commonest endings, the same on both sides of a comparison.
//! It needn't give a word of the language, only the same letters for the forms of one.

/// The stem of a word in lower case. Words that aren't plain ASCII letters stay as they are.
pub(crate) fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let singular = singular(word);
    let bare = without_ending(&singular);
    // `name` and `naming`, `live` and `living` meet without the e; `cities`, `city` and `movie`, `movies` in y.
    if let Some(front) = bare.strip_suffix("ie") {
        return format!("{front}y");
    }
    match bare.strip_suffix('e') {
        Some(front) if front.len() >= 3 => front.to_owned(),
        _ => bare,
    }
}

fn singular(word: &str) -> String {
    if let Some(front) = word.strip_suffix("ies") {
        return format!("{front}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "zzes"] {
        if word.ends_with(ending) {
            return word[..word.len() - 2].to_owned();
        }
    }
    let keeps_its_s = ["ss", "us", "is"].iter().any(|ending| word.ends_with(ending));
    match word.strip_suffix('s') {
        Some(front) if !keeps_its_s => front.to_owned(),
        _ => word.to_owned(),
    }
}

fn without_ending(word: &str) -> String {
    for ending in ["ing", "ed"] {
        let Some(front) = word.strip_suffix(ending) else { continue };
        if front.len() >= 3 && front.bytes().any(is_vowel) {
            return undoubled(front).to_owned();
        }
    }
    word.to_owned()
}

/// `runn` is `run`, but `enroll` and `pass` are themselves.
fn undoubled(front: &str) -> &str {
    let bytes = front.as_bytes();
    match bytes {
        [.., before, last] if before == last && !b"lsz".contains(last) => &front[..front.len() - 1],
        _ => front,
    }
}

pub(crate) fn is_vowel(byte: u8) -> bool {
    b"aeiouy".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_a_word_meet() {
        for forms in [
            &["country", "countries"][..],
            &["movie", "movies"],
            &["address", "addresses"],
            &["box", "boxes"],
            &["name", "names", "named", "naming"],
            &["run", "running"],
            &["enroll", "enrolled", "enrolling"],
            &["live", "lives", "living", "lived"],
            &["status"],
            &["match", "matches", "matched"],
        ] {
            let first = stem(forms[0]);
            for form in forms {
                assert_eq!(stem(form), first, "{form}");
            }
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [("date", "data"), ("id", "ids"), ("bus", "busy"), ("是", "否")] {
            assert_ne!(stem(one), stem(other));
        }
    }

    #[test]
    fn any_text_has_a_stem() {
        for text in ["", "s", "ss", "es", "ing", "eding", "ÄÖs", "été", "123s", "🙂s"] {
            let _ = stem(text);
        }
        assert_eq!(stem("sing"), "sing");
        assert_eq!(stem("red"), "red");
    }
}
