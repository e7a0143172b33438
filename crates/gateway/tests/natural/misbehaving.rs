//! What models really do: broken forms, wrong names, wrong dialects, writes, silence.

use std::{sync::Arc, time::Duration};

use tokio::task::{JoinSet, spawn_blocking};
use weir_gateway::{AskRequest, AskStatus, Caller, Error, Level};
use weir_testkit::{Finish, Step};

use crate::support::{House, name};

const SQL: &str = "SELECT full_name FROM customers";
const LONG: Duration = Duration::from_secs(10);

#[tokio::test]
async fn every_wrapping_is_taken_off() {
    for said in [
        format!("<think>SELECT 0? no</think>{{\"status\":\"ok\",\"sql\":\"{SQL}\",\"explanation\":\"x\"}}"),
        format!("```json\n{{\"sql\": \"{SQL}\"}}\n```"),
        format!("Here it is:\n```sql\n{SQL}\n```\nIt lists names."),
        format!("Sure. The statement is\n{SQL};\nHave fun."),
        format!("{{\"sql\": \"{SQL}\", \"explanation\": \"broken"),
    ] {
        let answer = House::new(vec![Step::says(said.clone())]).await.ask("names of customers").await;
        assert_eq!((answer.status, answer.sql.trim_end_matches(';')), (AskStatus::Ok, SQL), "{said}");
    }
}

#[tokio::test]
async fn a_reply_without_a_statement_is_asked_for_again() {
    for useless in [
        Step::says(""),
        Step::says("I am not sure what you mean."),
        Step::says("<think>never ends"),
        Step { finish: Finish::Length, ..Step::says("{\"sql\": \"SELECT full_na") },
    ] {
        let house = House::new(vec![useless, Step::proposes(SQL)]).await;
        let (answer, events) = house.told("names of customers").await;
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.validation.repairs), (AskStatus::Ok, 1));
        assert!(events.iter().any(|event| event.starts_with("repair 1: The model")), "{events:?}");
        assert_eq!(answer.confidence.level, Level::Medium);
    }
}

#[tokio::test]
async fn an_invented_column_costs_one_repair_that_names_the_real_ones() {
    let house = House::new(vec![Step::proposes("SELECT fullname FROM customers"), Step::proposes(SQL)]).await;
    let (answer, events) = house.told("names of customers").await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.sql.as_str(), answer.validation.repairs), (AskStatus::Ok, SQL, 1));
    assert_eq!(events.iter().filter(|event| event.starts_with("repair")).count(), 1);
    let requests = house.model.requests();
    assert_eq!(requests.len(), 2);
    let complaint = requests[1].last_turn();
    assert!(complaint.contains("fullname") && complaint.contains("full_name"), "{complaint}");
    assert_eq!(answer.confidence.signals[0].code, "repaired");
}

#[tokio::test]
async fn the_same_wrong_statement_twice_ends_it() {
    let wrong = || Step::proposes("SELECT fullname FROM customers");
    let house =
        House::new(vec![wrong(), Step::proposes("SELECT  fullname\nFROM customers;"), Step::proposes(SQL)])
            .await;
    let answer = house.ask("names of customers").await;
    assert_eq!((answer.status, answer.sql.as_str()), (AskStatus::Cannot, ""));
    assert!(answer.explanation.contains("fullname"), "{}", answer.explanation);
    assert_eq!(house.model.requests().len(), 2);
}

#[tokio::test]
async fn mending_ends_after_two_repairs() {
    let wrong =
        ["a1", "a2", "a3", "a4"].map(|column| Step::proposes(&format!("SELECT {column} FROM customers")));
    let house = House::new(wrong.to_vec()).await;
    let answer = house.ask("顾客的姓名").await;
    assert_eq!((answer.status, answer.validation.repairs), (AskStatus::Cannot, 2));
    assert!(answer.explanation.contains("没有语句通过检查"), "{}", answer.explanation);
    assert_eq!(house.model.requests().len(), 3);
}

#[tokio::test]
async fn a_statement_that_writes_is_refused_and_not_mended() {
    for write in [
        "DELETE FROM customers",
        "SELECT 1; DROP TABLE customers",
        "WITH x AS (SELECT 1) INSERT INTO customers SELECT 1, 2, 3, 4, 5 FROM x",
        "PRAGMA writable_schema = 1",
        "ATTACH 'x.db' AS y",
    ] {
        let house = House::new(vec![Step::proposes(write), Step::proposes(SQL)]).await;
        let (answer, events) = house.told("remove the customers").await;
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.sql.as_str()), (AskStatus::Cannot, ""), "{write}");
        assert!(answer.explanation.contains("guard"), "{}", answer.explanation);
        assert!(!events.iter().any(|event| event.starts_with("repair")), "{write} {events:?}");
        assert_eq!(house.model.requests().len(), 1, "{write}");
    }
}

#[tokio::test]
async fn several_statements_become_one() {
    let house = House::new(vec![Step::proposes("SELECT 1; SELECT 2"), Step::proposes(SQL)]).await;
    let answer = house.ask("names of customers").await;
    assert_eq!((answer.status, answer.sql.as_str(), answer.validation.repairs), (AskStatus::Ok, SQL, 1));
}

#[tokio::test]
async fn another_servers_sql_is_mended() {
    for foreign in [
        "SELECT DATE_FORMAT(placed_on, '%Y') FROM orders",
        "SELECT total::text FROM orders",
        "SELECT DISTINCT ON (city) full_name FROM customers",
    ] {
        let house = House::new(vec![Step::proposes(foreign), Step::proposes(SQL)]).await;
        let answer = house.ask("names of customers").await;
        assert_eq!((answer.status, answer.validation.repairs), (AskStatus::Ok, 1), "{foreign}");
    }
}

#[tokio::test]
async fn a_provider_that_fails_is_an_error_and_remembered_as_one() {
    let house = House::new(vec![Step::fails(401)]).await;
    let error = house.told("names of customers").await.0.unwrap_err();
    assert!(matches!(error, Error::Model(weir_llm::Error::KeyRefused)), "{error:?}");
    let calls = house.calls().await;
    assert_eq!((calls.len(), calls[0].outcome.as_str()), (1, "key_refused"));
}

#[tokio::test]
async fn a_person_who_leaves_ends_the_call_and_it_is_remembered() {
    let house = Arc::new(House::new(vec![Step { hang: true, ..Step::says("{\"sql\":") }]).await);
    let mut asking = JoinSet::new();
    let asked = Arc::clone(&house);
    asking.spawn(async move {
        let request = AskRequest { prompt: "names of customers".to_owned(), ..AskRequest::default() };
        let prepared = asked.gateway.prepare_ask(&Caller::local(), &name("shop"), request).await.unwrap();
        prepared.run(&mut |_| {}).await.map(drop)
    });
    let model = Arc::clone(&house.model);
    assert!(spawn_blocking(move || model.wait_for_requests(1, LONG)).await.unwrap());
    asking.shutdown().await;
    let model = Arc::clone(&house.model);
    assert!(spawn_blocking(move || model.wait_until_client_leaves(LONG)).await.unwrap());
    let calls = house.calls().await;
    assert_eq!((calls.len(), calls[0].outcome.as_str()), (1, "cancelled"));
}
