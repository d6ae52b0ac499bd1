//! SQL of Automation › Schedules.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::automation::schedules::{Every, Fields, Weekday};
use igny8::error::Problem;
use igny8::jobs::Job;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use uuid::Uuid;

use crate::cron::next;
use crate::error::Result;
use crate::repo::table::{Assignment, value_of};
use crate::repo::word::Word;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::{Tx, Via};

/// When a schedule runs, in words.
const WHEN: &str = "case h.every when 'hour' then 'Every hour' when 'day' then 'Every day at ' || h.at \
    when 'workday' then 'Monday to Friday at ' || h.at \
    when 'week' then 'Every ' || (array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[ \
      array_position(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], h.weekday)] || ' at ' || h.at \
    when 'month' then 'Day ' || h.month_day || ' of every month at ' || h.at else h.cron end";

/// Schedules.
pub static TABLE: Table = Table {
    resource: Resource::Schedules,
    name: "schedules",
    alias: "h",
    from: "schedules h",
    joins: &[Join::left(
        "sites",
        "w",
        "w.account_id = h.account_id and w.id = h.site_id and w.deleted_in is null",
    )],
    columns: &Fields {
        name: Sql::column("h.name", "name"),
        function: Sql::column("h.function", "function"),
        site: Sql::reference("w.id", "w.name").write("site_id").needs(&["w"]),
        when: Sql::read(WHEN),
        every: Sql::column("h.every", "every"),
        at: Sql::column("h.at", "at"),
        weekday: Sql::column("h.weekday", "weekday"),
        month_day: Sql::column("h.month_day", "month_day"),
        cron: Sql::column("h.cron", "cron"),
        credits: Sql::column("h.credits", "credits"),
        max_rows: Sql::column("h.max_rows", "max_rows"),
        enabled: Sql::column("h.enabled", "enabled"),
        next_at: Sql::read("h.next_at"),
        error: Sql::read("h.error"),
        created_at: Sql::read("h.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &ScheduleHooks,
};

struct ScheduleHooks;

#[async_trait]
impl Hooks for ScheduleHooks {
    /// The cron fields follow from the words and the next time from them; a schedule that is changed gets a new chance.
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        const WORDS: [&str; 5] = ["every", "at", "weekday", "month_day", "cron"];
        // Without a site it is for all of them.
        let site = value_of(change, "site_id");
        if tx.scope().sites().is_limited()
            && (id.is_none() || site.is_some())
            && site.is_none_or(Value::is_null)
        {
            return Err(Problem::field("site_id", "Choose one of your sites.").into());
        }
        // What a program may not start it may not have started by the clock.
        if matches!(tx.via(), Via::Token | Via::Staff) {
            let function = match (value_of(change, "function"), id) {
                (Some(function), _) => function.as_str().map(str::to_owned),
                (None, Some(id)) => {
                    sqlx::query_scalar!("select function from schedules where id = $1", id)
                        .fetch_optional(tx.conn())
                        .await?
                }
                (None, None) => None,
            };
            let job = function.as_deref().and_then(Job::parse);
            tx.scope().require_token_scope(job.and_then(Job::token_scope))?;
        }
        if WORDS.iter().any(|column| value_of(change, column).is_some()) {
            let mut words = match id {
                Some(id) => {
                    sqlx::query_as!(
                        Words,
                        "select every as \"every: Word<Every>\", at, weekday as \"weekday: Word<Weekday>\", month_day, cron \
                         from schedules where id = $1",
                        id
                    )
                    .fetch_one(tx.conn())
                    .await?
                }
                None => Words::default(),
            };
            words.take(change);
            let cron = words.cron()?;
            let zone: String = sqlx::query_scalar!("select time_zone from accounts")
                .fetch_one(tx.conn())
                .await?;
            let at = next_at(&cron, &zone)?;
            change.retain(|each| each.column != "cron");
            change.push(Assignment::new("cron", Value::Text(cron)));
            change.push(Assignment::time("next_at", at));
            change.push(Assignment::new("time_zone", Value::Text(zone)));
        }
        change.push(Assignment::new("error", Value::Null));
        Ok(None)
    }

    async fn before_undo(&self, tx: &mut Tx, deletion: Uuid) -> Result<()> {
        if matches!(tx.via(), Via::Token | Via::Staff) {
            let functions =
                sqlx::query_scalar!("select function from schedules where deleted_in = $1", deletion)
                    .fetch_all(tx.conn())
                    .await?;
            for job in functions.iter().filter_map(|function| Job::parse(function)) {
                tx.scope().require_token_scope(job.token_scope())?;
            }
        }
        Ok(())
    }
}

/// What a schedule says of its times.
#[derive(Debug, Default)]
struct Words {
    every: Word<Every>,
    at: Option<String>,
    weekday: Option<Word<Weekday>>,
    month_day: Option<i32>,
    cron: String,
}

impl Words {
    fn take(&mut self, change: &[Assignment]) {
        let text = |column| value_of(change, column).map(|value| value.as_str().map(str::to_owned));
        if let Some(every) = text("every").flatten().as_deref().and_then(Every::parse) {
            self.every = Word(every);
        }
        if let Some(at) = text("at") {
            self.at = at;
        }
        if let Some(weekday) = text("weekday") {
            self.weekday = weekday.as_deref().and_then(Weekday::parse).map(Word);
        }
        if let Some(day) = value_of(change, "month_day") {
            self.month_day = day.as_int().and_then(|day| day.try_into().ok());
        }
        if let Some(Some(cron)) = text("cron") {
            self.cron = cron;
        }
    }

    fn cron(&self) -> Result<String, Problem> {
        let Word(every) = self.every;
        if every == Every::Cron {
            return Ok(self.cron.clone());
        }
        if every == Every::Hour {
            return Ok("0 * * * *".to_owned());
        }
        let needed = |key| Problem::field(key, "This field is required.");
        let at = self.at.as_deref().and_then(|at| at.split_once(':'));
        let (hour, minute) = at.ok_or_else(|| needed("at"))?;
        let digits = |text: &str| text.parse::<u8>().map_err(|_| needed("at"));
        let (hour, minute) = (digits(hour)?, digits(minute)?);
        let (day, weekday) = match every {
            Every::Month => (
                self.month_day.ok_or_else(|| needed("month_day"))?.to_string(),
                "*",
            ),
            Every::Week => (
                "*".to_owned(),
                self.weekday.ok_or_else(|| needed("weekday"))?.0.as_str(),
            ),
            Every::Workday => ("*".to_owned(), "mon-fri"),
            Every::Day | Every::Hour | Every::Cron => ("*".to_owned(), "*"),
        };
        Ok(format!("{minute} {hour} {day} * {weekday}"))
    }
}

/// When this cron expression comes next.
fn next_at(cron: &str, zone: &str) -> Result<DateTime<Utc>, Problem> {
    next(cron, zone, Utc::now())
}

/// The account's schedules keep their local times when its time zone changes.
///
/// # Errors
/// The database does not answer.
pub async fn move_to_zone(tx: &mut Tx, zone: &str) -> Result<()> {
    let schedules = sqlx::query!(
        "select id, cron from schedules where time_zone <> $1 for no key update",
        zone
    )
    .fetch_all(tx.conn())
    .await?;
    for schedule in schedules {
        let at = next_at(&schedule.cron, zone)?;
        sqlx::query!(
            "update schedules set time_zone = $2, next_at = $3 where id = $1",
            schedule.id,
            zone,
            at
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_cron_fields_that_come() {
        let words = |every| Words {
            every: Word(every),
            at: Some("07:05".to_owned()),
            weekday: Some(Word(Weekday::Thu)),
            month_day: Some(28),
            cron: "1 2 3 4 *".to_owned(),
        };
        let now = chrono::NaiveDate::from_ymd_opt(2026, 2, 27)
            .and_then(|day| day.and_hms_opt(7, 5, 0))
            .expect("a Friday")
            .and_utc();
        for (every, cron, comes) in [
            (Every::Hour, "0 * * * *", "2026-02-27 08:00"),
            (Every::Day, "5 7 * * *", "2026-02-28 07:05"),
            (Every::Workday, "5 7 * * mon-fri", "2026-03-02 07:05"),
            (Every::Week, "5 7 * * thu", "2026-03-05 07:05"),
            (Every::Month, "5 7 28 * *", "2026-02-28 07:05"),
            (Every::Cron, "1 2 3 4 *", "2026-04-03 02:01"),
        ] {
            assert_eq!(words(every).cron(), Ok(cron.to_owned()));
            let at = next(cron, "UTC", now).expect("it comes");
            assert_eq!(at.format("%Y-%m-%d %H:%M").to_string(), comes, "{every}");
        }
        for every in Every::ALL {
            assert!(words(every).cron().is_ok());
        }
        let none = Words {
            every: Word(Every::Week),
            ..Words::default()
        };
        assert!(none.cron().is_err());
    }
}
