//! Contenders in turns, so that whatever else the machine does strikes them alike.

use std::fmt;

use serde_json::json;

use crate::settings::Settings;

/// What the contenders did in each of some rounds.
#[derive(Debug)]
pub struct Paired<C, T> {
    contenders: Vec<C>,
    /// A round holds the measurements in the order of the contenders.
    rounds: Vec<Vec<T>>,
}

impl<C: Copy + Eq + fmt::Display, T> Paired<C, T> {
    /// Runs every contender once a round; who comes first changes from round to round.
    ///
    /// # Errors
    /// The first that occurs.
    pub fn run<E>(
        rounds: usize,
        contenders: &[C],
        mut run: impl FnMut(C) -> Result<T, E>,
    ) -> Result<Self, E> {
        let count = contenders.len();
        let mut paired = Self {
            contenders: contenders.to_vec(),
            rounds: Vec::new(),
        };
        for round in 0..rounds {
            let mut measured = Vec::new();
            for turn in 0..count {
                let place = (round + turn) % count;
                measured.push((place, run(contenders[place])?));
            }
            measured.sort_by_key(|&(place, _)| place);
            let measured = measured.into_iter().map(|(_, measured)| measured);
            paired.rounds.push(measured.collect());
        }
        Ok(paired)
    }

    /// The medians, and how they compare with `reference`.
    pub fn table(&self, title: &str, reference: C, measure: impl Fn(&T) -> f64) -> Table {
        let base = self.contenders.iter().position(|&one| one == reference);
        let row = |(place, contender): (usize, &C)| {
            let values = self.rounds.iter().map(|round| measure(&round[place]));
            let ratios = base.filter(|&base| base != place).map(|base| {
                let ratio = |round: &Vec<T>| measure(&round[place]) / measure(&round[base]);
                sorted(self.rounds.iter().map(ratio))
            });
            Row {
                name: contender.to_string(),
                values: sorted(values),
                ratios,
            }
        };
        Table {
            title: title.to_owned(),
            reference: reference.to_string(),
            rows: self.contenders.iter().enumerate().map(row).collect(),
        }
    }
}

/// A table that a person can read.
#[derive(Debug)]
pub struct Table {
    title: String,
    reference: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    values: Vec<f64>,
    ratios: Option<Vec<f64>>,
}

impl Table {
    /// The table for people, or a line of JSON for each row.
    #[must_use]
    pub fn shown(&self, settings: Settings, placement: &impl fmt::Display) -> String {
        if !settings.is_json {
            return self.to_string();
        }
        let line = |row: &Row| {
            let ratios = row.ratios.as_deref().unwrap_or(&[1.0]);
            let line = json!({
                "measure": "paired",
                "row": self.title,
                "placement": placement.to_string(),
                "client": row.name,
                "value": median(&row.values),
                "reference": self.reference,
                "ratio": median(ratios),
                "least": ratios.first(),
                "most": ratios.last(),
            });
            format!("{line}\n")
        };
        self.rows.iter().map(line).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = self.rows.first().map_or(0, |row| row.values.len());
        writeln!(f, "{}, median of {rounds} rounds", self.title)?;
        for row in &self.rows {
            write!(f, "  {:<18}{:>12}", row.name, figure(median(&row.values)))?;
            if let Some(ratios) = &row.ratios {
                let (least, most) = (ratios.first(), ratios.last());
                write!(
                    f,
                    "  {:.3} x {} ({:.3} to {:.3})",
                    median(ratios),
                    self.reference,
                    least.unwrap_or(&f64::NAN),
                    most.unwrap_or(&f64::NAN),
                )?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

/// Four digits that count, or all there are before the point.
fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        1000.0.. => 0,
        100.0.. => 1,
        10.0.. => 2,
        1.0.. => 3,
        _ => 4,
    };
    format!("{value:.decimals$}")
}
