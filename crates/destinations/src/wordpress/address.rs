//! Addresses of a WordPress site: its home as people type it, and those of its REST API in both forms.

use url::Url;

/// What people paste instead of the home page.
const BESIDE_HOME: &[&str] = &[
    "/wp-admin",
    "/wp-login.php",
    "/xmlrpc.php",
    "/wp-content/",
    "/wp-includes/",
    "/wp-cron.php",
];

/// Where the routes of the API begin; an address of one is pasted, too.
const ROUTES: &str = "/wp-json/";

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
    // Of a route, its root.
    if let Some(at) = home.find(ROUTES) {
        home.truncate(at + ROUTES.len());
    }
    home
}

/// Scheme, host, port and path, for people.
pub(super) fn plain(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// Whether both are of one site, so that what is for one may be sent to the other: the same host or its twin with `www.`,
/// by the same scheme or by HTTPS instead of HTTP, at the same port or at the schemes' own.
pub(super) fn same_site(from: &Url, to: &Url) -> bool {
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        host.strip_prefix("www.").map_or(host.clone(), str::to_owned)
    };
    let schemes = from.scheme() == to.scheme() || (from.scheme() == "http" && to.scheme() == "https");
    let ports = match (from.port(), to.port()) {
        (None, None) => true,
        _ => from.origin() == to.origin(),
    };
    host(from) == host(to) && schemes && ports
}

/// Where a redirect leads that only says the same address in another way, as to HTTPS, to `www.`, to a language or to the
/// other form of the API: there the request may be made again as it was.
pub(super) fn same_route(from: &Url, to: &Url) -> Option<Url> {
    if !same_site(from, to) {
        return None;
    }
    let fits = match (route(from), route(to)) {
        (Some(one), Some(other)) => one == other,
        _ => {
            let (one, other) = (from.path().trim_end_matches('/'), to.path().trim_end_matches('/'));
            !one.is_empty() && other.ends_with(one)
        }
    };
    let mut next = to.clone();
    next.set_fragment(None);
    // Rules that forget the parameters lose the answer's form with them.
    if next.query().is_none() {
        next.set_query(from.query());
    }
    fits.then_some(next)
}

/// The route that an address of the API names, without slashes at its ends.
fn route(url: &Url) -> Option<String> {
    let parameter = url.query_pairs().find(|(name, _)| name == "rest_route");
    let route = match &parameter {
        Some((_, route)) => route.to_string(),
        None => url.path().split_once("/wp-json")?.1.to_owned(),
    };
    Some(route.trim_matches('/').to_owned())
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

    /// The one in the folder behind `index.php`, where a server hands on the rest of a path without rewriting it.
    pub(super) fn behind_index(home: &Url) -> Self {
        let mut url = home.clone();
        url.set_query(None);
        url.set_path(&format!(
            "{}/index.php/wp-json/",
            home.path().trim_end_matches('/')
        ));
        Self(url)
    }

    /// The root at the address that has answered for one, without the parameters that were asked with.
    pub(super) fn answering(answered: &Url, asked: &[(&str, &str)]) -> Self {
        let mut url = answered.clone();
        let kept: Vec<(String, String)> = answered
            .query_pairs()
            .into_owned()
            .filter(|(name, _)| !asked.iter().any(|(other, _)| other == name))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(&kept);
        }
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
            .trim_end_matches("/wp-json")
            .trim_end_matches("/index.php")
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
            (
                "https://example.com/blog/wp-json/wp/v2/posts?per_page=1",
                "https://example.com/blog/wp-json/",
            ),
            ("example.com/wp-content/uploads/a.jpg", "https://example.com"),
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
    fn the_same_address_said_in_another_way_is_known() {
        let posts = "https://example.com/wp-json/wp/v2/posts?x=1";
        for (from, to, next) in [
            ("http://example.com/wp-json/wp/v2/posts?x=1", posts, posts),
            ("https://www.example.com/wp-json/wp/v2/posts?x=1", posts, posts),
            (
                posts,
                "https://example.com/wp-json/wp/v2/posts/",
                "https://example.com/wp-json/wp/v2/posts/?x=1",
            ),
            (
                posts,
                "https://example.com/en/wp-json/wp/v2/posts?x=1",
                "https://example.com/en/wp-json/wp/v2/posts?x=1",
            ),
            (
                posts,
                "https://example.com/?rest_route=/wp/v2/posts&x=1",
                "https://example.com/?rest_route=/wp/v2/posts&x=1",
            ),
            (
                posts,
                "https://example.com/index.php/wp-json/wp/v2/posts",
                "https://example.com/index.php/wp-json/wp/v2/posts",
            ),
            (
                "https://example.com/api/wp/v2/posts",
                "https://www.example.com/api/wp/v2/posts/",
                "https://www.example.com/api/wp/v2/posts/",
            ),
        ] {
            let found = same_route(&url(from), &url(to)).expect(to);
            assert!(
                found.as_str() == next || found.as_str() == format!("{next}?x=1"),
                "{found}"
            );
        }
        for to in [
            "https://example.com/",
            "https://example.com/wp-login.php",
            "https://example.com/wp-json/wp/v2/pages",
            "https://evil.example/wp-json/wp/v2/posts?x=1",
            "https://example.com.evil.example/wp-json/wp/v2/posts?x=1",
            "https://example.com:8443/wp-json/wp/v2/posts?x=1",
            "http://example.com/wp-json/wp/v2/posts?x=1",
            "https://blog.example.com/wp-json/wp/v2/posts?x=1",
        ] {
            assert_eq!(same_route(&url(posts), &url(to)), None, "{to}");
        }
    }

    #[test]
    fn a_root_is_where_its_address_leads() {
        let asked = [("_fields", "name")];
        let answered = url("https://www.example.com/en/wp-json/?_fields=name");
        let root = Root::answering(&answered, &asked);
        assert_eq!(
            root.at("/wp/v2/posts", &[]).as_str(),
            "https://www.example.com/en/wp-json/wp/v2/posts"
        );
        let answered = url("https://example.com/?rest_route=%2F&_fields=name");
        let root = Root::answering(&answered, &asked);
        assert_eq!(
            root.at("/x", &[]).as_str(),
            "https://example.com/?rest_route=%2Fx"
        );
        assert_eq!(
            Root::behind_index(&url("https://example.com/b/")).home(),
            "https://example.com/b"
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
