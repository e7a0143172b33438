//! Takes out what a model thinks aloud between `<think>` and `</think>`, whatever the borders of the pieces.

const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Passes on what stands outside of the tags. A tag that never ends hides everything behind it.
#[derive(Debug, Default)]
pub(crate) struct ThinkFilter {
    /// What may be the beginning of a tag.
    held: String,
    /// The tag that would end the thinking under way.
    until: Option<&'static str>,
}

impl ThinkFilter {
    /// Takes a piece; gives what of it (and of what was held) is said aloud.
    pub(crate) fn feed(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let mut said = String::new();
        while let Some((at, tag)) = self.next_tag() {
            if self.until.is_none() {
                said.push_str(&self.held[..at]);
            }
            self.held.drain(..at + tag.len());
            self.until = match self.until {
                Some(_) => None,
                None => TAGS.iter().find(|(open, _)| *open == tag).map(|(_, close)| *close),
            };
        }
        let keep = self.held.len() - self.possible_tag();
        let passed: String = self.held.drain(..keep).collect();
        if self.until.is_none() {
            said.push_str(&passed);
        }
        said
    }

    /// What was held and turned out to be no tag.
    pub(crate) fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.until.is_none() { held } else { String::new() }
    }

    fn next_tag(&self) -> Option<(usize, &'static str)> {
        let wanted = self.wanted();
        wanted.filter_map(|tag| Some((self.held.find(tag)?, tag))).min_by_key(|(at, _)| *at)
    }

    /// How many bytes at the end may be the beginning of a tag.
    fn possible_tag(&self) -> usize {
        let longest =
            |tag: &str| (1..tag.len()).rev().find(|len| self.held.ends_with(&tag[..*len])).unwrap_or(0);
        self.wanted().map(longest).max().unwrap_or(0)
    }

    fn wanted(&self) -> impl Iterator<Item = &'static str> {
        let until = self.until;
        TAGS.iter().filter(move |_| until.is_none()).map(|(open, _)| *open).chain(until)
    }
}

/// The text without an opening tag's missing half: some models are begun inside their thinking, so that only
/// `</think>` is written.
pub(crate) fn after_thinking(text: &str) -> &str {
    TAGS.iter()
        .filter_map(|(_, close)| text.rsplit_once(close))
        .map(|(_, after)| after)
        .min_by_key(|text| text.len())
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(pieces: &[&str]) -> String {
        let mut filter = ThinkFilter::default();
        let mut said: String = pieces.iter().map(|piece| filter.feed(piece)).collect();
        said.push_str(&filter.finish());
        said
    }

    #[test]
    fn takes_out_what_is_thought() {
        for (text, expected) in [
            ("a<think>b</think>c", "ac"),
            ("<thinking>b</thinking>c<think>d</think>e", "ce"),
            ("<think>never closed", ""),
            ("no tag", "no tag"),
            ("1 < 2 and <thin", "1 < 2 and <thin"),
        ] {
            assert_eq!(said(&[text]), expected);
        }
        assert_eq!(after_thinking("thought</think>answer"), "answer");
        assert_eq!(after_thinking("answer"), "answer");
    }

    proptest! {
        #[test]
        fn borders_of_pieces_change_nothing(cuts in proptest::collection::vec(0_usize..60, 0..8)) {
            let text = "x<<think>é 每</think>y<thinking> </think></thinking>z<thin";
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < text.len() && text.is_char_boundary(*cut)).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&str> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(said(&pieces), said(&[text]));
        }
    }
}
