//! Reviews of delivered goods.

use crate::{
    calendar::END,
    dice::{Dice, Stream},
    orders::{Channel, Line, Order},
    words::sentences::{BODIES_EN, BODIES_ZH, DELIVERY_EN, DELIVERY_ZH, OTHERS, TITLES_EN, TITLES_ZH},
};

const DAY: i64 = 86_400;

/// What a customer thinks of a product.
#[derive(Debug)]
pub(crate) struct Review {
    pub(crate) product: u32,
    pub(crate) customer: u32,
    pub(crate) order: u32,
    pub(crate) rating: u32,
    pub(crate) language: &'static str,
    pub(crate) title: Option<&'static str>,
    pub(crate) body: Option<String>,
    pub(crate) helpful: u32,
    pub(crate) reply: Option<&'static str>,
    pub(crate) created: i64,
}

/// How many lines of an order could be reviewed before the end of the two years.
pub(crate) fn possible(order: &Order<'_>) -> u32 {
    let lines = (0..).zip(&order.lines).filter(|(nth, _)| written_at(order, *nth).is_some());
    u32::try_from(lines.count()).unwrap_or_default()
}

/// Every review that could be written of an order, by line.
pub(crate) fn reviews(order: &Order<'_>) -> impl Iterator<Item = Review> {
    (0..).zip(&order.lines).filter_map(|(nth, line)| {
        let (created, mut dice) = written_at(order, nth)?;
        Some(review(order, line, created, &mut dice))
    })
}

/// Some days after delivery; nobody reviews what was bought over the counter. Gives the rest of the line's dice.
fn written_at(order: &Order<'_>, nth: u32) -> Option<(i64, Dice)> {
    let mut dice = Dice::new(Stream::Review, order.id * 8 + nth);
    let written = order.story.delivered? + dice.between(DAY / 2, 28 * DAY);
    (order.channel != Channel::Store && written < END).then_some((written, dice))
}

fn review(order: &Order<'_>, line: &Line<'_>, created: i64, dice: &mut Dice) -> Review {
    let rating = if line.returned {
        dice.weighted(&[(40, 1), (30, 2), (18, 3), (8, 4), (4, 5)])
    } else {
        dice.weighted(&[(3, 1), (5, 2), (11, 3), (28, 4), (53, 5)])
    };
    let words = words(order.customer.language, rating, dice);
    Review {
        product: line.product.id,
        customer: order.customer.id,
        order: order.id,
        rating,
        language: words.language,
        title: words.title,
        body: words.body,
        helpful: dice.weighted(&[(70, 0), (16, 1), (8, 3), (4, 9), (2, 41)]) + dice.below(3) / 2,
        reply: (rating <= 2 && dice.permille(450)).then(|| {
            if words.language == "zh" {
                "非常抱歉，客服已与您联系。"
            } else {
                "We're sorry! We've written to you."
            }
        }),
        created,
    }
}

struct Words {
    language: &'static str,
    title: Option<&'static str>,
    body: Option<String>,
}

fn words(language: &'static str, rating: u32, dice: &mut Dice) -> Words {
    let own: Vec<&str> = OTHERS
        .iter()
        .filter(|(of, least, _)| *of == language && (*least > 1) == (rating > 3))
        .map(|(_, _, text)| *text)
        .collect();
    if !own.is_empty() {
        return Words { language, title: None, body: Some(dice.pick(&own).to_owned()) };
    }
    let chinese = language == "zh";
    let stars = rating as usize - 1;
    let (titles, bodies, delivery) = if chinese {
        (TITLES_ZH[stars], BODIES_ZH[stars], &DELIVERY_ZH)
    } else {
        (TITLES_EN[stars], BODIES_EN[stars], &DELIVERY_EN)
    };
    let title = dice.permille(720).then(|| dice.pick(titles));
    let body = dice.permille(850).then(|| {
        let mut body = dice.pick(bodies).to_owned();
        if dice.permille(400) {
            body.push_str(if chinese { "" } else { " " });
            body.push_str(dice.pick(delivery));
        }
        body
    });
    Words { language: if chinese { "zh" } else { "en" }, title, body }
}
