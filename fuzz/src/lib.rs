//! What libFuzzer drives: the checks, the inputs and the mutations of the engine's own fuzz test, which are
//! shared here and not copied.

#[path = "../../crates/engine/tests/fuzz/corpus.rs"]
mod corpus;
#[path = "../../crates/engine/tests/fuzz/mutate.rs"]
mod mutate;
#[path = "../../crates/engine/tests/fuzz/oracle.rs"]
mod oracle;
#[path = "../../crates/engine/tests/fuzz/targets.rs"]
mod targets;

use std::{fs, path::Path, sync::OnceLock};

use self::mutate::Dice;

/// The folder of this package.
const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Runs one input of a target; panics when what must hold doesn't.
pub fn check(target: &str, input: &[u8]) {
    let (_, run) = targets::ALL.into_iter().find(|(known, _)| *known == target).unwrap();
    run(input);
}

/// Writes what the target begins with to `seeds/<target>`, where libFuzzer is told to look.
pub fn write_seeds(target: &str) {
    let folder = Path::new(HERE).join("seeds").join(target);
    fs::create_dir_all(&folder).unwrap();
    for (at, input) in inputs(target).iter().enumerate() {
        fs::write(folder.join(format!("{at:04}")), input).unwrap();
    }
}

/// Every other time libFuzzer's own mutation, which knows coverage; else ours, which knows SQL. Gives the new length.
pub fn mutate(target: &str, data: &mut [u8], (size, max): (usize, usize), seed: u32) -> usize {
    if seed % 2 == 0 {
        return libfuzzer_sys::fuzzer_mutate(data, size, max);
    }
    let mut dice = Dice::new(u64::from(seed) << 16);
    let bytes = mutate::this(data[..size].to_vec(), inputs(target), &mut dice);
    let length = bytes.len().min(max);
    data[..length].copy_from_slice(&bytes[..length]);
    length
}

/// Each program runs one target.
fn inputs(target: &str) -> &'static [Vec<u8>] {
    static INPUTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    INPUTS.get_or_init(|| corpus::of(target, &Path::new(HERE).join("../crates/engine/tests/fuzz/corpus")))
}
