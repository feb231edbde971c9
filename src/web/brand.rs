//! How a shop looks on our pages: name, logo, favicon and one colour. The colour reaches the browser as a
//! small stylesheet of its own, a pure function of the colour, so that no page needs an inline style.
//!
//! Whatever colour a shop has chosen, text keeps 4.5:1 and edges keep 3:1 on light and on dark paper
//! (WCAG 2.2, 1.4.3 and 1.4.11): the shade gives way, the hue stays.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use url::Url;

use crate::foundation::Color;

const TEXT: f64 = 4.5;
const EDGE: f64 = 3.0;
/// Below this saturation a colour is a grey: it cannot be made darker without looking switched off.
const GREY: f64 = 0.12;

/// What a page shows of a shop.
#[derive(Clone, Debug)]
pub struct Brand {
    /// The shop's name; empty where no shop is known.
    pub name: String,
    /// The address of its logo, `https` (or `http` in development).
    pub logo_url: Option<String>,
    /// The address of its favicon.
    pub favicon_url: Option<String>,
    /// Its one colour.
    pub color: Color,
}

impl Brand {
    /// The colour of a shop that has chosen none.
    pub const DEFAULT_COLOR: Color = Color::rgb(0x1f, 0x4b, 0x58);

    /// A brand from an organization's raw attributes (contract 8.1): what cannot be used is left out.
    pub fn new(name: &str, logo_url: Option<&str>, favicon_url: Option<&str>, color: Option<&str>) -> Self {
        Self {
            name: name.trim().to_owned(),
            logo_url: logo_url.and_then(web_address),
            favicon_url: favicon_url.and_then(web_address),
            color: color.and_then(Color::parse).unwrap_or(Self::DEFAULT_COLOR),
        }
    }

    /// The look of pages that belong to no shop.
    pub fn unknown() -> Self {
        Self::new("", None, None, None)
    }

    /// The address of the brand's stylesheet. Its query changes with the content, so that the answer may be
    /// cached for ever.
    pub fn stylesheet(&self) -> String {
        let fingerprint = digest(&SHA256, brand_css(self.color).as_bytes());
        format!("/assets/brand/{}.css?v={}", self.color.hex(), HEXLOWER.encode(&fingerprint.as_ref()[..4]))
    }

    /// The origins that the page's images come from, for the content security policy.
    pub fn image_origins(&self) -> Vec<String> {
        let addresses = [&self.logo_url, &self.favicon_url];
        let mut origins: Vec<String> = addresses
            .into_iter()
            .flatten()
            .filter_map(|address| Url::parse(address).ok())
            .map(|address| address.origin().ascii_serialization())
            .collect();
        origins.dedup();
        origins
    }

    /// The colour of the page behind the card, light and dark, as `#rrggbb`: for the browser's own frame.
    pub fn theme_colors(&self) -> (String, String) {
        let hash = |color: Color| format!("#{}", color.hex());
        (hash(Palette::light(self.color).card), hash(Palette::dark(self.color).card))
    }
}

fn web_address(text: &str) -> Option<String> {
    let address = Url::parse(text.trim()).ok()?;
    (matches!(address.scheme(), "https" | "http") && address.has_host()).then(|| address.into())
}

/// The stylesheet of a brand: custom properties for light and dark paper.
pub fn brand_css(color: Color) -> String {
    format!(
        ":root{{{}}}@media (prefers-color-scheme:dark){{:root{{{}}}}}",
        Palette::light(color).properties(),
        Palette::dark(color).properties()
    )
}

/// Every colour of a page that depends on the brand.
struct Palette {
    /// The page behind the card, and the card.
    paper: Color,
    card: Color,
    /// Text, and text that steps back.
    ink: Color,
    muted: Color,
    /// A line that only divides, and the edge of a field.
    line: Color,
    edge: Color,
    /// The primary button, the same under the pointer, and the text on it.
    brand: Color,
    hover: Color,
    on_brand: Color,
    /// Links and the focus ring.
    link: Color,
}

impl Palette {
    fn light(color: Color) -> Self {
        let grey = |saturation, lightness| neutral(color, saturation, lightness);
        let (paper, card, ink) = (grey(0.20, 0.965), Color::WHITE, grey(0.16, 0.11));
        let seen = |shade: Color| shade.contrast(card) >= EDGE;
        let read = |shade: Color| shade.contrast(card).min(shade.contrast(paper)) >= TEXT;
        let brand = if grey_on(color, &seen) { ink } else { color.darken_until(seen) };
        let (brand, on_brand) = with_text(brand, seen);
        Self {
            paper,
            card,
            ink,
            muted: grey(0.08, 0.40),
            line: grey(0.14, 0.88),
            edge: grey(0.08, 0.49),
            brand,
            hover: under_pointer(brand, on_brand, seen),
            on_brand,
            link: if grey_on(color, &read) { ink } else { color.darken_until(read) },
        }
    }

    fn dark(color: Color) -> Self {
        let grey = |saturation, lightness| neutral(color, saturation, lightness);
        let (paper, card, ink) = (grey(0.14, 0.065), grey(0.11, 0.105), grey(0.10, 0.93));
        let seen = |shade: Color| shade.contrast(card) >= EDGE;
        let read = |shade: Color| shade.contrast(card).min(shade.contrast(paper)) >= TEXT;
        let brand = if grey_on(color, &seen) { ink } else { color.lighten_until(seen) };
        let (brand, on_brand) = with_text(brand, seen);
        Self {
            paper,
            card,
            ink,
            muted: grey(0.07, 0.66),
            line: grey(0.10, 0.20),
            edge: grey(0.07, 0.49),
            brand,
            hover: under_pointer(brand, on_brand, seen),
            on_brand,
            link: if grey_on(color, &read) { ink } else { color.lighten_until(read) },
        }
    }

    fn properties(&self) -> String {
        let named = [
            ("paper", self.paper),
            ("card", self.card),
            ("ink", self.ink),
            ("muted", self.muted),
            ("line", self.line),
            ("edge", self.edge),
            ("brand", self.brand),
            ("brand-hover", self.hover),
            ("on-brand", self.on_brand),
            ("link", self.link),
        ];
        named.map(|(name, color)| format!("--{name}:#{}", color.hex())).join(";")
    }
}

/// True for a grey that would have to change: then ink takes its place.
fn grey_on(color: Color, good: &impl Fn(Color) -> bool) -> bool {
    color.saturation() < GREY && !good(color)
}

/// A grey with a hint of the brand's hue; no hint where the brand itself is grey.
fn neutral(color: Color, saturation: f64, lightness: f64) -> Color {
    color.tint(saturation * (color.saturation() / 0.3).min(1.0), lightness)
}

/// The button's colour with the text that can be read on it. White where it nearly fits, since a slightly
/// darker button is hardly noticed, else black.
fn with_text(brand: Color, seen: impl Fn(Color) -> bool) -> (Color, Color) {
    let readable = |shade: Color| shade.contrast(Color::WHITE) >= TEXT;
    if brand.contrast(Color::WHITE) >= 3.5 {
        let darker = brand.darken_until(readable);
        if seen(darker) {
            return (darker, Color::WHITE);
        }
    }
    (brand, Color::BLACK)
}

fn under_pointer(brand: Color, on_brand: Color, seen: impl Fn(Color) -> bool) -> Color {
    [0.06, -0.06]
        .map(|step| brand.darker(step))
        .into_iter()
        .find(|shade| *shade != brand && shade.contrast(on_brand) >= TEXT && seen(*shade))
        .unwrap_or(brand)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(palette: &Palette, name: &str) {
        let sheets = [palette.card, palette.paper];
        let demands = [
            ("text", palette.ink, TEXT),
            ("quiet text", palette.muted, TEXT),
            ("links", palette.link, TEXT),
            ("field edges", palette.edge, EDGE),
        ];
        for sheet in sheets {
            for (what, color, ratio) in demands {
                assert!(color.contrast(sheet) >= ratio, "{name}: {what} {color:?} on {sheet:?}");
            }
        }
        for button in [palette.brand, palette.hover] {
            assert!(button.contrast(palette.card) >= EDGE, "{name}: button {button:?} on its card");
            assert!(palette.on_brand.contrast(button) >= TEXT, "{name}: text on the button {button:?}");
        }
    }

    fn check_both(color: Color) {
        check(&Palette::light(color), &format!("{} light", color.hex()));
        check(&Palette::dark(color), &format!("{} dark", color.hex()));
    }

    #[test]
    fn black_white_and_every_grey_can_be_read() {
        (0..=255).for_each(|grey| check_both(Color::rgb(grey, grey, grey)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn every_brand_colour_can_be_read_on_light_and_dark_paper(rgb in any::<[u8; 3]>()) {
            check_both(Color::rgb(rgb[0], rgb[1], rgb[2]));
        }
    }

    #[test]
    fn a_good_colour_is_left_as_it_is() {
        let blue = Color::rgb(0x1d, 0x4e, 0xd8);
        assert_eq!(Palette::light(blue).brand, blue);
        assert_eq!(Palette::light(blue).link, blue);
        assert_eq!(Palette::light(blue).on_brand, Color::WHITE);
    }

    #[test]
    fn a_white_brand_gets_a_dark_button_on_white_paper() {
        let palette = Palette::light(Color::WHITE);
        assert_eq!(palette.brand, palette.ink);
    }

    #[test]
    fn what_an_organization_wrote_wrongly_is_left_out() {
        let brand = Brand::new(" Acme ", Some("javascript:alert(1)"), Some("/favicon.ico"), Some("gold"));
        assert_eq!(brand.name, "Acme");
        assert_eq!((brand.logo_url, brand.favicon_url), (None, None));
        assert_eq!(brand.color, Brand::DEFAULT_COLOR);
    }

    #[test]
    fn images_are_allowed_from_their_own_origins_only() {
        let logo = "https://cdn.example.com/a/logo.png";
        let brand = Brand::new("Acme", Some(logo), Some("https://cdn.example.com/b.ico"), None);
        assert_eq!(brand.image_origins(), ["https://cdn.example.com"]);
    }
}
