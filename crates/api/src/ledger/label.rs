//! Sizes for people.

const UNIT: u64 = 1024;

/// Whole megabytes (of 1,048,576 bytes), rounded to the nearest, a half upwards.
pub fn megabytes(bytes: u64) -> u64 {
    rounded(bytes, 2)
}

/// `900 KB`, `44.63 GB`, `5.12 TB`: whole numbers up to megabytes, two places from gigabytes on.
pub fn size_label(bytes: u64) -> String {
    for (power, unit) in [(0, "B"), (1, "KB"), (2, "MB")] {
        let value = rounded(bytes, power);
        if value < UNIT {
            return format!("{value} {unit}");
        }
    }
    let mut label = String::new();
    for (power, unit) in [(3, "GB"), (4, "TB"), (5, "PB"), (6, "EB")] {
        let hundredths = rounded_hundredths(bytes, power);
        label = format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100);
        if hundredths < u128::from(UNIT) * 100 {
            break;
        }
    }
    label
}

fn rounded(bytes: u64, power: u32) -> u64 {
    let unit = UNIT.pow(power);
    bytes / unit + u64::from(bytes % unit * 2 >= unit && unit > 1)
}

fn rounded_hundredths(bytes: u64, power: u32) -> u128 {
    let unit = 1_u128 << (10 * power);
    (u128::from(bytes) * 200 + unit) / (2 * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: u64 = 1 << 10;
    const MB: u64 = 1 << 20;
    const GB: u64 = 1 << 30;
    const TB: u64 = 1 << 40;

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        for (bytes, label) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (KB, "1 KB"),
            (900 * KB, "900 KB"),
            (900 * KB + 511, "900 KB"),
            (900 * KB + 512, "901 KB"),
            (MB - 1, "1 MB"),
            (MB, "1 MB"),
            (512 * MB, "512 MB"),
            (GB - 1, "1.00 GB"),
            (GB, "1.00 GB"),
            (47_921_095_475, "44.63 GB"),
            (TB - 1, "1.00 TB"),
            (5_629_499_534_213, "5.12 TB"),
            (u64::MAX, "16.00 EB"),
        ] {
            assert_eq!(size_label(bytes), label, "{bytes}");
        }
    }

    #[test]
    fn megabytes_are_rounded_to_the_nearest() {
        for (bytes, mb) in
            [(0, 0), (MB / 2 - 1, 0), (MB / 2, 1), (MB + MB / 2 - 1, 1), (3 * MB / 2, 2), (u64::MAX, 1 << 44)]
        {
            assert_eq!(megabytes(bytes), mb, "{bytes}");
        }
    }
}
