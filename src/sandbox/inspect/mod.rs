//! Looking into a running sandbox, and arranging things in it, without going over HTTP. Everything here is about
//! the test environments, where all seeded credentials are. Customers stand here.

mod anonymization;
mod calls;
mod orders;
mod tokens;

use serde_json::{Map, Value};

use super::running::Sandbox;
use super::seed::Mode;
use super::world::{Customer, Environment, PasswordHash, canonical};

pub use orders::OrderView;

/// A customer as the sandbox holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerView {
    /// Resource id.
    pub id: String,
    /// In lower case.
    pub email: String,
    /// Whether the password grant is possible.
    pub has_password: bool,
    /// Code of the customer group.
    pub group: Option<String>,
    /// External reference.
    pub reference: Option<String>,
    /// Where the reference is from.
    pub reference_origin: Option<String>,
    /// Id at an external service.
    pub profile_id: Option<String>,
    /// Free data.
    pub metadata: Map<String, Value>,
}

impl Sandbox {
    /// The customer with this address.
    pub fn customer(&self, slug: &str, email: &str) -> Option<CustomerView> {
        self.look(slug, |environment| environment.customer_by_email(email).map(|it| view(it, environment)))?
    }

    /// All customers of an organization.
    pub fn customers(&self, slug: &str) -> Vec<CustomerView> {
        let all = |environment: &Environment| {
            environment.customers.iter().map(|it| view(it, environment)).collect()
        };
        self.look(slug, all).unwrap_or_default()
    }

    /// Makes a customer, as an import would, and returns the id; `None` where the organization is unknown or
    /// the address taken.
    pub fn create_customer(&self, slug: &str, email: &str, password: Option<&str>) -> Option<String> {
        let now = self.shared.now();
        self.change(slug, |environment| {
            if environment.customer_by_email(email).is_some() {
                return None;
            }
            let mut customer = Customer::new(email, now);
            customer.password = password.map(PasswordHash::of);
            let id = customer.stem.id.clone();
            environment.customers.push(customer);
            Some(id)
        })?
    }

    /// Removes a customer, orders or not, and says whether there was one.
    pub fn remove_customer(&self, slug: &str, email: &str) -> bool {
        let email = canonical(email);
        let remove = |environment: &mut Environment| {
            let before = environment.customers.len();
            environment.customers.retain(|customer| customer.email != email);
            environment.customers.len() < before
        };
        self.change(slug, remove).unwrap_or_default()
    }

    /// Gives a customer another password, as somebody in the dashboard would; false where there is no such customer.
    pub fn set_password(&self, slug: &str, email: &str, password: &str) -> bool {
        self.change(slug, |environment| {
            let id = environment.customer_by_email(email).map(|customer| customer.stem.id.clone())?;
            environment.customer_mut(&id)?.password = Some(PasswordHash::of(password));
            Some(())
        })
        .flatten()
        .is_some()
    }

    /// Whether this is the customer's password.
    pub fn password_matches(&self, slug: &str, email: &str, password: &str) -> bool {
        let matches = |environment: &Environment| {
            let customer = environment.customer_by_email(email);
            customer.and_then(|it| it.password.as_ref()).is_some_and(|hash| hash.matches(password))
        };
        self.look(slug, matches).unwrap_or_default()
    }

    fn look<T>(&self, slug: &str, look: impl FnOnce(&Environment) -> T) -> Option<T> {
        self.shared.world().organization(slug).map(|it| look(it.environment(Mode::Test)))
    }

    fn change<T>(&self, slug: &str, change: impl FnOnce(&mut Environment) -> T) -> Option<T> {
        self.shared.world().organization_mut(slug).map(|it| change(it.environment_mut(Mode::Test)))
    }
}

fn view(customer: &Customer, environment: &Environment) -> CustomerView {
    let group = environment.groups.iter().find(|group| Some(&group.stem.id) == customer.group.as_ref());
    CustomerView {
        id: customer.stem.id.clone(),
        email: customer.email.clone(),
        has_password: customer.password.is_some(),
        group: group.map(|group| group.code.clone()),
        reference: customer.stem.reference.clone(),
        reference_origin: customer.stem.reference_origin.clone(),
        profile_id: customer.profile_id.clone(),
        metadata: customer.stem.metadata.clone(),
    }
}
