//! The two cookies of a sign-in, and the one of who is asked for a code. Over HTTPS they carry the `__Host-` prefix, which binds them to this host.

use axum::http::{HeaderMap, HeaderValue, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};

use crate::config::Config;
use crate::services::sign_in::session::{self, Tokens};
use crate::services::sign_in::two_factor;

const ACCESS: [&str; 2] = ["igny8_access", "__Host-igny8_access"];
const REFRESH: [&str; 2] = ["igny8_refresh", "__Host-igny8_refresh"];

const CODE: [&str; 2] = ["igny8_code", "__Host-igny8_code"];

/// The secret of who is asked for a code.
pub fn code(config: &Config, jar: &CookieJar) -> Option<String> {
    jar.get(CODE[usize::from(config.is_https())])
        .map(|cookie| cookie.value().to_owned())
}

/// Sets it, or removes an empty one.
pub fn set_code(config: &Config, headers: &mut HeaderMap, secret: &str) {
    let age = time::Duration::try_from(two_factor::CHALLENGE_LIFETIME).unwrap_or(time::Duration::MINUTE);
    let age = if secret.is_empty() {
        time::Duration::ZERO
    } else {
        age
    };
    append(headers, &build(config, CODE, secret, age));
}

/// The access token that a request brings.
pub fn access(config: &Config, jar: &CookieJar) -> Option<String> {
    jar.get(ACCESS[usize::from(config.is_https())])
        .map(|cookie| cookie.value().to_owned())
}

/// The refresh token that a request brings.
pub fn refresh(config: &Config, jar: &CookieJar) -> Option<String> {
    jar.get(REFRESH[usize::from(config.is_https())])
        .map(|cookie| cookie.value().to_owned())
}

/// Sets the cookies of these tokens on a response.
pub fn set(config: &Config, headers: &mut HeaderMap, tokens: &Tokens) {
    let age = time::Duration::try_from(session::LIFETIME).unwrap_or(time::Duration::DAY);
    // The access cookie lives as long as the refresh cookie; the token in it says itself when it has expired.
    append(headers, &build(config, ACCESS, &tokens.access, age));
    if let Some(refresh) = &tokens.refresh {
        append(headers, &build(config, REFRESH, refresh, age));
    }
}

/// Removes the cookies.
pub fn clear(config: &Config, headers: &mut HeaderMap) {
    append(headers, &build(config, ACCESS, "", time::Duration::ZERO));
    append(headers, &build(config, REFRESH, "", time::Duration::ZERO));
}

fn build(config: &Config, names: [&'static str; 2], value: &str, age: time::Duration) -> Cookie<'static> {
    let https = config.is_https();
    Cookie::build((names[usize::from(https)], value.to_owned()))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(age)
        .build()
}

fn append(headers: &mut HeaderMap, cookie: &Cookie<'static>) {
    let value = HeaderValue::try_from(cookie.to_string()).expect("tokens and names are plain ASCII");
    headers.append(header::SET_COOKIE, value);
}
