//! The checks that need no dialect: size, NUL, characters that only look like SQL.

use crate::{Refusal, Rule};

/// The longest statement, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// Refuses text that no dialect should ever see.
pub(crate) fn check(sql: &str) -> Result<(), Refusal> {
    if sql.len() > MAX_BYTES {
        let message = format!("The statement is {} bytes long; at most {MAX_BYTES} are accepted", sql.len());
        return Err(Refusal::new(Rule::TooLong, &message));
    }
    if let Some(offset) = sql.find('\0') {
        let message = "The statement holds a NUL byte, which no server accepts";
        return Err(Refusal::new(Rule::NulByte, message).at(sql, offset));
    }
    Ok(())
}

/// The position of a byte offset as people count: characters from 1.
pub(crate) fn position(sql: &str, offset: usize) -> usize {
    sql.get(..offset).map_or_else(|| sql.chars().count(), |before| before.chars().count()) + 1
}

/// The refusal for a character outside quotes that looks like SQL and isn't, if `c` is one.
///
/// Servers take most of these for letters of a name, and then complain about a table that nobody wrote.
pub(crate) fn lookalike(sql: &str, offset: usize, c: char) -> Option<Refusal> {
    let plain = plain_form(c)?;
    let code = u32::from(c);
    let message = match plain {
        "" => format!("An invisible character (U+{code:04X}) stands here; delete it"),
        " " => format!("A special blank (U+{code:04X}) stands here, which is none in SQL; type a plain one"),
        _ => format!(
            "`{c}` (U+{code:04X}) is not `{plain}`; type the plain character, or quote it if it is meant"
        ),
    };
    Some(Refusal::new(Rule::LookalikeCharacter, &message).at(sql, offset).about(&format!("U+{code:04X}")))
}

/// What a person meant who typed or pasted `c`: a blank, nothing, or ASCII punctuation.
fn plain_form(c: char) -> Option<&'static str> {
    /// ASCII `!` to `/`, `:` to `@`, `[` to `` ` `` and `{` to `~`, whose full-width forms lie at a fixed distance.
    const PUNCTUATION: [(u32, &[&str]); 4] = [
        (0xFF01, &["!", "\"", "#", "$", "%", "&", "'", "(", ")", "*", "+", ",", "-", ".", "/"]),
        (0xFF1A, &[":", ";", "<", "=", ">", "?", "@"]),
        (0xFF3B, &["[", "\\", "]", "^", "_", "`"]),
        (0xFF5B, &["{", "|", "}", "~"]),
    ];
    if c.is_ascii() {
        return None;
    }
    if c.is_whitespace() {
        return Some(" ");
    }
    Some(match c {
        // Zero-width and direction marks. The two joiners (U+200C, U+200D) are letters' company in Persian and Hindi.
        '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => "",
        _ if matches!(u32::from(c), 0x202A..=0x202E | 0x2060..=0x2064 | 0x2066..=0x2069) => "",
        '‘' | '’' | '‚' | '‛' | '′' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '、' => ",",
        '。' => ".",
        '\u{37e}' => ";", // the Greek question mark
        '∗' => "*",
        _ => {
            let code = u32::from(c);
            return PUNCTUATION.iter().find_map(|&(first, forms)| {
                let index = usize::try_from(code.checked_sub(first)?).ok()?;
                forms.get(index).copied()
            });
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_positions_in_characters_from_one() {
        assert_eq!([position("姓名", 0), position("姓名", 3), position("姓名", 99)], [1, 2, 3]);
    }

    #[test]
    fn knows_characters_that_only_look_like_sql() {
        for (c, plain) in [
            ('\u{a0}', " "),
            ('\u{3000}', " "),
            ('\u{200b}', ""),
            ('\u{feff}', ""),
            ('\u{ff1b}', ";"),
            ('\u{37e}', ";"),
            ('\u{ff08}', "("),
            ('\u{ff09}', ")"),
            ('\u{ff0c}', ","),
            ('\u{ff1d}', "="),
            ('\u{ff5e}', "~"),
            ('\u{ff3b}', "["),
            ('\u{ff07}', "'"),
            ('’', "'"),
            ('−', "-"),
        ] {
            assert_eq!(plain_form(c), Some(plain), "{c:?}");
        }
    }

    #[test]
    fn leaves_letters_of_every_script_alone() {
        for c in ['a', '(', 'é', '姓', 'ﾅ', '\u{ff21}', '\u{ff11}', '\u{200d}', 'ن', '😀', '\u{301}'] {
            assert_eq!(plain_form(c), None, "{c:?}");
        }
    }

    #[test]
    fn refuses_text_over_a_mebibyte_and_nul_bytes() {
        assert_eq!(check(&" ".repeat(MAX_BYTES + 1)).unwrap_err().rule, Rule::TooLong);
        assert_eq!(check(&" ".repeat(MAX_BYTES)), Ok(()));
        let refusal = check("SELECT 1\0").unwrap_err();
        assert_eq!((refusal.rule, refusal.position), (Rule::NulByte, Some(9)));
    }
}
