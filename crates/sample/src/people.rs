//! Customers and their addresses. Owns who they are; when they buy is `orders`.

use crate::{
    calendar::{Calendar, ORDERS, START},
    dice::{Dice, Stream},
    words::{
        people::{CHINESE_FAMILY, CHINESE_GIVEN, CHINESE_SHARE, ORIGINS, Origin},
        places::{CHINESE_CITIES, CHINESE_STREETS, CITIES, City, STREETS},
    },
};

/// Customers at the end of the two years.
pub(crate) const CUSTOMERS: u32 = 4_000;

/// Customers from before the two years; all others sign up at an even pace of orders.
const FOUNDERS: u32 = 900;

const DAY: i64 = 86_400;

/// Somebody who has signed up.
#[derive(Debug)]
pub(crate) struct Customer {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
    pub(crate) language: &'static str,
    pub(crate) country: &'static str,
    pub(crate) birth_date: Option<i64>,
    pub(crate) preferences: Option<String>,
    pub(crate) newsletter: bool,
    pub(crate) registered_at: i64,
    /// How often this customer buys, beside the others. Most seldom, a few all the time.
    pub(crate) appetite: u32,
    pub(crate) home: City,
    /// The id of the first of their addresses.
    pub(crate) first_address: u32,
    /// One or two.
    pub(crate) addresses: u32,
}

/// The largest appetite.
pub(crate) const HUNGRIEST: u32 = 40;

/// Every customer, in the order in which they signed up.
pub(crate) fn customers(calendar: &Calendar) -> Vec<Customer> {
    let mut first_address = 1;
    (0..CUSTOMERS)
        .map(|number| {
            let customer = customer(number, registered_at(number, calendar), first_address);
            first_address += customer.addresses;
            customer
        })
        .collect()
}

/// How many have signed up when the order of this number is placed.
pub(crate) fn registered_by(order: u32) -> u32 {
    FOUNDERS + order * (CUSTOMERS - FOUNDERS) / ORDERS + 1
}

fn registered_at(number: u32, calendar: &Calendar) -> i64 {
    let mut dice = Dice::new(Stream::Customer, CUSTOMERS + number);
    if number < FOUNDERS {
        let two_years_before = 880 * DAY;
        let pace = two_years_before / i64::from(FOUNDERS);
        return START - DAY - two_years_before + i64::from(number) * pace + dice.between(0, pace);
    }
    // The first order for which `registered_by` counts this customer.
    let order = ((number - FOUNDERS) * ORDERS).div_ceil(CUSTOMERS - FOUNDERS);
    calendar.order_time(order) - dice.between(90, 2400)
}

fn customer(number: u32, registered_at: i64, first_address: u32) -> Customer {
    let mut dice = Dice::new(Stream::Customer, number);
    let id = number + 1;
    let origin = origin(&mut dice);
    let (name, ascii) = match origin {
        Some(origin) => name_of(origin, &mut dice),
        None => chinese_name(&mut dice),
    };
    let home = home_of(origin, &mut dice);
    let country = home.2;
    let domain = dice.pick(&["com", "net", "org"]);
    Customer {
        id,
        name,
        email: format!("{ascii}{id}@example.{domain}"),
        phone: dice.permille(820).then(|| phone(country, &mut dice)),
        language: origin.map_or("zh", |origin| origin.language),
        country,
        birth_date: dice.permille(640).then(|| START - dice.between(21 * 365, 78 * 365) * DAY),
        preferences: dice.permille(700).then(|| preferences(&mut dice)),
        newsletter: dice.permille(550),
        registered_at,
        appetite: dice.weighted(&[(600, 1), (280, 4), (104, 12), (16, HUNGRIEST)]),
        home,
        first_address,
        addresses: if dice.permille(270) { 2 } else { 1 },
    }
}

/// None for a Chinese name.
fn origin(dice: &mut Dice) -> Option<&'static Origin> {
    if dice.permille(CHINESE_SHARE) {
        return None;
    }
    let mut point = dice.below(ORIGINS.iter().map(|origin| origin.share).sum());
    ORIGINS.iter().find(|origin| {
        let found = point < origin.share;
        point = point.saturating_sub(origin.share);
        found
    })
}

/// A Chinese name and its Pinyin for an e-mail address.
pub(crate) fn chinese_name(dice: &mut Dice) -> (String, String) {
    let (family, family_ascii) = dice.weighted(&CHINESE_FAMILY);
    let (mut given, mut ascii) = (String::new(), String::new());
    for _ in 0..dice.weighted(&[(2, 1), (5, 2)]) {
        let (character, pinyin) = dice.pick(&CHINESE_GIVEN);
        given.push_str(character);
        ascii.push_str(pinyin);
    }
    (format!("{family}{given}"), format!("{ascii}.{family_ascii}"))
}

/// A name from elsewhere and its plain form for an e-mail address.
pub(crate) fn name_of(origin: &Origin, dice: &mut Dice) -> (String, String) {
    let (given, given_ascii) = dice.pick(origin.given);
    let (family, family_ascii) = dice.pick(origin.family);
    let name = match origin.family_first {
        Some(between) => format!("{family}{between}{given}"),
        None => format!("{given} {family}"),
    };
    (name, format!("{given_ascii}.{family_ascii}"))
}

/// Most live where their name comes from; some Chinese customers live abroad.
fn home_of(origin: Option<&Origin>, dice: &mut Dice) -> City {
    let Some(origin) = origin else {
        if dice.permille(60) {
            return dice.pick(&CITIES);
        }
        let weights: Vec<(u32, usize)> =
            CHINESE_CITIES.iter().enumerate().map(|(at, (weight, _))| (*weight, at)).collect();
        return CHINESE_CITIES[dice.weighted(&weights)].1;
    };
    let country = dice.pick(origin.countries);
    let there: Vec<City> = CITIES.iter().copied().filter(|city| city.2 == country).collect();
    if there.is_empty() { dice.pick(&CITIES) } else { dice.pick(&there) }
}

/// Numbers that belong to nobody: no Chinese mobile number begins with 100, and +999 is no country.
fn phone(country: &str, dice: &mut Dice) -> String {
    let (first, last) = (dice.below(10_000), dice.below(10_000));
    match country {
        "CN" => format!("+86 100 {first:04} {last:04}"),
        _ => format!("+999 {:03} {last:04}", first / 10),
    }
}

fn preferences(dice: &mut Dice) -> String {
    let size = dice.pick(&["S", "M", "L", "XL"]);
    let contact = dice.pick(&["email", "sms", "wechat", "none"]);
    let interests = ["tea", "kitchen", "home", "outdoor", "stationery", "toys", "茶道", "园艺"];
    let (first, second) = (dice.pick(&interests), dice.pick(&interests));
    let eco = dice.permille(300);
    format!(
        r#"{{"size": "{size}", "contact": "{contact}", "interests": ["{first}", "{second}"], "less_packaging": {eco}}}"#
    )
}

/// How the customer is ranked.
pub(crate) fn tier(customer: &Customer) -> &'static str {
    match customer.appetite {
        0..=1 => "bronze",
        2..=4 => "silver",
        5..=12 => "gold",
        _ => "platinum",
    }
}

/// An address of a customer.
#[derive(Debug)]
pub(crate) struct Address<'a> {
    pub(crate) id: u32,
    pub(crate) customer: &'a Customer,
    pub(crate) label: Option<&'static str>,
    pub(crate) street: String,
    pub(crate) city: City,
    pub(crate) postal_code: Option<String>,
    /// Degrees in ten thousandths, north and east.
    pub(crate) position: Option<(i64, i64)>,
    pub(crate) is_default: bool,
}

/// The addresses of a customer, the default one first.
pub(crate) fn addresses(customer: &Customer) -> Vec<Address<'_>> {
    (0..customer.addresses).map(|nth| address(customer, nth)).collect()
}

fn address(customer: &Customer, nth: u32) -> Address<'_> {
    let id = customer.first_address + nth;
    let mut dice = Dice::new(Stream::Address, id);
    let city = customer.home;
    let chinese = city.2 == "CN";
    let labels = if chinese { ["家", "公司", "父母家"] } else { ["Home", "Office", "Parents"] };
    let number = dice.between(1, 288);
    let street = if chinese {
        let room = dice.between(1, 32) * 100 + dice.between(1, 4);
        format!("{}{number}号{}室", dice.pick(&CHINESE_STREETS), room)
    } else {
        format!("{} {number}", dice.pick(&STREETS))
    };
    let (north, east) = (city.3 * 100 + dice.between(-900, 900), city.4 * 100 + dice.between(-900, 900));
    Address {
        id,
        customer,
        label: dice.permille(850).then(|| labels[(nth + dice.below(nth + 1)) as usize]),
        street,
        city,
        postal_code: dice.permille(900).then(|| format!("{:06}", dice.between(10_000, 899_999))),
        position: dice.permille(930).then_some((north, east)),
        is_default: nth == 0,
    }
}
