//! How much a model has room for, read from a refusal: its context, what the prompt takes, and the longest answer.
//!
//! Each server words it in its own way; the table has one line a wording, with who says so.

use std::sync::LazyLock;

use regex::Regex;

/// What a refusal says of room, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Room {
    /// For prompt and answer together.
    pub(super) context: Option<u32>,
    /// That the prompt takes.
    pub(super) prompt: Option<u32>,
    /// That the whole request asked for.
    pub(super) total: Option<u32>,
    /// For an answer.
    pub(super) most: Option<u32>,
}

/// Wordings. The groups are named: `c` context, `p` prompt, `t` total, `m` the longest answer. Commas within numbers are
/// taken out before. A later line is tried only where none before it fits.
const WORDINGS: &[&str] = &[
    // OpenAI, Azure, DeepSeek, vLLM before 0.9, text-generation-webui, OpenRouter.
    r"maximum context length is (?P<c>\d+) tokens.*?requested (?:about )?(?P<t>\d+) tokens \((?P<p>\d+)",
    // vLLM since 0.11, and its names of both limits.
    r"maximum context length is (?P<c>\d+).*?(?:prompt contains|request has)(?: at least)? (?P<p>\d+)",
    // SGLang.
    r"maximum context length of (?P<c>\d+).*?total of (?P<t>\d+) tokens: (?P<p>\d+)",
    r"input \((?P<p>\d+) tokens\) is longer than the model's context length \((?P<c>\d+)",
    // OpenAI with a prompt that is too long by itself.
    r"maximum context length is (?P<c>\d+).*?(?:resulted in|contains?|have|has) (?:about )?(?P<p>\d+)",
    r"maximum context length is (?P<c>\d+).*?requested (?P<t>\d+)",
    // Mistral.
    r"prompt contains (?P<p>\d+) tokens.*?model with (?P<c>\d+)",
    // TGI, Together.
    r"must be <= (?P<c>\d+)\. given: (?P<p>\d+)",
    r"inputs?`? must have less than (?P<c>\d+) tokens\. given:? `?(?P<p>\d+)",
    // llama.cpp, LocalAI, llama-cpp-python.
    r"\(?(?P<p>\d+) tokens\)? exceeds the available context size \((?P<c>\d+)",
    r"requested tokens \((?P<p>\d+)\) exceed context window of (?P<c>\d+)",
    r"exceed.*?n_prompt_tokens\D{1,4}(?P<p>\d+).*?n_ctx\D{1,4}(?P<c>\d+)",
    // LM Studio.
    r"n_keep\W+(?P<p>\d+)\D+n_ctx\W+(?P<c>\d+)",
    r"keep the first (?P<p>\d+) tokens.*?context length of only (?P<c>\d+)",
    // Groq, Cerebras.
    r"current length is (?P<t>\d+) while limit is (?P<c>\d+)",
    // SambaNova, Cloudflare, Amazon, GPT4All, TabbyAPI, SGLang's newer ones, OpenAI's of 2025.
    r"prompt is (?P<p>\d+) tokens long.*?maximum supported sequence length is (?:just )?(?P<c>\d+)",
    r"\((?P<t>\d+)\) exceeded this model'?s? context window limit \((?P<c>\d+)",
    r"exceeds the model limit of (?P<m>\d+)",
    r"prompt is ?(?P<p>\d+) ?tokens and the context window is ?(?P<c>\d+)",
    r"length:? \(?(?P<p>\d+)(?: tokens)?\)? (?:is (?:greater|larger|longer) than|exceeds) (?:the )?(?:max_seq_len|max_model_len|cache_size|model's|maximum(?: \w+){0,3}|max(?: \w+){0,3}):? ?\(?(?P<c>\d+)",
    r"configured limit of (?P<c>\d+) tokens.*?resulted in (?P<p>\d+)",
    r"max_tokens\D{0,40}\[\d+, ?(?P<m>\d+)\]",
    // What an account may use in a minute: no request may be larger (Groq, OpenAI).
    r"request too large.*?limit:? (?P<c>\d+),? requested:? (?P<t>\d+)",
    r"request (?:body )?too large.*?max size:? (?P<c>\d+) tokens",
    // Anthropic.
    r"exceed context limit: (?P<p>\d+) \+ \d+ > (?P<c>\d+)",
    r"prompt is too long: (?P<p>\d+) tokens > (?P<c>\d+)",
    r"max_tokens:? \d+ > (?P<m>\d+)",
    // Fireworks.
    r"prompt is too long: (?P<p>\d+).*?context length: (?P<c>\d+)",
    // xAI.
    r"maximum prompt length is (?P<c>\d+).*?contains (?P<p>\d+)",
    // Gemini.
    r"input token count (?:is )?\(?(?P<p>\d+)\)?.*?(?:allowed|supports up to) \(?(?P<c>\d+)",
    r"maximum number of (?:input )?tokens allowed:? \(?(?P<c>\d+)",
    r"supported range is from \d+ \(?inclusive\)? to (?P<m>\d+)",
    // Cohere.
    r"cannot exceed (?P<c>\d+) - received (?P<p>\d+)",
    // OpenAI, DeepSeek, DashScope, Groq: the longest answer.
    r"supports at most (?P<m>\d+) (?:completion|output)? ?tokens",
    r"range of `?(?:max_tokens|max_completion_tokens|max_output_tokens)`? (?:is|should be) \[\d+, ?(?P<m>\d+)\]",
    r"max(?:_completion|_output)?[_ ]tokens`? (?:must be|should be|cannot be|to be)? ?(?:less than or equal to|at most|<=|no more than|greater than|larger than) `?(?P<m>\d+)",
    r"range of input length should be \[\d+, ?(?P<c>\d+)\]",
    // Moonshot.
    r"model token limit:? (?P<c>\d+)(?:.*?requested:? (?P<t>\d+))?",
    // Others that say no more than how much there is.
    r"(?:maximum|max|model's|available|supported|total) (?:context|sequence|input|prompt)[ -_](?:length|size|window|tokens?|limit)(?: of| is|:|=| \()* ?(?P<c>\d+)",
    r"(?:context|上下文)(?:[ -_](?:length|size|window|limit))?(?: of| is|:|=|为|长度|\()* ?(?P<c>\d+)",
];

static TABLE: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    WORDINGS
        .iter()
        .map(|wording| Regex::new(&format!("(?is){wording}")).expect("a wording that is a pattern"))
        .collect()
});

/// Words of a refusal that is about room, also where it has no figures.
const ABOUT: &[&str] = &[
    "context length",
    "context size",
    "context window",
    "context limit",
    "context_length",
    "context_size",
    "context shift",
    "n_ctx",
    "prompt is too long",
    "prompt too long",
    "input is too long",
    "input too long",
    "too many tokens",
    "token limit",
    "request too large",
    "request body too large",
    "exceeds max length",
    "reduce the length of the",
    "maximum prompt length",
    "input token count",
    "max_new_tokens` must",
    "上下文长度",
    "超出最大长度",
];

/// Whether a refusal is about room; `false` too where it is about the name of the limit.
pub(super) fn is_about(message: &str, code: &str, kind: &str) -> bool {
    let message = message.to_lowercase();
    let of_code = |code: &str| code.contains("context") && (code.contains("length") || code.contains("size"));
    of_code(code) || of_code(kind) || code == "1261" || ABOUT.iter().any(|words| message.contains(words))
}

/// The tokens of an answer that an account has money for, of `OpenRouter`: `You requested up to 14000 tokens, but can only afford 3033`.
pub(super) fn affordable(message: &str) -> Option<u32> {
    static AFFORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)can only afford (\d+)").expect("a wording that is a pattern"));
    AFFORD.captures(&plain(message))?[1].parse().ok()
}

/// The figures of a refusal, if it has any about room.
pub(super) fn read(message: &str) -> Option<Room> {
    let message = plain(message);
    let found = TABLE.iter().find_map(|wording| wording.captures(&message))?;
    let number = |name: &str| {
        let number = found.name(name)?.as_str().parse().ok()?;
        (number > 0).then_some(number)
    };
    let room = Room {
        context: number("c"),
        prompt: number("p"),
        total: number("t"),
        most: number("m"),
    };
    (room != Room::default()).then_some(room)
}

/// Numbers without the commas between their thousands, and names of limits as they are written most.
fn plain(message: &str) -> String {
    let chars: Vec<char> = message.chars().take(4_000).collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let kept = chars.iter().enumerate().filter(|(at, c)| {
        let thousands =
            **c == ',' && *at > 0 && digit(at - 1) && (1..=3).all(|step| digit(at + step)) && !digit(at + 4);
        !thousands
    });
    kept.map(|(_, c)| *c).collect()
}

impl Room {
    /// The most tokens of an answer for which there is room, when `asked` were asked for and a prompt takes about
    /// `guessed`.
    pub(super) fn left(self, asked: u32, guessed: u32) -> Option<u32> {
        let beside = self.context.map(|context| {
            let prompt = self.prompt.or_else(|| Some(self.total?.saturating_sub(asked)));
            // A little less, since some say "at least".
            let prompt = prompt.unwrap_or(guessed);
            context.saturating_sub(prompt).saturating_sub(context / 128 + 8)
        });
        match (beside, self.most) {
            (Some(beside), Some(most)) => Some(beside.min(most)),
            (beside, most) => beside.or(most),
        }
    }

    /// How many tokens are needed in all.
    pub(super) fn needed(self, asked: u32, guessed: u32) -> u32 {
        match self.prompt {
            Some(prompt) => prompt.saturating_add(asked),
            None => self.total.unwrap_or(guessed.saturating_add(asked)),
        }
    }
}

/// A guess at the tokens of a text, rather too many than too few: a token of Latin text has some four letters, one of
/// Chinese or Japanese about one.
pub(super) fn guess(text: &str) -> u32 {
    let (mut latin, mut other) = (0_u32, 0_u32);
    for c in text.chars() {
        if (c as u32) < 0x0590 {
            latin = latin.saturating_add(1);
        } else {
            other = other.saturating_add(1);
        }
    }
    (latin / 3).saturating_add(other).saturating_add(16)
}

/// The fewest tokens that a text can be, whatever the tokens: what a server counted below it, it did not read.
pub(super) fn least(text: &str) -> u32 {
    let (mut latin, mut other) = (0_u32, 0_u32);
    for c in text.chars() {
        if (c as u32) < 0x0590 {
            latin = latin.saturating_add(1);
        } else {
            other = other.saturating_add(1);
        }
    }
    latin / 6 + other / 3
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of zero stands for one that is not told.
    const fn room(context: u32, prompt: u32, total: u32, most: u32) -> Room {
        Room {
            context: told(context),
            prompt: told(prompt),
            total: told(total),
            most: told(most),
        }
    }

    const fn told(number: u32) -> Option<u32> {
        if number > 0 { Some(number) } else { None }
    }

    /// What servers say, and what of it is read.
    const REFUSALS: &[(&str, Room)] = &[
        (
            "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (3000 in the messages, 6000 in the completion). Please reduce the length.",
            room(8192, 3000, 9000, 0),
        ),
        (
            "This endpoint's maximum context length is 131072 tokens. However, you requested about 140000 tokens (12000 of text input, 128000 in the output).",
            room(131_072, 12_000, 140_000, 0),
        ),
        (
            "This model's maximum context length is 8192 tokens. However, you requested 6000 output tokens and your prompt contains at least 3000 input tokens, for a total of at least 9000 tokens.",
            room(8192, 3000, 0, 0),
        ),
        (
            "'max_tokens' or 'max_completion_tokens' is too large: 6000. This model's maximum context length is 8192 tokens and your request has 3000 input tokens (6000 > 8192 - 3000). None",
            room(8192, 3000, 0, 0),
        ),
        (
            "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 1000 tokens from the input messages and 4000 tokens for the completion.",
            room(4096, 1000, 5000, 0),
        ),
        (
            "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
            room(4096, 5000, 0, 0),
        ),
        (
            "This model's maximum context length is 4,097 tokens. However, your messages resulted in 35,569 tokens.",
            room(4097, 35_569, 0, 0),
        ),
        (
            "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
            room(32_768, 40_000, 0, 0),
        ),
        (
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097. Given: 1200 `inputs` tokens and 4096 `max_new_tokens`",
            room(4097, 1200, 0, 0),
        ),
        (
            "Input validation error: `inputs` must have less than 2048 tokens. Given: 3474",
            room(2048, 3474, 0, 0),
        ),
        (
            "request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it",
            room(4096, 9000, 0, 0),
        ),
        (
            "Requested tokens (600) exceed context window of 512",
            room(512, 600, 0, 0),
        ),
        (
            "Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)",
            room(7424, 15_028, 0, 0),
        ),
        (
            "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 5000>= n_ctx: 4096).",
            room(4096, 5000, 0, 0),
        ),
        (
            "Trying to keep the first 111490 tokens when context the overflows. However, the model is loaded with context length of only 32768 tokens",
            room(32_768, 111_490, 0, 0),
        ),
        (
            "Please reduce the length of the messages or completion. Current length is 8193 while limit is 8192",
            room(8192, 0, 8193, 0),
        ),
        (
            "Request too large for model `llama` in organization `org_1` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 14810, please reduce",
            room(6000, 0, 14_810, 0),
        ),
        (
            "Request body too large for gpt-4o model. Max size: 8000 tokens.",
            room(8000, 0, 0, 0),
        ),
        (
            "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length",
            room(200_000, 188_240, 0, 0),
        ),
        (
            "prompt is too long: 205000 tokens > 200000 maximum",
            room(200_000, 205_000, 0, 0),
        ),
        (
            "max_tokens: 16000 > 8192, which is the maximum allowed number of output tokens for claude",
            room(0, 0, 0, 8192),
        ),
        (
            "The prompt is too long: 5000, model maximum context length: 4096",
            room(4096, 5000, 0, 0),
        ),
        (
            "This model's maximum prompt length is 131072 but the request contains 138141 tokens.",
            room(131_072, 138_141, 0, 0),
        ),
        (
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            room(1_048_576, 1_200_000, 0, 0),
        ),
        (
            "Unable to submit request because it has a maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive).",
            room(0, 0, 0, 65_537),
        ),
        (
            "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000.",
            room(4081, 5000, 0, 0),
        ),
        (
            "max_tokens is too large: 16000. This model supports at most 4096 completion tokens, whereas you provided 16000.",
            room(0, 0, 0, 4096),
        ),
        (
            "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
            room(0, 0, 0, 8192),
        ),
        ("Range of max_tokens should be [1, 8192]", room(0, 0, 0, 8192)),
        (
            "`max_tokens` must be less than or equal to `16384`, the maximum value for `max_tokens`",
            room(0, 0, 0, 16_384),
        ),
        (
            "Range of input length should be [1, 30720]",
            room(30_720, 0, 0, 0),
        ),
        (
            "Invalid request: Your request exceeded model token limit: 8192 (requested: 9000)",
            room(8192, 0, 9000, 0),
        ),
        (
            "maximum context length is 2049 tokens, however you requested 2054 tokens (2049 in your prompt, 5 for the completion).",
            room(2049, 2049, 2054, 0),
        ),
        // `cline/cline` 294.
        (
            "Requested generation length 6000 is not possible! The provided prompt is 3309 tokens long, so generating 6000 tokens requires a sequence length of 9309, but the maximum supported sequence length is just 4096!",
            room(4096, 3309, 0, 0),
        ),
        (
            "AiError: The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (8192).",
            room(8192, 0, 9000, 0),
        ),
        (
            "The maximum tokens you requested exceeds the model limit of 5120. Try again with a maximum tokens value that is lower than 5120.",
            room(0, 0, 0, 5120),
        ),
        // `zylon-ai/private-gpt` 839.
        (
            "GPT-J ERROR: The prompt is2614tokens and the context window is2048!",
            room(2048, 2614, 0, 0),
        ),
        (
            "Prompt length 5000 is greater than max_seq_len 4096",
            room(4096, 5000, 0, 0),
        ),
        (
            "Input length (5000 tokens) exceeds the maximum allowed length (4096 tokens).",
            room(4096, 5000, 0, 0),
        ),
        (
            "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. Please reduce the length of the messages.",
            room(272_000, 300_000, 0, 0),
        ),
        (
            "The input token count exceeds the maximum number of tokens allowed 1048576.",
            room(1_048_576, 0, 0, 0),
        ),
        ("max_tokens参数非法：取值范围[1, 4095]", room(0, 0, 0, 4095)),
        (
            "the input exceeds the model's context window of 4096",
            room(4096, 0, 0, 0),
        ),
    ];

    #[test]
    fn figures_are_read_from_every_wording() {
        for (message, expected) in REFUSALS {
            assert_eq!(read(message), Some(*expected), "{message}");
        }
        for message in ["temperature must be between 0 and 2", "no such model"] {
            assert_eq!(read(message), None, "{message}");
        }
        // llama.cpp says it without figures.
        assert!(is_about("context shift is disabled", "500", "server_error"));
    }

    #[test]
    fn what_is_left_is_asked_for() {
        let of = |message: &str, asked| read(message).and_then(|room| room.left(asked, 1000));
        let vllm = "maximum context length is 8192 tokens and your request has 3000 input tokens";
        assert_eq!(of(vllm, 6000), Some(8192 - 3000 - 72));
        let groq = "Request too large for model x (TPM): Limit 6000, Requested 7000, please";
        assert_eq!(of(groq, 6000), Some(6000 - 1000 - 54));
        assert_eq!(
            of("the valid range of max_tokens is [1, 8192]", 16_000),
            Some(8192)
        );
        assert_eq!(of("prompt is too long: 9000 tokens > 4096", 500), Some(0));
        assert_eq!(of("context size: 4096", 6000), Some(4096 - 1000 - 40));
    }

    #[test]
    fn what_an_account_can_afford_is_read() {
        let told = "This request requires more credits, or fewer max_tokens. You requested up to 14000 tokens, but can only afford 3,033. To increase, visit https://openrouter.ai/settings/credits";
        assert_eq!(affordable(told), Some(3033));
        assert_eq!(affordable("Insufficient credits"), None);
    }

    #[test]
    fn guesses_lie_on_either_side() {
        let english = "The heap wants air, water and patience. ".repeat(100);
        assert!(guess(&english) > 1000 && least(&english) < 800);
        let chinese = "堆肥需要空气和水分。".repeat(100);
        assert!(guess(&chinese) >= 1000 && least(&chinese) < 500);
    }
}
