//! A new password, typed twice: read, checked by the rule, and all that is wrong with it said at its two fields.

use super::shop_page::ShopPage;
use super::{Field, Problem};
use crate::app::App;
use crate::credentials::{LONGEST_PASSWORD, NewPassword, PasswordProblem, check_new_password};
use crate::foundation::{Email, Secret};
use crate::http::Form as PostedForm;

/// The new password, if it can be taken. `email` is the address that it is for, where that is known.
pub(super) fn read(
    app: &App,
    page: &ShopPage,
    email: Option<&Email>,
    posted: &PostedForm,
    password: &mut Field,
    confirmation: &mut Field,
) -> Option<NewPassword> {
    let typed = posted.secret("customerPassword");
    let same = typed.is_empty() || typed == posted.secret("customerConfirmPassword");
    confirmation.problem = (!same).then_some(Problem::PasswordsDiffer);
    match check(app, page, email, &typed) {
        Ok(new) => same.then_some(new),
        Err(problem) => {
            password.problem = Some(problem);
            None
        }
    }
}

fn check(app: &App, page: &ShopPage, email: Option<&Email>, typed: &Secret) -> Result<NewPassword, Problem> {
    if typed.is_empty() {
        return Err(Problem::PasswordMissing);
    }
    let settings = &app.settings.passwords;
    check_new_password(settings, typed, email, &page.shop().name).map_err(|problem| words(app, problem))
}

/// What the rule said, as a field says it.
pub(super) fn words(app: &App, problem: PasswordProblem) -> Problem {
    match problem {
        PasswordProblem::TooShort => Problem::PasswordTooShort { min: app.settings.passwords.min_length },
        PasswordProblem::TooLong => Problem::PasswordTooLong { max: LONGEST_PASSWORD },
        PasswordProblem::Common => Problem::PasswordTooCommon,
        PasswordProblem::Guessable(weakness) => Problem::PasswordGuessable(weakness),
        PasswordProblem::HoldsEmail => Problem::PasswordHoldsEmail,
        PasswordProblem::HoldsShop => Problem::PasswordHoldsShop,
    }
}
