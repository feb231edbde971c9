//! Looking into a running sandbox, and arranging things in it, without going over HTTP. Everything here is about
//! the test environments, where all seeded credentials are.

use std::sync::atomic::Ordering;

use serde_json::{Map, Value};

use super::options::SandboxError;
use super::running::Sandbox;
use super::seed::Mode;
use super::world::{Customer, Environment, Order, PasswordHash, canonical};

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

/// An order as the sandbox holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderView {
    /// Resource id.
    pub id: String,
    /// One of contract 10.17.
    pub status: String,
    /// Whether it is a guest's.
    pub guest: bool,
    /// Id of the customer.
    pub customer: Option<String>,
    /// Id of the market.
    pub market: Option<String>,
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

    /// Whether this is the customer's password.
    pub fn password_matches(&self, slug: &str, email: &str, password: &str) -> bool {
        let matches = |environment: &Environment| {
            let customer = environment.customer_by_email(email);
            customer.and_then(|it| it.password.as_ref()).is_some_and(|hash| hash.matches(password))
        };
        self.look(slug, matches).unwrap_or_default()
    }

    /// All orders of an organization.
    pub fn orders(&self, slug: &str) -> Vec<OrderView> {
        let all = |environment: &Environment| environment.orders.iter().map(order_view).collect();
        self.look(slug, all).unwrap_or_default()
    }

    /// Requests to the token endpoint since the start, refused and unanswered ones included.
    pub fn token_calls(&self) -> usize {
        self.shared.token_calls.load(Ordering::Relaxed)
    }

    /// Whether an access or refresh token was revoked.
    pub fn is_revoked(&self, token: &str) -> bool {
        self.shared.world().tokens.is_revoked(token)
    }

    /// Ends every access token issued so far, as the real service may do at any time (contract 4.11).
    pub fn revoke_all_access_tokens(&self) {
        self.shared.world().tokens.revoke_all_access();
    }

    /// Forgets all counted requests.
    pub fn reset_limits(&self) {
        self.shared.world().limits.reset();
    }

    /// Makes a new signing key and signs with it from now on; the old one stays published. Takes some seconds
    /// of the calling thread.
    pub fn rotate_keys(&self) -> Result<(), SandboxError> {
        self.shared.rotate_keys()
    }

    /// Stops publishing every key but the one that signs.
    pub fn drop_old_keys(&self) {
        self.shared.world().keys.drop_old();
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

fn order_view(order: &Order) -> OrderView {
    OrderView {
        id: order.stem.id.clone(),
        status: order.status.clone(),
        guest: order.guest,
        customer: order.customer.clone(),
        market: order.market.clone(),
    }
}
