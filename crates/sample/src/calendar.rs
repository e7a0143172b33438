//! Two years of days: how many orders each day brings, and at what time of day they come.
//! Owns growth, seasons, weekends and feast days. Times are UTC seconds since 1970.

use jiff::civil::{Date, Weekday};

use crate::dice::{Dice, Stream};

/// Orders in the two years.
pub(crate) const ORDERS: u32 = 18_800;

/// Days from 2024-01-01 to 2025-12-31; 2024 was a leap year.
const DAYS: u32 = 731;

const DAY: i64 = 86_400;

/// 2024-01-01T00:00:00Z.
pub(crate) const START: i64 = 19_723 * DAY;

/// 2026-01-01T00:00:00Z: nothing in the shop has happened at or after it.
pub(crate) const END: i64 = START + DAYS as i64 * DAY;

/// How much of a year's trade each month brings, January first.
const MONTHS: [u64; 12] = [92, 78, 88, 92, 98, 112, 92, 94, 102, 108, 128, 126];

/// How much of a day's trade each hour brings, midnight first; a thousand together.
const HOURS: [u32; 24] =
    [14, 8, 5, 4, 4, 6, 14, 26, 42, 56, 66, 68, 62, 54, 54, 56, 56, 56, 60, 70, 78, 68, 46, 27];

/// Days unlike others: first day, last day, trade in percent.
/// Lunar New Year is quiet, the shopping festivals are loud, and one day the web shop was down.
const EVENTS: [(Date, Date, u64); 13] = [
    (day(2024, 2, 9), day(2024, 2, 16), 45),
    (day(2024, 6, 16), day(2024, 6, 18), 210),
    (day(2024, 10, 1), day(2024, 10, 5), 80),
    (day(2024, 11, 10), day(2024, 11, 11), 340),
    (day(2024, 11, 29), day(2024, 11, 29), 180),
    (day(2024, 12, 12), day(2024, 12, 12), 170),
    (day(2025, 1, 28), day(2025, 2, 4), 45),
    (day(2025, 6, 16), day(2025, 6, 18), 210),
    (day(2025, 8, 14), day(2025, 8, 14), 25),
    (day(2025, 10, 1), day(2025, 10, 6), 80),
    (day(2025, 11, 10), day(2025, 11, 11), 340),
    (day(2025, 11, 28), day(2025, 11, 28), 180),
    (day(2025, 12, 12), day(2025, 12, 12), 170),
];

const fn day(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

/// The demand of each day, as the number of orders before it.
#[derive(Debug)]
pub(crate) struct Calendar {
    /// One entry a day and one more for the end: orders placed before that day.
    before: Vec<u32>,
}

impl Calendar {
    pub(crate) fn new() -> Self {
        let weights: Vec<u64> = (0..DAYS).map(demand).collect();
        let total: u64 = weights.iter().sum();
        let mut sum = 0;
        let mut before = vec![0];
        for weight in weights {
            sum += weight;
            let orders = u64::from(ORDERS) * sum / total;
            before.push(u32::try_from(orders).unwrap_or(ORDERS));
        }
        Self { before }
    }

    /// When the order of this number (from 0) was placed. Later numbers are never earlier.
    pub(crate) fn order_time(&self, number: u32) -> i64 {
        let day = self.before.partition_point(|&before| before <= number).saturating_sub(1);
        let of_day = self.before[day + 1] - self.before[day];
        let nth = number - self.before[day];
        let mut dice = Dice::new(Stream::OrderTime, number);
        let point = (nth * 1_000_000 + dice.below(1_000_000)) / of_day;
        START + i64::try_from(day).unwrap_or_default() * DAY + i64::from(second_of_day(point))
    }
}

/// The trade of a day, in parts that only mean something beside each other's.
fn demand(number: u32) -> u64 {
    let date = date_of(START + i64::from(number) * DAY);
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    let growth = 1000 + u64::from(number) * 950 / u64::from(DAYS);
    let weekday = match date.weekday() {
        Weekday::Saturday => 132,
        Weekday::Sunday => 124,
        Weekday::Monday => 92,
        Weekday::Friday => 104,
        _ => 96,
    };
    let event = EVENTS
        .iter()
        .find(|(first, last, _)| (*first..=*last).contains(&date))
        .map_or(100, |(_, _, percent)| *percent);
    let weather = 88 + u64::from(Dice::new(Stream::Calendar, number).below(25));
    month * growth * weekday * event * weather
}

/// The second at which so many millionths of the day's trade are done.
fn second_of_day(point: u32) -> u32 {
    let mut done = 0;
    for (hour, share) in (0..).zip(HOURS.map(|thousandths| thousandths * 1000)) {
        if point < done + share {
            return hour * 3600 + (point - done) * 36 / (share / 100);
        }
        done += share;
    }
    86_399
}

/// The day of a moment.
pub(crate) fn date_of(moment: i64) -> Date {
    day(1970, 1, 1).saturating_add(jiff::Span::new().days(moment.div_euclid(DAY)))
}

/// A day as SQL writes it: `2025-12-31`.
pub(crate) fn date_text(moment: i64) -> String {
    date_of(moment).to_string()
}

/// A moment as SQL writes it: `2025-12-31 23:59:59`.
pub(crate) fn moment_text(moment: i64) -> String {
    let second = moment.rem_euclid(DAY);
    format!("{} {:02}:{:02}:{:02}", date_of(moment), second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_years_begin_and_end_on_the_stated_days() {
        assert_eq!(moment_text(START), "2024-01-01 00:00:00");
        assert_eq!(moment_text(END - 1), "2025-12-31 23:59:59");
        let calendar = Calendar::new();
        assert_eq!(date_text(calendar.order_time(0)), "2024-01-01");
        assert_eq!(date_text(calendar.order_time(ORDERS - 1)), "2025-12-31");
    }

    #[test]
    fn orders_come_in_the_order_of_their_numbers() {
        let calendar = Calendar::new();
        let times: Vec<i64> = (0..ORDERS).map(|number| calendar.order_time(number)).collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn trade_grows_and_has_seasons() {
        let calendar = Calendar::new();
        let in_month = |year, month| {
            let month_of = |number| {
                let date = date_of(calendar.order_time(number));
                (date.year(), date.month())
            };
            (0..ORDERS).filter(|&number| month_of(number) == (year, month)).count()
        };
        assert!(in_month(2025, 5) > in_month(2024, 5));
        assert!(in_month(2025, 11) > in_month(2025, 9) * 5 / 4);
        assert!(in_month(2025, 2) < in_month(2025, 3));
    }

    #[test]
    fn the_hours_make_a_day() {
        assert_eq!(HOURS.iter().sum::<u32>(), 1000);
    }
}
