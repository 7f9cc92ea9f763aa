//! Many texts looked for at once, in one pass over the bytes.

use std::collections::{HashMap, HashSet};

/// How many bytes a text must have to be looked for: a shorter one stands in any large file by chance.
pub(super) const SHORTEST: usize = 8;

/// Texts and what each is, found by their first eight bytes.
pub(super) struct Patterns {
    by_start: HashMap<u64, Vec<(Vec<u8>, &'static str)>>,
    /// Whether any text begins with these two bytes: most places are passed over by it.
    begins: Vec<bool>,
    known: HashSet<Vec<u8>>,
}

impl Patterns {
    pub(super) fn new() -> Self {
        Self { by_start: HashMap::new(), begins: vec![false; 1 << 16], known: HashSet::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Looks for this text too; whether it is long enough.
    pub(super) fn add(&mut self, bytes: &[u8], what: &'static str) -> bool {
        if bytes.len() < SHORTEST {
            return false;
        }
        if self.known.insert(bytes.to_vec()) {
            self.begins[start_of_two(bytes)] = true;
            self.by_start.entry(start(bytes)).or_default().push((bytes.to_vec(), what));
        }
        true
    }

    /// A key: its bytes, and as hex and base64 of both alphabets would write them.
    pub(super) fn add_key(&mut self, key: &[u8], what: &'static str) {
        let digits = key.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let hex: String = digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect();
        self.add(key, what);
        self.add(hex.as_bytes(), what);
        self.add(hex.to_uppercase().as_bytes(), what);
        let url = base64(key);
        self.add(url.as_bytes(), what);
        self.add(url.replace('-', "+").replace('_', "/").as_bytes(), what);
    }

    /// What stands in these bytes, and where first.
    pub(super) fn found_in(&self, bytes: &[u8]) -> Option<(&'static str, usize)> {
        (0..bytes.len().saturating_sub(SHORTEST - 1)).find_map(|place| {
            let rest = &bytes[place..];
            if !self.begins[start_of_two(rest)] {
                return None;
            }
            let candidates = self.by_start.get(&start(rest))?;
            candidates.iter().find(|(text, _)| rest.starts_with(text)).map(|(_, what)| (*what, place))
        })
    }
}

fn start(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes[..8].try_into().unwrap())
}

fn start_of_two(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

pub(super) fn base64(bytes: &[u8]) -> String {
    let bits: Vec<bool> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect();
    let digit = |six: &[bool]| (0..6).fold(0, |sum, place| sum << 1 | usize::from(six.get(place) == Some(&true)));
    bits.chunks(6).map(|six| char::from(ALPHABET[digit(six)])).collect()
}

pub(super) fn unbase64(text: &str) -> Vec<u8> {
    let place = |byte: u8| ALPHABET.iter().position(|known| *known == byte).unwrap();
    let bits: Vec<bool> =
        text.bytes().flat_map(|byte| (0..6).rev().map(move |bit| place(byte) >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
}
