//! Names for the server's list of sessions (`application_name`): who asks, and which query it is.

/// The server cuts names there (NAMEDATALEN - 1).
const LONGEST: usize = 63;

/// A name as the server would show it: printable ASCII, not too long.
pub(super) fn label(name: &str) -> String {
    plain(name).take(LONGEST).collect()
}

/// The name of a running query. Its id is kept whole, however long the caller's name is.
pub(super) fn query_label(caller: &str, query_id: &str) -> String {
    let room = LONGEST.saturating_sub("weir::".len() + query_id.len());
    let caller: String = plain(caller).take(room).collect();
    label(&format!("weir:{caller}:{query_id}"))
}

/// The server replaces other characters too, by `?` up to version 15.
fn plain(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01900000-0000-7000-8000-000000000000";

    #[test]
    fn keeps_the_id_whole() {
        assert_eq!(query_label("ann", ID), format!("weir:ann:{ID}"));
        assert_eq!(
            query_label("a very long name of somebody", ID),
            format!("weir:a very long name of s:{ID}")
        );
        assert_eq!(query_label("安\n", "1"), "weir:??:1");
        assert_eq!(query_label("ann", &"1".repeat(100)).len(), 63);
    }
}
