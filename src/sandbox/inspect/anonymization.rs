//! Requests to make a customer unrecognisable, which a real Commerce Layer works on for a day.

use crate::sandbox::running::Sandbox;
use crate::sandbox::world::{AnonymizationEnd, Environment};

impl Sandbox {
    /// Whether somebody asked for the anonymization of the customer with this id.
    pub fn is_anonymization_requested(&self, slug: &str, id: &str) -> bool {
        let asked = |environment: &Environment| {
            environment.customer(id).is_some_and(|customer| customer.anonymization.is_some())
        };
        self.look(slug, asked).unwrap_or_default()
    }

    /// Ends the anonymization that was asked for; false where none was. A customer whose anonymization is completed has
    /// an address that says nothing.
    pub fn end_anonymization(&self, slug: &str, id: &str, end: AnonymizationEnd) -> bool {
        let now = self.shared.now();
        let change = |environment: &mut Environment| {
            let customer = environment.customer_mut(id)?;
            customer.anonymization.as_mut()?.ended = Some((end, now));
            if end == AnonymizationEnd::Completed {
                customer.email = format!("{}@anonymized.example", id.to_lowercase());
            }
            Some(())
        };
        self.change(slug, change).flatten().is_some()
    }
}
