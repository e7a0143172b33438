//! Tests of `functions`.

use Volatility::{Immutable, Stable, Volatile};

use super::*;

fn function(schema: &str, name: &str, volatility: Volatility, extension: Option<&str>) -> Function {
    Function {
        schema: schema.to_owned(),
        name: name.to_owned(),
        volatility,
        extension: extension.map(str::to_owned),
    }
}

fn build(open: &[&str]) -> Functions {
    let reported = [
        function("pg_catalog", "lower", Immutable, None),
        function("pg_catalog", "max", Immutable, None),
        function("pg_catalog", "round", Immutable, None),
        function("pg_catalog", "now", Stable, None),
        function("pg_catalog", "random", Volatile, None),
        function("pg_catalog", "pg_sleep", Volatile, None),
        function("pg_catalog", "xpath", Immutable, None),
        function("pg_catalog", "system", Volatile, None),
        function("pg_catalog", "schema_to_xml", Stable, None),
        function("pg_catalog", "ts_rewrite", Immutable, None),
        function("pg_catalog", "ts_rewrite", Volatile, None),
        function("pg_catalog", "pg_file_write", Volatile, Some("adminpack")),
        function("pg_catalog", "json_object", Immutable, None),
        function("public", "max", Immutable, Some("citext")),
        function("public", "round", Immutable, None),
        function("public", "json_value", Immutable, None),
        function("public", "total", Volatile, None),
        function("gis", "st_area", Immutable, Some("postgis")),
        function("gis", "st_area", Immutable, Some("postgis")),
        function("gis", "path", Immutable, Some("postgis")),
        function("gis", "postgis_version", Stable, Some("postgis")),
        function("gis", "addgeometrycolumn", Volatile, Some("postgis")),
        function("gis", "crosstab", Stable, Some("postgis")),
    ];
    let open: Vec<String> = open.iter().map(|&extension| extension.to_owned()).collect();
    Functions::build(&reported, &open)
}

#[test]
fn the_servers_own_functions_that_only_compute_may_be_called() {
    let functions = build(&[]);
    for name in ["lower", "now", "random", "max"] {
        assert_eq!(functions.call(None, name), Ok(()), "{name}");
        assert_eq!(functions.call(Some("pg_catalog"), name), Ok(()), "{name}");
    }
    for name in ["pg_sleep", "xpath", "schema_to_xml", "ts_rewrite", "pg_file_write"] {
        assert_eq!(functions.call(None, name), Err(Denied::NotListed), "{name}");
        assert_eq!(functions.call(Some("pg_catalog"), name), Err(Denied::NotListed), "{name}");
    }
    assert_eq!(functions.call(None, "lenght"), Err(Denied::Unknown));
    assert_eq!(functions.call(Some("public"), "lower"), Err(Denied::Unknown));
}

#[test]
fn functions_of_users_may_not_be_called_whatever_they_declare() {
    let functions = build(&[]);
    assert_eq!(functions.call(None, "total"), Err(Denied::NotListed));
    assert_eq!(functions.call(Some("public"), "round"), Err(Denied::NotListed));
}

#[test]
fn a_name_that_a_user_has_taken_too_must_be_qualified() {
    let functions = build(&[]);
    assert_eq!(functions.call(None, "round"), Err(Denied::Shadowed("public".to_owned())));
    assert_eq!(functions.call(Some("pg_catalog"), "round"), Ok(()));
}

#[test]
fn an_open_extension_brings_what_it_declares_harmless() {
    let (shut, open) = (build(&[]), build(&["postgis"]));
    for name in ["st_area", "postgis_version"] {
        assert_eq!(shut.call(None, name), Err(Denied::NotListed), "{name}");
        assert_eq!(open.call(None, name), Ok(()), "{name}");
        assert_eq!(open.call(Some("gis"), name), Ok(()), "{name}");
    }
    assert_eq!(open.call(None, "addgeometrycolumn"), Err(Denied::NotListed));
    assert_eq!(open.call(None, "crosstab"), Err(Denied::NotListed));
}

#[test]
fn column_notation_must_not_reach_a_function_off_the_list() {
    let functions = build(&[]);
    for of_a_row in [true, false] {
        for name in ["id", "lower", "max"] {
            assert_eq!(functions.attribute(name, of_a_row), Ok(()), "{name}");
        }
        for name in ["total", "pg_sleep", "pg_file_write", "postgis_version"] {
            assert_eq!(functions.attribute(name, of_a_row), Err(Denied::NotListed), "{name}");
        }
    }
    // Common names of columns: nothing that takes a row bears them.
    for name in ["path", "system", "xpath"] {
        assert_eq!(functions.attribute(name, true), Ok(()), "{name}");
        assert_eq!(functions.attribute(name, false), Err(Denied::NotListed), "{name}");
    }
    assert_eq!(build(&["postgis"]).attribute("path", false), Ok(()));
}

#[test]
fn words_of_a_newer_grammar_may_be_functions_of_an_older_server() {
    let functions = build(&[]);
    assert_eq!(functions.keyword("json_value"), Err(Denied::Shadowed("public".to_owned())));
    assert_eq!(functions.keyword("json_query"), Ok(()));
}

#[test]
fn without_a_list_only_syntax_is_left() {
    let functions = Functions::build(&[], &[]);
    assert_eq!(functions.call(None, "lower"), Err(Denied::NotLoaded));
    assert_eq!(functions.attribute("id", true), Err(Denied::NotLoaded));
    assert_eq!(functions.keyword("json_value"), Err(Denied::NotLoaded));
    assert_eq!(functions.call_by_syntax("extract"), Ok(()));
    assert_eq!(functions.call_by_syntax("xmlexists"), Err(Denied::NotLoaded));
}
