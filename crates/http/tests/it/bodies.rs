//! A body that is right, for every operation that takes one in JSON: what tests send that walk over all of them.

use serde_json::{Value, json};

use crate::support::PASSWORD;

/// Another good password.
pub(crate) const NEW_PASSWORD: &str = "another walk in the woods";

/// What to send. None for an operation that nobody has written one for.
pub(crate) fn body_of(operation: &str) -> Option<Value> {
    let saved = json!({
        "db_name": "shop", "title": "all", "description": "", "sql": "SELECT 1", "parameters": [], "is_shared": true
    });
    Some(match operation {
        "login" => json!({ "username": "admin", "password": PASSWORD }),
        "change_password" => json!({
            "old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD
        }),
        "create_user" => json!({ "username": "somebody", "role": "viewer" }),
        "change_user" => json!({ "role": "analyst" }),
        "reset_password" | "run_job" => json!({}),
        "create_token" => json!({ "name": "a token" }),
        "put_connection" | "test_connection" => json!({ "url": "sqlite:///nowhere/at/all.db" }),
        "put_access" => json!({ "limited": true, "grants": [{ "role": "operator" }] }),
        "put_sensitive" => json!({ "sendSamples": true, "columns": [] }),
        "add_glossary" | "change_glossary" => json!({ "term": "revenue", "meaning": "the sum of orders" }),
        "run_query" | "run_query_of_connection" | "explain_query" | "explain_query_of_connection" => {
            json!({ "sql": "SELECT 1" })
        }
        "ask" | "ask_connection" => json!({ "prompt": "how many products are there" }),
        "give_feedback" | "give_feedback_of_connection" => json!({ "verdict": "right" }),
        "create_saved_query" | "put_saved_query" => saved,
        "post_instance" | "test_new_instance" => {
            json!({ "name": "new", "db_type": "postgresql", "host": "127.0.0.1", "port": 1 })
        }
        "put_instance" => json!({ "description": "changed" }),
        "post_tag" => json!({ "name": "new" }),
        "put_tag" => json!({ "color": "red" }),
        "put_database" => json!({ "limit_bytes": 1000 }),
        _ => return None,
    })
}
