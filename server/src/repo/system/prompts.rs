//! SQL of System › Prompts and their history: the account's own text, else the default.

use async_trait::async_trait;
use igny8::backend::Once;
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::system::prompt_text::{default_of, preview, unknown_variables};
use igny8::system::{prompt_versions, prompts};
use igny8::value::Value;
use sqlx::Row as _;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, value_of};
use crate::repo::{Hooks, Sql, Table};
use crate::tenancy::Tx;

/// Prompts: one row a purpose in each account.
pub static TABLE: Table = Table {
    resource: Resource::Prompts,
    name: "prompts",
    alias: "p",
    from: "prompts p join prompt_defaults d on d.purpose = p.purpose",
    columns: &prompts::Fields {
        purpose: Sql::read("p.purpose"),
        system: Sql::column("coalesce(p.system, d.system)", "system"),
        template: Sql::column("coalesce(p.template, d.template)", "template"),
        preview: Sql::read("coalesce(p.preview, d.preview)"),
        variables: Sql::read("d.variables"),
        own: Sql::read("p.template is not null"),
        version: Sql::read("p.version"),
        updated_at: Sql::read("p.updated_at"),
    }
    .in_order(),
    undo: false,
    constraints: &[],
    cascade: &[],
    hooks: &PromptHooks,
};

/// Their history.
pub static VERSIONS: Table = Table {
    resource: Resource::PromptVersions,
    name: "prompt_versions",
    alias: "v",
    from: "prompt_versions v \
        join prompts p on p.account_id = v.account_id and p.id = v.prompt_id \
        left join users u on u.id = v.created_by",
    columns: &prompt_versions::Fields {
        purpose: Sql::read("p.purpose"),
        version: Sql::read("v.version"),
        changes: Sql::read("v.changes"),
        system: Sql::read("v.system"),
        template: Sql::read("v.template"),
        changed_by: Sql::read("coalesce(u.name, 'a former member')"),
        prompt: Sql::reference("p.id", "p.purpose"),
        created_at: Sql::read("v.created_at"),
    }
    .in_order(),
    undo: false,
    constraints: &[],
    cascade: &[],
    hooks: &VersionHooks,
};

struct PromptHooks;

#[async_trait]
impl Hooks for PromptHooks {
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<Once>> {
        let Some(id) = id else { return Ok(None) };
        let text = |column| match value_of(change, column) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let (system, template) = (text("system"), text("template"));
        if system.is_some() || template.is_some() {
            // Text, version and history are written together, here.
            write(tx, id, system, template).await?;
            change.retain(|each| !matches!(each.column, "system" | "template"));
        }
        Ok(None)
    }

    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let done = sqlx::query(
            "update prompts set system = null, template = null, preview = null, updated_at = now() \
             where id = any($1) and template is not null",
        )
        .bind(ids)
        .execute(tx.conn())
        .await?;
        if done.rows_affected() == 0 {
            return Err(Problem::conflict("This is the default already.").into());
        }
        Ok(done.rows_affected())
    }

    fn acts(&self, action: &str) -> bool {
        action == prompts::RESET.name
    }
}

/// Makes a new version of a prompt's text; what is not given stays. Says which version it is.
async fn write(tx: &mut Tx, id: Uuid, system: Option<String>, template: Option<String>) -> Result<i32> {
    let row = sqlx::query(
        "select p.purpose, coalesce(p.system, d.system) as system, coalesce(p.template, d.template) as template \
         from prompts p join prompt_defaults d on d.purpose = p.purpose where p.id = $1 for update of p",
    )
    .bind(id)
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found(Resource::Prompts.one()))?;
    let (purpose, before): (String, [String; 2]) = (
        row.try_get("purpose")?,
        [row.try_get("system")?, row.try_get("template")?],
    );
    let prompt = default_of(&purpose).ok_or_else(|| Problem::not_found(Resource::Prompts.one()))?;
    let system = system.unwrap_or_else(|| before[0].clone());
    let template = template.unwrap_or_else(|| before[1].clone());
    let unknown = unknown_variables(prompt, &template);
    if !unknown.is_empty() {
        let known: Vec<_> = prompt.variables.iter().map(|variable| variable.name).collect();
        let message = format!(
            "There is no variable {}. Use {}.",
            unknown.join(", "),
            known.join(", ")
        );
        return Err(Problem::field("template", message).into());
    }
    let changes = changes(&before.join("\n\n"), &format!("{system}\n\n{template}"));
    let shown = preview(prompt, &system, &template);
    Ok(sqlx::query_scalar(
        "with saved as ( \
           update prompts set system = $2, template = $3, preview = $4, version = version + 1, updated_at = now() \
           where id = $1 returning account_id, id, version) \
         insert into prompt_versions (account_id, id, prompt_id, version, system, template, changes, created_by) \
         select account_id, $5, id, version, $2, $3, $6, $7 from saved returning version",
    )
    .bind(id)
    .bind(&system)
    .bind(&template)
    .bind(shown)
    .bind(Uuid::now_v7())
    .bind(changes)
    .bind(tx.user().map(|user| user.0))
    .fetch_one(tx.conn())
    .await?)
}

/// Lines that came (`+`) and went (`-`).
fn changes(before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    let mut out = String::new();
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            similar::ChangeTag::Equal => continue,
            similar::ChangeTag::Delete => "- ",
            similar::ChangeTag::Insert => "+ ",
        };
        out.extend([sign, change.value().trim_end(), "\n"]);
    }
    out
}

struct VersionHooks;

#[async_trait]
impl Hooks for VersionHooks {
    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let [id] = ids else {
            return Err(Problem::bad_request("Restore one version at a time.").into());
        };
        let (prompt, system, template): (Uuid, String, String) =
            sqlx::query_as("select prompt_id, system, template from prompt_versions where id = $1")
                .bind(id)
                .fetch_one(tx.conn())
                .await?;
        write(tx, prompt, Some(system), Some(template)).await?;
        Ok(1)
    }

    fn acts(&self, action: &str) -> bool {
        action == prompt_versions::RESTORE.name
    }
}
