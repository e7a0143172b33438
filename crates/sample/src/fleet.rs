//! A made-up fleet of database servers, for the demo: 12 instances of every engine, 180 databases, 400 days of sizes.
//!
//! The same at every run, but for the day at which it ends. Hosts are under `.invalid`, a name that no name server
//! ever knows (RFC 2606): even by mistake nobody is contacted.

mod shapes;

use weir_model::{Day, DbType};

use crate::dice::{Dice, Stream};

/// How many days of sizes there are.
const DAYS: i64 = 400;

/// Databases of each instance.
const DATABASES: usize = 15;

/// A made-up instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetInstance {
    /// Its name.
    pub name: &'static str,
    /// Its engine.
    pub db_type: DbType,
    /// Its host; a folder for SQLite.
    pub host: String,
    /// Its port.
    pub port: Option<u16>,
    /// Its environment.
    pub environment: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// What the server would say it is.
    pub server_version: &'static str,
    /// Its databases.
    pub databases: Vec<FleetDatabase>,
}

/// A made-up database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetDatabase {
    /// Its name.
    pub name: String,
    /// The most bytes that it may take.
    pub limit_bytes: Option<u64>,
    /// Its sizes, oldest first; days without one are gaps.
    pub sizes: Vec<(Day, u64)>,
}

/// Name, engine, environment, what for, version.
type Line = (&'static str, DbType, &'static str, &'static str, &'static str);

const INSTANCES: [Line; 12] = [
    ("pg-orders", DbType::Postgres, "production", "订单与支付 · Orders and payments", "17.6"),
    ("pg-accounts", DbType::Postgres, "production", "账户与权限 · Accounts", "16.10"),
    ("pg-reports", DbType::Postgres, "production", "报表与分析 · Reports and analytics", "16.10"),
    ("pg-staging", DbType::Postgres, "staging", "预发布环境 · Before release", "17.6"),
    ("mysql-shop", DbType::MySql, "production", "商城 · The web shop", "8.4.6"),
    ("mysql-crm", DbType::MySql, "production", "客户关系 · Customers", "8.0.43"),
    ("mysql-logs", DbType::MySql, "production", "日志归档 · Log archive", "8.0.43"),
    ("mariadb-wiki", DbType::MySql, "production", "知识库 · Wiki and documents", "11.8.3-MariaDB"),
    ("mariadb-test", DbType::MySql, "test", "测试环境 · Tests", "10.11.14-MariaDB"),
    ("sqlite-branches", DbType::Sqlite, "production", "门店收银 · Tills of the branches", "3.50.4"),
    ("sqlite-sensors", DbType::Sqlite, "production", "传感器 · Sensors in the warehouse", "3.50.4"),
    ("sqlite-desktop", DbType::Sqlite, "test", "桌面应用 · Desktop application", "3.50.4"),
];

const NAMES: [&str; DATABASES] = [
    "orders",
    "customers",
    "inventory",
    "billing",
    "sessions",
    "audit",
    "events",
    "search",
    "会员",
    "reporting",
    "catalog",
    "messages",
    "archive_2023",
    "库存快照",
    "scratch",
];

/// The fleet, with sizes up to a day.
pub fn fleet(today: Day) -> Vec<FleetInstance> {
    (0..).zip(INSTANCES).map(|(number, line)| instance(number, line, today)).collect()
}

fn instance(
    number: u32,
    (name, db_type, environment, description, server_version): Line,
    today: Day,
) -> FleetInstance {
    let port = match server_version {
        _ if name.starts_with("pg-") => Some(5432),
        _ if name.starts_with("sqlite-") => None,
        _ => Some(3306),
    };
    let host =
        if port.is_some() { format!("{name}.sample.invalid") } else { format!("/sample.invalid/{name}") };
    let databases = (0..).zip(NAMES).map(|(place, database)| {
        let mut dice = Dice::new(Stream::Fleet, number * 100 + place);
        // One server has not been reached for some days.
        let missing = if name == "mysql-logs" { 3 } else { 0 };
        let mut sizes = shapes::sizes(&mut dice, place, scale(name), (today, DAYS));
        sizes.retain(|(day, _)| *day <= today.plus(-missing));
        let limit_bytes = limit(&mut dice, &sizes);
        let name = if port.is_some() { database.to_owned() } else { format!("{database}.db") };
        FleetDatabase { name, limit_bytes, sizes }
    });
    FleetInstance {
        name,
        db_type,
        host,
        port,
        environment,
        description,
        server_version,
        databases: databases.collect(),
    }
}

/// The size that databases of an instance begin with, in KiB.
fn scale(instance: &str) -> i64 {
    match instance {
        _ if instance.starts_with("sqlite-") => 40_000,
        "pg-reports" | "mysql-logs" => 60_000_000,
        "pg-staging" | "mariadb-test" => 600_000,
        _ => 9_000_000,
    }
}

/// Some have a limit, between a little and much above their size.
fn limit(dice: &mut Dice, sizes: &[(Day, u64)]) -> Option<u64> {
    let (_, last) = sizes.last()?;
    dice.permille(400).then(|| last / 100 * u64::from(103 + dice.below(120)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        "2026-02-01".parse().unwrap()
    }

    #[test]
    fn there_are_12_instances_of_every_engine_with_180_databases() {
        let fleet = fleet(today());
        assert_eq!(fleet.len(), 12);
        assert_eq!(fleet.iter().map(|instance| instance.databases.len()).sum::<usize>(), 180);
        for db_type in [DbType::Postgres, DbType::MySql, DbType::Sqlite] {
            assert!(
                fleet.iter().filter(|instance| instance.db_type.as_str() == db_type.as_str()).count() >= 3
            );
        }
        assert!(fleet.iter().all(|instance| instance.host.contains("sample.invalid")));
    }

    #[test]
    fn it_is_the_same_at_every_run_and_moves_with_the_day() {
        let (one, next) = (fleet(today()), fleet(today().plus(1)));
        assert_eq!(one, fleet(today()));
        for (one, next) in
            one.iter().zip(&next).flat_map(|(one, next)| one.databases.iter().zip(&next.databases))
        {
            assert_eq!(one.limit_bytes, next.limit_bytes);
            let moved = one.sizes.iter().map(|(day, bytes)| (day.plus(1), *bytes));
            assert!(moved.eq(next.sizes.iter().copied()));
        }
    }

    #[test]
    fn sizes_end_today_and_reach_back_400_days() {
        let fleet = fleet(today());
        let days: Vec<Day> = fleet
            .iter()
            .flat_map(|one| &one.databases)
            .flat_map(|one| &one.sizes)
            .map(|(day, _)| *day)
            .collect();
        assert_eq!((days.iter().min(), days.iter().max()), (Some(&today().plus(1 - DAYS)), Some(&today())));
        let measured: usize = days.len();
        assert!((55_000..72_000).contains(&measured), "{measured}");
        // Some are too young for a trend, and one of each instance was never measured.
        assert!(fleet.iter().flat_map(|one| &one.databases).any(|one| (1..14).contains(&one.sizes.len())));
        assert!(fleet[0].databases.iter().any(|one| one.sizes.is_empty()));
    }
}
