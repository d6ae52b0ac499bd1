//! What the letters say. Each is declared once, and becomes text and HTML by one way.

use crate::address::Address;
use crate::name::{unlinked, unlinked_of};

/// Colors and measures of the HTML part: mail programs know no style sheets of ours.
const PAGE: &str = "margin:0;padding:24px;background:#f4f5f7;color:#1f2430;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const CARD: &str = "max-width:520px;margin:0 auto;padding:32px;background:#fff;border-radius:12px";
const BUTTON: &str = "display:inline-block;padding:12px 20px;background:#3b5bdb;color:#fff;text-decoration:none;border-radius:8px;font-weight:600";
const SMALL: &str = "color:#5c6470;font-size:13px";

/// A letter, before anybody is named who gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    subject: String,
    greeting: String,
    paragraphs: Vec<String>,
    button: Option<Button>,
    notes: Vec<String>,
}

/// What became of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its counter went back.
    Copied,
}

/// The one thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Button {
    label: &'static str,
    url: String,
}

impl Letter {
    fn new(subject: String, name: &str) -> Self {
        let name = unlinked(name);
        Self {
            subject,
            greeting: if name.is_empty() {
                "Hello,".into()
            } else {
                format!("Hello {name},")
            },
            paragraphs: Vec::new(),
            button: None,
            notes: Vec::new(),
        }
    }

    fn says(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    fn button(mut self, label: &'static str, url: &str) -> Self {
        self.button = Some(Button {
            label,
            url: url.to_owned(),
        });
        self
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Somebody is asked to join an account.
    pub fn invitation(
        name: &str,
        account: &str,
        inviter: Option<&str>,
        role: &str,
        link: &str,
        days: i64,
    ) -> Self {
        let shown = unlinked(account);
        let who = match inviter.map(unlinked).filter(|inviter| !inviter.is_empty()) {
            Some(inviter) => format!("{inviter} invited you to join {shown} on IGNY8."),
            None => format!("You are invited to join {shown} on IGNY8."),
        };
        Self::new(format!("Join {shown} on IGNY8"), name)
            .says(who)
            .says(format!("Your role: {role}."))
            .button("Accept invitation", link)
            .note(format!(
                "This link works once and expires in {}.",
                count(days, "day")
            ))
            .note("If you don't know who sent this, ignore this email. Nothing happens until you accept.")
    }

    /// Somebody, perhaps this person, asked for a new password.
    pub fn password_reset(name: &str, link: &str, minutes: i64) -> Self {
        Self::new("Reset your IGNY8 password".into(), name)
            .says("Someone asked to reset the password of your IGNY8 sign-in.")
            .button("Choose a new password", link)
            .note(format!(
                "This link works once and expires in {}.",
                count(minutes, "minute")
            ))
            .note("If it wasn't you, ignore this email. Your password stays as it is.")
    }

    /// The password is another one.
    pub fn password_changed(name: &str, reset: &str) -> Self {
        Self::new("Your IGNY8 password was changed".into(), name)
            .says("The password of your IGNY8 sign-in was changed. All other sessions were signed out, and your API tokens were revoked.")
            .says("If it wasn't you, reset your password now.")
            .button("Reset password", reset)
    }

    /// This address is to be proven.
    pub fn verify_address(name: &str, link: &str, hours: i64) -> Self {
        Self::new("Confirm your email address for IGNY8".into(), name)
            .says("Confirm that this is your email address.")
            .button("Confirm email address", link)
            .note(format!(
                "This link works once and expires in {}.",
                count(hours, "hour")
            ))
            .note("If you didn't sign up for IGNY8, ignore this email.")
    }

    /// Somebody who signed up, and whose account begins when they open the link.
    pub fn sign_up(name: &str, link: &str, hours: i64) -> Self {
        Self::new("Finish signing up for IGNY8".into(), name)
            .says("Confirm that this is your email address to create your account.")
            .button("Create account", link)
            .note(format!(
                "This link works once and expires in {}.",
                count(hours, "hour")
            ))
            .note("If you didn't sign up for IGNY8, ignore this email. No account is created.")
    }

    /// Somebody signed up with an address that signs in already.
    pub fn already_signed_up(name: &str, sign_in: &str, reset: &str) -> Self {
        Self::new("You already have an IGNY8 account".into(), name)
            .says("Someone, probably you, tried to create an account with this email address. You already have one: sign in instead.")
            .button("Sign in", sign_in)
            .note(format!("Forgot your password? Choose a new one: {reset}"))
            .note("If this wasn't you, ignore this email. Nothing has changed.")
    }

    /// The new address of somebody who wants to change theirs.
    pub fn confirm_new_address(name: &str, link: &str, hours: i64) -> Self {
        Self::new("Confirm your new email address for IGNY8".into(), name)
            .says("You asked to sign in to IGNY8 with this email address from now on. Confirm it to make the change.")
            .button("Confirm new email address", link)
            .note(format!("This link works once and expires in {}.", count(hours, "hour")))
            .note("If you didn't ask for this, ignore this email. Nothing changes.")
    }

    /// The address as it is now of somebody who wants to change it.
    pub fn address_change_asked(name: &str, new: &Address, reset: &str) -> Self {
        Self::new("Your IGNY8 email address is about to change".into(), name)
            .says(format!(
                "Someone who is signed in as you asked to change your email address to {}. It changes once that address is confirmed.",
                unlinked(&new.to_string())
            ))
            .says("If it wasn't you, reset your password now. That stops the change.")
            .button("Reset password", reset)
    }

    /// Both addresses, after a change. Only the new one can reset a password, so the old one is told whom to turn to.
    pub fn address_changed(name: &str, old: &Address, new: &Address) -> Self {
        Self::new("Your IGNY8 email address was changed".into(), name)
            .says(format!(
                "You now sign in to IGNY8 with {} instead of {}.",
                unlinked(&new.to_string()),
                unlinked(&old.to_string())
            ))
            .says("If it wasn't you, contact an owner of your account at once.")
    }

    /// Signing in asks for a code from now on, or no longer.
    pub fn two_factor_changed(name: &str, on: bool, reset: &str) -> Self {
        let subject = if on {
            "Two-factor authentication is on"
        } else {
            "Two-factor authentication is off"
        };
        let says = if on {
            "Signing in to IGNY8 now asks for a code from your authenticator app."
        } else {
            "Signing in to IGNY8 no longer asks for a code."
        };
        Self::new(subject.into(), name)
            .says(says)
            .says("If it wasn't you, reset your password now.")
            .button("Reset password", reset)
    }

    /// A passkey of somebody is new, gone, or may have been copied.
    pub fn passkey_changed(name: &str, passkey: &str, change: PasskeyChange, link: &str) -> Self {
        let passkey = unlinked(passkey);
        let (subject, says) = match change {
            PasskeyChange::Added => (
                "A passkey was added",
                format!("You can now sign in to IGNY8 with the passkey {passkey}."),
            ),
            PasskeyChange::Removed => (
                "A passkey was removed",
                format!("The passkey {passkey} no longer signs you in to IGNY8."),
            ),
            PasskeyChange::Copied => (
                "A passkey may have been copied",
                format!(
                    "We refused a sign-in with the passkey {passkey}, because there may be a copy of it."
                ),
            ),
        };
        let letter = Self::new(subject.into(), name).says(says);
        match change {
            PasskeyChange::Copied => letter.says("Remove this passkey, then add it again."),
            PasskeyChange::Added | PasskeyChange::Removed => {
                letter.says("If it wasn't you, check your passkeys and change your password now.")
            }
        }
        .button("Open passkeys", link)
    }

    /// A webhook of an account is sent nothing any more.
    pub fn webhook_disabled(
        name: &str,
        account: &str,
        webhook: &str,
        url: &str,
        gone: bool,
        link: &str,
    ) -> Self {
        let (webhook, account) = (unlinked(webhook), unlinked(account));
        Self::new(format!("Webhook {webhook} was turned off"), name)
            .says(format!(
                "IGNY8 no longer sends events of {account} to the webhook {webhook} at {}.",
                unlinked(url)
            ))
            .says(if gone {
                "Its receiver answered that it is gone (410)."
            } else {
                "All deliveries have failed for days."
            })
            .says("Fix the receiver, then turn the webhook on again.")
            .button("Open webhook", link)
            .note("You get this email because you own the account.")
    }

    /// What happened in an account: each with its kind and what it was, and how many more there are.
    pub fn notifications(
        name: &str,
        account: &str,
        news: &[(&str, &str)],
        more: usize,
        link: &str,
        settings: &str,
    ) -> Self {
        /// The most characters of what happened.
        const MAX_NEWS: usize = 300;
        let account = unlinked(account);
        let subject = match news {
            [(label, _)] if more == 0 => format!("{} – {account}", unlinked(label)),
            _ => format!("{} notifications – {account}", news.len() + more),
        };
        let mut letter = Self::new(subject, name).says(format!("New in {account}:"));
        for (label, text) in news {
            letter = letter.says(format!("{}. {}", unlinked(label), unlinked_of(text, MAX_NEWS)));
        }
        if more > 0 {
            letter = letter.says(format!("And {more} more."));
        }
        letter
            .button("Open in IGNY8", link)
            .note(format!("Choose what you get by email: {settings}"))
    }

    /// Another member owns the account: to the one who does now, or to the one who did.
    pub fn ownership_transferred(
        name: &str,
        account: &str,
        by: &str,
        to: &str,
        owns: bool,
        link: &str,
    ) -> Self {
        let (account, by, to) = (unlinked(account), unlinked(by), unlinked(to));
        if owns {
            return Self::new(format!("You now own {account} on IGNY8"), name)
                .says(format!(
                    "{by} made you the owner of {account} and is now an admin."
                ))
                .button("Open IGNY8", link);
        }
        Self::new(format!("You transferred {account} on IGNY8"), name)
            .says(format!("{to} now owns {account}. You are an admin."))
            .says("If it wasn't you, reset your password and ask the new owner to transfer it back.")
    }

    /// The account is deleted on this day, if nobody keeps it.
    pub fn account_deletion(name: &str, account: &str, day: &str, link: &str) -> Self {
        let account = unlinked(account);
        Self::new(format!("{account} will be deleted from IGNY8"), name)
            .says(format!(
                "On {day}, {account} will be permanently deleted with all its sites, keywords, articles and images."
            ))
            .says("Until then, any owner can keep the account.")
            .button("Keep account", link)
    }

    /// The subject, one line.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// As plain text.
    pub fn text(&self) -> String {
        let mut parts = vec![self.greeting.clone()];
        parts.extend(self.paragraphs.iter().cloned());
        if let Some(button) = &self.button {
            parts.push(format!("{}:\n{}", button.label, button.url));
        }
        parts.extend(self.notes.iter().cloned());
        parts.push("IGNY8".into());
        parts.join("\n\n") + "\n"
    }

    /// As HTML.
    pub fn html(&self) -> String {
        let mut parts: Vec<String> = [&self.greeting]
            .into_iter()
            .chain(&self.paragraphs)
            .map(|text| format!("<p>{}</p>", escaped(text)))
            .collect();
        if let Some(button) = &self.button {
            let (label, url) = (button.label, escaped(&button.url));
            parts.push(format!(
                "<p style=\"margin:24px 0\"><a href=\"{url}\" style=\"{BUTTON}\">{label}</a></p>"
            ));
            parts.push(format!("<p style=\"{SMALL}\">Or open this link:<br>{url}</p>"));
        }
        let notes = self
            .notes
            .iter()
            .map(|note| escaped(note))
            .chain(["IGNY8".to_owned()]);
        parts.extend(notes.map(|note| format!("<p style=\"{SMALL}\">{note}</p>")));
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>IGNY8</title></head>\n\
             <body style=\"{PAGE}\"><div style=\"{CARD}\">\n{}\n</div></body></html>\n",
            parts.join("\n")
        )
    }
}

fn count(number: i64, unit: &str) -> String {
    if number == 1 {
        format!("1 {unit}")
    } else {
        format!("{number} {unit}s")
    }
}

/// Text as it stands in HTML, also between quotes.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::Letter;

    #[test]
    fn an_invitation_says_who_and_where() {
        let letter = Letter::invitation(
            "Bob",
            "Acme Shoes",
            Some("Ann"),
            "Editor",
            "https://app.example/invite/t0k",
            7,
        );
        assert_eq!(letter.subject(), "Join Acme Shoes on IGNY8");
        assert_eq!(
            letter.text(),
            "Hello Bob,\n\nAnn invited you to join Acme Shoes on IGNY8.\n\nYour role: Editor.\n\nAccept invitation:\n\
             https://app.example/invite/t0k\n\nThis link works once and expires in 7 days.\n\n\
             If you don't know who sent this, ignore this email. Nothing happens until you accept.\n\nIGNY8\n"
        );
    }

    #[test]
    fn news_stand_together_and_lead_nowhere_else() {
        let link = "https://app.example/system/notifications";
        let news = [
            (
                "Publishing failed: Publish",
                "The site refused it: see https://evil.example/\r\nBcc: x@y.example",
            ),
            ("AI task finished", "Done."),
        ];
        let letter = Letter::notifications("Bob", "Acme", &news, 3, link, "https://app.example/s");
        assert_eq!(letter.subject(), "5 notifications – Acme");
        let text = letter.text();
        assert!(
            text.contains("And 3 more.") && text.contains(link) && !text.contains("https://evil.example"),
            "{text}"
        );
        let one = Letter::notifications("Bob", "Acme", &news[1..], 0, link, "https://app.example/s");
        assert_eq!(one.subject(), "AI task finished – Acme");
    }

    #[test]
    fn names_are_text_and_no_links() {
        let name = "<script>alert(1)</script>\r\nhttps://evil.example \"x\" & 'y'";
        let letter = Letter::invitation(
            name,
            name,
            Some(name),
            "editor",
            "https://app.example/invite/t?a=1&b=2",
            1,
        );
        assert!(!letter.subject().contains(['\r', '\n']));
        let html = letter.html();
        assert!(
            !html.contains("<script") && !html.contains("https://evil.example") && !html.contains("\"x\""),
            "{html}"
        );
        assert!(
            html.contains("href=\"https://app.example/invite/t?a=1&amp;b=2\""),
            "{html}"
        );
        assert!(
            !letter.text().contains("https://evil.example") && letter.text().contains("expires in 1 day.")
        );
    }
}
