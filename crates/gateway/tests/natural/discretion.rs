//! What leaves the house, and what doesn't.

use weir_gateway::Caller;
use weir_model::{Discretion, SensitiveColumn};
use weir_testkit::Step;

use crate::support::{House, KEY, VALUES, name};

const SQL: &str = "SELECT full_name FROM customers";

async fn open_samples(house: &House, columns: &[&str]) {
    let column = |column: &&str| SensitiveColumn {
        schema: "main".to_owned(),
        table: "customers".to_owned(),
        column: (*column).to_owned(),
    };
    let discretion = Discretion { send_samples: true, sensitive: columns.iter().map(column).collect() };
    house.gateway.replace_discretion(&Caller::local(), &name("shop"), discretion).await.unwrap();
}

#[tokio::test]
async fn no_value_and_no_key_leaves_unless_somebody_opens_it() {
    let wrong = Step::proposes("SELECT full_name, citi FROM customers");
    let house = House::new(vec![wrong, Step::proposes(SQL)]).await;
    house.ask("names of customers in Oslo and their orders").await;
    let sent = house.sent();
    assert!(sent.contains("customers (id INTEGER PK"), "{sent}");
    for secret in VALUES.iter().chain([&KEY]) {
        assert!(!sent.contains(secret), "{secret} in {sent}");
    }
    let calls = house.calls().await;
    let expected = ["main.customers", "main.orders", "main.products"];
    assert_eq!(
        (calls.len(), calls[0].tables.iter().map(String::as_str).collect::<Vec<_>>()),
        (2, expected.to_vec())
    );
    assert_eq!((calls[0].purpose.as_str(), calls[1].purpose.as_str()), ("draft", "repair"));
    assert!(
        calls.iter().all(|call| !call.sent_samples && call.bytes_sent > 500 && call.outcome == "answered")
    );
    assert_eq!(
        (calls[0].caller.as_str(), calls[0].provider.as_str(), calls[0].model.as_str()),
        ("local", "scripted", "m-1")
    );
}

#[tokio::test]
async fn opened_samples_leave_out_what_is_sensitive() {
    let house = House::new(vec![Step::proposes(SQL)]).await;
    open_samples(&house, &["email"]).await;
    house.ask("names of customers").await;
    let sent = house.sent();
    assert!(sent.contains("customers.city: Oslo-Row"), "{sent}");
    assert!(!sent.contains("amy-row@example.com"), "{sent}");
    // Nobody marked it; its name says enough.
    assert!(!sent.contains("hash-row"), "{sent}");
    assert!(house.calls().await[0].sent_samples);
}

#[tokio::test]
async fn samples_can_be_closed_again() {
    let house = House::new(vec![Step::proposes(SQL)]).await;
    open_samples(&house, &[]).await;
    house.gateway.replace_discretion(&Caller::local(), &name("shop"), Discretion::default()).await.unwrap();
    house.ask("names of customers").await;
    assert!(VALUES.iter().all(|value| !house.sent().contains(value)));
}
