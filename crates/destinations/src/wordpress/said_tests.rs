//! What sites have answered, and what is made of it.

use super::*;

/// What a fault is taken for, in a word, and its sentence.
fn meaning(status: u16, body: &str) -> (&'static str, String) {
    let error = Said::read(status, body.as_bytes()).about("the article");
    let kind = match &error {
        DestinationError::TokenWanted { .. } => "token",
        DestinationError::RestDisabled { .. } => "closed",
        DestinationError::NotSignedIn => "nobody",
        DestinationError::SignIn { .. } => "sign-in",
        DestinationError::NotAllowed { .. } => "rights",
        DestinationError::TooLarge { .. } => "large",
        DestinationError::Advised { .. } => "advised",
        DestinationError::Rejected { .. } => "rejected",
        DestinationError::Unavailable { .. } => "down",
        DestinationError::PasswordsDisabled { .. } => "passwords",
        _ => "other",
    };
    (kind, error.to_string())
}

/// Answers of plugins and sites as people have reported them: status, body, what it is, and words of its sentence.
const ANSWERS: &[(u16, &str, &str, &str)] = &[
    // JWT Authentication, Simple JWT, LearnPress: they take every Authorization header for theirs.
    (
        403,
        r#"{"code":"jwt_auth_bad_auth_header","message":"Authorization header malformed.","data":{"status":403}}"#,
        "token",
        "its own token",
    ),
    (
        403,
        r#"{"code":"jwt_auth_invalid_token","message":"Wrong number of segments","data":{"status":403}}"#,
        "token",
        "Wrong number of segments",
    ),
    (
        401,
        r#"{"code":"lp_jwt_auth_bad_auth_header","message":"Authentication token is missing.","data":{"status":401}}"#,
        "token",
        "turn it off",
    ),
    (
        403,
        r#"{"code":"jwt_auth_no_auth_header","message":"Authorization header not found.","data":{"status":403}}"#,
        "token",
        "",
    ),
    // miniOrange.
    (
        401,
        r#"{"status":"error","error":"MISSING_AUTHORIZATION_HEADER","code":"401","error_description":"Authorization header not received. Either authorization header was not sent or it was removed by your server due to security reasons."}"#,
        "token",
        "Authorization header not received",
    ),
    (
        401,
        r#"{"status":"error","error":"INVALID_AUTHORIZATION_HEADER_TOKEN_TYPE","code":"401","error_description":"Authorization header must be type of Bearer Token."}"#,
        "token",
        "Bearer Token",
    ),
    (
        403,
        r#"{"status":"error","error":"FORBIDDEN","code":"400","error_description":"Sorry, you are not allowed to access REST API."}"#,
        "closed",
        "not allowed to access REST API",
    ),
    // Simple JWT Login.
    (
        403,
        r#"{"success":false,"data":{"message":"Wrong number of segments","errorCode":14}}"#,
        "token",
        "its own token",
    ),
    // Others that close the API.
    (
        401,
        r#"{"code":"itsec_rest_api_access_restricted","message":"Access to REST API requests is restricted by Kadence Security settings.","data":{"status":401}}"#,
        "closed",
        "Kadence",
    ),
    (
        401,
        r#"{"code":"no_rest_api_sorry","message":"REST API support only for authenticated users.","data":{"status":401}}"#,
        "closed",
        "",
    ),
    (
        401,
        r#"{"code":"rest_login_required","message":"REST API restricted to authenticated users.","data":{"status":401}}"#,
        "nobody",
        "",
    ),
    (
        401,
        r#"{"code":"rest_forbidden","message":"Sorry, you are not allowed to do that.","data":{"status":401}}"#,
        "nobody",
        "",
    ),
    // One code for all that can go wrong with a file, in the language of the site.
    (
        500,
        r#"{"code":"rest_upload_sideload_error","message":"Das Verzeichnis wp-content/uploads/2026/11 konnte nicht angelegt werden. Ist das übergeordnete Verzeichnis durch den Server beschreibbar?","data":{"status":500}}"#,
        "advised",
        "isn't writable",
    ),
    (
        500,
        r#"{"code":"rest_upload_sideload_error","message":"The uploaded file could not be moved to wp-content/uploads/2026/11.","data":{"status":500}}"#,
        "advised",
        "isn't writable",
    ),
    (
        500,
        r#"{"code":"rest_upload_unknown_error","message":"Could not create directory wp-content/uploads/2026/12. Is its parent directory writable by the server?","data":{"status":500}}"#,
        "advised",
        "isn't writable",
    ),
    (
        500,
        r#"{"code":"rest_upload_sideload_error","message":"O arquivo enviado excede a diretiva upload_max_filesize em php.ini.","data":{"status":500}}"#,
        "large",
        "larger than the site accepts",
    ),
    (
        500,
        r#"{"code":"rest_upload_sideload_error","message":"Sorry, you are not allowed to upload this file type.","data":{"status":500}}"#,
        "advised",
        "image type",
    ),
    (
        400,
        r#"{"code":"rest_upload_no_data","message":"No data supplied.","data":{"status":400}}"#,
        "advised",
        "didn't arrive",
    ),
    // A full disk and a missing folder, in the languages of sites.
    (
        500,
        r#"{"code":"rest_upload_unknown_error","message":"Missing a temporary folder.","data":{"status":500}}"#,
        "advised",
        "temporary folder is missing",
    ),
    (
        500,
        r#"{"code":"rest_upload_unknown_error","message":"Échec de l’écriture du fichier sur le disque.","data":{"status":500}}"#,
        "advised",
        "the disk is full",
    ),
    (
        500,
        r#"{"code":"rest_upload_sideload_error","message":"Es fehlt ein temporärer Ordner.","data":{"status":500}}"#,
        "advised",
        "hosting provider",
    ),
    // Plugins that count failed sign-ins.
    (
        401,
        r#"{"code":"too_many_retries","message":"<strong>Error</strong>: Too many failed login attempts. Please try again in 20 minutes.","data":null}"#,
        "advised",
        "unlock its IP address",
    ),
    (
        403,
        r#"{"code":"ip_blacklisted","message":"Your IP has been blacklisted","data":null}"#,
        "advised",
        "unlock its IP address",
    ),
    // Documents and texts that are none of the REST API's.
    (
        500,
        r#"{"success":false,"data":{"message":"Nonce expired"}}"#,
        "down",
        "status 500: Nonce expired",
    ),
    (403, "Access denied by security rule 77", "closed", "rule 77"),
    (
        500,
        "<html><body><h1>Error establishing a database connection</h1></body></html>",
        "down",
        "establishing a database connection",
    ),
    // ACF's required fields.
    (
        400,
        r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): acf","data":{"status":400,"params":{"acf":"subtitle is a required property of acf."},"details":{"acf":{"code":"rest_property_required","message":"subtitle is a required property of acf.","data":null}}}}"#,
        "advised",
        "subtitle is a required property of acf): a plugin such as ACF",
    ),
    (
        400,
        r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): acf","data":{"status":400,"params":{"acf":"subtitle is a required property of acf."}}}"#,
        "advised",
        "subtitle",
    ),
    (
        400,
        r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): per_page","data":{"status":400,"params":{"per_page":"per_page must be between 1 (inclusive) and 100 (inclusive)"}}}"#,
        "rejected",
        "it is about per_page: per_page must be between",
    ),
    (
        400,
        r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): slug","data":{"status":400,"params":{"slug":"Invalid parameter."}}}"#,
        "rejected",
        "it is about slug)",
    ),
    // Failures of PHP.
    (
        500,
        r#"{"code":"internal_server_error","message":"<p>There has been a critical error on this website.</p>","data":{"status":500,"error":{"type":1,"message":"Allowed memory size of 134217728 bytes exhausted"}}}"#,
        "down",
        "critical error",
    ),
    (
        500,
        r#"{"code":"wp_die","message":"Database error","data":{"status":500}}"#,
        "down",
        "",
    ),
    (
        401,
        r#"{"error":"unauthorized","message":"User cannot access this private blog."}"#,
        "closed",
        "private blog",
    ),
    (
        404,
        r#"{"code":"rest_no_route","message":"No route was found matching the URL and request method.","data":{"status":404}}"#,
        "closed",
        "",
    ),
    (
        403,
        r#"{"code":"rest_cannot_create","message":"Sorry, you are not allowed to create posts as this user.","data":{"status":403}}"#,
        "rights",
        "doesn't have permission",
    ),
    (
        413,
        "<html><head><title>413 Request Entity Too Large</title></head></html>",
        "large",
        "",
    ),
];

#[test]
fn plugins_and_sites_say_it_in_their_own_ways() {
    for &(status, body, kind, words) in ANSWERS {
        let (found, sentence) = meaning(status, body);
        assert_eq!(found, kind, "{body}: {sentence}");
        assert!(sentence.contains(words), "{words} is not in {sentence}");
    }
    let token = Said::read(
        403,
        br#"{"code":"jwt_auth_bad_config","message":"JWT is not configured properly"}"#,
    );
    assert!(token.is_about_sign_in() && !token.is_about_rights());
}

#[test]
fn an_error_whose_status_was_lost_has_a_name() {
    let of = |body: &str| Said::of_json(None, &serde_json::from_str(body).unwrap()).map(|said| said.status);
    for (code, status) in [
        ("rest_cannot_create", 403),
        ("rest_post_invalid_id", 404),
        ("rest_not_logged_in", 401),
        ("rest_invalid_param", 400),
    ] {
        let body = format!(r#"{{"code":"{code}","message":"No.","data":null}}"#);
        assert_eq!(of(&body), Some(status), "{code}");
    }
    assert_eq!(
        of(r#"{"success":false,"statusCode":403,"code":"jwt_auth_bad_auth_header","message":"x","data":[]}"#),
        Some(403)
    );
    for body in [
        r#"{"id":7,"code":"rest_x","message":"x"}"#,
        r#"{"code":"success","message":"saved"}"#,
        r#"{"statusCode":200,"code":"x","message":"x"}"#,
    ] {
        assert_eq!(of(body), None, "{body}");
    }
}

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
        json(403, "rest_cannot_access"),
        DestinationError::RestDisabled { .. }
    ));
    assert!(matches!(
        json(500, "db_insert_error"),
        DestinationError::Advised { advice, .. } if advice.contains("utf8mb4")
    ));
    assert!(matches!(
        said(400, r#"{"code":"rest_invalid_param","message":"Ungültig","data":{"params":{"slug":"x"}}}"#),
        DestinationError::Rejected { detail, .. } if detail.ends_with("(rest_invalid_param); it is about slug: x")
    ));
    let page = Said {
        wall: Some(Wall {
            name: "Wordfence",
            kind: Kind::Firewall,
        }),
        ..Said::read(403, b"<html><TITLE class=x>Blocked &amp; gone</TITLE>")
    };
    let error = page.about("the article");
    assert!(
        error
            .to_string()
            .starts_with("Wordfence blocked the article (status 403: Blocked & gone)"),
        "{error}"
    );
    assert!(matches!(
        said(413, "too large"),
        DestinationError::TooLarge { .. }
    ));
    assert!(matches!(said(502, ""), DestinationError::Unavailable { detail, .. } if detail == "status 502"));
}
