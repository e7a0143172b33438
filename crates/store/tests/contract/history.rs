//! The history: what is kept of an entry, the order, the groups, closing.

use weir_model::{HistoryEntry, QueryFailure, QueryOutcome, TruncatedBy};
use weir_store::{Error, HistorySearch};

use crate::backend::{
    Backend, at, audit, connection, entry, name, on_every_backend, on_lasting_backends, query_ids,
    wait_for_entry,
};

on_every_backend!(
    reads_back_every_kind_of_entry,
    lists_the_newest_first_and_no_more_than_asked_for,
    lists_one_connection_only,
    finds_by_text_and_caller_and_goes_on_where_it_stopped,
    keeps_long_statements,
    keeps_a_nul_as_a_visible_character,
    keeps_counts_beyond_the_largest_as_the_largest,
    writes_thousands_in_their_order,
    writes_without_being_asked,
    everything_after_closing_is_unavailable,
);

on_lasting_backends!(
    closing_writes_what_is_queued,
    dropping_the_last_store_writes_what_is_queued,
    an_entry_that_the_catalog_refuses_stops_no_other,
    an_entry_that_makes_no_sense_is_damaged,
);

async fn reads_back_every_kind_of_entry(backend: Backend) {
    let outcomes = [
        QueryOutcome::Answered { rows: 0, truncated: None },
        QueryOutcome::Answered { rows: 10_000, truncated: Some(TruncatedBy::Rows) },
        QueryOutcome::Answered { rows: 7, truncated: Some(TruncatedBy::Bytes) },
        QueryOutcome::Refused { rule: "writes".to_owned() },
        QueryOutcome::Failed(QueryFailure {
            code: "query_failed".to_owned(),
            message: "column \"größe\" does not exist".to_owned(),
        }),
        QueryOutcome::Cancelled,
    ];
    let store = backend.open().await;
    let entries: Vec<_> = outcomes
        .into_iter()
        .enumerate()
        .map(|(number, outcome)| HistoryEntry {
            natural_query: (number % 2 == 0).then(|| "上个月卖了多少？🤔".to_owned()),
            sql: "SELECT '生产', \"a\\b\" -- ' ; $1 ? %s".to_owned(),
            caller: "王小明".to_owned(),
            outcome,
            started_at: at(1_766_916_000_123 - i64::try_from(number).unwrap()),
            elapsed_ms: 299_999,
            ..entry("店", &number.to_string())
        })
        .collect();
    for entry in &entries {
        store.append_history(entry.clone());
    }
    store.flush_history().await.unwrap();
    assert_eq!(store.list_history(&name("店"), 100).await.unwrap(), entries);
}

async fn lists_the_newest_first_and_no_more_than_asked_for(backend: Backend) {
    let store = backend.open().await;
    // Of two that began at one moment, the one that was queued later is newer.
    for (id, millis) in [("b", 2), ("a", 1), ("e", 4), ("c", 3), ("d", 3)] {
        store.append_history(HistoryEntry { started_at: at(millis), ..entry("shop", id) });
    }
    store.flush_history().await.unwrap();
    assert_eq!(query_ids(&store, "shop").await, ["e", "d", "c", "b", "a"]);
    for limit in [0, 1, 3] {
        let listed = store.list_history(&name("shop"), limit).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|entry| entry.query_id.as_str()).collect();
        assert_eq!(ids, &["e", "d", "c"][..limit as usize]);
    }
    assert_eq!(store.list_history(&name("shop"), u32::MAX).await.unwrap().len(), 5);
}

async fn finds_by_text_and_caller_and_goes_on_where_it_stopped(backend: Backend) {
    let store = backend.open().await;
    for (id, caller, sql, asked) in [
        ("1", "amy", "SELECT Total FROM orders", None),
        ("2", "bob", "SELECT 1 -- 100%", Some("上个月的销量")),
        ("3", "amy", "SELECT a_b FROM x", None),
        ("4", "amy", "SELECT axb FROM orders", Some("Which ORDERS?")),
    ] {
        store.append_history(HistoryEntry {
            caller: caller.to_owned(),
            sql: sql.to_owned(),
            natural_query: asked.map(str::to_owned),
            started_at: at(5),
            ..entry("shop", id)
        });
    }
    store.flush_history().await.unwrap();
    let all = HistorySearch { db_name: name("shop"), caller: None, text: None, before: None, limit: 10 };
    for (caller, text, expected) in [
        (None, None, "4321"),
        (Some("amy"), None, "431"),
        (Some("amy"), Some("ORDERS"), "41"),
        (None, Some("total"), "1"),
        (None, Some("销量"), "2"),
        (None, Some("%"), "2"),
        (None, Some("a_b"), "3"),
        (Some("a%"), None, ""),
        (None, Some("nowhere"), ""),
    ] {
        let search =
            HistorySearch { caller: caller.map(str::to_owned), text: text.map(str::to_owned), ..all.clone() };
        let (entries, next) = store.search_history(&search).await.unwrap();
        let ids: String = entries.into_iter().map(|entry| entry.query_id).collect();
        assert_eq!((ids.as_str(), next), (expected, None), "{search:?}");
    }
    let (mut before, mut pages) = (None, Vec::new());
    loop {
        let search = HistorySearch { before, limit: 2, caller: Some("amy".to_owned()), ..all.clone() };
        let (entries, next) = store.search_history(&search).await.unwrap();
        pages.push(entries.into_iter().map(|entry| entry.query_id).collect::<String>());
        before = next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, ["43", "1"]);
}

async fn lists_one_connection_only(backend: Backend) {
    let store = backend.open().await;
    for (db, id) in [("shop", "1"), ("Shop", "2"), ("shop2", "3")] {
        store.append_history(entry(db, id));
    }
    store.flush_history().await.unwrap();
    assert_eq!(query_ids(&store, "shop").await, ["1"]);
    assert!(query_ids(&store, "nobody").await.is_empty());
}

async fn keeps_long_statements(backend: Backend) {
    let store = backend.open().await;
    let long = HistoryEntry { sql: "长".repeat(350_000), ..entry("shop", "long") };
    for _ in 0..3 {
        store.append_history(long.clone());
    }
    store.flush_history().await.unwrap();
    assert!(store.list_history(&name("shop"), 10).await.unwrap() == vec![long; 3]);
}

async fn keeps_a_nul_as_a_visible_character(backend: Backend) {
    let store = backend.open().await;
    let with = |nul: &str| HistoryEntry {
        sql: format!("SELECT '{nul}x'"),
        natural_query: Some(nul.to_owned()),
        caller: nul.to_owned(),
        outcome: QueryOutcome::Failed(QueryFailure { code: nul.to_owned(), message: nul.to_owned() }),
        ..entry("shop", nul)
    };
    store.append_history(with("\0"));
    store.append_history(HistoryEntry {
        outcome: QueryOutcome::Refused { rule: "\0".to_owned() },
        ..entry("shop", "last")
    });
    store.flush_history().await.unwrap();
    let listed = store.list_history(&name("shop"), 10).await.unwrap();
    assert_eq!(listed[1], with("␀"));
    assert_eq!(listed[0].outcome, QueryOutcome::Refused { rule: "␀".to_owned() });
}

async fn keeps_counts_beyond_the_largest_as_the_largest(backend: Backend) {
    let store = backend.open().await;
    store.append_history(HistoryEntry {
        outcome: QueryOutcome::Answered { rows: u64::MAX, truncated: None },
        elapsed_ms: u64::MAX,
        ..entry("shop", "1")
    });
    store.flush_history().await.unwrap();
    let listed = store.list_history(&name("shop"), 1).await.unwrap();
    let largest = u64::try_from(i64::MAX).unwrap();
    assert_eq!(listed[0].outcome, QueryOutcome::Answered { rows: largest, truncated: None });
    assert_eq!(listed[0].elapsed_ms, largest);
}

async fn writes_thousands_in_their_order(backend: Backend) {
    let store = backend.open().await;
    for number in 0..3_000 {
        store.append_history(entry("shop", &number.to_string()));
    }
    store.flush_history().await.unwrap();
    let newest_first: Vec<_> = (0..3_000).rev().map(|number| number.to_string()).collect();
    assert_eq!(query_ids(&store, "shop").await, newest_first);
}

async fn writes_without_being_asked(backend: Backend) {
    let store = backend.open().await;
    for id in ["1", "2"] {
        store.append_history(entry("shop", id));
        wait_for_entry(&store, id).await;
    }
}

async fn everything_after_closing_is_unavailable(backend: Backend) {
    let store = backend.open().await;
    let clone = store.clone();
    store.close().await.unwrap();
    clone.append_history(entry("shop", "late"));
    assert!(clone.flush_history().await.is_ok(), "there is nothing left to write");
    assert!(clone.close().await.is_ok());
    assert!(matches!(clone.ping().await, Err(Error::Unavailable(_))));
    assert!(matches!(clone.list_history(&name("shop"), 1).await, Err(Error::Unavailable(_))));
    let saved = clone.save_connection(&connection("shop"), at(1), &audit()).await;
    assert!(matches!(saved, Err(Error::Unavailable(_))));
}

async fn closing_writes_what_is_queued(backend: Backend) {
    let store = backend.open().await;
    for number in 0..600 {
        store.append_history(entry("shop", &number.to_string()));
    }
    store.close().await.unwrap();
    assert_eq!(query_ids(&backend.open().await, "shop").await.len(), 600);
}

async fn dropping_the_last_store_writes_what_is_queued(backend: Backend) {
    let other = backend.open().await;
    let store = backend.open().await;
    store.append_history(entry("shop", "1"));
    drop(store);
    wait_for_entry(&other, "1").await;
}

async fn an_entry_that_the_catalog_refuses_stops_no_other(backend: Backend) {
    let store = backend.open().await;
    backend
        .execute(
            "CREATE TRIGGER picky BEFORE INSERT ON query_history WHEN new.caller = 'mallory' \
             BEGIN SELECT raise(ABORT, 'no'); END",
            "ALTER TABLE query_history ADD CHECK (caller <> 'mallory')",
        )
        .await;
    for (id, caller) in [("1", "amy"), ("2", "mallory"), ("3", "amy"), ("4", "mallory"), ("5", "bob")] {
        store.append_history(HistoryEntry { caller: caller.to_owned(), ..entry("shop", id) });
    }
    store.flush_history().await.unwrap();
    assert_eq!(query_ids(&store, "shop").await, ["5", "3", "1"]);
}

async fn an_entry_that_makes_no_sense_is_damaged(backend: Backend) {
    let store = backend.open().await;
    store.append_history(entry("shop", "q1"));
    store.flush_history().await.unwrap();
    for sql in [
        "UPDATE query_history SET outcome = 'guessed'",
        "UPDATE query_history SET outcome = 'answered', row_count = -1",
        "UPDATE query_history SET row_count = NULL",
        "UPDATE query_history SET row_count = 1, truncated_by = 'luck'",
        "UPDATE query_history SET outcome = 'failed'",
        "UPDATE query_history SET outcome = 'refused'",
        "UPDATE query_history SET outcome = 'cancelled', elapsed_ms = -1",
    ] {
        backend.execute(sql, sql).await;
        let error = store.list_history(&name("shop"), 1).await.unwrap_err();
        assert_eq!(error.to_string(), "the history entry of query `q1` in the catalog is damaged", "{sql}");
    }
}
