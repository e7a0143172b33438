//! Expressions: their names, and what is wrong with them beyond names.

use weir_model::{Function, ServerFlavor};

use super::Walk;
use crate::{
    ProblemKind, WarningKind,
    scope::{Level, Look, Place, Scope},
    tree::{ColumnName, Expr, Ident, Query, SubqueryKind, Window},
};

impl Walk<'_> {
    pub(super) fn expr(&mut self, expr: &Expr, scope: &Scope<'_>) {
        match expr {
            Expr::Column(name) => self.column(name, scope),
            Expr::Literal(_) | Expr::Opaque => {}
            Expr::QuotedText(text) => self.quoted_text(text, scope),
            Expr::Cast { expr, to: _ } => self.expr(expr, scope),
            Expr::Parts(what, parts) => {
                self.exprs(parts, scope);
                match *what {
                    "in" | "between" => self.check_members(parts),
                    "boolean" => parts.iter().for_each(|part| self.check_condition(part, "AND, OR, NOT")),
                    _ => {}
                }
            }
            Expr::Binary(binary) => {
                let beside_row = is_row(&binary.left) || is_row(&binary.right);
                for side in [&binary.left, &binary.right] {
                    match side {
                        Expr::Subquery { kind: SubqueryKind::Scalar, query, .. } if beside_row => {
                            self.query(query, Some(scope), None);
                        }
                        side => self.expr(side, scope),
                    }
                }
                self.check_operation(binary);
            }
            Expr::Call(call) => {
                self.exprs(&call.args, scope);
                self.exprs(&call.order, scope);
                if let Some(filter) = &call.filter {
                    self.expr(filter, scope);
                }
                if let Some(window) = &call.over {
                    self.window(window, scope);
                }
                self.check_call(call);
            }
            Expr::Subquery { kind, test, query } => self.subquery(*kind, test.as_deref(), query, scope),
        }
    }

    pub(super) fn window(&mut self, window: &Window, scope: &Scope<'_>) {
        self.exprs(&window.partition, scope);
        self.exprs(&window.order, scope);
        self.exprs(&window.frame, scope);
        if let Some(base) = &window.base
            && !self.windows.contains(&self.key(&base.text))
        {
            self.problem(ProblemKind::UnknownWindow, &base.text, base.at, "");
        }
    }

    fn subquery(&mut self, kind: SubqueryKind, test: Option<&Expr>, query: &Query, scope: &Scope<'_>) {
        if let Some(test) = test {
            self.expr(test, scope);
        }
        let shape = self.query(query, Some(scope), None);
        let wanted = match (kind, test) {
            (SubqueryKind::Member, Some(Expr::Parts("row", parts))) if !parts.is_empty() => parts.len(),
            (
                SubqueryKind::Member,
                Some(Expr::Opaque | Expr::Subquery { .. } | Expr::Parts("row", _)) | None,
            )
            | (SubqueryKind::Exists | SubqueryKind::Other, _) => return,
            (SubqueryKind::Scalar | SubqueryKind::Array, _) | (SubqueryKind::Member, Some(_)) => 1,
        };
        if let Some(count) = shape.count()
            && count != wanted
        {
            let at = super::first_select(query).and_then(|select| select.at);
            self.problem(ProblemKind::ColumnCount, "SELECT", at, &format!("{wanted}, {count}"));
        }
        if let (SubqueryKind::Member, Some(test), [only]) = (kind, test, shape.columns.as_slice()) {
            self.check_member_query(test, only.kind);
        }
    }

    pub(super) fn column(&mut self, name: &ColumnName, scope: &Scope<'_>) {
        let parts = name.parts.as_slice();
        // `@@global.max_connections` is a variable of MySQL's.
        if parts.first().is_some_and(|part| part.text.starts_with("@@")) {
            return;
        }
        let look = match parts {
            [] => return,
            [name] => scope.look(self.index, &name.text),
            [table, name] => scope.look_in(self.index, None, &table.text, &name.text),
            [.., schema, table, name] => {
                scope.look_in(self.index, Some(&schema.text), &table.text, &name.text)
            }
        };
        match look {
            Look::Found(place) => self.found(name.id, place),
            Look::Passes => {}
            Look::Ambiguous(tables) => self.ambiguous(&parts[0], &tables, scope),
            Look::NoSuchRelation => self.unknown_qualifier(parts, Some(name), scope),
            Look::Nothing if self.is_text_to_sqlite(parts) => {
                self.warn(WarningKind::QuotedText, &parts[0], None);
            }
            Look::Nothing if self.is_call_by_attribute(parts) => {}
            Look::Nothing => self.unknown_column(parts, scope),
        }
    }

    fn found(&mut self, id: usize, place: Place) {
        if let Some((table, column)) = place.table {
            self.use_column(table, column);
        }
        if let Some(slot) = self.places.get_mut(id) {
            *slot = Some(place);
        }
    }

    /// SQLite takes `"name"` for a text where no column is called so.
    fn is_text_to_sqlite(&self, parts: &[Ident]) -> bool {
        self.flavor() == ServerFlavor::Sqlite && matches!(parts, [name] if name.quote == Some('"'))
    }

    /// PostgreSQL takes `t.f` for `f(t)` where `t` has no such column.
    fn is_call_by_attribute(&self, parts: &[Ident]) -> bool {
        /// The server's own functions of any row, without those that only make sense as aggregates.
        const OF_ANY_ROW: &[&str] = &[
            "array_agg",
            "count",
            "hash_record",
            "json_agg",
            "jsonb_agg",
            "num_nonnulls",
            "num_nulls",
            "pg_column_size",
            "pg_typeof",
            "quote_literal",
            "quote_nullable",
            "row_to_json",
            "to_json",
            "to_jsonb",
        ];
        let [.., _, name] = parts else { return false };
        let is_own = |function: &Function| function.name == name.text && function.schema != "pg_catalog";
        self.is_postgres()
            && (OF_ANY_ROW.contains(&name.text.as_str()) || self.index.rules.functions.iter().any(is_own))
    }

    /// MySQL takes `"name"` for a text; who wrote it may have meant a column.
    fn quoted_text(&mut self, text: &Ident, scope: &Scope<'_>) {
        let Look::Found(place) = scope.look(self.index, &text.text) else { return };
        if let Some((table, column)) = place.table {
            let name = &self.index.table(table).columns[column].name;
            let better = crate::quote::written(self.flavor(), name);
            self.warn(WarningKind::QuotedText, text, Some(better));
        }
    }

    pub(super) fn place(&self, name: &ColumnName) -> Option<&Place> {
        self.places.get(name.id)?.as_ref()
    }

    /// Whether a bare name is one of the SELECT list's.
    pub(super) fn is_alias(&self, name: &ColumnName, level: &Level) -> bool {
        matches!(name.parts.as_slice(), [only] if level.aliases.contains(&self.key(&only.text)))
    }
}

fn is_row(expr: &Expr) -> bool {
    matches!(expr, Expr::Parts("row", _) | Expr::Subquery { .. } | Expr::Opaque)
}
