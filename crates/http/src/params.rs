//! The query string: strict, except for paging, where the contract falls back to defaults.

use axum::{extract::FromRequestParts, http::request::Parts};
use percent_encoding::percent_decode_str;
use weir_model::{Day, DbType, HistoryCursor, InvalidDay, Page, PageBounds};

use crate::{
    AppState,
    failure::{Failure, RequestError},
};

/// The parameters of a request. A handler takes what it knows and then calls `end`, which refuses the rest.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl FromRequestParts<AppState> for Params {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &AppState) -> Result<Self, Failure> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default())?)
    }
}

impl Params {
    fn parse(query: &str) -> Result<Self, RequestError> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                let name = decode(name).ok_or_else(|| wrong(name, "is not readable"))?;
                let value = decode(value).ok_or_else(|| wrong(&name, "is not readable"))?;
                Ok((name, value))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// A text without the blanks around it; empty counts as absent.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, RequestError> {
        let mut values = self.take(name);
        let value = values.pop();
        if !values.is_empty() {
            return Err(wrong(name, "is given more than once"));
        }
        Ok(value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()))
    }

    /// A positive integer.
    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, RequestError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let number = text.parse::<i64>().ok().filter(|number| *number > 0);
        number.map(Some).ok_or_else(|| wrong(name, "must be a positive integer"))
    }

    /// `true` or `false`; absent is false.
    pub(crate) fn flag(&mut self, name: &str) -> Result<bool, RequestError> {
        match self.text(name)?.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(wrong(name, "must be true or false")),
        }
    }

    /// A day, `YYYY-MM-DD`.
    pub(crate) fn day(&mut self, name: &str) -> Result<Option<Day>, RequestError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: InvalidDay| wrong(name, &error.to_string()))
    }

    /// One of these words.
    pub(crate) fn word<T: Copy>(
        &mut self,
        name: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, RequestError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| Some(*value)).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            wrong(name, &format!("must be one of {}", words.join(", ")))
        })
    }

    /// A type of database: `all` is the same as none, `mariadb` means MySQL.
    pub(crate) fn db_type(&mut self, name: &str) -> Result<Option<DbType>, RequestError> {
        match self.text(name)?.as_deref() {
            None | Some("all") => Ok(None),
            Some(text) => db_type(text)
                .map(Some)
                .ok_or_else(|| wrong(name, "must be one of all, postgresql, mysql, mariadb, sqlite")),
        }
    }

    /// Every value of a parameter that may be repeated or separated by commas.
    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        let values = self.take(name);
        let parts = values.iter().flat_map(|value| value.split(','));
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// `page` and `limit`: whatever is no positive integer falls back to the default.
    pub(crate) fn page(&mut self, bounds: PageBounds) -> Page {
        let mut number = |name| self.take(name).pop().and_then(|text| positive(&text));
        let (page, limit) = (number("page"), number("limit"));
        Page::new(page, limit, bounds)
    }

    /// `limit` of a list that goes on by `before`, by the same rule.
    pub(crate) fn limit(&mut self, bounds: PageBounds) -> u64 {
        let limit = self.take("limit").pop().and_then(|text| positive(&text));
        Page::new(None, limit, bounds).limit()
    }

    /// Where a list goes on, as its last part has told it.
    pub(crate) fn cursor(&mut self, name: &str) -> Result<Option<HistoryCursor>, RequestError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let place = text.split_once('.').and_then(|(started_at, number)| {
            Some(HistoryCursor { started_at: started_at.parse().ok()?, number: number.parse().ok()? })
        });
        place.map(Some).ok_or_else(|| wrong(name, "must be the `next` of an answer before"))
    }

    /// Refuses what nobody took.
    pub(crate) fn end(self) -> Result<(), RequestError> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(wrong(name, "is not a parameter of this path")),
        }
    }

    fn take(&mut self, name: &str) -> Vec<String> {
        self.0.extract_if(.., |(key, _)| key == name).map(|(_, value)| value).collect()
    }
}

/// A type of database as clients spell it. The contract's word for MariaDB is `mysql`.
pub(crate) fn db_type(text: &str) -> Option<DbType> {
    if text == "mariadb" { "mysql".parse().ok() } else { text.parse().ok() }
}

/// A number too large for 64 bits is still a positive integer: the largest.
fn positive(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(u64::MAX))
}

fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().ok()?;
    (!decoded.contains('\0')).then(|| decoded.into_owned())
}

pub(crate) fn wrong(name: &str, why: &str) -> RequestError {
    RequestError::Malformed { field: Some(name.to_owned()), why: format!("Parameter '{name}' {why}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params::parse(query).unwrap()
    }

    #[test]
    fn paging_falls_back_where_everything_else_is_strict() {
        let bounds = PageBounds { default: 20, max: 200 };
        for (query, expected) in [
            ("", (1, 20)),
            ("page=0&limit=-5", (1, 20)),
            ("page=abc&limit=1e3", (1, 20)),
            ("page=2&limit=500", (2, 200)),
            ("page=99999999999999999999999", (u64::MAX, 20)),
        ] {
            let page = params(query).page(bounds);
            assert_eq!((page.number(), page.limit()), expected, "{query}");
        }
        assert!(params("instance_id=abc").integer("instance_id").is_err());
        assert!(params("instance_id=0").integer("instance_id").is_err());
        assert!(params("latest_only=yes").flag("latest_only").is_err());
        assert!(params("db_type=oracle").db_type("db_type").is_err());
        assert!(params("start_date=2025-02-29").day("start_date").is_err());
        assert!(params("order=up").word("order", &[("asc", 1), ("desc", 2)]).is_err());
        assert!(params("search=a&search=b").text("search").is_err());
        assert_eq!(params("limit=500").limit(bounds), 200);
        assert!(params("before=yesterday").cursor("before").is_err());
        assert_eq!(params("").cursor("before").unwrap(), None);
        assert!(params("serach=a").end().is_err());
        assert!(Params::parse("search=%00").is_err());
        assert!(Params::parse("search=%ff").is_err());
    }

    #[test]
    fn all_types_are_no_type_and_mariadb_is_mysql() {
        assert_eq!(params("db_type=all").db_type("db_type"), Ok(None));
        assert_eq!(params("").db_type("db_type"), Ok(None));
        assert_eq!(params("db_type=mariadb").db_type("db_type"), params("db_type=mysql").db_type("db_type"));
    }

    #[test]
    fn reads_a_list_in_both_spellings() {
        assert_eq!(params("tags=a&tags=b,%E7%94%9F%E4%BA%A7").list("tags"), ["a", "b", "生产"]);
        assert!(params("tags=&tags=,").list("tags").is_empty());
    }

    #[test]
    fn reads_text_without_the_blanks_around_it() {
        assert_eq!(params("search=+shop%20db+").text("search").unwrap().as_deref(), Some("shop db"));
        assert_eq!(params("search=+").text("search").unwrap(), None);
    }
}
