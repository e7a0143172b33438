//! Statements that people keep.

use weir_model::{ParameterKind, QueryParameter, Role, SavedQueryDraft, UserId, Username};
use weir_store::{NewUser, Store};

use crate::backend::{Backend, at, audit, name, on_lasting_backends};

on_lasting_backends!(keeps_lists_changes_and_removes, are_gone_with_their_owner);

fn draft(title: &str, is_shared: bool) -> SavedQueryDraft {
    let parameter = |name: &str, kind| QueryParameter {
        name: name.to_owned(),
        kind,
        default_value: "2026-11-01".to_owned(),
    };
    SavedQueryDraft {
        db_name: name("shop"),
        title: title.to_owned(),
        description: "为报表".to_owned(),
        sql: "SELECT * FROM orders WHERE placed_at >= {{since}} AND id > {{id}}".to_owned(),
        parameters: vec![parameter("since", ParameterKind::Date), parameter("id", ParameterKind::Number)],
        is_shared,
    }
}

async fn person(store: &Store, name: &str) -> UserId {
    let username = Username::parse(name).unwrap();
    let new = NewUser { username, password: None, identity: None, role: Role::Analyst };
    store.insert_user(&new, at(1), &audit()).await.unwrap().unwrap().id
}

async fn titles(store: &Store, owner: Option<UserId>) -> Vec<String> {
    let listed = store.list_saved_queries(owner).await.unwrap();
    listed.into_iter().map(|query| query.draft.title).collect()
}

async fn keeps_lists_changes_and_removes(backend: Backend) {
    let store = backend.open().await;
    let (amy, ben) = (person(&store, "amy").await, person(&store, "ben").await);
    let own = store.insert_saved_query(amy, &draft("b own", false), at(5), &audit()).await.unwrap();
    store.insert_saved_query(amy, &draft("A shared", true), at(6), &audit()).await.unwrap();
    assert_eq!(titles(&store, Some(amy)).await, ["A shared", "b own"]);
    assert_eq!(titles(&store, Some(ben)).await, ["A shared"]);
    assert_eq!(titles(&store, None).await, ["A shared"]);

    let found = store.find_saved_query(own).await.unwrap().unwrap();
    assert_eq!((found.owner.as_str(), &found.draft), ("amy", &draft("b own", false)));
    assert_eq!((found.created_at, found.updated_at), (at(5), at(5)));

    assert!(store.update_saved_query(own, &draft("now shared", true), at(9), &audit()).await.unwrap());
    let found = store.find_saved_query(own).await.unwrap().unwrap();
    assert_eq!((found.draft, found.created_at, found.updated_at), (draft("now shared", true), at(5), at(9)));
    assert_eq!(titles(&store, Some(ben)).await, ["A shared", "now shared"]);

    assert!(store.delete_saved_query(own, &audit()).await.unwrap());
    assert!(!store.delete_saved_query(own, &audit()).await.unwrap());
    assert!(!store.update_saved_query(own, &draft("gone", true), at(9), &audit()).await.unwrap());
    assert_eq!(store.find_saved_query(own).await.unwrap(), None);
}

async fn are_gone_with_their_owner(backend: Backend) {
    let store = backend.open().await;
    let amy = person(&store, "amy").await;
    let id = store.insert_saved_query(amy, &draft("shared", true), at(5), &audit()).await.unwrap();
    assert!(store.find_saved_query(id).await.unwrap().is_some());
    // The catalog's own rule, should an account ever be deleted rather than disabled.
    backend.execute("DELETE FROM users", "DELETE FROM users").await;
    assert_eq!(store.find_saved_query(id).await.unwrap(), None);
}
