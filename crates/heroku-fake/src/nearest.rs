//! The known name that somebody probably meant.

/// The name that takes the fewest changes of letters; none where all are far.
pub(crate) fn nearest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = word.chars().count() / 2;
    closest(word, names).filter(|name| changes(word, name) <= limit)
}

/// The name that takes the fewest changes of letters, be they many.
pub(crate) fn closest<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names.min_by_key(|name| changes(word, name))
}

/// How many letters must be put in, left out or changed, whatever their case.
fn changes(from: &str, to: &str) -> usize {
    let to: Vec<char> = to
        .chars()
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (index, letter) in from.chars().enumerate() {
        let letter = letter.to_ascii_lowercase();
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in to.iter().enumerate() {
            let kept = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = kept.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_changes_win_and_far_names_are_none() {
        let names = ["AppInfo", "AppList", "DynoInfo"];
        assert_eq!(nearest("AppInf", names.into_iter()), Some("AppInfo"));
        assert_eq!(nearest("applist", names.into_iter()), Some("AppList"));
        assert_eq!(nearest("Weather", names.into_iter()), None);
    }
}
