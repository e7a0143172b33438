//! sqlparser's dialects for MySQL and SQLite with a budget. The parser tries some constructs twice, so that a few
//! dozen nested `POSITION(` would keep it busy for years; a parse that begins too many expressions is given up.

use std::{any::TypeId, cell::Cell};

use sqlparser::{
    ast::{Expr, Statement},
    dialect::Dialect,
    keywords::Keyword,
    parser::{Parser, ParserError},
};

/// Says what the dialect inside says. (The trait's methods that are not named here have defaults, which
/// `MySqlDialect` and `SQLiteDialect` keep.)
#[derive(Debug)]
pub(super) struct Budgeted<D> {
    inner: D,
    left: Cell<usize>,
}

impl<D> Budgeted<D> {
    /// A dialect for one parse that may begin so many expressions.
    pub(super) fn new(inner: D, expressions: usize) -> Self {
        Self { inner, left: Cell::new(expressions) }
    }
}

macro_rules! same_as_inside {
    ($($method:ident)*) => {
        $(fn $method(&self) -> bool {
            self.inner.$method()
        })*
    };
}

impl<D: Dialect> Dialect for Budgeted<D> {
    // Called at the start of each expression; this error is the one that ends all attempts at once.
    fn parse_prefix(&self, _parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        let Some(left) = self.left.get().checked_sub(1) else {
            return Some(Err(ParserError::RecursionLimitExceeded));
        };
        self.left.set(left);
        None
    }

    fn dialect(&self) -> TypeId {
        self.inner.dialect()
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        self.inner.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        self.inner.is_identifier_part(ch)
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        self.inner.is_delimited_identifier_start(ch)
    }

    fn identifier_quote_style(&self, identifier: &str) -> Option<char> {
        self.inner.identifier_quote_style(identifier)
    }

    fn is_table_factor_alias(&self, explicit: bool, keyword: &Keyword, parser: &mut Parser<'_>) -> bool {
        self.inner.is_table_factor_alias(explicit, keyword, parser)
    }

    fn parse_infix(
        &self,
        parser: &mut Parser<'_>,
        expr: &Expr,
        precedence: u8,
    ) -> Option<Result<Expr, ParserError>> {
        self.inner.parse_infix(parser, expr, precedence)
    }

    fn parse_statement(&self, parser: &mut Parser<'_>) -> Option<Result<Statement, ParserError>> {
        self.inner.parse_statement(parser)
    }

    same_as_inside! {
        supports_string_literal_backslash_escape supports_string_literal_concatenation ignores_wildcard_escapes
        supports_numeric_prefix supports_bitwise_shift_operators supports_multiline_comment_hints
        require_interval_qualifier supports_limit_comma supports_create_table_select supports_insert_set
        supports_user_host_grantee supports_table_hints requires_single_line_comment_whitespace
        supports_match_against supports_select_modifiers supports_set_names
        supports_comma_separated_set_assignments supports_update_order_by supports_data_type_signed_suffix
        supports_cross_join_constraint supports_double_ampersand_operator supports_binary_kw_as_cast
        supports_comment_optimizer_hint supports_constraint_keyword_without_name supports_key_column_option
        supports_group_by_with_modifier supports_left_associative_joins_without_parens
        supports_filter_during_aggregation supports_start_transaction_modifier supports_in_empty_list
        supports_asc_desc_in_column_definition supports_dollar_placeholder supports_notnull_operator
        supports_comma_separated_trim supports_numeric_literal_underscores
    }
}

#[cfg(test)]
mod tests {
    use sqlparser::dialect::{MySqlDialect, SQLiteDialect};

    use super::*;

    fn parses_as(inner: impl Dialect, sql: &str, expressions: usize) -> bool {
        let dialect = Budgeted::new(inner, expressions);
        Parser::new(&dialect).try_with_sql(sql).is_ok_and(|mut parser| parser.parse_statements().is_ok())
    }

    fn parses(sql: &str, expressions: usize) -> bool {
        parses_as(MySqlDialect {}, sql, expressions)
    }

    #[test]
    fn gives_up_where_the_parser_would_take_for_ever() {
        let nested = |levels: usize| format!("SELECT {}1{}", "POSITION(".repeat(levels), ")".repeat(levels));
        assert!(parses(&nested(2), 100));
        assert!(!parses(&nested(60), 1_000));
    }

    #[test]
    fn reads_what_mysql_alone_writes() {
        for sql in ["SELECT 7 DIV 2, 'it\\'s' # comment", "SELECT `a``b` FROM t LIMIT 5, 10", "SELECT 1 && 0"]
        {
            assert!(parses(sql, 100), "{sql}");
        }
    }
    #[test]
    fn reads_what_sqlite_alone_writes() {
        for sql in
            ["SELECT [a b] FROM t", "SELECT a GLOB 'x*' FROM t", "SELECT count(*) FILTER (WHERE a) FROM t"]
        {
            assert!(parses_as(SQLiteDialect {}, sql, 100), "{sql}");
        }
    }
}
