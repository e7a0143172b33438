//! Every type with NULL, empty and extreme values.

use expect_test::expect;
use weir_testkit::{PrivateServer, Server, TestDatabase};

use super::{answer, on_both, open};

on_both! {
    async fn tells_numbers(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(
            "CREATE TABLE n (id int PRIMARY KEY, a tinyint, b tinyint(1), c tinyint unsigned, d smallint, \
               e mediumint, f int, g int(6) zerofill, h bigint, i bigint unsigned, j year);
             INSERT INTO n VALUES (1, null, null, null, null, null, null, null, null, null, null);
             INSERT INTO n VALUES (2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
             INSERT INTO n VALUES (3, -128, 1, 255, -32768, -8388608, -2147483648, 42, -9223372036854775808, \
               18446744073709551615, 2024);
             INSERT INTO n VALUES (4, 127, -1, 1, 32767, 8388607, 2147483647, 1234567, 9223372036854775807, \
               9007199254740993, 1901);
             CREATE TABLE r (id int PRIMARY KEY, a decimal(20,4), b decimal(8,2) zerofill, c decimal(65,0), \
               d float, e double, f double(10,2));
             INSERT INTO r VALUES (1, null, null, null, null, null, null), (2, 0, 0, 0, 0, 0, 0), \
               (3, -1234567890123456.7890, 1.5, 1e64, -0.1, 0.1, 1.005), \
               (4, 0.0001, 123456.78, -1, 3.402823e38, 1.7976931348623157e308, -99999999.99), \
               (5, 1, 1, 1, 1e-38, 2.2250738585072014e-308, 1), \
               (6, 1, 1, 1, 16777216, 123456789012345678, 1);
             CREATE TABLE b (id int PRIMARY KEY, a bit(1), b bit(3), c bit(12), d bit(64));
             INSERT INTO b VALUES (1, null, null, null, null), (2, 0, 0, 0, 0), \
               (3, 1, 5, 2049, 18446744073709551615), (4, 1, 2, 255, 9223372036854775808)",
        );
        let engine = open(database.url()).await;
        expect![[r#"
            id int, a tinyint, b tinyint, c tinyint unsigned, d smallint, e mediumint, f int, g int unsigned, h bigint, i bigint unsigned, j year
              1  null  null  null  null  null  null  null  null  null  null
              2  0  0  0  0  0  0  0  0  0  0
              3  -128  1  255  -32768  -8388608  -2147483648  42  -9223372036854775808  18446744073709551615  2024
              4  127  -1  1  32767  8388607  2147483647  1234567  9223372036854775807  9007199254740993  1901
        "#]].assert_eq(&answer(&engine, "SELECT * FROM n ORDER BY id").await);
        expect![[r#"
            id int, a decimal, b decimal unsigned, c decimal, d float, e double, f double
              1  null  null  null  null  null  null
              2  decimal 0.0000  decimal 0.00  decimal 0  0  0  0.00
              3  decimal -1234567890123456.7890  decimal 1.50  decimal 10000000000000000000000000000000000000000000000000000000000000000  -0.1  0.1  1.00
              4  decimal 0.0001  decimal 123456.78  decimal -1  3.40282e38  1.7976931348623157e308  -99999999.99
              5  decimal 1.0000  decimal 1.00  decimal 1  1e-38  2.2250738585072014e-308  1.00
              6  decimal 1.0000  decimal 1.00  decimal 1  16777200  1.2345678901234568e17  1.00
        "#]].assert_eq(&answer(&engine, "SELECT * FROM r ORDER BY id").await);
        expect![[r#"
            id int, a bit, b bit, c bit, d bit
              1  null  null  null  null
              2  "0"  "000"  "000000000000"  "0000000000000000000000000000000000000000000000000000000000000000"
              3  "1"  "101"  "100000000001"  "1111111111111111111111111111111111111111111111111111111111111111"
              4  "1"  "010"  "000011111111"  "1000000000000000000000000000000000000000000000000000000000000000"
        "#]].assert_eq(&answer(&engine, "SELECT * FROM b ORDER BY id").await);
    }

    async fn tells_moments(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(
            "SET sql_mode = '', time_zone = '+00:00';
             CREATE TABLE t (id int PRIMARY KEY, a date, b time, c time(6), d datetime, e datetime(3), \
               f datetime(6), g timestamp NULL, h timestamp(6) NULL);
             INSERT INTO t VALUES (1, null, null, null, null, null, null, null, null);
             INSERT INTO t VALUES (2, 0, 0, 0, 0, 0, 0, 0, 0);
             INSERT INTO t VALUES (3, '1000-01-01', '-838:59:59', '-838:59:59', '1000-01-01', \
               '1000-01-01 00:00:00.001', '0001-01-01', '1970-01-01 00:00:01', '1970-01-01 00:00:01.000001');
             INSERT INTO t VALUES (4, '9999-12-31', '838:59:59', '838:59:58.999999', '9999-12-31 23:59:59', \
               '9999-12-31 23:59:59.999', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07', \
               '2038-01-19 03:14:07.999999');
             INSERT INTO t VALUES (5, '2024-00-00', '10:11:12', '00:00:00.5', '2024-02-00 10:00:00', \
               '2024-02-29 10:00:00.5', '2024-02-29 10:00:00.5', '2024-02-29 10:00:00', '2024-02-29 10:00:00.5')",
        );
        let engine = open(database.url()).await;
        expect![[r#"
            id int, a date, b time, c time, d datetime, e datetime, f datetime, g timestamp, h timestamp
              1  null  null  null  null  null  null  null  null
              2  "0000-00-00"  "00:00:00"  "00:00:00.000000"  "0000-00-00 00:00:00"  "0000-00-00 00:00:00.000"  "0000-00-00 00:00:00.000000"  "0000-00-00 00:00:00"  "0000-00-00 00:00:00.000000"
              3  "1000-01-01"  "-838:59:59"  "-838:59:59.000000"  "1000-01-01T00:00:00"  "1000-01-01T00:00:00.001"  "0001-01-01T00:00:00.000000"  "1970-01-01T00:00:01Z"  "1970-01-01T00:00:01.000001Z"
              4  "9999-12-31"  "838:59:59"  "838:59:58.999999"  "9999-12-31T23:59:59"  "9999-12-31T23:59:59.999"  "9999-12-31T23:59:59.999999"  "2038-01-19T03:14:07Z"  "2038-01-19T03:14:07.999999Z"
              5  "2024-00-00"  "10:11:12"  "00:00:00.500000"  "2024-02-00 10:00:00"  "2024-02-29T10:00:00.500"  "2024-02-29T10:00:00.500000"  "2024-02-29T10:00:00Z"  "2024-02-29T10:00:00.500000Z"
        "#]].assert_eq(&answer(&engine, "SELECT * FROM t ORDER BY id").await);
    }

    async fn tells_texts_and_bytes(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(
            "SET NAMES utf8mb4;
             CREATE TABLE s (id int PRIMARY KEY, a char(6), b varchar(50), c tinytext, d text, e mediumtext, \
               f longtext, g enum('x','it''s','开'), h set('p','q','r'), i varchar(20) CHARACTER SET latin1, \
               j char(4) CHARACTER SET gbk);
             INSERT INTO s (id) VALUES (1);
             INSERT INTO s VALUES (2, '', '', '', '', '', '', 'x', '', '', '');
             INSERT INTO s VALUES (3, '  a ', '店 😀', '\"', 'line\\none', 'tab\\t', '\\\\', '开', 'p,r', 'é', '店');
             INSERT INTO s VALUES (4, 'é', REPEAT('é', 50), REPEAT('x', 255), REPEAT('x', 65535), \
               REPEAT('x', 70000), REPEAT('x', 200000), 'it''s', 'p,q,r', 'ÿ', '店店');
             CREATE TABLE y (id int PRIMARY KEY, a binary(4), b varbinary(10), c tinyblob, d blob, e mediumblob, \
               f longblob, g geometry, h char(3) CHARACTER SET binary);
             INSERT INTO y (id) VALUES (1);
             INSERT INTO y VALUES (2, '', '', '', '', '', '', ST_GeomFromText('POINT(1 2)'), '');
             INSERT INTO y VALUES (3, x'00ff', x'00ff', x'c328', 'text', x'fe', REPEAT(x'fb', 70000), \
               ST_GeomFromText('POINT(0 0)'), 'abc')",
        );
        let engine = open(database.url()).await;
        expect![[r#"
            id int, a char, b varchar, c text, d text, e text, f text, g enum, h set, i varchar, j char
              1  null  null  null  null  null  null  null  null  null  null
              2  ""  ""  ""  ""  ""  ""  "x"  ""  ""  ""
              3  "  a"  "店 😀"  "\""  "line\none"  "tab\t"  "\\"  "开"  "p,r"  "é"  "店"
              4  "é"  "éééééééééééééééééééééééééééééééééééééééééééééééééé"  "xxxxxxxxxxxxxxxxxxx… (257 long)  "xxxxxxxxxxxxxxxxxxx… (65537 long)  "xxxxxxxxxxxxxxxxxxx… (70002 long)  "xxxxxxxxxxxxxxxxxxx… (200002 long)  "it's"  "p,q,r"  "ÿ"  "店店"
        "#]].assert_eq(&answer(&engine, "SELECT * FROM s ORDER BY id").await);
        expect![[r#"
            id int, a binary, b varbinary, c blob, d blob, e blob, f blob, g geometry, h binary
              1  null  null  null  null  null  null  null  null
              2  \x00000000  \x  \x  \x  \x  \x  \x000000000101000000000000000000f03f0000000000000040  \x000000
              3  \x00ff0000  \x00ff  \xc328  \x74657874  \xfe  \xfbfbfbfbfbfbfbfbfb… (140002 long)  \x00000000010100000000000000000000000000000000000000  \x616263
        "#]].assert_eq(&answer(&engine, "SELECT * FROM y ORDER BY id").await);
    }

    async fn tells_json(server: Server) {
        let database = TestDatabase::create(server);
        database.execute(
            "SET NAMES utf8mb4;
             CREATE TABLE j (id int PRIMARY KEY, a json);
             INSERT INTO j VALUES (1, null), (2, 'null'), (3, '{}'), (4, '{\"店\": [1, 2.5, \"é\", true, null]}'), \
               (5, '\"text\"'), (6, '1')",
        );
        let engine = open(database.url()).await;
        expect![[r#"
            id int, a json
              1  null
              2  json null
              3  json {}
              4  json {"店": [1, 2.5, "é", true, null]}
              5  json "text"
              6  json 1
        "#]].assert_eq(&answer(&engine, "SELECT id, a FROM j ORDER BY id").await);
        let functions = "SELECT JSON_EXTRACT(a, '$') AS x, JSON_OBJECT('k', 1) AS o FROM j WHERE id = 3";
        expect![[r#"
            x json, o json
              json {}  json {"k": 1}
        "#]].assert_eq(&answer(&engine, functions).await);
    }

    async fn tells_expressions(server: Server) {
        let database = TestDatabase::create(server);
        let engine = open(database.url()).await;
        let expressions = "SELECT NULL AS a, TRUE = TRUE AS b, 1 / 3 AS c, 1e0 AS e, CONCAT(1, 2) AS f, \
            x'4142' AS g, b'101' AS h, '' AS i, DATE '2024-01-01' AS j, TIME '10:00:00' AS k, \
            TIMESTAMP '2024-01-01 10:00:00' AS l, TIMEDIFF('10:00:00', '12:30:00') AS m, HEX('a') AS n, \
            18446744073709551615 AS o, CAST('2024-01-01 10:00:00.5' AS DATETIME(1)) AS q, 'again' AS q, \
            CAST(1 AS DECIMAL(10,2)) AS r, LEFT('店铺', 1) AS s";
        expect![[r#"
              null  1  decimal 0.3333  1  "12"  \x4142  \x05  ""  "2024-01-01"  "10:00:00"  "2024-01-01T10:00:00"  "-02:30:00"  "61"  18446744073709551615  "2024-01-01T10:00:00.5"  "again"  decimal 1.00  "店"
        "#]].assert_eq(rows_of(&answer(&engine, expressions).await));
        expect![[r#"
            a b varchar, 店 varchar,  varchar, q varchar
              "x"  "y"  "z"  "q"
        "#]].assert_eq(&answer(&engine, "SELECT 'x' AS `a b`, 'y' AS `店`, 'z' AS ``, 'q'").await);
        expect![[r#"
            a varchar
        "#]].assert_eq(&answer(&engine, "SELECT 'x' AS a WHERE FALSE").await);
    }
}

#[tokio::test]
async fn tells_what_only_mariadb_has() {
    let database = TestDatabase::create(Server::MariaDb);
    database.execute(
        "CREATE TABLE m (id int PRIMARY KEY, a uuid, b inet6, c inet4, d json);
         INSERT INTO m (id) VALUES (1);
         INSERT INTO m VALUES (2, '123e4567-e89b-12d3-a456-426655440000', '2001:db8::ff00:42:8329', '10.0.0.1', '[]');
         CREATE TABLE k (a longtext CHECK (json_valid(a)));
         SET check_constraint_checks = 0;
         INSERT INTO k VALUES ('{\"a\": 1}'), ('{no json');",
    );
    let engine = open(database.url()).await;
    expect![[r#"
        id int, a uuid, b inet6, c inet4, d json
          1  null  null  null  null
          2  "123e4567-e89b-12d3-a456-426655440000"  "2001:db8::ff00:42:8329"  "10.0.0.1"  json []
    "#]]
    .assert_eq(&answer(&engine, "SELECT * FROM m ORDER BY id").await);
    // A constraint that was switched off for a while: the text is none, and the answer stays whole.
    expect![[r#"
        a json
          json {"a": 1}
          "{no json"
    "#]]
    .assert_eq(&answer(&engine, "SELECT a FROM k ORDER BY a").await);
}

#[tokio::test]
async fn tells_what_only_mysql_has() {
    let database = TestDatabase::create(Server::MySql);
    database.execute(
        "CREATE TABLE m (id int PRIMARY KEY, a vector(2), b json, c point SRID 4326);
         INSERT INTO m (id) VALUES (1);
         INSERT INTO m VALUES (2, STRING_TO_VECTOR('[1,2]'), CAST(TIMESTAMP '2024-01-01 10:00:00' AS JSON), \
           ST_GeomFromText('POINT(1 2)', 4326))",
    );
    let engine = open(database.url()).await;
    expect![[r#"
        id int, a vector, b json, c geometry
          1  null  null  null
          2  \x0000803f00000040  json "2024-01-01 10:00:00.000000"  \xe610000001010000000000000000000040000000000000f03f
    "#]].assert_eq(&answer(&engine, "SELECT * FROM m ORDER BY id").await);
}

/// A row that takes more than one packet, and one that no answer has room for.
#[tokio::test]
async fn tells_rows_of_any_length_up_to_the_most_that_an_answer_holds() {
    let server = PrivateServer::start(Server::MySql);
    server.execute(
        "SET GLOBAL max_allowed_packet = 1073741824;
         CREATE TABLE t (id int PRIMARY KEY, a longtext)",
    );
    server.execute(
        "INSERT INTO t VALUES (1, REPEAT('x', 16777215)), (2, REPEAT('y', 20000000)), (3, 'z'), \
         (4, REPEAT('w', 70000000))",
    );
    let engine = open(server.url()).await;
    expect![[r#"
        id int, a text
          1  "xxxxxxxxxxxxxxxxxxx… (16777217 long)
          2  "yyyyyyyyyyyyyyyyyyy… (20000002 long)
          3  "z"
    "#]]
    .assert_eq(&answer(&engine, "SELECT id, a FROM t ORDER BY id").await);
    assert_eq!(answer(&engine, "SELECT 'on' AS a").await, "a varchar\n  \"on\"\n");
}

/// Without the columns: the servers give some expressions types of other widths.
fn rows_of(answer: &str) -> &str {
    answer.split_once('\n').map_or(answer, |(_columns, rows)| rows.trim_start())
}
