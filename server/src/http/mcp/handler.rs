//! What the protocol asks of us, and which function answers it.

use axum::http::request::Parts;
use igny8::error::ProblemKind;
use igny8::permission::Verb;
use igny8::resource::Resource;
use mcp_endpoint::rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, Implementation, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, ResourceContents, ServerCapabilities, ServerConfig,
};
use mcp_endpoint::rmcp::service::RequestContext;
use mcp_endpoint::rmcp::{ErrorData, RoleServer, ServerHandler};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::mcp::answer::{Answered, sent, told};
use crate::http::mcp::arguments::{
    Act, Command, Create, Delete, Describe, Get, Import, List, Undo, Update, Wait,
};
use crate::http::mcp::{Asked, reading, resources, runs, tools, writing};

/// What an agent reads before it begins.
const INSTRUCTIONS: &str = "IGNY8 turns search keywords into published articles: keywords are imported, grouped into clusters, \
    clusters become ideas, ideas become writing tasks, tasks become articles, articles are approved and published. Start with \
    describe. Before anything is spent or published, the user must agree to its price.";

/// How long a client may keep what no request changes: the tools and the descriptions of one release.
const FRESH_MS: u64 = 300_000;

/// Answers one request.
#[derive(Clone, Copy, Debug)]
pub struct Handler;

fn asked(context: &RequestContext<RoleServer>) -> Result<Asked, ErrorData> {
    let parts = context.extensions.get::<Parts>();
    let asked = parts.and_then(|parts| parts.extensions.get::<Asked>().cloned());
    asked.ok_or_else(|| ErrorData::internal_error("The request isn't authenticated. Connect again.", None))
}

/// One page is all there is.
fn first_page(request: Option<&PaginatedRequestParams>) -> Result<(), ErrorData> {
    match request.and_then(|request| request.cursor.as_ref()) {
        None => Ok(()),
        Some(_) => Err(ErrorData::invalid_params(
            "Unknown cursor. Start again without one.",
            None,
        )),
    }
}

/// Reads the arguments of a tool, and calls what answers it.
struct Call<'a> {
    asked: &'a Asked,
    arguments: Value,
}

impl Call<'_> {
    fn read<T: DeserializeOwned>(&mut self) -> Result<T, igny8::error::Problem> {
        serde_json::from_value(self.arguments.take()).map_err(|error| {
            let detail =
                format!("The arguments don't fit the tool's schema: {error}. Correct them and call again.");
            igny8::error::Problem::new(ProblemKind::Invalid, detail)
        })
    }
}

/// What a tool does to which resource, for telling what an app would need.
fn about(name: &str, arguments: &Value) -> Option<(Verb, Resource)> {
    let verb = match name {
        tools::DESCRIBE | tools::LIST | tools::GET => Verb::Read,
        tools::CREATE => Verb::Create,
        tools::UPDATE => Verb::Update,
        tools::DELETE => Verb::Delete,
        tools::ACT | tools::START_RUN | tools::PUBLISH => Verb::Act,
        tools::IMPORT => return Some((Verb::Create, Resource::Keywords)),
        tools::WAIT => return Some((Verb::Read, Resource::Tasks)),
        tools::UNDO => return Some((Verb::Delete, Resource::Bin)),
        _ => return None,
    };
    let resource = arguments["resource"].as_str().and_then(Resource::by_path)?;
    Some((verb, resource))
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .build();
        let name = Implementation::new("igny8", env!("CARGO_PKG_VERSION")).with_title("IGNY8");
        ServerConfig::new(capabilities)
            .with_server_info(name)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        first_page(request.as_ref())?;
        let mut all = ListToolsResult::with_all_items(tools::ALL.clone());
        // They are the same for everybody: what somebody may is asked when they do it.
        (all.ttl_ms, all.cache_scope) = (Some(FRESH_MS), Some(CacheScope::Public));
        Ok(all)
    }

    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let asked = asked(&context)?;
        let arguments = Value::Object(request.arguments.take().unwrap_or_default());
        let about = about(&request.name, &arguments);
        let call = Call {
            asked: &asked,
            arguments,
        };
        let answered = dispatch(call, &request, &context).await?;
        Ok(sent(&asked, answered, about))
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        first_page(request.as_ref())?;
        let asked = asked(&context)?;
        let role = asked.ctx.scope().map_err(|problem| refused(&problem))?.role();
        let mut all = ListResourcesResult::with_all_items(resources::all(role));
        (all.ttl_ms, all.cache_scope) = (Some(FRESH_MS), Some(CacheScope::Private));
        Ok(all)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        first_page(request.as_ref())?;
        let mut all = ListResourceTemplatesResult::with_all_items(resources::templates());
        (all.ttl_ms, all.cache_scope) = (Some(FRESH_MS), Some(CacheScope::Public));
        Ok(all)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let asked = asked(&context)?;
        let found = resources::read(&asked, &request.uri).await;
        let value = found.map_err(|problem| match problem.kind {
            ProblemKind::NotFound => {
                ErrorData::resource_not_found(told(&problem), Some(serde_json::json!({ "uri": request.uri })))
            }
            _ => refused(&problem),
        })?;
        let text = ResourceContents::text(value.to_string(), request.uri).with_mime_type(resources::JSON);
        let mut read = ReadResourceResult::new(vec![text]);
        // Rows change: nobody keeps them.
        (read.ttl_ms, read.cache_scope) = (Some(0), Some(CacheScope::Private));
        Ok(read.into())
    }
}

async fn dispatch(
    mut call: Call<'_>,
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<Answered, ErrorData> {
    let asked = call.asked;
    /// Reads the arguments and hands them to a tool.
    macro_rules! with {
        ($kind:ty, |$arguments:ident| $answer:expr) => {
            match call.read::<$kind>() {
                Ok($arguments) => $answer,
                Err(problem) => Err(problem),
            }
        };
    }
    let name = request.name.as_ref();
    Ok(match name {
        tools::DESCRIBE => with!(Describe, |about| reading::describe(asked, &about)),
        tools::LIST => with!(List, |which| reading::list(asked, which).await),
        tools::GET => with!(Get, |which| reading::get(asked, which).await),
        tools::CREATE => with!(Create, |new| writing::create(asked, new).await),
        tools::UPDATE => with!(Update, |change| writing::update(asked, change).await),
        tools::DELETE => with!(Delete, |which| writing::delete(asked, which).await),
        tools::UNDO => with!(Undo, |what| writing::undo(asked, what).await),
        tools::ACT => with!(Command, |what| runs::act(asked, name, what).await),
        tools::START_RUN | tools::PUBLISH => {
            with!(Act, |what| runs::start(asked, name, what, request, context).await)
        }
        tools::WAIT => with!(Wait, |which| runs::wait(asked, which, context).await),
        tools::IMPORT => with!(Import, |what| runs::import(asked, what).await),
        unknown => {
            let known: Vec<_> = tools::ALL.iter().map(|tool| tool.name.as_ref()).collect();
            let message = format!("Unknown tool: {unknown}. There are: {}.", known.join(", "));
            return Err(ErrorData::invalid_params(message, None));
        }
    })
}

/// A problem where the protocol has no words of its own for it.
fn refused(problem: &igny8::error::Problem) -> ErrorData {
    if problem.status >= 500 {
        ErrorData::internal_error(told(problem), None)
    } else {
        ErrorData::invalid_params(told(problem), None)
    }
}
