//! The generator's chance: a small pseudo-random sequence of our own, so that the shop is the same at every
//! run, on every machine and with every version of every dependency. Integers only: floating point functions
//! differ between platforms in the last digit.

/// What a sequence is for. Each entity of the shop has a sequence of its own, named by its kind and number, so
/// that any order or customer can be made at any time without making the others first.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Calendar = 1,
    OrderTime,
    Order,
    Customer,
    Address,
    Employee,
    Product,
    Inventory,
    Review,
    Fleet,
}

/// A sequence of pseudo-random numbers (splitmix64, public domain).
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The sequence of one entity.
    pub(crate) fn new(stream: Stream, number: u32) -> Self {
        let mut dice = Self(((stream as u64) << 40) ^ u64::from(number));
        // The first state differs from its neighbour's in a few bits only; one step spreads them.
        dice.0 = dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 to `sides` - 1; 0 when there are no sides.
    pub(crate) fn below(&mut self, sides: u32) -> u32 {
        (((self.next() >> 32) * u64::from(sides)) >> 32) as u32
    }

    /// A number of seconds, days or fen from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u32::try_from(most - least + 1).unwrap_or(u32::MAX);
        least + i64::from(self.below(width))
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, cases: u32) -> bool {
        self.below(1000) < cases
    }

    /// One of several, each as likely. The list must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let sides = u32::try_from(of.len()).unwrap_or(u32::MAX);
        of[self.below(sides) as usize]
    }

    /// One of several, by weight. The list must not be empty.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(u32, T)]) -> T {
        let total = of.iter().map(|(weight, _)| weight).sum();
        let mut point = self.below(total);
        for &(weight, item) in of {
            if point < weight {
                return item;
            }
            point -= weight;
        }
        of[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_the_same_for_ever() {
        let mut dice = Dice::new(Stream::Order, 7);
        let thrown: Vec<u32> = (0..6).map(|_| dice.below(100)).collect();
        expect_test::expect!["[10, 17, 65, 38, 14, 64]"].assert_eq(&format!("{thrown:?}"));
    }

    #[test]
    fn neighbours_share_nothing() {
        let first = |number| Dice::new(Stream::Customer, number).below(1000);
        let distinct: std::collections::BTreeSet<u32> = (0..100).map(first).collect();
        assert!(distinct.len() > 85, "{} of 100 first throws differ", distinct.len());
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::new(Stream::Order, 1);
        let heads = (0..10_000).filter(|_| dice.weighted(&[(9, true), (1, false)])).count();
        assert!((8_850..9_150).contains(&heads), "{heads}");
    }

    #[test]
    fn a_range_includes_both_ends() {
        let mut dice = Dice::new(Stream::Order, 2);
        let thrown: std::collections::BTreeSet<i64> = (0..200).map(|_| dice.between(-1, 2)).collect();
        assert_eq!(thrown.into_iter().collect::<Vec<_>>(), [-1, 0, 1, 2]);
    }
}
