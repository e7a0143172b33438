//! How sure one may be of an answer, from what is known about its making.

use weir_link::Linked;
use weir_llm::{Draft, Form};
use weir_model::Phrase;
use weir_resolve::Coverage;

use crate::natural::{
    answer::{Confidence, Level, Signal, Tongue},
    check::Passed,
};

/// With fewer of the question's words answered to, the tables are partly guessed.
const MATCHED: f32 = 0.34;

/// What is known about the making of an answer.
pub(crate) struct Making<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) passed: &'a Passed,
    pub(crate) linked: &'a Linked,
    pub(crate) repairs: u32,
    /// Whether the model saw the whole schema.
    pub(crate) whole: bool,
}

pub(crate) fn confidence(making: &Making<'_>, tongue: Tongue) -> Confidence {
    let found: Vec<(&'static str, Level, Phrase)> = [
        repaired(making),
        unplanned(making),
        unread(making),
        odd_form(making),
        weakly_linked(making),
        assumed(making),
    ]
    .into_iter()
    .flatten()
    .collect();
    let level = found.iter().map(|(_, level, _)| *level).min().unwrap_or(Level::High);
    let signals =
        found.into_iter().map(|(code, _, phrase)| Signal { code, message: tongue.say(phrase) }).collect();
    Confidence { level, signals }
}

type Found = Option<(&'static str, Level, Phrase)>;

fn repaired(making: &Making<'_>) -> Found {
    let level = match making.repairs {
        0 => return None,
        1 => Level::Medium,
        _ => Level::Low,
    };
    let phrase = Phrase::new(
        format!("The model's first proposal was wrong; it was mended {} time(s)", making.repairs),
        format!("模型最初给出的语句有误，已修正 {} 次", making.repairs),
    );
    Some(("repaired", level, phrase))
}

fn unplanned(making: &Making<'_>) -> Found {
    let phrase =
        Phrase::new("The database could not be asked whether it would run it", "无法让数据库确认能否执行");
    making.passed.explained.is_none().then_some(("not_explained", Level::Medium, phrase))
}

fn unread(making: &Making<'_>) -> Found {
    let phrase = Phrase::new("Not all of its names could be checked", "未能检查语句中的全部名称");
    let partly = making.passed.resolution.coverage != Coverage::Whole;
    let level = if making.passed.explained.is_some() { Level::Medium } else { Level::Low };
    partly.then_some(("not_resolved", level, phrase))
}

fn odd_form(making: &Making<'_>) -> Found {
    let phrase =
        Phrase::new("The model did not answer in the form that was asked for", "模型没有按要求的格式回答");
    (making.draft.form > Form::Json).then_some(("form", Level::Medium, phrase))
}

/// Few words answered to matter less where the model saw every table.
fn weakly_linked(making: &Making<'_>) -> Found {
    let Linked { matched_share, unmatched, .. } = making.linked;
    let words = unmatched.iter().take(8).map(String::as_str).collect::<Vec<_>>();
    let phrase = Phrase::new(
        format!("Nothing in the database is called like these words: {}", words.join(", ")),
        format!("数据库中没有与这些词对应的名称：{}", words.join("、")),
    );
    let level = if making.whole { Level::Medium } else { Level::Low };
    (*matched_share < MATCHED).then_some(("unmatched_words", level, phrase))
}

fn assumed(making: &Making<'_>) -> Found {
    let phrase = Phrase::new(
        "The question leaves something open, which the model assumed",
        "问题有不明确之处，模型作了假设",
    );
    (!making.draft.assumptions.is_empty()).then_some(("assumptions", Level::Medium, phrase))
}
