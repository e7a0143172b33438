//! Payments: charges, charges that failed, refunds.

use crate::{
    dice::Dice,
    orders::{Bill, Channel, Line, Story, so_far},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Money that moved, or should have. Times after the end of the two years have not come yet.
#[derive(Debug)]
pub(crate) struct Payment {
    pub(crate) kind: Kind,
    pub(crate) method: &'static str,
    pub(crate) outcome: Outcome,
    /// In fen, never negative: a refund moves it back.
    pub(crate) amount: i64,
    pub(crate) created: i64,
    pub(crate) processed: Option<i64>,
    pub(crate) reference: Option<String>,
}

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Charge,
    Refund,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Succeeded,
    Failed(&'static str),
    Pending,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Refund => "refund",
        }
    }
}

impl Outcome {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed(_) => "failed",
            Self::Pending => "pending",
        }
    }
}

/// The payments of an order, oldest first. What would happen after the two years is left out.
pub(crate) fn payments(
    story: &Story,
    lines: &[Line<'_>],
    bill: &Bill,
    (channel, country): (Channel, &str),
    dice: &mut Dice,
) -> Vec<Payment> {
    let method = method(channel, country, dice);
    let mut payments = Vec::new();
    // Drawn whether they are used or not, so that the end of the two years changes nothing before it.
    let fails = dice.permille(38);
    let failure = dice.pick(&["insufficient_funds", "expired_card", "timeout", "余额不足"]);
    let reference = format!("{:08x}{:08x}", dice.below(u32::MAX), dice.below(u32::MAX));
    let refund_takes = dice.between(8 * HOUR, 4 * DAY);

    let Some(paid) = so_far(story.paid) else {
        return payments;
    };
    if fails && channel != Channel::Store {
        let tried = story.ordered + (paid - story.ordered) / 2;
        payments.push(Payment {
            kind: Kind::Charge,
            method,
            outcome: Outcome::Failed(failure),
            amount: bill.total(),
            created: tried,
            processed: Some(tried),
            reference: None,
        });
    }
    payments.push(Payment {
        kind: Kind::Charge,
        method,
        outcome: Outcome::Succeeded,
        amount: bill.total(),
        created: paid,
        processed: Some(paid),
        reference: (method != "cash").then(|| reference.clone()),
    });
    if let Some((back, amount)) = refund(story, lines, bill) {
        let processed = so_far(Some(back + refund_takes));
        payments.push(Payment {
            kind: Kind::Refund,
            method,
            outcome: if processed.is_some() { Outcome::Succeeded } else { Outcome::Pending },
            amount,
            created: back,
            processed,
            reference: processed.map(|_| format!("{reference}r")),
        });
    }
    payments
}

/// What is paid back and when that is decided: everything of a cancelled order; of returned lines their price
/// less their part of the discount.
fn refund(story: &Story, lines: &[Line<'_>], bill: &Bill) -> Option<(i64, i64)> {
    if let Some(cancelled) = so_far(story.cancelled) {
        return Some((cancelled, bill.total()));
    }
    let returned = so_far(story.returned)?;
    let back: i64 = lines.iter().filter(|line| line.returned).map(Line::total).sum();
    Some((returned, back - bill.discount * back / bill.subtotal))
}

/// What was really paid back by the end of the two years.
pub(crate) fn refunded(payments: &[Payment]) -> i64 {
    payments
        .iter()
        .filter(|payment| payment.kind == Kind::Refund && payment.outcome == Outcome::Succeeded)
        .map(|payment| payment.amount)
        .sum()
}

fn method(channel: Channel, country: &str, dice: &mut Dice) -> &'static str {
    match (channel, country) {
        (Channel::Store, _) if dice.permille(180) => "cash",
        (Channel::Phone, _) => "bank_transfer",
        (_, "CN") => dice.weighted(&[(48, "alipay"), (42, "wechat_pay"), (10, "card")]),
        _ => dice.weighted(&[(86, "card"), (8, "bank_transfer"), (6, "alipay")]),
    }
}
