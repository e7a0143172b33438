//! Instances as CSV, out and in. The columns are the same, but for the password, which only comes in.

use csv::{ReaderBuilder, StringRecord, Trim};
use weir_model::Instance;

use crate::{CsvTable, Given, InstanceBody};

/// The columns of an export; an import may leave any out but the first three, in any order.
const COLUMNS: [&str; 12] = [
    "name",
    "db_type",
    "host",
    "port",
    "username",
    "database",
    "parameters",
    "environment",
    "description",
    "limit_bytes",
    "is_active",
    "tags",
];
const PASSWORD: &str = "password";

/// The instances as CSV, without any password.
pub fn instances_to_csv(instances: &[Instance]) -> Vec<u8> {
    let mut table = CsvTable::new();
    table.header(&COLUMNS);
    for instance in instances {
        let login = instance.login.as_ref();
        let tags: Vec<&str> = instance.tags.iter().map(|tag| tag.name.as_str()).collect();
        table.row(&[
            Some(instance.name.clone()),
            Some(instance.endpoint.db_type.to_string()),
            Some(instance.endpoint.host.clone()),
            Some(instance.endpoint.port.map(|port| port.to_string()).unwrap_or_default()),
            Some(login.map(|login| login.user.clone()).unwrap_or_default()),
            Some(login.and_then(|login| login.database.clone()).unwrap_or_default()),
            Some(login.map(|login| login.parameters.clone()).unwrap_or_default()),
            Some(instance.environment.clone().unwrap_or_default()),
            Some(instance.description.clone().unwrap_or_default()),
            Some(instance.limit_bytes.map(|bytes| bytes.to_string()).unwrap_or_default()),
            Some(instance.is_active.to_string()),
            Some(tags.join(",")),
        ]);
    }
    table.take()
}

/// A line of an imported file: its number, and what it says or why it can't be read.
pub type ReadLine = (u64, Result<InstanceBody, String>);

/// Reads instances from CSV. The error is about the header: without it, no line means anything.
pub fn instances_from_csv(bytes: &[u8]) -> Result<Vec<ReadLine>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(bytes);
    let header =
        reader.headers().map_err(|_unreadable| "the header is not readable UTF-8".to_owned())?.clone();
    check(&header)?;
    let mut lines = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let number = line_of(bytes, record.position());
                lines.push((number, body(&header, &record)));
            }
            Err(error) => {
                let number = line_of(bytes, error.position());
                lines.push((number, Err("the line is not readable UTF-8".to_owned())));
            }
        }
    }
    Ok(lines)
}

/// The number of the line on which a record begins. The reader's own count lags by one behind `\r\n`, whose second half
/// it takes for a part of what follows.
fn line_of(bytes: &[u8], position: Option<&csv::Position>) -> u64 {
    let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
    let blank =
        bytes.get(start..).unwrap_or_default().iter().take_while(|byte| b"\r\n".contains(byte)).count();
    let before = bytes.get(..start + blank).unwrap_or(bytes);
    memchr::memchr_iter(b'\n', before).count() as u64 + 1
}

fn check(header: &StringRecord) -> Result<(), String> {
    let known = |name: &str| COLUMNS.contains(&name) || name == PASSWORD;
    for (at, name) in header.iter().enumerate() {
        if !known(name) {
            let columns = COLUMNS.join(", ");
            return Err(format!("the header has a column '{name}'; known are {columns}, {PASSWORD}"));
        }
        if header.iter().take(at).any(|earlier| earlier == name) {
            return Err(format!("the header has the column '{name}' twice"));
        }
    }
    let missing = COLUMNS[..3].iter().find(|needed| !header.iter().any(|name| name == **needed));
    missing.map_or(Ok(()), |missing| Err(format!("the header has no column '{missing}'")))
}

fn body(header: &StringRecord, record: &StringRecord) -> Result<InstanceBody, String> {
    if record.len() != header.len() {
        return Err(format!("the line has {} cells, the header has {}", record.len(), header.len()));
    }
    let mut body = InstanceBody::default();
    for (name, cell) in header.iter().zip(record) {
        if cell.is_empty() {
            continue;
        }
        set(&mut body, name, unquoted(cell))?;
    }
    Ok(body)
}

/// The quote that our export puts before what a spreadsheet would take for a formula.
fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| crate::is_formula(rest)).unwrap_or(cell)
}

fn set(body: &mut InstanceBody, name: &str, cell: &str) -> Result<(), String> {
    let text = || Given::Value(cell.to_owned());
    let wrong = |form: &str| format!("{name}: must be {form}");
    match name {
        "name" => body.name = Some(cell.to_owned()),
        "db_type" => body.db_type = Some(cell.to_owned()),
        "host" => body.host = Some(cell.to_owned()),
        "port" => {
            let port = cell.parse().map_err(|_none| wrong("a number between 1 and 65535"))?;
            body.port = Given::Value(port);
        }
        "username" => body.username = text(),
        "password" => body.password = text(),
        "database" => body.database = text(),
        "parameters" => body.parameters = text(),
        "environment" => body.environment = text(),
        "description" => body.description = text(),
        "limit_bytes" => {
            body.limit_bytes = Given::Value(cell.parse().map_err(|_none| wrong("a number of bytes"))?);
        }
        "is_active" => body.is_active = Some(cell.parse().map_err(|_none| wrong("true or false"))?),
        "tags" => {
            let tags = cell.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty());
            body.tags = Some(tags.map(str::to_owned).collect());
        }
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_columns_in_any_order_and_tells_lines_by_number() {
        let file = "\u{feff}host,name,db_type,tags,port\r\ndb1,shop,mysql,\"prod, eu\",3307\r\ndb2,x,mysql,,abc\r\ndb3,y\r\n";
        let lines = instances_from_csv(file.as_bytes()).unwrap();
        let [(2, Ok(first)), (3, Err(second)), (4, Err(third))] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert_eq!((first.host.as_deref(), first.name.as_deref()), (Some("db1"), Some("shop")));
        assert_eq!(
            (first.port.clone(), first.tags.clone()),
            (Given::Value(3307), Some(vec!["prod".into(), "eu".into()]))
        );
        assert_eq!(second, "port: must be a number between 1 and 65535");
        assert_eq!(third, "the line has 2 cells, the header has 5");
    }

    #[test]
    fn a_header_that_is_none_is_refused_as_a_whole() {
        for (file, why) in [
            ("", "the header has no column 'name'"),
            ("name,db_type,host,passwd\n", "the header has a column 'passwd'"),
            ("name,db_type\n", "the header has no column 'host'"),
            ("name,name,db_type,host\n", "the header has the column 'name' twice"),
        ] {
            assert!(instances_from_csv(file.as_bytes()).unwrap_err().starts_with(why), "{file}");
        }
        assert!(instances_from_csv(b"name,db_type,host\n\xff,mysql,x\n").unwrap()[0].1.is_err());
    }
}
