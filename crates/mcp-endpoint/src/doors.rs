//! Which hosts and which origins of pages may ask: a page whose name is made to point to this machine is not let in.

/// Names of this machine to itself.
const OWN: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Who may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doors {
    origin: String,
    host: String,
    /// Whether the address is one of this machine to itself.
    own: bool,
    /// Whether it is known to be the only one.
    known: bool,
}

impl Doors {
    /// Those of an installation that people reach at `origin`. Where it is `known` to be the one address, or this machine's own,
    /// no other host is asked for; else any may be.
    pub fn of(origin: &str, known: bool) -> Self {
        let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
        let host = host.split('/').next().unwrap_or_default();
        let own = OWN.iter().any(|name| {
            host.strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        });
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            host: host.to_owned(),
            own,
            known: known || own,
        }
    }

    /// Pages that may ask: our own, and those of this machine where that is where we are.
    pub(crate) fn origins(&self) -> Vec<String> {
        let mut all = vec![with_port(&self.origin)];
        if self.own {
            all.extend(OWN.iter().map(|name| format!("http://{name}:*")));
        }
        all
    }

    /// Hosts that may be asked for; all of them where none is known. Proxies of this machine may name it as they reach it.
    pub(crate) fn hosts(&self) -> Option<Vec<String>> {
        self.known.then(|| {
            let own = OWN.iter().map(|name| name.trim_matches(['[', ']']).to_owned());
            std::iter::once(self.host.clone()).chain(own).collect()
        })
    }
}

/// The origin with its port: without one, any would be let in.
fn with_port(origin: &str) -> String {
    let (scheme, host) = origin.split_once("://").unwrap_or(("http", origin));
    let has_port = host
        .rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit()));
    let port = if scheme == "https" { 443 } else { 80 };
    if has_port {
        origin.to_owned()
    } else {
        format!("{origin}:{port}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_of_its_own_is_asked_by_its_own_names() {
        let doors = Doors::of("http://127.0.0.1:8011", false);
        assert!(doors.hosts().unwrap().contains(&"localhost".to_owned()));
        assert_eq!(doors.origins()[0], "http://127.0.0.1:8011");
        assert!(doors.origins().contains(&"http://localhost:*".to_owned()));
        assert_eq!(Doors::of("http://127.0.0.1.evil.example", false).hosts(), None);
    }

    #[test]
    fn a_public_address_is_asked_by_its_name_and_no_page_of_another() {
        let doors = Doors::of("https://igny8.example/", true);
        assert_eq!(doors.origins(), ["https://igny8.example:443"]);
        assert_eq!(
            doors.hosts().unwrap(),
            ["igny8.example", "localhost", "127.0.0.1", "::1"]
        );
    }

    #[test]
    fn where_no_address_is_known_any_host_may_be_ours_and_no_other_page() {
        let doors = Doors::of("http://0.0.0.0:8011", false);
        assert_eq!(doors.hosts(), None);
        assert_eq!(doors.origins(), ["http://0.0.0.0:8011"]);
    }
}
