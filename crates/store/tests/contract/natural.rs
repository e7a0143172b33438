//! Questions in natural language: glossary, discretion, drafts with feedback, calls.

use weir_model::{
    Actor, ActorKind, AuditEntry, ConfirmedExample, Discretion, Feedback, GlossaryDraft, LlmCall,
    NaturalDraft, Page, PageBounds, SensitiveColumn, Verdict,
};
use weir_store::{AuditFilter, GlossaryWritten, Store};

use crate::backend::{Backend, at, audit, connection, name, on_every_backend};

on_every_backend!(
    a_glossary_has_each_term_once,
    discretion_is_replaced_as_a_whole,
    feedback_makes_examples,
    old_drafts_that_nobody_judged_are_forgotten,
    calls_are_listed_newest_first,
    everything_told_about_a_connection_goes_with_it,
);

async fn shop(backend: &Backend) -> Store {
    let store = backend.open().await;
    store.save_connection(&connection("shop"), at(1), &audit()).await.unwrap();
    store
}

fn writing(millis: i64) -> AuditEntry {
    AuditEntry::new(at(millis), "glossary.change", Actor::named("amy", ActorKind::Local))
}

fn entry(term: &str, meaning: &str) -> GlossaryDraft {
    GlossaryDraft {
        term: term.to_owned(),
        meaning: meaning.to_owned(),
        tables: vec!["public.订单".to_owned()],
    }
}

async fn a_glossary_has_each_term_once(backend: Backend) {
    let (store, shop) = (shop(&backend).await, name("shop"));
    let gmv = store.insert_glossary(&shop, &entry("GMV", "gross"), &writing(5)).await.unwrap();
    let GlossaryWritten::Written(gmv) = gmv else { panic!("{gmv:?}") };
    assert_eq!((&gmv.draft, gmv.updated_by.as_str(), gmv.updated_at), (&entry("GMV", "gross"), "amy", at(5)));
    assert_eq!(
        store.insert_glossary(&shop, &entry("GMV", "x"), &writing(6)).await.unwrap(),
        GlossaryWritten::TermTaken
    );
    assert_eq!(
        store.insert_glossary(&name("gone"), &entry("a", "b"), &writing(6)).await.unwrap(),
        GlossaryWritten::Missing
    );
    let active = store.insert_glossary(&shop, &entry("active", "x\0y"), &writing(7)).await.unwrap();
    let GlossaryWritten::Written(active) = active else { panic!("{active:?}") };
    assert_eq!(active.draft.meaning, "x␀y");
    let taken = store.update_glossary(&shop, active.id, &entry("GMV", "x"), &writing(8)).await.unwrap();
    assert_eq!(taken, GlossaryWritten::TermTaken);
    let changed = store.update_glossary(&shop, gmv.id, &entry("GMV", "net"), &writing(9)).await.unwrap();
    assert!(matches!(changed, GlossaryWritten::Written(entry) if entry.draft.meaning == "net"));
    let listed = store.list_glossary(&shop).await.unwrap();
    assert_eq!(listed.iter().map(|entry| entry.draft.term.as_str()).collect::<Vec<_>>(), ["GMV", "active"]);
    assert!(store.delete_glossary(&shop, gmv.id, &writing(9)).await.unwrap());
    assert!(!store.delete_glossary(&shop, gmv.id, &writing(9)).await.unwrap());
    // What was refused left no line.
    let page = Page::new(None, None, PageBounds { default: 20, max: 20 });
    assert_eq!(
        store
            .list_audit(&AuditFilter { action: Some("glossary".to_owned()), ..AuditFilter::default() }, page)
            .await
            .unwrap()
            .total,
        4
    );
    let missing = store.update_glossary(&shop, gmv.id, &entry("z", "net"), &writing(9)).await.unwrap();
    assert_eq!(missing, GlossaryWritten::Missing);
}

async fn discretion_is_replaced_as_a_whole(backend: Backend) {
    let (store, shop) = (shop(&backend).await, name("shop"));
    assert_eq!(store.find_discretion(&shop).await.unwrap(), Discretion::default());
    let column = |column: &str| SensitiveColumn {
        schema: "s".to_owned(),
        table: "t".to_owned(),
        column: column.to_owned(),
    };
    for discretion in [
        Discretion { send_samples: true, sensitive: vec![column("email"), column("phone")] },
        Discretion { send_samples: false, sensitive: vec![column("phone")] },
        Discretion::default(),
    ] {
        assert!(store.replace_discretion(&shop, &discretion, &writing(5)).await.unwrap());
        assert_eq!(store.find_discretion(&shop).await.unwrap(), discretion);
    }
    let twice = Discretion { send_samples: false, sensitive: vec![column("a"), column("a")] };
    assert!(store.replace_discretion(&shop, &twice, &writing(6)).await.unwrap());
    assert_eq!(store.find_discretion(&shop).await.unwrap().sensitive.len(), 1);
    assert!(!store.replace_discretion(&name("gone"), &Discretion::default(), &writing(5)).await.unwrap());
}

fn draft(id: &str, millis: i64) -> NaturalDraft {
    NaturalDraft {
        id: id.to_owned(),
        db_name: name("shop"),
        caller: "amy".to_owned(),
        question: format!("question {id}"),
        sql: "SELECT 1".to_owned(),
        tables: vec!["s.t".to_owned()],
        status: "ok".to_owned(),
        created_at: at(millis),
    }
}

fn said(verdict: Verdict, corrected: Option<&str>, millis: i64) -> Feedback {
    Feedback {
        verdict,
        corrected_sql: corrected.map(str::to_owned),
        corrected_tables: corrected.iter().map(|_| "s.u".to_owned()).collect(),
        comment: Some("hm".to_owned()),
        by: "bob".to_owned(),
        at: at(millis),
    }
}

async fn feedback_makes_examples(backend: Backend) {
    let (store, shop) = (shop(&backend).await, name("shop"));
    for id in ["a", "b", "c"] {
        assert!(store.insert_draft(&draft(id, 5)).await.unwrap());
    }
    assert_eq!(store.find_draft(&shop, "a").await.unwrap(), Some(draft("a", 5)));
    assert_eq!(store.find_draft(&name("other"), "a").await.unwrap(), None);
    assert!(store.list_examples(&shop).await.unwrap().is_empty());
    for (id, feedback) in [
        ("a", said(Verdict::Right, None, 6)),
        ("b", said(Verdict::Wrong, None, 7)),
        ("c", said(Verdict::Wrong, Some("SELECT 2"), 8)),
    ] {
        assert!(store.update_feedback(&shop, id, &feedback).await.unwrap());
    }
    assert!(!store.update_feedback(&shop, "none", &said(Verdict::Right, None, 6)).await.unwrap());
    let example = |id: &str, sql: &str, table: &str| ConfirmedExample {
        question: format!("question {id}"),
        sql: sql.to_owned(),
        tables: vec![table.to_owned()],
    };
    let expected = [example("c", "SELECT 2", "s.u"), example("a", "SELECT 1", "s.t")];
    assert_eq!(store.list_examples(&shop).await.unwrap(), expected);
    // The latest word counts.
    store.update_feedback(&shop, "a", &said(Verdict::Wrong, None, 9)).await.unwrap();
    assert_eq!(store.list_examples(&shop).await.unwrap(), expected[..1]);
}

async fn old_drafts_that_nobody_judged_are_forgotten(backend: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let (store, shop) = (shop(&backend).await, name("shop"));
    store.insert_draft(&draft("old", 0)).await.unwrap();
    store.insert_draft(&draft("judged", 0)).await.unwrap();
    store.update_feedback(&shop, "judged", &said(Verdict::Right, None, 1)).await.unwrap();
    store.insert_draft(&draft("new", 91 * DAY)).await.unwrap();
    let mut kept = Vec::new();
    for id in ["old", "judged", "new"] {
        kept.push(store.find_draft(&shop, id).await.unwrap().is_some());
    }
    assert_eq!(kept, [false, true, true]);
}

async fn calls_are_listed_newest_first(backend: Backend) {
    let store = shop(&backend).await;
    let call = |millis: i64, db: Option<&str>| LlmCall {
        draft_id: db.map(|_| "id".to_owned()),
        db_name: db.map(name),
        caller: "amy".to_owned(),
        provider: "main".to_owned(),
        model: "m".to_owned(),
        purpose: "draft".to_owned(),
        tables: vec!["s.t".to_owned()],
        bytes_sent: 10,
        sent_samples: true,
        input_tokens: 3,
        output_tokens: u64::MAX,
        elapsed_ms: 5,
        outcome: "answered".to_owned(),
        started_at: at(millis),
    };
    for (millis, db) in [(1, Some("shop")), (3, None), (2, Some("shop"))] {
        store.append_llm_call(&call(millis, db)).await.unwrap();
    }
    let bounds = PageBounds { default: 2, max: 9 };
    let listed = store.list_llm_calls(Page::new(None, None, bounds)).await.unwrap();
    let kept = |millis, db| LlmCall { output_tokens: i64::MAX as u64, ..call(millis, db) };
    assert_eq!((listed.items, listed.total), (vec![kept(3, None), kept(2, Some("shop"))], 3));
    let beyond = store.list_llm_calls(Page::new(Some(u64::MAX), None, bounds)).await.unwrap();
    assert_eq!((beyond.items.len(), beyond.total), (0, 3));
}

async fn everything_told_about_a_connection_goes_with_it(backend: Backend) {
    let (store, shop) = (shop(&backend).await, name("shop"));
    store.insert_glossary(&shop, &entry("GMV", "gross"), &writing(5)).await.unwrap();
    let discretion = Discretion { send_samples: true, sensitive: Vec::new() };
    store.replace_discretion(&shop, &discretion, &writing(5)).await.unwrap();
    store.insert_draft(&draft("a", 5)).await.unwrap();
    assert!(store.delete_connection(&shop, &audit()).await.unwrap());
    store.save_connection(&connection("shop"), at(9), &audit()).await.unwrap();
    assert!(store.list_glossary(&shop).await.unwrap().is_empty());
    assert_eq!(store.find_discretion(&shop).await.unwrap(), Discretion::default());
    assert_eq!(store.find_draft(&shop, "a").await.unwrap(), None);
    assert!(!store.insert_draft(&NaturalDraft { db_name: name("gone"), ..draft("x", 5) }).await.unwrap());
}
