//! `/api/v1/databases/sizes`: the sizes of an instance's databases, by day or the latest.

use axum::{Json, extract::State};
use weir_api::{Envelope, EnvelopeError, SizesResponse, megabytes};
use weir_model::{Page, PageBounds, SizeFilter};

use super::required_instance;
use crate::{
    AppState,
    envelope::Envelopes,
    failure::Failure,
    may::{May, View},
    params::{Params, wrong},
};

const SIZES: PageBounds = PageBounds { default: 100, max: 1_000 };

/// List the sizes of an instance's databases
///
/// One entry a database and day, the newest day first, then by name. With `latest_only` one entry a database, the
/// largest first, with counts and the sum of all.
#[utoipa::path(
    get,
    path = "/api/v1/databases/sizes",
    operation_id = "list_sizes",
    tag = "ledger",
    params(
        ("instance_id" = i64, Query, description = "The instance"),
        ("start_date" = Option<String>, Query, description = "From this day on, YYYY-MM-DD"),
        ("end_date" = Option<String>, Query, description = "Up to this day, YYYY-MM-DD"),
        ("database_name" = Option<String>, Query, description = "Part of the database's name, in any case"),
        ("latest_only" = Option<bool>, Query, description = "Only the latest size of each database"),
        ("include_inactive" = Option<bool>, Query, description = "Also of databases that are gone"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "100 without, 1000 at most"),
    ),
    responses(
        (status = 200, body = Envelope<SizesResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
    )
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SizesResponse>>, Failure> {
    let instance = required_instance(&mut params)?;
    let filter = SizeFilter {
        from: params.day("start_date")?,
        to: params.day("end_date")?,
        database: params.text("database_name")?,
        include_inactive: params.flag("include_inactive")?,
    };
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && from > to
    {
        return Err(wrong("end_date", "must not be before start_date").into());
    }
    let latest_only = params.flag("latest_only")?;
    let page = params.page(SIZES);
    params.end()?;
    let data = if latest_only {
        let latest = state.gateway.latest_sizes(&may.caller, instance, &filter, page).await?;
        SizesResponse {
            active_count: Some(latest.active),
            filtered_count: Some(latest.page.total),
            total_size_mb: Some(megabytes(latest.total_bytes)),
            total_size_bytes: Some(latest.total_bytes),
            ..response(latest.page, page)
        }
    } else {
        response(state.gateway.list_sizes(&may.caller, instance, &filter, page).await?, page)
    };
    Ok(envelopes.ok(("The sizes of the databases", "获取数据库容量成功"), data))
}

fn response(found: weir_model::Paged<weir_model::SizeEntry>, page: Page) -> SizesResponse {
    SizesResponse {
        databases: found.items.into_iter().map(Into::into).collect(),
        total: found.total,
        page: page.number(),
        pages: page.pages(found.total),
        limit: page.limit(),
        active_count: None,
        filtered_count: None,
        total_size_mb: None,
        total_size_bytes: None,
    }
}
