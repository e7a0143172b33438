//! `/api/v1/capacity`: history and forecast of a database, and what all instances come to.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    CapacityDatabase, CapacityForecastDay, CapacityInstance, CapacityLimit, CapacityOverviewResponse,
    CapacityResponseFull, CapacityTotal, CapacityTotalByType, CapacityTrendResponse, Envelope, EnvelopeError,
    GrowingDatabase, InstanceCapacityResponse, LevelChangeResponse, NotCollectedInstance, size_label,
};
use weir_gateway::{
    CapacityOverview, CapacityRequest, CapacityTrend, DatabaseCapacity, ExpectedSize, MIN_READINGS,
};
use weir_model::{DatabaseId, DbType, Instance, InstanceId, LedgerEntry, SizeTrend};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::Id,
    failure::{Failure, RequestError},
    guarded::guarded,
    language::Language,
    may::{May, View},
    params::{Params, wrong},
};

const DAYS_AHEAD: i64 = 90;
const MOST_DAYS_AHEAD: i64 = 3_650;

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(overview)).routes(guarded!(database)).routes(guarded!(instance))
}

/// Show what all instances come to
///
/// The total, by instance and type; the largest and the fastest growing databases, those that are full soonest, and
/// the instances that were not measured lately.
#[utoipa::path(
    get,
    path = "/api/v1/capacity/overview",
    operation_id = "get_capacity_overview",
    tag = "capacity",
    responses((status = 200, body = Envelope<CapacityOverviewResponse>))
)]
pub(crate) async fn overview(
    may: May<View>,
    State(state): State<AppState>,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<CapacityOverviewResponse>>, Failure> {
    params.end()?;
    let overview = state.gateway.capacity_overview(&may.caller).await?;
    let data = overview_response(overview, envelopes.language());
    Ok(envelopes.ok(("The capacity of all instances", "获取容量总览成功"), data))
}

/// Show the capacity of a database
///
/// Its history, how fast it grows, what to expect with an interval of 80 %, the day on which its limit is reached,
/// and the tables that explain its growth. Nothing is said of fewer than 14 readings.
#[utoipa::path(
    get,
    path = "/api/v1/capacity/databases/{database_id}",
    operation_id = "get_database_capacity",
    tag = "capacity",
    params(
        ("database_id" = i64, Path, description = "The database"),
        ("start_date" = Option<String>, Query, description = "The history from this day on, YYYY-MM-DD; a year without"),
        ("end_date" = Option<String>, Query, description = "Up to this day, YYYY-MM-DD; today without"),
        ("days_ahead" = Option<i64>, Query, description = "How far the forecast goes: 90 days without, 3650 at most"),
    ),
    responses(
        (status = 200, body = Envelope<CapacityResponseFull>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such database"),
    )
)]
pub(crate) async fn database(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<CapacityResponseFull>>, Failure> {
    let request = request(params)?;
    let capacity = state.gateway.database_capacity(&may.caller, DatabaseId::new(id), request).await?;
    Ok(envelopes.ok(("The capacity of the database", "获取数据库容量趋势成功"), response(capacity)))
}

/// Show the capacity of an instance
///
/// What its active databases came to by day, how fast that grows, what to expect, and the day on which its limit is
/// reached.
#[utoipa::path(
    get,
    path = "/api/v1/capacity/instances/{instance_id}",
    operation_id = "get_instance_capacity",
    tag = "capacity",
    params(
        ("instance_id" = i64, Path, description = "The instance"),
        ("start_date" = Option<String>, Query, description = "The history from this day on, YYYY-MM-DD; a year without"),
        ("end_date" = Option<String>, Query, description = "Up to this day, YYYY-MM-DD; today without"),
        ("days_ahead" = Option<i64>, Query, description = "How far the forecast goes: 90 days without, 3650 at most"),
    ),
    responses(
        (status = 200, body = Envelope<InstanceCapacityResponse>),
        (status = 400, body = EnvelopeError, description = "A parameter is not right"),
        (status = 404, body = EnvelopeError, description = "There is no such instance"),
    )
)]
pub(crate) async fn instance(
    may: May<View>,
    State(state): State<AppState>,
    Id(id): Id,
    params: Params,
    envelopes: Envelopes,
) -> Result<Json<Envelope<InstanceCapacityResponse>>, Failure> {
    let request = request(params)?;
    let capacity = state.gateway.instance_capacity(&may.caller, InstanceId::new(id), request).await?;
    let data = InstanceCapacityResponse {
        instance: instance_response(&capacity.instance),
        history: capacity.history.into_iter().map(Into::into).collect(),
        readings: capacity.readings as u64,
        min_readings: MIN_READINGS as u64,
        forecast: forecast(capacity.trend.as_ref()),
        limit: limit(capacity.trend.as_ref()),
        trend: capacity.trend.map(trend_response),
    };
    Ok(envelopes.ok(("The capacity of the instance", "获取实例容量趋势成功"), data))
}

fn request(mut params: Params) -> Result<CapacityRequest, RequestError> {
    let (from, to) = (params.day("start_date")?, params.day("end_date")?);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(wrong("end_date", "must not be before start_date"));
    }
    let ahead = params.integer("days_ahead")?.unwrap_or(DAYS_AHEAD).min(MOST_DAYS_AHEAD);
    params.end()?;
    Ok(CapacityRequest { from, to, days_ahead: u32::try_from(ahead).unwrap_or(0) })
}

fn response(capacity: DatabaseCapacity) -> CapacityResponseFull {
    let DatabaseCapacity { database, instance, latest, history, readings, trend, tables } = capacity;
    let size_bytes = latest.map(|latest| latest.total_bytes);
    CapacityResponseFull {
        database: CapacityDatabase {
            id: database.id.get(),
            database_name: database.name,
            instance_id: instance.id.get(),
            instance_name: instance.name,
            db_type: instance.endpoint.db_type.into(),
            size_bytes,
            label: size_bytes.map(size_label),
        },
        limit_bytes: database.limit_bytes,
        history: history.into_iter().map(Into::into).collect(),
        readings: readings as u64,
        min_readings: MIN_READINGS as u64,
        forecast: forecast(trend.as_ref()),
        limit: limit(trend.as_ref()),
        trend: trend.map(trend_response),
        growing_tables: tables.into_iter().map(Into::into).collect(),
    }
}

fn forecast(trend: Option<&CapacityTrend>) -> Vec<CapacityForecastDay> {
    let day = |expected: &ExpectedSize| CapacityForecastDay {
        date: expected.day.to_string(),
        size_bytes: expected.bytes,
        low_bytes: expected.between.0,
        high_bytes: expected.between.1,
    };
    trend.into_iter().flat_map(|trend| trend.forecast.iter().map(day)).collect()
}

fn limit(trend: Option<&CapacityTrend>) -> Option<CapacityLimit> {
    let limit = trend?.limit?;
    Some(CapacityLimit {
        date: limit.day.map(|day| day.to_string()),
        earliest: limit.earliest.map(|day| day.to_string()),
        latest: limit.latest.map(|day| day.to_string()),
    })
}

fn trend_response(trend: CapacityTrend) -> CapacityTrendResponse {
    let change = |(day, bytes): (weir_model::Day, i64)| LevelChangeResponse { date: day.to_string(), bytes };
    CapacityTrendResponse {
        bytes_per_day: trend.bytes_per_day,
        bytes_per_day_low: trend.bytes_per_day_between.0,
        bytes_per_day_high: trend.bytes_per_day_between.1,
        level_changes: trend.level_changes.into_iter().map(change).collect(),
    }
}

fn overview_response(overview: CapacityOverview, language: Language) -> CapacityOverviewResponse {
    let CapacityOverview { instances, history, largest, fastest, soonest_full, not_collected, .. } = overview;
    let mut types: Vec<DbType> = instances.iter().map(|instance| instance.endpoint.db_type).collect();
    types.sort_unstable();
    types.dedup();
    let of_type = |db_type: DbType| {
        let of_type = instances.iter().filter(|instance| instance.endpoint.db_type == db_type);
        CapacityTotalByType { db_type: db_type.into(), total: total(of_type) }
    };
    let failed = |(instance, collection): (Instance, Option<weir_model::Collection>)| NotCollectedInstance {
        id: instance.id.get(),
        name: instance.name,
        collected_at: instance.collected_at.map(|at| at.to_string()),
        tried_at: collection.as_ref().map(|collection| collection.tried_at.to_string()),
        error: collection.and_then(|c| c.error).map(|why| language.speak()(&why).to_owned()),
    };
    CapacityOverviewResponse {
        total: total(instances.iter()),
        by_db_type: types.into_iter().map(of_type).collect(),
        by_instance: instances.iter().map(instance_response).collect(),
        history: history.into_iter().map(Into::into).collect(),
        largest: largest.into_iter().map(Into::into).collect(),
        fastest_growing: fastest.into_iter().map(growing).collect(),
        soonest_full: soonest_full.into_iter().map(growing).collect(),
        not_collected: not_collected.into_iter().map(failed).collect(),
    }
}

fn total<'a>(instances: impl Iterator<Item = &'a Instance>) -> CapacityTotal {
    let mut total = CapacityTotal::default();
    for instance in instances {
        total.instances += 1;
        total.databases += instance.databases;
        total.size_bytes = total.size_bytes.saturating_add(instance.size_bytes.unwrap_or(0));
    }
    total.label = size_label(total.size_bytes);
    total
}

fn instance_response(instance: &Instance) -> CapacityInstance {
    CapacityInstance {
        id: instance.id.get(),
        name: instance.name.clone(),
        db_type: instance.endpoint.db_type.into(),
        databases: instance.databases,
        size_bytes: instance.size_bytes,
        limit_bytes: instance.limit_bytes,
        collected_at: instance.collected_at.map(|at| at.to_string()),
    }
}

fn growing((entry, trend): (LedgerEntry, SizeTrend)) -> GrowingDatabase {
    GrowingDatabase {
        bytes_per_day: trend.bytes_per_day,
        limit_bytes: trend.limit_bytes,
        full_date: trend.full_day.map(|day| day.to_string()),
        database: entry.into(),
    }
}
