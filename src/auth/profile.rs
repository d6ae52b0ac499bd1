//! Account › Profile: the person who is signed in, in all of their accounts.

use crate::auth::sign_up::MAX_PASSWORD;
use crate::entity;
use crate::page::{FormPage, Icon, Input, InputKind, Section};

entity!(Profile {
    /// What others see.
    name: Field::text(),
    /// The address to sign in with.
    email: Field::text(),
    /// Whether that address is proven.
    email_state: Field::text(),
    /// The address to sign in with once it is confirmed.
    new_email: Field::text().optional(),
    /// The password as it is; never read.
    current_password: Field::text().optional(),
    /// The password as it shall be; never read.
    new_password: Field::text().optional(),
    /// A code of an app or a recovery code, of whoever has turned that on; never read.
    code: Field::text().optional(),
});

/// What is said of an address that is not proven.
pub const NOT_CONFIRMED: &str = "Not confirmed";

const PASSWORD: InputKind = InputKind::Password { max: MAX_PASSWORD };

/// The page.
pub static PAGE: FormPage = FormPage {
    entity: &ENTITY,
    path: "/auth/profile",
    title: "Profile",
    icon: Icon::Person,
    sections: &[
        Section {
            title: "Profile",
            help: "Shown in all your accounts.",
            inputs: &[Input::new(F.name, "Name", InputKind::Text { max: 120 }).required()],
        },
        Section {
            title: "Email and password",
            help: "Changing your password signs you out of other sessions and revokes your API tokens.",
            inputs: &[
                Input::new(F.email, "Email", InputKind::Shown),
                Input::new(F.email_state, "Email confirmation", InputKind::Shown).link(
                    "Confirm your email",
                    "/confirm",
                    NOT_CONFIRMED,
                ),
                Input::new(F.current_password, "Current password", PASSWORD)
                    .help("Required to change your email or password."),
                Input::new(F.code, "Two-factor code", InputKind::Text { max: 40 }).help(
                    "Required with two-factor authentication: a code from your app or a recovery code.",
                ),
                Input::new(F.new_email, "New email", InputKind::Email)
                    .help("We'll send a link to this address. Your email changes when you open it."),
                Input::new(F.new_password, "New password", PASSWORD).help("At least 10 characters."),
            ],
        },
    ],
};
