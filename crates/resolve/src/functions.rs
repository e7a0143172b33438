//! What is known of built-in functions: which are aggregates, and which are surely none.

use weir_model::ServerFlavor;

use crate::tree::Call;

/// Aggregates of all four servers.
const AGGREGATES: &[&str] = &["avg", "count", "max", "min", "sum"];
const POSTGRES: &[&str] = &[
    "array_agg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "covar_pop",
    "covar_samp",
    "every",
    "json_agg",
    "json_object_agg",
    "jsonb_agg",
    "jsonb_object_agg",
    "regr_avgx",
    "regr_avgy",
    "regr_count",
    "regr_intercept",
    "regr_r2",
    "regr_slope",
    "regr_sxx",
    "regr_sxy",
    "regr_syy",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "var_pop",
    "var_samp",
    "variance",
];
const MYSQL: &[&str] = &[
    "bit_and",
    "bit_or",
    "bit_xor",
    "group_concat",
    "json_arrayagg",
    "json_objectagg",
    "std",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "var_pop",
    "var_samp",
    "variance",
];
const SQLITE: &[&str] = &["group_concat", "json_group_array", "json_group_object", "string_agg", "total"];
/// Functions of one value for one row, on whichever server they are. What isn't here may be somebody's aggregate.
const SCALAR: &[&str] = &[
    "abs",
    "btrim",
    "cast",
    "ceil",
    "ceiling",
    "char_length",
    "character_length",
    "concat",
    "concat_ws",
    "curdate",
    "date",
    "date_add",
    "date_format",
    "date_part",
    "date_sub",
    "date_trunc",
    "datediff",
    "datetime",
    "day",
    "dayname",
    "dayofmonth",
    "dayofweek",
    "dayofyear",
    "exp",
    "extract",
    "floor",
    "format",
    "greatest",
    "hour",
    "if",
    "ifnull",
    "instr",
    "julianday",
    "left",
    "length",
    "ln",
    "locate",
    "log",
    "lower",
    "lpad",
    "ltrim",
    "minute",
    "mod",
    "month",
    "monthname",
    "now",
    "nullif",
    "pow",
    "power",
    "quarter",
    "replace",
    "right",
    "round",
    "rpad",
    "rtrim",
    "second",
    "sign",
    "split_part",
    "sqrt",
    "str_to_date",
    "strftime",
    "strpos",
    "substr",
    "substring",
    "substring_index",
    "time",
    "timestampdiff",
    "to_char",
    "to_date",
    "to_number",
    "to_timestamp",
    "trim",
    "truncate",
    "upper",
    "week",
    "weekday",
    "year",
];

/// Whether a call is surely an aggregate of its query, and no window function.
pub(crate) fn is_aggregate(flavor: ServerFlavor, call: &Call) -> bool {
    let name = call.name.as_str();
    let own = match flavor {
        ServerFlavor::Postgres => POSTGRES,
        ServerFlavor::MySql | ServerFlavor::MariaDb => MYSQL,
        ServerFlavor::Sqlite => SQLITE,
    };
    // SQLite's min and max of several values are functions of one row.
    let of_a_row = flavor == ServerFlavor::Sqlite && matches!(name, "min" | "max") && call.args.len() != 1;
    let known = AGGREGATES.contains(&name) || own.contains(&name) || call.within_group;
    call.built_in && call.over.is_none() && !of_a_row && known
}

/// Whether a call surely is no aggregate.
pub(crate) fn is_scalar(call: &Call) -> bool {
    call.built_in && SCALAR.binary_search(&call.name.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        assert!(SCALAR.is_sorted());
    }
}
