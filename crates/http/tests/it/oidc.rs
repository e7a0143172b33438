//! Signing in at an identity provider: a real one, in a browser that follows by hand.

mod browser;

use std::sync::Arc;

use serde_json::{Value, json};
use weir_gateway::{Caller, ChangeUser};
use weir_model::Role;
use weir_testkit::IdentityProvider;

use crate::{
    oidc::browser::Browser,
    support::{Guest, OidcSetup, PASSWORD, Setup, TestServer},
};

const START: &str = "/api/v1/auth/oidc/start?return_to=/databases%3Fpage%3D2";

/// A server beside a provider: `dba` makes admins, `data` analysts, and nobody else is anything.
async fn beside(provider: &Arc<IdentityProvider>) -> TestServer {
    beside_with(provider, None).await
}

async fn beside_with(provider: &Arc<IdentityProvider>, default_role: Option<Role>) -> TestServer {
    let roles = vec![("dba".to_owned(), Role::Admin), ("data".to_owned(), Role::Analyst)];
    let oidc = Some(OidcSetup { provider: Arc::clone(provider), roles, default_role });
    TestServer::start_as(Setup { oidc, ..Setup::default() }).await
}

fn provider() -> Arc<IdentityProvider> {
    let provider = Arc::new(IdentityProvider::start());
    provider.is_visited_by("248289761001", "amy", &["staff", "data"]);
    provider
}

/// Signs in and says where that ended.
async fn sign_in(server: &TestServer, browser: &mut Browser) -> String {
    browser.follow(&format!("{}{START}", server.base)).await
}

async fn me(server: &TestServer, browser: &Browser) -> (u16, Value) {
    let cookie = browser.cookies_of(&server.base);
    Guest::with(server, &[("cookie", &cookie)]).get("/api/v1/auth/me").await
}

/// What the audit log says of failed sign-ins, the newest first.
async fn failures(server: &TestServer) -> Vec<Value> {
    let (_, log) = server.get("/api/v1/audit?action=session.begin&outcome=failed").await;
    log["data"]["items"].as_array().unwrap().iter().map(|line| line["note"].clone()).collect()
}

#[tokio::test]
async fn signs_in_at_the_provider_and_returns_to_where_it_began() {
    let provider = provider();
    let server = beside(&provider).await;
    let (_, ways) = server.as_nobody().get("/api/v1/auth/ways").await;
    assert_eq!(
        ways["data"],
        json!({ "password": true, "oidc": { "label": "Example", "path": "/api/v1/auth/oidc/start" } })
    );
    let mut browser = Browser::default();
    assert_eq!(sign_in(&server, &mut browser).await, format!("{}/databases?page=2", server.base));
    let (status, told) = me(&server, &browser).await;
    let user = &told["data"]["user"];
    assert_eq!((status, &user["username"], &user["role"]), (200, &json!("amy"), &json!("analyst")));
    assert_eq!((&user["has_password"], &user["has_identity"]), (&json!(false), &json!(true)));
    assert!(!browser.cookies_of(&server.base).contains("weir_oidc"), "the way there is over");

    let (_, log) = server.get("/api/v1/audit?subject=amy").await;
    let lines: Vec<_> = log["data"]["items"].as_array().unwrap().iter().map(|line| &line["action"]).collect();
    assert_eq!(lines, ["session.begin", "user.create"]);
    assert_eq!(log["data"]["items"][0]["note"], "oidc");
    // The same person again is the same account, and signs out like everybody.
    let first = user["id"].clone();
    let mut elsewhere = Browser::default();
    sign_in(&server, &mut elsewhere).await;
    assert_eq!(me(&server, &elsewhere).await.1["data"]["user"]["id"], first);
}

#[tokio::test]
async fn asks_the_provider_about_people_when_the_id_token_says_little() {
    let provider = provider();
    provider.control(&json!({ "wholeToken": false }));
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    sign_in(&server, &mut browser).await;
    let user = me(&server, &browser).await.1["data"]["user"].clone();
    assert_eq!((&user["username"], &user["role"]), (&json!("amy"), &json!("analyst")));
}

#[tokio::test]
async fn groups_give_the_role_at_every_sign_in() {
    let provider = provider();
    let server = beside(&provider).await;
    let mut before = Browser::default();
    sign_in(&server, &mut before).await;

    provider.is_visited_by("248289761001", "amy", &["dba", "data"]);
    let mut after = Browser::default();
    sign_in(&server, &mut after).await;
    assert_eq!(me(&server, &after).await.1["data"]["user"]["role"], "admin", "the strongest of several");
    assert_eq!(me(&server, &before).await.0, 401, "a changed role ends the sessions before");

    provider.is_visited_by("248289761001", "amy", &["staff"]);
    let mut without = Browser::default();
    assert!(sign_in(&server, &mut without).await.ends_with("/sign-in?problem=no_role"));
    assert_eq!(me(&server, &without).await.0, 401);
    assert_eq!(me(&server, &after).await.0, 401, "whoever has no role is nobody");
    assert_eq!(failures(&server).await, [json!("oidc no_role")]);
}

#[tokio::test]
async fn people_in_no_group_get_the_role_of_nobody_in_particular_if_there_is_one() {
    let provider = provider();
    provider.is_visited_by("7", "ben", &[]);
    let server = beside_with(&provider, Some(Role::Viewer)).await;
    let mut browser = Browser::default();
    sign_in(&server, &mut browser).await;
    assert_eq!(me(&server, &browser).await.1["data"]["user"]["role"], "viewer");
}

#[tokio::test]
async fn nobody_becomes_a_local_account_by_its_name() {
    let provider = provider();
    provider.is_visited_by("666", "admin", &["data"]);
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    sign_in(&server, &mut browser).await;
    let user = me(&server, &browser).await.1["data"]["user"].clone();
    assert_eq!((&user["username"], &user["role"]), (&json!("admin-2"), &json!("analyst")));
    server.sign_in("admin", PASSWORD).await;
    // Nor somebody else's account there, whatever they are called now.
    provider.is_visited_by("667", "admin-2", &["dba"]);
    let mut other = Browser::default();
    sign_in(&server, &mut other).await;
    assert_eq!(me(&server, &other).await.1["data"]["user"]["username"], "admin-2-2");
}

#[tokio::test]
async fn a_disabled_account_stays_out_and_gets_no_password() {
    let provider = provider();
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    sign_in(&server, &mut browser).await;
    let local = Caller::local();
    let amy = server.gateway.user_by_name(&local, "amy").await.unwrap();
    let path = format!("/api/v1/users/{}/actions/reset-password", amy.id.0);
    let (status, error) = server.post(&path, json!({})).await;
    assert_eq!((status, &error["message_code"]), (409, &json!("CONSTRAINT_VIOLATION")));

    let disable = ChangeUser { role: None, is_active: Some(false) };
    server.gateway.change_user(&local, amy.id, disable).await.unwrap();
    assert_eq!(me(&server, &browser).await.0, 401);
    assert!(sign_in(&server, &mut browser).await.ends_with("/sign-in?problem=disabled"));
    assert_eq!(failures(&server).await, [json!("oidc disabled")]);
}

#[tokio::test]
async fn the_last_admin_stays_one_whatever_the_groups_say() {
    let provider = provider();
    provider.is_visited_by("248289761001", "amy", &["dba"]);
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    sign_in(&server, &mut browser).await;
    let local = Caller::local();
    let admin = server.gateway.user_by_name(&local, "admin").await.unwrap();
    let disable = ChangeUser { role: None, is_active: Some(false) };
    server.gateway.change_user(&local, admin.id, disable).await.unwrap();

    provider.is_visited_by("248289761001", "amy", &["data"]);
    let mut again = Browser::default();
    sign_in(&server, &mut again).await;
    assert_eq!(me(&server, &again).await.1["data"]["user"]["role"], "admin");
}

#[tokio::test]
async fn believes_no_id_token_that_is_wrong_in_any_way() {
    let provider = provider();
    let server = beside(&provider).await;
    for wrong in [
        "nonce",
        "no_nonce",
        "issuer",
        "audience",
        "more_audiences",
        "expired",
        "access_token",
        "foreign_key",
        "shared_secret",
        "unsigned",
        "changed",
    ] {
        provider.control(&json!({ "wrong": wrong }));
        let mut browser = Browser::default();
        let ended = sign_in(&server, &mut browser).await;
        assert!(ended.ends_with("/sign-in?problem=untrusted"), "{wrong}: {ended}");
        assert_eq!(me(&server, &browser).await.0, 401, "{wrong}");
    }
    assert_eq!(failures(&server).await.len(), 11);
    provider.control(&json!({ "wrong": null }));
    sign_in(&server, &mut Browser::default()).await;
}

#[tokio::test]
async fn follows_the_provider_to_new_keys() {
    let provider = provider();
    let server = beside(&provider).await;
    sign_in(&server, &mut Browser::default()).await;
    provider.control(&json!({ "rotate": true }));
    let mut browser = Browser::default();
    assert!(sign_in(&server, &mut browser).await.ends_with("/databases?page=2"));
    assert_eq!(me(&server, &browser).await.0, 200);
}

#[tokio::test]
async fn a_browser_comes_back_only_as_it_was_sent_and_once() {
    let provider = provider();
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    let callback = browser.until(&format!("{}{START}", server.base), "/oidc/callback?").await;
    let not_begun = |ended: String| assert!(ended.ends_with("/sign-in?problem=not_begun"), "{ended}");

    // Somebody else's browser, which has another sign-in under way or none.
    not_begun(Browser::default().follow(&callback).await);
    let mut other = Browser::default();
    other.until(&format!("{}{START}", server.base), "/oidc/callback?").await;
    not_begun(other.follow(&callback).await);
    // Another state, and none.
    let (address, _) = callback.split_once('?').unwrap();
    not_begun(browser.follow(&callback.replace("state=", "state=a")).await);
    not_begun(browser.follow(&format!("{address}?code=abc")).await);
    // What others tried took nothing away, and nothing works twice.
    let kept = browser.clone();
    assert!(browser.follow(&callback).await.ends_with("/databases?page=2"));
    not_begun(kept.clone().follow(&callback).await);
    assert_eq!(failures(&server).await, Vec::<Value>::new(), "what anybody can do is not written down");
}

#[tokio::test]
async fn a_code_that_is_old_or_from_elsewhere_is_refused() {
    let provider = provider();
    let server = beside(&provider).await;
    let mut browser = Browser::default();
    let callback = browser.until(&format!("{}{START}", server.base), "/oidc/callback?").await;
    provider.control(&json!({ "ahead": 3600 }));
    assert!(browser.follow(&callback).await.ends_with("/sign-in?problem=untrusted"));
    provider.control(&json!({ "ahead": 0 }));

    for (change, problem) in [
        (("code=", "code=x"), "untrusted"),
        (("iss=", "iss=https%3A%2F%2Felsewhere.example&was="), "untrusted"),
    ] {
        let mut browser = Browser::default();
        let callback = browser.until(&format!("{}{START}", server.base), "/oidc/callback?").await;
        let ended = browser.follow(&callback.replace(change.0, change.1)).await;
        assert!(ended.ends_with(&format!("/sign-in?problem={problem}")), "{ended}");
    }
}

#[tokio::test]
async fn says_so_when_the_person_or_the_provider_does_not_want() {
    let provider = provider();
    let server = beside(&provider).await;
    provider.control(&json!({ "person": null }));
    assert!(sign_in(&server, &mut Browser::default()).await.ends_with("/sign-in?problem=denied"));

    provider.is_visited_by("248289761001", "amy", &["data"]);
    let mut browser = Browser::default();
    let callback = browser.until(&format!("{}{START}", server.base), "/oidc/callback?").await;
    provider.control(&json!({ "down": true }));
    assert!(browser.follow(&callback).await.ends_with("/sign-in?problem=unreachable"));

    // A provider that was never there: signing in with a password goes on.
    let other = Arc::new(IdentityProvider::start());
    let server = beside(&other).await;
    other.control(&json!({ "down": true }));
    assert!(sign_in(&server, &mut Browser::default()).await.ends_with("/sign-in?problem=unreachable"));
    drop(other);
    server.sign_in("admin", PASSWORD).await;
}

#[tokio::test]
async fn sends_nobody_to_another_site_and_is_not_there_without_a_provider() {
    let provider = provider();
    let server = beside(&provider).await;
    for path in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "evil.example"] {
        let path = format!("/api/v1/auth/oidc/start?return_to={path}");
        let (status, error) = server.as_nobody().get(&path).await;
        assert_eq!((status, &error["message_code"]), (400, &json!("VALIDATION_ERROR")), "{path}");
    }
    let plain = TestServer::start().await;
    assert_eq!(plain.as_nobody().get("/api/v1/auth/ways").await.1["data"]["oidc"], Value::Null);
    for path in ["/api/v1/auth/oidc/start", "/api/v1/auth/oidc/callback?state=a&code=b"] {
        assert_eq!(plain.as_nobody().get(path).await.0, 404, "{path}");
    }
}
