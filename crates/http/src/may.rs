//! Who calls and whether they may: the first extractor of every handler, so that nothing is read or looked up
//! for somebody who may not. The order of refusals: 401, then 403, then CSRF.

use std::{fmt, marker::PhantomData, sync::OnceLock};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, Method, header, request::Parts},
};
use weir_gateway::{Authenticated, Caller, Csrf, Error, Permission, RequestOrigin};
use weir_model::Secret;

use crate::{
    AppState, cookie,
    failure::{Failure, RequestError},
    origin,
};

const CSRF_TOKEN: HeaderName = HeaderName::from_static("x-csrftoken");

/// Permissions as a type, so that a handler's signature says what it asks for, and the OpenAPI document too.
pub(crate) trait Needs: Send + Sync + 'static {
    /// One of these is enough; none of them is needed when there are none.
    const ANY_OF: &'static [Permission];
    /// Whether it is also for whoever must change their password first.
    const EVEN_WITH_PASSWORD_DUE: bool = false;
}

/// Asks for a caller who is signed in, be it with a password that they must change first: who they are, changing it,
/// and out again.
#[derive(Debug)]
pub(crate) struct EvenWithPasswordDue;

impl Needs for EvenWithPasswordDue {
    const ANY_OF: &'static [Permission] = &[];
    const EVEN_WITH_PASSWORD_DUE: bool = true;
}

macro_rules! needs {
    ($($name:ident = [$($permission:ident),*];)+) => {
        $(
            #[doc = concat!("Asks for ", stringify!([$($permission),*]), ", any of them.")]
            #[derive(Debug)]
            pub(crate) struct $name;

            impl Needs for $name {
                const ANY_OF: &'static [Permission] = &[$(Permission::$permission),*];
            }
        )+
    };
}

needs! {
    SignedIn = [];
    View = [View];
    Query = [Query];
    Create = [Create];
    CreateOrUpdate = [Create, Update];
    Update = [Update];
    Delete = [Delete];
    Admin = [Admin];
}

/// A caller who holds what `P` asks for.
pub(crate) struct May<P> {
    pub(crate) caller: Caller,
    permission: PhantomData<P>,
}

impl<P> fmt::Debug for May<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.caller.fmt(f)
    }
}

/// Where `frame` learns who called, once somebody has shown it.
#[derive(Debug, Default)]
pub(crate) struct CallerSlot(pub(crate) OnceLock<Caller>);

impl<P: Needs> FromRequestParts<AppState> for May<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let came_in = authenticate(parts, state).await?;
        let caller = came_in.caller().asking(request_origin(parts));
        if let Some(slot) = parts.extensions.get::<std::sync::Arc<CallerSlot>>() {
            // A request has one caller, however often it is asked.
            let _ = slot.0.set(caller.clone());
        }
        if caller.must_change_password() && !P::EVEN_WITH_PASSWORD_DUE {
            return Err(Error::PasswordChangeRequired.into());
        }
        if let Some(needed) = P::ANY_OF.first()
            && !P::ANY_OF.iter().any(|permission| caller.may(*permission))
        {
            return Err(Error::Forbidden(*needed).into());
        }
        came_in.check_site(parts)?;
        Ok(Self { caller, permission: PhantomData })
    }
}

/// Whoever calls a path that needs no login. What changes something must not come from another site.
#[derive(Debug)]
pub(crate) struct Public {
    pub(crate) request: RequestOrigin,
    /// The CSRF token that came along.
    pub(crate) csrf_token: Option<String>,
}

impl FromRequestParts<AppState> for Public {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, Failure> {
        if !parts.method.is_safe() {
            origin::check_site(&parts.method, &parts.headers)?;
        }
        let csrf_token = text(&parts.headers, &CSRF_TOKEN).map(str::to_owned);
        Ok(Self { request: request_origin(parts), csrf_token })
    }
}

/// How somebody came in, and so what a browser could have sent without them.
enum CameIn {
    Token(Caller),
    Session(Caller, Csrf),
    Anonymous(Caller),
}

impl CameIn {
    fn caller(&self) -> &Caller {
        let (Self::Token(caller) | Self::Session(caller, _) | Self::Anonymous(caller)) = self;
        caller
    }

    /// A browser never sends a token by itself, so it needs no such check.
    fn check_site(&self, parts: &Parts) -> Result<(), RequestError> {
        match self {
            Self::Token(_) => Ok(()),
            Self::Anonymous(_) => origin::check_site(&parts.method, &parts.headers),
            Self::Session(_, csrf) => {
                origin::check_site(&parts.method, &parts.headers)?;
                check_csrf(&parts.method, &parts.headers, csrf)
            }
        }
    }
}

async fn authenticate(parts: &Parts, state: &AppState) -> Result<CameIn, Failure> {
    let gateway = &state.gateway;
    if parts.headers.contains_key(header::AUTHORIZATION) {
        // Whoever sends a token means it: nothing else is tried.
        let token = bearer(&parts.headers).ok_or(Error::Unauthenticated)?;
        let found = gateway.authenticate_token(&token).await?.ok_or(Error::Unauthenticated)?;
        return Ok(CameIn::Token(found.caller));
    }
    if let Some(secret) = cookie::session_secret(&state.settings, &parts.headers)
        && let Some(Authenticated { caller, csrf: Some(csrf), .. }) =
            gateway.authenticate_session(&secret).await?
    {
        return Ok(CameIn::Session(caller, csrf));
    }
    Ok(CameIn::Anonymous(gateway.anonymous().ok_or(Error::Unauthenticated)?))
}

fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let (scheme, token) = text(headers, &header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim()))
}

fn check_csrf(method: &Method, headers: &HeaderMap, csrf: &Csrf) -> Result<(), RequestError> {
    if method.is_safe() {
        return Ok(());
    }
    let token = text(headers, &CSRF_TOKEN).ok_or(RequestError::CsrfMissing)?;
    if csrf.accepts(token) { Ok(()) } else { Err(RequestError::CsrfInvalid) }
}

/// `frame` puts it into every request.
fn request_origin(parts: &Parts) -> RequestOrigin {
    let unknown = RequestOrigin { address: None, request_id: String::new() };
    parts.extensions.get::<RequestOrigin>().cloned().unwrap_or(unknown)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
