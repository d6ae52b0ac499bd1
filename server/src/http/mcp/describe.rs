//! What a resource is, told to an agent from its declaration: fields, filters, what can be entered, and actions with the tool that
//! does each.

use igny8::choice::Choice;
use igny8::entity::{Entity, Field, Kind};
use igny8::page::{Action, ActionKind, FormPage, PageConfig, ParamKind, TablePage};
use igny8::permission::{Role, TokenScope, Verb};
use igny8::registry;
use igny8::resource::Resource;
use serde_json::{Map, Value, json};

use crate::http::mcp::tools::{ACT, PUBLISH, START_RUN};
use crate::http::openapi::schema;

/// All that a role sees, in the order of navigation.
pub fn overview(role: Role) -> Value {
    let resources = registry::pages().filter_map(|page| {
        let (resource, purpose) = match page {
            PageConfig::Table(table) => (table.resource(), table.purpose),
            PageConfig::Form(form) => (form.entity.resource, "One row. Read and change it without an id."),
            PageConfig::Dashboard(_) | PageConfig::Screen(_) | PageConfig::System(_) => return None,
        };
        role.may(Verb::Read, resource).then(|| {
            json!({ "resource": resource.path(), "one": resource.one(), "purpose": purpose, "you_may": verbs(page, role) })
        })
    });
    json!({
        "resources": resources.collect::<Vec<_>>(),
        "next": "Call describe with one of these before you use it.",
    })
}

fn verbs(page: PageConfig, role: Role) -> Vec<&'static str> {
    let all = [
        (Verb::Create, "create"),
        (Verb::Update, "update"),
        (Verb::Delete, "delete"),
        (Verb::Act, "act"),
        (Verb::Approve, "approve"),
    ];
    let offers = |verb, resource: Resource| {
        role.may(verb, resource)
            && match page {
                PageConfig::Table(table) => table.offers(verb),
                _ => verb == Verb::Update,
            }
    };
    let resource = match page {
        PageConfig::Table(table) => table.resource(),
        PageConfig::Form(form) => form.entity.resource,
        PageConfig::Dashboard(_) | PageConfig::Screen(_) | PageConfig::System(_) => return Vec::new(),
    };
    all.into_iter()
        .filter(|(verb, _)| offers(*verb, resource))
        .map(|(_, name)| name)
        .collect()
}

/// One of them, whole.
pub fn resource(resource: Resource, role: Role) -> Value {
    if let Some(form) = registry::forms().find(|form| form.entity.resource == resource) {
        return of_form(form, role);
    }
    registry::table(resource).map_or(Value::Null, |page| of_table(page, role))
}

fn of_form(form: &'static FormPage, role: Role) -> Value {
    let resource = form.entity.resource;
    let mut said = json!({
        "resource": resource.path(), "title": form.title, "fields": fields(form.entity),
        "get": "Call get without an id.",
    });
    if role.may(Verb::Update, resource) {
        said["update"] = json!({
            "type": "object", "additionalProperties": false, "properties": schema::properties(form.inputs()),
        });
    }
    said
}

fn of_table(page: &'static TablePage, role: Role) -> Value {
    let resource = page.resource();
    let may = |verb| page.offers(verb) && role.may(verb, resource);
    let mut said = json!({
        "resource": resource.path(), "title": page.title, "purpose": page.purpose,
        "fields": fields(page.entity), "filter": filter(page),
    });
    if may(Verb::Create) {
        said["create"] = schema::sent(page, true);
    }
    if may(Verb::Update) {
        said["update"] = schema::sent(page, false);
    }
    if may(Verb::Delete) {
        said["delete"] = json!("Call delete with ids. undo restores them within 30 days.");
    }
    let actions: Vec<_> = page
        .endpoints()
        .filter(|action| role.may(action.verb(), resource))
        .map(action)
        .collect();
    if !actions.is_empty() {
        said["actions"] = actions.into();
    }
    said
}

/// The filters; of those that take one value or several, the one, since what is said of them tells the rest.
fn filter(page: &TablePage) -> Value {
    let mut filter = schema::filter(page)["properties"].take();
    for (_, one) in filter.as_object_mut().into_iter().flatten() {
        let (value, several) = (one["anyOf"][0].clone(), one["anyOf"][1]["items"].clone());
        if let (Value::Object(mut value), Value::Object(_)) = (value, several) {
            value.insert("description".to_owned(), one["description"].take());
            *one = value.into();
        }
    }
    filter
}

/// The fields as they are answered, in few words.
fn fields(entity: &Entity) -> Map<String, Value> {
    let mut all = Map::from_iter([("id".to_owned(), json!("uuid"))]);
    for field in entity.fields {
        all.insert(field.key.to_owned(), kind(field).into());
        if matches!(field.kind, Kind::Reference(_)) {
            all.insert(field.name.to_owned(), json!("display name"));
        }
    }
    all
}

fn kind(field: &Field) -> String {
    let kind = match field.kind {
        Kind::Text => "text".to_owned(),
        Kind::Integer => "whole number".to_owned(),
        Kind::Decimal => "number".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::Timestamp => "time in UTC".to_owned(),
        Kind::Choice(set) => values(set),
        Kind::Choices(set) => format!("list of {}", values(set)),
        Kind::Reference(resource) => format!("id of {}", resource.path()),
        Kind::References(resource) => format!("list of ids of {}", resource.path()),
        Kind::Json => "JSON".to_owned(),
    };
    if field.nullable {
        format!("{kind}, or null")
    } else {
        kind
    }
}

fn values(set: &[Choice]) -> String {
    let values: Vec<_> = set.iter().map(|choice| choice.value).collect();
    values.join(" | ")
}

/// What an action's token must allow, whether that is said by the action or by its run.
pub fn token_scope(action: &Action) -> Option<TokenScope> {
    match action.kind {
        ActionKind::Run(job) => action.token_scope.or(job.token_scope()),
        _ => action.token_scope,
    }
}

/// The tool that does it: what spends and what publishes have tools of their own, so that a client can ask its user about these alone.
pub fn tool(action: &Action) -> &'static str {
    match (token_scope(action), action.kind) {
        (Some(TokenScope::Publish), _) => PUBLISH,
        (_, ActionKind::Run(_)) => START_RUN,
        _ => ACT,
    }
}

fn action(action: &'static Action) -> Value {
    let mut said = json!({ "name": action.name, "does": action.label, "tool": tool(action) });
    if let ActionKind::Run(job) = action.kind {
        let price = job.price();
        said["does"] = job.info().label.into();
        if price.credits > 0 {
            said["credits"] = format!("{} for {} rows or part of them", price.credits, price.per).into();
        }
        if job.info().undo.is_some() {
            said["undo"] = json!("Call undo with its task_id once it has finished.");
        }
    }
    if let Some(question) = action.confirm {
        said["means"] = question.into();
    }
    if action.destructive {
        said["destructive"] = true.into();
    }
    if !action.params.is_empty() {
        let asks = action.params.iter().map(|param| {
            let kind = match param.kind {
                ParamKind::Flag => "true or false",
                ParamKind::Texts => "list of strings",
                ParamKind::Text { .. } => "text",
                ParamKind::Number { .. } => "whole number",
                ParamKind::Row { .. } => "ID of a row",
                ParamKind::Seen(_) => "list of ID:NUMBER",
                ParamKind::Once => "UUID, new for each call",
            };
            (param.name.to_owned(), format!("{kind}: {}", param.label).into())
        });
        said["arguments"] = Value::Object(asks.collect());
    }
    let needs: Vec<_> = action.when.iter().map(|when| when.why).collect();
    if !needs.is_empty() {
        said["else_refused"] = needs.into();
    }
    said
}

#[cfg(test)]
mod tests {
    use igny8::resource::Area;

    use super::*;

    #[test]
    fn every_resource_is_described_for_whoever_sees_it() {
        for &one in Resource::ALL {
            let said = resource(one, Role::Owner);
            let is_there =
                registry::table(one).is_some() || registry::forms().any(|form| form.entity.resource == one);
            assert_eq!(said.is_object(), is_there, "{one:?}");
            assert!(!said.to_string().contains("$ref"), "{one:?}");
        }
        let of = |role| overview(role)["resources"].as_array().map_or(0, Vec::len);
        assert!(of(Role::Viewer) > 10 && of(Role::Viewer) < of(Role::Owner));
    }

    #[test]
    fn a_viewer_is_offered_nothing_to_change() {
        for one in overview(Role::Viewer)["resources"].as_array().expect("a list") {
            let found = Resource::ALL
                .iter()
                .find(|resource| one["resource"] == resource.path());
            // What is theirs alone everybody changes.
            if found.is_some_and(|resource| resource.area() != Area::Own) {
                assert_eq!(one["you_may"], json!([]), "{one}");
            }
        }
    }

    #[test]
    fn what_publishes_has_a_tool_of_its_own() {
        let all = registry::tables().flat_map(TablePage::endpoints);
        let (mut publishes, mut spends) = (0, 0);
        for action in all {
            match token_scope(action) {
                Some(TokenScope::Publish) => {
                    assert_eq!(tool(action), PUBLISH, "{}", action.name);
                    publishes += 1;
                }
                Some(TokenScope::Spend) => {
                    assert_eq!(tool(action), START_RUN, "{}", action.name);
                    spends += 1;
                }
                None => assert_ne!(tool(action), PUBLISH, "{}", action.name),
            }
        }
        assert!(publishes > 2 && spends > 4, "{publishes} {spends}");
    }
}
