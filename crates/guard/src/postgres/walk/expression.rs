//! Expressions: constants, columns, operators, calls, casts, subqueries.

use pg_query::{
    Node, NodeRef,
    protobuf::{
        AConst, AExpr, AIndices, AIndirection, CaseExpr, CaseWhen, CoercionForm, ColumnRef, FuncCall,
        SubLink, TypeCast, TypeName, XmlExpr, XmlExprOp, XmlSerialize, a_const::Val,
    },
};

use super::{Ground, QualifiedColumn, Walk, attribute, inner, qualified, text};
use crate::{
    Refusal, Rule,
    postgres::{functions::Denied, lexer::is_word},
    token::TokenKind,
};

impl<'a> Walk<'a> {
    pub(super) fn visit_expression(&mut self, node: NodeRef<'a>) -> Result<(), Refusal> {
        match node {
            NodeRef::AConst(_)
            | NodeRef::SqlvalueFunction(_)
            | NodeRef::AStar(_)
            | NodeRef::String(_)
            | NodeRef::Integer(_)
            | NodeRef::Float(_)
            | NodeRef::Boolean(_)
            | NodeRef::BitString(_) => Ok(()),
            NodeRef::ColumnRef(node) => {
                self.column_ref(node);
                Ok(())
            }
            NodeRef::AExpr(node) => self.a_expr(node),
            NodeRef::BoolExpr(node) => self.all(&node.args),
            NodeRef::NullTest(node) => self.each([&node.arg]),
            NodeRef::BooleanTest(node) => self.each([&node.arg]),
            NodeRef::CoalesceExpr(node) => self.all(&node.args),
            NodeRef::MinMaxExpr(node) => self.all(&node.args),
            NodeRef::RowExpr(node) => self.all(&node.args),
            NodeRef::AArrayExpr(node) => self.all(&node.elements),
            NodeRef::CollateClause(node) => self.each([&node.arg]),
            NodeRef::GroupingFunc(node) => self.all(&node.args),
            NodeRef::NamedArgExpr(node) => self.each([&node.arg]),
            NodeRef::CaseExpr(node) => self.case_expr(node),
            NodeRef::CaseWhen(node) => self.case_when(node),
            NodeRef::AIndices(node) => self.indices(node),
            NodeRef::AIndirection(node) => self.indirection(node),
            NodeRef::SubLink(node) => self.sub_link(node),
            NodeRef::FuncCall(node) => self.func_call(node),
            NodeRef::TypeCast(node) => self.type_cast(node),
            NodeRef::TypeName(node) => self.type_name(Some(node)),
            NodeRef::XmlExpr(node) => self.xml_expr(node),
            NodeRef::XmlSerialize(node) => self.xml_serialize(node),
            NodeRef::RangeTableFunc(node) => Err(self.not_allowed("XMLTABLE", node.location)),
            NodeRef::SetToDefault(node) => Err(self.not_allowed("DEFAULT", node.location)),
            NodeRef::CurrentOfExpr(_) => Err(self.not_allowed("WHERE CURRENT OF", -1)),
            NodeRef::MergeSupportFunc(node) => Err(self.not_allowed("MERGE_ACTION", node.location)),
            node => self.visit_json(node),
        }
    }

    fn column_ref(&mut self, column: &'a ColumnRef) {
        let ColumnRef { fields, location } = column;
        if let [.., qualifier, name] = fields.as_slice()
            && let (Some(qualifier), Some(name)) = (text(qualifier), text(name))
        {
            self.columns.push(QualifiedColumn { qualifier, name, location: *location });
        }
    }

    fn a_expr(&mut self, expr: &'a AExpr) -> Result<(), Refusal> {
        let AExpr { kind: _, name, lexpr, rexpr, rexpr_list_start: _, rexpr_list_end: _, location } = expr;
        self.operator(name, *location)?;
        self.each([lexpr, rexpr])
    }

    /// Operators call functions. Unqualified ones and the server's own are taken as they are; another schema's must
    /// be meant to be something else.
    pub(super) fn operator(&self, name: &[Node], location: i32) -> Result<(), Refusal> {
        match qualified(name) {
            (None | Some("pg_catalog"), _) => Ok(()),
            (Some(schema), name) => Err(self.not_allowed(&format!("OPERATOR({schema}.{name})"), location)),
        }
    }

    fn case_expr(&mut self, case: &'a CaseExpr) -> Result<(), Refusal> {
        let CaseExpr { xpr: _, casetype: _, casecollid: _, arg, args, defresult, location: _ } = case;
        self.each([arg, defresult])?;
        self.all(args)
    }

    fn case_when(&mut self, when: &'a CaseWhen) -> Result<(), Refusal> {
        let CaseWhen { xpr: _, expr, result, location: _ } = when;
        self.each([expr, result])
    }

    fn indices(&mut self, indices: &'a AIndices) -> Result<(), Refusal> {
        let AIndices { is_slice: _, lidx, uidx } = indices;
        self.each([lidx, uidx])
    }

    /// `(value).name` calls the function `name` where the value has no such field, whatever its type.
    fn indirection(&mut self, indirection: &'a AIndirection) -> Result<(), Refusal> {
        let AIndirection { arg, indirection } = indirection;
        for name in indirection.iter().filter_map(text) {
            if let Err(denied) = self.ground.functions.attribute(name, false) {
                let refusal = attribute(&denied, &format!("(…).{name}"), name);
                return Err(self.at_attribute(refusal, name));
            }
        }
        self.all(indirection)?;
        self.each([arg])
    }

    /// pg_query tells no place of a field, so it is looked for among the tokens.
    fn at_attribute(&self, refusal: Refusal, name: &str) -> Refusal {
        let Ground { sql, tokens, .. } = self.ground;
        let place = tokens.windows(2).find(|pair| {
            let quoted = sql[pair[1].span.clone()].strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            pair[0].kind == TokenKind::Dot && (is_word(sql, &pair[1], name) || quoted == Some(name))
        });
        match place {
            Some(pair) => refusal.at(sql, pair[1].span.start),
            None => refusal,
        }
    }

    fn sub_link(&mut self, link: &'a SubLink) -> Result<(), Refusal> {
        let SubLink { xpr: _, sub_link_type: _, sub_link_id: _, testexpr, oper_name, subselect, location } =
            link;
        self.operator(oper_name, *location)?;
        self.each([testexpr, subselect])
    }

    fn func_call(&mut self, call: &'a FuncCall) -> Result<(), Refusal> {
        let FuncCall {
            funcname,
            args,
            agg_order,
            agg_filter,
            over,
            agg_within_group: _,
            agg_star: _,
            agg_distinct: _,
            func_variadic: _,
            funcformat: _,
            location,
        } = call;
        let (schema, name) = qualified(funcname);
        if let Err(denied) = self.may_call(call, schema, name) {
            let written = match schema {
                Some(schema) if schema != "pg_catalog" => format!("{schema}.{name}"),
                _ => name.to_owned(),
            };
            return Err(self.denied(&denied, &written, *location));
        }
        self.todo.extend(over.as_deref().map(NodeRef::WindowDef));
        self.each([agg_filter])?;
        self.all(agg_order)?;
        self.all(args)
    }

    fn may_call(&self, call: &FuncCall, schema: Option<&str>, name: &str) -> Result<(), Denied> {
        let functions = self.ground.functions;
        match schema {
            Some("pg_catalog") if call.funcformat() == CoercionForm::CoerceSqlSyntax => {
                functions.call_by_syntax(name)
            }
            // The grammar says pg_catalog.json_object where an older server looks along its search path.
            Some("pg_catalog") if name == "json_object" => {
                functions.keyword(name)?;
                functions.call(schema, name)
            }
            _ => functions.call(schema, name),
        }
    }

    fn type_cast(&mut self, cast: &'a TypeCast) -> Result<(), Refusal> {
        let TypeCast { arg, type_name, location: _ } = cast;
        let to_xml = type_name.as_ref().is_some_and(|to| is_xml(to) && !is_array(to));
        if !(to_xml && arg.as_deref().is_some_and(is_plain_xml)) {
            self.type_name(type_name.as_ref())?;
        }
        self.each([arg])
    }

    /// A type by name. Its modifiers are expressions: `numeric(10, 2)`.
    pub(super) fn type_name(&mut self, name: Option<&'a TypeName>) -> Result<(), Refusal> {
        let Some(type_name) = name else { return Ok(()) };
        let TypeName { names: _, type_oid: _, setof, pct_type, typmods, typemod: _, array_bounds, location } =
            type_name;
        if *setof || *pct_type {
            return Err(self.not_allowed("A type by reference", *location));
        }
        if is_xml(type_name) {
            return Err(self.xml_of_unknown_text(*location));
        }
        self.all(array_bounds)?;
        self.all(typmods)
    }

    fn xml_expr(&mut self, xml: &'a XmlExpr) -> Result<(), Refusal> {
        let XmlExpr {
            xpr: _,
            op: _,
            name: _,
            named_args,
            arg_names: _,
            args,
            xmloption: _,
            indent: _,
            r#type: _,
            typmod: _,
            location,
        } = xml;
        if xml.op() == XmlExprOp::IsXmlparse && !args.first().is_some_and(is_plain_xml) {
            return Err(self.xml_of_unknown_text(*location));
        }
        self.all(named_args)?;
        self.all(args)
    }

    /// XML may declare entities, which the server would expand.
    fn xml_of_unknown_text(&self, location: i32) -> Refusal {
        let message = "Only a literal without `<!` declarations can be read as XML here";
        self.refusal(Rule::ConstructNotAllowed, message, location).about("xml")
    }

    fn xml_serialize(&mut self, xml: &'a XmlSerialize) -> Result<(), Refusal> {
        let XmlSerialize { xmloption: _, expr, type_name, indent: _, location: _ } = xml;
        self.type_name(type_name.as_ref())?;
        self.each([expr])
    }
}

/// Whether a type is `xml` or an array of it.
fn is_xml(name: &TypeName) -> bool {
    let (schema, name) = qualified(&name.names);
    matches!(schema, None | Some("pg_catalog")) && matches!(name, "xml" | "_xml")
}

/// Whether a type is an array by its brackets or by the name that the server gives to arrays.
fn is_array(name: &TypeName) -> bool {
    !name.array_bounds.is_empty() || qualified(&name.names).1.starts_with('_')
}

/// A literal that declares nothing: no DOCTYPE, so no entity to expand or to fetch.
fn is_plain_xml(node: &Node) -> bool {
    match inner(node) {
        Some(NodeRef::AConst(AConst { isnull, val, location: _ })) => match val {
            Some(Val::Sval(text)) => !text.sval.contains("<!"),
            _ => *isnull,
        },
        _ => false,
    }
}
