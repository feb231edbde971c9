//! The letters that shoppers got.

use vestibule::mail::ReceivedLetter;

use super::TestApp;

impl TestApp {
    /// Delivers what is due and gives the letters to `address`, newest first.
    pub async fn letters_to(&self, address: &str) -> Vec<ReceivedLetter> {
        self.tick().await;
        let mut letters = self.inner().mail.mailbox().unwrap().letters();
        letters.retain(|letter| letter.to == address);
        letters
    }

    /// How many letters told this owner that a provider can sign in from now on.
    pub async fn told_of_links(&self, address: &str) -> usize {
        let letters = self.letters_to(address).await;
        letters.iter().filter(|letter| letter.subject.contains("can now sign in")).count()
    }

    /// The code in the newest letter to `address`.
    pub async fn code_for(&self, address: &str) -> String {
        let letters = self.letters_to(address).await;
        let letter = letters.first().unwrap_or_else(|| panic!("no letter to {address}"));
        code_in(&letter.text).unwrap_or_else(|| panic!("no code in: {}", letter.text))
    }
}

/// The six digits of a letter.
fn code_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_ascii_digit());
    words.filter(|word| word.len() == 6).map(str::to_owned).next()
}
