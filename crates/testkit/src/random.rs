//! Names and passwords that nobody can guess and no other test has.

/// As many random bytes, as hexadecimal digits.
pub(crate) fn hex(bytes: usize) -> String {
    let mut buffer = vec![0; bytes];
    getrandom::fill(&mut buffer).expect("the operating system has random bytes");
    hex::encode(buffer)
}
