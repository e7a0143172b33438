//! The views of the shop. They round sums, since SQLite adds doubles where the others add decimals.

use crate::{SampleDialect, row::quote};

struct View {
    name: &'static str,
    comment: &'static str,
    /// `{month}` stands for the month of `ordered_at` as text, `2025-12`.
    query: &'static str,
}

const VIEWS: [View; 3] = [
    View {
        name: "monthly_revenue",
        comment: "Paid orders by month, less what was refunded · 月度营收（已扣退款）",
        query: "SELECT {month} AS month,
  count(*) AS orders,
  count(DISTINCT customer_id) AS customers,
  round(sum(total - refunded), 2) AS revenue,
  round(sum(total - refunded) / count(*), 2) AS average_order
FROM orders
WHERE paid_at IS NOT NULL AND status <> 'cancelled'
GROUP BY {month}
ORDER BY 1",
    },
    View {
        name: "top_customers",
        comment: "The hundred customers who spent most · 消费最高的一百位顾客",
        query: "SELECT rank() OVER (ORDER BY sum(o.total - o.refunded) DESC) AS place,
  c.id AS customer_id,
  c.name,
  c.country,
  c.tier,
  count(*) AS orders,
  round(sum(o.total - o.refunded), 2) AS spent,
  max(o.ordered_at) AS last_order_at
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.paid_at IS NOT NULL AND o.status <> 'cancelled'
GROUP BY c.id, c.name, c.country, c.tier
ORDER BY place, customer_id
LIMIT 100",
    },
    View {
        name: "库存预警",
        comment: "Stock below its reorder level · 低于预警线的库存",
        query: "SELECT p.sku AS 货号,
  p.name_zh AS 商品,
  w.name_zh AS 仓库,
  i.on_hand AS 现有数量,
  i.reserved AS 已占用,
  i.on_hand - i.reserved AS 可用数量,
  i.reorder_level AS 预警线
FROM inventory i
JOIN products p ON p.id = i.product_id
JOIN warehouses w ON w.id = i.warehouse_id
WHERE i.on_hand - i.reserved < i.reorder_level
ORDER BY i.on_hand - i.reserved - i.reorder_level, p.sku, w.id",
    },
];

/// What makes the views.
pub(crate) fn views(dialect: SampleDialect) -> Vec<String> {
    VIEWS.iter().flat_map(|view| view.create(dialect)).collect()
}

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    VIEWS.iter().map(|view| view.name)
}

impl View {
    fn create(&self, dialect: SampleDialect) -> Vec<String> {
        let query = self.query.replace("{month}", month(dialect));
        let (name, comment) = (self.name, self.comment);
        match dialect {
            SampleDialect::Postgres => vec![
                format!("CREATE VIEW {name} AS\n{query}"),
                format!("COMMENT ON VIEW {name} IS {}", quote(comment)),
            ],
            // MySQL has no comments on views.
            SampleDialect::MySql => vec![format!("CREATE VIEW {name} AS\n{query}")],
            SampleDialect::Sqlite => vec![format!("CREATE VIEW {name} AS -- {comment}\n{query}")],
        }
    }
}

fn month(dialect: SampleDialect) -> &'static str {
    match dialect {
        SampleDialect::Postgres => "to_char(ordered_at AT TIME ZONE 'UTC', 'YYYY-MM')",
        SampleDialect::MySql => "date_format(ordered_at, '%Y-%m')",
        SampleDialect::Sqlite => "strftime('%Y-%m', ordered_at)",
    }
}
