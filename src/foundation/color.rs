//! Colours as the pages need them: read from an organization's setting, measured against each other by the
//! contrast formula of WCAG 2.2, and moved in lightness (never in hue) until they can be read.

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// A colour as hue (degrees), saturation and lightness (0 to 1 each): the form in which it is moved.
#[derive(Clone, Copy, Debug)]
struct Hsl {
    hue: f64,
    saturation: f64,
    lightness: f64,
}

impl Color {
    /// `#000000`
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// `#ffffff`
    pub const WHITE: Self = Self::rgb(255, 255, 255);

    /// A colour from its three parts.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#C8984E`, `C8984E` or `#c95`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('#').unwrap_or(text);
        let digits: Vec<u8> = digits
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self::rgb(r * 17, g * 17, b * 17)),
            [r, rr, g, gg, b, bb] => Some(Self::rgb(r * 16 + rr, g * 16 + gg, b * 16 + bb)),
            _ => None,
        }
    }

    /// Six lower-case hexadecimal digits, without `#`.
    pub fn hex(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }

    /// The contrast ratio between two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// How colourful it is, 0 (grey) to 1.
    pub fn saturation(self) -> f64 {
        self.hsl().saturation
    }

    /// Another colour of the same hue.
    #[must_use]
    pub fn tint(self, saturation: f64, lightness: f64) -> Self {
        Hsl { saturation, lightness, ..self.hsl() }.into()
    }

    /// The same colour, darker (or, with a negative `step`, lighter) by a share of the whole range.
    #[must_use]
    pub fn darker(self, step: f64) -> Self {
        let hsl = self.hsl();
        Hsl { lightness: (hsl.lightness - step).clamp(0.0, 1.0), ..hsl }.into()
    }

    /// The nearest darker shade that is `good`; black where none is.
    #[must_use]
    pub fn darken_until(self, good: impl Fn(Self) -> bool) -> Self {
        self.move_until(0.01, Self::BLACK, good)
    }

    /// The nearest lighter shade that is `good`; white where none is.
    #[must_use]
    pub fn lighten_until(self, good: impl Fn(Self) -> bool) -> Self {
        self.move_until(-0.01, Self::WHITE, good)
    }

    fn move_until(self, step: f64, end: Self, good: impl Fn(Self) -> bool) -> Self {
        (0..=100).map(|steps| self.darker(step * f64::from(steps))).find(|shade| good(*shade)).unwrap_or(end)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    fn hsl(self) -> Hsl {
        let [r, g, b] = [self.red, self.green, self.blue].map(|part| f64::from(part) / 255.0);
        let (high, low) = (r.max(g).max(b), r.min(g).min(b));
        let (range, lightness) = (high - low, f64::midpoint(high, low));
        if range == 0.0 {
            return Hsl { hue: 0.0, saturation: 0.0, lightness };
        }
        let sixth = if self.red >= self.green && self.red >= self.blue {
            (g - b) / range
        } else if self.green >= self.blue {
            (b - r) / range + 2.0
        } else {
            (r - g) / range + 4.0
        };
        let saturation = range / (1.0 - (2.0 * lightness - 1.0).abs());
        Hsl { hue: (sixth * 60.0).rem_euclid(360.0), saturation: saturation.clamp(0.0, 1.0), lightness }
    }
}

impl From<Hsl> for Color {
    fn from(Hsl { hue, saturation, lightness }: Hsl) -> Self {
        let reach = saturation * lightness.min(1.0 - lightness);
        let part = |offset: f64| {
            let position = (offset + hue / 30.0).rem_euclid(12.0);
            let value = lightness - reach * (position - 3.0).min(9.0 - position).clamp(-1.0, 1.0);
            to_byte(value)
        };
        Self::rgb(part(0.0), part(8.0), part(4.0))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte just before")]
fn to_byte(share: f64) -> u8 {
    (share * 255.0).round().clamp(0.0, 255.0) as u8
}

/// The nearest shade that can be read as text on white, and white on it (4.5:1).
pub fn readable_on_white(color: Color) -> Color {
    color.darken_until(|shade| shade.contrast(Color::WHITE) >= 4.5)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn colours_are_read_in_the_forms_that_people_write() {
        let gold = Color::rgb(0xc8, 0x98, 0x4e);
        assert_eq!(Color::parse("#C8984E"), Some(gold));
        assert_eq!(Color::parse(" c8984e "), Some(gold));
        assert_eq!(Color::parse("#fa0"), Some(Color::rgb(255, 170, 0)));
        for garbage in ["", "#", "red", "#12", "#1234", "#12345", "#1234567", "#ggg", "#١٢٣", "url(x)"] {
            assert_eq!(Color::parse(garbage), None, "{garbage:?}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::rgb(0x76, 0x76, 0x76).contrast(Color::WHITE) - 4.54).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn a_colour_survives_the_way_through_hue_and_back(rgb in any::<[u8; 3]>()) {
            let color = Color::rgb(rgb[0], rgb[1], rgb[2]);
            prop_assert_eq!(Color::from(color.hsl()), color);
            prop_assert_eq!(Color::parse(&color.hex()), Some(color));
        }
    }
}
