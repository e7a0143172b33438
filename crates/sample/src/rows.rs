//! The rows of each table as SQL, in the order of the schema's columns. Each table is a stream: an order is made
//! again for each table that tells of it, so that memory holds one statement and never the shop's history.

use std::sync::Arc;

use crate::{
    SampleDialect,
    calendar::{END, ORDERS},
    orders::{Order, order, so_far},
    payments::{Outcome, refunded},
    people::{addresses, tier},
    reviews::reviews,
    row::Row,
    shop::{NOTES, Shop, Tally},
    staff::Employee,
    stock::{place, stock},
    words::places::SITES,
};

/// What every table's rows are made from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) dialect: SampleDialect,
    pub(crate) shop: Arc<Shop>,
    pub(crate) tally: Arc<Tally>,
    /// How many reviews there are to be.
    pub(crate) reviews: u32,
}

type Rows = Box<dyn Iterator<Item = String> + Send>;

impl Source {
    /// The rows of a table of the schema.
    pub(crate) fn rows(&self, table: &str) -> Rows {
        match table {
            "sample_note" => self.each(|_| NOTES.len(), note),
            "categories" => self.each(|shop| shop.categories.len(), category),
            "products" => self.each(|shop| shop.products.len(), product),
            "warehouses" => self.each(|_| SITES.len(), site),
            "inventory" => self.many(|shop| shop.products.len(), inventory),
            "employees" => self.each(|shop| shop.staff.len(), employee),
            "customers" => self.each(|shop| shop.customers.len(), customer),
            "addresses" => self.many(|shop| shop.customers.len(), address),
            "orders" => self.each(|_| ORDERS as usize, order_row),
            "order_items" => self.many(|_| ORDERS as usize, order_items),
            "payments" => numbered(self.many(|_| ORDERS as usize, payments)),
            "reviews" => numbered(self.some_reviews()),
            other => unreachable!("the schema has no table {other}"),
        }
    }

    fn row(&self) -> Row {
        Row::new(self.dialect)
    }

    fn each(&self, count: fn(&Shop) -> usize, row: fn(&Self, usize) -> String) -> Rows {
        let source = self.clone();
        Box::new((0..count(&self.shop)).map(move |at| row(&source, at)))
    }

    fn many(&self, count: fn(&Shop) -> usize, rows: fn(&Self, usize) -> Vec<String>) -> Rows {
        let source = self.clone();
        Box::new((0..count(&self.shop)).flat_map(move |at| rows(&source, at)))
    }

    fn order(&self, number: usize) -> Order<'_> {
        order(&self.shop, u32::try_from(number).unwrap_or_default())
    }

    /// As many of the possible reviews as are wanted, evenly over the years.
    fn some_reviews(&self) -> Rows {
        let (wanted, possible) = (u64::from(self.reviews), u64::from(self.tally.possible_reviews));
        let all = self.many(|_| ORDERS as usize, review_rows);
        Box::new((0..).zip(all).filter_map(move |(nth, row): (u64, String)| {
            (nth * wanted / possible < (nth + 1) * wanted / possible).then_some(row)
        }))
    }
}

/// Puts the number of the row before its other cells.
fn numbered(rows: Rows) -> Rows {
    Box::new((1_u32..).zip(rows).map(|(id, row)| format!("({id}, {}", &row[1..])))
}

fn note(source: &Source, at: usize) -> String {
    let (topic, en, zh) = NOTES[at];
    source.row().text(topic).text(en).text(zh).end()
}

fn category(source: &Source, at: usize) -> String {
    let category = &source.shop.categories[at];
    source
        .row()
        .int(category.id)
        .opt(category.parent, Row::int)
        .text(category.slug)
        .text(category.name.0)
        .text(category.name.1)
        .end()
}

fn product(source: &Source, at: usize) -> String {
    let product = &source.shop.products[at];
    source
        .row()
        .int(product.id)
        .text(&product.sku)
        .int(product.category)
        .text(&product.name)
        .text(&product.name_zh)
        .text(product.brand)
        .money(product.price)
        .opt(product.cost, Row::money)
        .int(product.weight_g)
        .opt(product.attributes.as_deref(), Row::text)
        .words(&product.tags)
        .date(product.launched)
        .opt(product.discontinued, Row::date)
        .end()
}

fn site(source: &Source, at: usize) -> String {
    let (code, name, name_zh, kind, city, country, opened) = SITES[at];
    source
        .row()
        .int(i64::try_from(at).unwrap_or_default() + 1)
        .text(code)
        .text(name)
        .text(name_zh)
        .text(kind)
        .text(city)
        .text(country)
        .text(opened)
        .end()
}

fn inventory(source: &Source, at: usize) -> Vec<String> {
    let product = &source.shop.products[at];
    let sites = 1..=u32::try_from(SITES.len()).unwrap_or_default();
    sites
        .map(|site| {
            let stock = stock(product, site, source.tally.reserved[place(product.id, site)]);
            source
                .row()
                .int(stock.product)
                .int(stock.site)
                .int(stock.on_hand)
                .int(stock.reserved)
                .int(stock.reorder_level)
                .text(&stock.shelf)
                .opt(stock.counted, Row::date)
                .end()
        })
        .collect()
}

fn employee(source: &Source, at: usize) -> String {
    let person: &Employee = &source.shop.staff[at];
    let (title, title_zh, _) = person.role.title();
    source
        .row()
        .int(person.id)
        .text(&person.name)
        .text(title)
        .text(title_zh)
        .text(&person.email)
        .opt(person.manager, Row::int)
        .opt(person.site, Row::int)
        .money(person.salary)
        .date(person.hired)
        .opt(person.left.filter(|&left| left < END), Row::date)
        .end()
}

fn customer(source: &Source, at: usize) -> String {
    let customer = &source.shop.customers[at];
    source
        .row()
        .int(customer.id)
        .text(&customer.name)
        .text(&customer.email)
        .opt(customer.phone.as_deref(), Row::text)
        .text(customer.language)
        .text(customer.country)
        .text(tier(customer))
        .opt(customer.birth_date, Row::date)
        .bool(customer.newsletter)
        .opt(customer.preferences.as_deref(), Row::text)
        .moment(customer.registered_at)
        .end()
}

fn address(source: &Source, at: usize) -> Vec<String> {
    addresses(&source.shop.customers[at])
        .into_iter()
        .map(|address| {
            let (city, region, country, ..) = address.city;
            source
                .row()
                .int(address.id)
                .int(address.customer.id)
                .opt(address.label, Row::text)
                .text(&address.street)
                .text(city)
                .opt(Some(region).filter(|region| !region.is_empty()), Row::text)
                .opt(address.postal_code.as_deref(), Row::text)
                .text(country)
                .opt(address.position.map(|(north, _)| north), Row::degrees)
                .opt(address.position.map(|(_, east)| east), Row::degrees)
                .bool(address.is_default)
                .end()
        })
        .collect()
}

fn order_row(source: &Source, number: usize) -> String {
    let order = source.order(number);
    let story = &order.story;
    source
        .row()
        .int(order.id)
        .text(&order.number)
        .int(order.customer.id)
        .text(order.channel.as_str())
        .text(order.status.as_str())
        .int(order.site)
        .opt(order.employee, Row::int)
        .opt(order.address, Row::int)
        .opt(order.coupon, Row::text)
        .money(order.bill.subtotal)
        .money(order.bill.discount)
        .money(order.bill.shipping)
        .money(order.bill.total())
        .money(refunded(&order.payments))
        .opt(order.source.as_deref(), Row::text)
        .opt(order.note, Row::text)
        .moment(story.ordered)
        .opt(so_far(story.paid), Row::moment)
        .opt(so_far(story.shipped), Row::moment)
        .opt(so_far(story.delivered), Row::moment)
        .opt(so_far(story.cancelled), Row::moment)
        .end()
}

fn order_items(source: &Source, number: usize) -> Vec<String> {
    let order = source.order(number);
    let returned = so_far(order.story.returned).is_some();
    (1_u32..)
        .zip(&order.lines)
        .map(|(line_no, line)| {
            source
                .row()
                .int(order.id)
                .int(line_no)
                .int(line.product.id)
                .int(line.quantity)
                .money(line.unit_price)
                .int(if returned && line.returned { line.quantity } else { 0 })
                .end()
        })
        .collect()
}

fn payments(source: &Source, number: usize) -> Vec<String> {
    let order = source.order(number);
    order
        .payments
        .iter()
        .map(|payment| {
            let failure = if let Outcome::Failed(why) = payment.outcome { Some(why) } else { None };
            source
                .row()
                .int(order.id)
                .text(payment.kind.as_str())
                .text(payment.method)
                .text(payment.outcome.as_str())
                .money(payment.amount)
                .opt(failure, Row::text)
                .opt(payment.reference.as_deref(), Row::text)
                .moment(payment.created)
                .opt(payment.processed, Row::moment)
                .end()
        })
        .collect()
}

fn review_rows(source: &Source, number: usize) -> Vec<String> {
    reviews(&source.order(number))
        .map(|review| {
            source
                .row()
                .int(review.product)
                .int(review.customer)
                .int(review.order)
                .int(review.rating)
                .text(review.language)
                .opt(review.title, Row::text)
                .opt(review.body.as_deref(), Row::text)
                .int(review.helpful)
                .opt(review.reply, Row::text)
                .moment(review.created)
                .end()
        })
        .collect()
}
