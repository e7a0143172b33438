//! What holds when the guard has let something through that it should not have.

use expect_test::expect;
use weir_testkit::TestDatabase;

use super::*;

on_both! {
    async fn the_session_refuses_every_write(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1)");
        let engine = open(database.url()).await.unwrap();
        for write in [
            "INSERT INTO t VALUES (2)",
            "UPDATE t SET a = 3",
            "DELETE FROM t",
            "REPLACE INTO t VALUES (1)",
            "TRUNCATE t",
            "DROP TABLE t",
            "ALTER TABLE t ADD b int",
            "CREATE TABLE u (a int)",
            "CREATE TABLE u AS SELECT 1",
            "CREATE TEMPORARY TABLE u (a int)",
            "CREATE VIEW u AS SELECT 1",
            "CREATE INDEX i ON t (a)",
            "CREATE DATABASE weir_never",
            "CREATE USER weir_never",
            "GRANT ALL ON *.* TO CURRENT_USER",
        ] {
            match query(&engine, write).await {
                Err(Error::QueryFailed(answer)) => assert_eq!(answer.code, Some(1792), "{write}: {answer}"),
                other => panic!("{write}: {other:?}"),
            }
        }
        assert_eq!(database.rows("SELECT * FROM t"), ["1"]);
        assert_eq!(database.rows("SHOW TABLES"), ["t"]);
    }

    async fn takes_one_statement_at_a_time(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE t (a int)");
        let engine = open(database.url()).await.unwrap();
        for two in ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE t", "SELECT 'into'; DROP TABLE t"] {
            match query(&engine, two).await {
                Err(Error::QueryFailed(answer)) => assert_eq!(answer.code, Some(1064), "{two}: {answer}"),
                other => panic!("{two}: {other:?}"),
            }
        }
        assert_eq!(database.rows("SHOW TABLES"), ["t"]);
    }

    async fn writes_no_file_and_reads_none(server: Server) {
        let database = TestDatabase::create(server);
        database.execute("CREATE TABLE t (a int)");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("out").display().to_string();
        let engine = open(database.url()).await.unwrap();
        for write in [
            format!("SELECT 1 INTO OUTFILE '{file}'"),
            format!("SELECT 1 INTO DUMPFILE '{file}'"),
            format!("SELECT 1 /*!40000 INTO OUTFILE '{file}' */"),
            format!("SELECT a INTO OUTFILE '{file}' FROM t"),
            "SELECT 1 INTO @a".to_owned(),
        ] {
            match query(&engine, &write).await {
                Err(Error::Refused(refusal)) => assert_eq!(refusal.rule.name(), "select-into", "{write}"),
                other => panic!("{write}: {other:?}"),
            }
        }
        let local = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t";
        assert!(matches!(query(&engine, local).await, Err(Error::QueryFailed(_) | Error::Refused(_))));
        assert_eq!(answer(&engine, "SELECT 'into the wild'").await, "into the wild varchar\n  \"into the wild\"\n");
    }

    async fn leaves_nothing_for_the_next_query(server: Server) {
        let database = TestDatabase::create(server);
        // A view that only reads, by way of a function that doesn't.
        database.execute(
            "CREATE FUNCTION f() RETURNS int NOT DETERMINISTIC READS SQL DATA RETURN (@from_function := 1) + \
               GET_LOCK('weir', 0);
             CREATE VIEW v AS SELECT f() AS a",
        );
        let engine = open(database.url()).await.unwrap();
        let fresh = state(&engine).await;
        for leaver in [
            "SELECT * FROM v",
            "SET @a = 1, @from_function = 1",
            "SELECT GET_LOCK('weir', 0)",
            "SET SESSION sql_mode = 'ANSI_QUOTES', SESSION time_zone = '+09:00', SESSION sql_select_limit = 1",
            "SET NAMES latin1",
            "SET SESSION TRANSACTION READ WRITE",
            "SET SESSION lock_wait_timeout = 1",
            "PREPARE s FROM 'SELECT 1'",
        ] {
            query(&engine, leaver).await.unwrap();
            engine.wait().await;
            assert_eq!(state(&engine).await, fresh, "after {leaver}");
            assert!(query(&engine, "EXECUTE s").await.is_err(), "after {leaver}");
        }
    }

    async fn a_kept_session_answers_the_next_query(server: Server) {
        let database = TestDatabase::create(server);
        let engine = open(database.url()).await.unwrap();
        let first = answer(&engine, "SELECT CONNECTION_ID()").await;
        engine.wait().await;
        query(&engine, "SELECT nothing").await.unwrap_err();
        engine.wait().await;
        assert_eq!(answer(&engine, "SELECT CONNECTION_ID()").await, first);
    }

    async fn the_administrator_sees_who_asks(server: Server) {
        let database = TestDatabase::create(server);
        let engine = open(database.url()).await.unwrap();
        let own = "SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID()";
        expect![[r#"
            info text
              "/* weir:ann:0198 */ SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID()"
        "#]]
        .assert_eq(&answer(&engine, own).await.replace("info varchar", "info text"));
    }
}

/// What a query can see of the session that it runs in.
async fn state(engine: &MySqlEngine) -> String {
    let variables = "SELECT @a, @from_function, @@sql_mode, @@time_zone, @@character_set_client, \
         @@character_set_results, IS_FREE_LOCK('weir'), @@autocommit, @@sql_select_limit, @@lock_wait_timeout";
    let writable = match query(engine, "CREATE TEMPORARY TABLE weir_probe (a int)").await {
        Err(Error::QueryFailed(answer)) => answer.message,
        other => panic!("{other:?}"),
    };
    answer(engine, variables).await + &writable
}

#[tokio::test]
async fn analyze_on_mariadb_needs_a_proof_that_nobody_gives() {
    let database = TestDatabase::create(Server::MariaDb);
    let engine = open(database.url()).await.unwrap();
    let mut told = Told::default();
    let mut fetch = Fetch::new(&mut told, 10);
    // It runs the SELECT with its INTO, and has columns of its own.
    let analyze = ("ANALYZE SELECT 1 INTO OUTFILE '/tmp/weir-never'", StatementKind::Explain);
    let ran = engine.run(analyze, &run_for(Duration::from_secs(20)), &mut fetch).await;
    assert!(matches!(ran, Err(Error::Refused(_))), "{ran:?}");
}
