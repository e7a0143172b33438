//! Glossary and confirmed examples.

use weir_gateway::{Caller, Error, FeedbackRequest, Permission};
use weir_model::{GlossaryDraft, Verdict};
use weir_testkit::Step;

use crate::support::{House, name};

const SQL: &str = "SELECT sum(total) FROM orders";

fn feedback(verdict: Verdict, sql: Option<&str>) -> FeedbackRequest {
    FeedbackRequest { verdict, sql: sql.map(str::to_owned), comment: None }
}

#[tokio::test]
async fn a_glossary_entry_is_told_where_its_term_stands() {
    let house = House::new(vec![Step::proposes(SQL), Step::proposes(SQL)]).await;
    let draft = GlossaryDraft {
        term: "GMV".to_owned(),
        meaning: "sum of orders.total, without refunds".to_owned(),
        tables: vec!["orders".to_owned()],
    };
    house.gateway.add_glossary(&Caller::local(), &name("shop"), draft).await.unwrap();
    let (_, events) = house.told("GMV last month").await;
    assert!(events[0].starts_with("linked orders"), "{events:?}");
    house.ask("names of customers").await;
    let turns: Vec<bool> =
        house.model.requests().iter().map(|it| it.last_turn().contains("without refunds")).collect();
    assert_eq!(turns, [true, false]);
}

#[tokio::test]
async fn a_confirmed_answer_serves_as_an_example() {
    let house = House::new(vec![Step::proposes(SQL), Step::proposes(SQL), Step::proposes(SQL)]).await;
    let (caller, shop) = (Caller::local(), name("shop"));
    let first = house.ask("total revenue of all orders").await;
    house.gateway.give_feedback(&caller, &shop, &first.id, feedback(Verdict::Right, None)).await.unwrap();
    let second = house.ask("total revenue of orders in 2013").await;
    let sent = house.model.requests()[1].last_turn().to_owned();
    assert!(
        sent.contains("Q: total revenue of all orders") && sent.contains(&format!("SQL: {SQL}")),
        "{sent}"
    );
    let corrected = "SELECT sum(total) FROM orders WHERE placed_on LIKE '2013%'";
    let correction = feedback(Verdict::Wrong, Some(corrected));
    house.gateway.give_feedback(&caller, &shop, &second.id, correction).await.unwrap();
    house.ask("total revenue of orders in 2014").await;
    assert!(house.model.requests()[2].last_turn().contains(corrected));
}

#[tokio::test]
async fn feedback_is_for_ones_own_answers_and_must_read() {
    let house = House::new(vec![Step::proposes(SQL)]).await;
    let shop = name("shop");
    let answer = house.ask("total revenue").await;
    let other = Caller::new("bob", &[Permission::Query]);
    let stranger =
        house.gateway.give_feedback(&other, &shop, &answer.id, feedback(Verdict::Right, None)).await;
    assert!(matches!(stranger, Err(Error::Missing { .. })), "{stranger:?}");
    let writes = feedback(Verdict::Wrong, Some("DELETE FROM orders"));
    let refused = house.gateway.give_feedback(&Caller::local(), &shop, &answer.id, writes).await;
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    let missing =
        house.gateway.give_feedback(&Caller::local(), &shop, "none", feedback(Verdict::Right, None)).await;
    assert!(matches!(missing, Err(Error::Missing { .. })), "{missing:?}");
}

#[tokio::test]
async fn who_may_not_change_a_connection_may_not_change_its_glossary() {
    let house = House::new(vec![]).await;
    let analyst = Caller::new("bob", &[Permission::View, Permission::Query]);
    let draft = GlossaryDraft { term: "a".to_owned(), meaning: "b".to_owned(), tables: vec![] };
    let refused = house.gateway.add_glossary(&analyst, &name("shop"), draft.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden(Permission::Update))));
    house.gateway.add_glossary(&Caller::local(), &name("shop"), draft.clone()).await.unwrap();
    let taken = house.gateway.add_glossary(&Caller::local(), &name("shop"), draft).await;
    assert!(matches!(taken, Err(Error::Conflict(_))));
    assert_eq!(house.gateway.list_glossary(&analyst, &name("shop")).await.unwrap().len(), 1);
}
