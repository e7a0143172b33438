//! Array values: `{1,NULL,"a \"b\""}`, nested, with `[0:1]=` before it where the subscripts don't begin at 1.
//! Read again at each visit, so that no list is built.

use weir_model::{ArrayEvent, ArrayItems, Cell};

use super::{super::types::Scalar, cell};

/// The text of an array value.
#[derive(Debug)]
pub(in crate::postgres) struct ArrayText<'a> {
    /// From the first brace.
    text: &'a str,
    item: Scalar,
    delimiter: u8,
}

impl<'a> ArrayText<'a> {
    /// `None` when the text has no braces around it.
    pub(in crate::postgres) fn new(text: &'a str, item: Scalar, delimiter: u8) -> Option<Self> {
        let text = if text.starts_with('[') { text.split_once('=')?.1 } else { text };
        (text.starts_with('{') && text.ends_with('}')).then_some(Self { text, item, delimiter })
    }

    /// Where an unquoted item that begins here ends.
    fn end_of_plain(&self, start: usize) -> usize {
        let ends = |byte: &u8| *byte == self.delimiter || *byte == b'}';
        let length = self.text.as_bytes()[start..].iter().position(ends);
        length.map_or(self.text.len(), |length| start + length)
    }

    /// The content of a quoted item whose quote stands here, and where it ends.
    fn quoted(&self, start: usize, content: &mut String) -> usize {
        content.clear();
        let mut escaped = false;
        for (at, c) in self.text[start + 1..].char_indices() {
            match c {
                '"' if !escaped => return start + at + 2,
                '\\' if !escaped => escaped = true,
                _ => {
                    content.push(c);
                    escaped = false;
                }
            }
        }
        self.text.len()
    }
}

impl ArrayItems for ArrayText<'_> {
    fn visit(&self, tell: &mut dyn FnMut(ArrayEvent<'_>)) {
        let bytes = self.text.as_bytes();
        let (mut at, mut depth) = (0, 0_usize);
        let (mut content, mut scratch) = (String::new(), String::new());
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'{' => {
                    tell(ArrayEvent::Open);
                    depth += 1;
                    at += 1;
                }
                b'}' => {
                    tell(ArrayEvent::Close);
                    depth -= 1;
                    at += 1;
                    if depth == 0 {
                        return;
                    }
                }
                byte if *byte == self.delimiter => at += 1,
                b'"' => {
                    at = self.quoted(at, &mut content);
                    tell(ArrayEvent::Item(cell(self.item, &content, &mut scratch)));
                }
                _ => {
                    let end = self.end_of_plain(at);
                    let item = match &self.text[at..end] {
                        "NULL" => Cell::Null,
                        plain => cell(self.item, plain, &mut scratch),
                    };
                    tell(ArrayEvent::Item(item));
                    at = end;
                }
            }
        }
        // The server always closes what it opened; a sink may rely on it.
        (0..depth).for_each(|_| tell(ArrayEvent::Close));
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn told(text: &str, item: Scalar, delimiter: u8) -> String {
        let Some(array) = ArrayText::new(text, item, delimiter) else { return "no array".to_owned() };
        let mut told = String::new();
        array.visit(&mut |event| match event {
            ArrayEvent::Open => told.push('['),
            ArrayEvent::Close => told.push(']'),
            ArrayEvent::Item(Cell::Text(text)) => write!(told, "{text:?} ").unwrap(),
            ArrayEvent::Item(cell) => write!(told, "{cell:?} ").unwrap(),
        });
        told
    }

    #[test]
    fn tells_the_items_in_order() {
        for (text, items) in [
            ("{}", "[]"),
            ("{a,NULL,\"NULL\",\"\"}", r#"["a" Null "NULL" "" ]"#),
            (r#"{"a \"b\" \\ {c},","中文 😀"}"#, r#"["a \"b\" \\ {c}," "中文 😀" ]"#),
            ("{{a,b},{c,d}}", r#"[["a" "b" ]["c" "d" ]]"#),
            ("[0:1]={a,b}", r#"["a" "b" ]"#),
            ("[-1:0][2:3]={{a,b},{c,d}}", r#"[["a" "b" ]["c" "d" ]]"#),
        ] {
            assert_eq!(told(text, Scalar::Text, b','), items, "{text}");
        }
    }

    #[test]
    fn tells_items_by_their_own_types_rules() {
        for (text, item, items) in [
            ("{1,-2}", Scalar::Integer, "[Number(\"1\") Number(\"-2\") ]"),
            ("{t,f,NULL}", Scalar::Bool, "[Bool(true) Bool(false) Null ]"),
            (r#"{"2024-01-01 10:00:00"}"#, Scalar::Timestamp, r#"["2024-01-01T10:00:00" ]"#),
            (r#"{"{\"a\": 1}"}"#, Scalar::Json, r#"[Json("{\"a\": 1}") ]"#),
        ] {
            assert_eq!(told(text, item, b','), items, "{text}");
        }
        assert_eq!(
            told("{(1,1),(0,0);(2,2),(1,1)}", Scalar::Text, b';'),
            r#"["(1,1),(0,0)" "(2,2),(1,1)" ]"#
        );
    }

    #[test]
    fn takes_any_text_without_harm() {
        for text in ["", "x", "{", "}", "{{}", "{}}", "{\"}", "{\"\\}", "{a\"b}", "[1=", "[=}", "{}{}"] {
            let told = told(text, Scalar::Text, b',');
            assert_eq!(told.matches('[').count(), told.matches(']').count(), "{text}");
        }
    }
}
