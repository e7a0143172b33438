//! What a server says it is.

use weir_model::{ServerFlavor, ServerVersion};

/// Reads `15.18 (Debian 15.18-0+deb12u1)`, `18beta1`, `9.6.24`.
pub(super) fn parse(text: &str) -> ServerVersion {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    let mut number = || numbers.next().and_then(Result::ok).unwrap_or(0);
    // Before a release the text goes on without a dot: `18beta1` has no minor number yet.
    let major = number();
    let minor =
        if text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.') { number() } else { 0 };
    ServerVersion { flavor: ServerFlavor::Postgres, number: (major, minor), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_releases_and_what_comes_before_them() {
        for (text, number) in [
            ("15.18 (Debian 15.18-0+deb12u1)", (15, 18)),
            ("18beta1", (18, 0)),
            ("18", (18, 0)),
            ("9.6.24", (9, 6)),
            ("", (0, 0)),
            ("a.b", (0, 0)),
            ("99999.1", (0, 1)),
        ] {
            assert_eq!(parse(text).number, number, "{text}");
        }
    }
}
