//! Names that make keys: every column gets its own.

use std::collections::{HashMap, HashSet};

use weir_model::ResultColumn;

/// The names of the columns in order; the second `name` is `name_2`, unless a column is really called so.
pub(super) fn unique_names(columns: &[ResultColumn]) -> Vec<String> {
    let mut taken: HashSet<String> = columns.iter().map(|column| column.name.clone()).collect();
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let mut names = Vec::with_capacity(columns.len());
    for ResultColumn { name, .. } in columns {
        let count = seen.entry(name).or_insert(0);
        *count += 1;
        if *count == 1 {
            names.push(name.clone());
            continue;
        }
        let mut numbered = format!("{name}_{count}");
        while !taken.insert(numbered.clone()) {
            *count += 1;
            numbered = format!("{name}_{count}");
        }
        names.push(numbered);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_equal_names_around_real_ones() {
        for (names, expected) in [
            (vec!["a", "b"], vec!["a", "b"]),
            (vec!["a", "a", "a"], vec!["a", "a_2", "a_3"]),
            (vec!["a", "a", "a_2", "a"], vec!["a", "a_3", "a_2", "a_4"]),
            (vec!["a_2", "a_2", "a", "a"], vec!["a_2", "a_2_2", "a", "a_3"]),
            (vec!["", ""], vec!["", "_2"]),
            (vec!["A", "a"], vec!["A", "a"]),
        ] {
            let columns: Vec<ResultColumn> = names
                .iter()
                .map(|name| ResultColumn { name: (*name).to_owned(), type_name: String::new() })
                .collect();
            assert_eq!(unique_names(&columns), expected);
        }
    }
}
