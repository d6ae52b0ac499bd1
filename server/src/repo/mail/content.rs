//! What a mail says: the kind of letter, with what fills it in.

use std::time::Duration;

use igny8::auth::{email_link, invitation};
use igny8::choices;
use mail::{Address, AddressError, Letter};
use serde::{Deserialize, Serialize};

choices! {
    /// The kinds of letters.
    pub enum Kind {
        /// Somebody is asked to join an account.
        Invitation = "invitation", "Invitation";
        /// A link to choose a new password.
        PasswordReset = "password_reset", "Password reset";
        /// The password is another one.
        PasswordChanged = "password_changed", "Password changed";
        /// A link that proves the address.
        VerifyAddress = "verify_address", "Verify address";
        /// A link that finishes a sign-up.
        SignUp = "sign_up", "Sign-up";
        /// Somebody signed up with an address that signs in already.
        AlreadySignedUp = "already_signed_up", "Already signed up";
        /// A link that makes another address the person's.
        ConfirmNewAddress = "confirm_new_address", "Confirm new address";
        /// Somebody wants to change the address.
        AddressChangeAsked = "address_change_asked", "Address change requested";
        /// The address is another one.
        AddressChanged = "address_changed", "Address changed";
        /// Signing in asks for a code from now on, or no longer.
        TwoFactorChanged = "two_factor_changed", "Two-factor changed";
        /// Somebody has another passkey, or one less, or one that may have been copied.
        PasskeyChanged = "passkey_changed", "Passkey changed";
        /// A webhook is sent nothing any more.
        WebhookDisabled = "webhook_disabled", "Webhook disabled";
        /// What happened in an account.
        Notifications = "notifications", "Notifications";
        /// Another member owns the account.
        OwnershipTransferred = "ownership_transferred", "Ownership transferred";
        /// The account is to be deleted.
        AccountDeletion = "account_deletion", "Account deletion";
    }
}

/// A letter's kind with what fills it in. Links are secrets, so it is stored sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the letters say what fills them in")]
pub enum Content {
    Invitation {
        account: String,
        inviter: Option<String>,
        role: String,
        link: String,
    },
    PasswordReset {
        link: String,
    },
    PasswordChanged {
        reset: String,
    },
    VerifyAddress {
        link: String,
    },
    SignUp {
        link: String,
    },
    AlreadySignedUp {
        sign_in: String,
        reset: String,
    },
    ConfirmNewAddress {
        link: String,
    },
    AddressChangeAsked {
        new: String,
        reset: String,
    },
    AddressChanged {
        old: String,
        new: String,
    },
    TwoFactorChanged {
        on: bool,
        reset: String,
    },
    PasskeyChanged {
        passkey: String,
        change: PasskeyChange,
        link: String,
    },
    WebhookDisabled {
        account: String,
        webhook: String,
        url: String,
        gone: bool,
        link: String,
    },
    Notifications {
        account: String,
        news: Vec<News>,
        more: usize,
        link: String,
        settings: String,
    },
    OwnershipTransferred {
        account: String,
        by: String,
        to: String,
        /// Whether whoever gets it is the new owner.
        owns: bool,
        link: String,
    },
    AccountDeletion {
        account: String,
        day: String,
        link: String,
    },
}

/// What became of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its counter went back.
    Copied,
}

impl From<PasskeyChange> for mail::PasskeyChange {
    fn from(change: PasskeyChange) -> Self {
        match change {
            PasskeyChange::Added => Self::Added,
            PasskeyChange::Removed => Self::Removed,
            PasskeyChange::Copied => Self::Copied,
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What kind of thing.
    pub label: String,
    /// What it was.
    pub text: String,
}

impl Content {
    /// Which kind it is.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Invitation { .. } => Kind::Invitation,
            Self::PasswordReset { .. } => Kind::PasswordReset,
            Self::PasswordChanged { .. } => Kind::PasswordChanged,
            Self::VerifyAddress { .. } => Kind::VerifyAddress,
            Self::SignUp { .. } => Kind::SignUp,
            Self::AlreadySignedUp { .. } => Kind::AlreadySignedUp,
            Self::ConfirmNewAddress { .. } => Kind::ConfirmNewAddress,
            Self::AddressChangeAsked { .. } => Kind::AddressChangeAsked,
            Self::AddressChanged { .. } => Kind::AddressChanged,
            Self::TwoFactorChanged { .. } => Kind::TwoFactorChanged,
            Self::PasskeyChanged { .. } => Kind::PasskeyChanged,
            Self::WebhookDisabled { .. } => Kind::WebhookDisabled,
            Self::Notifications { .. } => Kind::Notifications,
            Self::OwnershipTransferred { .. } => Kind::OwnershipTransferred,
            Self::AccountDeletion { .. } => Kind::AccountDeletion,
        }
    }

    /// How long it is worth sending: as long as its link holds; news are worth a few days.
    pub const fn lasts(&self) -> Duration {
        match self {
            Self::Invitation { .. } => Duration::from_hours(24 * invitation::DAYS.unsigned_abs()),
            Self::PasswordReset { .. } => email_link::Purpose::PasswordReset.lasts(),
            Self::VerifyAddress { .. } => email_link::Purpose::VerifyAddress.lasts(),
            Self::SignUp { .. } => email_link::Purpose::SignUp.lasts(),
            Self::ConfirmNewAddress { .. } => email_link::Purpose::ChangeAddress.lasts(),
            Self::PasswordChanged { .. }
            | Self::AlreadySignedUp { .. }
            | Self::AddressChangeAsked { .. }
            | Self::AddressChanged { .. }
            | Self::OwnershipTransferred { .. }
            | Self::AccountDeletion { .. }
            | Self::TwoFactorChanged { .. }
            | Self::PasskeyChanged { .. }
            | Self::WebhookDisabled { .. }
            | Self::Notifications { .. } => Duration::from_hours(72),
        }
    }

    /// The letter to somebody who is called so.
    ///
    /// # Errors
    /// An address in it is none, which was checked when it was written.
    pub fn letter(&self, name: &str) -> Result<Letter, AddressError> {
        let hours = |purpose: email_link::Purpose| purpose.minutes() / 60;
        Ok(match self {
            Self::Invitation {
                account,
                inviter,
                role,
                link,
            } => Letter::invitation(name, account, inviter.as_deref(), role, link, invitation::DAYS),
            Self::PasswordReset { link } => {
                Letter::password_reset(name, link, email_link::Purpose::PasswordReset.minutes())
            }
            Self::PasswordChanged { reset } => Letter::password_changed(name, reset),
            Self::VerifyAddress { link } => {
                Letter::verify_address(name, link, hours(email_link::Purpose::VerifyAddress))
            }
            Self::SignUp { link } => Letter::sign_up(name, link, hours(email_link::Purpose::SignUp)),
            Self::AlreadySignedUp { sign_in, reset } => Letter::already_signed_up(name, sign_in, reset),
            Self::ConfirmNewAddress { link } => {
                Letter::confirm_new_address(name, link, hours(email_link::Purpose::ChangeAddress))
            }
            Self::AddressChangeAsked { new, reset } => {
                Letter::address_change_asked(name, &Address::parse(new)?, reset)
            }
            Self::AddressChanged { old, new } => {
                Letter::address_changed(name, &Address::parse(old)?, &Address::parse(new)?)
            }
            Self::TwoFactorChanged { on, reset } => Letter::two_factor_changed(name, *on, reset),
            Self::PasskeyChanged {
                passkey,
                change,
                link,
            } => Letter::passkey_changed(name, passkey, (*change).into(), link),
            Self::WebhookDisabled {
                account,
                webhook,
                url,
                gone,
                link,
            } => Letter::webhook_disabled(name, account, webhook, url, *gone, link),
            Self::Notifications {
                account,
                news,
                more,
                link,
                settings,
            } => {
                let news: Vec<_> = news
                    .iter()
                    .map(|news| (news.label.as_str(), news.text.as_str()))
                    .collect();
                Letter::notifications(name, account, &news, *more, link, settings)
            }
            Self::OwnershipTransferred {
                account,
                by,
                to,
                owns,
                link,
            } => Letter::ownership_transferred(name, account, by, to, *owns, link),
            Self::AccountDeletion { account, day, link } => {
                Letter::account_deletion(name, account, day, link)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Kind, News, PasskeyChange};

    #[test]
    fn what_is_stored_names_its_kind() {
        let link = || "https://app.example/x".to_owned();
        let address = || "ann@example.com".to_owned();
        let all = [
            Content::Invitation {
                account: "Acme".into(),
                inviter: None,
                role: "editor".into(),
                link: link(),
            },
            Content::PasswordReset { link: link() },
            Content::PasswordChanged { reset: link() },
            Content::VerifyAddress { link: link() },
            Content::SignUp { link: link() },
            Content::AlreadySignedUp {
                sign_in: link(),
                reset: link(),
            },
            Content::ConfirmNewAddress { link: link() },
            Content::AddressChangeAsked {
                new: address(),
                reset: link(),
            },
            Content::AddressChanged {
                old: address(),
                new: address(),
            },
            Content::TwoFactorChanged {
                on: true,
                reset: link(),
            },
            Content::PasskeyChanged {
                passkey: "Phone".into(),
                change: PasskeyChange::Copied,
                link: link(),
            },
            Content::WebhookDisabled {
                account: "Acme".into(),
                webhook: "Reports".into(),
                url: link(),
                gone: true,
                link: link(),
            },
            Content::Notifications {
                account: "Acme".into(),
                news: vec![News {
                    label: "AI task failed".into(),
                    text: "See why in its log.".into(),
                }],
                more: 0,
                link: link(),
                settings: link(),
            },
            Content::OwnershipTransferred {
                account: "Acme".into(),
                by: "Ann".into(),
                to: "Bob".into(),
                owns: true,
                link: link(),
            },
            Content::AccountDeletion {
                account: "Acme".into(),
                day: "2027-01-31".into(),
                link: link(),
            },
        ];
        assert_eq!(all.each_ref().map(Content::kind), Kind::ALL);
        for content in all {
            let stored = serde_json::to_value(&content).unwrap();
            assert_eq!(stored["kind"], content.kind().as_str());
            assert_eq!(serde_json::from_value::<Content>(stored).unwrap(), content);
            assert!(!content.letter("Ann").unwrap().subject().is_empty());
        }
    }
}
