//! `weir query`: one statement through the same gate as over HTTP, its rows to standard output.

use std::io::{self, Read};

use tokio::select;
use weir_gateway::{Caller, Extent, Gateway, PreparedQuery, QueryAnswer, QueryRequest};
use weir_model::TruncatedBy;

use crate::{
    arguments::{QueryFlags, RowFormat},
    config::LimitsConfig,
    connections,
    failure::{Failure, Kind},
    output::{printer::Printer, table::TableRows},
    serve::Signals,
    terminal::{self, Terminal},
};

/// Runs the statement. A signal ends it on the server too.
pub(crate) async fn run(
    flags: QueryFlags,
    gateway: &Gateway,
    limits: &LimitsConfig,
    terminal: Terminal,
) -> Result<(), Failure> {
    let name = connections::parse(&flags.name)?;
    let request = QueryRequest {
        sql: statement(flags.sql)?,
        timeout_s: flags.timeout,
        limit: flags.limit,
        natural_query: None,
        query_id: None,
        extent: extent(flags.format),
    };
    let mut signals = Signals::listen()?;
    let answering = async {
        let query = gateway.prepare_query(&Caller::local(), &name, request).await?;
        let answer = match flags.format {
            RowFormat::Table => as_table(query, terminal).await?,
            format => as_text(query, format, limits).await?,
        };
        tell_cut(&answer, most(limits, flags.format), terminal);
        Ok(())
    };
    select! {
        answered = answering => answered,
        () = signals.received() => Err(Failure::new(Kind::Interrupted, "interrupted; the statement was ended")),
    }
}

async fn as_table(query: PreparedQuery, terminal: Terminal) -> Result<QueryAnswer, Failure> {
    let mut rows = TableRows::default();
    let answer = query.run(&mut rows).await?;
    terminal::say(&rows.into_table(terminal))?;
    terminal::note(&terminal.language.rows_in(answer.end.rows, answer.elapsed_ms));
    Ok(answer)
}

async fn as_text(
    query: PreparedQuery,
    format: RowFormat,
    limits: &LimitsConfig,
) -> Result<QueryAnswer, Failure> {
    let max_bytes = match extent(format) {
        Extent::Page => limits.max_answer_bytes,
        Extent::Export | Extent::Sheet => usize::MAX,
    };
    let mut printer = Printer::new(format, query.shown(), max_bytes);
    let ran = query.run(&mut printer).await;
    printer.check()?;
    let answer = ran?;
    printer.finish(&answer)?;
    Ok(answer)
}

/// Formats for files hold as many rows as an export.
fn extent(format: RowFormat) -> Extent {
    match format {
        RowFormat::Csv | RowFormat::Ndjson => Extent::Export,
        RowFormat::Table | RowFormat::Json => Extent::Page,
    }
}

/// The setting that limits the rows of a format, and what it allows.
fn most(limits: &LimitsConfig, format: RowFormat) -> (&'static str, u64) {
    match extent(format) {
        Extent::Page => ("limits.max_rows", limits.max_rows),
        Extent::Export | Extent::Sheet => {
            ("limits.max_export_rows", limits.max_export_rows.max(limits.max_rows))
        }
    }
}

fn tell_cut(answer: &QueryAnswer, most: (&str, u64), terminal: Terminal) {
    let rows = answer.end.rows;
    match answer.end.truncated {
        Some(TruncatedBy::Rows) => terminal::note(&terminal.language.cut_by_rows(rows, most)),
        Some(TruncatedBy::Bytes) => terminal::note(&terminal.language.cut_by_bytes(rows)),
        None => {}
    }
}

fn statement(given: String) -> Result<String, Failure> {
    if given != "-" {
        return Ok(given);
    }
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).map_err(|error| {
        Failure::failed(format!("cannot read the statement from standard input: {error}"))
    })?;
    Ok(text)
}
