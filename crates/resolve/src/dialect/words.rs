//! The words of MySQL and MariaDB: reserved ones, which without backticks are no names, and types. Each was tried on MySQL 9.7 and
//! MariaDB 10.11 as a table's name, as an alias,
//! or in a CAST.

/// Reserved on both, and in all their versions that Weir accepts. DUAL is a table without being quoted.
const RESERVED: &str = "accessible add all alter analyze and as asc asensitive before between bigint binary blob both \
    by call cascade case change char character check collate column condition constraint continue \
    convert create cross current_date current_time current_timestamp current_user cursor databases \
    day_hour day_microsecond day_minute day_second dec decimal declare default delayed delete desc \
    describe deterministic distinct distinctrow div double drop each else elseif enclosed escaped \
    exists exit explain false fetch float float4 float8 for force foreign from fulltext grant group \
    having high_priority hour_microsecond hour_minute hour_second if ignore in index infile inner \
    inout insensitive insert int int1 int2 int3 int4 int8 integer interval into is iterate join key \
    keys kill leading leave left like limit linear lines load localtime localtimestamp lock long \
    longblob longtext loop low_priority match maxvalue mediumblob mediumint mediumtext middleint \
    minute_microsecond minute_second mod modifies natural no_write_to_binlog not null numeric on \
    optimize optionally or order out outer outfile partition precision primary procedure purge \
    range read read_write reads real references regexp release rename repeat replace require \
    resignal restrict return revoke right rlike schemas second_microsecond select sensitive \
    separator set show signal smallint spatial specific sql sql_big_result sql_calc_found_rows \
    sql_small_result sqlexception sqlstate sqlwarning ssl starting straight_join table terminated \
    then tinyblob tinyint tinytext to trailing trigger true undo union unique unlock unsigned \
    update usage use using utc_date utc_time utc_timestamp values varbinary varchar varcharacter \
    varying when where while with write xor year_month zerofill";
/// Reserved by MySQL since version 8.0 (its manual, "Keywords and Reserved Words").
const RESERVED_SINCE_8: &str = "cube cume_dist dense_rank empty except first_value function grouping groups intersect \
    json_table lag last_value lateral lead nth_value ntile of over percent_rank rank recursive \
    row_number rows system window";
/// Types that CAST takes on both.
const CAST_TYPES: &str =
    "BINARY CHAR CHARACTER DATE DATETIME DEC DECIMAL DOUBLE FLOAT FLOAT8 NCHAR SIGNED TIME UNSIGNED";
/// Types that CAST takes on MySQL alone.
const CAST_TYPES_MYSQL: &str = "GEOMETRYCOLLECTION JSON LINESTRING MULTILINESTRING MULTIPOINT MULTIPOLYGON POINT POLYGON REAL \
    YEAR";
/// Types that CAST takes on MariaDB alone.
const CAST_TYPES_MARIADB: &str = "INET4 INET6 INT INT4 INTEGER UUID VARCHAR";
/// Types that other servers have. Only these are told, as new versions may bring more.
const FOREIGN_TYPES: &str = "BIGINT BOOL BOOLEAN BYTEA BIT BLOB INT INT2 INT4 INT8 INTEGER INTERVAL JSONB MONEY NUMERIC REAL \
    SMALLINT STRING TEXT TIMESTAMP TIMESTAMPTZ TINYINT VARCHAR";
/// Reserved words that begin no expression and are no modifier of SELECT, so that they can only be meant as columns.
const COLUMN_WORDS: &str = "cube desc empty function group groups index keys lag lead lines option order procedure range \
    rank read references release rows system table trigger usage window write";

/// Whether a word must be quoted to be the name of a table or an alias.
pub(super) fn is_reserved(word: &str, is_mysql_8: bool) -> bool {
    is_among(RESERVED, word) || (is_mysql_8 && is_among(RESERVED_SINCE_8, word))
}

/// Whether a word that stands alone in an expression can only be meant as a column.
pub(super) fn is_for_columns(word: &str) -> bool {
    is_among(COLUMN_WORDS, word)
}

/// Whether CAST surely doesn't take this type.
pub(super) fn is_foreign_type(word: &str, is_mariadb: bool) -> bool {
    let own = if is_mariadb { CAST_TYPES_MARIADB } else { CAST_TYPES_MYSQL };
    is_among(FOREIGN_TYPES, word) && !is_among(CAST_TYPES, word) && !is_among(own, word)
}

fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|it| it.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_each_version_reserves() {
        for (word, is_mysql_8, reserved) in [
            ("Match", false, true),
            ("zerofill", false, true),
            ("rank", true, true),
            ("rank", false, false),
            ("status", true, false),
            ("dual", true, false),
        ] {
            assert_eq!(is_reserved(word, is_mysql_8), reserved, "{word}");
        }
    }

    #[test]
    fn knows_types_that_cast_takes() {
        for (word, mysql, mariadb) in
            [("TEXT", true, true), ("CHAR", false, false), ("INTEGER", true, false), ("REAL", false, true)]
        {
            assert_eq!(
                (is_foreign_type(word, false), is_foreign_type(word, true)),
                (mysql, mariadb),
                "{word}"
            );
        }
    }
}
