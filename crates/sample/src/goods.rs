//! Categories and products, and which product a customer picks.

use crate::{
    calendar::{END, START},
    dice::{Dice, Stream},
    words::goods::{BRANDS, COLOURS, DEPARTMENTS, ORIGINS, Season, Shelf, TAGS},
};

const DAY: i64 = 86_400;
const DEPARTMENT_COUNT: u32 = 8;

/// A department (without parent) or a shelf.
#[derive(Debug)]
pub(crate) struct Category {
    pub(crate) id: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) slug: &'static str,
    pub(crate) name: (&'static str, &'static str),
}

/// Something on sale. Money is in fen, hundredths of a yuan.
#[derive(Debug)]
pub(crate) struct Product {
    pub(crate) id: u32,
    pub(crate) sku: String,
    pub(crate) category: u32,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) brand: &'static str,
    pub(crate) price: i64,
    /// What it cost in the first of the two years.
    pub(crate) old_price: i64,
    pub(crate) cost: Option<i64>,
    pub(crate) weight_g: u32,
    pub(crate) attributes: Option<String>,
    pub(crate) tags: Vec<&'static str>,
    pub(crate) launched: i64,
    pub(crate) discontinued: Option<i64>,
    season: &'static Season,
}

/// Departments first, so that a parent stands before its children.
pub(crate) fn categories() -> Vec<Category> {
    let departments = (1..).zip(&DEPARTMENTS).map(|(id, department)| Category {
        id,
        parent: None,
        slug: department.slug,
        name: department.name,
    });
    let shelves = (1..).zip(&DEPARTMENTS).flat_map(|(parent, department)| {
        (0..).zip(&department.shelves).map(move |(nth, shelf)| Category {
            id: shelf_id(parent, nth),
            parent: Some(parent),
            slug: shelf.slug,
            name: shelf.name,
        })
    });
    departments.chain(shelves).collect()
}

fn shelf_id(department: u32, nth: u32) -> u32 {
    DEPARTMENT_COUNT + (department - 1) * 3 + nth + 1
}

/// Every product: each make of each article of each shelf.
pub(crate) fn products() -> Vec<Product> {
    let mut products = Vec::new();
    for (department_id, department) in (1..).zip(&DEPARTMENTS) {
        for (nth, shelf) in (0..).zip(&department.shelves) {
            let category = shelf_id(department_id, nth);
            for article in 0..shelf.articles.len() {
                for make in 0..shelf.makes.len() {
                    let id = u32::try_from(products.len()).unwrap_or_default() + 1;
                    products.push(product(id, category, (shelf, article, make), &department.season));
                }
            }
        }
    }
    products
}

fn product(
    id: u32,
    category: u32,
    (shelf, article, make): (&Shelf, usize, usize),
    season: &'static Season,
) -> Product {
    let mut dice = Dice::new(Stream::Product, id);
    let (noun, noun_zh, yuan, grams) = shelf.articles[article];
    let (make, make_zh) = shelf.makes[make];
    let price = shelf_price(yuan * dice.between(82, 145), &mut dice);
    let launched = if dice.permille(780) {
        START - dice.between(30, 1500) * DAY
    } else {
        START + dice.between(10, 650) * DAY
    };
    let discontinued = dice
        .permille(60)
        .then(|| launched.max(START) + dice.between(120, 600) * DAY)
        .filter(|&moment| moment < END);
    Product {
        id,
        sku: format!("{}-{id:04}", sku_prefix(shelf.slug)),
        category,
        name: format!("{make} {noun}"),
        name_zh: format!("{make_zh}{noun_zh}"),
        brand: dice.pick(&BRANDS),
        price,
        old_price: price - price * dice.between(0, 9) / 1000 * 10,
        cost: dice.permille(930).then(|| price * dice.between(35, 68) / 100),
        weight_g: grams + dice.below(grams / 8 + 1),
        attributes: dice.permille(960).then(|| attributes(&mut dice)),
        tags: tags(&mut dice),
        launched,
        discontinued,
        season,
    }
}

/// The first three letters of a shelf's slug, without hyphens.
fn sku_prefix(slug: &str) -> String {
    slug.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_uppercase()
}

/// A price as shops like them: whole yuan, or ending in .50, .80 or .90.
fn shelf_price(fen: i64, dice: &mut Dice) -> i64 {
    let yuan = fen / 100;
    yuan * 100 + dice.weighted(&[(4, 0), (2, 50), (2, 80), (3, 90)])
}

fn attributes(dice: &mut Dice) -> String {
    let colour = dice.pick(&COLOURS);
    let origin = dice.pick(&ORIGINS);
    let (length, width, height) = (dice.between(5, 60), dice.between(5, 40), dice.between(2, 30));
    let mut json =
        format!(r#"{{"colour": "{colour}", "origin": "{origin}", "size_cm": [{length}, {width}, {height}]"#);
    if dice.permille(300) {
        json.push_str(r#", "warranty_months": "#);
        json.push_str(dice.pick(&["6", "12", "24", "36"]));
    }
    if dice.permille(200) {
        json.push_str(r#", "care": {"dishwasher": false, "note": "手洗 / hand wash"}"#);
    }
    json.push('}');
    json
}

fn tags(dice: &mut Dice) -> Vec<&'static str> {
    let mut tags = Vec::new();
    for _ in 0..dice.weighted(&[(3, 0), (4, 1), (3, 2), (1, 3)]) {
        let tag = dice.pick(&TAGS);
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

impl Product {
    /// Whether it was on sale at that moment.
    pub(crate) fn on_sale(&self, moment: i64) -> bool {
        self.launched <= moment && self.discontinued.is_none_or(|end| moment < end)
    }

    /// How much the month (0 for January) favours it, in percent.
    pub(crate) fn season(&self, month: usize) -> u32 {
        self.season[month]
    }
}

/// Which products sell: a few much, most little. Running totals of weights, one for each product.
#[derive(Debug)]
pub(crate) struct Popularity(Vec<u32>);

impl Popularity {
    pub(crate) fn new(products: usize) -> Self {
        let count = u32::try_from(products).unwrap_or_default();
        let mut sum = 0;
        let totals = (0..count).map(|number| {
            // 179 has no divisor in common with 480: every rank is given once.
            let rank = (number * 179 + 31) % count;
            sum += 2_400_000 / (rank + 12);
            sum
        });
        Self(totals.collect())
    }

    /// The index of a product.
    pub(crate) fn pick(&self, dice: &mut Dice) -> usize {
        let total = self.0.last().copied().unwrap_or_default();
        let point = dice.below(total);
        self.0.partition_point(|&sum| sum <= point)
    }
}
