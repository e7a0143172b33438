//! What was found out about an account: kept, replaced, dropped with a change.

use weir_model::{AccountSafety, Finding, Grade, Link, Phrase};
use weir_store::{CheckedSafety, Saved, Store};

use crate::backend::{Backend, at, audit, connection, name, on_every_backend};

on_every_backend!(
    keeps_what_was_found_out_and_lists_the_grade,
    a_change_drops_the_grade,
    a_check_of_an_older_revision_is_not_kept,
);

fn checked(grade: Grade, millis: i64) -> CheckedSafety {
    let finding = Finding::new(grade, "writes", Phrase::new("It can write.", "它可以写入。"));
    let script = "CREATE ROLE reader;\n".to_owned();
    let safety = AccountSafety::new("amy".to_owned(), Link::Unverified, vec![finding], script);
    CheckedSafety { safety, checked_at: at(millis) }
}

async fn registered(store: &Store) -> i64 {
    let (Saved::Created(saved) | Saved::Changed(saved)) =
        store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    saved.revision
}

async fn grade(store: &Store) -> Option<Grade> {
    let found = store.connection_by_name(&name("shop")).await.unwrap().unwrap().grade;
    assert_eq!(store.list_connections().await.unwrap()[0].grade, found);
    found
}

async fn keeps_what_was_found_out_and_lists_the_grade(backend: Backend) {
    let store = backend.open().await;
    let revision = registered(&store).await;
    assert_eq!((grade(&store).await, store.find_safety(&name("shop")).await.unwrap()), (None, None));
    for found in [checked(Grade::C, 5), checked(Grade::F, 6)] {
        assert!(store.replace_safety(&name("shop"), revision, &found).await.unwrap());
        assert_eq!(store.find_safety(&name("shop")).await.unwrap().as_ref(), Some(&found));
        assert_eq!(grade(&store).await, Some(found.safety.grade()));
    }
    assert!(store.delete_connection(&name("shop"), &audit()).await.unwrap());
    assert_eq!(store.find_safety(&name("shop")).await.unwrap(), None);
}

async fn a_change_drops_the_grade(backend: Backend) {
    let store = backend.open().await;
    let revision = registered(&store).await;
    store.replace_safety(&name("shop"), revision, &checked(Grade::C, 5)).await.unwrap();
    // The same URL, but perhaps no TLS any more.
    registered(&store).await;
    assert_eq!(grade(&store).await, None);
}

async fn a_check_of_an_older_revision_is_not_kept(backend: Backend) {
    let store = backend.open().await;
    let before = registered(&store).await;
    registered(&store).await;
    assert!(!store.replace_safety(&name("shop"), before, &checked(Grade::A, 5)).await.unwrap());
    assert_eq!(grade(&store).await, None);
}
