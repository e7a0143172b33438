//! Who calls and whether they may: the first extractor of every handler, so that nothing is read or looked
//! up for somebody who may not.

use std::{fmt, marker::PhantomData};

use axum::{extract::FromRequestParts, http::request::Parts};
use weir_gateway::{Caller, Error, Permission};

use crate::{AppState, failure::Failure};

/// A permission as a type, so that a handler's signature says what it asks for.
pub(crate) trait Needs: Send + Sync + 'static {
    /// The permission.
    const PERMISSION: Permission;
}

macro_rules! needs {
    ($($name:ident),+) => {
        $(
            #[doc = concat!("Asks for the permission `", stringify!($name), "`.")]
            #[derive(Debug)]
            pub(crate) struct $name;

            impl Needs for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+
    };
}

needs!(View, Query, Create, Update, Delete, Admin);

/// A caller who holds the permission `P`.
pub(crate) struct May<P> {
    pub(crate) caller: Caller,
    permission: PhantomData<P>,
}

impl<P> fmt::Debug for May<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.caller.fmt(f)
    }
}

impl<P: Needs> FromRequestParts<AppState> for May<P> {
    type Rejection = Failure;

    async fn from_request_parts(_parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let caller = state.caller();
        if !caller.may(P::PERMISSION) {
            return Err(Error::Forbidden(P::PERMISSION).into());
        }
        Ok(Self { caller, permission: PhantomData })
    }
}
