//! `weir connections`.

use std::net::TcpListener;

use expect_test::expect;
use serde_json::Value;

use crate::support::Home;

#[test]
fn adds_lists_tests_and_removes() {
    let home = Home::new();
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER)");
    assert!(home.done(&["connections", "add", "茶", &url]).starts_with("Added `茶` (3."));
    assert!(home.done(&["connections", "add", "茶", &url]).starts_with("Changed `茶` (3."));

    let listed = home.done(&["connections", "list"]);
    assert!(listed.contains("茶") && listed.contains("sqlite"), "{listed}");
    let json: Value = serde_json::from_str(&home.done(&["connections", "list", "--format", "json"])).unwrap();
    assert_eq!(json["databases"][0]["name"], "茶");
    assert_eq!(json["databases"][0]["dbType"], "sqlite");

    assert!(home.done(&["connections", "test", "茶"]).starts_with("`茶` answers in "));
    assert_eq!(home.done(&["connections", "remove", "茶"]), "Removed `茶`; its history stays\n");
    let told = home.weir(&["connections", "list"]);
    assert_eq!((told.code, told.out.as_str()), (0, ""));
    assert_eq!(told.error, "No connections yet. Add one: weir connections add <name> <url>\n");
}

#[test]
fn tells_how_safe_an_account_is_and_prints_only_the_script() {
    let mut home = Home::new();
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER)");
    home.done(&["connections", "add", "tea", &url]);
    assert!(home.done(&["connections", "list"]).contains(" C "));

    let told = home.weir(&["connections", "safety", "tea"]);
    assert_eq!(told.code, 0);
    assert!(told.out.starts_with("# In a shell, as root.") && told.out.contains("chmod"), "{}", told.out);
    assert!(told.error.contains("of `tea` has grade C\n  C  Weir's user may write"), "{}", told.error);
    assert!(!told.error.contains('\u{1b}'), "colours are for terminals");

    let json: Value =
        serde_json::from_str(&home.done(&["connections", "safety", "tea", "--format", "json"])).unwrap();
    assert_eq!((&json["grade"], &json["name"]), (&Value::from("C"), &Value::from("tea")));

    home.set("LANG", "zh_CN.UTF-8");
    let told = home.weir(&["connections", "safety", "tea"]);
    assert!(told.error.contains("的安全等级为 C\n  C  Weir 的系统用户"), "{}", told.error);
}

#[test]
fn speaks_chinese_where_people_do() {
    let mut home = Home::new();
    home.set("LANG", "zh_CN.UTF-8");
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER)");
    assert!(home.done(&["connections", "add", "tea", &url]).starts_with("已添加 `tea`"));
    let told = home.weir(&["connections", "remove", "tee"]);
    expect![[r#"
        错误: Database 'tee' not found
        下一步: see the names with `weir connections list`
    "#]]
    .assert_eq(&told.error);
}

#[test]
fn what_cannot_be_reached_is_not_kept_and_no_password_is_told() {
    let home = Home::new();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for scheme in ["postgresql", "mysql"] {
        let url = format!("{scheme}://reader:hunter2@127.0.0.1:{port}/shop");
        let told = home.weir_reads(&["connections", "add", "shop", "-"], &url);
        assert_eq!((told.code, told.out.as_str()), (4, ""));
        assert_eq!(
            told.error,
            "error: Failed to connect to database: Connection refused\n\
             next: check that the database runs and that its URL is right\n"
        );
    }
    assert_eq!(home.done(&["connections", "list"]), "");
}

#[test]
fn mistakes_are_told_with_the_next_step() {
    let home = Home::new();
    let mistakes = [
        (&["connections", "add", "shop", "mongodb://u:hunter2@h/d"][..], 2),
        (&["connections", "add", "a/b", "sqlite:///x.db"], 2),
        (&["connections", "test", "nope"], 1),
        (&["connections", "add", "secret", "sqlite:///etc/passwd"], 4),
    ];
    let mut errors = String::new();
    for (arguments, code) in mistakes {
        let told = home.weir(arguments);
        assert_eq!(told.code, code, "{told:?}");
        errors.push_str(&told.error);
    }
    expect![[r#"
        error: Unsupported database URL: mongodb://u:****@h/d
        next: write postgresql://user:password@host:5432/database, mysql://user:password@host:3306/database or sqlite:///path/to/file.db
        error: Invalid database name 'a/b': use 1 to 64 letters (of any script), digits, '-', '_' or '.', and not '.' or '..' alone
        error: Database 'nope' not found
        next: see the names with `weir connections list`
        error: Failed to connect to database: unable to open database file: there is no such file in the folders that are open to SQLite
        next: put the file into sqlite/ in the data directory, or list its folder in sqlite.allowed_dirs
    "#]].assert_eq(&errors);
}

#[test]
fn weirs_own_catalog_is_no_connection() {
    let mut home = Home::new();
    home.done(&["connections", "list"]);
    home.set("WEIR_SQLITE__ALLOWED_DIRS", home.data().to_str().unwrap());
    let own = format!("sqlite://{}", home.data().join("catalog.db").display());
    let told = home.weir(&["connections", "add", "own", &own]);
    assert_eq!(told.code, 4);
    assert!(told.error.contains("there is no such file in the folders that are open"), "{}", told.error);
}
