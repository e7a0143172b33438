//! `/api/v1/databases/ledgers/exports`: the ledger as a file, streamed.
//!
//! The first rows are read before anything is sent, so that an error has a true status; a later one aborts
//! the body, and the client sees that the file is not whole.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use futures_util::stream::try_unfold;
use tokio::{sync::mpsc, task::spawn_blocking};
use tracing::warn;
use weir_api::{EnvelopeError, LedgerCells, LedgerCsv, LedgerXlsx, Speak, WorkbookFailure};
use weir_gateway::{Error, Gateway, LedgerExport};
use weir_model::{LedgerEntry, Timestamp};

use super::ledger::{filter, order};
use crate::{
    AppState,
    accept::XLSX,
    envelope::Envelopes,
    failure::{Failure, RequestError},
    language::Language,
    may::{May, View},
    params::Params,
};

const CSV: &str = "text/csv; charset=utf-8";

#[derive(Clone, Copy, Debug)]
enum Format {
    Csv,
    Xlsx,
}

/// Download the ledger
///
/// Every row that the filters let through, as CSV (UTF-8 with a byte order mark) or as an Excel workbook. In the
/// CSV, a cell that a spreadsheet would take for a formula has a leading `'`.
#[utoipa::path(
    get,
    path = "/api/v1/databases/ledgers/exports",
    operation_id = "export_ledger",
    tag = "ledger",
    params(
        ("search" = Option<String>, Query, description = "Part of a database's or instance's name or of a host, in any case"),
        ("db_type" = Option<String>, Query, description = "all (default), postgresql, mysql, mariadb or sqlite"),
        ("instance_id" = Option<i64>, Query, description = "One instance"),
        ("tags" = Option<Vec<String>>, Query, description = "Any of these tags; repeated, or separated by commas"),
        ("sync_status" = Option<String>, Query, description = "pending, completed, running or failed"),
        ("sort" = Option<String>, Query, description = "instance (default), name, size or collected_at"),
        ("order" = Option<String>, Query, description = "asc or desc"),
        ("format" = Option<String>, Query, description = "csv (default) or xlsx"),
        ("lang" = Option<String>, Query, description = "zh or en, in place of Accept-Language"),
    ),
    responses(
        (status = 200, content_type = "text/csv", body = String, description = "The file"),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn download(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Response, Failure> {
    let (filter, order) = (filter(&mut params)?, order(&mut params)?);
    let format = params.word("format", &[("csv", Format::Csv), ("xlsx", Format::Xlsx)])?;
    let language = download_language(&mut params)?.unwrap_or(envelopes.language());
    params.end()?;
    let gateway = Arc::clone(&state.gateway);
    let export = gateway.export_ledger(&may.caller, filter, order)?;
    gateway.note_export(&may.caller, "ledger").await;
    let (speak, now) = (language.speak(), export.now());
    let cells = LedgerCells::new(speak, now);
    Ok(match format.unwrap_or(Format::Csv) {
        Format::Csv => file(csv(gateway, export, cells).await?, CSV, "csv", now),
        Format::Xlsx => file(xlsx(&gateway, export, cells, speak).await?, XLSX, "xlsx", now),
    })
}

/// `lang`, on downloads: a link can't set a header.
pub(crate) fn download_language(params: &mut Params) -> Result<Option<Language>, RequestError> {
    params.word("lang", &[("en", Language::English), ("zh", Language::Chinese)])
}

async fn csv(gateway: Arc<Gateway>, mut export: LedgerExport, cells: LedgerCells) -> Result<Body, Error> {
    let mut table = LedgerCsv::new(cells);
    let first = gateway.next_of_export(&mut export).await?;
    let has_more = first.is_some();
    table.rows(&first.unwrap_or_default());
    let head = Bytes::from(table.take());
    if !has_more {
        return Ok(Body::from(head));
    }
    let state = (Some(head), gateway, export, table);
    let pieces = try_unfold(state, async |(head, gateway, mut export, mut table)| {
        if let Some(head) = head {
            return Ok(Some((head, (None, gateway, export, table))));
        }
        let rows = gateway.next_of_export(&mut export).await.inspect_err(|error| {
            warn!("an export of the ledger broke off: {error}");
        })?;
        let Some(rows) = rows else { return Ok(None) };
        table.rows(&rows);
        let piece = Bytes::from(table.take());
        Ok::<_, Error>(Some((piece, (None, gateway, export, table))))
    });
    Ok(Body::from_stream(pieces))
}

/// A workbook is compressed when its last row is known; until then its rows lie in a file beside, written on
/// a thread of their own.
async fn xlsx(
    gateway: &Gateway,
    mut export: LedgerExport,
    cells: LedgerCells,
    speak: Speak,
) -> Result<Body, Error> {
    let (rows, written) = mpsc::channel::<Vec<LedgerEntry>>(1);
    let writing = spawn_blocking(move || write_workbook(written, cells, speak));
    while let Some(piece) = gateway.next_of_export(&mut export).await? {
        if rows.send(piece).await.is_err() {
            // The writer has failed; it says why below.
            break;
        }
    }
    drop(rows);
    let written = writing.await.map_err(internal)?;
    Ok(Body::from(written.map_err(internal)?))
}

fn write_workbook(
    mut rows: mpsc::Receiver<Vec<LedgerEntry>>,
    cells: LedgerCells,
    speak: Speak,
) -> Result<Vec<u8>, WorkbookFailure> {
    let mut workbook = LedgerXlsx::new(cells, speak)?;
    while let Some(piece) = rows.blocking_recv() {
        workbook.rows(&piece)?;
    }
    workbook.finish()
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

fn file(body: Body, content_type: &'static str, extension: &str, now: Timestamp) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition("database_ledger", extension, now));
    response
}

/// `attachment; filename=…_YYYYMMDD_HHMMSS.csv`, in UTC.
pub(crate) fn disposition(stem: &str, extension: &str, now: Timestamp) -> HeaderValue {
    let digits: String = now.to_string().chars().take(19).filter(char::is_ascii_digit).collect();
    let (date, time) = digits.split_at_checked(8).unwrap_or((&digits, ""));
    let name = format!("attachment; filename=\"{stem}_{date}_{time}.{extension}\"");
    HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"))
}
