//! What WordPress says when it says no, and what that means.

use std::fmt::Write as _;

use serde_json::Value;

use super::leftovers;
use super::wall::{Kind, Wall};
use crate::error::DestinationError;
use crate::markup::text_of;

/// The most letters of its words that are passed on.
const MAX_CHARS: usize = 200;

/// An error of the REST API, or a page with a status that stands for one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Said {
    /// The status.
    pub(super) status: u16,
    /// WordPress' own name of the fault; empty if the answer is a page of somebody else.
    pub(super) code: String,
    /// Its words, in the language of the site: for people only.
    pub(super) message: String,
    /// What belongs to it.
    pub(super) data: Value,
    /// Who stands before the site and has answered in its place.
    pub(super) wall: Option<Wall>,
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Means {
    /// Application passwords are off.
    PasswordsOff,
    /// Name or password is wrong.
    SignIn,
    /// Nobody is signed in.
    Nobody,
    /// The REST API is closed.
    Closed,
    /// A plugin wants a token of its own.
    Token,
    /// Too many failed sign-ins, so that this server is locked out.
    LockedOut,
    /// Too much at once.
    TooLarge,
    /// It says no, and this helps.
    Help(&'static str),
}

const KIND_OF_FILE: &str =
    "its server doesn't accept this image type: allow this file type there, or use JPEG";
const NO_DATA: &str = "the file didn't arrive: a proxy or firewall in front of the site removes it, or its size limit (post_max_size) is too low";
const MANGLED: &str = "the request was changed on its way: a proxy, firewall or optimization plugin in front of the site alters what is sent to /wp-json/; exclude that path";
const HEADERS: &str = "a proxy or firewall in front of the site removes request headers: ask the hosting provider to pass Content-Disposition and Content-Type on to PHP";
const PROTECTED: &str = "a plugin checks a form field, captcha or nonce when posts are saved: exempt REST API requests with an application password from it";
const REQUIRED: &str = "a plugin such as ACF requires this field for every post: make it optional, or don't show its field group in the REST API";
const DATABASE: &str = "its database rejected the text: check that its tables use utf8mb4 and that there is free disk space (see Tools › Site Health in WordPress)";
const LOCKED_OUT: &str = "a security plugin has locked out this server after failed sign-ins: unlock its IP address in that plugin (“Lockouts”, “Limit login attempts”) or wait until the lockout ends, and check the username and application password";
const STORAGE: &str = "its server can't store files: the disk is full, or PHP's temporary folder is missing; ask the hosting provider to fix it";
const UPLOADS: &str = "its uploads folder isn't writable: ask the hosting provider to fix the permissions of wp-content/uploads";

/// The codes of WordPress and of plugins that close it; words differ from language to language, codes do not.
const CODES: &[(&str, Means)] = &[
    ("application_passwords_disabled", Means::PasswordsOff),
    ("application_passwords_disabled_for_user", Means::PasswordsOff),
    ("rest_application_passwords_disabled", Means::PasswordsOff),
    ("incorrect_password", Means::SignIn),
    ("invalid_username", Means::SignIn),
    ("invalid_email", Means::SignIn),
    ("invalid_application_credentials", Means::SignIn),
    ("incorrect_application_password", Means::SignIn),
    ("authentication_failed", Means::SignIn),
    ("rest_not_logged_in", Means::Nobody),
    ("rest_login_required", Means::Nobody),
    ("rest_disabled", Means::Closed),
    ("rest_api_disabled", Means::Closed),
    ("disabled_rest_api", Means::Closed),
    ("rest_no_route", Means::Closed),
    ("rest_cannot_access", Means::Closed),
    ("rest_access_denied", Means::Closed),
    ("rest_unauthorized", Means::Closed),
    ("rest_api_access_disabled", Means::Closed),
    ("itsec_rest_api_access_restricted", Means::Closed),
    ("MISSING_AUTHORIZATION_HEADER", Means::Token),
    ("INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE", Means::Token),
    ("INVALID_TOKEN", Means::Token),
    ("rest_jwt_validation_failure", Means::Token),
    ("too_many_retries", Means::LockedOut),
    ("too_many_attempts", Means::LockedOut),
    ("too_many_failed_attempts", Means::LockedOut),
    ("limit_login_lockout", Means::LockedOut),
    ("login_lockout", Means::LockedOut),
    ("locked_out", Means::LockedOut),
    ("lockout", Means::LockedOut),
    ("ip_blocked", Means::LockedOut),
    ("ip_blacklisted", Means::LockedOut),
    ("username_blacklisted", Means::LockedOut),
    ("rest_upload_file_too_big", Means::TooLarge),
    ("rest_upload_limited_space", Means::TooLarge),
    ("rest_upload_sideload_error", Means::Help(KIND_OF_FILE)),
    ("rest_upload_no_data", Means::Help(NO_DATA)),
    ("rest_property_required", Means::Help(REQUIRED)),
    ("rest_missing_callback_param", Means::Help(REQUIRED)),
    ("rest_invalid_json", Means::Help(MANGLED)),
    ("rest_upload_no_content_disposition", Means::Help(HEADERS)),
    ("rest_upload_no_content_type", Means::Help(HEADERS)),
    ("rest_upload_invalid_disposition", Means::Help(HEADERS)),
    ("rest_upload_hash_mismatch", Means::Help(MANGLED)),
    ("rest_cookie_invalid_nonce", Means::Help(PROTECTED)),
    ("rest_upload_image_type_not_supported", Means::Help(KIND_OF_FILE)),
    ("rest_upload_no_write_access", Means::Help(UPLOADS)),
    ("rest_upload_user_quota_exceeded", Means::TooLarge),
    ("db_insert_error", Means::Help(DATABASE)),
    ("db_update_error", Means::Help(DATABASE)),
    ("rest_meta_database_error", Means::Help(DATABASE)),
    (
        "empty_content",
        Means::Help(
            "a plugin removed title, text and excerpt: check which plugin changes posts when they are saved",
        ),
    ),
    (
        "rest_post_exists",
        Means::Help("a post with this ID already exists: check it in WordPress"),
    ),
];

/// Stems of the words for a disk and for what is temporary in the languages that most sites have; nothing else that WordPress says
/// of an upload has one.
const STORED: &[&str] = &[
    "temporary folder",
    "temporary directory",
    "temporär",
    "dossier temporaire",
    "carpeta temporal",
    "cartella temporanea",
    "pasta temporária",
    "tijdelijk",
    "tymczasow",
    "временн",
    "一時",
    "临时",
    "臨時",
    " disk",
    "disque",
    "disco.",
    "disco ",
    "festplatte",
    "schijf",
    "dysk",
    "диск",
    "ディスク",
    "磁盘",
    "no space left",
];

impl Said {
    /// Reads an answer with a status of 400 and above.
    pub(super) fn read(status: u16, body: &[u8]) -> Self {
        if let Ok(read) = leftovers::read::<Value>(body)
            && let Some(said) = Self::of_json(Some(status), &read.value)
        {
            return said;
        }
        Self {
            status,
            message: words_of(body).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// An error as the REST API writes it. Without a status of the answer it is one only if it names one itself.
    pub(super) fn of_json(status: Option<u16>, json: &Value) -> Option<Self> {
        // The first versions of the API wrote a list of errors.
        let json = json.get(0).unwrap_or(json);
        let code = match &json["code"] {
            Value::String(code) => code.clone(),
            Value::Number(code) => code.to_string(),
            _ => String::new(),
        };
        // Others than WordPress name it so, with the status for a code at most.
        let is_status = code.bytes().all(|b| b.is_ascii_digit());
        let code = match json["error"].as_str() {
            Some(name) if is_status && !name.is_empty() && !name.contains(' ') => name.to_owned(),
            _ if code.is_empty() => return None,
            _ => code,
        };
        let own = [&json["data"]["status"], &json["statusCode"]]
            .into_iter()
            .find_map(|own| u16::try_from(own.as_u64()?).ok());
        // WordPress' own names are none of a post's, also where their status was lost.
        let named = || Some(status_of(&code)).filter(|_| code.starts_with("rest_") && json["id"].is_null());
        let status = match status {
            Some(status) => status,
            None if !json["message"].is_string() => return None,
            None => own.or_else(named).filter(|own| *own >= 400)?,
        };
        let words = ["message", "error_description", "error_message"];
        let words = words.iter().find_map(|name| json[*name].as_str());
        Some(Self {
            status,
            code,
            message: short(words.unwrap_or_default()),
            data: json["data"].clone(),
            wall: None,
        })
    }

    /// The same as WordPress says it where nobody is signed in, which its words for a route may hide.
    pub(super) fn told_to_nobody(mut self) -> Self {
        if self.code.starts_with("rest_forbidden") || self.code.starts_with("rest_cannot") {
            "rest_not_logged_in".clone_into(&mut self.code);
        }
        self
    }

    fn means(&self) -> Option<Means> {
        if self.code.contains("jwt_auth_") {
            return Some(Means::Token);
        }
        // Simple JWT Login's have no name.
        if self.code.is_empty()
            && matches!(self.status, 400..=403)
            && self.message.contains("number of segments")
        {
            return Some(Means::Token);
        }
        // Plugins for a second factor close the API to the users who have one, by a code that else means a wrong password.
        if self.message.contains("API login for user disabled") {
            return Some(Means::PasswordsOff);
        }
        // One code stands for all that can go wrong with a file; names of settings and folders are the same in every language.
        if matches!(
            self.code.as_str(),
            "rest_upload_sideload_error" | "rest_upload_unknown_error"
        ) {
            let says = |words: &[&str]| words.iter().any(|words| self.message.contains(words));
            if says(&["upload_max_filesize", "post_max_size", "php.ini", "MAX_FILE_SIZE"]) {
                return Some(Means::TooLarge);
            }
            if says(&["wp-content/", "/uploads"]) {
                return Some(Means::Help(UPLOADS));
            }
            let words = self.message.to_lowercase();
            if STORED.iter().any(|stem| words.contains(stem)) {
                return Some(Means::Help(STORAGE));
            }
        }
        let named = |name: &str| CODES.iter().find(|(code, _)| *code == name);
        // A refused parameter says in its details why it was.
        let details = self.data["details"].as_object();
        let detail = details
            .into_iter()
            .flat_map(|details| details.values())
            .find_map(|detail| named(detail["code"].as_str()?));
        let found = named(&self.code).or(detail);
        found.map(|(_, means)| *means).or_else(|| {
            let required = self
                .reasons()
                .iter()
                .any(|reason| reason.contains("required property"));
            required.then_some(Means::Help(REQUIRED))
        })
    }

    /// What is wrong with the parameters that it does not take, where it says so.
    fn reasons(&self) -> Vec<&str> {
        let params = self.data["params"].as_object();
        let reasons = params.into_iter().flat_map(|params| params.values());
        reasons.filter_map(Value::as_str).collect()
    }

    /// Whether it is about a post, file or term that is not there.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.status, 404 | 410)
            && self.code != "rest_no_route"
            && self.wall.is_none_or(|wall| wall.kind == Kind::Firewall)
    }

    /// Whether it is about the user's name and password.
    pub(super) fn is_about_sign_in(&self) -> bool {
        matches!(
            self.means(),
            Some(Means::SignIn | Means::PasswordsOff | Means::Token | Means::LockedOut)
        )
    }

    /// Whether it is about a right that the user does not have.
    pub(super) fn is_about_rights(&self) -> bool {
        let code = self.code.as_str();
        self.status == 403
            && self.means().is_none()
            && (code.starts_with("rest_cannot") || code.starts_with("rest_forbidden"))
    }

    /// Whether a database has refused what was written.
    pub(super) fn is_about_database(&self) -> bool {
        self.means() == Some(Means::Help(DATABASE))
    }

    /// Whether the kind of a file was refused, rather than this one.
    pub(super) fn is_about_kind_of_file(&self) -> bool {
        match self.means() {
            Some(means) => means == Means::Help(KIND_OF_FILE),
            None => self.code == "rest_upload_unknown_error",
        }
    }

    /// Whether something was too large.
    pub(super) fn is_about_size(&self) -> bool {
        self.status == 413 || self.means() == Some(Means::TooLarge)
    }

    /// Whether a file may have been refused for the way in which it was sent.
    pub(super) fn is_about_way_of_sending(&self) -> bool {
        let firewall = self.wall.is_some_and(|wall| wall.kind == Kind::Firewall);
        let lost = [
            "rest_upload_no_content_disposition",
            "rest_upload_no_content_type",
            "rest_upload_invalid_disposition",
            "rest_upload_no_data",
            "rest_upload_hash_mismatch",
            "rest_invalid_json",
        ];
        self.status != 413 && (firewall || lost.contains(&self.code.as_str()))
    }

    /// The parameters that it does not take, where it names them.
    pub(super) fn parameters(&self) -> Vec<&str> {
        if !matches!(
            self.code.as_str(),
            "rest_invalid_param" | "rest_missing_callback_param"
        ) {
            return Vec::new();
        }
        match &self.data["params"] {
            Value::Object(named) => named.keys().map(String::as_str).collect(),
            Value::Array(named) => named.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Its words, or its status where it has none.
    pub(super) fn words(&self) -> String {
        let mut words = if self.message.is_empty() {
            format!("status {}", self.status)
        } else {
            format!("status {}: {}", self.status, self.message.trim_end_matches('.'))
        };
        // Sites in other languages say it in words that their owner may not read; the code can be looked up.
        if !self.code.is_empty() && !self.message.is_ascii() {
            let _ = write!(words, " ({})", self.code);
        }
        words
    }

    /// Its words with what is wrong with each parameter.
    fn with_reasons(&self, detail: String) -> String {
        let reasons = self.reasons().join(" ");
        let reasons = short(&reasons);
        if reasons.is_empty() || reasons == "Invalid parameter." || detail.contains(&reasons) {
            detail
        } else {
            format!("{detail}: {}", reasons.trim_end_matches('.'))
        }
    }

    /// The error for the person whose site it is; `what` was asked for or sent.
    pub(super) fn about(self, what: &str) -> DestinationError {
        let (detail, what) = (self.words(), what.to_owned());
        if let Some(wall) = self.wall {
            return stopped(wall, what, detail);
        }
        match (self.status, self.means()) {
            (_, Some(Means::PasswordsOff)) => DestinationError::PasswordsDisabled { detail },
            (_, Some(Means::SignIn)) => DestinationError::SignIn { detail },
            (401 | 403, Some(Means::Nobody)) => DestinationError::NotSignedIn,
            (_, Some(Means::Token)) => DestinationError::TokenWanted { detail },
            (_, Some(Means::LockedOut)) => DestinationError::Advised {
                what,
                detail,
                advice: LOCKED_OUT,
            },
            (_, Some(Means::Closed)) => DestinationError::RestDisabled { detail },
            (413, _) | (_, Some(Means::TooLarge)) => DestinationError::TooLarge { what },
            (_, Some(Means::Help(advice))) => {
                let detail = self.with_reasons(detail);
                DestinationError::Advised { what, detail, advice }
            }
            // WordPress answers 401 to a missing right only where nobody is signed in.
            (401, _) if self.code.starts_with("rest_") => DestinationError::NotSignedIn,
            (403, _) if self.is_about_rights() => DestinationError::NotAllowed {
                detail: format!("the WordPress user doesn't have permission for {what} ({detail})"),
            },
            (401 | 403, _) => DestinationError::RestDisabled { detail },
            // WordPress calls a file that it does not take a fault of its own.
            (500, _) if self.code.starts_with("rest_upload_") => DestinationError::Rejected { what, detail },
            (500.., _) => DestinationError::Unavailable {
                detail,
                retry_after: None,
            },
            _ => {
                let parameters = self.parameters().join(", ");
                let detail = if parameters.is_empty() {
                    detail
                } else {
                    format!("{detail}; it is about {parameters}")
                };
                let detail = self.with_reasons(detail);
                DestinationError::Rejected { what, detail }
            }
        }
    }
}

/// The status that WordPress gives to an error of this name.
fn status_of(code: &str) -> u16 {
    match code {
        "rest_not_logged_in" => 401,
        "rest_no_route" => 404,
        _ if code.ends_with("_invalid_id") => 404,
        _ if code.starts_with("rest_cannot") || code.starts_with("rest_forbidden") => 403,
        _ => 400,
    }
}

/// The words of an answer that is no error of the REST API: the title or heading of a page, the message of another document, or a short
/// text.
fn words_of(body: &[u8]) -> Option<String> {
    if let Ok(read) = leftovers::read::<Value>(body)
        && read.beside.is_none()
    {
        let json = read.value;
        let places = [
            &json["data"]["message"],
            &json["message"],
            &json["error"]["message"],
            &json["error"],
            &json["data"],
        ];
        let words = places.into_iter().find_map(Value::as_str);
        return words.map(short).filter(|words| !words.is_empty());
    }
    let page = String::from_utf8_lossy(body);
    let lower = page.to_ascii_lowercase();
    let found = ["title", "h1", "h2"].iter().find_map(|name| {
        let at = lower.find(&format!("<{name}"))?;
        let from = at + lower[at..].find('>')? + 1;
        let to = from + lower[from..].find(&format!("</{name}"))?;
        Some(short(page.get(from..to)?)).filter(|words| !words.is_empty())
    });
    let is_text = !page.contains(['<', '{']) && page.chars().count() <= MAX_CHARS;
    found.or_else(|| {
        is_text
            .then(|| short(page.trim()))
            .filter(|words| !words.is_empty())
    })
}

/// What it means that somebody before the site has answered.
fn stopped(wall: Wall, what: String, detail: String) -> DestinationError {
    let by = wall.name.to_owned();
    match wall.kind {
        Kind::Firewall => DestinationError::Firewall { by, what, detail },
        Kind::BotCheck => DestinationError::BotCheck { by, detail },
        Kind::Password => DestinationError::BehindPassword { detail },
        Kind::Maintenance => DestinationError::Unavailable {
            detail: format!("{detail}; it is in maintenance mode"),
            retry_after: None,
        },
    }
}

fn short(html: &str) -> String {
    // The titles of its own pages have them.
    let text = text_of(html).replace("&lsaquo;", "‹").replace("&rsaquo;", "›");
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
#[path = "said_tests.rs"]
mod tests;
