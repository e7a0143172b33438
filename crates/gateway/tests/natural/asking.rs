//! What an answer is made of when all goes well.

use weir_gateway::{
    AskRequest, AskStatus, Caller, Error, FailedStatement, Level, Models, Permission, PreviousAsk,
};
use weir_llm::Wire;
use weir_testkit::{Script, ScriptedModel, Step};

use crate::support::{House, name};

const SQL: &str = "SELECT city, count(*) FROM customers GROUP BY city";

#[tokio::test]
async fn an_answer_tells_what_was_checked_and_what_it_cost() {
    for wire in [Wire::OpenAi, Wire::Anthropic] {
        let house = House::speaking(
            wire,
            Script::in_order([Step { piece: Some(20), ..Step::proposes(SQL) }]),
            crate::support::SHOP,
        )
        .await;
        let (answer, events) = house.told("How many customers are there per city?").await;
        let answer = answer.unwrap();
        assert_eq!(
            (answer.status, answer.sql.as_str(), answer.explanation.as_str()),
            (AskStatus::Ok, SQL, "As asked.")
        );
        assert_eq!(answer.tables_used, ["main.customers"]);
        assert!(answer.columns_used.contains(&"main.customers.city".to_owned()), "{:?}", answer.columns_used);
        assert_eq!((answer.validation.guarded, answer.validation.resolved), (true, true));
        assert_eq!((answer.validation.explained, answer.validation.repairs), (Some(true), 0));
        assert_eq!((answer.confidence.level, answer.confidence.signals.len()), (Level::High, 0));
        assert!(answer.dialect.starts_with("SQLite 3."), "{}", answer.dialect);
        assert_eq!((answer.usage.calls, answer.usage.input_tokens, answer.usage.output_tokens), (1, 11, 7));
        assert!(events[0].starts_with("linked customers"), "{events:?}");
        assert!(
            events.contains(&"delta".to_owned()) && events.last().unwrap() == "validating 1",
            "{events:?}"
        );
    }
}

#[tokio::test]
async fn a_question_back_is_no_statement() {
    let clarify = r#"{"status":"clarify","sql":"","explanation":"","clarification":"Which year?"}"#;
    let answer = House::new(vec![Step::says(clarify)]).await.ask("revenue").await;
    assert_eq!((answer.status, answer.sql.as_str()), (AskStatus::Clarify, ""));
    assert_eq!(answer.clarification.as_deref(), Some("Which year?"));
    let cannot = r#"{"status":"cannot","sql":"","explanation":"没有天气数据"}"#;
    let answer = House::new(vec![Step::says(cannot)]).await.ask("天气如何").await;
    assert_eq!((answer.status, answer.explanation.as_str()), (AskStatus::Cannot, "没有天气数据"));
}

#[tokio::test]
async fn a_follow_up_carries_what_was_before() {
    let house = House::new(vec![Step::proposes(SQL)]).await;
    let previous =
        PreviousAsk { prompt: "orders per month".to_owned(), sql: "SELECT total FROM orders".to_owned() };
    let request =
        AskRequest { prompt: "only 2013".to_owned(), previous: Some(previous), ..AskRequest::default() };
    let (answer, events) = house.told_of("shop", request).await;
    answer.unwrap();
    assert!(events[0].starts_with("linked orders"), "{events:?}");
    let sent = house.model.requests()[0].last_turn().to_owned();
    assert!(
        sent.contains("only 2013")
            && sent.contains("orders per month")
            && sent.contains("SELECT total FROM orders")
    );
}

#[tokio::test]
async fn a_failed_statement_goes_out_without_values_of_its_error() {
    let house = House::new(vec![Step::proposes(SQL)]).await;
    let failed = FailedStatement {
        sql: "SELECT totl FROM orders".to_owned(),
        error: "no such column: totl near 'Zaphod-Row' in row (424242)".to_owned(),
    };
    let request = AskRequest { prompt: "fix this".to_owned(), failed: Some(failed), ..AskRequest::default() };
    house.told_of("shop", request).await.0.unwrap();
    let sent = house.sent();
    assert!(sent.contains("no such column: totl"), "{sent}");
    assert!(!sent.contains("Zaphod-Row") && !sent.contains("424242"), "{sent}");
}

#[tokio::test]
async fn without_a_model_the_linker_alone_answers() {
    let house = House::with_models(ScriptedModel::start(Script::default()).into(), Models::default()).await;
    house.register("shop", &house.file("shop.db", crate::support::SHOP)).await;
    let Err(Error::NoLanguageModel(linked)) = house.told("weather of customers").await.0 else {
        panic!("a model");
    };
    assert_eq!(
        (linked.tables[0].as_str(), linked.unmatched.as_slice()),
        ("customers", &["weather".to_owned()][..])
    );
    let text = Error::NoLanguageModel(linked).to_string();
    assert!(text.contains("llm.provider") && text.contains("WEIR_LLM__API_KEY_ENV"), "{text}");
}

#[tokio::test]
async fn a_malformed_question_is_refused_before_anything_happens() {
    let house = House::new(vec![]).await;
    let ask = |request: AskRequest| async { house.told_of("shop", request).await.0 };
    let question = |prompt: &str| AskRequest { prompt: prompt.to_owned(), ..AskRequest::default() };
    for (request, field) in [
        (question(" \n "), "prompt"),
        (question(&"x".repeat(4_001)), "prompt"),
        (question("a\0b"), "prompt"),
        (AskRequest { provider: Some("other".to_owned()), ..question("x") }, "provider"),
        (AskRequest { time_zone: Some("<script>".to_owned()), ..question("x") }, "timeZone"),
    ] {
        let answer = ask(request).await;
        assert!(matches!(&answer, Err(Error::Invalid { field: named, .. }) if *named == field), "{answer:?}");
    }
    let viewer = Caller::new("amy", &[Permission::View]);
    let refused = house.gateway.prepare_ask(&viewer, &name("shop"), question("x")).await;
    assert!(matches!(refused, Err(Error::Forbidden(Permission::Query))));
    let missing = house.told_of("gone", question("x")).await.0;
    assert!(matches!(missing, Err(Error::ConnectionNotFound(_))));
    assert!(house.model.requests().is_empty());
}

#[tokio::test]
async fn a_large_schema_that_words_do_not_reach_is_picked_from_by_name() {
    let table = |n: usize| format!("CREATE TABLE warehouse_bin_{n} (id INTEGER, slot TEXT, note TEXT);");
    let schema: Vec<String> = (0..300).map(table).collect();
    let schema = format!("{}CREATE TABLE meteorology (id INTEGER, millimetres NUMERIC);", schema.concat());
    let house = House::build(
        Wire::OpenAi,
        Script::in_order([
            Step::says(r#"{"tables": ["meteorology", "no_such_table"]}"#),
            Step::proposes("SELECT max(millimetres) FROM meteorology"),
        ]),
        1_000,
    )
    .await;
    house.register("shop", &house.file("large.db", &schema)).await;
    let answer = house.ask("降雨量最大值").await;
    assert_eq!(
        (answer.status, answer.tables_used.as_slice()),
        (AskStatus::Ok, &["main.meteorology".to_owned()][..])
    );
    assert!(answer.usage.schema_tokens <= 1_000, "{:?}", answer.usage);
    let purposes: Vec<String> = house.calls().await.into_iter().map(|call| call.purpose).collect();
    assert_eq!(purposes, ["pick", "draft"]);
}
