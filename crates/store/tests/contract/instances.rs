//! Instances and tags: names, places, sealed passwords, joining, removal.

use weir_model::{
    Access, DbType, Endpoint, InstanceDraft, InstanceFilter, InstanceId, InstanceSort, InstanceStatus, Login,
    Page, PageBounds, Secret, TagDraft, TagId,
};
use weir_store::{InstanceWritten, Store, TagWritten};

use crate::backend::{Backend, at, audit, connection, moved, name, on_every_backend};

on_every_backend!(
    an_instance_reads_back_as_it_was_written,
    names_and_places_are_given_once,
    a_removed_instance_comes_back_with_everything,
    passwords_are_sealed_and_kept_until_replaced,
    a_connection_joins_the_instance_at_its_place,
    a_deleted_connection_leaves_its_instance,
    tags_are_attached_by_name_and_go_everywhere_at_once,
    lists_are_filtered_sorted_and_paged,
);

pub(crate) fn instance(text: &str) -> InstanceDraft {
    InstanceDraft {
        name: text.to_owned(),
        endpoint: Endpoint { db_type: DbType::Postgres, host: format!("{text}.example"), port: Some(5432) },
        environment: None,
        description: None,
        limit_bytes: None,
        is_active: true,
        is_sample: false,
        login: None,
        password: None,
        tags: Vec::new(),
    }
}

pub(crate) fn tag(text: &str) -> TagDraft {
    TagDraft { name: text.to_owned(), display_name: text.to_uppercase(), color: "blue".to_owned() }
}

pub(crate) async fn add(store: &Store, draft: &InstanceDraft) -> InstanceId {
    match store.insert_instance(draft, at(1), &audit()).await.unwrap() {
        InstanceWritten::Written(id) => id,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn add_tag(store: &Store, text: &str) -> TagId {
    match store.insert_tag(&tag(text), at(1), &audit()).await.unwrap() {
        TagWritten::Written(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn an_instance_reads_back_as_it_was_written(backend: Backend) {
    let store = backend.open().await;
    add_tag(&store, "生产").await;
    let draft = InstanceDraft {
        environment: Some("production".to_owned()),
        description: Some("the shop's; 订单".to_owned()),
        limit_bytes: Some(u64::MAX / 4),
        login: Some(Login {
            user: "weir".to_owned(),
            database: Some("postgres".to_owned()),
            parameters: "sslmode=require".to_owned(),
        }),
        password: Some(Secret::new("hunter2")),
        tags: vec!["生产".to_owned()],
        ..instance("shop")
    };
    let id = add(&store, &draft).await;
    let found = store.find_instance(id).await.unwrap().unwrap();
    assert_eq!((found.name, found.endpoint), (draft.name, draft.endpoint));
    assert_eq!((found.environment, found.description), (draft.environment, draft.description));
    assert_eq!((found.limit_bytes, found.login), (draft.limit_bytes, draft.login));
    assert_eq!(found.tags.iter().map(|tag| tag.display_name.as_str()).collect::<Vec<_>>(), ["生产"]);
    assert_eq!((found.databases, found.collected_at, found.created_at), (0, None, at(1)));
    assert!(store.find_instance(InstanceId::new(999)).await.unwrap().is_none());
}

async fn names_and_places_are_given_once(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    let named = InstanceDraft { endpoint: instance("other").endpoint, ..instance("shop") };
    let there = InstanceDraft { name: "other".to_owned(), ..instance("shop") };
    assert_eq!(
        store.insert_instance(&named, at(2), &audit()).await.unwrap(),
        InstanceWritten::NameTaken(shop)
    );
    assert_eq!(
        store.insert_instance(&there, at(2), &audit()).await.unwrap(),
        InstanceWritten::PlaceTaken(shop)
    );
    let tagged = InstanceDraft { tags: vec!["none".to_owned()], ..instance("other") };
    let unknown = InstanceWritten::UnknownTag("none".to_owned());
    assert_eq!(store.insert_instance(&tagged, at(2), &audit()).await.unwrap(), unknown);
    let missing = store.update_instance(InstanceId::new(999), &instance("x"), at(2), &audit()).await.unwrap();
    assert_eq!(missing, InstanceWritten::Missing);

    let other = add(&store, &instance("other")).await;
    assert_eq!(
        store.update_instance(other, &named, at(2), &audit()).await.unwrap(),
        InstanceWritten::NameTaken(shop)
    );
    assert_eq!(
        store.update_instance(other, &there, at(2), &audit()).await.unwrap(),
        InstanceWritten::PlaceTaken(shop)
    );
    let same = store.update_instance(shop, &instance("shop"), at(3), &audit()).await.unwrap();
    assert_eq!(same, InstanceWritten::Written(shop));
}

async fn a_removed_instance_comes_back_with_everything(backend: Backend) {
    let store = backend.open().await;
    let shop = add(&store, &instance("shop")).await;
    assert!(store.delete_instance(shop, at(2), &audit()).await.unwrap());
    assert!(!store.delete_instance(shop, at(3), &audit()).await.unwrap());
    assert!(store.listed_instances().await.unwrap().is_empty());
    let gone = store.find_instance(shop).await.unwrap().unwrap();
    assert_eq!((gone.deleted_at, gone.status()), (Some(at(2)), InstanceStatus::Deleted));
    assert!(store.restore_instance(shop, at(4), &audit()).await.unwrap());
    assert!(!store.restore_instance(shop, at(4), &audit()).await.unwrap());
    assert_eq!(store.listed_instances().await.unwrap().len(), 1);
}

async fn passwords_are_sealed_and_kept_until_replaced(backend: Backend) {
    let store = backend.open().await;
    let login = Login { user: "weir".to_owned(), ..Login::default() };
    let draft =
        InstanceDraft { login: Some(login.clone()), password: Some(Secret::new("one")), ..instance("shop") };
    let shop = add(&store, &draft).await;
    let password = async || match store.instance_access(shop).await.unwrap() {
        Some(Access::Own { credential, .. }) => Some(credential.password.expose_secret().to_owned()),
        _ => None,
    };
    assert_eq!(password().await.as_deref(), Some("one"));
    let kept = InstanceDraft { password: None, ..draft.clone() };
    store.update_instance(shop, &kept, at(2), &audit()).await.unwrap();
    assert_eq!(password().await.as_deref(), Some("one"));
    let replaced = InstanceDraft { password: Some(Secret::new("two")), ..draft.clone() };
    store.update_instance(shop, &replaced, at(3), &audit()).await.unwrap();
    assert_eq!(password().await.as_deref(), Some("two"));
    store.update_instance(shop, &instance("shop"), at(4), &audit()).await.unwrap();
    assert_eq!(store.instance_access(shop).await.unwrap(), Some(Access::Open));
    store.update_instance(shop, &kept, at(5), &audit()).await.unwrap();
    assert_eq!(password().await.as_deref(), Some(""), "a login that went took its password along");
}

async fn only_instance(store: &Store) -> weir_model::Instance {
    let mut listed = store.listed_instances().await.unwrap();
    assert_eq!(listed.len(), 1);
    listed.remove(0)
}

async fn a_connection_joins_the_instance_at_its_place(backend: Backend) {
    let store = backend.open().await;
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.save_connection(&connection("stock"), at(2), &audit()).await.unwrap();
    let joined = only_instance(&store).await;
    assert_eq!((joined.name.as_str(), joined.server_version.as_deref()), ("db.example:5432", Some("15.18")));
    assert_eq!(store.connections_on(joined.id).await.unwrap(), [name("shop"), name("stock")]);
    store.save_connection(&moved(&connection("shop")), at(3), &audit()).await.unwrap();
    let Some(Access::Connection { url, .. }) = store.instance_access(joined.id).await.unwrap() else {
        panic!("a connection serves")
    };
    assert_eq!(url, moved(&connection("shop")).url, "the one that changed last");

    for _ in 0..2 {
        store.see_database(&name("shop"), "shop", at(3)).await.unwrap();
    }
    store.see_database(&name("nobody"), "x", at(3)).await.unwrap();
    assert_eq!(only_instance(&store).await.databases, 1);

    // Saving again leaves a removed instance removed; a new connection brings it back.
    store.delete_instance(joined.id, at(4), &audit()).await.unwrap();
    store.save_connection(&connection("shop"), at(5), &audit()).await.unwrap();
    assert!(store.listed_instances().await.unwrap().is_empty());
    store.save_connection(&connection("new"), at(6), &audit()).await.unwrap();
    assert_eq!(only_instance(&store).await.id, joined.id);

    // A name that somebody has given away is avoided.
    let elsewhere = Endpoint { port: Some(5433), ..joined.endpoint };
    add(&store, &InstanceDraft { name: elsewhere.to_string(), ..instance("x") }).await;
    let new = weir_model::NewConnection { endpoint: elsewhere, ..connection("second") };
    store.save_connection(&new, at(7), &audit()).await.unwrap();
    let names: Vec<_> = store.listed_instances().await.unwrap().into_iter().map(|i| i.name).collect();
    assert_eq!(names, ["db.example:5432", "db.example:5433", "db.example:5433 (2)"]);
}

async fn a_deleted_connection_leaves_its_instance(backend: Backend) {
    let store = backend.open().await;
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store.delete_connection(&name("shop"), &audit()).await.unwrap();
    let left = only_instance(&store).await;
    assert_eq!(store.instance_access(left.id).await.unwrap(), Some(Access::Open));
    assert_eq!(store.instance_access(InstanceId::new(99)).await.unwrap(), None);
}

async fn tags_are_attached_by_name_and_go_everywhere_at_once(backend: Backend) {
    let store = backend.open().await;
    let (b, a) = (add_tag(&store, "b").await, add_tag(&store, "a").await);
    assert_eq!(store.insert_tag(&tag("a"), at(2), &audit()).await.unwrap(), TagWritten::NameTaken);
    assert_eq!(store.update_tag(b, &tag("a"), at(2), &audit()).await.unwrap(), TagWritten::NameTaken);
    assert_eq!(
        store.update_tag(TagId::new(99), &tag("x"), at(2), &audit()).await.unwrap(),
        TagWritten::Missing
    );
    let draft = InstanceDraft { tags: vec!["b".into(), "a".into(), "b".into()], ..instance("shop") };
    let shop = add(&store, &draft).await;
    let names = async || {
        let found = store.find_instance(shop).await.unwrap().unwrap();
        found.tags.into_iter().map(|tag| tag.name).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["a", "b"]);
    store.update_tag(b, &tag("0"), at(3), &audit()).await.unwrap();
    assert_eq!(names().await, ["0", "a"]);
    let uses: Vec<_> = store.list_tags().await.unwrap().iter().map(|found| found.instances).collect();
    assert_eq!(uses, [1, 1]);
    assert!(store.delete_tag(a, &audit()).await.unwrap() && !store.delete_tag(a, &audit()).await.unwrap());
    assert_eq!(names().await, ["0"]);
    store.delete_instance(shop, at(4), &audit()).await.unwrap();
    assert_eq!(store.find_tag(b).await.unwrap().unwrap().instances, 0);
}

async fn lists_are_filtered_sorted_and_paged(backend: Backend) {
    let store = backend.open().await;
    add_tag(&store, "prod").await;
    for (text, db_type, tags) in [
        ("beta", DbType::MySql, vec!["prod".to_owned()]),
        ("ALPHA_1", DbType::Postgres, vec![]),
        ("ÄÖ", DbType::Postgres, vec![]),
    ] {
        let endpoint = Endpoint { db_type, ..instance(text).endpoint };
        add(&store, &InstanceDraft { endpoint, tags, ..instance(text) }).await;
    }
    let aside = add(&store, &InstanceDraft { is_active: false, ..instance("aside") }).await;
    let gone = add(&store, &instance("gone")).await;
    store.delete_instance(gone, at(2), &audit()).await.unwrap();
    assert!(aside < gone);
    let names = async |filter: InstanceFilter, sort, descending, limit| {
        let page = Page::new(Some(1), Some(limit), PageBounds { default: 20, max: 200 });
        let found = store.list_instances(&filter, (sort, descending), page).await.unwrap();
        let names: Vec<_> = found.items.into_iter().map(|instance| instance.name).collect();
        (names.join(" "), found.total)
    };
    let none = InstanceFilter::default;
    let search = |text: &str| InstanceFilter { search: Some(text.to_owned()), ..none() };
    let status = |status| InstanceFilter { status: Some(status), ..none() };
    for (filter, expected) in [
        (none(), "ALPHA_1 aside beta ÄÖ"),
        (search("äö"), "ÄÖ"),
        (search("a_1"), "ALPHA_1"),
        (search("a%1"), ""),
        (search("BETA.example"), "beta"),
        (status(InstanceStatus::Active), "ALPHA_1 beta ÄÖ"),
        (status(InstanceStatus::Inactive), "aside"),
        (status(InstanceStatus::Deleted), "gone"),
        (InstanceFilter { db_type: Some(DbType::MySql), ..none() }, "beta"),
        (InstanceFilter { tags: vec!["prod".into(), "x".into()], ..none() }, "beta"),
        (InstanceFilter { tags: vec!["x".into()], ..none() }, ""),
    ] {
        let total = expected.split_whitespace().count() as u64;
        assert_eq!(names(filter, InstanceSort::Name, false, 20).await, (expected.to_owned(), total));
    }
    assert_eq!(names(none(), InstanceSort::Name, true, 2).await, ("ÄÖ beta".to_owned(), 4));
    assert_eq!(names(none(), InstanceSort::DbType, false, 2).await.0, "beta ALPHA_1");
    for sort in
        [InstanceSort::Host, InstanceSort::Databases, InstanceSort::CollectedAt, InstanceSort::CreatedAt]
    {
        for descending in [false, true] {
            assert_eq!(names(none(), sort, descending, 20).await.1, 4);
        }
    }
}
