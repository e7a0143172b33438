//! What an account could do beyond reading, and the script for one that could not.

use std::sync::Arc;

use weir_engine::{Engine, Target};
use weir_model::{AccountSafety, Grade, Link};
use weir_testkit::{Server, TestDatabase};

use crate::support::engines;

const TABLES: &str = "CREATE TABLE orders(id int); CREATE TABLE items(id int); CREATE SCHEMA \"Second one\";
     CREATE TABLE \"Second one\".\"t\"(id int)";

/// The URL of another role in the same database.
fn url_as(database: &TestDatabase, role: &str) -> String {
    let (_, location) = database.url().rsplit_once('@').unwrap();
    format!("postgresql://{role}:pw@{location}")
}

async fn open(url: &str) -> Arc<dyn Engine> {
    engines(2).connect(&Target::parse(url, false).unwrap()).await.unwrap()
}

async fn safety(url: &str) -> AccountSafety {
    open(url).await.account().await.unwrap()
}

/// A new role that may read one table, changed by more statements; `@r` stands for its name.
async fn with_role(statements: &str) -> AccountSafety {
    let database = TestDatabase::create(Server::Postgres);
    let role = format!("r_{}", database.name());
    database.execute(TABLES);
    database.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'pw'; GRANT SELECT ON orders TO {role}"));
    database.execute(&statements.replace("@r", &role));
    let safety = safety(&url_as(&database, &role)).await;
    database.execute(&format!(
        "REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role} CASCADE; DROP ROLE {role}"
    ));
    safety
}

fn codes(safety: &AccountSafety) -> Vec<&str> {
    safety.findings.iter().map(|finding| finding.code.as_str()).collect()
}

#[tokio::test]
async fn grades_a_role_by_its_worst_right() {
    for (statements, grade, code) in [
        ("", Grade::A, ""),
        ("ALTER ROLE @r BYPASSRLS", Grade::B, "bypass_rls"),
        ("GRANT pg_read_all_data TO @r", Grade::B, "pg_read_all_data"),
        ("GRANT SELECT ON pg_catalog.pg_authid TO @r", Grade::B, "passwords"),
        ("GRANT INSERT ON orders TO @r", Grade::C, "writes"),
        ("GRANT UPDATE (id) ON orders TO @r", Grade::C, "writes"),
        ("GRANT CREATE ON SCHEMA public TO @r", Grade::C, "creates_tables"),
        ("ALTER TABLE orders OWNER TO @r", Grade::C, "owns"),
        ("CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", Grade::C, "definer"),
        ("GRANT pg_signal_backend TO @r", Grade::C, "pg_signal_backend"),
        ("ALTER ROLE @r CREATEDB", Grade::E, "create_db"),
        ("ALTER ROLE @r CREATEROLE", Grade::E, "create_role"),
        ("ALTER ROLE @r REPLICATION", Grade::E, "replication"),
        ("GRANT pg_read_server_files TO @r", Grade::E, "pg_read_server_files"),
        ("GRANT EXECUTE ON FUNCTION pg_read_file(text) TO @r", Grade::E, "files"),
        ("GRANT pg_execute_server_program TO @r", Grade::F, "pg_execute_server_program"),
        ("ALTER ROLE @r SUPERUSER", Grade::F, "superuser"),
    ] {
        let safety = with_role(statements).await;
        assert_eq!(safety.grade(), grade, "{statements}: {:?}", safety.findings);
        assert_eq!(codes(&safety).first().copied().unwrap_or_default(), code, "{statements}");
    }
}

/// It inherits nothing, but may become it by SET ROLE.
#[tokio::test]
async fn a_role_counts_with_what_it_can_become() {
    let database = TestDatabase::create(Server::Postgres);
    let (role, boss) = (format!("r_{}", database.name()), format!("b_{}", database.name()));
    database.execute(&format!(
        "CREATE ROLE {boss}; CREATE TABLE orders(id int); GRANT DELETE ON orders TO {boss};
         CREATE ROLE {role} LOGIN NOINHERIT PASSWORD 'pw'; GRANT {boss} TO {role}"
    ));
    let url = url_as(&database, &role);
    assert_eq!(codes(&safety(&url).await), ["writes"]);
    database.execute(&format!("ALTER ROLE {boss} SUPERUSER"));
    assert_eq!(codes(&safety(&url).await), ["superuser"]);
    database.execute(&format!("DROP OWNED BY {boss}; DROP ROLE {boss}; DROP ROLE {role}"));
}

#[tokio::test]
async fn the_script_makes_an_account_of_grade_a() {
    let database = TestDatabase::create(Server::Postgres);
    database.execute(TABLES);
    database.execute("GRANT CREATE ON SCHEMA public TO PUBLIC");
    let admin = safety(database.url()).await;
    assert_eq!((admin.grade(), admin.link), (Grade::F, Link::Local));
    let role = format!("r_{}", database.name());
    let script = admin.script.replace("weir_reader", &role).replace("CHANGE-ME", "pw");
    database.execute(&script);
    let reader = safety(&url_as(&database, &role)).await;
    assert_eq!((reader.grade(), reader.account.as_str()), (Grade::A, role.as_str()), "{:?}", reader.findings);
    let seen = open(&url_as(&database, &role)).await.metadata().await.unwrap();
    assert_eq!(seen.tables.len(), 3);
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}
