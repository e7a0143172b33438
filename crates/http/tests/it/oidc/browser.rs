//! A browser that goes where it is sent, and keeps cookies by host and port, as far as signing in needs it.

use std::collections::BTreeMap;

use reqwest::{Client, redirect::Policy};
use url::{Position, Url};

use crate::support::client_builder;

/// No sign-in has more steps.
const STEPS: usize = 12;

#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// By origin, then by name.
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl Browser {
    /// Goes on until nobody sends it further, or to a page of the console; says where that is.
    pub(crate) async fn follow(&mut self, url: &str) -> String {
        self.walk(url, |next| {
            next.contains("/sign-in?") || !next.contains("/api/") && next.contains("/databases")
        })
        .await
    }

    /// Goes on until it would go to such an address.
    pub(crate) async fn until(&mut self, url: &str, part: &str) -> String {
        self.walk(url, |next| next.contains(part)).await
    }

    /// The header that it sends to this server.
    pub(crate) fn cookies_of(&self, base: &str) -> String {
        let pairs = self.cookies.get(base).into_iter().flatten();
        pairs.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn walk(&mut self, url: &str, is_there: impl Fn(&str) -> bool) -> String {
        let client: Client = client_builder().redirect(Policy::none()).build().unwrap();
        let mut at = Url::parse(url).unwrap();
        for _ in 0..STEPS {
            let origin = at[..Position::BeforePath].to_owned();
            let answer =
                client.get(at.clone()).header("cookie", self.cookies_of(&origin)).send().await.unwrap();
            for cookie in answer.headers().get_all("set-cookie") {
                self.keep(&origin, cookie.to_str().unwrap());
            }
            let Some(next) = answer.headers().get("location") else {
                panic!("{at} answers {}: {}", answer.status(), answer.text().await.unwrap());
            };
            at = at.join(next.to_str().unwrap()).unwrap();
            if is_there(at.as_str()) {
                return at.into();
            }
        }
        panic!("it goes on for ever");
    }

    fn keep(&mut self, origin: &str, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let cookies = self.cookies.entry(origin.to_owned()).or_default();
        let is_over = attributes.contains("Max-Age=0") || attributes.contains("expires=Thu, 01 Jan 1970");
        if is_over {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
