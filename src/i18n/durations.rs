//! Times and dates as people say them.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

use super::Texts;

impl Texts {
    /// A time to wait, rounded up to what a person would say: "30 seconds", "5 minutes", "2 hours".
    pub fn wait(self, wait: TimeDelta) -> String {
        let seconds = wait.num_milliseconds().max(0).unsigned_abs().div_ceil(1000).max(1);
        let (key, count) = match seconds {
            0..=90 => ("wait-seconds", seconds),
            91..=5400 => ("wait-minutes", seconds.div_ceil(60)),
            5401..=172_800 => ("wait-hours", seconds.div_ceil(3600)),
            _ => ("wait-days", seconds.div_ceil(86_400)),
        };
        self.with(key, &[("count", count.into())])
    }

    /// A day in words, in UTC: "22 November 2026".
    pub fn day(self, moment: DateTime<Utc>) -> String {
        let month = self.get(MONTHS[moment.month0() as usize % MONTHS.len()]);
        let (day, year) = (moment.day().to_string(), moment.year().to_string());
        self.with("date-day", &[("day", day.into()), ("month", month.into()), ("year", year.into())])
    }

    /// How long ago something was: "now", "5 minutes ago", "yesterday" or, beyond a week, the day.
    pub fn ago(self, moment: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let seconds = (now - moment).num_seconds().max(0);
        let (key, count) = match seconds {
            0..=119 => return self.get("ago-now"),
            120..=5399 => ("ago-minutes", seconds / 60),
            5400..=86_399 => ("ago-hours", (seconds + 1800) / 3600),
            86_400..=604_799 => ("ago-days", seconds / 86_400),
            _ => return self.day(moment),
        };
        self.with(key, &[("count", count.into())])
    }
}

const MONTHS: [&str; 12] = [
    "date-january",
    "date-february",
    "date-march",
    "date-april",
    "date-may",
    "date-june",
    "date-july",
    "date-august",
    "date-september",
    "date-october",
    "date-november",
    "date-december",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    const ENGLISH: Language = Language::English;
    const ITALIAN: Language = Language::Italian;

    #[test]
    fn a_wait_is_never_said_shorter_than_it_is() {
        let say = |language, seconds| Texts::new(language).wait(TimeDelta::seconds(seconds));
        assert_eq!(say(ENGLISH, -5), "1 second");
        assert_eq!(say(ENGLISH, 30), "30 seconds");
        assert_eq!(say(ENGLISH, 121), "3 minutes");
        assert_eq!(say(ENGLISH, 5401), "2 hours");
        assert_eq!(say(ENGLISH, 200_000), "3 days");
        assert_eq!(say(ITALIAN, 1), "1 secondo");
        assert_eq!(say(ITALIAN, 300), "5 minuti");
        assert_eq!(say(Language::Polish, 22), "22 sekundy");
        assert_eq!(say(Language::Arabic, 180), "3 دقائق");
        assert_eq!(say(Language::Japanese, 180), "3分");
        assert_eq!(Texts::new(ENGLISH).wait(TimeDelta::milliseconds(1001)), "2 seconds");
    }

    #[test]
    fn dates_are_written_the_way_of_the_language() {
        let day = DateTime::from_timestamp(1_795_305_600, 0).unwrap();
        assert_eq!(Texts::new(ENGLISH).day(day), "22 November 2026");
        let others = [
            (ITALIAN, "22 novembre 2026"),
            (Language::German, "22. November 2026"),
            (Language::French, "22 novembre 2026"),
            (Language::Spanish, "22 de noviembre de 2026"),
            (Language::Portuguese, "22 de novembro de 2026"),
            (Language::Dutch, "22 november 2026"),
            (Language::Polish, "22 listopada 2026"),
            (Language::Swedish, "22 november 2026"),
            (Language::Japanese, "2026年11月22日"),
            (Language::Chinese, "2026年11月22日"),
            (Language::Arabic, "22 نوفمبر 2026"),
        ];
        for (language, words) in others {
            assert_eq!(Texts::new(language).day(day), words);
        }
    }

    #[test]
    fn the_past_is_told_as_people_tell_it() {
        let now = DateTime::from_timestamp(1_795_305_600, 0).unwrap();
        let say = |minutes| Texts::new(ENGLISH).ago(now - TimeDelta::minutes(minutes), now);
        assert_eq!(say(-5), "now");
        assert_eq!(say(2), "2 minutes ago");
        assert_eq!(say(90), "2 hours ago");
        assert_eq!(say(60 * 24), "yesterday");
        assert_eq!(say(60 * 24 * 3), "3 days ago");
        assert_eq!(say(60 * 24 * 10), "12 November 2026");
    }
}
