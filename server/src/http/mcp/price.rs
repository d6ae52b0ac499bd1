//! The price before a start: asked of the client's user where the client can, and told as an answer where it cannot.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use igny8::error::Problem;
use igny8::page::Action;
use igny8::services::Quote;
use mcp_endpoint::rmcp::RoleServer;
use mcp_endpoint::rmcp::model::{
    CallToolRequestParams, ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest,
    InputRequiredResult, ProtocolVersion,
};
use mcp_endpoint::rmcp::service::RequestContext;
use serde_json::Value;

use crate::http::mcp::Asked;
use crate::http::mcp::answer::Told;
use crate::http::mcp::arguments::{Act, Outcome, Step};
use crate::services::agreement::{self, Agreement};

/// The name of the question.
const QUESTION: &str = "price";
/// The name of its answer.
const YES: &str = "confirm";

/// What the user says of a price.
pub enum Consent {
    /// Yes, to so many credits; a second start by the same yes is the first one.
    Given {
        /// As many.
        credits: i64,
        /// Of this yes.
        key: String,
    },
    /// It costs nothing.
    Free,
    /// Is asked.
    Asks(Told),
    /// No.
    Refused,
    /// The client cannot ask: it calls again with the price as an argument.
    ByArgument,
}

/// What the user has said of a price that they were asked about; none if this call brings no answer. It is looked at before the price is
/// worked out anew: a second call with the same yes finds the rows at work, and is answered with the first start all the same.
///
/// # Errors
/// 409 for a yes that was to something else, or too long ago.
pub fn answered(
    asked: &Asked,
    what: &Act,
    call: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<Option<Consent>, Problem> {
    let answer = call.input_responses.as_ref().and_then(|all| all.get(QUESTION));
    let (Some(state), Some(answer), true) = (&call.request_state, answer, can_ask(context)) else {
        return Ok(None);
    };
    let agreed = agreement::open(&asked.ctx, state, &order(call, what)?)?;
    if answer["action"] != "accept" || answer["content"][YES] != Value::Bool(true) {
        return Ok(Some(Consent::Refused));
    }
    Ok(Some(Consent::Given {
        credits: agreed.credits,
        key: agreed.key,
    }))
}

/// Asks the user, where the client can.
///
/// # Errors
/// None but faults of ours.
pub fn ask(
    asked: &Asked,
    action: &Action,
    what: &Act,
    quote: &Quote,
    call: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Result<Consent, Problem> {
    if !can_ask(context) {
        return Ok(Consent::ByArgument);
    }
    let state = agreement::seal(&asked.ctx, &Agreement::to(order(call, what)?, quote.credits))?;
    let schema = ElicitationSchema::builder()
        .required_bool_with(YES, |schema| schema.title(action.label))
        .build()
        .map_err(|_| Problem::internal())?;
    let question = ElicitRequest::new(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: words(action, quote),
        requested_schema: schema,
    });
    let questions = BTreeMap::from([(QUESTION.to_owned(), InputRequest::Elicitation(question))]);
    let asks = InputRequiredResult::new(Some(questions), Some(state));
    Ok(Consent::Asks(Told::Asks(Box::new(asks))))
}

/// What a yes is to.
fn order(call: &CallToolRequestParams, what: &Act) -> Result<String, Problem> {
    serde_json::to_string(&(call.name.as_ref(), what)).map_err(|_| Problem::internal())
}

/// Whether the client can put a form before its user and send the answer with the call.
fn can_ask(context: &RequestContext<RoleServer>) -> bool {
    let newest = context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
    let forms = context
        .client_capabilities()
        .and_then(|capabilities| capabilities.elicitation)
        // A client that names no kind has forms.
        .is_some_and(|can| can.form.is_some() || can.url.is_none());
    newest && forms
}

/// The price in words.
fn words(action: &Action, quote: &Quote) -> String {
    let rows = if quote.count == 1 { "row" } else { "rows" };
    let mut text = format!("{}: {} {rows}", action.label, quote.count);
    if quote.credits > 0 {
        let _ = write!(text, ", {} of {} credits", quote.credits, quote.balance);
    }
    text.push('.');
    for (name, value) in &quote.facts {
        let _ = write!(text, "\n{name}: {value}");
    }
    for note in &quote.notes {
        let _ = write!(text, "\n{note}");
    }
    text
}

/// The price as an answer.
pub fn first(quote: Quote) -> Outcome {
    Outcome {
        step: Step::ConfirmPrice,
        next: format!(
            "Nothing has been done yet. Tell the user what it does and costs. If they agree, call again with confirm_credits {}.",
            quote.credits
        ),
        count: Some(quote.count),
        task_id: None,
        price: Some(quote),
        secret: None,
    }
}

/// The user said no.
pub fn declined() -> Outcome {
    Outcome {
        step: Step::Declined,
        next: "The user declined. Ask what they want instead.".to_owned(),
        count: None,
        task_id: None,
        price: None,
        secret: None,
    }
}
