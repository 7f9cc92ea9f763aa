//! 形近 Characters that look alike.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::search::data_lines;

static ALIKE: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut alike: BTreeMap<char, Vec<char>> = BTreeMap::new();
    for group in data_lines(include_str!("data/shapes.txt")) {
        for one in group.chars() {
            let held = alike.entry(one).or_default();
            for other in group.chars().filter(|other| *other != one) {
                if !held.contains(&other) {
                    held.push(other);
                }
            }
        }
    }
    alike
});

/// The text with one character changed for one that looks like it, in every way; `each` says whether to go on.
pub(super) fn variants(text: &str, each: &mut dyn FnMut(&str) -> bool) -> bool {
    let mut variant = String::new();
    text.char_indices().all(|(at, c)| {
        ALIKE.get(&c).into_iter().flatten().all(|other| {
            let (front, rest) = text.split_at(at);
            variant.clear();
            variant.push_str(front);
            variant.push(*other);
            variant.push_str(rest.get(c.len_utf8()..).unwrap_or_default());
            each(&variant)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_at_a_time_is_changed() {
        let all = |text: &str| {
            let mut all = Vec::new();
            assert!(variants(text, &mut |variant| {
                all.push(variant.to_owned());
                true
            }));
            all
        };
        assert_eq!(all("陈末"), ["阵末", "陈未"]);
        assert!(all("AB").is_empty());
    }

    #[test]
    fn every_group_names_different_characters() {
        for group in data_lines(include_str!("data/shapes.txt")) {
            let mut once: Vec<char> = group.chars().collect();
            once.sort_unstable();
            once.dedup();
            assert!(once.len() > 1 && once.len() == group.chars().count(), "{group}");
        }
    }
}
