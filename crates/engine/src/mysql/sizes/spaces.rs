//! InnoDB's tablespaces: which table each belongs to. A tablespace is called after its table, a partition's has
//! `#p#` and a name behind that, those of a full-text index are numbered after the table, and what has no `/` in its
//! name is shared by several.

use std::{collections::HashMap, io};

use weir_model::SharedSpace;

use super::number;
use crate::mysql::{
    fault::Fault,
    messages::Reader,
    session::{Session, text},
};

const SPACES: &str =
    "SELECT SPACE, NAME, FILE_SIZE FROM information_schema.INNODB_TABLESPACES WHERE SPACE_TYPE <> 'Undo'";
const SPACES_BEFORE_8: &str = "SELECT SPACE, NAME, FILE_SIZE FROM information_schema.INNODB_SYS_TABLESPACES";
/// MySQL doesn't list the system tablespace among the others.
const SYSTEM_SPACE: &str = "SELECT 0, TABLESPACE_NAME, SUM(TOTAL_EXTENTS * EXTENT_SIZE) \
    FROM information_schema.FILES WHERE TABLESPACE_NAME = 'innodb_system' GROUP BY TABLESPACE_NAME";
const TABLE_SPACES: &str = "SELECT TABLE_ID, SPACE FROM information_schema.INNODB_TABLES";
const TABLE_SPACES_BEFORE_8: &str = "SELECT TABLE_ID, SPACE FROM information_schema.INNODB_SYS_TABLES";

/// `ER_SPECIFIC_ACCESS_DENIED_ERROR`: PROCESS is missing.
const ACCESS_DENIED: u16 = 1227;

/// The server's own, which hold nobody's rows.
const OWN: [&str; 2] = ["mysql", "innodb_temporary"];

/// A tablespace.
#[derive(Debug)]
struct Space {
    id: u64,
    name: String,
    bytes: u64,
}

/// The files of one table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct OwnSpace {
    pub(super) bytes: u64,
    pub(super) full_text_bytes: u64,
}

/// Tablespaces, and what became of them.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    found: Vec<Space>,
    /// By the table's number.
    of_tables: HashMap<u64, u64>,
    /// Files of databases that belong to none of their tables.
    of_no_table: HashMap<String, u64>,
    shared: Vec<SharedSpace>,
    blind: bool,
}

/// Reads the tablespaces; none where the account may not see them.
pub(super) async fn read_spaces(session: &mut Session, plain: bool) -> Result<Spaces, Fault> {
    let mut spaces = Spaces::default();
    let mut read = async |query: &'static str| {
        let add = |row: &mut Reader<'_>| {
            spaces.found.push(read_space(row)?);
            Ok(())
        };
        session.rows(query, add).await
    };
    let main = read(if plain { SPACES } else { SPACES_BEFORE_8 }).await;
    match main {
        Err(Fault::Server(error)) if error.code == ACCESS_DENIED => {
            return Ok(Spaces { blind: true, ..Spaces::default() });
        }
        other => other?,
    }
    if plain {
        read(SYSTEM_SPACE).await?;
    }
    if spaces.found.iter().any(|space| full_text_table(&space.name).is_some()) {
        let query = if plain { TABLE_SPACES } else { TABLE_SPACES_BEFORE_8 };
        let of_tables = &mut spaces.of_tables;
        let add = |row: &mut Reader<'_>| {
            of_tables.extend(number(row)?.zip(number(row)?));
            Ok(())
        };
        session.rows(query, add).await?;
    }
    Ok(spaces)
}

fn read_space(row: &mut Reader<'_>) -> io::Result<Space> {
    Ok(Space { id: number(row)?.unwrap_or(0), name: text(row)?, bytes: number(row)?.unwrap_or(0) })
}

impl Spaces {
    /// The account may not see tablespaces.
    pub(super) fn is_blind(&self) -> bool {
        self.blind
    }

    /// Gives each table its files, and keeps apart what is shared and what belongs to no table. `tables`: the
    /// schema by the name under which InnoDB has the table.
    pub(super) fn sort(&mut self, tables: &HashMap<&str, &str>) -> HashMap<String, OwnSpace> {
        let mut own: HashMap<String, OwnSpace> = HashMap::new();
        // How InnoDB spells a schema.
        let schemas: HashMap<&str, &str> =
            tables.iter().filter_map(|(file, schema)| Some((file.split_once('/')?.0, *schema))).collect();
        let by_id: HashMap<u64, &str> =
            self.found.iter().map(|space| (space.id, space.name.as_str())).collect();
        for Space { name, bytes, .. } in &self.found {
            let Some((schema, _)) = name.split_once('/') else {
                if !OWN.contains(&name.as_str()) {
                    self.shared.push(SharedSpace { name: name.clone(), bytes: *bytes });
                }
                continue;
            };
            if let Some(table) = table_of(name, |name| tables.contains_key(name)) {
                own.entry(table.to_owned()).or_default().bytes += bytes;
                continue;
            }
            let space = full_text_table(name).and_then(|table| self.of_tables.get(&table));
            let table = space.and_then(|space| by_id.get(space)).filter(|table| tables.contains_key(**table));
            if let Some(table) = table {
                own.entry((*table).to_owned()).or_default().full_text_bytes += bytes;
            } else {
                let schema = schemas.get(schema).copied().unwrap_or(schema);
                *self.of_no_table.entry(schema.to_owned()).or_default() += bytes;
            }
        }
        own
    }

    pub(super) fn of_no_table(&self) -> impl Iterator<Item = (&str, u64)> {
        self.of_no_table.iter().map(|(schema, bytes)| (schema.as_str(), *bytes))
    }

    pub(super) fn into_shared(self) -> Vec<SharedSpace> {
        self.shared
    }
}

/// The table of a tablespace: its own name, or what stands before the partition's.
fn table_of(name: &str, known: impl Fn(&str) -> bool) -> Option<&str> {
    if known(name) {
        return Some(name);
    }
    // Upper case before MySQL 8.
    let marks = name.match_indices("#p#").chain(name.match_indices("#P#"));
    marks.map(|(at, _)| &name[..at]).find(|table| known(table))
}

/// The number of the table whose full-text index a tablespace holds: `shop/fts_000000000000042a_config`.
fn full_text_table(name: &str) -> Option<u64> {
    let (_, file) = name.split_once('/')?;
    let digits = file.get(..4).filter(|start| start.eq_ignore_ascii_case("fts_")).and(file.get(4..20))?;
    u64::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spaces(of: &[(u64, &str, u64)]) -> Spaces {
        let space =
            |(id, name, bytes): &(u64, &str, u64)| Space { id: *id, name: (*name).to_owned(), bytes: *bytes };
        Spaces {
            found: of.iter().map(space).collect(),
            of_tables: HashMap::from([(0x42a, 2)]),
            ..Spaces::default()
        }
    }

    #[test]
    fn every_file_goes_to_its_table() {
        let mut spaces = spaces(&[
            (0, "innodb_system", 1),
            (1, "shop/orders", 10),
            (2, "shop/notes", 100),
            (3, "shop/fts_000000000000042a_config", 1_000),
            (4, "shop/FTS_000000000000042a_0000000000000021_INDEX_1", 10_000),
            (5, "shop/parts#p#p0", 100_000),
            (6, "shop/parts#P#p1#SP#p1sp0", 200_000),
            (7, "shop/odd#p#name", 1_000_000),
            (8, "shop/gone", 7),
            (9, "da@002dta/t", 70),
            (10, "da@002dta/fts_00000000000000ff_config", 3),
            (11, "mysql", 99),
        ]);
        let tables = HashMap::from([
            ("shop/orders", "shop"),
            ("shop/notes", "shop"),
            ("shop/parts", "shop"),
            ("shop/odd#p#name", "shop"),
            ("da@002dta/t", "da-ta"),
        ]);
        let own = spaces.sort(&tables);
        let bytes = |table: &str| own.get(table).map(|own| (own.bytes, own.full_text_bytes));
        assert_eq!(bytes("shop/orders"), Some((10, 0)));
        assert_eq!(bytes("shop/notes"), Some((100, 11_000)));
        assert_eq!(bytes("shop/parts"), Some((300_000, 0)));
        assert_eq!(bytes("shop/odd#p#name"), Some((1_000_000, 0)));
        assert_eq!(bytes("da@002dta/t"), Some((70, 0)));
        let mut rest: Vec<_> = spaces.of_no_table().collect();
        rest.sort_unstable();
        assert_eq!(rest, [("da-ta", 3), ("shop", 7)]);
        assert_eq!(spaces.into_shared(), [SharedSpace { name: "innodb_system".to_owned(), bytes: 1 }]);
    }
}
