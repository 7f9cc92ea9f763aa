//! 刻度 An axis from 0 with round numbers at its rules.

use crate::report::{Chart, Number};

/// How many rules an axis has at most above zero.
const RULES: i64 = 5;

/// 刻度 The span of an axis, always with 0 in it.
pub(super) struct Scale {
    ticks: Vec<Number>,
}

impl Scale {
    /// The axis that holds every value of a chart, or every sum of a category when stacked.
    pub(super) fn of(chart: &Chart, stacked: bool) -> Self {
        let places = chart.all_series().iter().flat_map(|series| series.values.iter().flatten());
        let places = places.map(|value| value.places()).max().unwrap_or(0);
        let at = |series: &crate::report::Series, category: usize| {
            series.values.get(category).copied().flatten().map_or(0, |value| units_at(value, places))
        };
        let all = chart.all_series();
        let values: Vec<i64> = if stacked {
            (0..chart.categories().len())
                .map(|category| all.iter().fold(0_i64, |sum, series| sum.saturating_add(at(series, category))))
                .collect()
        } else {
            all.iter().flat_map(|series| (0..series.values.len()).map(move |category| at(series, category))).collect()
        };
        let high = values.iter().copied().max().unwrap_or(0).max(0);
        let low = values.iter().copied().min().unwrap_or(0).min(0);
        let step = round_step(high.max(low.saturating_neg()), places);
        let mut ticks: Vec<i64> = vec![0];
        while ticks.last().is_some_and(|last| *last < high) {
            ticks.push(ticks.last().map_or(0, |last| last.saturating_add(step)));
        }
        while ticks.first().is_some_and(|first| *first > low) {
            ticks.insert(0, ticks.first().map_or(0, |first| first.saturating_sub(step)));
        }
        if ticks.len() == 1 {
            ticks.push(step);
        }
        Self { ticks: ticks.into_iter().filter_map(|units| Number::of(units, places)).map(trimmed).collect() }
    }

    /// Round numbers from the lowest to the highest.
    pub(super) fn ticks(&self) -> &[Number] {
        &self.ticks
    }

    /// Where a value stands when the axis goes from pixel `from` to pixel `to`.
    #[allow(clippy::cast_possible_truncation)] // within the picture
    pub(super) fn place(&self, value: f64, from: i32, to: i32) -> i32 {
        let low = self.ticks.first().map_or(0.0, |tick| tick.drawn());
        let high = self.ticks.last().map_or(1.0, |tick| tick.drawn());
        let part = if high > low { (value - low) / (high - low) } else { 0.0 };
        from + (part.clamp(0.0, 1.0) * f64::from(to - from)).round() as i32
    }
}

fn units_at(value: Number, places: u8) -> i64 {
    let step = 10_i64.saturating_pow(u32::from(places.saturating_sub(value.places())));
    value.units().saturating_mul(step)
}

/// 1, 2 or 5 times a power of ten, at most [`RULES`] of them up to the highest value.
fn round_step(highest: i64, places: u8) -> i64 {
    let whole = 10_i64.saturating_pow(u32::from(places));
    let mut power = 1_i64;
    loop {
        for times in [1, 2, 5] {
            let step = power.saturating_mul(times);
            let enough = step.saturating_mul(RULES) >= highest;
            if (enough && (places == 0 || step * RULES >= whole / 10)) || power >= i64::MAX / 100 {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// Without zeros at the end of its places.
fn trimmed(number: Number) -> Number {
    let (mut units, mut places) = (number.units(), number.places());
    while places > 0 && units % 10 == 0 {
        units /= 10;
        places -= 1;
    }
    Number::of(units, places).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Form;
    use crate::value::Plain;

    fn ticks(values: &[&str], stacked: bool) -> Vec<String> {
        let categories: Vec<String> = (0..values.len()).map(|at| at.to_string()).collect();
        let values = values.iter().map(|text| Some(Number::parse(text).unwrap()));
        let chart = Chart::new("c", "图", Form::Bars, categories).series_with_gaps("数", values).unwrap();
        Scale::of(&chart, stacked).ticks().iter().map(Plain::plain).collect()
    }

    #[test]
    fn an_axis_starts_at_zero_and_has_round_rules() {
        assert_eq!(ticks(&["1569", "1773"], false), ["0", "500", "1000", "1500", "2000"]);
        assert_eq!(ticks(&["3"], false), ["0", "1", "2", "3"]);
        assert_eq!(ticks(&["-52.78", "10.00"], false), ["-60", "-40", "-20", "0", "20"]);
        assert_eq!(ticks(&["0"], false), ["0", "1"]);
        assert_eq!(ticks(&["2727.5"], true), ["0", "1000", "2000", "3000"]);
    }
}
