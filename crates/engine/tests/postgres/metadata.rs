//! What a database says about itself.

use std::{fmt::Write, sync::Arc};

use expect_test::{Expect, expect};
use tokio::task::spawn_blocking;
use weir_model::{DatabaseMetadata, Table};

use crate::support::{Shop, connect};

/// One of everything.
const SHOP: &str = r#"
    CREATE SCHEMA "Odd ""name""";
    CREATE SCHEMA nothing;
    CREATE TYPE mood AS ENUM ('sad', 'so so', '开心');
    CREATE DOMAIN positive AS int4 NOT NULL CHECK (VALUE > 0);
    CREATE DOMAIN temper AS mood;
    CREATE TABLE customers (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name varchar(50) NOT NULL DEFAULT 'it''s me',
        balance numeric(10,2),
        moods mood[] DEFAULT '{sad}',
        temper temper,
        age positive,
        born timestamp(3) with time zone DEFAULT now(),
        shout text GENERATED ALWAYS AS (upper(name)) STORED,
        dropped int
    );
    ALTER TABLE customers DROP COLUMN dropped;
    COMMENT ON TABLE customers IS 'Who buys';
    COMMENT ON COLUMN customers.name IS '姓名';
    CREATE UNIQUE INDEX by_name ON customers (lower(name), balance DESC) INCLUDE (age);
    CREATE INDEX grown_up ON customers (age) WHERE age > 5;
    CREATE TABLE orders (
        customer bigint REFERENCES customers,
        number serial,
        day date NOT NULL,
        PRIMARY KEY (customer, number, day)
    ) PARTITION BY RANGE (day);
    CREATE TABLE orders_2023 PARTITION OF orders FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
    CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
        PARTITION BY LIST (customer);
    CREATE TABLE "Odd ""name"""."orders 2024 rest" PARTITION OF orders_2024 DEFAULT;
    CREATE TABLE "Odd ""name""".lines (
        "Customer" bigint, number int, day date, "数量" int,
        CONSTRAINT "to order" FOREIGN KEY ("Customer", number, day) REFERENCES orders (customer, number, day)
    );
    CREATE VIEW rich AS SELECT id, name FROM customers WHERE balance > 1000;
    CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS n FROM customers;
    CREATE INDEX ON totals (n);
    CREATE EXTENSION file_fdw;
    CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE FOREIGN TABLE log (line text) SERVER files OPTIONS (filename '/dev/null');
    CREATE TABLE nothing_in_it ();
    INSERT INTO customers (name, age) SELECT 'n' || i, i FROM generate_series(1, 500) i;
    INSERT INTO orders SELECT i, i, '2023-01-01'::date + i FROM generate_series(1, 300) i;
    INSERT INTO orders SELECT i, i, '2024-01-01'::date + i FROM generate_series(1, 200) i;
    ANALYZE customers, orders;
"#;

fn check(metadata: &DatabaseMetadata, expected: &Expect) {
    let mut told = format!("{:?}\n", metadata.schemas);
    for table in &metadata.tables {
        describe(table, &mut told).unwrap();
    }
    expected.assert_eq(&told);
}

fn describe(table: &Table, out: &mut String) -> std::fmt::Result {
    let Table { schema, name, kind, comment, estimated_rows, size_bytes, partition_of, .. } = table;
    write!(out, "{schema:?}.{name:?} {kind:?} rows {estimated_rows:?} bytes {size_bytes:?}")?;
    writeln!(out, " comment {comment:?} partition of {partition_of:?}")?;
    for column in &table.columns {
        let (null, key) =
            (if column.nullable { "" } else { " not null" }, if column.primary_key { " key" } else { "" });
        write!(out, "    {} {} {}{null}{key}", column.name, column.data_type, column.full_type)?;
        if let Some(default) = &column.default {
            write!(out, " = {default}")?;
        }
        if let Some(generated) = &column.generated {
            write!(out, " {generated:?}")?;
        }
        if let Some(comment) = &column.comment {
            write!(out, " -- {comment}")?;
        }
        if !column.enum_values.is_empty() {
            write!(out, " {:?}", column.enum_values)?;
        }
        writeln!(out)?;
    }
    for key in &table.foreign_keys {
        let there = (&key.referenced_schema, &key.referenced_table, &key.referenced_columns);
        writeln!(out, "  → {} {:?} {there:?}", key.name, key.columns)?;
    }
    for index in &table.indexes {
        let kind = match (index.primary, index.unique) {
            (true, _) => "primary",
            (false, true) => "unique",
            (false, false) => "plain",
        };
        writeln!(out, "  # {} {kind} {:?}", index.name, index.columns)?;
    }
    Ok(())
}

#[tokio::test]
async fn tells_one_of_everything() {
    let shop = Shop::new(SHOP).await;
    check(
        &shop.engine.metadata().await.unwrap(),
        &expect![[r#"
            ["Odd \"name\"", "nothing", "public"]
            "Odd \"name\""."lines" Table rows None bytes None comment None partition of None
                Customer int8 bigint
                number int4 integer
                day date date
                数量 int4 integer
              → to order ["Customer", "number", "day"] ("public", "orders", ["customer", "number", "day"])
            "Odd \"name\""."orders 2024 rest" Partition rows Some(200) bytes Some(32768) comment None partition of Some(("public", "orders_2024"))
                customer int8 bigint not null key
                number int4 integer not null key = nextval('orders_number_seq'::regclass)
                day date date not null key
              → orders_customer_fkey ["customer"] ("public", "customers", ["id"])
              # orders 2024 rest_pkey primary ["customer", "number", "day"]
            "public"."customers" Table rows Some(500) bytes Some(188416) comment Some("Who buys") partition of None
                id int8 bigint not null key Identity
                name varchar varchar(50) not null = 'it''s me'::character varying -- 姓名
                balance numeric numeric(10,2)
                moods mood[] mood[] = '{sad}'::mood[] ["sad", "so so", "开心"]
                temper temper temper ["sad", "so so", "开心"]
                age positive positive not null
                born timestamptz timestamp(3) with time zone = now()
                shout text text = upper((name)::text) Stored
              # customers_pkey primary ["id"]
              # by_name unique ["lower(name::text)", "balance"]
              # grown_up plain ["age"]
            "public"."log" ForeignTable rows None bytes None comment None partition of None
                line text text
            "public"."nothing_in_it" Table rows None bytes None comment None partition of None
            "public"."orders" PartitionedTable rows Some(500) bytes Some(81920) comment None partition of None
                customer int8 bigint not null key
                number int4 integer not null key = nextval('orders_number_seq'::regclass)
                day date date not null key
              → orders_customer_fkey ["customer"] ("public", "customers", ["id"])
              # orders_pkey primary ["customer", "number", "day"]
            "public"."orders_2023" Partition rows Some(300) bytes Some(49152) comment None partition of Some(("public", "orders"))
                customer int8 bigint not null key
                number int4 integer not null key = nextval('orders_number_seq'::regclass)
                day date date not null key
              → orders_customer_fkey ["customer"] ("public", "customers", ["id"])
              # orders_2023_pkey primary ["customer", "number", "day"]
            "public"."orders_2024" Partition rows Some(200) bytes Some(32768) comment None partition of Some(("public", "orders"))
                customer int8 bigint not null key
                number int4 integer not null key = nextval('orders_number_seq'::regclass)
                day date date not null key
              → orders_customer_fkey ["customer"] ("public", "customers", ["id"])
              # orders_2024_pkey primary ["customer", "number", "day"]
            "public"."rich" View rows None bytes None comment None partition of None
                id int8 bigint
                name varchar varchar(50)
            "public"."totals" MaterializedView rows Some(1) bytes Some(24576) comment None partition of None
                n int8 bigint
              # totals_n_idx plain ["n"]
        "#]],
    );
}

#[tokio::test]
async fn lists_what_the_account_may_use_though_it_may_not_read_it() {
    let shop = Shop::new(
        "CREATE TABLE closed (a int); CREATE SCHEMA secret; CREATE TABLE secret.hidden (a int); \
         CREATE SCHEMA shown; CREATE TABLE shown.t (a int);",
    )
    .await;
    let role = format!("reader_{}", shop.database.name());
    shop.database.execute(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA shown TO {role}"
    ));
    let mut url = url::Url::parse(shop.database.url()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("secret")).unwrap();
    let reader = connect(url.as_str()).await;
    let metadata = reader.metadata().await.unwrap();
    assert_eq!(metadata.schemas, ["public", "shown"]);
    let tables: Vec<_> = metadata.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(tables, ["closed", "t"]);
    assert_eq!(metadata.tables[0].columns.len(), 1);
    reader.close().await;
    shop.database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[tokio::test]
async fn does_not_wait_for_a_table_that_somebody_changes() {
    let shop = Arc::new(Shop::new("CREATE TABLE t (id serial PRIMARY KEY, name text DEFAULT 'x')").await);
    let change = spawn_blocking({
        let shop = Arc::clone(&shop);
        move || shop.database.rows("BEGIN; ALTER TABLE t ADD COLUMN more int; SELECT pg_sleep(600)")
    });
    let sleeping =
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    while shop.database.rows(sleeping).is_empty() {}
    let metadata = shop.engine.metadata().await.unwrap();
    assert_eq!(metadata.tables[0].columns.len(), 2);
    shop.database.execute(&sleeping.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"));
    assert!(change.await.is_err(), "psql was thrown out");
}

#[tokio::test]
async fn an_empty_database_is_an_empty_list() {
    let shop = Shop::new("").await;
    let metadata = shop.engine.metadata().await.unwrap();
    assert_eq!((metadata.schemas.len(), metadata.tables.len()), (1, 0));
}
