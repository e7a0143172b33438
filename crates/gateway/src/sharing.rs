//! Work that several ask for at once is done once, and all of them get its result.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use thiserror::Error;
use tokio::sync::OnceCell;

use crate::Error;

type Cell<T> = Arc<OnceCell<Result<T, Arc<Error>>>>;

/// Work under way, by what it is about.
pub(crate) struct Sharing<K, T>(Mutex<HashMap<K, Cell<T>>>);

impl<K, T> Default for Sharing<K, T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K, T> fmt::Debug for Sharing<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sharing")
    }
}

impl<K: Eq + Hash + Copy, T: Clone> Sharing<K, T> {
    /// Does the work, or waits for whoever is doing it and takes their result. When they leave before it is done,
    /// one of those who wait goes on.
    pub(crate) async fn run(&self, key: K, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let cell = Arc::clone(self.lock().entry(key).or_default());
        let result = cell.get_or_init(|| async { work.await.map_err(Arc::new) }).await.clone();
        self.forget(key, &cell);
        result.map_err(|error| again(&error))
    }

    /// Who asks from now on wants to know how it is from now on.
    fn forget(&self, key: K, cell: &Cell<T>) {
        let mut map = self.lock();
        if map.get(&key).is_some_and(|there| Arc::ptr_eq(there, cell)) {
            map.remove(&key);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<K, Cell<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error for one more of those who wait.
fn again(error: &Arc<Error>) -> Error {
    match error.as_ref() {
        Error::Unreachable(why) => Error::Unreachable(why.clone()),
        Error::ConnectionLost(why) => Error::ConnectionLost(why.clone()),
        Error::CollectFailed(why) => Error::CollectFailed(why.clone()),
        Error::Conflict(phrase) => Error::Conflict(phrase.clone()),
        Error::Target(error) => Error::Target(error.clone()),
        Error::Missing { what, key } => Error::Missing { what: *what, key: key.clone() },
        _ => Error::Internal(Box::new(Shared(Arc::clone(error)))),
    }
}

/// A fault that several are told of.
#[derive(Debug, Error)]
#[error("{0}")]
struct Shared(#[source] Arc<Error>);

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn twelve_at_once_do_the_work_once() {
        let (sharing, times, go) = (Sharing::default(), AtomicU32::new(0), Notify::new());
        let ask = || {
            sharing.run(7, async {
                times.fetch_add(1, Ordering::Relaxed);
                go.notified().await;
                Ok(42)
            })
        };
        let all = async {
            tokio::join!(ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask(), ask())
        };
        let (answers, ()) = tokio::join!(all, async { go.notify_one() });
        assert_eq!(answers.11.unwrap(), 42);
        assert_eq!(times.load(Ordering::Relaxed), 1);
        // Later ones do it anew.
        go.notify_one();
        ask().await.unwrap();
        assert_eq!(times.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn who_waits_goes_on_when_the_first_leaves() {
        let sharing = Sharing::default();
        let mut first = Box::pin(sharing.run(7, std::future::pending::<Result<u32, Error>>()));
        let second = sharing.run(7, async { Ok(2) });
        tokio::pin!(second);
        tokio::select! {
            biased;
            _ = &mut first => panic!("it never ends"),
            _ = &mut second => panic!("it waits for the first"),
            () = std::future::ready(()) => {}
        }
        drop(first);
        assert_eq!(second.await.unwrap(), 2);
    }

    #[tokio::test]
    async fn all_are_told_of_a_failure() {
        let (sharing, go) = (Sharing::<u32, ()>::default(), Notify::new());
        let ask = || {
            sharing.run(7, async {
                go.notified().await;
                Err(Error::Unreachable("Connection refused".to_owned()))
            })
        };
        let (one, other, ()) = tokio::join!(ask(), ask(), async { go.notify_one() });
        for error in [one.unwrap_err(), other.unwrap_err()] {
            assert_eq!(error.to_string(), "Failed to connect to database: Connection refused");
        }
    }
}
