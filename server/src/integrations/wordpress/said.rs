//! What WordPress says when it says no, and what that means.

use serde_json::Value;

use crate::integrations::error::DestinationError;
use crate::integrations::markup::text_of;

/// The most letters of its words that are passed on.
const MOST_LETTERS: usize = 200;

/// An error of the REST API, or a page with a status that stands for one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// The status.
    pub(super) status: u16,
    /// WordPress' own name of the fault; empty if the answer is a page of somebody else.
    pub(super) code: String,
    /// Its words.
    pub(super) message: String,
    /// What belongs to it.
    pub(super) data: Value,
}

impl Said {
    /// Reads an answer with a status of 400 and above.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let Some(code) = json["code"].as_str() else {
            let page = String::from_utf8_lossy(body);
            let title = page
                .split_once("<title>")
                .and_then(|(_, after)| after.split_once("</title>"));
            let message = match title {
                Some((title, _)) => short(title),
                None => String::new(),
            };
            return Self {
                status,
                message,
                ..Self::default()
            };
        };
        Self {
            status,
            code: code.to_owned(),
            message: short(json["message"].as_str().unwrap_or_default()),
            data: json["data"].clone(),
        }
    }

    /// Whether it is about a post, file or term that is not there.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.status, 404 | 410) && self.code != "rest_no_route"
    }

    /// Whether it is about the user's name and password.
    pub(super) fn is_about_sign_in(&self) -> bool {
        matches!(
            self.code.as_str(),
            "incorrect_password"
                | "invalid_username"
                | "invalid_email"
                | "invalid_application_credentials"
                | "application_passwords_disabled"
                | "application_passwords_disabled_for_user"
        )
    }

    /// Whether it is about a right that the user does not have.
    pub(super) fn is_about_rights(&self) -> bool {
        self.status == 403
            && (self.code.starts_with("rest_cannot") || self.code.starts_with("rest_forbidden"))
    }

    /// Its words, or its status where it has none.
    pub(super) fn words(&self) -> String {
        if self.message.is_empty() {
            format!("status {}", self.status)
        } else {
            format!("status {}: {}", self.status, self.message.trim_end_matches('.'))
        }
    }

    /// The error for the person whose site it is; `what` was asked for or sent.
    pub(super) fn about(self, what: &str) -> DestinationError {
        let detail = self.words();
        match (self.status, self.code.as_str()) {
            (_, code) if code.starts_with("application_passwords_disabled") => {
                DestinationError::PasswordsDisabled { detail }
            }
            _ if self.is_about_sign_in() => DestinationError::SignIn { detail },
            // WordPress answers 401 to a missing right only where nobody is signed in.
            (401, code) if code.starts_with("rest_") => DestinationError::NotSignedIn,
            (403, _) if self.is_about_rights() => DestinationError::NotAllowed {
                detail: format!("the WordPress user may not do this with {what} ({detail})"),
            },
            (401 | 403, _) | (404, "rest_no_route" | "") => DestinationError::RestDisabled { detail },
            (413, _) | (_, "rest_upload_file_too_big" | "rest_upload_limited_space") => {
                DestinationError::TooLarge {
                    what: what.to_owned(),
                }
            }
            (500.., _) => DestinationError::Unavailable {
                detail,
                retry_after: None,
            },
            _ => DestinationError::Rejected {
                what: what.to_owned(),
                detail,
            },
        }
    }
}

fn short(html: &str) -> String {
    let text = text_of(html);
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_name() {
        let said = |status, body: &str| Said::read(status, body.as_bytes()).about("the article");
        let json = |status, code: &str| {
            said(
                status,
                &format!(r#"{{"code":"{code}","message":"<b>No</b> way."}}"#),
            )
        };
        assert!(
            matches!(json(401, "incorrect_password"), DestinationError::SignIn { detail } if detail == "status 401: No way")
        );
        assert!(matches!(
            json(401, "rest_not_logged_in"),
            DestinationError::NotSignedIn
        ));
        assert!(matches!(
            json(401, "application_passwords_disabled"),
            DestinationError::PasswordsDisabled { .. }
        ));
        assert!(matches!(
            json(403, "rest_cannot_create"),
            DestinationError::NotAllowed { .. }
        ));
        assert!(matches!(
            json(403, "rest_disabled"),
            DestinationError::RestDisabled { .. }
        ));
        assert!(matches!(
            json(400, "rest_invalid_param"),
            DestinationError::Rejected { .. }
        ));
        assert!(matches!(
            said(403, "<html><title>Blocked &amp; gone</title>"),
            DestinationError::RestDisabled { detail } if detail == "status 403: Blocked & gone"
        ));
        assert!(matches!(
            said(413, "too large"),
            DestinationError::TooLarge { .. }
        ));
        assert!(
            matches!(said(502, ""), DestinationError::Unavailable { detail, .. } if detail == "status 502")
        );
    }
}
