//! A TIMESTAMP is an instant, whatever zone the server lives in; and the zone stays as it is.

use expect_test::expect;
use weir_testkit::PrivateServer;

use super::{answer, on_both, open};

/// A zone of a few lines, so that the test needs no tables of the world: summer time from 31 March to
/// 27 October 2024, as in Berlin.
const ZONE: &str = "INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES (900, 'N');
     INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('Weir/Test', 900);
     INSERT INTO mysql.time_zone_transition_type VALUES (900, 0, 3600, 0, 'WST'), (900, 1, 7200, 1, 'WDT');
     INSERT INTO mysql.time_zone_transition VALUES (900, -100000000, 0), (900, 1711846800, 1), (900, 1729990800, 0)";

on_both! {
    async fn tells_instants_in_utc_and_keeps_the_zone(server: Server) {
        let server = PrivateServer::start(server);
        server.execute(ZONE);
        server.execute(
            "SET time_zone = '+00:00';
             CREATE TABLE t (id int PRIMARY KEY, at timestamp(3) NULL);
             INSERT INTO t VALUES (1, '2024-01-15 12:00:00'), (2, '2024-07-15 12:00:00.5'), \
               (3, '2024-03-31 00:59:59.999'), (4, '2024-03-31 01:00:00'), \
               (5, '2024-10-26 23:59:59'), (6, '2024-10-27 00:30:00'), (7, '2024-10-27 01:30:00'), \
               (8, '2024-10-27 02:00:00'), (9, '1970-01-01 00:00:01'), (10, '2038-01-19 03:14:07.999');
             SET GLOBAL time_zone = 'Weir/Test'",
        );
        let engine = open(server.url()).await;
        // 6 and 7 have one local time, 02:30; which of the two instants it is, the server does not say.
        expect![[r#"
            id int, at timestamp
              1  "2024-01-15T12:00:00.000Z"
              2  "2024-07-15T12:00:00.500Z"
              3  "2024-03-31T00:59:59.999Z"
              4  "2024-03-31T01:00:00.000Z"
              5  "2024-10-26T23:59:59.000Z"
              6  "2024-10-27T00:30:00.000Z"
              7  "2024-10-27T00:30:00.000Z"
              8  "2024-10-27T02:00:00.000Z"
              9  "1970-01-01T00:00:01.000Z"
              10  "2038-01-19T03:14:07.999Z"
        "#]]
        .assert_eq(&answer(&engine, "SELECT id, at FROM t ORDER BY id").await);
        // A condition is read in the server's zone.
        expect![[r#"
            id int
              2
        "#]]
        .assert_eq(&answer(&engine, "SELECT id FROM t WHERE at = '2024-07-15 14:00:00.5'").await);
        expect![[r#"
            a varchar, b datetime
              "Weir/Test"  "2024-07-15T14:00:00.500"
        "#]]
        .assert_eq(&answer(&engine, "SELECT @@time_zone AS a, CAST(at AS DATETIME(3)) AS b FROM t WHERE id = 2").await);

        server.execute("SET GLOBAL time_zone = '-03:30'");
        // What is open keeps the zone that it was opened with.
        assert!(answer(&engine, "SELECT at FROM t WHERE id = 2").await.contains("2024-07-15T12:00:00.500Z"));
        let engine = open(server.url()).await;
        assert!(answer(&engine, "SELECT at FROM t WHERE id = 2").await.contains("2024-07-15T12:00:00.500Z"));
    }

    async fn reads_the_same_tokens_as_the_guard_whatever_the_servers_mode(server: Server) {
        let server = PrivateServer::start(server);
        server.execute(
            "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,IGNORE_SPACE,ONLY_FULL_GROUP_BY'",
        );
        let engine = open(server.url()).await;
        expect![[r#"
            a varchar, b varchar, c varchar
              "x"  "it's"  "ONLY_FULL_GROUP_BY"
        "#]]
        .assert_eq(&answer(&engine, r#"SELECT "x" AS a, 'it\'s' AS b, @@sql_mode AS c"#).await);
    }
}
