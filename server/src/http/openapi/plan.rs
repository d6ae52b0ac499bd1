//! Endpoints of the plan and of payments.

use igny8::billing::plan::{PaymentLink, PlanChoice, PlanOverview};
use serde_json::{Map, Value, json};

use super::item::{get, post, public};
use super::types::Types;
use crate::http::plan::Received;

/// Adds them.
pub(super) fn add(paths: &mut Map<String, Value>, types: &mut Types) {
    let overview = types.answered::<PlanOverview>();
    paths.insert(
        "/billing/plan".into(),
        get(
            "billing",
            "Get the current plan, its usage and other plans",
            "application/json",
            &overview,
        ),
    );
    let link = types.answered::<PaymentLink>();
    let choice = types.sent::<PlanChoice>();
    paths.insert(
        "/billing/plan/checkout".into(),
        post("billing", "Start checkout for a plan", Some(choice), "200", &link),
    );
    paths.insert(
        "/billing/plan/portal".into(),
        post("billing", "Open the billing portal", None, "200", &link),
    );
    let received = types.answered::<Received>();
    let event = json!({
        "type": "object", "required": ["id", "object", "type", "created", "livemode"],
        "properties": {
            "id": { "type": "string" }, "object": { "type": "string" }, "type": { "type": "string" },
            "created": { "type": ["integer", "string"] }, "livemode": { "type": "boolean" },
        },
    });
    let mut webhook = public(post(
        "billing",
        "Receive a Stripe event",
        Some(event),
        "200",
        &received,
    ));
    webhook["post"]["parameters"] = json!([{
        "name": "Stripe-Signature", "in": "header", "required": true, "schema": { "type": "string" },
        "description": "The signature Stripe creates with the endpoint's secret."
    }]);
    paths.insert("/billing/stripe/webhook".into(), webhook);
}
