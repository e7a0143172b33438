//! What an account could do beyond reading, and the script for one that could not; on both servers.

use weir_model::{AccountSafety, Grade, Link};
use weir_testkit::{Server, TestDatabase};

use crate::{connect::changed, on_both, open};

/// A new account that may read the test's database, changed by more statements; `@u` stands for its name and
/// `@d` for the database.
async fn with_account(server: Server, statements: &str) -> AccountSafety {
    let database = TestDatabase::create(server);
    let name = database.name();
    database.execute("CREATE TABLE orders(id int)");
    let account = format!("u{name}@`%`");
    let script = format!(
        "CREATE USER {account} IDENTIFIED BY 'pw'; GRANT SELECT, SHOW VIEW ON `{}`.* TO {account}; {statements}",
        name.replace('_', "\\_")
    );
    database.execute(&script.replace("@u", &account).replace("@d", name));
    let safety = open(&changed(database.url(), Some(&format!("u{name}:pw")), None, "")).await.account().await;
    database.execute(&format!("DROP USER {account}"));
    safety.unwrap()
}

fn codes(safety: &AccountSafety) -> Vec<&str> {
    let own = safety.findings.iter().filter(|finding| !finding.code.starts_with("tls_"));
    own.map(|finding| finding.code.as_str()).collect()
}

/// The grade without what the certificate of a test's server is worth.
fn grade(safety: &AccountSafety) -> Grade {
    let own = safety.findings.iter().filter(|finding| !finding.code.starts_with("tls_"));
    own.map(|finding| finding.grade).max().unwrap_or(Grade::A)
}

on_both! {
    async fn grades_an_account_by_its_worst_right(server: Server) {
        for (statements, expected, code) in [
            ("", Grade::A, ""),
            ("GRANT PROCESS ON *.* TO @u", Grade::B, "watches"),
            ("GRANT SELECT ON mysql.* TO @u", Grade::B, "passwords"),
            ("GRANT INSERT ON @d.orders TO @u", Grade::C, "writes"),
            ("GRANT UPDATE (id) ON @d.orders TO @u", Grade::C, "writes"),
            ("GRANT CREATE ON @d.* TO @u", Grade::C, "creates_tables"),
            ("GRANT EXECUTE ON @d.* TO @u", Grade::C, "definer"),
            ("GRANT LOCK TABLES ON @d.* TO @u", Grade::C, "locks"),
            ("GRANT SELECT ON @d.* TO @u WITH GRANT OPTION", Grade::C, "passes_on"),
            ("GRANT CREATE USER ON *.* TO @u", Grade::E, "create_user"),
            ("GRANT CREATE ON *.* TO @u", Grade::E, "create_db"),
            ("GRANT RELOAD ON *.* TO @u", Grade::E, "administers"),
            ("GRANT UPDATE ON *.* TO @u", Grade::F, "superuser"),
            ("GRANT SUPER ON *.* TO @u", Grade::F, "superuser"),
            ("GRANT ALL ON *.* TO @u", Grade::F, "superuser"),
        ] {
            let safety = with_account(server, statements).await;
            assert_eq!(grade(&safety), expected, "{statements}: {:?}", safety.findings);
            assert_eq!(codes(&safety).first().copied().unwrap_or_default(), code, "{statements}");
        }
    }

    async fn the_right_to_files_is_worth_what_the_server_leaves_of_it(server: Server) {
        let safety = with_account(server, "GRANT FILE ON *.* TO @u").await;
        let code = codes(&safety).into_iter().next().unwrap();
        assert!(["files", "files_off"].contains(&code), "{:?}", safety.findings);
    }

    async fn roles_count_whether_they_are_active_or_not(server: Server) {
        let database = TestDatabase::create(server);
        let (name, role) = (database.name(), format!("r{}", database.name()));
        database.execute(&format!(
            "CREATE ROLE {role}; GRANT DELETE ON {name}.* TO {role};
             CREATE USER {name}@`%` IDENTIFIED BY 'pw'; GRANT SELECT ON {name}.* TO {name}@`%`; GRANT {role} TO {name}@`%`"
        ));
        let url = changed(database.url(), Some(&format!("{name}:pw")), None, "");
        let safety = open(&url).await.account().await.unwrap();
        assert_eq!(codes(&safety), ["writes"], "{:?}", safety.findings);
        database.execute(&format!("DROP USER {name}@`%`; DROP ROLE {role}"));
    }

    async fn the_script_makes_an_account_of_grade_a(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE orders(id int)");
        // Without TLS on loopback nobody can listen; with it, the test's server has a certificate of its own making.
        let admin = open(&changed(database.url(), None, None, "?ssl-mode=DISABLED")).await.account().await.unwrap();
        assert_eq!((admin.grade(), admin.link), (Grade::F, Link::Local), "{:?}", admin.findings);
        let name = format!("u{}", database.name());
        database.execute(&admin.script.replace("weir_reader", &name).replace("CHANGE-ME", "pw"));
        let url = changed(database.url(), Some(&format!("{name}:pw")), None, "?ssl-mode=DISABLED");
        let engine = open(&url).await;
        let reader = engine.account().await.unwrap();
        assert_eq!(reader.grade(), Grade::A, "{:?}", reader.findings);
        assert!(reader.account.starts_with(&format!("{name}@")), "{}", reader.account);
        assert_eq!(engine.metadata().await.unwrap().tables.len(), 1);
        let (user, host) = reader.account.split_once('@').unwrap();
        database.execute(&format!("DROP USER '{user}'@'{host}'"));
    }
}
