//! Types, on PostgreSQL alone: what it has surely no operator or function for. The other servers convert.

use super::Walk;
use crate::{
    ProblemKind,
    tree::{Binary, Call, Expr, Literal},
    types::Type,
};

/// Functions that give a text.
const GIVE_TEXT: &[&str] = &[
    "btrim",
    "concat",
    "concat_ws",
    "initcap",
    "left",
    "lower",
    "lpad",
    "ltrim",
    "md5",
    "repeat",
    "replace",
    "right",
    "rpad",
    "rtrim",
    "split_part",
    "string_agg",
    "to_char",
    "upper",
];
/// Functions whose first argument must be a text.
const TAKE_TEXT: &[&str] = &[
    "btrim",
    "initcap",
    "left",
    "lpad",
    "ltrim",
    "regexp_replace",
    "replace",
    "right",
    "rpad",
    "rtrim",
    "split_part",
    "strpos",
    "substr",
];

impl Walk<'_> {
    /// The kind of type that an expression has, where it is certain.
    pub(super) fn kind(&self, expr: &Expr) -> Type {
        if !self.is_postgres() {
            return Type::Unknown;
        }
        match expr {
            Expr::Column(name) => self.place(name).map_or(Type::Unknown, |place| place.kind),
            Expr::Literal(Literal::Integer(_)) => Type::Integer,
            Expr::Literal(Literal::Decimal(_)) => Type::Numeric,
            Expr::Literal(Literal::Other(what)) if what == "SvfopCurrentDate" => Type::Date,
            Expr::Literal(Literal::Other(what)) if what == "SvfopCurrentTimestamp" => Type::Timestamp,
            Expr::Cast { to, .. } => Type::of(self.flavor(), to),
            Expr::Call(call) if self.is_the_servers_own(call) => self.kind_of_call(call),
            Expr::Binary(binary) => self.kind_of_operation(binary),
            Expr::Literal(Literal::Bool(_))
            | Expr::Parts("boolean" | "in" | "between" | "is null" | "is true", _) => Type::Bool,
            Expr::Parts("coalesce", parts) => {
                let first = parts.first().map_or(Type::Unknown, |part| self.kind(part));
                if parts.iter().all(|part| self.kind(part) == first) { first } else { Type::Unknown }
            }
            Expr::Parts("nullif", parts) => parts.first().map_or(Type::Unknown, |part| self.kind(part)),
            Expr::Parts("minus", parts) => match parts.first().map(|part| self.kind(part)) {
                Some(kind) if kind.is_number() => kind,
                _ => Type::Unknown,
            },
            _ => Type::Unknown,
        }
    }

    /// Whether nobody but the server has a function of this name.
    fn is_the_servers_own(&self, call: &Call) -> bool {
        let functions = &self.index.rules.functions;
        call.built_in
            && !functions.iter().any(|function| function.name == call.name && function.schema != "pg_catalog")
    }

    fn kind_of_call(&self, call: &Call) -> Type {
        let first = call.args.first().map_or(Type::Unknown, |arg| self.kind(arg));
        match call.name.as_str() {
            "count" | "length" | "char_length" | "strpos" | "row_number" | "rank" | "dense_rank" => {
                Type::Integer
            }
            "sum" | "avg" => match first {
                Type::Float => Type::Float,
                Type::Integer | Type::Numeric => Type::Numeric,
                _ => Type::Unknown,
            },
            "min" | "max" => first,
            "round" | "ceil" | "floor" | "abs" | "trunc" => match first {
                Type::Float | Type::Numeric => first,
                _ => Type::Unknown,
            },
            "to_date" => Type::Date,
            "now" | "to_timestamp" => Type::Timestamp,
            name if GIVE_TEXT.contains(&name) => Type::Text,
            _ => Type::Unknown,
        }
    }

    fn kind_of_operation(&self, binary: &Binary) -> Type {
        match binary.operator.as_str() {
            "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "~~" | "~~*" | "!~~" | "!~~*" => Type::Bool,
            "+" | "-" | "*" | "/" | "%" => match (self.kind(&binary.left), self.kind(&binary.right)) {
                (Type::Float, other) | (other, Type::Float) if other.is_number() => Type::Float,
                (Type::Numeric, other) | (other, Type::Numeric) if other.is_number() => Type::Numeric,
                (Type::Integer, Type::Integer) => Type::Integer,
                (Type::Date, Type::Date) if binary.operator == "-" => Type::Integer,
                _ => Type::Unknown,
            },
            "->>" | "#>>" => Type::Text,
            _ => Type::Unknown,
        }
    }

    fn mismatch(&mut self, name: &str, at: Option<usize>, kinds: (Type, Type)) {
        let detail = format!("{}, {}", kinds.0.name(), kinds.1.name());
        self.problem(ProblemKind::TypeMismatch, name, at, &detail);
    }

    /// An operator that doesn't exist for its sides.
    pub(super) fn check_operation(&mut self, binary: &Binary) {
        if !self.is_postgres() {
            return;
        }
        let kinds = (self.kind(&binary.left), self.kind(&binary.right));
        let wrong = match binary.operator.as_str() {
            "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" => {
                !kinds.0.compares_with(kinds.1)
                    || is_no_number(&binary.left, kinds.1)
                    || is_no_number(&binary.right, kinds.0)
            }
            "~~" | "~~*" | "!~~" | "!~~*" | "~" | "~*" | "!~" | "!~*" => {
                !matches!(kinds.0, Type::Text | Type::Unknown)
            }
            "+" | "-" | "*" | "/" | "%" => {
                let never = |kind| matches!(kind, Type::Text | Type::Bool);
                let odd = |one, other: Type| never(one) && other != Type::Unknown;
                let moment = kinds.0 == Type::Timestamp && kinds.1.is_number();
                odd(kinds.0, kinds.1)
                    || odd(kinds.1, kinds.0)
                    || moment
                    || is_no_number(&binary.left, kinds.1)
                    || is_no_number(&binary.right, kinds.0)
            }
            _ => false,
        };
        if wrong {
            self.mismatch(&binary.operator, binary.at, kinds);
        }
    }

    /// A function that doesn't exist for its arguments.
    pub(super) fn check_call(&mut self, call: &Call) {
        if !self.is_postgres() || !self.is_the_servers_own(call) || call.odd_args {
            return;
        }
        let kinds: Vec<Type> = call.args.iter().map(|arg| self.kind(arg)).collect();
        let (first, second) = (kind_at(&kinds, 0), kind_at(&kinds, 1));
        let never_text = |kind: Type| !matches!(kind, Type::Text | Type::Unknown | Type::Json);
        let wrong = match call.name.as_str() {
            "sum" | "avg" => matches!(first, Type::Text | Type::Bool | Type::Date | Type::Timestamp),
            "round" => kinds.len() == 2 && first == Type::Float,
            "extract" | "date_part" => matches!(second, Type::Text | Type::Bool) || second.is_number(),
            "date_trunc" => second == Type::Text || second.is_number(),
            "to_char" => matches!(first, Type::Text | Type::Bool),
            "to_date" => never_text(first),
            "length" | "upper" | "lower" => {
                matches!(first, Type::Bool | Type::Date | Type::Timestamp | Type::Uuid) || first.is_number()
            }
            name => TAKE_TEXT.contains(&name) && never_text(first),
        };
        if wrong {
            let shown: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            self.problem(ProblemKind::TypeMismatch, &call.name, call.at, &shown.join(", "));
        }
    }

    /// `a IN (…)` and `a BETWEEN … AND …`.
    pub(super) fn check_members(&mut self, parts: &[Expr]) {
        let Some((tested, rest)) = parts.split_first() else { return };
        let kind = self.kind(tested);
        let members = rest.iter().flat_map(|part| match part {
            Expr::Parts("list", parts) => parts.iter().collect(),
            part => vec![part],
        });
        for member in members.collect::<Vec<_>>() {
            let other = self.kind(member);
            if !kind.compares_with(other) || is_no_number(member, kind) {
                self.mismatch("IN", None, (kind, other));
                return;
            }
        }
    }

    /// A column of one kind in a subquery of another.
    pub(super) fn check_member_query(&mut self, tested: &Expr, member: Type) {
        let kind = self.kind(tested);
        if !kind.compares_with(member) {
            self.mismatch("IN", None, (kind, member));
        }
    }

    /// WHERE, HAVING, ON, AND and OR take nothing but truth values.
    pub(super) fn check_condition(&mut self, expr: &Expr, clause: &str) {
        let kind = self.kind(expr);
        if !matches!(kind, Type::Bool | Type::Unknown) {
            self.mismatch(clause, None, (Type::Bool, kind));
        }
    }
}

fn kind_at(kinds: &[Type], place: usize) -> Type {
    kinds.get(place).copied().unwrap_or_default()
}

/// Whether this is a text in quotes that the server would have to read as a number, and can't.
fn is_no_number(expr: &Expr, other: Type) -> bool {
    let Expr::Literal(Literal::Text(text)) = expr else { return false };
    // Special values, other bases and separators aside: only what holds no digit at all is certain.
    let is_word = !text.contains(|c: char| c.is_ascii_digit());
    let special = ["nan", "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity"];
    other.is_number() && is_word && !special.contains(&text.trim().to_ascii_lowercase().as_str())
}
