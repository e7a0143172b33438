//! `weir connections`: list, add, remove, test, safety.

use std::io::{self, Read};

use serde::Serialize;
use weir_api::{ConnectionListResponse, SafetyResponse};
use weir_gateway::{Caller, Error, Gateway, PutConnection, PutOutcome};
use weir_model::{Connection, DbName, Secret};

use crate::{
    access::{self, Wanted},
    arguments::{ConnectionsCommand, ListFormat, SafetyFormat},
    failure::Failure,
    output::{safety, table::plain_table},
    terminal::{self, Terminal},
};

/// Does what was asked.
pub(crate) async fn run(
    command: ConnectionsCommand,
    gateway: &Gateway,
    terminal: Terminal,
) -> Result<(), Failure> {
    let caller = Caller::local();
    match command {
        ConnectionsCommand::List { format } => {
            list(gateway.list_connections(&caller).await?, format, terminal)
        }
        ConnectionsCommand::Add { name, url, no_tls } => {
            let name = parse(&name)?;
            let put = PutConnection { url: url_of(url)?, ssl_disabled: no_tls };
            let is_file = put.url.expose_secret().starts_with("sqlite:");
            let outcome = gateway.put_connection(&caller, &name, put).await;
            let outcome = outcome.map_err(|error| not_added(error, is_file))?;
            let is_new = matches!(outcome, PutOutcome::Created(_));
            let (PutOutcome::Created(connection) | PutOutcome::Changed(connection)) = outcome;
            terminal::say(&terminal.language.added(name.as_str(), &connection.server_version, is_new))
        }
        ConnectionsCommand::Access { name, everybody, users, roles, until } => {
            let wanted = Wanted { everybody, users, roles, until };
            access::run(parse(&name)?, wanted, gateway, terminal).await
        }
        ConnectionsCommand::Remove { name } => {
            let name = parse(&name)?;
            gateway.delete_connection(&caller, &name).await?;
            terminal::say(&terminal.language.removed(name.as_str()))
        }
        ConnectionsCommand::Test { name } => {
            let name = parse(&name)?;
            let tested = gateway.test_connection(&caller, &name).await?;
            terminal::say(&terminal.language.answers(name.as_str(), &tested.server_version, tested.ping_ms))
        }
        ConnectionsCommand::Safety { name, format } => {
            let name = parse(&name)?;
            let answer = gateway.check_safety(&caller, &name).await?;
            match (format, answer.found) {
                (SafetyFormat::Text, Some(safety)) => {
                    safety::tell(&name, &safety, terminal)?;
                    Ok(())
                }
                (_, found) => say_json(&SafetyResponse::new(&name, found, answer.checked_at)),
            }
        }
    }
}

fn not_added(error: Error, is_file: bool) -> Failure {
    let is_unreachable = matches!(error, Error::Unreachable(_));
    let failure = Failure::from(error);
    if is_file && is_unreachable {
        failure.next(
            "put the file into sqlite/ in the data directory, or list its folder in sqlite.allowed_dirs",
        )
    } else {
        failure
    }
}

/// A connection's name.
pub(crate) fn parse(name: &str) -> Result<DbName, Failure> {
    DbName::parse(name).map_err(|invalid| Failure::usage(invalid.to_string()))
}

fn list(connections: Vec<Connection>, format: ListFormat, terminal: Terminal) -> Result<(), Failure> {
    match format {
        ListFormat::Json => say_json(&ConnectionListResponse::from(connections)),
        ListFormat::Table if connections.is_empty() => {
            terminal::note(terminal.language.no_connections());
            Ok(())
        }
        ListFormat::Table => {
            let rows = connections.into_iter().map(|connection| {
                let db_type = connection.db_type.to_string();
                let grade = connection.grade.map_or_else(|| "–".to_owned(), |grade| grade.to_string());
                let server = connection.server_version;
                [connection.name.to_string(), db_type, server, grade, connection.masked_url]
            });
            terminal::say(&plain_table(terminal.language.connection_titles(), rows, terminal))
        }
    }
}

fn say_json(answer: &impl Serialize) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(answer).map_err(|error| Failure::failed(error.to_string()))?;
    terminal::say(&json)
}

/// The URL as given, or from standard input, where other people on the machine don't see it.
fn url_of(given: String) -> Result<Secret, Failure> {
    if given != "-" {
        return Ok(Secret::new(given));
    }
    let mut text = String::new();
    io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::failed(format!("cannot read the URL from standard input: {error}")))?;
    Ok(Secret::new(text.trim()))
}
