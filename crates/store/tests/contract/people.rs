//! People, their sessions and tokens, and the audit log.

use weir_model::{
    Actor, ActorKind, Audience, AuditEntry, AuditOutcome, Grant, Grantee, HistoryEntry, Identity, Page,
    PageBounds, Permission, Permissions, QueryOrigin, Role, Secret, Session, TokenId, User, UserId, Username,
};
use weir_store::{AuditFilter, NewSession, NewToken, NewUser, SetPassword, Store, UserChange, UserChanged};

use crate::backend::{
    Backend, at, audit, connection, entry, moved, name, on_every_backend, on_lasting_backends,
};

on_every_backend!(
    a_name_is_taken_in_any_case,
    the_first_account_is_made_once,
    somebody_stays_who_may_manage,
    a_change_ends_the_sessions,
    nobody_begins_a_session_on_a_disabled_account,
    a_password_is_changed_only_instead_of_the_one_that_was_shown,
    a_person_is_known_by_their_identity_alone,
    a_browser_comes_back_from_the_provider_once_and_in_time,
    everybody_gets_the_same_pepper,
    a_token_is_found_by_its_hash_until_it_is_revoked,
    the_log_is_filtered_and_paged,
    the_log_tells_of_queries_by_the_history,
    an_audience_is_replaced_and_goes_with_its_connection,
);
on_lasting_backends!(two_admins_who_demote_each_other_leave_one, the_log_is_append_only);

const ALL: PageBounds = PageBounds { default: 100, max: 100 };

fn new_user(text: &str, role: Role) -> NewUser {
    NewUser {
        username: Username::parse(text).unwrap(),
        password: Some(SetPassword { hash: Secret::new("$argon2id$…"), initial_until: None }),
        identity: None,
        role,
    }
}

async fn make(store: &Store, text: &str, role: Role) -> User {
    store.insert_user(&new_user(text, role), at(1), &audit()).await.unwrap().unwrap()
}

async fn begin(store: &Store, user: UserId, secret: u8) -> bool {
    let new = NewSession {
        session: Session {
            id: secret.to_string(),
            user_id: user,
            address: Some("127.0.0.1".to_owned()),
            user_agent: None,
            created_at: at(5),
            used_at: at(5),
            expires_at: at(50),
        },
        secret_hash: [secret; 32],
        csrf_hash: Some([9; 32]),
        idle_since: at(0),
        password_hash: Some(Secret::new("$argon2id$…")),
    };
    store.insert_session(&new, &audit()).await.unwrap()
}

async fn actions(store: &Store, filter: &AuditFilter) -> Vec<String> {
    let lines = store.list_audit(filter, Page::new(None, None, ALL)).await.unwrap();
    lines.items.into_iter().map(|line| line.entry.action).collect()
}

async fn a_name_is_taken_in_any_case(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "Ämy", Role::Viewer).await;
    let again = store.insert_user(&new_user("äMY", Role::Admin), at(2), &audit()).await.unwrap();
    assert_eq!(again, None);
    let found = store.credentials_by_name(&Username::parse("ÄMY").unwrap()).await.unwrap().unwrap();
    assert_eq!((found.user, found.password_hash), (amy, Some(Secret::new("$argon2id$…"))));
    assert_eq!(actions(&store, &AuditFilter::default()).await.len(), 1, "what changed nothing isn't told");
}

async fn the_first_account_is_made_once(backend: Backend) {
    let store = backend.open().await;
    let first = async |text: &str| {
        store.insert_first_user(&new_user(text, Role::Admin), at(1), &audit()).await.unwrap()
    };
    assert!(first("admin").await.is_some());
    assert_eq!(first("other").await, None);
    assert_eq!(store.count_users().await.unwrap(), 1);
}

async fn somebody_stays_who_may_manage(backend: Backend) {
    let store = backend.open().await;
    let admin = make(&store, "admin", Role::Admin).await;
    let amy = make(&store, "amy", Role::Viewer).await;
    let disable = UserChange { is_active: Some(false), ..UserChange::default() };
    let demote = UserChange { role: Some(Role::Viewer), ..UserChange::default() };
    for change in [&disable, &demote] {
        let changed = store.change_user(admin.id, change, at(2), &audit()).await.unwrap();
        assert_eq!(changed, UserChanged::LastAdmin);
    }
    assert_eq!(store.find_user(admin.id).await.unwrap().unwrap(), admin, "nothing was changed");
    let changed = store.change_user(amy.id, &disable, at(3), &audit()).await.unwrap();
    assert_eq!(changed, UserChanged::Changed(User { is_active: false, updated_at: at(3), ..amy }));
    let missing = store.change_user(UserId(99), &demote, at(3), &audit()).await.unwrap();
    assert_eq!(missing, UserChanged::Missing);
}

async fn two_admins_who_demote_each_other_leave_one(backend: Backend) {
    let (one, other) = (backend.open().await, backend.open().await);
    let (amy, ben) = (make(&one, "amy", Role::Admin).await, make(&one, "ben", Role::Admin).await);
    let demote = UserChange { role: Some(Role::Viewer), ..UserChange::default() };
    let audit = audit();
    let (first, second) = tokio::join!(
        one.change_user(amy.id, &demote, at(2), &audit),
        other.change_user(ben.id, &demote, at(2), &audit),
    );
    let refused =
        [first.unwrap(), second.unwrap()].into_iter().filter(|done| *done == UserChanged::LastAdmin);
    assert_eq!(refused.count(), 1);
}

async fn a_change_ends_the_sessions(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "amy", Role::Viewer).await;
    assert!(begin(&store, amy.id, 1).await && begin(&store, amy.id, 2).await);
    let found = store.find_session(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((found.user.id, found.csrf_hash, found.session.expires_at), (amy.id, Some([9; 32]), at(50)));
    store.touch_session("2", at(7)).await.unwrap();
    let used: Vec<String> =
        store.list_sessions(amy.id).await.unwrap().into_iter().map(|session| session.id).collect();
    assert_eq!(used, ["2", "1"]);
    assert!(!store.delete_session(UserId(99), "1", &audit()).await.unwrap(), "only the owner's own");
    let promote = UserChange { role: Some(Role::Analyst), ..UserChange::default() };
    store.change_user(amy.id, &promote, at(8), &audit()).await.unwrap();
    assert!(store.find_session(&[1; 32]).await.unwrap().is_none());
    assert_eq!(store.list_sessions(amy.id).await.unwrap(), []);
}

async fn nobody_begins_a_session_on_a_disabled_account(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "amy", Role::Viewer).await;
    let disable = UserChange { is_active: Some(false), ..UserChange::default() };
    store.change_user(amy.id, &disable, at(2), &audit()).await.unwrap();
    assert!(!begin(&store, amy.id, 1).await);
    assert_eq!(store.list_sessions(amy.id).await.unwrap(), []);
}

async fn a_password_is_changed_only_instead_of_the_one_that_was_shown(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "amy", Role::Admin).await;
    let set = |hash: &str, initial_until| Some(SetPassword { hash: Secret::new(hash), initial_until });
    let by_admin = UserChange { password: set("second", Some(at(9))), ..UserChange::default() };
    let UserChanged::Changed(user) = store.change_user(amy.id, &by_admin, at(2), &audit()).await.unwrap()
    else {
        panic!("it is changed")
    };
    assert_eq!((user.password_initial_until, user.password_changed_at), (Some(at(9)), Some(at(2))));
    assert!(!begin(&store, amy.id, 1).await, "a session of the password before is not begun");
    let late = UserChange {
        password: set("third", None),
        instead_of: Some(Secret::new("$argon2id$…")),
        ..UserChange::default()
    };
    let refused = store.change_user(amy.id, &late, at(3), &audit()).await.unwrap();
    assert_eq!(refused, UserChanged::OtherPassword);
    assert_eq!(store.find_user(amy.id).await.unwrap(), Some(user), "nothing was changed");
    let in_time = UserChange { instead_of: Some(Secret::new("second")), ..late };
    let UserChanged::Changed(user) = store.change_user(amy.id, &in_time, at(4), &audit()).await.unwrap()
    else {
        panic!("it is changed")
    };
    assert_eq!((user.password_initial_until, user.password_changed_at), (None, Some(at(4))));
}

async fn a_person_is_known_by_their_identity_alone(backend: Backend) {
    let store = backend.open().await;
    let identity = Identity::new("https://id.example", "248289761001");
    let elsewhere = |text: &str, identity: &Identity| NewUser {
        username: Username::parse(text).unwrap(),
        password: None,
        identity: Some(identity.clone()),
        role: Role::Viewer,
    };
    let insert = async |new: NewUser| store.insert_user(&new, at(1), &audit()).await.unwrap();
    let amy = insert(elsewhere("amy", &identity)).await.unwrap();
    assert_eq!((amy.has_identity, amy.has_password, amy.password_changed_at), (true, false, None));
    assert_eq!(insert(elsewhere("amy-2", &identity)).await, None, "one account for a person");
    let other = Identity::new("https://other.example", "248289761001");
    assert_eq!(insert(elsewhere("amy", &other)).await, None, "one person for a name");
    assert_eq!(store.user_by_identity(&identity).await.unwrap(), Some(amy));
    assert_eq!(store.user_by_identity(&other).await.unwrap(), None);
}

async fn a_browser_comes_back_from_the_provider_once_and_in_time(backend: Backend) {
    let store = backend.open().await;
    let times = (at(1), at(10));
    store.insert_oidc_sign_in(&[1; 32], "/databases", times).await.unwrap();
    store.insert_oidc_sign_in(&[2; 32], "/", times).await.unwrap();
    let take = async |secret: u8, now| store.take_oidc_sign_in(&[secret; 32], at(now)).await.unwrap();
    assert_eq!(take(3, 2).await, None);
    assert_eq!(take(1, 2).await.as_deref(), Some("/databases"));
    assert_eq!(take(1, 2).await, None, "once");
    assert_eq!(take(2, 10).await, None, "in time");
}

async fn everybody_gets_the_same_pepper(backend: Backend) {
    let store = backend.open().await;
    let first = store.password_pepper(&Secret::new("first")).await.unwrap();
    assert_eq!(first.expose_secret(), "first");
    assert_eq!(store.password_pepper(&Secret::new("second")).await.unwrap(), first);
}

async fn a_token_is_found_by_its_hash_until_it_is_revoked(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "amy", Role::Analyst).await;
    let new = NewToken {
        user_id: amy.id,
        name: "夜间报表".to_owned(),
        hint: "weir_x7Qa".to_owned(),
        secret_hash: [7; 32],
        permissions: Permissions::of(&[Permission::View, Permission::Query]),
        connections: Some(vec![name("生产库"), name("shop")]),
        created_at: at(1),
        expires_at: at(99),
    };
    let token = store.insert_token(&new, &audit()).await.unwrap();
    assert_eq!(store.find_token(&[7; 32]).await.unwrap().unwrap(), (token.clone(), amy));
    assert_eq!(store.find_token(&[8; 32]).await.unwrap(), None);
    store.touch_token(token.id, at(4)).await.unwrap();
    let listed = store.list_tokens(None, Page::new(None, None, ALL)).await.unwrap();
    assert_eq!(
        (listed.total, listed.items[0].0.used_at, listed.items[0].1.as_str()),
        (1, Some(at(4)), "amy")
    );
    assert!(store.revoke_token(token.id, at(5), &audit()).await.unwrap());
    assert!(!store.revoke_token(token.id, at(6), &audit()).await.unwrap());
    assert!(!store.revoke_token(TokenId(99), at(6), &audit()).await.unwrap());
    assert_eq!(store.token_by_id(token.id).await.unwrap().unwrap().revoked_at, Some(at(5)));
}

async fn the_log_is_filtered_and_paged(backend: Backend) {
    let store = backend.open().await;
    let line = |millis, action: &str, key: &str| AuditEntry {
        at: at(millis),
        action: action.to_owned(),
        ..audit().on("tag", key).change("color", None, Some("n\0ul".to_owned())).note("好")
    };
    for (millis, action, key) in [(1, "tag.create", "a"), (2, "tag.change", "a"), (2, "tagged.x", "b")] {
        store.append_audit(&line(millis, action, key)).await.unwrap();
    }
    assert_eq!(actions(&store, &AuditFilter::default()).await, ["tagged.x", "tag.change", "tag.create"]);
    let only = |action: Option<&str>, subject: Option<&str>| AuditFilter {
        action: action.map(str::to_owned),
        subject: subject.map(str::to_owned),
        ..AuditFilter::default()
    };
    assert_eq!(actions(&store, &only(Some("tag"), None)).await, ["tag.change", "tag.create"]);
    assert_eq!(actions(&store, &only(Some("tag.create"), Some("a"))).await, ["tag.create"]);
    assert_eq!(actions(&store, &only(Some("%"), None)).await, Vec::<String>::new());
    let since = AuditFilter { from: Some(at(2)), until: Some(at(3)), ..only(None, Some("b")) };
    assert_eq!(actions(&store, &since).await, ["tagged.x"]);
    let page = Page::new(Some(2), Some(2), ALL);
    let second = store.list_audit(&AuditFilter::default(), page).await.unwrap();
    assert_eq!((second.total, second.items.len()), (3, 1));
    assert_eq!(second.items[0].entry, line(1, "tag.create", "a"));
}

async fn the_log_tells_of_queries_by_the_history(backend: Backend) {
    let store = backend.open().await;
    let actor = Actor {
        token_id: Some(TokenId(7)),
        request_id: Some("r1".to_owned()),
        ..Actor::named("amy", ActorKind::Token)
    };
    let origin = |is_export| Some(QueryOrigin { actor: actor.clone(), is_export });
    store.append_history(HistoryEntry { origin: origin(false), ..entry("shop", "one") });
    store.append_history(HistoryEntry { origin: origin(true), ..entry("stock", "two") });
    store.append_history(entry("shop", "three"));
    store.flush_history().await.unwrap();
    let asked = |action: &str| AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
    assert_eq!(actions(&store, &asked("query")).await, ["query.run", "query.export", "query.run"]);
    assert_eq!(actions(&store, &asked("query.export")).await, ["query.export"]);
    let narrowed = AuditFilter {
        request_id: Some("r1".to_owned()),
        subject: Some("shop".to_owned()),
        outcome: Some(AuditOutcome::Done),
        ..asked("query")
    };
    let found = store.list_audit(&narrowed, Page::new(None, None, ALL)).await.unwrap();
    assert_eq!((found.total, &found.items[0].entry.actor), (1, &actor));
    assert_eq!(found.items[0].entry.subject.as_ref().unwrap().key, "one");
}

async fn an_audience_is_replaced_and_goes_with_its_connection(backend: Backend) {
    let store = backend.open().await;
    let amy = make(&store, "amy", Role::Viewer).await;
    let shop = name("shop");
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    assert_eq!(store.audience_of(&shop).await.unwrap(), Audience::default());
    let to_amy = Grantee::User { id: amy.id, username: "amy".to_owned() };
    let limited = Audience {
        limited: true,
        grants: vec![
            Grant { to: to_amy, until: Some(at(9)) },
            Grant { to: Grantee::Role(Role::Operator), until: None },
        ],
    };
    assert!(store.replace_audience(&shop, &limited, &audit()).await.unwrap());
    assert_eq!(store.audience_of(&shop).await.unwrap(), limited);
    let nobody = Audience { limited: true, grants: Vec::new() };
    assert!(store.replace_audience(&shop, &nobody, &audit()).await.unwrap());
    assert_eq!(store.list_audiences().await.unwrap().get(&shop), Some(&nobody));
    assert!(!store.replace_audience(&name("none"), &limited, &audit()).await.unwrap());
    store.save_connection(&moved(&connection("shop")), at(2), &audit()).await.unwrap();
    assert_eq!(store.audience_of(&shop).await.unwrap(), nobody, "a changed URL opens nothing");
    store.delete_connection(&shop, &audit()).await.unwrap();
    assert_eq!(store.list_audiences().await.unwrap().len(), 0);
}

async fn the_log_is_append_only(backend: Backend) {
    let store = backend.open().await;
    store.append_audit(&audit()).await.unwrap();
    for sql in ["UPDATE audit_log SET note = 'x'", "DELETE FROM audit_log"] {
        let refused = backend.try_execute(sql).await;
        assert!(refused.unwrap_err().contains("append-only"), "{sql}");
    }
    assert_eq!(actions(&store, &AuditFilter::default()).await.len(), 1);
}
