//! `weir users` and `weir tokens`: people and programs, managed at the machine itself.

use expect_test::expect;
use reqwest::StatusCode;
use serde_json::json;

use crate::support::{Home, Server, client};

async fn login(server: &Server, name: &str, password: &str) -> StatusCode {
    let body = json!({ "username": name, "password": password });
    let request = client().post(format!("{}/api/v1/auth/login", server.base)).json(&body);
    request.send().await.unwrap().status()
}

async fn get_dbs(server: &Server, token: &str) -> StatusCode {
    let request = client().get(format!("{}/api/v1/dbs", server.base)).bearer_auth(token);
    request.send().await.unwrap().status()
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<&str> {
    line.split(['│', '┆']).map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[tokio::test]
async fn people_are_added_changed_and_disabled() {
    let home = Home::new();
    let server = home.start(&["serve"]);
    let made_up = home.done(&["users", "add", "amy", "--role", "analyst"]);
    assert_eq!(login(&server, "amy", made_up.trim()).await, 200);
    let given = home.weir_reads(&["users", "add", "ben", "--password-stdin"], "a long walk by the sea\n");
    assert_eq!((given.code, given.out.as_str()), (0, ""), "{given:?}");
    assert_eq!(login(&server, "BEN", "a long walk by the sea").await, 200);

    let again = home.weir(&["users", "add", "Amy"]);
    assert_eq!((again.code, again.error.as_str()), (1, "error: There is a user 'Amy' already\n"));
    let reset = home.done(&["users", "reset-password", "amy"]);
    assert_eq!(login(&server, "amy", made_up.trim()).await, 401);
    assert_eq!(login(&server, "amy", reset.trim()).await, 200);

    home.done(&["users", "set-role", "amy", "operator"]);
    home.done(&["users", "disable", "ben"]);
    assert_eq!(login(&server, "ben", "a long walk by the sea").await, 401);
    let listed = home.done(&["users", "list"]);
    for row in [["admin", "admin", "active"], ["amy", "operator", "active"], ["ben", "viewer", "disabled"]] {
        assert!(listed.lines().any(|line| cells(line).starts_with(&row)), "{row:?} in {listed}");
    }
    home.done(&["users", "enable", "ben"]);
    assert_eq!(login(&server, "ben", "a long walk by the sea").await, 200);
    server.stop();
}

#[test]
fn nobody_locks_out_the_last_admin() {
    let home = Home::new();
    home.start(&["serve"]).stop();
    // Of the test kit's.
    home.done(&["users", "disable", "tests"]);
    for command in [&["users", "disable", "admin"][..], &["users", "set-role", "admin", "viewer"]] {
        let told = home.weir(command);
        assert_eq!(told.code, 1);
        expect![[r#"
            error: This is the last admin who can sign in; make another one first
        "#]]
        .assert_eq(&told.error);
    }
    home.done(&["users", "add", "amy", "--role", "admin"]);
    home.done(&["users", "disable", "admin"]);
    let told = home.weir(&["users", "disable", "nobody"]);
    expect![[r#"
        error: User 'nobody' not found
        next: see the names with `weir users list`
    "#]]
    .assert_eq(&told.error);
}

#[tokio::test]
async fn a_token_lives_until_it_is_revoked_or_its_owner_disabled() {
    let mut home = Home::new();
    // It is asked many times, and nobody reads its log meanwhile.
    home.set("WEIR_LOG__LEVEL", "warn");
    let server = home.start(&["serve"]);
    home.done(&["users", "add", "amy", "--role", "analyst"]);
    let early = home.weir(&["tokens", "add", "amy", "early"]);
    assert!(early.error.contains("refused until `amy` has changed the password"), "{early:?}");
    assert_eq!(get_dbs(&server, early.out.trim()).await, 403);
    let reset = ["users", "reset-password", "amy", "--password-stdin"];
    assert_eq!(home.weir_reads(&reset, "another walk in the woods").code, 0);
    let token = home.done(&["tokens", "add", "amy", "ci", "--allow", "view", "--days", "1"]);
    assert_eq!(get_dbs(&server, token.trim()).await, 200);
    let listed = home.done(&["tokens", "list"]);
    assert!(listed.contains("amy · ci") && !listed.contains(token.trim()), "{listed}");
    let number = listed.lines().find(|line| line.contains("amy · ci")).unwrap();
    home.done(&["tokens", "revoke", cells(number)[0]]);
    let second = home.done(&["tokens", "add", "amy", "ci"]);
    home.done(&["users", "disable", "amy"]);
    // Another process did that: this one believes what it looked up for a second at most.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    for token in [token, second] {
        while get_dbs(&server, token.trim()).await != 401 {
            assert!(std::time::Instant::now() < deadline, "still let in");
        }
    }
    server.stop();
}

#[tokio::test]
async fn a_connection_is_limited_and_opened_again() {
    let home = Home::new();
    let server = home.start(&["serve"]);
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER)");
    home.done(&["connections", "add", "tea", &url]);
    home.done(&["users", "add", "amy", "--role", "analyst"]);
    let limited = home.done(&[
        "connections",
        "access",
        "tea",
        "--user",
        "amy",
        "--role",
        "operator",
        "--until",
        "2999-01-01T00:00:00Z",
    ]);
    expect![[r#"
        `tea` is visible to admins and:
          --user amy --until 2999-01-01T00:00:00Z
          --role operator --until 2999-01-01T00:00:00Z
    "#]]
    .assert_eq(&limited);
    assert_eq!(home.done(&["connections", "access", "tea"]), limited);
    let wrong = home.weir(&["connections", "access", "tea", "--role", "root"]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
    let open = home.done(&["connections", "access", "tea", "--everybody"]);
    assert_eq!(open, "`tea` is visible to everybody with the permission\n");
    server.stop();
}
