//! Every type of MySQL and MariaDB.

use super::Column;

/// Zero dates are refused otherwise.
pub(super) const SESSION: &str = "SET NAMES utf8mb4; SET sql_mode = '', time_zone = '+00:00';";

pub(super) const COLUMNS: &[Column] = &[
    ("tinyint", &["-128", "127"]),
    ("tinyint unsigned", &["0", "255"]),
    ("tinyint(1)", &["0", "1", "-1", "127"]),
    ("boolean", &["true", "false"]),
    ("smallint", &["-32768", "32767"]),
    ("smallint unsigned", &["65535"]),
    ("mediumint", &["-8388608", "8388607"]),
    ("mediumint unsigned", &["16777215"]),
    ("int", &["-2147483648", "2147483647"]),
    ("int unsigned", &["4294967295"]),
    ("int(6) zerofill", &["42", "1234567"]),
    ("bigint", &["-9223372036854775808", "9007199254740993", "9223372036854775807"]),
    ("bigint unsigned", &["0", "18446744073709551615"]),
    ("decimal(20,4)", &["-1234567890123456.7890", "0", "0.0001"]),
    ("decimal(65,0)", &["1e64", "-1"]),
    ("decimal(8,2) zerofill", &["1.5"]),
    ("float", &["0.1", "-0e0", "3.402823e38", "1e-38", "16777216"]),
    ("double", &["0.1", "1.7976931348623157e308", "2.2250738585072014e-308", "123456789012345678"]),
    ("double(10,2)", &["1.005", "-99999999.99"]),
    ("bit(1)", &["b'0'", "b'1'"]),
    ("bit(12)", &["b'100000000001'"]),
    ("bit(64)", &["18446744073709551615", "0"]),
    ("year", &["1901", "2155", "0"]),
    ("date", &["'1000-01-01'", "'9999-12-31'", "'0000-00-00'", "'2024-00-00'"]),
    ("time", &["'-838:59:59'", "'838:59:59'", "'00:00:00'"]),
    ("time(6)", &["'-838:59:59'", "'10:11:12.000001'"]),
    ("datetime", &["'1000-01-01'", "'9999-12-31 23:59:59'", "'0000-00-00'", "'2024-02-00 10:00:00'"]),
    ("datetime(6)", &["'2024-02-29 10:00:00.5'", "'0000-00-00'"]),
    ("timestamp NULL", &["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "0"]),
    ("timestamp(3) NULL", &["'2024-02-29 10:00:00.5'"]),
    ("char(6)", &["''", "'  a '", "'é'"]),
    ("varchar(50)", &["''", "'店 😀'", "'\"quoted\", comma'", "'=1+1'", "'line\\ttab\\0nul'", "'\\\\'"]),
    ("varchar(20) CHARACTER SET latin1", &["'é'", "'ÿ'"]),
    ("char(4) CHARACTER SET gbk", &["'店店'"]),
    ("varchar(20) CHARACTER SET ucs2", &["'店'"]),
    ("tinytext", &["''", "'a'"]),
    ("text", &["'中'"]),
    ("mediumtext", &["'中'"]),
    ("longtext", &["'中'"]),
    ("enum('x','it''s','开')", &["'x'", "'it''s'", "'开'", "''"]),
    ("set('p','q','r')", &["''", "'p,r'"]),
    ("binary(4)", &["''", "x'00ff'"]),
    ("varbinary(10)", &["''", "x'00ff'", "x'c328'"]),
    ("tinyblob", &["''", "x'00'"]),
    ("blob", &["'text'"]),
    ("mediumblob", &["x'fe'"]),
    ("longblob", &["x'fb'"]),
    (
        "json",
        &[
            "'null'",
            "'{}'",
            "'{\"店\": [1, 2.5, \"é\", true, null]}'",
            "'\"text\"'",
            "'12345678901234567890'",
        ],
    ),
    ("geometry", &["ST_GeomFromText('POINT(1 2)')"]),
    ("point", &["ST_GeomFromText('POINT(0 0)')"]),
    ("linestring", &["ST_GeomFromText('LINESTRING(0 0,1 1)')"]),
    ("polygon", &["ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))')"]),
    ("multipoint", &["ST_GeomFromText('MULTIPOINT(0 0,1 1)')"]),
    ("multilinestring", &["ST_GeomFromText('MULTILINESTRING((0 0,1 1))')"]),
    ("multipolygon", &["ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))')"]),
    ("geometrycollection", &["ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))')"]),
];

pub(super) const MYSQL_COLUMNS: &[Column] = &[(
    "json",
    &[
        "CAST(CAST('2024-01-01 10:00:00.5' AS DATETIME(1)) AS JSON)",
        "CAST(x'00ff' AS JSON)",
        "CAST(1.50 AS JSON)",
    ],
)];

pub(super) const MARIADB_COLUMNS: &[Column] = &[
    ("inet6", &["'::'", "'2001:db8::ff00:42:8329'", "'::ffff:192.0.2.1'"]),
    ("inet4", &["'0.0.0.0'", "'192.0.2.1'"]),
    ("uuid", &["'00000000-0000-0000-0000-000000000000'", "'123E4567-e89b-12d3-a456-426655440000'"]),
    ("varchar(20) COMPRESSED", &["''", "'abc'"]),
];
