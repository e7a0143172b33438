//! Splitting text into words: identifiers of every habit (`order_items`, `OrderItems`, `HTTPServer2`), English
//! sentences, Chinese sentences. What comes out is in lower case and stemmed.

use std::sync::LazyLock;

use jieba_rs::Jieba;

use crate::stem::stem;

/// Longer texts are cut: a comment of a page must not outweigh everything else.
const MAX_CHARS: usize = 4_000;

/// The dictionary of Chinese words; read at the first Chinese text, for it takes some 20 MB.
static CHINESE: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The terms of a name or a sentence, in order.
pub(crate) fn terms(text: &str) -> Vec<String> {
    raw_words(text).into_iter().map(|word| stem(&word)).collect()
}

/// The words of a question that may name something: without those that only hold a sentence together.
/// Each comes with the form in which the person wrote it.
pub(crate) fn question_terms(question: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let words = raw_words(question);
    for (at, word) in words.iter().enumerate() {
        if is_filler(word) || is_sorting(&words, at) {
            continue;
        }
        let term = stem(word);
        if !found.iter().any(|(known, _)| *known == term) {
            found.push((term, word.clone()));
        }
    }
    found
}

/// Reads the dictionary of Chinese words.
pub(crate) fn warm_up() {
    LazyLock::force(&CHINESE);
}

/// The words as they stand, in lower case.
fn raw_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut run = String::new();
    let mut kind = Kind::Other;
    let mut before = Kind::Other;
    let mut chars = text.chars().take(MAX_CHARS).peekable();
    while let Some(c) = chars.next() {
        let now = Kind::of(c);
        let next = chars.peek().map_or(Kind::Other, |c| Kind::of(*c));
        // `OrderItems` parts before the I, `HTTPServer` before the S.
        let hump =
            now == Kind::Upper && (before == Kind::Lower || (before == Kind::Upper && next == Kind::Lower));
        if now.family() != kind || hump {
            flush(&mut run, kind, &mut words);
        }
        kind = now.family();
        before = now;
        if kind != Kind::Other {
            run.extend(c.to_lowercase());
        }
    }
    flush(&mut run, kind, &mut words);
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Han,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            _ if is_han(c) => Self::Han,
            _ if c.is_uppercase() => Self::Upper,
            _ if c.is_alphabetic() => Self::Lower,
            _ if c.is_numeric() => Self::Digit,
            _ => Self::Other,
        }
    }

    /// What stands together in a word: both cases of letters do.
    fn family(self) -> Self {
        if self == Self::Upper { Self::Lower } else { self }
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}')
}

fn flush(run: &mut String, kind: Kind, words: &mut Vec<String>) {
    if run.is_empty() {
        return;
    }
    match kind {
        // Both the whole and its parts: 销售额, and 销售 in it.
        Kind::Han => {
            words.extend(CHINESE.cut_for_search(run, true).into_iter().map(|token| token.word.to_owned()));
        }
        // Years and other values are no names; a digit of a name (`address2`) says nothing.
        Kind::Digit => {}
        _ => words.push(run.clone()),
    }
    run.clear();
}

fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word) || (word.len() == 1 && word.is_ascii())
}

/// `order` in "in order of", "in ascending order", "order by"; elsewhere it may be a table.
fn is_sorting(words: &[String], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map_or("", String::as_str);
    let after = words.get(at + 1).map_or("", String::as_str);
    words[at] == "order"
        && (after == "by"
            || [
                "in",
                "ascending",
                "descending",
                "alphabetical",
                "lexicographical",
                "increasing",
                "decreasing",
            ]
            .contains(&before))
}

/// Words that hold a question together in English and Chinese. Left in: words that may be a column (name, number,
/// year, type).
const FILLERS: &[&str] = &[
    "a",
    "about",
    "above",
    "across",
    "after",
    "all",
    "also",
    "am",
    "among",
    "amongst",
    "an",
    "and",
    "any",
    "are",
    "as",
    "ascending",
    "at",
    "be",
    "been",
    "before",
    "being",
    "below",
    "between",
    "both",
    "but",
    "by",
    "calculate",
    "can",
    "compute",
    "could",
    "did",
    "descending",
    "display",
    "distinct",
    "do",
    "does",
    "each",
    "either",
    "every",
    "exactly",
    "find",
    "for",
    "from",
    "get",
    "give",
    "greater",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "him",
    "his",
    "how",
    "i",
    "if",
    "in",
    "include",
    "including",
    "into",
    "is",
    "it",
    "its",
    "just",
    "least",
    "less",
    "let",
    "list",
    "many",
    "may",
    "me",
    "might",
    "more",
    "most",
    "much",
    "my",
    "neither",
    "no",
    "nor",
    "not",
    "of",
    "on",
    "one",
    "only",
    "or",
    "ordered",
    "other",
    "our",
    "out",
    "over",
    "per",
    "please",
    "provide",
    "respective",
    "respectively",
    "return",
    "s",
    "same",
    "select",
    "shall",
    "she",
    "should",
    "show",
    "so",
    "some",
    "sort",
    "sorted",
    "such",
    "t",
    "tell",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "to",
    "under",
    "up",
    "us",
    "used",
    "using",
    "very",
    "was",
    "we",
    "well",
    "were",
    "what",
    "whatever",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "you",
    "your",
    "的",
    "了",
    "和",
    "与",
    "或",
    "是",
    "在",
    "有",
    "没有",
    "每个",
    "每",
    "各",
    "各个",
    "所有",
    "全部",
    "哪些",
    "哪个",
    "哪",
    "什么",
    "多少",
    "几个",
    "几",
    "请",
    "列出",
    "查询",
    "显示",
    "给出",
    "找出",
    "统计",
    "最",
    "最高",
    "最低",
    "最多",
    "最少",
    "最大",
    "最小",
    "按",
    "按照",
    "根据",
    "对",
    "从",
    "到",
    "中",
    "里",
    "及",
    "以及",
    "并",
    "且",
    "其",
    "其中",
    "我",
    "我们",
    "你",
    "一个",
    "个",
    "是否",
    "不",
    "大于",
    "小于",
    "超过",
    "低于",
    "高于",
    "前",
    "后",
    "为",
    "被",
    "把",
    "都",
    "也",
    "那些",
    "这些",
    "那个",
    "这个",
    "分别",
    "排序",
    "升序",
    "降序",
    "多",
    "少",
    "大",
    "小",
    "高",
    "低",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_identifiers_of_every_habit() {
        for (name, expected) in [
            ("order_items", "order item"),
            ("OrderItems", "order item"),
            ("orderItems", "order item"),
            ("t_ord_itm", "t ord itm"),
            ("HTTPServerID", "http server id"),
            ("address2", "address"),
            ("Charter School (Y/N)", "charter school y n"),
            ("ORDER-ITEMS", "order item"),
            ("订单明细", "订单 明细"),
            ("订单_items", "订单 item"),
            ("größe", "größe"),
            ("🙂", ""),
        ] {
            assert_eq!(terms(name).join(" "), expected, "{name}");
        }
    }

    #[test]
    fn a_question_keeps_what_may_name_something() {
        let words = |question| {
            question_terms(question).into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(words("How many singers do we have in each country?"), "singers country");
        assert_eq!(words("每个国家销售额最高的歌手"), "国家 销售 销售额 歌手");
        assert_eq!(words("???"), "");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert!(terms(&"word ".repeat(100_000)).len() <= 1_000);
    }
}
