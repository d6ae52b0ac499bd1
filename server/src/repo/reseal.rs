//! Everything that is sealed, and its change from one secret to the next: read by pages, written only where it is still what was read.

use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use crate::error::Result;
use crate::secrets::{Sealer, Standing};
use crate::tenancy::{Db, Reason};

/// Rows that are looked at in one transaction.
const PAGE: usize = 200;

/// A column of sealed texts.
struct SealedColumn {
    table: &'static str,
    column: &'static str,
    /// The columns of the key, each as text and back.
    key: &'static [Part],
    /// Whom its texts are sealed for, as `secrets::owner` says it.
    owner: &'static str,
}

/// A column of a key.
struct Part {
    name: &'static str,
    kind: Kind,
}

enum Kind {
    Uuid,
    Bytes,
    Text,
}

impl Part {
    const fn uuid(name: &'static str) -> Self {
        Self {
            name,
            kind: Kind::Uuid,
        }
    }

    fn read(&self) -> String {
        match self.kind {
            Kind::Uuid => format!("{}::text", self.name),
            Kind::Bytes => format!("encode({}, 'hex')", self.name),
            Kind::Text => self.name.to_owned(),
        }
    }

    fn given(&self, place: usize) -> String {
        match self.kind {
            Kind::Uuid => format!("${place}::uuid"),
            Kind::Bytes => format!("decode(${place}, 'hex')"),
            Kind::Text => format!("${place}::text"),
        }
    }
}

const OF_ACCOUNT: &[Part] = &[Part::uuid("account_id"), Part::uuid("id")];

/// All of them; a test looks for others.
const SEALED_COLUMNS: &[SealedColumn] = &[
    SealedColumn {
        table: "integrations",
        column: "secret",
        key: OF_ACCOUNT,
        owner: "account_id::text",
    },
    SealedColumn {
        table: "webhooks",
        column: "secret",
        key: OF_ACCOUNT,
        owner: "account_id::text",
    },
    SealedColumn {
        table: "webhooks",
        column: "old_secret",
        key: OF_ACCOUNT,
        owner: "account_id::text",
    },
    SealedColumn {
        table: "two_factor",
        column: "secret",
        key: &[Part::uuid("user_id")],
        owner: "'two-factor key of ' || user_id",
    },
    SealedColumn {
        table: "mails",
        column: "content",
        key: &[Part::uuid("id")],
        owner: "'mail ' || id",
    },
    SealedColumn {
        table: "idempotency_keys",
        column: "body",
        key: &[
            Part::uuid("account_id"),
            Part {
                name: "caller",
                kind: Kind::Bytes,
            },
            Part {
                name: "key",
                kind: Kind::Text,
            },
        ],
        owner: "'answer ' || account_id || ' ' || encode(caller, 'hex') || ' ' || key",
    },
];

/// The tables and columns that hold sealed texts.
pub fn columns() -> Vec<(&'static str, &'static str)> {
    SEALED_COLUMNS
        .iter()
        .map(|column| (column.table, column.column))
        .collect()
}

/// What was found, and changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sealed by the secret that holds.
    pub current: u64,
    /// Sealed by the one before: sealed anew, or to be.
    pub old: u64,
    /// Sealed by neither.
    pub lost: u64,
}

/// Seals everything anew that the secret before sealed. Whatever ends it, what is done is done, and the next call does the rest; any
/// number may be at it at once, and whoever saves a new key meanwhile is not written over.
///
/// # Errors
/// The database does not answer.
pub async fn reseal(db: &Db) -> Result<Tally> {
    walk(db, true).await
}

/// What there is to do for [`reseal`].
///
/// # Errors
/// The database does not answer.
pub async fn count(db: &Db) -> Result<Tally> {
    walk(db, false).await
}

async fn walk(db: &Db, writing: bool) -> Result<Tally> {
    let mut tally = Tally::default();
    for column in SEALED_COLUMNS {
        let mut after: Option<Vec<String>> = None;
        loop {
            let mut tx = db.system(Reason::Operate).await?;
            let rows = column.page(tx.conn(), after.as_deref()).await?;
            for row in &rows {
                match judge(db.sealer(), row)? {
                    Standing::Current => tally.current += 1,
                    Standing::Lost => tally.lost += 1,
                    Standing::Resealed(again) => {
                        tally.old += 1;
                        if writing {
                            column.replace(tx.conn(), row, &again).await?;
                        }
                    }
                }
            }
            tx.commit().await?;
            let whole = rows.len() == PAGE;
            match rows.into_iter().next_back() {
                Some(last) if whole => after = Some(last.key),
                _ => break,
            }
        }
    }
    Ok(tally)
}

/// One sealed text.
struct Found {
    key: Vec<String>,
    owner: String,
    sealed: Vec<u8>,
}

fn judge(sealer: &Sealer, row: &Found) -> Result<Standing> {
    sealer.standing(&row.owner, &row.sealed)
}

impl SealedColumn {
    fn names(&self) -> String {
        self.key
            .iter()
            .map(|part| part.name)
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn given(&self, first: usize) -> String {
        let each = self
            .key
            .iter()
            .zip(first..)
            .map(|(part, place)| part.given(place));
        each.collect::<Vec<_>>().join(", ")
    }

    /// The next rows by their key. The statement is put together because one for each column would say the same six times; its parts
    /// are the constants above.
    async fn page(&self, conn: &mut PgConnection, after: Option<&[String]>) -> Result<Vec<Found>> {
        let (names, column) = (self.names(), self.column);
        let read = self.key.iter().map(Part::read).collect::<Vec<_>>().join(", ");
        let beyond = match after {
            Some(_) => format!(" and ({names}) > ({})", self.given(1)),
            None => String::new(),
        };
        let sql = format!(
            "select array[{read}] as key, {} as owner, {column} as sealed from {} \
             where {column} is not null{beyond} order by {names} limit {PAGE}",
            self.owner, self.table
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for value in after.unwrap_or_default() {
            query = query.bind(value);
        }
        let rows = query.fetch_all(conn).await?;
        let found = rows.iter().map(|row| {
            Ok(Found {
                key: row.try_get("key")?,
                owner: row.try_get("owner")?,
                sealed: row.try_get("sealed")?,
            })
        });
        found.collect()
    }

    /// Writes the text that was sealed anew, unless the row has another one by now.
    async fn replace(&self, conn: &mut PgConnection, row: &Found, again: &[u8]) -> Result<()> {
        let (names, column) = (self.names(), self.column);
        let sql = format!(
            "update {} set {column} = $1 where ({names}) = ({}) and {column} = $2",
            self.table,
            self.given(3)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(again).bind(&row.sealed);
        for value in &row.key {
            query = query.bind(value);
        }
        query.execute(conn).await?;
        Ok(())
    }
}
