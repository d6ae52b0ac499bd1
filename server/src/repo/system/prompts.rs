//! SQL of AI and publishing › Prompts and their history: the account's own text, else the default.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::system::prompt_defaults::default_of;
use igny8::system::prompts::PromptPurpose;
use igny8::system::{prompt_versions, prompts};
use igny8::value::Value;
use igny8::writer::article::ChangeKind;
use igny8::writer::compare::changed_lines;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, value_of};
use crate::repo::versioned::{self, Held, Versioned};
use crate::repo::word::Word;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Prompts: one row a purpose in each account.
pub static TABLE: Table = Table {
    resource: Resource::Prompts,
    name: "prompts",
    alias: "p",
    from: "prompts p",
    joins: &[Join::inner("prompt_defaults", "d", "d.purpose = p.purpose")],
    columns: &prompts::Fields {
        purpose: Sql::read("p.purpose"),
        system: Sql::column("coalesce(p.system, d.system)", "system").needs(&["d"]),
        template: Sql::column("coalesce(p.template, d.template)", "template").needs(&["d"]),
        variables: Sql::read("d.variables").needs(&["d"]),
        own: Sql::read("p.template is not null"),
        version: Sql::column("p.version", "version"),
        updated_at: Sql::read("p.updated_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &PromptHooks,
};

/// Their history.
pub static VERSIONS: Table = Table {
    resource: Resource::PromptVersions,
    name: "prompt_versions",
    alias: "v",
    from: "prompt_versions v",
    joins: &[
        Join::inner(
            "prompts",
            "p",
            "p.account_id = v.account_id and p.id = v.prompt_id",
        ),
        Join::left("users", "u", "u.id = v.created_by"),
    ],
    columns: &prompt_versions::Fields {
        purpose: Sql::read("p.purpose").needs(&["p"]),
        version: Sql::read("v.version"),
        changes: Sql::read("v.changes"),
        system: Sql::read("v.system"),
        template: Sql::read("v.template"),
        changed_by: Sql::read("coalesce(u.name, 'Former member')").needs(&["u"]),
        prompt: Sql::reference("p.id", "p.purpose").needs(&["p"]),
        created_at: Sql::read("v.created_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
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
    ) -> Result<Option<OneTimeSecret>> {
        let Some(id) = id else { return Ok(None) };
        let text = |column| match value_of(change, column) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let base = value_of(change, "version").and_then(Value::as_int);
        let (system, template) = (text("system"), text("template"));
        if system.is_some() || template.is_some() {
            // Text, version and history are written together, here.
            write(tx, id, base, system, template).await?;
        }
        change.retain(|each| !matches!(each.column, "system" | "template" | "version"));
        Ok(None)
    }

    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let own: Vec<Uuid> = sqlx::query_scalar!(
            "select id from prompts where id = any($1) and template is not null order by id for update",
            ids
        )
        .fetch_all(tx.conn())
        .await?;
        if own.is_empty() {
            return Err(Problem::conflict("This prompt already uses the default.").into());
        }
        for id in &own {
            let held = versioned::hold::<Change>(tx, *id).await?;
            let (_, before, usual) = texts(tx, *id).await?;
            let change = Change {
                before,
                after: usual,
                own: false,
            };
            versioned::save(tx, held, &change).await?;
        }
        Ok(own.len() as u64)
    }

    fn acts(&self, action: &str) -> bool {
        action == prompts::RESET.name
    }
}

/// An instruction with its prompt.
struct Texts {
    system: String,
    template: String,
}

impl Texts {
    fn joined(&self) -> String {
        format!("{}\n\n{}", self.system, self.template)
    }
}

/// A prompt's text with the one before.
struct Change {
    before: Texts,
    after: Texts,
    /// Whether it is the account's own; the default is not kept with the prompt, so that it can get better.
    own: bool,
}

#[async_trait]
impl Versioned for Change {
    const RESOURCE: Resource = Resource::Prompts;

    async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<i32>> {
        Ok(
            sqlx::query_scalar!("select version from prompts where id = $1 for update", id)
                .fetch_optional(tx.conn())
                .await?,
        )
    }

    async fn write(&self, tx: &mut Tx, over: &Held) -> Result<(i32, DateTime<Utc>)> {
        let saved = sqlx::query!(
            "update prompts set system = $2, template = $3, version = version + 1, updated_at = now() \
             where id = $1 returning version, updated_at as \"updated_at!\"",
            over.id(),
            self.own.then_some(&self.after.system),
            self.own.then_some(&self.after.template)
        )
        .fetch_one(tx.conn())
        .await?;
        Ok((saved.version, saved.updated_at))
    }

    async fn note(&self, tx: &mut Tx, id: Uuid, version: i32) -> Result<()> {
        sqlx::query!(
            "insert into prompt_versions (account_id, id, prompt_id, version, system, template, changes, created_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            tx.account().0,
            Uuid::now_v7(),
            id,
            version,
            &self.after.system,
            &self.after.template,
            changes(&self.before.joined(), &self.after.joined()),
            tx.user().map(|user| user.0)
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// The purpose of a prompt that is held, its text, and the default one.
async fn texts(tx: &mut Tx, id: Uuid) -> Result<(PromptPurpose, Texts, Texts)> {
    let row = sqlx::query!(
        "select p.purpose as \"purpose: Word<PromptPurpose>\", coalesce(p.system, d.system) as \"system!\", \
           coalesce(p.template, d.template) as \"template!\", \
           d.system as default_system, d.template as default_template \
         from prompts p join prompt_defaults d on d.purpose = p.purpose where p.id = $1",
        id
    )
    .fetch_one(tx.conn())
    .await?;
    let (now, usual) = (
        Texts {
            system: row.system,
            template: row.template,
        },
        Texts {
            system: row.default_system,
            template: row.default_template,
        },
    );
    Ok((row.purpose.0, now, usual))
}

/// Makes a new version of a prompt's text; what is not given stays. With a `base`, only if that is the version still.
async fn write(
    tx: &mut Tx,
    id: Uuid,
    base: Option<i64>,
    system: Option<String>,
    template: Option<String>,
) -> Result<()> {
    let held = versioned::hold::<Change>(tx, id).await?;
    if base.is_some_and(|base| !held.is_still(base)) {
        let message = format!(
            "Someone else changed this prompt in the meantime. It is now at version {}. Review their changes and save from that version.",
            held.version()
        );
        return Err(Problem::conflict(message).into());
    }
    let (purpose, before, _) = texts(tx, id).await?;
    let prompt = default_of(purpose);
    let after = Texts {
        system: system.unwrap_or_else(|| before.system.clone()),
        template: template.unwrap_or_else(|| before.template.clone()),
    };
    prompt
        .check(&after.template)
        .map_err(|message| Problem::field("template", message))?;
    let change = Change {
        before,
        after,
        own: true,
    };
    versioned::save(tx, held, &change).await?;
    Ok(())
}

/// Lines that came (`+`) and went (`-`).
fn changes(before: &str, after: &str) -> String {
    let mut out = String::new();
    for (kind, line) in changed_lines(before, after) {
        let sign = match kind {
            ChangeKind::Same => continue,
            ChangeKind::Removed => "- ",
            ChangeKind::Added => "+ ",
        };
        out.extend([sign, line.trim_end(), "\n"]);
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
        let version = sqlx::query!(
            "select prompt_id, system, template from prompt_versions where id = $1",
            id
        )
        .fetch_one(tx.conn())
        .await?;
        write(
            tx,
            version.prompt_id,
            None,
            Some(version.system),
            Some(version.template),
        )
        .await?;
        Ok(1)
    }

    fn acts(&self, action: &str) -> bool {
        action == prompt_versions::RESTORE.name
    }
}
