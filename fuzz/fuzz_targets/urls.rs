//! The target `urls`, driven by libFuzzer.
#![no_main]
#![expect(dead_code, reason = "each program runs one of the targets")]

#[path = "../../crates/engine/tests/fuzz/oracle.rs"]
mod oracle;
#[path = "../../crates/engine/tests/fuzz/targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::urls(data));
