//! The proof that a splice changed the limit and nothing else.
//!
//! The spliced text is lexed and parsed again. Trees carry byte offsets, so both texts are padded with blanks until
//! everything outside the edits stands at the same byte; then the trees must be equal once the limits are taken out.

use pg_query::{
    Node, NodeEnum,
    protobuf::{LimitOption, MinMaxExpr, MinMaxOp, ParseResult, SelectStmt, TypeCast},
};

use crate::{
    Refusal,
    limit::{Edit, not_understood, splice},
    postgres::{grammar, lexer, statement::root_select, walk::Ground},
    token::{Token, TokenKind},
};

/// Splices a limit that is a plain number, and proves it.
pub(super) fn number(
    ground: Ground<'_>,
    tree: &mut ParseResult,
    edits: &[Edit],
    rows: u64,
) -> Result<String, Refusal> {
    prove(ground, tree, edits, |_, limit| is_number(limit, rows))
}

/// Splices a limit that is the smaller one of the user's and ours, and proves it.
pub(super) fn least(
    ground: Ground<'_>,
    tree: &mut ParseResult,
    edits: &[Edit],
    rows: u64,
) -> Result<String, Refusal> {
    prove(ground, tree, edits, |own, limit| {
        let Some(NodeEnum::MinMaxExpr(smaller)) = &limit.node else { return false };
        let MinMaxExpr { args, .. } = smaller.as_ref();
        let [user, ours] = args.as_slice() else { return false };
        let Some(NodeEnum::TypeCast(cast)) = &user.node else { return false };
        let TypeCast { arg, .. } = cast.as_ref();
        smaller.op() == MinMaxOp::IsLeast && arg.as_deref() == own && is_number(ours, rows)
    })
}

fn is_number(node: &Node, rows: u64) -> bool {
    let number = node.node.as_ref().and_then(super::number);
    number.is_some_and(|number| u64::try_from(number) == Ok(rows))
}

/// Makes the text with the edits, and checks it. `expected` sees the old limit and the new one.
///
/// The limit is taken out of `tree`, unless tokens behind the edits have moved.
fn prove(
    ground: Ground<'_>,
    tree: &mut ParseResult,
    edits: &[Edit],
    expected: impl Fn(Option<&Node>, &Node) -> bool,
) -> Result<String, Refusal> {
    let aligned = Aligned::new(ground, edits).ok_or_else(not_understood)?;
    lexer::statement(&aligned.spliced).map_err(|_why| not_understood())?;
    let mut new = grammar::parse(&aligned.spliced).map_err(|_why| not_understood())?;
    let mut padded = match &aligned.original {
        Some(original) => Some(grammar::parse(original).map_err(|_why| not_understood())?),
        None => None,
    };
    let old = padded.as_mut().unwrap_or(tree);
    let (Some(old), Some(new)) = (root_select(old), root_select(&mut new)) else {
        return Err(not_understood());
    };
    let (old_limit, new_limit) = (take_limit(old), take_limit(new));
    let proven = new_limit.is_some_and(|new| expected(old_limit.as_deref(), &new)) && old == new;
    if proven { Ok(aligned.spliced) } else { Err(not_understood()) }
}

/// Takes the limit out of a tree. WITH TIES stays: the splice must not touch it.
fn take_limit(select: &mut SelectStmt) -> Option<Box<Node>> {
    if select.limit_option() != LimitOption::WithTies {
        select.set_limit_option(LimitOption::Default);
    }
    select.limit_count.take()
}

/// The spliced text and the user's text, with equal bytes at equal places outside the edits.
struct Aligned {
    /// The text for the server. An edit that is shorter than what it replaces has blanks behind it.
    spliced: String,
    /// The user's text with blanks where the edits are longer; none where nothing behind them moves.
    original: Option<String>,
}

impl Aligned {
    fn new(ground: Ground<'_>, edits: &[Edit]) -> Option<Self> {
        let Ground { sql, tokens, .. } = ground;
        let blanks = |count: usize| " ".repeat(count);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for Edit { span, with } in edits {
            let gone = sql.get(span.clone())?;
            let width = gone.len().max(with.len());
            ours.push(Edit::replace(span.clone(), format!("{with}{}", blanks(width - with.len()))));
            theirs.push(Edit::replace(span.clone(), neutral(gone, with)));
        }
        // A closing parenthesis has no place in the tree.
        let moved_by = |edit: &Edit| edit.with.len() > edit.span.len() && edit.span.end <= last_start(tokens);
        let original = if edits.iter().any(moved_by) { Some(splice(sql, &theirs)?) } else { None };
        Some(Self { spliced: splice(sql, &ours)?, original })
    }
}

/// What stands in the user's text for an edit: what goes, or nothing, as wide as what comes. The parentheses that an
/// expression gets stay, because the tree takes the outermost one for the place of a subselect.
fn neutral(gone: &str, come: &str) -> String {
    let columns = come.len();
    if come.ends_with('(') {
        format!("{:>columns$}", "(")
    } else if come.starts_with(')') {
        format!("{:<columns$}", ")")
    } else {
        format!("{gone:<columns$}")
    }
}

/// Where the last token begins that isn't a closing parenthesis.
fn last_start(tokens: &[Token]) -> usize {
    let last = tokens.iter().rev().find(|token| token.kind != TokenKind::Close);
    last.map_or(0, |token| token.span.start)
}
