//! The target `splice` under libFuzzer.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};

const TARGET: &str = "splice";

fuzz_target!(init: { weir_fuzz::write_seeds(TARGET) }, |data: &[u8]| weir_fuzz::check(TARGET, data));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    weir_fuzz::mutate(TARGET, data, (size, max_size), seed)
});
