//! 工作日历 Working days by the yearly tables of the State Council.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::error::{Error, Result, code};
use crate::value::{Day, Plain, Year};

/// The tables that the crate ships.
const SHIPPED: &str = include_str!("data/workdays.toml");

/// 工作日历 Which days are working days (工作日): Monday to Friday without holidays, and the make-up days (调休). A year
/// without a table is an error, never a guess.
///
/// ```
/// use cunwu::value::{Day, Plain, WorkCalendar};
/// let calendar = WorkCalendar::shipped()?;
/// let arrived = Day::parse("2023-06-21")?;
/// // 端午节 takes 22 to 24 June, Sunday the 25th makes up for it.
/// assert_eq!(calendar.plus_working_days(arrived, 3)?, Day::parse("2023-06-27")?);
/// # Ok::<(), cunwu::Error>(())
/// ```
#[doc(alias = "节假日")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkCalendar(BTreeMap<Year, YearTable>);

/// 年度表 The table of one year: what differs from Monday to Friday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearTable {
    year: Year,
    source: String,
    off: BTreeMap<Day, String>,
    work: BTreeSet<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    year: Vec<YearForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct YearForm {
    year: Year,
    source: String,
    #[serde(default)]
    off: Vec<OffForm>,
    #[serde(default)]
    work: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OffForm {
    name: String,
    from: Day,
    to: Day,
}

impl YearTable {
    /// The year.
    pub const fn year(&self) -> Year {
        self.year
    }

    /// 依据 The notice that the table follows.
    pub fn source(&self) -> &str {
        &self.source
    }

    fn of(form: YearForm) -> Result<Self> {
        let wrong = |reason: String| Error::new(code::value::CALENDAR_FORM).with("reason", reason);
        let mut off = BTreeMap::new();
        for holiday in form.off {
            if holiday.to < holiday.from {
                return Err(wrong(format!("{} {} < {}", holiday.name, holiday.to, holiday.from)));
            }
            let mut day = holiday.from;
            while day <= holiday.to && Year::containing(day) == form.year {
                off.insert(day, holiday.name.clone());
                day = day.next();
            }
            if day <= holiday.to {
                return Err(wrong(format!("{} {day} ∉ {}", holiday.name, form.year)));
            }
        }
        let work: BTreeSet<Day> = form.work.into_iter().collect();
        let odd = |day: &&Day| Year::containing(**day) != form.year || day.weekday() <= 5 || off.contains_key(*day);
        if let Some(day) = work.iter().find(odd) {
            return Err(wrong(format!("work {day}")));
        }
        Ok(Self { year: form.year, source: form.source, off, work })
    }
}

impl WorkCalendar {
    /// The tables that the crate ships: 2021 to 2026, from the notices of 国务院办公厅. Replace or extend them with
    /// [`WorkCalendar::with`].
    ///
    /// # Errors
    /// `value.calendar.form`, which a test rules out.
    pub fn shipped() -> Result<Self> {
        Self::parse(SHIPPED)
    }

    /// The tables of a TOML text in the form of the shipped file: `[[year]]` with `year`, `source`, `off = [{ name,
    /// from, to }]` and `work = [day]`.
    ///
    /// # Errors
    /// `value.calendar.form` when a year stands twice, a day lies outside its year, or a make-up day is no Saturday or
    /// Sunday.
    pub fn parse(toml: &str) -> Result<Self> {
        let wrong = |reason: String| Error::new(code::value::CALENDAR_FORM).with("reason", reason);
        let form: FileForm = toml::from_str(toml).map_err(|error| wrong(error.to_string()).because(error))?;
        let mut years = BTreeMap::new();
        for year in form.year {
            let table = YearTable::of(year)?;
            let year = table.year;
            if years.insert(year, table).is_some() {
                return Err(wrong(format!("{year} ×2")));
            }
        }
        Ok(Self(years))
    }

    /// With the years of another calendar, which replace those of this one.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The tables, by year.
    pub fn years(&self) -> impl Iterator<Item = &YearTable> {
        self.0.values()
    }

    /// 是否工作日 Whether the day is a working day.
    ///
    /// # Errors
    /// `value.calendar.year` without a table for the year.
    pub fn is_workday(&self, day: Day) -> Result<bool> {
        let table = self.table(day)?;
        Ok(table.work.contains(&day) || (day.weekday() <= 5 && !table.off.contains_key(&day)))
    }

    /// 节假日 The holiday whose days off the day belongs to.
    ///
    /// # Errors
    /// `value.calendar.year` without a table for the year.
    pub fn holiday(&self, day: Day) -> Result<Option<&str>> {
        Ok(self.table(day)?.off.get(&day).map(String::as_str))
    }

    /// The `count`-th working day after `day`; the day itself is not counted (Civil Code art. 201). With 0, the day.
    ///
    /// # Errors
    /// `value.calendar.year` when the way leads into a year without a table.
    pub fn plus_working_days(&self, day: Day, count: u32) -> Result<Day> {
        self.walk(day, count, 1)
    }

    /// The `count`-th working day before `day`; the day itself is not counted. With 0, the day.
    ///
    /// # Errors
    /// `value.calendar.year` when the way leads into a year without a table.
    pub fn minus_working_days(&self, day: Day, count: u32) -> Result<Day> {
        self.walk(day, count, -1)
    }

    /// The working days after `from`, up to and with `to`; 0 when `to` does not come after.
    ///
    /// # Errors
    /// `value.calendar.year` without a table for a year in between.
    pub fn working_days_between(&self, from: Day, to: Day) -> Result<u32> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = day.next();
            count += u32::from(self.is_workday(day)?);
        }
        Ok(count)
    }

    /// 顺延 The day itself when it is a working day, else the next one: a term whose last day is a holiday ends on the
    /// day after it (Civil Code art. 203).
    ///
    /// # Errors
    /// `value.calendar.year` when the way leads into a year without a table.
    pub fn roll_forward(&self, day: Day) -> Result<Day> {
        if self.is_workday(day)? { Ok(day) } else { self.plus_working_days(day, 1) }
    }

    fn walk(&self, from: Day, count: u32, step: i64) -> Result<Day> {
        let (mut day, mut left) = (from, count);
        while left > 0 {
            day = day.plus_days(step);
            left -= u32::from(self.is_workday(day)?);
        }
        Ok(day)
    }

    fn table(&self, day: Day) -> Result<&YearTable> {
        let year = Year::containing(day);
        self.0.get(&year).ok_or_else(|| Error::new(code::value::CALENDAR_YEAR).with("year", year.plain()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::testing::fixed;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn calendar() -> WorkCalendar {
        WorkCalendar::shipped().unwrap()
    }

    #[test]
    fn the_shipped_years_name_their_notice_and_have_the_known_number_of_working_days() {
        let shipped = calendar();
        assert!(shipped.years().all(|table| table.source().contains("国办发明电")));
        let count = |year: u16| {
            let mut day = Year::of(year).unwrap().first_day();
            let mut count = 0;
            while day <= Year::of(year).unwrap().last_day() {
                count += u32::from(shipped.is_workday(day).unwrap());
                day = day.next();
            }
            count
        };
        // Days of the year without Saturdays, Sundays and 11 legal holidays, 13 since 2025; those on a weekend are made up for.
        assert_eq!([2021, 2022, 2023, 2024, 2025, 2026].map(count), [250, 249, 249, 251, 248, 248]);
    }

    #[test]
    fn holidays_are_off_and_make_up_days_are_worked() {
        assert!(!calendar().is_workday(day("2023-06-22")).unwrap());
        assert!(calendar().is_workday(day("2023-06-25")).unwrap());
        assert!(!calendar().is_workday(day("2023-06-24")).unwrap());
        assert_eq!(calendar().holiday(day("2023-01-24")).unwrap(), Some("春节"));
        assert_eq!(calendar().holiday(day("2023-01-28")).unwrap(), None);
        assert_eq!(calendar().roll_forward(day("2023-09-29")).unwrap(), day("2023-10-07"));
        assert_eq!(calendar().roll_forward(day("2023-09-28")).unwrap(), day("2023-09-28"));
    }

    #[test]
    fn a_missing_year_is_an_error_and_not_a_guess() {
        assert_eq!(calendar().is_workday(day("2027-01-04")).unwrap_err().code(), "value.calendar.year");
        let over = calendar().plus_working_days(day("2026-12-31"), 1).unwrap_err();
        assert_eq!(over.get("year"), Some("2027"));
        assert_eq!(calendar().plus_working_days(day("2027-02-02"), 0).unwrap(), day("2027-02-02"));
    }

    #[test]
    fn tables_that_contradict_themselves_are_refused() {
        for table in [
            "[[year]]\nyear = 2023\nsource = ''\nwork = ['2023-06-26']",
            "[[year]]\nyear = 2023\nsource = ''\nwork = ['2024-06-29']",
            "[[year]]\nyear = 2023\nsource = ''\noff = [{ name = 'x', from = '2023-12-31', to = '2024-01-01' }]",
            "[[year]]\nyear = 2023\nsource = ''\noff = [{ name = 'x', from = '2023-02-02', to = '2023-02-01' }]",
            "[[year]]\nyear = 2023\nsource = ''\n[[year]]\nyear = 2023\nsource = ''",
            "[[year]]\nyear = 2023\nsource = ''\nholidays = []",
            "[[year]]\nyear = 2023",
        ] {
            assert_eq!(WorkCalendar::parse(table).unwrap_err().code(), "value.calendar.form", "{table}");
        }
    }

    #[test]
    fn a_host_replaces_a_year() {
        let own = WorkCalendar::parse("[[year]]\nyear = 2023\nsource = 'own'").unwrap();
        assert!(calendar().with(own).is_workday(day("2023-06-22")).unwrap());
    }

    proptest! {
        #![proptest_config(fixed())]
        #[test]
        fn walking_agrees_with_a_list_of_all_days(start in 100_i64..600, count in 0_u32..60) {
            let calendar = calendar();
            let first = day("2022-01-01");
            let worked: Vec<Day> =
                (0..730).map(|n| first.plus_days(n)).filter(|d| calendar.is_workday(*d).unwrap()).collect();
            let from = first.plus_days(start);
            let after: Vec<Day> = worked.iter().copied().filter(|d| *d > from).collect();
            let expected = if count == 0 { from } else { after[count as usize - 1] };
            prop_assert_eq!(calendar.plus_working_days(from, count).unwrap(), expected);
            prop_assert_eq!(calendar.working_days_between(from, expected).unwrap(), count);
            let before: Vec<Day> = worked.iter().copied().filter(|d| *d < from).collect();
            let expected = if count == 0 { from } else { before[before.len() - count as usize] };
            prop_assert_eq!(calendar.minus_working_days(from, count).unwrap(), expected);
        }
    }
}
