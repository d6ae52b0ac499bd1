//! Looks at everything that an installation stands on, and says of each what to do.

use std::path::Path;
use std::time::Duration;

use igny8::error::Problem;

use crate::error::Result;
use crate::repo::{catalog, migrations, reseal, restores};
use crate::state::App;
use crate::tenancy::Reason;

/// What does not answer for this long does not work.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Clocks that differ by more are worth a word; by more than the second one, codes and tokens fail.
const CLOCKS: (i64, i64) = (2, 30);
/// Free bytes below which a disk is worth a word, and below which it is as good as full.
const DISK: (u64, u64) = (1024 * 1024 * 1024, 128 * 1024 * 1024);

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As it should be.
    Ok,
    /// It works, but somebody should look at it.
    Warning,
    /// It does not work.
    Fault,
}

/// What was found of one part.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The part.
    pub part: String,
    /// How it is.
    pub grade: Grade,
    /// What was found and what to do.
    pub what: String,
}

impl Finding {
    fn new(part: &str, grade: Grade, what: impl Into<String>) -> Self {
        Self {
            part: part.to_owned(),
            grade,
            what: what.into(),
        }
    }

    fn ok(part: &str, what: impl Into<String>) -> Self {
        Self::new(part, Grade::Ok, what)
    }

    fn fault(part: &str, what: impl Into<String>) -> Self {
        Self::new(part, Grade::Fault, what)
    }

    fn warning(part: &str, what: impl Into<String>) -> Self {
        Self::new(part, Grade::Warning, what)
    }
}

/// Looks at all of it, the parts at the same time.
pub async fn look(app: &App) -> Vec<Finding> {
    let (database, redis, files, mail, place) =
        tokio::join!(database(app), redis(app), files(app), mail(app), public_url(app));
    let mut found = database;
    found.extend(
        [redis, files, disk(&app.config.data_dir), mail, place]
            .into_iter()
            .flatten(),
    );
    found
}

/// Every cause of an error, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

async fn database(app: &App) -> Vec<Finding> {
    match tokio::time::timeout(TIMEOUT, of_database(app)).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => vec![Finding::fault(
            "Database",
            format!(
                "{}. Check DATABASE_URL, that PostgreSQL is running, and that this login may become igny8_app and igny8_system.",
                causes(&error)
            ),
        )],
        Err(_) => vec![Finding::fault(
            "Database",
            "It takes more than 20 seconds to respond. Check PostgreSQL's load.",
        )],
    }
}

async fn of_database(app: &App) -> Result<Vec<Finding>> {
    let mut tx = app.db.system(Reason::Operate).await?;
    let (asked, login) = (chrono::Utc::now(), catalog::login(tx.conn()).await?);
    let standing = migrations::standing(tx.conn()).await?;
    let open = catalog::open_tables(tx.conn()).await?;
    tx.commit().await?;
    let took = chrono::Utc::now() - asked;
    let version = (login.version / 10_000, login.version % 10_000);
    let mut found = vec![if version.0 < 15 {
        Finding::fault(
            "Database",
            format!(
                "PostgreSQL {}.{} is too old. Upgrade to 15 or later.",
                version.0, version.1
            ),
        )
    } else {
        Finding::ok("Database", format!("PostgreSQL {}.{}", version.0, version.1))
    }];
    found.push(if !login.lacks.is_empty() {
        Finding::fault("Roles", format!("{} is no member of {}. Run “igny8 migrate” as the owner of the tables.", login.name, login.lacks.join(", ")))
    } else if login.passes_policies {
        Finding::warning("Roles", format!("{} passes row-level security when nothing else is said. Serve with a login that is no superuser (deploy/postgres).", login.name))
    } else {
        Finding::ok("Roles", login.name.clone())
    });
    found.push(match standing.fault() {
        Some(fault) => Finding::fault("Migrations", fault),
        None if standing.later.is_empty() => Finding::ok("Migrations", "All applied"),
        None => Finding::warning(
            "Migrations",
            "A later version has been here. Upgrade this process soon.",
        ),
    });
    found.push(if open.is_empty() {
        Finding::ok("Row-level security", "Forced on every table of an account")
    } else {
        Finding::fault(
            "Row-level security",
            format!(
                "It is not forced on {}. Restore what the migrations set before anybody is served.",
                open.join(", ")
            ),
        )
    });
    // The answer was on its way for half of this.
    let apart = (login.now - asked - took / 2).abs();
    let seconds = apart.as_seconds_f64();
    found.push(if apart.num_seconds() >= CLOCKS.1 {
        Finding::fault(
            "Clock",
            format!("This machine and PostgreSQL are {seconds:.0} s apart. Synchronize both by NTP."),
        )
    } else if apart.num_seconds() >= CLOCKS.0 {
        Finding::warning(
            "Clock",
            format!("This machine and PostgreSQL are {seconds:.1} s apart. Synchronize both by NTP."),
        )
    } else {
        Finding::ok("Clock", "This machine and PostgreSQL agree")
    });
    if standing.fault().is_none() {
        found.push(sealed(app).await?);
        found.extend(held(app).await?);
    }
    Ok(found)
}

/// Nothing where everything goes out, as it does where nothing was restored.
async fn held(app: &App) -> Result<Option<Finding>> {
    let mut tx = app.db.system(Reason::Operate).await?;
    let held = restores::held(tx.conn()).await?;
    Ok(held.map(|restore| {
        let what = format!(
            "Publishing, email, webhooks and schedules wait since the restore {restore}. When you have looked at what they would do, run “igny8 admin resume-sending”."
        );
        Finding::warning("Restore", what)
    }))
}

async fn sealed(app: &App) -> Result<Finding> {
    let tally = reseal::count(&app.db).await?;
    Ok(if tally.lost > 0 {
        Finding::fault(
            "Sealed keys",
            format!(
                "{} can't be read by IGNY8_SECRET. Set the secret that sealed them as IGNY8_SECRET_PREVIOUS, or have them entered again.",
                tally.lost
            ),
        )
    } else if tally.old > 0 {
        Finding::warning(
            "Sealed keys",
            format!(
                "{} are sealed by IGNY8_SECRET_PREVIOUS. Run “igny8 admin reseal”.",
                tally.old
            ),
        )
    } else {
        Finding::ok("Sealed keys", "All can be read")
    })
}

async fn redis(app: &App) -> Vec<Finding> {
    let part = "Redis";
    let Ok(Ok(about)) = tokio::time::timeout(TIMEOUT, crate::redis::about(&app.redis)).await else {
        return vec![Finding::fault(
            part,
            "It doesn't respond. Check REDIS_URL, and that Redis is running.",
        )];
    };
    let mut found = Vec::new();
    let major = about
        .version
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    found.push(match major {
        Some(major) if major < 6 => Finding::fault(
            part,
            format!("Version {} is too old. Upgrade to 7 or later.", about.version),
        ),
        Some(6) => Finding::warning(
            part,
            format!(
                "Version {} is no longer maintained. Upgrade to 7 or later.",
                about.version
            ),
        ),
        _ => Finding::ok(part, format!("Version {}", about.version)),
    });
    found.push(match about.policy.as_deref() {
        Some("noeviction") => Finding::ok("Redis memory", "Nothing is evicted"),
        Some(policy) => Finding::fault("Redis memory", format!("Its policy is {policy}, so tasks on their way may vanish. Set maxmemory-policy to noeviction.")),
        None => Finding::warning("Redis memory", "It doesn't tell its policy. Make sure that maxmemory-policy is noeviction."),
    });
    found
}

async fn files(app: &App) -> Vec<Finding> {
    let (part, hint) = if app.config.media_url.is_some() {
        (
            "Bucket",
            "Check IGNY8_MEDIA_URL and the keys of AWS_…, and that they may put, get and delete.",
        )
    } else {
        ("Files", "Check that this user may write to IGNY8_DATA_DIR.")
    };
    vec![match tokio::time::timeout(TIMEOUT, app.storage.probe()).await {
        Ok(Ok(())) => Finding::ok(part, "Written, read and deleted"),
        Ok(Err(error)) => Finding::fault(part, format!("{}. {hint}", causes(&error))),
        Err(_) => Finding::fault(part, format!("It doesn't respond. {hint}")),
    }]
}

fn disk(folder: &Path) -> Vec<Finding> {
    let part = "Disk";
    vec![match rustix::fs::statvfs(folder) {
        Ok(found) => {
            let free = found.f_bavail.saturating_mul(found.f_frsize);
            let megabytes = free / 1024 / 1024;
            if free < DISK.1 || (found.f_files > 0 && found.f_favail == 0) {
                Finding::fault(
                    part,
                    format!("{megabytes} MB or no more files are free in IGNY8_DATA_DIR. Make room."),
                )
            } else if free < DISK.0 {
                Finding::warning(
                    part,
                    format!("{megabytes} MB are free in IGNY8_DATA_DIR. Make room soon."),
                )
            } else {
                Finding::ok(part, format!("{megabytes} MB free"))
            }
        }
        Err(error) => Finding::fault(
            part,
            format!("IGNY8_DATA_DIR can't be looked at ({error}). Check that it is there."),
        ),
    }]
}

async fn mail(app: &App) -> Vec<Finding> {
    let part = "Mail";
    let Some(post) = &app.post else {
        return vec![Finding::warning(
            part,
            "No mail server is set, so nothing is mailed. Set IGNY8_SMTP_URL, or hand links over yourself.",
        )];
    };
    vec![
        match tokio::time::timeout(TIMEOUT * 3, post.mailer.check()).await {
            Ok(Ok(())) => Finding::ok(part, "The mail server lets us in"),
            Ok(Err(error)) => Finding::fault(
                part,
                format!("{}. Mend IGNY8_SMTP_….", causes(&error).trim_end_matches('.')),
            ),
            Err(_) => Finding::fault(
                part,
                "The mail server doesn't respond. Check IGNY8_SMTP_…, and that the network lets us out.",
            ),
        },
    ]
}

/// Whether the address that people use leads here. A server that stands behind it may not reach it itself, so no answer is no fault.
async fn public_url(app: &App) -> Vec<Finding> {
    let part = "Public address";
    if !app.config.is_https() {
        return vec![Finding::ok(part, app.config.origin())];
    }
    let asked = async {
        let url = app
            .egress
            .url(&format!("{}/api/v1/system/live", app.config.origin()))?;
        app.egress.fetch_there(url, 4096, Duration::from_secs(10)).await
    };
    vec![match asked.await {
        Ok(bytes)
            if serde_json::from_slice::<serde_json::Value>(&bytes)
                .is_ok_and(|read| read["status"] == "ok") =>
        {
            Finding::ok(part, app.config.origin())
        }
        Ok(_) => Finding::warning(
            part,
            format!(
                "Another server answers at {}. Check IGNY8_PUBLIC_URL and the proxy.",
                app.config.origin()
            ),
        ),
        Err(error) => Finding::warning(
            part,
            format!(
                "{} can't be reached from here ({}). Open it in a browser to be sure.",
                app.config.origin(),
                causes(&error)
            ),
        ),
    }]
}

/// The end of a look: an error if anything does not work.
///
/// # Errors
/// Something does not.
pub fn verdict(found: &[Finding]) -> Result<()> {
    let faults = found
        .iter()
        .filter(|finding| finding.grade == Grade::Fault)
        .count();
    match faults {
        0 => Ok(()),
        1 => Err(
            Problem::bad_request("1 thing does not work. Do what is said above, then check again.").into(),
        ),
        _ => Err(Problem::bad_request(format!(
            "{faults} things do not work. Do what is said above, then check again."
        ))
        .into()),
    }
}
