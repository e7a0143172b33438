//! What is counted and measured, for a watcher such as Prometheus. Owns the names of the metrics and their labels;
//! who may read them is for `http` to say.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info},
    registry::{Registry, Unit},
};
use weir_engine::SessionCounts;
use weir_model::{DbName, DbType, QueryOutcome};
use weir_store::CatalogState;

/// Seconds; the last bucket but one is the longest time limit that a query has by default.
const SECONDS: [f64; 15] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 60.0, 300.0];

/// Everything that is counted and measured.
pub struct Meters {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabels, Histogram>,
    queries: Family<QueryLabels, Counter>,
    query_seconds: Family<EngineLabels, Histogram>,
    rows: Family<EngineLabels, Counter>,
    refusals: Family<RuleLabels, Counter>,
    running: Family<EngineLabels, Gauge>,
    sessions: Family<SessionLabels, Gauge>,
    catalog: Catalog,
    /// Held while gauges are set and told, so that two who ask at once see whole sets.
    telling: Mutex<()>,
}

#[derive(Default)]
struct Catalog {
    sessions: Family<StateLabels, Gauge>,
    history_waiting: Gauge,
    history_lost: Gauge,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    method: String,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueryLabels {
    engine: &'static str,
    outcome: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EngineLabels {
    engine: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RuleLabels {
    rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SessionLabels {
    connection: String,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

impl Default for Meters {
    fn default() -> Self {
        let mut meters = Self {
            registry: Registry::with_prefix("weir"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(histogram),
            queries: Family::default(),
            query_seconds: Family::new_with_constructor(histogram),
            rows: Family::default(),
            refusals: Family::default(),
            running: Family::default(),
            sessions: Family::default(),
            catalog: Catalog::default(),
            telling: Mutex::default(),
        };
        meters.register();
        meters
    }
}

impl Meters {
    /// Counts a request whose answer begins.
    ///
    /// `route` is the pattern of the path, not the path: names and ids would each be a series of their own.
    pub fn request_answered(&self, method: &str, route: &str, status: u16, elapsed: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        let labels = RouteLabels { method: method.clone(), route: route.clone() };
        self.request_seconds.get_or_create(&labels).observe(elapsed.as_secs_f64());
        self.requests.get_or_create(&RequestLabels { method, route, status: status.into() }).inc();
    }

    /// Everything as OpenMetrics text.
    pub(crate) fn text(&self, sessions: &[(DbName, SessionCounts)], catalog: CatalogState) -> String {
        let _one_at_a_time = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        // A connection that was removed must not stay.
        self.sessions.clear();
        for (name, counts) in sessions {
            for (state, count) in [("limit", counts.limit), ("busy", counts.busy), ("idle", counts.idle)] {
                let labels = SessionLabels { connection: name.to_string(), state };
                self.sessions.get_or_create(&labels).set(whole(count));
            }
        }
        let open = whole(usize::try_from(catalog.sessions).unwrap_or(usize::MAX));
        self.catalog.sessions.get_or_create(&StateLabels { state: "open" }).set(open);
        self.catalog.sessions.get_or_create(&StateLabels { state: "idle" }).set(whole(catalog.idle));
        self.catalog.history_waiting.set(whole(catalog.history_waiting));
        self.catalog.history_lost.set(i64::try_from(catalog.history_lost).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a string doesn't fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn register(&mut self) {
        let Self { registry, .. } = self;
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The version of this program", build);
        registry.register("http_requests", "Requests answered", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "From a request to the beginning of its answer",
            Unit::Seconds,
            self.request_seconds.clone(),
        );
        registry.register("queries", "Queries that ended, by how they ended", self.queries.clone());
        registry.register_with_unit(
            "query_duration",
            "From a query's request to its end, waiting and reading included",
            Unit::Seconds,
            self.query_seconds.clone(),
        );
        registry.register("query_rows", "Rows handed out", self.rows.clone());
        registry.register(
            "refusals",
            "Statements that the guard refused, by its rule",
            self.refusals.clone(),
        );
        registry.register("queries_running", "Queries under way", self.running.clone());
        registry.register("sessions", "Sessions with databases, and the most allowed", self.sessions.clone());
        let Catalog { sessions, history_waiting, history_lost } = &self.catalog;
        registry.register("catalog_sessions", "Sessions with Weir's own catalog", sessions.clone());
        let about = "History entries that are not written yet";
        registry.register("history_queue_entries", about, history_waiting.clone());
        let about = "History entries dropped since the start because they could not be written";
        registry.register("history_lost_entries", about, history_lost.clone());
    }
}

impl fmt::Debug for Meters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}

/// A query that is being counted: under way from here to its end.
#[derive(Debug)]
pub(crate) struct Metered {
    meters: Arc<Meters>,
    engine: &'static str,
}

impl Metered {
    pub(crate) fn begin(meters: &Arc<Meters>, db_type: DbType) -> Self {
        let engine = db_type.as_str();
        meters.running.get_or_create(&EngineLabels { engine }).inc();
        Self { meters: Arc::clone(meters), engine }
    }

    /// Called once.
    pub(crate) fn end(&self, outcome: &QueryOutcome, elapsed: Duration) {
        let Self { meters, engine } = self;
        let labels = EngineLabels { engine };
        meters.running.get_or_create(&labels).dec();
        meters.query_seconds.get_or_create(&labels).observe(elapsed.as_secs_f64());
        let outcome = match outcome {
            QueryOutcome::Answered { rows, .. } => {
                meters.rows.get_or_create(&labels).inc_by(*rows);
                "answered"
            }
            QueryOutcome::Refused { rule } => {
                meters.refusals.get_or_create(&RuleLabels { rule: rule.clone() }).inc();
                "refused"
            }
            QueryOutcome::Failed(failure) => &failure.code,
            QueryOutcome::Cancelled => "cancelled",
        };
        let labels = QueryLabels { engine, outcome: outcome.to_owned() };
        meters.queries.get_or_create(&labels).inc();
    }
}

fn histogram() -> Histogram {
    Histogram::new(SECONDS)
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
