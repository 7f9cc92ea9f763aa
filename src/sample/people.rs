//! 样本人物 People who do not exist: names of common characters, identity numbers of areas that end in 99, telephones
//! of segments that no operator was given.

use crate::error::Result;
use crate::sample::Rng;
use crate::value::{Day, IdNumber, PersonName, Phone, Plain, Sex};

const SURNAMES: &[&str] = &[
    "陈", "黄", "李", "张", "刘", "王", "林", "梁", "郭", "钟", "卢", "朱", "湛", "关", "温", "谭", "何", "杨", "周",
    "吴", "徐", "孙", "罗", "郑", "谢", "邓", "彭", "曾", "欧阳",
];
const MALE: &[&str] = &[
    "伟", "强", "勇", "杰", "涛", "明", "辉", "波", "坤", "浩", "子轩", "志光", "国良", "嘉豪", "启斌", "文华", "广东",
    "家生", "锦涛", "耀祥",
];
const FEMALE: &[&str] = &[
    "芳", "娟", "敏", "丽", "霞", "玲", "燕", "琴", "珍", "莹", "惠珍", "雪莹", "桂英", "美云", "诗妍", "思梅", "晓霞",
    "佩晴", "婉晴", "梓仪",
];
/// Segments of mobile numbers that no operator was given.
const SEGMENTS: &[&str] = &["154", "161", "164", "169", "179", "194"];

/// 样本姓名 A name such as the village's people have.
///
/// # Errors
/// Never; names of these characters are names.
pub fn person_name(rng: &mut Rng, sex: Sex) -> Result<PersonName> {
    let given = if sex == Sex::Female { FEMALE } else { MALE };
    let part = |rng: &mut Rng, from: &[&'static str]| rng.pick(from).copied().unwrap_or("一");
    let surname = part(rng, SURNAMES);
    PersonName::parse(&format!("{surname}{}", part(rng, given)))
}

/// 样本身份证号 A valid identity number of a person who does not exist; the six digits of `area` should end in 99.
///
/// # Errors
/// `value.id_number.…` unless `area` is six digits that an identity number may begin with.
pub fn identity_number(rng: &mut Rng, area: &str, sex: Sex, birth: Day) -> Result<IdNumber> {
    let odd = u32::from(sex == Sex::Male);
    IdNumber::of_parts(area, birth, rng.below(500) * 2 + odd)
}

/// 样本电话 A mobile number that nobody has.
///
/// # Errors
/// Never; numbers of these segments are mobile numbers.
pub fn phone(rng: &mut Rng) -> Result<Phone> {
    let segment = rng.pick(SEGMENTS).copied().unwrap_or("154");
    Phone::parse(&format!("{segment}{:08}", rng.below(100_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_says_what_it_was_made_of() {
        let mut rng = Rng::new(3);
        for sex in [Sex::Male, Sex::Female] {
            let birth = Day::of(2012, 2, 29).unwrap();
            let number = identity_number(&mut rng, "440199", sex, birth).unwrap();
            assert_eq!((number.area(), number.birth(), number.sex()), ("440199", birth, sex));
        }
        assert!(identity_number(&mut rng, "99", Sex::Male, Day::of(1990, 1, 1).unwrap()).is_err());
    }

    #[test]
    fn names_and_telephones_are_good() {
        let mut rng = Rng::new(4);
        for _ in 0..200 {
            person_name(&mut rng, Sex::Female).unwrap();
            let phone = phone(&mut rng).unwrap();
            assert!(SEGMENTS.contains(&&phone.as_str()[..3]));
        }
    }
}
