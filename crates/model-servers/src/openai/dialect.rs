//! How a server is first asked: by the table of known servers, by its address, and by addresses as people paste them.

use igny8::system::model_servers::{self, Habit, ModelServer};
use url::Url;

use super::parts::Part;
use super::quirks::{Form, Quirks};

/// Ends of addresses that people copy from a documentation along with the address itself.
const ENDPOINTS: &[&str] = &[
    "/chat/completions",
    "/completions",
    "/images/generations",
    "/embeddings",
    "/responses",
    "/models",
];

/// A server as it is first asked.
#[derive(Clone, Debug)]
pub(super) struct Dialect {
    /// Where it answers.
    pub(super) base: String,
    /// How it is asked before anything is known of a model.
    pub(super) first: Quirks,
    /// The key goes by `api-key`.
    pub(super) key_header: bool,
    /// It is Ollama, which cuts long prompts without a word, and whose own API can be told how much to read.
    pub(super) ollama: bool,
    /// Whether it needs a key.
    pub(super) needs_key: bool,
}

impl Dialect {
    /// The dialect of a server, chosen by name or known by its address.
    pub(super) fn of(chosen: Option<&str>, base: Option<&str>) -> Self {
        let base = base.map(str::trim).filter(|base| !base.is_empty());
        let openai = &model_servers::MODEL_SERVERS[0];
        let known = match (chosen.and_then(model_servers::find), base) {
            // Whoever gives OpenAI another address means a server that speaks as it does.
            (Some(server), Some(base)) if server.choice == openai.choice => by_address(base),
            (Some(server), _) => Some(server),
            (None, Some(base)) => by_address(base),
            (None, None) => Some(openai),
        };
        let address = match (base, known) {
            (Some(base), _) => base.to_owned(),
            (None, Some(server)) => server.address.to_owned(),
            (None, None) => openai.address.to_owned(),
        };
        let habits = known.map_or(&[][..], |server| server.habits);
        let has = |habit| habits.contains(&habit);
        Self {
            base: without_endpoint(&address, known),
            first: first(habits),
            key_header: has(Habit::KeyHeader),
            ollama: has(Habit::Ollama),
            needs_key: base.is_none() && known.is_some_and(|server| server.fixed),
        }
    }
}

fn by_address(base: &str) -> Option<&'static ModelServer> {
    let url = Url::parse(base).ok()?;
    model_servers::at(url.host_str()?, url.port())
}

fn first(habits: &[Habit]) -> Quirks {
    let mut quirks = Quirks {
        // Most servers but OpenAI's go by the older name of the limit, and some take the newer one without heeding it.
        older_limit: !habits.contains(&Habit::NewerLimit),
        ..Quirks::default()
    };
    for habit in habits {
        match habit {
            Habit::NoEffort => quirks.leave_out(Part::Effort),
            Habit::NoCount => quirks.leave_out(Part::Count),
            Habit::NoSize => quirks.leave_out(Part::Size),
            Habit::NoFormat => quirks.leave_out(Part::PictureForm),
            Habit::JsonOnly => quirks.form = Form::Json,
            Habit::Sides => quirks.sides = true,
            Habit::ImagesByChat => quirks.by_chat = true,
            Habit::NewerLimit | Habit::KeyHeader | Habit::Ollama => {}
        }
    }
    quirks
}

/// The address without an endpoint that was pasted with it, and with the path that a server of this kind has.
fn without_endpoint(address: &str, known: Option<&ModelServer>) -> String {
    let Ok(mut url) = Url::parse(address.trim()) else {
        // What is no address is told by whoever calls it.
        return address.to_owned();
    };
    let mut path = url.path().trim_end_matches('/').to_owned();
    if let Some(end) = ENDPOINTS.iter().find(|end| path.ends_with(**end)) {
        path.truncate(path.len() - end.len());
    }
    match known.map(|server| server.choice.value) {
        // Ollama's own API lives beside the one that it shares with others.
        Some("ollama") if matches!(path.as_str(), "" | "/api" | "/api/chat" | "/api/generate") => {
            "/v1".clone_into(&mut path);
        }
        Some("azure") if matches!(path.as_str(), "" | "/openai") && url.query().is_none() => {
            "/openai/v1".clone_into(&mut path);
        }
        Some(value) if path.is_empty() && value != "azure" => {
            let usual = known.and_then(|server| Url::parse(server.address).ok());
            let usual = usual.map(|usual| usual.path().trim_end_matches('/').to_owned());
            path = usual.unwrap_or_default();
        }
        _ => {}
    }
    url.set_path(&path);
    url.into()
}

/// The way to an endpoint: Azure's older addresses have the deployment in it, which is the model's name.
pub(super) fn path<'a>(base: &Url, model: &'a str, endpoint: &[&'a str]) -> Vec<&'a str> {
    let dated = base.query().is_some_and(|query| query.contains("api-version="));
    let has_deployment = base.path().contains("/deployments/");
    let azure = base.host_str().is_some_and(|host| host.ends_with(".azure.com"));
    let mut path = Vec::new();
    if azure && dated && !has_deployment && !base.path().contains("/v1") {
        if !base.path().contains("/openai") {
            path.push("openai");
        }
        path.extend(["deployments", model]);
    }
    path.extend(endpoint);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_as_people_paste_them() {
        for (chosen, pasted, base) in [
            (None, "http://localhost:11434", "http://localhost:11434/v1"),
            (
                None,
                "http://localhost:11434/api/chat",
                "http://localhost:11434/v1",
            ),
            (Some("ollama"), "http://box:9999/", "http://box:9999/v1"),
            (
                None,
                "https://llm.example.com/v1/chat/completions",
                "https://llm.example.com/v1",
            ),
            (None, "https://llm.example.com/v1/", "https://llm.example.com/v1"),
            (None, "https://api.groq.com", "https://api.groq.com/openai/v1"),
            (
                None,
                "https://r.openai.azure.com/",
                "https://r.openai.azure.com/openai/v1",
            ),
            (
                Some("azure"),
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
                "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
            ),
            (Some("vllm"), "http://localhost:8000", "http://localhost:8000/v1"),
            (None, "http://localhost:8000/", "http://localhost:8000/"),
        ] {
            assert_eq!(Dialect::of(chosen, Some(pasted)).base, base, "{pasted}");
        }
        assert_eq!(
            Dialect::of(Some("mistral"), None).base,
            "https://api.mistral.ai/v1"
        );
        assert_eq!(Dialect::of(None, Some(" ")).base, "https://api.openai.com/v1");
    }

    #[test]
    fn azures_older_addresses_have_the_deployment_in_them() {
        let of = |base: &str| {
            let url = Url::parse(base).expect("an address");
            path(&url, "mine", &["chat", "completions"]).join("/")
        };
        assert_eq!(
            of("https://r.openai.azure.com/openai?api-version=2024-10-21"),
            "deployments/mine/chat/completions"
        );
        assert_eq!(
            of("https://r.openai.azure.com/?api-version=2024-10-21"),
            "openai/deployments/mine/chat/completions"
        );
        assert_eq!(of("https://r.openai.azure.com/openai/v1"), "chat/completions");
        assert_eq!(of("https://llm.example.com/v1?api-version=1"), "chat/completions");
    }

    #[test]
    fn a_foreign_address_of_openai_is_another_server() {
        assert!(
            Dialect::of(Some("openai"), Some("https://llm.example.com/v1"))
                .first
                .older_limit
        );
        assert!(!Dialect::of(Some("openai"), None).first.older_limit);
        assert!(Dialect::of(Some("azure"), Some("https://r.openai.azure.com")).key_header);
    }
}
