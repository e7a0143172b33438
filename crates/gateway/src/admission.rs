//! How many queries run at once: of one caller, on one connection, in all. Who is over a limit waits for a
//! moment and is then sent away, so that a flood of requests harms nobody but who sends it.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};
use weir_model::{DbName, Phrase};

use crate::Error;

/// What the operator allows at once.
#[derive(Clone, Debug)]
pub struct QueryPlaces {
    /// Queries of one caller.
    pub per_caller: usize,
    /// Queries on one connection.
    pub per_connection: usize,
    /// Queries in all.
    pub in_all: usize,
    /// How long a query waits for its turn.
    pub wait: Duration,
}

impl Default for QueryPlaces {
    fn default() -> Self {
        Self { per_caller: 16, per_connection: 8, in_all: 64, wait: Duration::from_secs(3) }
    }
}

/// The places, and who has them.
#[derive(Debug)]
pub(crate) struct Admission {
    places: QueryPlaces,
    callers: Places<String>,
    connections: Places<DbName>,
    all: Arc<Semaphore>,
}

/// The right to run one query. Given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _caller: OwnedSemaphorePermit,
    _connection: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Admission {
    pub(crate) fn new(places: QueryPlaces) -> Self {
        Self {
            callers: Places::new(places.per_caller),
            connections: Places::new(places.per_connection),
            all: Arc::new(Semaphore::new(places.in_all)),
            places,
        }
    }

    /// Waits for a place, first in, first out. What few want is waited for last, so that nobody holds a
    /// place among all while waiting for one of his own.
    pub(crate) async fn enter(&self, caller: &str, connection: &DbName) -> Result<Place, Error> {
        let deadline = Instant::now() + self.places.wait;
        let of_caller = self.callers.of(&caller.to_owned());
        let place = take(of_caller, deadline).await.ok_or_else(|| self.too_many_of_caller())?;
        let of_connection = self.connections.of(connection);
        let second = take(of_connection, deadline).await.ok_or_else(|| self.too_many_on(connection))?;
        let third = take(Arc::clone(&self.all), deadline).await.ok_or_else(|| self.too_many_in_all())?;
        Ok(Place { _caller: place, _connection: second, _all: third })
    }

    fn too_many_of_caller(&self) -> Error {
        let count = self.places.per_caller;
        too_many(Phrase::new(
            format!("{count} of your queries are running; wait until one has ended, or cancel one"),
            format!("您已有 {count} 个查询正在运行，请等待其中一个结束或取消一个"),
        ))
    }

    fn too_many_on(&self, connection: &DbName) -> Error {
        let count = self.places.per_connection;
        too_many(Phrase::new(
            format!("{count} queries are running on '{connection}'; try again in a moment"),
            format!("连接“{connection}”上已有 {count} 个查询正在运行，请稍后重试"),
        ))
    }

    fn too_many_in_all(&self) -> Error {
        let count = self.places.in_all;
        too_many(Phrase::new(
            format!("{count} queries are running; try again in a moment"),
            format!("已有 {count} 个查询正在运行，请稍后重试"),
        ))
    }
}

/// Most queries end within a second: so long to wait before the next try.
fn too_many(phrase: Phrase) -> Error {
    Error::TooMany { phrase, retry_after_s: 1 }
}

async fn take(places: Arc<Semaphore>, deadline: Instant) -> Option<OwnedSemaphorePermit> {
    // A semaphore of ours is never closed.
    timeout_at(deadline, places.acquire_owned()).await.ok()?.ok()
}

/// Above so many, those that nobody uses are forgotten.
const KEPT: usize = 128;

/// So many places for each key.
#[derive(Debug)]
struct Places<K> {
    each: usize,
    held: Mutex<HashMap<K, Arc<Semaphore>>>,
}

impl<K: Clone + Eq + Hash> Places<K> {
    fn new(each: usize) -> Self {
        Self { each, held: Mutex::new(HashMap::new()) }
    }

    fn of(&self, key: &K) -> Arc<Semaphore> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = held.get(key) {
            return Arc::clone(places);
        }
        if held.len() >= KEPT {
            // A permit and a waiter hold the semaphore too.
            held.retain(|_, places| Arc::strong_count(places) > 1);
        }
        let places = Arc::new(Semaphore::new(self.each));
        held.insert(key.clone(), Arc::clone(&places));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admission(per_caller: usize, per_connection: usize, in_all: usize) -> Admission {
        let wait = Duration::from_secs(3);
        Admission::new(QueryPlaces { per_caller, per_connection, in_all, wait })
    }

    fn db(name: &str) -> DbName {
        DbName::parse(name).unwrap()
    }

    async fn refused(admission: &Admission, caller: &str, connection: &str) -> String {
        admission.enter(caller, &db(connection)).await.unwrap_err().to_string()
    }

    #[tokio::test(start_paused = true)]
    async fn each_limit_holds_by_itself_and_says_which_it_was() {
        let admission = admission(2, 3, 4);
        let _one = admission.enter("ann", &db("shop")).await.unwrap();
        let _two = admission.enter("ann", &db("shop")).await.unwrap();
        assert!(refused(&admission, "ann", "other").await.contains("2 of your queries"));
        let _three = admission.enter("bob", &db("shop")).await.unwrap();
        assert!(refused(&admission, "bob", "shop").await.contains("3 queries are running on 'shop'"));
        let _four = admission.enter("bob", &db("other")).await.unwrap();
        assert!(refused(&admission, "cy", "third").await.contains("4 queries are running;"));
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_gets_the_place_that_is_given_back() {
        let admission = admission(1, 1, 1);
        let held = admission.enter("ann", &db("shop")).await.unwrap();
        let shop = db("shop");
        let (entered, ()) = tokio::join!(admission.enter("ann", &shop), async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            drop(held);
        });
        assert!(entered.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_in_vain_leaves_no_place_taken() {
        let admission = admission(4, 1, 2);
        let held = admission.enter("ann", &db("shop")).await.unwrap();
        for _ in 0..5 {
            refused(&admission, "ann", "shop").await;
        }
        let _other = admission.enter("ann", &db("other")).await.unwrap();
        drop(held);
        assert!(admission.enter("ann", &db("shop")).await.is_ok());
    }

    #[tokio::test]
    async fn forgets_whom_nobody_waits_for() {
        let admission = admission(1, 1, 10_000);
        let _held = admission.enter("held", &db("held")).await.unwrap();
        for number in 0..1_000 {
            drop(admission.enter(&number.to_string(), &db("shop")).await.unwrap());
        }
        assert!(admission.callers.held.lock().unwrap().len() <= KEPT);
        assert!(admission.callers.held.lock().unwrap().contains_key("held"));
    }
}
