//! Servers of models that speak OpenAI's dialect: where they answer, what they are known not to take, and which source
//! says so. What this table does not know is found out from a server's refusals.

use crate::choice::Choice;
use crate::page::Topic;

/// What a server is known not to take as OpenAI takes it. It only saves the first refusals: a server that has learnt
/// more than this says no worse for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// The limit of an answer is `max_completion_tokens`, as OpenAI itself has it; elsewhere `max_tokens`.
    NewerLimit,
    /// No `reasoning_effort`.
    NoEffort,
    /// No `stream_options`.
    NoCount,
    /// JSON is demanded, its schema stands in the instruction.
    JsonOnly,
    /// No `size` of a picture.
    NoSize,
    /// The size of a picture is `width` and `height`.
    Sides,
    /// No `response_format` of a picture.
    NoFormat,
    /// Pictures come as answers of a chat.
    ImagesByChat,
    /// The key goes by `api-key`.
    KeyHeader,
    /// It is Ollama, whose own API can be told how much to read.
    Ollama,
}

/// Who needs a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Always.
    Needed,
    /// Servers of one's own mostly have none.
    Optional,
}

/// A server of models.
#[derive(Clone, Copy, Debug)]
pub struct ModelServer {
    /// Its value and name.
    pub choice: Choice,
    /// Where it answers; for a resource of one's own, how that address looks.
    pub address: &'static str,
    /// Whether the address is the same for everybody.
    pub fixed: bool,
    /// Whether it needs a key.
    pub key: Key,
    /// How names of its models look.
    pub models: &'static str,
    /// What it is known not to take.
    pub habits: &'static [Habit],
    /// What says so; the browser's code goes without.
    #[cfg(not(target_arch = "wasm32"))]
    pub source: &'static str,
}

const fn server(value: &'static str, name: &'static str, address: &'static str) -> ModelServer {
    ModelServer {
        choice: Choice::new(value, name),
        address,
        fixed: true,
        key: Key::Needed,
        models: "",
        habits: &[],
        #[cfg(not(target_arch = "wasm32"))]
        source: "",
    }
}

impl ModelServer {
    const fn own(mut self) -> Self {
        self.fixed = false;
        self.key = Key::Optional;
        self
    }

    const fn needs_key(mut self) -> Self {
        self.key = Key::Needed;
        self
    }

    const fn models(mut self, models: &'static str) -> Self {
        self.models = models;
        self
    }

    const fn habits(mut self, habits: &'static [Habit]) -> Self {
        self.habits = habits;
        self
    }

    #[cfg(not(target_arch = "wasm32"))]
    const fn source(mut self, source: &'static str) -> Self {
        self.source = source;
        self
    }

    #[cfg(target_arch = "wasm32")]
    const fn source(self, _: &'static str) -> Self {
        self
    }

    /// The host of its address.
    pub fn host(&self) -> &'static str {
        let rest = self
            .address
            .split_once("://")
            .map_or(self.address, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}

/// All that are known, those that most people have first.
pub const MODEL_SERVERS: &[ModelServer] = &[
    server("openai", "OpenAI", "https://api.openai.com/v1")
        .models("gpt-6.1-terra")
        .habits(&[Habit::NewerLimit])
        .source("platform.openai.com/docs/api-reference/chat"),
    server(
        "azure",
        "Azure OpenAI",
        "https://RESOURCE.openai.azure.com/openai/v1",
    )
    .own()
    .needs_key()
    .models("the name of your deployment")
    .habits(&[Habit::NewerLimit, Habit::KeyHeader])
    .source("learn.microsoft.com/azure/ai-services/openai/reference"),
    server("ollama", "Ollama", "http://localhost:11434/v1")
        .own()
        .models("llama3.1:8b")
        .habits(&[Habit::Ollama])
        .source("docs.ollama.com/api/openai-compatibility; ollama/ollama#10368"),
    server("lm_studio", "LM Studio", "http://localhost:1234/v1")
        .own()
        .models("qwen/qwen3-8b")
        .source("lmstudio.ai/docs/developer/openai-compat; lmstudio-ai/lmstudio-bug-tracker#189"),
    server("llama_cpp", "llama.cpp", "http://localhost:8080/v1")
        .own()
        .models("any name")
        .source("ggml-org/llama.cpp tools/server/README.md; ggml-org/llama.cpp#14566"),
    server("vllm", "vLLM", "http://localhost:8000/v1")
        .own()
        .models("the served model's name")
        .source("docs.vllm.ai/serving/openai_compatible_server; vllm-project/vllm#42474"),
    server("sglang", "SGLang", "http://localhost:30000/v1")
        .own()
        .models("the served model's name")
        .source("docs.sglang.ai/basic_usage/openai_api; sgl-project/sglang#3912"),
    server("local_ai", "LocalAI", "http://localhost:8080/v1")
        .own()
        .models("the name in your gallery")
        .source("localai.io/features; mudler/LocalAI#2299"),
    server("tgi", "Text Generation Inference", "http://localhost:3000/v1")
        .own()
        .models("tgi")
        .source("huggingface.co/docs/text-generation-inference/messages_api"),
    server("jan", "Jan", "http://localhost:1337/v1")
        .own()
        .models("the model's id in Jan")
        .source("jan.ai/docs/api-server"),
    server("koboldcpp", "KoboldCpp", "http://localhost:5001/v1")
        .own()
        .models("any name")
        .source("github.com/LostRuins/koboldcpp/wiki"),
    server(
        "text_generation_webui",
        "text-generation-webui",
        "http://localhost:5000/v1",
    )
    .own()
    .models("any name")
    .source("oobabooga/textgen docs/12 - OpenAI API.md"),
    server("litellm", "LiteLLM", "http://localhost:4000/v1")
        .own()
        .models("the name in your config")
        .source("docs.litellm.ai/docs/completion/drop_params; BerriAI/litellm#36407"),
    server("openrouter", "OpenRouter", "https://openrouter.ai/api/v1")
        .models("openai/gpt-5-mini")
        .habits(&[Habit::ImagesByChat])
        .source("openrouter.ai/docs/features/multimodal/image-generation"),
    server("groq", "Groq", "https://api.groq.com/openai/v1")
        .models("llama-3.3-70b-versatile")
        .source("console.groq.com/docs/openai; continuedev/continue#10218"),
    server("xai", "xAI", "https://api.x.ai/v1")
        .models("grok-4")
        .habits(&[Habit::NoEffort, Habit::NoSize])
        .source("docs.x.ai; NousResearch/hermes-agent#23088; rikkahub/rikkahub#1602"),
    server("deepseek", "DeepSeek", "https://api.deepseek.com/v1")
        .models("deepseek-chat")
        .habits(&[Habit::JsonOnly])
        .source("api-docs.deepseek.com/api/create-chat-completion; llm-exe/llm-exe#662"),
    server("mistral", "Mistral", "https://api.mistral.ai/v1")
        .models("mistral-small-latest")
        .habits(&[Habit::NoEffort, Habit::NoCount])
        .source("docs.mistral.ai/api"),
    server(
        "gemini",
        "Gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
    )
    .models("gemini-2.5-flash")
    .source("ai.google.dev/gemini-api/docs/openai; RooCodeInc/Roo-Code#10700"),
    server("anthropic", "Anthropic", "https://api.anthropic.com/v1")
        .models("claude-sonnet-5")
        .habits(&[Habit::NoEffort])
        .source("platform.claude.com/docs/en/api/openai-sdk"),
    server("together", "Together", "https://api.together.xyz/v1")
        .models("meta-llama/Llama-3.3-70B-Instruct-Turbo")
        .habits(&[Habit::Sides])
        .source("docs.together.ai/docs/openai-api-compatibility; BerriAI/litellm#4934"),
    server("fireworks", "Fireworks", "https://api.fireworks.ai/inference/v1")
        .models("accounts/fireworks/models/…")
        .source("docs.fireworks.ai/tools-sdks/openai-compatibility"),
    server("cerebras", "Cerebras", "https://api.cerebras.ai/v1")
        .models("llama-3.3-70b")
        .source("inference-docs.cerebras.ai; egoist/chatwise-releases#1325"),
    server("perplexity", "Perplexity", "https://api.perplexity.ai")
        .models("sonar")
        .habits(&[Habit::NoCount])
        .source("docs.perplexity.ai/api-reference/chat-completions"),
    server("moonshot", "Moonshot", "https://api.moonshot.ai/v1")
        .models("kimi-k2-…")
        .source("platform.moonshot.ai/docs; countbot-ai/CountBot#61"),
    server("zhipu", "Zhipu (Z.ai)", "https://open.bigmodel.cn/api/paas/v4")
        .models("glm-4.7")
        .habits(&[Habit::JsonOnly])
        .source("docs.z.ai/api-reference/llm/chat-completion; earendil-works/pi pull 1509"),
    server(
        "dashscope",
        "Qwen (Model Studio)",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
    )
    .models("qwen-plus")
    .source("help.aliyun.com/model-studio; langchain4j/langchain4j#3974"),
    server("github", "GitHub Models", "https://models.github.ai/inference")
        .models("openai/gpt-4.1-mini")
        .source("docs.github.com/rest/models/inference"),
    server(
        "cloudflare",
        "Cloudflare Workers AI",
        "https://api.cloudflare.com/client/v4/accounts/ACCOUNT/ai/v1",
    )
    .own()
    .needs_key()
    .models("@cf/meta/llama-3.1-8b-instruct")
    .source("developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility"),
    server("cohere", "Cohere", "https://api.cohere.ai/compatibility/v1")
        .models("command-a-03-2025")
        .habits(&[Habit::NoCount])
        .source("docs.cohere.com/docs/compatibility-api"),
    server("sambanova", "SambaNova", "https://api.sambanova.ai/v1")
        .models("Meta-Llama-3.3-70B-Instruct")
        .source("docs.sambanova.ai/cloud/api-reference"),
    server("nvidia", "NVIDIA NIM", "https://integrate.api.nvidia.com/v1")
        .models("meta/llama-3.3-70b-instruct")
        .source("docs.nvidia.com/nim/large-language-models/latest/api-reference"),
];

/// How many there are.
const COUNT: usize = MODEL_SERVERS.len();

const fn choices() -> [Choice; COUNT] {
    let mut all = [MODEL_SERVERS[0].choice; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = MODEL_SERVERS[at].choice;
        at += 1;
    }
    all
}

/// Their names, for a form.
pub static CHOICES: [Choice; COUNT] = choices();

/// The server of this value.
pub fn find(value: &str) -> Option<&'static ModelServer> {
    MODEL_SERVERS.iter().find(|server| server.choice.value == value)
}

/// The help on a topic with this server chosen; none: the input's own.
pub fn hint(of: Topic, server: &str) -> Option<String> {
    match of {
        Topic::ServerKey => key_hint(server),
        Topic::ServerAddress => address_hint(server),
        Topic::ServerModel => model_hint(server),
    }
}

/// What to enter as the address of a server.
fn address_hint(value: &str) -> Option<String> {
    let server = find(value)?;
    Some(if server.fixed {
        format!("Default: {}.", server.address)
    } else {
        format!(
            "The URL of your {} server, such as {}.",
            server.choice.label, server.address
        )
    })
}

/// Whether a server needs a key.
fn key_hint(value: &str) -> Option<String> {
    let name = find(value)?.choice.label;
    Some(match find(value)?.key {
        Key::Needed => format!("Create one in {name} under API keys. Stored encrypted."),
        Key::Optional => format!("{name} doesn't need a key unless you set one. Stored encrypted."),
    })
}

/// How names of a server's models look.
fn model_hint(value: &str) -> Option<String> {
    let server = find(value).filter(|server| server.choice != MODEL_SERVERS[0].choice)?;
    Some(format!(
        "For example, {}. Test connection lists the models {} offers.",
        server.models, server.choice.label
    ))
}

/// The server that answers at this host and port, where that is known; ports of one's own machine may be anybody's.
pub fn at(host: &str, port: Option<u16>) -> Option<&'static ModelServer> {
    let host = host.to_ascii_lowercase();
    if host.ends_with(".openai.azure.com")
        || host.ends_with(".cognitiveservices.azure.com")
        || host.ends_with(".services.ai.azure.com")
    {
        return find("azure");
    }
    if port == Some(11434) || host == "ollama.com" {
        return find("ollama");
    }
    let same = |known: &str| host == known || (known.len() > 8 && host.ends_with(&format!(".{known}")));
    MODEL_SERVERS
        .iter()
        .filter(|server| server.fixed)
        .find(|server| same(server.host()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_has_a_source_and_a_name_of_its_own() {
        for (place, server) in MODEL_SERVERS.iter().enumerate() {
            let value = server.choice.value;
            assert!(!server.source.is_empty() && !server.models.is_empty(), "{value}");
            assert!(
                MODEL_SERVERS[..place]
                    .iter()
                    .all(|other| other.choice.value != value),
                "{value} twice"
            );
            assert_eq!(find(value).map(|found| found.choice.value), Some(value));
            if server.fixed {
                let found = at(server.host(), None).map(|found| found.choice.value);
                assert_eq!(found, Some(value), "known by its host");
            }
        }
    }

    #[test]
    fn forms_say_what_to_enter() {
        assert_eq!(
            address_hint("groq").as_deref(),
            Some("Default: https://api.groq.com/openai/v1.")
        );
        let ollama = address_hint("ollama").unwrap_or_default();
        assert!(ollama.contains("http://localhost:11434/v1"), "{ollama}");
        assert!(key_hint("ollama").is_some_and(|hint| hint.contains("doesn't need a key")));
        assert!(model_hint("xai").is_some_and(|hint| hint.contains("grok-4")));
        assert_eq!((address_hint(""), model_hint("openai")), (None, None));
    }

    #[test]
    fn hosts_tell_whose_server_it_is() {
        let name = |host: &str, port| at(host, port).map(|server| server.choice.value);
        assert_eq!(name("My-Res.openai.azure.com", None), Some("azure"));
        assert_eq!(name("localhost", Some(11434)), Some("ollama"));
        assert_eq!(name("eu.api.openai.com", None), Some("openai"));
        assert_eq!(name("llm.example.com", Some(8000)), None);
        assert_eq!(name("evil-api.openai.com.example", None), None);
    }
}
