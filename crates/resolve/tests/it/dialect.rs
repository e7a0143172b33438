//! Constructs of other servers.

use weir_model::ServerFlavor::{self, MariaDb, MySql, Postgres, Sqlite};
use weir_resolve::{Effect, dialect_problems};

use crate::shop::rules;

fn told(flavor: ServerFlavor, sql: &str) -> Vec<String> {
    dialect_problems(sql, &rules(flavor)).into_iter().map(|problem| problem.construct).collect()
}

#[test]
fn tells_what_mysql_and_mariadb_do_not_read() {
    for (sql, mysql, mariadb) in [
        ("SELECT CAST(id AS TEXT) FROM t", "CAST to TEXT", "CAST to TEXT"),
        ("SELECT CAST(id AS INTEGER) FROM t", "CAST to INTEGER", ""),
        ("SELECT CAST(id AS REAL) FROM t", "", "CAST to REAL"),
        ("SELECT id FROM t ORDER BY id DESC NULLS LAST", "NULLS FIRST or LAST", "NULLS FIRST or LAST"),
        ("SELECT 1 FROM a x FULL JOIN b y ON x.i = y.i", "FULL JOIN", "FULL JOIN"),
        ("SELECT id FROM t WHERE a ILIKE 'x'", "ILIKE", "ILIKE"),
        ("SELECT id FROM t OFFSET 5", "OFFSET without LIMIT", "OFFSET without LIMIT"),
        ("SELECT id FROM t FETCH FIRST 5 ROWS ONLY", "FETCH FIRST", ""),
        (
            "SELECT 1 FROM t WHERE a IN (SELECT b FROM u LIMIT 1)",
            "LIMIT in a subquery of IN, ANY or ALL",
            "LIMIT in a subquery of IN, ANY or ALL",
        ),
        ("SELECT t.\"First Date\" FROM t", "\"First Date\" as a name", "\"First Date\" as a name"),
        ("SELECT 1 FROM Match", "Match as a name without quotes", "Match as a name without quotes"),
        ("SELECT a AS rank FROM t", "rank as a name without quotes", ""),
        ("SELECT EXTRACT(EPOCH FROM a) FROM t", "EXTRACT(EPOCH …)", "EXTRACT(EPOCH …)"),
        ("SELECT a IS DISTINCT FROM b FROM t", "IS DISTINCT FROM", "IS DISTINCT FROM"),
        ("VALUES (1), (2)", "VALUES (…)", ""),
    ] {
        for (flavor, expected) in [(MySql, mysql), (MariaDb, mariadb)] {
            let expected: Vec<&str> = [expected].into_iter().filter(|it| !it.is_empty()).collect();
            // Where the parser can't read it, the guard refuses it already.
            let told = told(flavor, sql);
            assert!(
                told == expected || (told.is_empty() && (sql.contains('"'))),
                "{flavor:?}: {sql}: {told:?}"
            );
        }
    }
}

#[test]
fn plain_mysql_raises_no_alarm() {
    for sql in [
        "SELECT `rank`, t.rank, COUNT(DISTINCT a, b) AS status FROM t WHERE a RLIKE 'x' GROUP BY a WITH ROLLUP",
        "SELECT DATE_FORMAT(a, '%Y'), IF(a > 1, 'x', \"y\"), CAST(a AS SIGNED), CAST(a AS DECIMAL(10, 2)) FROM t LIMIT 5, 10",
        "SELECT CAST(a AS CHAR) FROM t ORDER BY a IS NULL, a DESC LIMIT 3 OFFSET 6",
        "SELECT EXTRACT(YEAR FROM a), a <=> b, a DIV 2, DATE '2020-01-01' FROM t WHERE EXISTS (SELECT 1 FROM u LIMIT 1)",
        "WITH x AS (SELECT 1 AS a) SELECT * FROM x JOIN (SELECT a FROM t) AS y USING (a)",
        "SELECT a FROM t UNION SELECT b FROM u EXCEPT SELECT c FROM v",
    ] {
        for flavor in [MySql, MariaDb] {
            assert_eq!(told(flavor, sql), Vec::<String>::new(), "{flavor:?}: {sql}");
        }
    }
}

#[test]
fn a_construct_that_is_read_otherwise_is_told_apart() {
    let problems = dialect_problems("SELECT a || b FROM t", &rules(MySql));
    assert_eq!(problems[0].effect, Effect::ReadOtherwise);
    assert_eq!(problems[0].position, Some(8));
    assert_eq!(problems[0].phrase().english, "MySQL reads || as something else; write CONCAT(a, b)");
}

#[test]
fn tells_what_sqlite_does_not_read() {
    for (sql, expected) in [
        ("SELECT EXTRACT(YEAR FROM a) FROM t", "EXTRACT"),
        ("SELECT a FROM t WHERE a ILIKE 'x'", "ILIKE"),
        ("SELECT DATE '2020-01-01'", "a typed literal"),
        ("SELECT a + INTERVAL '1 day' FROM t", "INTERVAL"),
        ("SELECT a FROM t WHERE a > ALL (SELECT b FROM u)", "ALL"),
        ("SELECT x.a FROM (SELECT 1) AS x(a)", "names of columns behind a table's"),
    ] {
        assert_eq!(told(Sqlite, sql), [expected], "{sql}");
    }
    for sql in [
        "SELECT substr(a, 1, 2), substring(a, 1), trim(a), CAST(a AS TEXT) FROM t ORDER BY a NULLS LAST LIMIT 5 OFFSET 2",
        "SELECT a || b, a GLOB 'x*', count(*) FILTER (WHERE a) FROM t FULL JOIN u USING (i)",
        "SELECT * FROM t WHERE (a, b) IN (SELECT c, d FROM u) AND a IS NOT DISTINCT FROM b",
    ] {
        assert_eq!(told(Sqlite, sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn postgres_has_its_own_grammar() {
    assert_eq!(told(Postgres, "SELECT a::text FROM t"), Vec::<String>::new());
}
