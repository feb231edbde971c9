//! Another node on the same database.

use std::sync::Arc;

use vestibule::app::App;
use vestibule::config::Settings;

use super::TestApp;

impl TestApp {
    /// A node that serves no pages: it works in the background when the test says so. Its settings may differ.
    pub fn node(&self, adjust: impl FnOnce(&mut Settings)) -> Arc<App> {
        let mut settings = self.inner().settings.clone();
        adjust(&mut settings);
        App::new(settings, self.db().clone(), self.clock.clone().into()).unwrap()
    }
}
