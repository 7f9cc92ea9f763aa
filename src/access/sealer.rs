//! 密封 The cipher behind sealed fields, and its default.

use std::fmt;

use crate::access::SecretKey;
use crate::error::Result;

/// 密封算法 Authenticated encryption and keyed tags: the default is XChaCha20-Poly1305 with HMAC-SHA256; a host may bring SM4 or an HSM.
#[doc(alias = "密封")]
pub trait Sealer: fmt::Debug + Send + Sync {
    /// Name of the algorithm.
    fn name(&self) -> &'static str;

    /// Encrypts and authenticates `clear`, and authenticates `bound`. `random` is 32 fresh bytes for the nonce; the result
    /// holds whatever [`Sealer::open`] needs.
    fn seal(&self, key: &SecretKey, random: [u8; 32], bound: &[u8], clear: &[u8]) -> Result<Vec<u8>>;

    /// What was sealed; `None` when key, `bound` or `sealed` are others.
    fn open(&self, key: &SecretKey, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>>;

    /// A keyed tag: equal for equal text under one key, telling nothing without it.
    fn tag(&self, key: &SecretKey, text: &[u8]) -> [u8; 16];
}

/// XChaCha20-Poly1305, nonce first; tags by HMAC-SHA256, cut to 16 bytes.
#[cfg(feature = "crypto")]
#[derive(Debug, Clone, Copy, Default)]
pub struct XChaCha;

#[cfg(feature = "crypto")]
mod xchacha {
    use chacha20poly1305::aead::{Aead, Payload};
    use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
    use hmac::{Hmac, Mac};
    use sha2::Sha256;

    use super::{Result, Sealer, SecretKey, XChaCha};
    use crate::error::{Error, code};

    const NONCE: usize = 24;

    impl Sealer for XChaCha {
        fn name(&self) -> &'static str {
            "xchacha20poly1305"
        }

        fn seal(&self, key: &SecretKey, random: [u8; 32], bound: &[u8], clear: &[u8]) -> Result<Vec<u8>> {
            let mut nonce = [0; NONCE];
            for (to, from) in nonce.iter_mut().zip(random) {
                *to = from;
            }
            let cipher = XChaCha20Poly1305::new(key.bytes().into());
            let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: clear, aad: bound });
            let sealed = sealed.map_err(|error| Error::new(code::access::SEAL).with("reason", error))?;
            let mut out = Vec::with_capacity(NONCE + sealed.len());
            out.extend_from_slice(&nonce);
            out.extend_from_slice(&sealed);
            Ok(out)
        }

        fn open(&self, key: &SecretKey, bound: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
            let (nonce, text) = sealed.split_at_checked(NONCE)?;
            let nonce: [u8; NONCE] = nonce.try_into().ok()?;
            let cipher = XChaCha20Poly1305::new(key.bytes().into());
            cipher.decrypt(&XNonce::from(nonce), Payload { msg: text, aad: bound }).ok()
        }

        fn tag(&self, key: &SecretKey, text: &[u8]) -> [u8; 16] {
            // HMAC pads a key to its block with zeros, so this is the key itself.
            let mut block = [0; 64];
            for (to, from) in block.iter_mut().zip(key.bytes()) {
                *to = *from;
            }
            let mut hmac = <Hmac<Sha256> as KeyInit>::new(&block.into());
            zeroize::Zeroize::zeroize(&mut block);
            hmac.update(text);
            let full: [u8; 32] = hmac.finalize().into_bytes().into();
            let mut tag = [0; 16];
            for (to, from) in tag.iter_mut().zip(full) {
                *to = from;
            }
            tag
        }
    }
}
