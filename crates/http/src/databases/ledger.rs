//! `/api/v1/databases/ledgers`: pages of the ledger.

use axum::{Json, extract::State};
use weir_api::{Envelope, EnvelopeError, LedgerCountsResponse, LedgerItem, LedgerResponse};
use weir_gateway::{LedgerPage, LedgerRequest, LedgerRow};
use weir_model::{InstanceId, LedgerFilter, LedgerSort, PageBounds, SyncStatus};

use super::cursor;
use crate::{
    AppState,
    envelope::Envelopes,
    failure::{Failure, RequestError},
    language::Language,
    may::{May, View},
    params::{Params, wrong},
};

const LEDGERS: PageBounds = PageBounds { default: 20, max: 200 };
/// Longer than any name or host.
const LONGEST_SEARCH: usize = 300;

/// List the ledger: every database with its latest size
///
/// Active databases of active instances, by instance name and database name unless `sort` says otherwise. Filters
/// combine with AND.
#[utoipa::path(
    get,
    path = "/api/v1/databases/ledgers",
    operation_id = "list_ledger",
    tag = "ledger",
    params(
        ("search" = Option<String>, Query, description = "Part of a database's or instance's name or of a host, in any case"),
        ("db_type" = Option<String>, Query, description = "all (default), postgresql, mysql, mariadb or sqlite"),
        ("instance_id" = Option<i64>, Query, description = "One instance"),
        ("tags" = Option<Vec<String>>, Query, description = "Any of these tags; repeated, or separated by commas"),
        ("sync_status" = Option<String>, Query, description = "pending, completed, running or failed"),
        ("sort" = Option<String>, Query, description = "instance (default), name, size or collected_at"),
        ("order" = Option<String>, Query, description = "asc or desc; size and collected_at begin with desc"),
        ("after" = Option<String>, Query, description = "`next` of the page before, in place of `page`"),
        ("include" = Option<Vec<String>>, Query, description = "trend: 30 daily sizes of each; counts: how many of each type and status"),
        ("page" = Option<u64>, Query, description = "From 1"),
        ("limit" = Option<u64>, Query, description = "20 without, 200 at most"),
    ),
    responses(
        (status = 200, body = Envelope<LedgerResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
    )
)]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    mut params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<LedgerResponse>>, Failure> {
    let request = request(&mut params)?;
    params.end()?;
    let page = request.page;
    let found = state.gateway.list_ledger(&may.caller, request).await?;
    let LedgerPage { rows, next, counts, .. } = found;
    let language = envelopes.language();
    let data = LedgerResponse {
        items: rows.items.into_iter().map(|row| item(row, language)).collect(),
        total: rows.total,
        page: page.number(),
        pages: page.pages(rows.total),
        limit: page.limit(),
        next: next.as_ref().map(cursor::encode),
        counts: counts.map(|counts| LedgerCountsResponse::new(counts, language.speak())),
    };
    Ok(envelopes.ok(("The ledger", "获取数据库台账成功"), data))
}

fn request(params: &mut Params) -> Result<LedgerRequest, RequestError> {
    let filter = filter(params)?;
    let (sort, descending) = order(params)?;
    let after = match params.text("after")? {
        None => None,
        Some(word) => {
            let place = cursor::decode(&word).filter(|place| place.sort() == sort);
            Some(place.ok_or_else(|| wrong("after", "is no place in this order"))?)
        }
    };
    let (mut with_trend, mut with_counts) = (false, false);
    for word in params.list("include") {
        match word.as_str() {
            "trend" => with_trend = true,
            "counts" => with_counts = true,
            _ => return Err(wrong("include", "must be any of trend, counts")),
        }
    }
    let page = params.page(LEDGERS);
    Ok(LedgerRequest { filter, sort, descending, page, after, with_trend, with_counts })
}

/// The filters, the same for a page and for an export.
pub(super) fn filter(params: &mut Params) -> Result<LedgerFilter, RequestError> {
    let search = params.text("search")?;
    if search.as_ref().is_some_and(|search| search.chars().count() > LONGEST_SEARCH) {
        return Err(wrong("search", &format!("has at most {LONGEST_SEARCH} characters")));
    }
    Ok(LedgerFilter {
        search,
        db_type: params.db_type("db_type")?,
        instance: params.integer("instance_id")?.map(InstanceId::new),
        tags: params.list("tags"),
        sync_status: params.word("sync_status", &SyncStatus::ALL.map(|status| (status.as_str(), status)))?,
    })
}

/// `sort` and `order`, the same for a page and for an export.
pub(super) fn order(params: &mut Params) -> Result<(LedgerSort, bool), RequestError> {
    let sorts = [
        ("instance", LedgerSort::Instance),
        ("name", LedgerSort::Name),
        ("size", LedgerSort::Size),
        ("collected_at", LedgerSort::CollectedAt),
    ];
    let sort = params.word("sort", &sorts)?.unwrap_or_default();
    let usual = matches!(sort, LedgerSort::Size | LedgerSort::CollectedAt);
    Ok((sort, params.word("order", &[("asc", false), ("desc", true)])?.unwrap_or(usual)))
}

fn item(row: LedgerRow, language: Language) -> LedgerItem {
    let LedgerRow { entry, sync_status, earlier, trend } = row;
    let item = LedgerItem::new(entry, sync_status, earlier, language.speak());
    match trend {
        Some(trend) => item.with_trend(trend),
        None => item,
    }
}
