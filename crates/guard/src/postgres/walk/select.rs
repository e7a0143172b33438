//! The clauses of a SELECT, and what may not be among them: INTO, locks, statements that write.

use pg_query::{
    NodeRef,
    protobuf::{CommonTableExpr, CteCycleClause, ResTarget, SelectStmt, SortBy, WindowDef, WithClause},
};

use super::{Walk, inner};
use crate::{
    Refusal, Rule,
    postgres::{lexer::is_word, statement::verb},
};

impl<'a> Walk<'a> {
    pub(super) fn select_stmt(&mut self, select: &'a SelectStmt) -> Result<(), Refusal> {
        let SelectStmt {
            distinct_clause,
            into_clause,
            target_list,
            from_clause,
            where_clause,
            group_clause,
            group_distinct: _,
            having_clause,
            window_clause,
            values_lists,
            sort_clause,
            limit_offset,
            limit_count,
            limit_option: _,
            locking_clause,
            with_clause,
            op: _,
            all: _,
            larg,
            rarg,
        } = select;
        if let Some(into) = into_clause {
            return Err(self.makes_a_table(into.rel.as_ref().map_or(-1, |table| table.location)));
        }
        if !locking_clause.is_empty() {
            return Err(self.locking());
        }
        // Put on the stack from the last to the first, so that the first thing wrong is the one told.
        self.each([limit_offset, limit_count])?;
        for list in [sort_clause, values_lists, window_clause] {
            self.all(list)?;
        }
        self.each([having_clause])?;
        self.all(group_clause)?;
        self.each([where_clause])?;
        for list in [from_clause, target_list, distinct_clause] {
            self.all(list)?;
        }
        self.todo.extend([rarg, larg].into_iter().flatten().map(|half| NodeRef::SelectStmt(half)));
        if let Some(WithClause { ctes, recursive: _, location: _ }) = with_clause {
            self.all(ctes)?;
        }
        Ok(())
    }

    pub(super) fn common_table_expr(&mut self, cte: &'a CommonTableExpr) -> Result<(), Refusal> {
        let CommonTableExpr {
            ctename,
            aliascolnames: _,
            ctematerialized: _,
            ctequery,
            search_clause: _, // names of columns only
            cycle_clause,
            location,
            cterecursive: _, // what follows is filled in after parsing
            cterefcount: _,
            ctecolnames: _,
            ctecoltypes: _,
            ctecoltypmods: _,
            ctecolcollations: _,
        } = cte;
        if let Some(CteCycleClause {
            cycle_col_list: _,
            cycle_mark_column: _,
            cycle_mark_value,
            cycle_mark_default,
            cycle_path_column: _,
            location: _,
            cycle_mark_type: _,
            cycle_mark_typmod: _,
            cycle_mark_collation: _,
            cycle_mark_neop: _,
        }) = cycle_clause.as_deref()
        {
            self.each([cycle_mark_value, cycle_mark_default])?;
        }
        match ctequery.as_deref().and_then(inner) {
            Some(NodeRef::SelectStmt(select)) => {
                self.todo.push(NodeRef::SelectStmt(select));
                Ok(())
            }
            other => {
                let verb = other.and_then(verb).unwrap_or("a statement that writes");
                let message = format!("The WITH query {ctename} holds {verb}, which writes");
                Err(self.refusal(Rule::WriteInside, &message, *location).about(verb))
            }
        }
    }

    pub(super) fn res_target(&mut self, target: &'a ResTarget) -> Result<(), Refusal> {
        let ResTarget { name: _, indirection, val, location } = target;
        if !indirection.is_empty() {
            return Err(self.not_allowed("A target of an assignment", *location));
        }
        self.each([val])
    }

    pub(super) fn sort_by(&mut self, sort: &'a SortBy) -> Result<(), Refusal> {
        let SortBy { node, sortby_dir: _, sortby_nulls: _, use_op, location } = sort;
        self.operator(use_op, *location)?;
        self.each([node])
    }

    pub(super) fn window_def(&mut self, window: &'a WindowDef) -> Result<(), Refusal> {
        let WindowDef {
            name: _,
            refname: _,
            partition_clause,
            order_clause,
            frame_options: _,
            start_offset,
            end_offset,
            location: _,
        } = window;
        self.each([start_offset, end_offset])?;
        self.all(order_clause)?;
        self.all(partition_clause)
    }

    pub(super) fn makes_a_table(&self, location: i32) -> Refusal {
        let message = "SELECT … INTO makes a new table; leave the INTO out";
        self.refusal(Rule::SelectInto, message, location).about("INTO")
    }

    /// pg_query tells no place of a lock, so it is looked for among the tokens.
    pub(super) fn locking(&self) -> Refusal {
        let sql = self.ground.sql;
        let strengths = ["update", "share", "no", "key"];
        let place = self.ground.tokens.windows(2).find(|pair| {
            is_word(sql, &pair[0], "for") && strengths.iter().any(|word| is_word(sql, &pair[1], word))
        });
        let message = "FOR UPDATE and FOR SHARE lock rows, which is a write; leave them out";
        let refusal = Refusal::new(Rule::LockingRead, message).about("FOR");
        match place {
            Some(pair) => refusal.at(sql, pair[0].span.start),
            None => refusal,
        }
    }
}
