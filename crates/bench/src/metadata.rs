//! Schemas of a thousand and of ten thousand tables: read anew, and from the cache.

use std::{fmt::Write, time::Duration};

use serde_json::json;
use weir_testkit::{Server, TestDatabase};

use crate::{
    http::Client,
    process::Weir,
    scenarios::{millis, tell},
};

/// How often the cached answer is asked for.
const TIMES: usize = 20;

pub(crate) async fn run(weir: &Weir) -> anyhow::Result<()> {
    for tables in [1_000, 10_000] {
        let database = TestDatabase::create(Server::Postgres);
        database.execute(&script(tables));
        let name = format!("tables{tables}");
        weir.register(&name, database.url()).await?;
        let mut client = Client::open(weir.address()).await?;
        let path = format!("/api/v1/dbs/{name}/metadata");
        let (refresh, bytes) = client.get(&format!("{path}?refresh=true"), PLAIN).await?;
        tell(
            &json!({ "what": "metadata read anew", "tables": tables, "ms": millis(refresh), "bytes": bytes }),
        );
        for (coding, headers) in [("identity", PLAIN), ("zstd", ZSTD), ("gzip", GZIP)] {
            let (middle, bytes) = middle(&mut client, &path, headers).await?;
            let mut line = json!({ "what": "metadata from the cache", "tables": tables, "coding": coding,
                "p50_ms": millis(middle), "bytes": bytes });
            if tables == 1_000 && coding != "identity" {
                line["hold"] = json!("<= 20");
                line["held"] = json!(millis(middle) <= 20.0);
            }
            tell(&line);
        }
        let (names, bytes) = middle(&mut client, &format!("{path}/tables"), ZSTD).await?;
        tell(
            &json!({ "what": "names of tables from the cache", "tables": tables, "p50_ms": millis(names), "bytes": bytes }),
        );
        let (one, _) = middle(&mut client, &format!("{path}/tables/public/t7"), PLAIN).await?;
        tell(&json!({ "what": "one table from the cache", "tables": tables, "p50_ms": millis(one) }));
    }
    Ok(())
}

const PLAIN: &str = "\r\naccept-encoding: identity\r\n\r\n";
const ZSTD: &str = "\r\naccept-encoding: zstd\r\n\r\n";
const GZIP: &str = "\r\naccept-encoding: gzip\r\n\r\n";

async fn middle(client: &mut Client, path: &str, headers: &str) -> anyhow::Result<(Duration, usize)> {
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..TIMES {
        let (time, length) = client.get(path, headers).await?;
        times.push(time);
        bytes = length;
    }
    times.sort_unstable();
    Ok((times[TIMES / 2], bytes))
}

/// Tables of twelve columns, a key and a comment each.
fn script(tables: usize) -> String {
    let mut script = String::from("SET synchronous_commit = off;\n");
    for table in 0..tables {
        write!(script, "CREATE TABLE t{table} (id bigint PRIMARY KEY").unwrap_or_default();
        for column in 1..12 {
            write!(script, ", column_{column} varchar({})", column * 10).unwrap_or_default();
        }
        writeln!(script, "); COMMENT ON TABLE t{table} IS 'table number {table} of many';")
            .unwrap_or_default();
    }
    script
}
