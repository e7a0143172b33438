//! Reading rows of our own catalog queries: every value arrives as text, in the order of its query.

use std::{borrow::Cow, str::FromStr};

use weir_model::{ArrayEvent, ArrayItems, Cell};

use super::{cells::ArrayText, messages::Values, types::Scalar};
use crate::Error;

/// A row of a catalog query; each call reads the next value.
#[derive(Debug)]
pub(super) struct CatalogRow<'a>(Values<'a>);

impl<'a> CatalogRow<'a> {
    pub(super) fn new(values: Values<'a>) -> Self {
        Self(values)
    }

    pub(super) fn optional_text(&mut self) -> Result<Option<Cow<'a, str>>, Error> {
        Ok(self.0.next()?.map(String::from_utf8_lossy))
    }

    pub(super) fn text(&mut self) -> Result<String, Error> {
        self.optional_text()?.map(Cow::into_owned).ok_or_else(|| Error::internal("a catalog value is NULL"))
    }

    pub(super) fn optional_number<N: FromStr>(&mut self) -> Result<Option<N>, Error> {
        match self.optional_text()? {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Error::internal(format!("a catalog value is no number: {text}"))),
            },
        }
    }

    pub(super) fn number<N: FromStr>(&mut self) -> Result<N, Error> {
        self.optional_number()?.ok_or_else(|| Error::internal("a catalog value is NULL"))
    }

    /// An array of texts.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Error> {
        let text = self.optional_text()?.unwrap_or_default();
        let mut texts = Vec::new();
        if let Some(array) = ArrayText::new(&text, Scalar::Text, b',') {
            array.visit(&mut |event| {
                if let ArrayEvent::Item(Cell::Text(item)) = event {
                    texts.push(item.to_owned());
                }
            });
        }
        Ok(texts)
    }

    pub(super) fn bool(&mut self) -> Result<bool, Error> {
        Ok(self.optional_text()?.as_deref() == Some("t"))
    }
}
