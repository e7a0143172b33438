//! `/api/v1/instances/imports` and `/exports`: instances as CSV, in and out.

use axum::{
    Json,
    body::Body as HttpBody,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use weir_api::{
    Envelope, EnvelopeError, ImportLineResponse, ImportResponse, instances_from_csv, instances_to_csv,
};
use weir_gateway::{ImportOutcome, ImportReport, InstanceLine};

use super::{body, filter};
use crate::{
    AppState,
    databases::disposition,
    envelope::Envelopes,
    extract::CsvBody,
    failure::{Failure, RequestError},
    may::{Create, May, View},
    params::Params,
};

/// Add many instances at once
///
/// The body is CSV with a header: `name`, `db_type` and `host` are needed; `port`, `username`, `password`,
/// `database`, `parameters`, `environment`, `description`, `limit_bytes`, `is_active` and `tags` are known. A line
/// that can't be added doesn't keep the others from it; the report tells what became of each.
#[utoipa::path(
    post,
    path = "/api/v1/instances/imports",
    operation_id = "import_instances",
    tag = "instances",
    params(("dry_run" = Option<bool>, Query, description = "Only try: write nothing")),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, body = Envelope<ImportResponse>),
        (status = 400, body = EnvelopeError, description = "The header is not right"),
        (status = 413, body = EnvelopeError, description = "The file is too large"),
        (status = 415, body = EnvelopeError, description = "The body is not sent as CSV"),
    )
)]
pub(crate) async fn import(
    may: May<Create>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
    CsvBody(file): CsvBody,
) -> Result<Json<Envelope<ImportResponse>>, Failure> {
    let dry_run = params.flag("dry_run")?;
    params.end()?;
    let lines = instances_from_csv(&file).map_err(|why| RequestError::Malformed { field: None, why })?;
    let line = |(number, read): weir_api::ReadLine| InstanceLine {
        number,
        input: read.and_then(|read| body::input(read).map_err(|error| error.to_string())),
    };
    let lines = lines.into_iter().map(line).collect();
    let report = state.gateway.import_instances(&may.caller, lines, dry_run).await?;
    let message = if dry_run {
        ("The file was tried, nothing was written", "已试运行，未写入任何数据")
    } else {
        ("The file was imported", "导入完成")
    };
    Ok(envelopes.ok(message, response(report, &envelopes)))
}

/// Download the instances
///
/// As CSV, without any password; what comes out can go in again.
#[utoipa::path(
    get,
    path = "/api/v1/instances/exports",
    operation_id = "export_instances",
    tag = "instances",
    params(
        ("search" = Option<String>, Query, description = "Part of the name or host, in any case"),
        ("db_type" = Option<String>, Query, description = "all (default), postgresql, mysql, mariadb or sqlite"),
        ("tags" = Option<Vec<String>>, Query, description = "Any of these tags; repeated, or separated by commas"),
        ("status" = Option<String>, Query, description = "active, inactive or deleted"),
    ),
    responses(
        (status = 200, content_type = "text/csv", body = String, description = "The file"),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn export(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Response, Failure> {
    let filter = filter(&mut params)?;
    params.end()?;
    let instances = state.gateway.all_instances(&may.caller, &filter).await?;
    state.gateway.note_export(&may.caller, "instances").await;
    let mut response = Response::new(HttpBody::from(instances_to_csv(&instances)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, disposition("instances", "csv", state.gateway.now()));
    Ok(response)
}

fn response(report: ImportReport, envelopes: &Envelopes) -> ImportResponse {
    let speak = envelopes.language().speak();
    let mut response = ImportResponse { dry_run: report.dry_run, created: 0, failed: 0, lines: Vec::new() };
    for line in report.lines {
        let (outcome, error) = match line.outcome {
            ImportOutcome::Created => {
                response.created += 1;
                ("created", None)
            }
            ImportOutcome::Failed(why) => {
                response.failed += 1;
                ("failed", Some(speak(&why).to_owned()))
            }
        };
        response.lines.push(ImportLineResponse { line: line.number, name: line.name, outcome, error });
    }
    response
}
