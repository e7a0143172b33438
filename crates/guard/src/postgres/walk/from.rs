//! What stands in FROM: tables, subselects, functions, joins, samples.

use pg_query::protobuf::{ColumnDef, JoinExpr, RangeFunction, RangeSubselect, RangeTableSample, RangeVar};

use super::{Walk, qualified};
use crate::{Refusal, Rule};

/// Views of `pg_catalog` that show the server's configuration files; the functions beneath are off the list.
const FILE_VIEWS: &[&str] = &["pg_file_settings", "pg_hba_file_rules", "pg_ident_file_mappings"];

impl<'a> Walk<'a> {
    pub(super) fn range_var(&mut self, table: &'a RangeVar) -> Result<(), Refusal> {
        let RangeVar { catalogname: _, schemaname, relname, inh: _, relpersistence: _, alias: _, location } =
            table;
        let in_catalog = matches!(schemaname.as_str(), "" | "pg_catalog");
        if in_catalog && FILE_VIEWS.contains(&relname.as_str()) {
            let message = format!("The view {relname} reads files of the server");
            return Err(self.refusal(Rule::ConstructNotAllowed, &message, *location).about(relname));
        }
        Ok(())
    }

    pub(super) fn range_subselect(&mut self, from: &'a RangeSubselect) -> Result<(), Refusal> {
        let RangeSubselect { lateral: _, subquery, alias: _ } = from;
        self.each([subquery])
    }

    pub(super) fn range_function(&mut self, from: &'a RangeFunction) -> Result<(), Refusal> {
        let RangeFunction { lateral: _, ordinality: _, is_rowsfrom: _, functions, alias: _, coldeflist } =
            from;
        self.calls_in_from = true;
        self.all(coldeflist)?;
        self.all(functions)
    }

    /// Sampling methods are functions too, and found along the search path: the server's own two are known.
    pub(super) fn range_table_sample(&mut self, sample: &'a RangeTableSample) -> Result<(), Refusal> {
        let RangeTableSample { relation, method, args, repeatable, location } = sample;
        let (schema, name) = qualified(method);
        if !matches!(schema, None | Some("pg_catalog")) || !matches!(name, "bernoulli" | "system") {
            return Err(self.not_allowed(&format!("The sampling method {name}"), *location));
        }
        self.each([repeatable])?;
        self.all(args)?;
        self.each([relation])
    }

    pub(super) fn join_expr(&mut self, join: &'a JoinExpr) -> Result<(), Refusal> {
        let JoinExpr {
            jointype: _,
            is_natural: _,
            larg,
            rarg,
            using_clause: _, // names of columns only
            join_using_alias: _,
            quals,
            alias: _,
            rtindex: _,
        } = join;
        self.each([larg, rarg, quals])
    }

    /// A column of `AS t(a int, b text)`: a name and a type, and nothing that a table's column may have.
    pub(super) fn column_def(&mut self, column: &'a ColumnDef) -> Result<(), Refusal> {
        let ColumnDef {
            colname: _,
            type_name,
            compression,
            inhcount: _,
            is_local: _,
            is_not_null,
            is_from_type: _,
            storage: _,
            storage_name,
            raw_default,
            cooked_default,
            identity,
            identity_sequence,
            generated,
            coll_clause: _, // a collation's name
            coll_oid: _,
            constraints,
            fdwoptions,
            location,
        } = column;
        let bare = compression.is_empty()
            && !is_not_null
            && storage_name.is_empty()
            && raw_default.is_none()
            && cooked_default.is_none()
            && identity.is_empty()
            && identity_sequence.is_none()
            && generated.is_empty()
            && constraints.is_empty()
            && fdwoptions.is_empty();
        if !bare {
            return Err(self.not_allowed("A column with more than a name and a type", *location));
        }
        self.type_name(type_name.as_ref())
    }
}
