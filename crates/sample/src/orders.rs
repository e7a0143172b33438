//! One order: who buys what, what it costs, what becomes of it. Made from its number alone, so that the tables
//! that tell of it (orders, lines, payments, reviews) can each be streamed without keeping any of it.

use crate::{
    calendar::{END, date_of},
    dice::{Dice, Stream},
    goods::Product,
    payments::{Payment, payments},
    people::{Customer, HUNGRIEST, registered_by},
    shop::Shop,
    staff::{Role, is_store},
    words::sentences::{NOTES_EN, NOTES_ZH},
};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// An order with all that belongs to it. Money is in fen, moments are UTC seconds.
#[derive(Debug)]
pub(crate) struct Order<'a> {
    pub(crate) id: u32,
    pub(crate) number: String,
    pub(crate) customer: &'a Customer,
    pub(crate) channel: Channel,
    /// The id of the site that serves it.
    pub(crate) site: u32,
    /// The id of the employee who took it, in a shop or by telephone.
    pub(crate) employee: Option<u32>,
    /// The id of the address it goes to; none when it was bought over the counter.
    pub(crate) address: Option<u32>,
    pub(crate) lines: Vec<Line<'a>>,
    pub(crate) coupon: Option<&'static str>,
    pub(crate) bill: Bill,
    pub(crate) status: Status,
    pub(crate) story: Story,
    pub(crate) payments: Vec<Payment>,
    pub(crate) source: Option<String>,
    pub(crate) note: Option<&'static str>,
}

/// One product of an order.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) product: &'a Product,
    pub(crate) quantity: i64,
    pub(crate) unit_price: i64,
    /// All of it or nothing.
    pub(crate) returned: bool,
}

/// What an order costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bill {
    pub(crate) subtotal: i64,
    pub(crate) discount: i64,
    pub(crate) shipping: i64,
}

/// What becomes of an order, as if the two years had no end. Whoever tells of it leaves out what would happen
/// after the end: `so_far`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Story {
    pub(crate) ordered: i64,
    pub(crate) paid: Option<i64>,
    pub(crate) shipped: Option<i64>,
    pub(crate) delivered: Option<i64>,
    pub(crate) cancelled: Option<i64>,
    pub(crate) returned: Option<i64>,
}

/// Where an order came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    Web,
    App,
    Phone,
    Store,
}

/// Where an order stands at the end of the two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Pending,
    Paid,
    Shipped,
    Delivered,
    Returned,
    Cancelled,
}

impl Channel {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::App => "app",
            Self::Phone => "phone",
            Self::Store => "store",
        }
    }
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Returned => "returned",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A moment, if it lies before the end of the two years.
pub(crate) fn so_far(moment: Option<i64>) -> Option<i64> {
    moment.filter(|&moment| moment < END)
}

impl Bill {
    pub(crate) fn total(&self) -> i64 {
        self.subtotal - self.discount + self.shipping
    }
}

impl Line<'_> {
    pub(crate) fn total(&self) -> i64 {
        self.quantity * self.unit_price
    }
}

impl Story {
    fn status(&self) -> Status {
        let happened = |moment| so_far(moment).is_some();
        if happened(self.cancelled) {
            Status::Cancelled
        } else if happened(self.returned) {
            Status::Returned
        } else if happened(self.delivered) {
            Status::Delivered
        } else if happened(self.shipped) {
            Status::Shipped
        } else if happened(self.paid) {
            Status::Paid
        } else {
            Status::Pending
        }
    }
}

/// The order of this number, from 0.
pub(crate) fn order(shop: &Shop, number: u32) -> Order<'_> {
    let mut dice = Dice::new(Stream::Order, number);
    let ordered = shop.calendar.order_time(number);
    let (customer, is_first) = buyer(shop, number, &mut dice);
    let (channel, site) = channel(customer, &mut dice);
    let story = story(ordered, channel, customer.country, &mut dice);
    let mut lines = basket(shop, ordered, &mut dice);
    if story.returned.is_some() {
        send_back(&mut lines, &mut dice);
    }
    let (coupon, bill) = bill(&lines, (ordered, is_first), channel, customer, &mut dice);
    let payments = payments(&story, &lines, &bill, (channel, customer.country), &mut dice);
    let id = number + 1;
    Order {
        id,
        number: format!("SO-{}-{id:05}", date_of(ordered).strftime("%Y%m%d")),
        customer,
        channel,
        site,
        employee: employee(shop, channel, site, ordered, &mut dice),
        address: (channel != Channel::Store)
            .then(|| customer.first_address + dice.below(6).saturating_sub(4).min(customer.addresses - 1)),
        lines,
        coupon,
        bill,
        status: story.status(),
        story,
        payments,
        source: source(channel, &mut dice),
        note: note(customer.language, &mut dice),
    }
}

/// Who buys: mostly whoever has just signed up for it, else somebody who has bought before, by appetite.
fn buyer<'a>(shop: &'a Shop, number: u32, dice: &mut Dice) -> (&'a Customer, bool) {
    let registered = registered_by(number);
    let newcomer = number == 0 || registered_by(number - 1) < registered;
    if newcomer && dice.permille(780) {
        return (&shop.customers[registered as usize - 1], true);
    }
    let candidates = &shop.customers[..registered as usize];
    let mut candidate = &candidates[dice.below(registered) as usize];
    // Each is taken with the probability appetite / HUNGRIEST; the mean is near 1 / 10.
    for _ in 0..400 {
        if dice.below(HUNGRIEST) < candidate.appetite {
            break;
        }
        candidate = &candidates[dice.below(registered) as usize];
    }
    (candidate, false)
}

/// Where they buy it and which site (by its id, the place in `SITES`) serves them.
fn channel(customer: &Customer, dice: &mut Dice) -> (Channel, u32) {
    let (city, _, country, north, east) = customer.home;
    if (city == "上海" || city == "Berlin") && dice.permille(420) {
        return (Channel::Store, if city == "Berlin" { 6 } else { 5 });
    }
    let site = match country {
        "CN" if east < 11_000 => 2,
        "CN" if north < 2_900 => 3,
        "CN" => 1,
        _ if east > 6_000 => 1,
        _ => 4,
    };
    (dice.weighted(&[(50, Channel::App), (44, Channel::Web), (6, Channel::Phone)]), site)
}

fn basket<'a>(shop: &'a Shop, ordered: i64, dice: &mut Dice) -> Vec<Line<'a>> {
    let count = dice.weighted(&[(40, 1), (28, 2), (17, 3), (9, 4), (4, 5), (2, 6)]);
    let date = date_of(ordered);
    let month = usize::from(date.month().unsigned_abs()) - 1;
    let mut lines: Vec<Line<'a>> = Vec::with_capacity(count);
    while lines.len() < count {
        let product = &shop.products[shop.popularity.pick(dice)];
        let in_season = dice.below(180) < product.season(month);
        let known = lines.iter().any(|line| line.product.id == product.id);
        if in_season && !known && product.on_sale(ordered) {
            let unit_price = if date.year() == 2024 { product.old_price } else { product.price };
            let quantity = match unit_price {
                0..6_000 => dice.weighted(&[(45, 1), (30, 2), (12, 3), (8, 4), (4, 6), (1, 10)]),
                6_000..20_000 => dice.weighted(&[(78, 1), (17, 2), (5, 3)]),
                _ => dice.weighted(&[(93, 1), (7, 2)]),
            };
            lines.push(Line { product, quantity, unit_price, returned: false });
        }
    }
    lines
}

/// At least one line comes back.
fn send_back(lines: &mut [Line<'_>], dice: &mut Dice) {
    for line in &mut *lines {
        line.returned = dice.permille(450);
    }
    if let Some(line) = lines.first_mut()
        && !line.returned
    {
        line.returned = true;
    }
}

fn bill(
    lines: &[Line<'_>],
    (ordered, is_first): (i64, bool),
    channel: Channel,
    customer: &Customer,
    dice: &mut Dice,
) -> (Option<&'static str>, Bill) {
    let subtotal = lines.iter().map(Line::total).sum();
    let date = date_of(ordered);
    let offer = match (date.month(), date.day()) {
        (11, 10 | 11) if dice.permille(620) => Some(("D11", 15)),
        (6, 16..=18) if dice.permille(480) => Some(("JUNE618", 8)),
        _ if is_first && dice.permille(330) => Some(("WELCOME10", 10)),
        _ if dice.permille(50) => Some(("FRIEND5", 5)),
        _ => None,
    };
    let discount = offer.map_or(0, |(_, percent)| subtotal * percent / 100);
    let shipping = match customer.country {
        _ if channel == Channel::Store => 0,
        "CN" if subtotal - discount >= 19_900 => 0,
        "CN" => 1_200,
        _ if subtotal - discount >= 99_900 => 0,
        _ => 6_800,
    };
    (offer.map(|(code, _)| code), Bill { subtotal, discount, shipping })
}

fn story(ordered: i64, channel: Channel, country: &str, dice: &mut Dice) -> Story {
    let nothing =
        Story { ordered, paid: None, shipped: None, delivered: None, cancelled: None, returned: None };
    if channel == Channel::Store {
        let paid = ordered + dice.between(40, 300);
        let returned = dice.permille(22).then(|| paid + dice.between(DAY, 14 * DAY));
        return Story { paid: Some(paid), delivered: Some(paid), returned, ..nothing };
    }
    if dice.permille(32) {
        return Story { cancelled: Some(ordered + DAY), ..nothing };
    }
    let patience = dice.weighted(&[(94, 20 * 60), (6, 14 * HOUR)]);
    let paid = ordered + dice.between(25, patience);
    if dice.permille(26) {
        return Story { paid: Some(paid), cancelled: Some(paid + dice.between(600, 10 * HOUR)), ..nothing };
    }
    let shipped = paid + dice.between(4 * HOUR, 46 * HOUR);
    let journey = if country == "CN" { (20 * HOUR, 5 * DAY) } else { (4 * DAY, 15 * DAY) };
    let delivered = shipped + dice.between(journey.0, journey.1);
    let returned = dice.permille(48).then(|| delivered + dice.between(3 * DAY, 21 * DAY));
    Story { paid: Some(paid), shipped: Some(shipped), delivered: Some(delivered), returned, ..nothing }
}

fn employee(shop: &Shop, channel: Channel, site: u32, ordered: i64, dice: &mut Dice) -> Option<u32> {
    let role = match channel {
        Channel::Store => Role::Assistant,
        Channel::Phone => Role::Agent,
        Channel::Web | Channel::App => return None,
    };
    let present: Vec<u32> = shop
        .staff
        .iter()
        .filter(|person| person.role == role && person.works_at(ordered))
        .filter(|person| person.site.is_none_or(|place| place == site && is_store(site)))
        .map(|person| person.id)
        .collect();
    if present.is_empty() { None } else { Some(dice.pick(&present)) }
}

fn source(channel: Channel, dice: &mut Dice) -> Option<String> {
    let device = match channel {
        Channel::Web => dice.pick(&["desktop", "desktop", "tablet", "phone"]),
        Channel::App => dice.pick(&["ios", "android", "android", "harmony"]),
        Channel::Phone | Channel::Store => return None,
    };
    let campaign = dice.weighted(&[
        (60, "null"),
        (14, r#""newsletter""#),
        (12, r#""search""#),
        (8, r#""friend""#),
        (6, r#""春茶上新""#),
    ]);
    let visits = dice.between(1, 14);
    Some(format!(r#"{{"device": "{device}", "campaign": {campaign}, "visits": {visits}}}"#))
}

fn note(language: &str, dice: &mut Dice) -> Option<&'static str> {
    if !dice.permille(110) {
        return None;
    }
    Some(if language == "zh" { dice.pick(&NOTES_ZH) } else { dice.pick(&NOTES_EN) })
}
