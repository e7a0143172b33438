//! SQL/JSON: the constructors and query functions that the grammar knows as syntax.
//!
//! PostgreSQL got them in versions 16 and 17. An older server takes the words for calls, so the name must not be a
//! function that isn't known to be harmless.

use pg_query::{
    NodeRef,
    protobuf::{
        JsonAggConstructor, JsonArgument, JsonArrayAgg, JsonArrayConstructor, JsonArrayQueryConstructor,
        JsonBehavior, JsonExprOp, JsonFuncExpr, JsonIsPredicate, JsonKeyValue, JsonObjectAgg,
        JsonObjectConstructor, JsonOutput, JsonParseExpr, JsonScalarExpr, JsonSerializeExpr, JsonTable,
        JsonTableColumn, JsonTablePathSpec, JsonValueExpr,
    },
};

use super::Walk;
use crate::{Refusal, Rule, postgres::functions::Denied};

impl<'a> Walk<'a> {
    pub(super) fn visit_json(&mut self, node: NodeRef<'a>) -> Result<(), Refusal> {
        match node {
            NodeRef::JsonObjectConstructor(node) => self.json_object(node),
            NodeRef::JsonArrayConstructor(node) => self.json_array(node),
            NodeRef::JsonArrayQueryConstructor(node) => self.json_array_query(node),
            NodeRef::JsonObjectAgg(node) => self.json_object_agg(node),
            NodeRef::JsonArrayAgg(node) => self.json_array_agg(node),
            NodeRef::JsonIsPredicate(node) => self.json_is(node),
            NodeRef::JsonParseExpr(node) => self.json_parse(node),
            NodeRef::JsonScalarExpr(node) => self.json_scalar(node),
            NodeRef::JsonSerializeExpr(node) => self.json_serialize(node),
            NodeRef::JsonFuncExpr(node) => self.json_func(node),
            NodeRef::JsonTable(node) => self.json_table(node),
            NodeRef::JsonTableColumn(node) => self.json_table_column(node),
            NodeRef::JsonValueExpr(node) => self.json_value(Some(node)),
            NodeRef::JsonKeyValue(node) => self.json_key_value(Some(node)),
            NodeRef::JsonArgument(node) => self.json_argument(node),
            // Fail closed: a statement's part that nobody here has heard of.
            _ => Err(self.not_allowed("A part of this statement", -1)),
        }
    }

    /// An older server would call a function of this name.
    fn json_word(&self, name: &str, location: i32) -> Result<(), Refusal> {
        self.ground.functions.keyword(name).map_err(|denied| match denied {
            Denied::Shadowed(schema) => {
                let message = format!(
                    "Before PostgreSQL 17 this calls the function {name} of schema {schema}, which is not known to be \
                     harmless"
                );
                self.refusal(Rule::FunctionNotAllowed, &message, location).about(name)
            }
            other => self.denied(&other, name, location),
        })
    }

    fn json_object(&mut self, object: &'a JsonObjectConstructor) -> Result<(), Refusal> {
        let JsonObjectConstructor { exprs, output, absent_on_null: _, unique: _, location } = object;
        self.json_word("json_object", *location)?;
        self.json_output(output.as_ref())?;
        self.all(exprs)
    }

    fn json_array(&mut self, array: &'a JsonArrayConstructor) -> Result<(), Refusal> {
        let JsonArrayConstructor { exprs, output, absent_on_null: _, location } = array;
        self.json_word("json_array", *location)?;
        self.json_output(output.as_ref())?;
        self.all(exprs)
    }

    fn json_array_query(&mut self, array: &'a JsonArrayQueryConstructor) -> Result<(), Refusal> {
        let JsonArrayQueryConstructor { query, output, format: _, absent_on_null: _, location } = array;
        self.json_word("json_array", *location)?;
        self.json_output(output.as_ref())?;
        self.each([query])
    }

    fn json_object_agg(&mut self, aggregate: &'a JsonObjectAgg) -> Result<(), Refusal> {
        let JsonObjectAgg { constructor, arg, absent_on_null: _, unique: _ } = aggregate;
        self.json_aggregate("json_objectagg", constructor.as_deref())?;
        self.json_key_value(arg.as_deref())
    }

    fn json_array_agg(&mut self, aggregate: &'a JsonArrayAgg) -> Result<(), Refusal> {
        let JsonArrayAgg { constructor, arg, absent_on_null: _ } = aggregate;
        self.json_aggregate("json_arrayagg", constructor.as_deref())?;
        self.json_value(arg.as_deref())
    }

    fn json_aggregate(&mut self, word: &str, parts: Option<&'a JsonAggConstructor>) -> Result<(), Refusal> {
        let Some(JsonAggConstructor { output, agg_filter, agg_order, over, location }) = parts else {
            return Ok(());
        };
        self.json_word(word, *location)?;
        self.json_output(output.as_ref())?;
        self.todo.extend(over.as_deref().map(NodeRef::WindowDef));
        self.each([agg_filter])?;
        self.all(agg_order)
    }

    fn json_is(&mut self, is: &'a JsonIsPredicate) -> Result<(), Refusal> {
        let JsonIsPredicate { expr, format: _, item_type: _, unique_keys: _, location: _ } = is;
        self.each([expr])
    }

    fn json_parse(&mut self, parse: &'a JsonParseExpr) -> Result<(), Refusal> {
        let JsonParseExpr { expr, output, unique_keys: _, location } = parse;
        self.json_word("json", *location)?;
        self.json_output(output.as_ref())?;
        self.json_value(expr.as_deref())
    }

    fn json_scalar(&mut self, scalar: &'a JsonScalarExpr) -> Result<(), Refusal> {
        let JsonScalarExpr { expr, output, location } = scalar;
        self.json_word("json_scalar", *location)?;
        self.json_output(output.as_ref())?;
        self.each([expr])
    }

    fn json_serialize(&mut self, serialize: &'a JsonSerializeExpr) -> Result<(), Refusal> {
        let JsonSerializeExpr { expr, output, location } = serialize;
        self.json_word("json_serialize", *location)?;
        self.json_output(output.as_ref())?;
        self.json_value(expr.as_deref())
    }

    fn json_func(&mut self, call: &'a JsonFuncExpr) -> Result<(), Refusal> {
        let JsonFuncExpr {
            op: _,
            column_name: _,
            context_item,
            pathspec,
            passing,
            output,
            on_empty,
            on_error,
            wrapper: _,
            quotes: _,
            location,
        } = call;
        let word = match call.op() {
            JsonExprOp::JsonExistsOp => "json_exists",
            JsonExprOp::JsonQueryOp => "json_query",
            JsonExprOp::JsonValueOp => "json_value",
            JsonExprOp::JsonTableOp | JsonExprOp::Undefined => "json_table",
        };
        self.json_word(word, *location)?;
        self.json_output(output.as_ref())?;
        self.json_behaviors([on_empty.as_deref(), on_error.as_deref()])?;
        self.all(passing)?;
        self.each([pathspec])?;
        self.json_value(context_item.as_deref())
    }

    fn json_table(&mut self, table: &'a JsonTable) -> Result<(), Refusal> {
        let JsonTable { context_item, pathspec, passing, columns, on_error, alias: _, lateral: _, location } =
            table;
        self.json_word("json_table", *location)?;
        self.json_behaviors([on_error.as_deref(), None])?;
        self.all(columns)?;
        self.all(passing)?;
        self.json_path(pathspec.as_deref())?;
        self.json_value(context_item.as_deref())
    }

    fn json_table_column(&mut self, column: &'a JsonTableColumn) -> Result<(), Refusal> {
        let JsonTableColumn {
            coltype: _,
            name: _,
            type_name,
            pathspec,
            format: _,
            wrapper: _,
            quotes: _,
            columns,
            on_empty,
            on_error,
            location: _,
        } = column;
        self.type_name(type_name.as_ref())?;
        self.json_behaviors([on_empty.as_deref(), on_error.as_deref()])?;
        self.json_path(pathspec.as_deref())?;
        self.all(columns)
    }

    fn json_path(&mut self, path: Option<&'a JsonTablePathSpec>) -> Result<(), Refusal> {
        let Some(JsonTablePathSpec { string, name: _, name_location: _, location: _ }) = path else {
            return Ok(());
        };
        self.each([string])
    }

    fn json_behaviors(&mut self, behaviors: [Option<&'a JsonBehavior>; 2]) -> Result<(), Refusal> {
        for JsonBehavior { btype: _, expr, coerce: _, location: _ } in behaviors.into_iter().flatten() {
            self.each([expr])?;
        }
        Ok(())
    }

    fn json_value(&mut self, value: Option<&'a JsonValueExpr>) -> Result<(), Refusal> {
        let Some(JsonValueExpr { raw_expr, formatted_expr, format: _ }) = value else { return Ok(()) };
        self.each([raw_expr, formatted_expr])
    }

    fn json_key_value(&mut self, pair: Option<&'a JsonKeyValue>) -> Result<(), Refusal> {
        let Some(JsonKeyValue { key, value }) = pair else { return Ok(()) };
        self.json_value(value.as_deref())?;
        self.each([key])
    }

    fn json_argument(&mut self, argument: &'a JsonArgument) -> Result<(), Refusal> {
        let JsonArgument { val, name: _ } = argument;
        self.json_value(val.as_deref())
    }

    fn json_output(&mut self, output: Option<&'a JsonOutput>) -> Result<(), Refusal> {
        let Some(JsonOutput { type_name, returning: _ }) = output else { return Ok(()) };
        self.type_name(type_name.as_ref())
    }
}
