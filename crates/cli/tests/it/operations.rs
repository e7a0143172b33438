//! Secrets, backups, copies, the doctor, completions.

use std::fs;

use expect_test::expect;
use weir_testkit::{Server, TestDatabase};

use crate::support::{Home, mode};

/// A home whose catalog has one connection.
fn home() -> Home {
    let home = Home::new();
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER); INSERT INTO tea VALUES (7)");
    home.done(&["connections", "add", "tea", &url]);
    home
}

fn key_files(home: &Home) -> Vec<String> {
    let names =
        fs::read_dir(home.data()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("secret.key")).collect();
    names.sort();
    names
}

fn answers(home: &Home) {
    assert!(home.done(&["query", "tea", "SELECT id FROM tea", "-f", "csv"]).contains('7'));
    assert!(home.done(&["secrets", "check"]).contains("connections.url_sealed"));
}

#[test]
fn a_rotation_changes_the_key_and_keeps_the_old_one_for_old_backups() {
    let home = home();
    let old = fs::read_to_string(home.data().join("secret.key")).unwrap();
    let told = home.weir(&["secrets", "rotate"]);
    assert!(told.code == 0 && told.out.starts_with("Sealed 1 secret with the new key "), "{told:?}");
    assert!(told.error.contains("Start running servers anew."), "{told:?}");
    answers(&home);

    let files = key_files(&home);
    let [key, kept] = files.as_slice() else { panic!("{files:?}") };
    assert_eq!(mode(&home.data().join(key)), 0o600);
    assert_ne!(fs::read_to_string(home.data().join(key)).unwrap(), old);
    assert_eq!(fs::read_to_string(home.data().join(kept)).unwrap(), old);
    assert!(kept.starts_with("secret.key.") && kept.len() == "secret.key.".len() + 16, "{kept}");
}

#[test]
fn a_rotation_that_was_interrupted_is_finished_by_the_next() {
    let home = home();
    let data = home.data();
    home.done(&["secrets", "rotate"]);
    let kept = data.join(&key_files(&home)[1]);
    // As it is when the catalog was changed, and the files were not.
    fs::rename(data.join("secret.key"), data.join("secret.key.next")).unwrap();
    fs::rename(&kept, data.join("secret.key")).unwrap();
    let told = home.weir(&["query", "tea", "SELECT id FROM tea"]);
    assert_eq!(told.code, 1);
    assert!(told.error.contains("after an interrupted change of the key, run `weir secrets rotate` again"));

    let told = home.weir(&["secrets", "rotate"]);
    assert!(told.code == 0 && told.out.contains("already"), "{told:?}");
    answers(&home);
    assert!(kept.exists() && key_files(&home).len() == 2);

    // As it is when the new key was made, and nothing was changed.
    fs::copy(data.join("secret.key"), data.join("secret.key.next")).unwrap();
    fs::write(data.join("secret.key.next"), format!("{}\n", "9".repeat(64))).unwrap();
    assert!(home.done(&["secrets", "rotate"]).starts_with("Sealed 1 secret"));
    assert_eq!(fs::read_to_string(data.join("secret.key")).unwrap().trim(), "9".repeat(64));
    answers(&home);
}

#[test]
fn a_key_of_the_environment_is_changed_to_one_in_a_file() {
    let mut home = Home::new();
    home.set("WEIR_SECRETS__KEY", "7".repeat(64));
    let url = home.sqlite("tea.db", "CREATE TABLE tea (id INTEGER); INSERT INTO tea VALUES (7)");
    home.done(&["connections", "add", "tea", &url]);
    let told = home.weir(&["secrets", "rotate"]);
    assert!(told.code == 2 && told.error.contains("weir secrets rotate --to FILE"), "{told:?}");
    assert!(home.done(&["secrets", "rotate", "--to", "new.key"]).starts_with("Sealed 1 secret"));
    assert_eq!(home.weir(&["secrets", "check"]).code, 1);
    home.set("WEIR_SECRETS__KEY", fs::read_to_string(home.path("new.key")).unwrap().trim());
    answers(&home);
}

#[test]
fn secrets_that_do_not_open_are_named() {
    let home = home();
    let catalog = rusqlite::Connection::open(home.data().join("catalog.db")).unwrap();
    catalog.execute_batch("UPDATE connections SET url_sealed = x'00'").unwrap();
    drop(catalog);
    let told = home.weir(&["secrets", "check"]);
    assert_eq!(told.code, 1);
    expect![[r#"
        error: tea: connections.url_sealed of `tea` in the catalog is damaged
        next: register these anew with their passwords, or restore a backup from before the damage
    "#]]
    .assert_eq(&told.error);
}

#[test]
fn backs_up_while_serving_and_restores_into_an_empty_home() {
    let first = home();
    let server = first.start(&["serve"]);
    let told = first.done(&["backup", "weir.backup"]);
    assert!(told.starts_with("Wrote the backup weir.backup ("), "{told}");
    assert_eq!(mode(&first.path("weir.backup")), 0o600);

    let told = first.weir(&["restore", "weir.backup"]);
    assert_eq!(told.code, 1);
    expect![[r#"
        error: HOME/.local/share/weir/catalog.db is open in another program
        next: stop Weir first (systemctl stop weir)
    "#]]
    .assert_eq(&told.error);
    server.stop();

    let second = Home::new();
    fs::copy(first.path("weir.backup"), second.path("weir.backup")).unwrap();
    let told = second.weir(&["restore", "weir.backup"]);
    assert!(told.code == 2 && told.error.contains("there is no key in"), "{told:?}");
    assert!(key_files_of_nothing(&second), "no key was made");
    fs::create_dir_all(second.data()).unwrap();
    fs::copy(first.data().join("secret.key"), second.data().join("secret.key")).unwrap();
    assert!(second.done(&["restore", "weir.backup"]).starts_with("Restored "));
    assert!(second.done(&["connections", "list"]).contains("tea"));

    first.done(&["connections", "remove", "tea"]);
    let told = first.done(&["restore", "weir.backup"]);
    assert!(told.contains("is kept as") && told.contains("catalog.db.before-restore"), "{told}");
    answers(&first);
}

fn key_files_of_nothing(home: &Home) -> bool {
    !home.data().join("secret.key").exists()
}

#[test]
fn the_catalog_moves_to_postgres_and_back() {
    let database = TestDatabase::create(Server::Postgres);
    let mut home = home();
    let told = home.weir_reads(&["catalog", "copy", "--to", "-"], database.url());
    assert!(told.code == 0 && told.out.contains("connections"), "{told:?}");
    assert_eq!(told.error, "Copied and counted. Now set catalog.url to that database.\n");
    let again = home.weir(&["catalog", "copy", "--to", database.url()]);
    assert!(again.code == 1 && again.error.contains("is not new"), "{again:?}");

    home.set("WEIR_CATALOG__URL", database.url());
    answers(&home);
    home.done(&["backup", "from-postgres.db"]);
    home.done(&["catalog", "copy", "--to", "copy.db"]);
    home.set("WEIR_CATALOG__URL", "");
    fs::rename(home.path("copy.db"), home.data().join("catalog.db")).unwrap();
    answers(&home);
    home.done(&["restore", "from-postgres.db"]);
    answers(&home);
}

#[test]
fn the_doctor_finds_a_sound_house_sound_and_names_what_is_not() {
    let home = Home::new();
    let told = home.weir(&["--config", "/dev/null", "doctor"]);
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.out.contains("not there yet") && !home.data().exists(), "it makes nothing: {}", told.out);

    let home = self::home();
    let told = home.weir(&["doctor"]);
    assert_eq!(told.code, 0, "{told:?}");
    for line in ["ok     data directory", "ok     key ", "ok     catalog ", "ok     `tea` answers in"] {
        assert!(told.out.contains(line), "{line}: {}", told.out);
    }

    fs::remove_file(home.data().join("sqlite/tea.db")).unwrap();
    let told = home.weir(&["doctor"]);
    assert_eq!((told.code, told.error.as_str()), (1, "error: 1 thing is wrong\n"));
    assert!(told.out.contains("wrong  `tea`: Failed to connect to database"), "{}", told.out);

    fs::write(home.data().join("secret.key"), format!("{}\n", "8".repeat(64))).unwrap();
    let told = home.weir(&["doctor"]);
    assert!(
        told.code == 1 && told.out.contains("wrong  the secrets in this catalog were sealed"),
        "{told:?}"
    );
}

#[test]
fn the_doctor_speaks_chinese() {
    let mut home = home();
    home.set("LANG", "zh_CN.UTF-8");
    let told = home.weir(&["doctor"]);
    assert!(told.out.contains("正常  数据目录") && told.out.contains("`tea` 应答正常"), "{}", told.out);
}

#[test]
fn prints_completions_for_each_shell() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = home.done(&["completions", shell]);
        assert!(script.contains("connections") && script.contains("rotate"), "{shell}");
    }
}
