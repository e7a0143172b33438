//! What lies where.

use crate::{
    calendar::END,
    dice::{Dice, Stream},
    goods::Product,
    words::places::SITES,
};

const DAY: i64 = 86_400;

/// Pieces of one product at one site.
#[derive(Debug)]
pub(crate) struct Stock {
    pub(crate) product: u32,
    pub(crate) site: u32,
    pub(crate) on_hand: u32,
    /// Sold but not yet sent.
    pub(crate) reserved: u32,
    pub(crate) reorder_level: u32,
    pub(crate) shelf: String,
    pub(crate) counted: Option<i64>,
}

/// How many rows of stock there are.
pub(crate) fn places(products: &[Product]) -> usize {
    products.len() * SITES.len()
}

/// Which row of stock holds a product (by id) at a site (by id).
pub(crate) fn place(product: u32, site: u32) -> usize {
    (product as usize - 1) * SITES.len() + site as usize - 1
}

/// The row of stock of a product at a site.
pub(crate) fn stock(product: &Product, site: u32, reserved: u32) -> Stock {
    let mut dice = Dice::new(Stream::Inventory, product.id * 8 + site);
    let reorder_level = dice.weighted(&[(3, 5), (4, 10), (2, 20), (1, 40)]);
    // Little is short. What is no longer sold is not ordered again.
    let free = match dice.below(100) {
        0..7 => dice.below(reorder_level),
        _ if product.discontinued.is_some() => 0,
        _ => reorder_level + dice.below(reorder_level * 9 + 30),
    };
    let aisle = dice.pick(&["A", "B", "C", "D", "E", "F"]);
    Stock {
        product: product.id,
        site,
        on_hand: reserved + free,
        reserved,
        reorder_level: if product.discontinued.is_some() { 0 } else { reorder_level },
        shelf: format!("{aisle}-{:02}-{}", dice.between(1, 24), dice.between(1, 5)),
        counted: dice.permille(900).then(|| END - dice.between(2, 190) * DAY),
    }
}
