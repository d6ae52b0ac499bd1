//! Addresses of a WordPress site: its home as people type it, and those of its REST API in both forms.

use url::Url;

/// What people paste instead of the home page.
const BESIDE_HOME: &[&str] = &["/wp-admin", "/wp-login.php", "/xmlrpc.php"];

/// The home page's address as it was meant.
pub(super) fn home(typed: &str) -> String {
    let typed = typed.trim();
    let typed = typed.split('#').next().unwrap_or_default();
    let mut home = if typed.contains("://") {
        typed.to_owned()
    } else {
        format!("https://{typed}")
    };
    if let Some(at) = BESIDE_HOME.iter().find_map(|part| home.find(part)) {
        home.truncate(at);
    }
    home
}

/// Scheme, host, port and path, for people.
pub(super) fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether both are at the same scheme, host and port.
pub(super) fn same_origin(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

/// Where the REST API begins: a folder (`/wp-json/`), or a parameter of the home page (`/?rest_route=/`) where pretty
/// permalinks are off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root(Url);

impl Root {
    /// The root at an address that a site gives for it.
    pub(super) fn new(url: Url) -> Self {
        Self(url)
    }

    /// The root, if this is the address of one rather than of a home page.
    pub(super) fn if_root(url: &Url) -> Option<Self> {
        let parameter = url.query_pairs().any(|(name, _)| name == "rest_route");
        let folder = url.path().trim_end_matches('/').ends_with("/wp-json");
        (parameter || folder).then(|| Self(url.clone()))
    }

    /// The one in the folder that WordPress uses unless told otherwise.
    pub(super) fn folder(home: &Url) -> Self {
        let mut url = home.clone();
        url.set_query(None);
        url.set_path(&format!("{}/wp-json/", home.path().trim_end_matches('/')));
        Self(url)
    }

    /// The one that needs no rewriting of addresses.
    pub(super) fn parameter(home: &Url) -> Self {
        let mut url = home.clone();
        url.set_path(&format!("{}/", home.path().trim_end_matches('/')));
        url.set_query(Some("rest_route=/"));
        Self(url)
    }

    /// The home page that it belongs to.
    pub(super) fn home(&self) -> String {
        let plain = plain(&self.0);
        plain
            .trim_end_matches("/index.php")
            .trim_end_matches("/wp-json")
            .to_owned()
    }

    /// The address of a route, such as `/wp/v2/posts`, with parameters.
    pub(super) fn at(&self, route: &str, parameters: &[(&str, &str)]) -> Url {
        let mut url = self.0.clone();
        let own: Vec<(String, String)> = self.0.query_pairs().into_owned().collect();
        let by_parameter = own.iter().any(|(name, _)| name == "rest_route");
        if !by_parameter {
            url.set_path(&format!("{}{route}", self.0.path().trim_end_matches('/')));
        }
        url.set_query(None);
        if !own.is_empty() || !parameters.is_empty() {
            let mut pairs = url.query_pairs_mut();
            for (name, value) in &own {
                pairs.append_pair(name, if name == "rest_route" { route } else { value });
            }
            pairs.extend_pairs(parameters);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("an address")
    }

    #[test]
    fn homes_are_understood_as_people_type_them() {
        for (typed, meant) in [
            (" example.com ", "https://example.com"),
            ("https://example.com/blog/", "https://example.com/blog/"),
            ("example.com/wp-admin/post.php?x=1#top", "https://example.com"),
            ("http://localhost:80/wp-login.php", "http://localhost:80"),
        ] {
            assert_eq!(home(typed), meant);
        }
    }

    #[test]
    fn routes_have_an_address_in_both_forms() {
        let query = [("search", "a & b"), ("context", "edit")];
        let posts = |root: Root| root.at("/wp/v2/posts", &query).to_string();
        let blog = url("https://example.com/blog");
        assert_eq!(
            posts(Root::folder(&blog)),
            "https://example.com/blog/wp-json/wp/v2/posts?search=a+%26+b&context=edit"
        );
        assert_eq!(
            posts(Root::parameter(&blog)),
            "https://example.com/blog/?rest_route=%2Fwp%2Fv2%2Fposts&search=a+%26+b&context=edit"
        );
        let told = Root::new(url("https://example.com/index.php?lang=en&rest_route=/"));
        assert_eq!(
            told.at("/wp/v2/users/me", &[]).as_str(),
            "https://example.com/index.php?lang=en&rest_route=%2Fwp%2Fv2%2Fusers%2Fme"
        );
        assert_eq!(told.home(), "https://example.com");
        assert_eq!(
            Root::folder(&blog).at("/", &[]).as_str(),
            "https://example.com/blog/wp-json/"
        );
    }

    #[test]
    fn roots_are_told_from_homes() {
        for (text, is) in [
            ("https://example.com/wp-json", true),
            ("https://example.com/blog/wp-json/", true),
            ("https://example.com/?rest_route=/", true),
            ("https://example.com/", false),
            ("https://example.com/?p=1", false),
        ] {
            assert_eq!(Root::if_root(&url(text)).is_some(), is, "{text}");
        }
    }
}
