//! Routes that say in the OpenAPI document what they ask of a caller. It is read from the handler's first
//! parameter, `May<P>` or `Public`: a handler without one doesn't compile here, so none can be forgotten.

use axum::routing::MethodRouter;
use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Responses,
    extensions::Extensions,
    path::{Operation, PathItem, Paths},
    security::SecurityRequirement,
};
use utoipa_axum::router::UtoipaMethodRouter;
use weir_gateway::Permission;

use crate::{
    AppState,
    frame::speaks_plain,
    may::{May, Needs, Public},
};

/// Like `routes!`, for handlers whose first parameter is `May<P>` or `Public`.
macro_rules! guarded {
    ($($handler:path),+ $(,)?) => {
        $crate::guarded::join([$({
            let (schemas, mut paths, router) = utoipa_axum::routes!($handler);
            $crate::guarded::declare(&mut paths, $crate::guarded::needs_of(&$handler));
            (schemas, paths, router)
        }),+])
    };
}
pub(crate) use guarded;

/// The document's name for what an operation asks for: a list of permissions of which one is enough.
pub(crate) const EXTENSION: &str = "x-permission";

/// What a handler asks for: none for everybody, an empty list for whoever is signed in.
pub(crate) type Asks = Option<&'static [Permission]>;

/// A handler that says what it asks for, told by its parameters.
pub(crate) trait Declares<Parameters> {
    /// What.
    const ASKS: Asks;
}

macro_rules! declares {
    ($($parameter:ident),*) => {
        impl<F, R, P: Needs, $($parameter),*> Declares<(May<P>, $($parameter,)*)> for F
        where
            F: Fn(May<P>, $($parameter),*) -> R,
        {
            const ASKS: Asks = Some(P::ANY_OF);
        }

        impl<F, R, $($parameter),*> Declares<(Public, $($parameter,)*)> for F
        where
            F: Fn(Public, $($parameter),*) -> R,
        {
            const ASKS: Asks = None;
        }
    };
}

declares!();
declares!(A);
declares!(A, B);
declares!(A, B, C);
declares!(A, B, C, D);
declares!(A, B, C, D, E);
declares!(A, B, C, D, E, G);

/// What this handler asks for.
pub(crate) fn needs_of<Parameters, H: Declares<Parameters>>(_handler: &H) -> Asks {
    H::ASKS
}

/// Routes of one path as one.
pub(crate) fn join<const N: usize>(parts: [UtoipaMethodRouter<AppState>; N]) -> UtoipaMethodRouter<AppState> {
    let start = (Vec::new(), Paths::new(), MethodRouter::new());
    parts.into_iter().fold(start, |(mut schemas, mut paths, router), (more, items, methods)| {
        schemas.extend(more);
        for (path, item) in items.paths {
            match paths.paths.get_mut(&path) {
                Some(known) => known.merge_operations(item),
                None => drop(paths.paths.insert(path, item)),
            }
        }
        (schemas, paths, router.merge(methods))
    })
}

/// Writes into the document what an operation asks for, and the refusals that follow from it.
pub(crate) fn declare(paths: &mut Paths, asks: Asks) {
    for (path, item) in &mut paths.paths {
        let is_plain = speaks_plain(path);
        for operation in operations(item) {
            match asks {
                None => operation.security = Some(Vec::new()),
                Some(any_of) => {
                    let names: Vec<&str> = any_of.iter().map(|permission| permission.as_str()).collect();
                    let extension = Extensions::builder().add(EXTENSION, json!(names)).build();
                    operation.extensions.get_or_insert_default().merge(extension);
                    operation.security = Some(both_ways());
                    refusal(operation, "401", is_plain, "Nobody is signed in");
                    refusal(operation, "403", is_plain, "Not allowed, or the CSRF token is missing or wrong");
                }
            }
            if operation.request_body.is_some() {
                refusal(operation, "413", is_plain, "The body is too large");
                refusal(operation, "415", is_plain, "The body is not sent as what is described");
            }
            refusal(operation, "400", is_plain, "The request is not right");
            refusal(operation, "503", is_plain, "Weir's own catalog can't be reached");
        }
    }
}

fn both_ways() -> Vec<SecurityRequirement> {
    const NO_SCOPES: [&str; 0] = [];
    vec![SecurityRequirement::new("token", NO_SCOPES), SecurityRequirement::new("session", NO_SCOPES)]
}

/// Adds a refusal, unless the handler describes it itself.
fn refusal(operation: &mut Operation, status: &str, is_plain: bool, why: &str) {
    let body = Ref::from_schema_name(if is_plain { "PlainError" } else { "EnvelopeError" });
    let content = ContentBuilder::new().schema(Some(body)).build();
    let response: Response =
        ResponseBuilder::new().description(why).content("application/json", content).build();
    let Responses { responses, .. } = &mut operation.responses;
    responses.entry(status.to_owned()).or_insert(RefOr::T(response));
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().filter_map(Option::as_mut)
}
