//! "Did you mean …?"

/// The known word within two slips of the pen (one for short words), if any.
pub(super) fn closest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    if word.len() > 64 {
        return None;
    }
    let allowed = if word.len() < 5 { 1 } else { 2 };
    let distances = known.iter().map(|known| (distance(word, known), *known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed).then_some(known)
}

/// Levenshtein's distance, row by row.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood_and_another_word_is_not() {
        let known = ["public_url", "listen", "url"];
        assert_eq!(closest("publik_url", &known), Some("public_url"));
        assert_eq!(closest("lisetn", &known), Some("listen"));
        assert_eq!(closest("trusted", &known), None);
        assert_eq!(closest("", &[]), None);
    }
}
