//! 身份一致性 What an identity number itself says, held against what the form says beside it.

use crate::error::{Error, Result, code};
use crate::value::{Day, IdNumber, Sensitive, Sex};

/// The birth date and the sex on the form must be those of the identity number (GB 11643). The error shows the number
/// masked and of the two dates only the part that differs.
pub(crate) fn agrees(number: &IdNumber, birth: Day, sex: Sex) -> Result<()> {
    let said = number.birth();
    let parts = [
        ("年", i64::from(said.year()), i64::from(birth.year())),
        ("月", i64::from(said.month()), i64::from(birth.month())),
        ("日", i64::from(said.day()), i64::from(birth.day())),
    ];
    if let Some((part, number_says, stated)) = parts.into_iter().find(|(_, a, b)| a != b) {
        return Err(Error::new(code::model::PERSON_BIRTH)
            .with("column", "出生日期")
            .with("value", format_args!("{}-**-**", birth.year()))
            .with("document", number.masked())
            .with("part", part)
            .with("number", number_says)
            .with("stated", stated));
    }
    if number.sex() != sex && matches!(sex, Sex::Male | Sex::Female) {
        return Err(Error::new(code::model::PERSON_SEX)
            .with("column", "性别")
            .with("value", sex)
            .with("document", number.masked())
            .with("number", number.sex())
            .with("stated", sex));
    }
    Ok(())
}
