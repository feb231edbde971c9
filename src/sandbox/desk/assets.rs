//! Drawings for organizations without a logo of their own: the first letter on the primary colour.

use super::super::edge::Answer;
use super::super::shared::Shared;

/// `/<slug>/assets/logo.svg` and `favicon.svg`
pub fn asset(shared: &Shared, slug: &str, name: &str) -> Answer {
    let organization = shared.seed.organization(slug);
    let drawing = organization.and_then(|it| {
        let colour = it.primary_color.as_deref().filter(|colour| is_colour(colour)).unwrap_or("#444444");
        let letter = it.name.chars().find(char::is_ascii_alphanumeric).unwrap_or('?').to_ascii_uppercase();
        match name {
            "logo.svg" => Some(logo(colour, letter, &it.name)),
            "favicon.svg" => Some(icon(colour, letter)),
            _ => None,
        }
    });
    match drawing {
        Some(svg) => Answer::text(200, "image/svg+xml", svg).for_any_origin(),
        None => super::problem(404, "there is no such drawing"),
    }
}

fn logo(colour: &str, letter: char, name: &str) -> String {
    // Letters, digits and spaces alone: nothing in a seed can add markup to the drawing.
    let name: String = name.chars().filter(|c| c.is_alphanumeric() || *c == ' ').take(40).collect();
    let words = name.chars().count() * 10;
    let width = words + 52;
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="40" viewBox="0 0 {width} 40"><circle cx="20" cy="20" r="18" fill="{colour}"/><text x="20" y="27" font-family="sans-serif" font-size="20" font-weight="bold" text-anchor="middle" fill="#fff">{letter}</text><text x="48" y="27" font-family="sans-serif" font-size="19" font-weight="bold" textLength="{words}" lengthAdjust="spacingAndGlyphs" fill="{colour}">{name}</text></svg>"##
    )
}

fn icon(colour: &str, letter: char) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="{colour}"/><text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="bold" text-anchor="middle" fill="#fff">{letter}</text></svg>"##
    )
}

/// Only `#` and hexadecimal digits go into the drawing.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
