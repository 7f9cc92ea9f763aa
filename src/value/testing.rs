//! What property tests of values share.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::{RngAlgorithm, RngSeed};

use crate::value::Plain;

/// The same cases on every run.
pub(crate) fn fixed() -> ProptestConfig {
    ProptestConfig {
        cases: 256,
        failure_persistence: None,
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(20_230_630),
        ..ProptestConfig::default()
    }
}

/// Plain text reads back as the same value.
#[track_caller]
pub(crate) fn reads_back<T: Plain + PartialEq + std::fmt::Debug>(value: &T) {
    let text = value.plain();
    match T::parse(&text) {
        Ok(again) => assert_eq!(&again, value, "`{text}`"),
        Err(error) => panic!("`{text}` does not read back: {error}"),
    }
}
