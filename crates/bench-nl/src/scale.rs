//! Weir's own time on a made-up database of thousands of tables.

use std::time::Instant;

use serde_json::json;
use weir_model::{ServerFlavor, ServerVersion};
use weir_resolve::{Resolver, Rules};

use crate::{data, figures::Figures};

/// Times the resolver: a statement of four tables, one with a wrong table and a wrong column.
pub(crate) fn measure(figures: &Figures) {
    let version = ServerVersion { flavor: ServerFlavor::Postgres, number: (15, 0), text: String::new() };
    for tables in [3_000, 10_000] {
        let metadata = data::metadata("public", &made_up(tables));
        let started = Instant::now();
        let resolver = Resolver::new(&metadata, Rules::new(&version));
        figures.most(&format!("resolver built for {tables} tables, ms"), ms(started), 1_000.0);
        for (what, sql) in [
            (
                "four tables",
                "SELECT a.column_1, count(*) FROM sales_orders_0 a JOIN crm_customers_1 b USING (id) JOIN hr_salaries_2 c \
                 ON c.id = b.column_2 LEFT JOIN wms_stock_items_3 d ON d.id = c.column_1 WHERE a.column_3 > 5 \
                 GROUP BY a.column_1 ORDER BY 2 DESC LIMIT 10",
            ),
            (
                "wrong names",
                "SELECT o.customer_nme, x.total FROM sale_order o JOIN crm_customers_1 x ON x.idd = o.id",
            ),
        ] {
            let mut times: Vec<f64> = (0..200)
                .map(|_| {
                    let started = Instant::now();
                    let resolution = resolver.check(sql);
                    let elapsed = ms(started);
                    drop(resolution);
                    elapsed
                })
                .collect();
            times.sort_by(f64::total_cmp);
            figures.most(&format!("names looked up among {tables} tables, {what}, p95 ms"), times[189], 5.0);
        }
    }
}

fn ms(started: Instant) -> f64 {
    (started.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

fn made_up(tables: usize) -> serde_json::Value {
    let names = ["sales_orders", "crm_customers", "hr_salaries", "wms_stock_items", "fin_ledger_entries"];
    let columns: Vec<_> = ["id".to_owned()]
        .into_iter()
        .chain((1..14).map(|number| format!("column_{number}")))
        .map(|name| json!({ "pk": name == "id", "name": name, "type": "int8" }))
        .collect();
    let table =
        |number: usize| json!({ "name": format!("{}_{number}", names[number % 5]), "columns": columns });
    json!({ "tables": (0..tables).map(table).collect::<Vec<_>>() })
}
