//! How made-up databases grow: steadily, in steps, not at all, faster and faster; with loads, archives, shrinking, gaps.
//! In whole KiB, like everything in the sample without floating point.

use weir_model::Day;

use crate::dice::Dice;

/// The course of a size.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// So many hundred-thousandths of its size a day.
    Steady(i64),
    /// The same, with a bulk load that stays.
    Load(i64),
    /// The same, with a year archived at once.
    Archive(i64),
    /// Each month what is old is dropped.
    Sawtooth,
    /// Less and less.
    Shrinking,
    /// Faster and faster.
    Faster,
    /// As it ever was.
    Still,
    /// Made some weeks ago.
    Young(i64),
    /// Not measured yet.
    Never,
}

/// By the place of the database in its instance.
const SHAPES: [Shape; 15] = [
    Shape::Steady(250),
    Shape::Steady(120),
    Shape::Load(90),
    Shape::Steady(400),
    Shape::Sawtooth,
    Shape::Faster,
    Shape::Archive(300),
    Shape::Steady(60),
    Shape::Load(180),
    Shape::Steady(150),
    Shape::Still,
    Shape::Young(45),
    Shape::Shrinking,
    Shape::Young(9),
    Shape::Never,
];

/// The sizes of a database up to a day, from a size in KiB.
pub(super) fn sizes(dice: &mut Dice, place: u32, scale: i64, (last, days): (Day, i64)) -> Vec<(Day, u64)> {
    let shape = SHAPES[place as usize % SHAPES.len()];
    let start = scale / 10 + scale * dice.between(0, 180) / 100;
    // When the load or the archiving was, and a time in which nothing was measured.
    let (event, gap) = (dice.between(120, 360), dice.between(30, 330));
    let gap = gap..gap + dice.between(0, 12);
    let mut size = start;
    let mut sizes = Vec::new();
    for number in 0..days {
        size = shape.next(size, start, number, event).max(8);
        size += size / 10_000 * dice.between(-9, 12) / 10;
        // A forgotten day now and then.
        let missed = gap.contains(&number) || dice.permille(8);
        if shape.is_there(number, days) && !(missed && number + 1 < days) {
            // Files grow by pages.
            let pages = (size.max(8) / 8) * 8 * 1024;
            sizes.push((last.plus(number + 1 - days), pages.unsigned_abs()));
        }
    }
    sizes
}

impl Shape {
    fn next(self, size: i64, start: i64, number: i64, event: i64) -> i64 {
        match self {
            Self::Steady(pace) => size + start * pace / 100_000,
            Self::Load(pace) => {
                size + start * pace / 100_000 + if number == event { start * 6 / 10 } else { 0 }
            }
            Self::Archive(pace) => size + start * pace / 100_000 - if number == event { size / 2 } else { 0 },
            Self::Sawtooth => size + start / 150 - if number % 30 == 29 { start / 5 } else { 0 },
            Self::Shrinking => size - size / 900,
            Self::Faster => size + size / 260,
            Self::Still | Self::Never => size,
            Self::Young(_) => size + start / 120,
        }
    }

    fn is_there(self, number: i64, days: i64) -> bool {
        match self {
            Self::Never => false,
            Self::Young(age) => number >= days - age,
            _ => true,
        }
    }
}
