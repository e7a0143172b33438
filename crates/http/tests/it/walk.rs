//! Walks the OpenAPI document and calls every operation as everybody: a new endpoint can't be forgotten.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Map, Value, json};
use weir_model::{Permission, Role};

use crate::support::{Guest, PASSWORD, TestServer, unpack, with_headers};

/// What needs no sign-in, by the contracts.
const PUBLIC: [&str; 7] = [
    "get_csrf_token",
    "login",
    "check_live",
    "check_ready",
    "list_sign_in_ways",
    "begin_oidc",
    "finish_oidc",
];

/// One operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: Method,
    /// As the document has it.
    pub(crate) template: String,
    /// With something in the place of each parameter that is right in form and not there.
    pub(crate) path: String,
    /// One of these is enough; none for a public one.
    pub(crate) asks: Option<Vec<Permission>>,
    documented: Map<String, Value>,
    /// It takes a body in JSON.
    pub(crate) takes_json: bool,
}

impl Operation {
    pub(crate) fn changes_something(&self) -> bool {
        self.method != Method::GET
    }

    fn is_for(&self, role: Role) -> bool {
        let held = role.permissions();
        let asked = self.asks.as_deref().unwrap_or_default();
        asked.is_empty() || asked.iter().any(|permission| held.contains(*permission))
    }
}

pub(crate) fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&weir_http::document().to_json().unwrap()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            if !["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&method.as_str()) {
                continue;
            }
            let asks = operation.get("x-permission").map(|names| {
                let names = names.as_array().unwrap().iter();
                names.map(|name| name.as_str().unwrap().parse().unwrap()).collect()
            });
            found.push(Operation {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method,
                template: path.clone(),
                path: filled(path, operation, item),
                asks,
                documented: operation["responses"].as_object().unwrap().clone(),
                takes_json: operation["requestBody"]["content"].get("application/json").is_some(),
            });
        }
    }
    found
}

/// Numbers where numbers go, a UUID where a query's id does, and a name nobody has elsewhere.
fn filled(path: &str, operation: &Value, item: &Value) -> String {
    let described = [&operation["parameters"], &item["parameters"]];
    let parameters = described.iter().filter_map(|list| list.as_array()).flatten();
    parameters.filter(|parameter| parameter["in"] == "path").fold(path.to_owned(), |path, parameter| {
        let name = parameter["name"].as_str().unwrap();
        let value = match parameter["schema"]["type"].as_str() {
            Some("integer") => "999999",
            _ if name == "id" => "6f9619ff-8b86-4d01-b42d-00c04fc964ff",
            _ => "nobody-has-this",
        };
        path.replace(&format!("{{{name}}}"), value)
    })
}

/// A request that is wrong in every way that a body and a query string can be.
async fn call(guest: &Guest, operation: &Operation) -> Response {
    let path = format!("{}?nobody_knows_this=1", operation.path);
    let body = operation.changes_something().then(|| json!({ "nobody_knows_this": 1 }));
    guest.send(operation.method.clone(), &path, body).await
}

fn code(error: &Value) -> String {
    let code = error["message_code"].as_str().or(error["code"].as_str());
    code.unwrap_or_else(|| panic!("no error of ours: {error}")).to_uppercase()
}

#[test]
fn every_operation_says_what_it_asks_for_and_how_it_refuses() {
    let operations = operations();
    assert!(operations.len() > 30, "the document was read");
    for operation in &operations {
        let is_public = PUBLIC.contains(&operation.id.as_str());
        assert_eq!(operation.asks.is_none(), is_public, "{}", operation.id);
        for status in if is_public { &["503"][..] } else { &["400", "401", "403", "503"] } {
            assert!(operation.documented.contains_key(*status), "{} {status}", operation.id);
        }
    }
    let mut ids: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), operations.len(), "operation ids are unique");
}

#[tokio::test]
async fn nobody_gets_401_before_anything_else() {
    let server = TestServer::start().await;
    for operation in operations().iter().filter(|operation| operation.asks.is_some()) {
        let foreign = Guest::with(&server, &[("origin", "https://evil.example"), ("x-csrftoken", "wrong")]);
        for guest in
            [server.as_nobody(), foreign, Guest::with(&server, &[("authorization", "Bearer weir_no")])]
        {
            let answer = call(&guest, operation).await;
            assert_eq!(answer.headers()["www-authenticate"], "Bearer", "{operation:?}");
            let (status, error) = unpack(answer).await;
            let told = (status, code(&error));
            assert_eq!(told, (401, "AUTHENTICATION_REQUIRED".to_owned()), "{operation:?}");
        }
    }
}

#[tokio::test]
async fn each_role_gets_403_exactly_where_it_may_not() {
    let server = TestServer::start().await;
    for role in Role::ALL {
        let by_token = server.as_role(role).await;
        for operation in operations() {
            if ends_the_session(&operation.id) {
                continue;
            }
            let answer = call(&by_token, &operation).await;
            let status = answer.status();
            if operation.is_for(role) {
                // A session may be asked for where a token is not enough; a wrong request is told as such.
                let forbidden = status == StatusCode::FORBIDDEN;
                assert!(!forbidden || is_session_required(answer).await, "{role} {operation:?} {status}");
            } else {
                let (status, error) = unpack(answer).await;
                let told = (status, code(&error));
                assert_eq!(told, (403, "PERMISSION_REQUIRED".to_owned()), "{role} {operation:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_session_gets_403_for_its_role_before_csrf_and_csrf_before_400() {
    let server = TestServer::start().await;
    for role in Role::ALL {
        server.person(role).await;
        let (cookie, csrf) = server.sign_in(role.as_str(), PASSWORD).await;
        let without = Guest::with(&server, &[("cookie", &cookie)]);
        let wrong = Guest::with(&server, &[("cookie", &cookie), ("x-csrftoken", "wrong")]);
        let foreign = Guest::with(
            &server,
            &[("cookie", &cookie), ("x-csrftoken", &csrf), ("origin", "https://evil.example")],
        );
        for operation in operations().iter().filter(|operation| operation.asks.is_some()) {
            if !operation.changes_something() {
                let may = operation.is_for(role);
                let told = call(&without, operation).await.status() == StatusCode::FORBIDDEN;
                assert_eq!(told, !may, "{role} {operation:?}: reading needs no CSRF token");
                continue;
            }
            for (guest, refused) in
                [(&without, "CSRF_MISSING"), (&wrong, "CSRF_INVALID"), (&foreign, "FOREIGN")]
            {
                let (status, error) = unpack(call(guest, operation).await).await;
                let told = code(&error);
                let expected: &[&str] = match refused {
                    _ if !operation.is_for(role) => &["PERMISSION_REQUIRED"],
                    // The two dialects have different words for it.
                    "FOREIGN" => &["CSRF_INVALID", "FOREIGN_ORIGIN"],
                    other => &[other],
                };
                assert!(status == 403 && expected.contains(&told.as_str()), "{role} {operation:?}: {error}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_before_what_is_missing() {
    let server = TestServer::start().await;
    let admin = server.as_session(Role::Admin).await;
    for operation in operations() {
        if ends_the_session(&operation.id) {
            continue;
        }
        let answer = call(&admin, &operation).await;
        let status = answer.status().as_u16();
        assert!(status < 500, "{operation:?} {status}");
        if operation.takes_json {
            assert_eq!(status, 400, "{operation:?}: a field nobody knows comes before the 404");
        }
        let documented = operation.documented.contains_key(answer.status().as_str());
        assert!(documented, "{operation:?} answers {status}, which the document doesn't name");
    }
}

/// These do what they are for, whatever is sent along.
fn ends_the_session(id: &str) -> bool {
    ["logout", "end_own_sessions"].contains(&id)
}

async fn is_session_required(answer: Response) -> bool {
    let (_, error) = unpack(answer).await;
    error["message"].as_str().is_some_and(|message| message.contains("此操作需要使用密码登录"))
}

#[tokio::test]
async fn signing_in_from_another_site_is_refused() {
    let server = TestServer::start().await;
    let body = json!({ "username": "admin", "password": PASSWORD });
    for header in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let client = with_headers(&[header]);
        let login = client.post(format!("{}/api/v1/auth/login", server.base)).json(&body);
        let (status, error) = unpack(login.send().await.unwrap()).await;
        assert_eq!((status, &error["message_code"]), (403, &json!("CSRF_INVALID")));
    }
}
