//! Clear bytes that are wiped when dropped.

/// 明文 Clear text, or text that holds keys; wiped when dropped.
pub(super) struct Clear(pub(super) Vec<u8>);

impl Drop for Clear {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Wipes bytes in place; with feature `crypto` in a way that the compiler may not leave out.
pub(super) fn wipe(bytes: &mut [u8]) {
    #[cfg(feature = "crypto")]
    zeroize::Zeroize::zeroize(bytes);
    #[cfg(not(feature = "crypto"))]
    bytes.fill(0);
}
