//! Work that gives way: its processor time is what nobody else wants, so that one account's hundred pages do not slow another's one.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::task::{Context, Poll};

use tokio::runtime::{Builder, Handle, Runtime};
use tracing::Instrument as _;

/// How many steps the threads give way: with ten, a thread of everybody else's gets nine times as much of a processor.
const STEPS: i32 = 10;
/// The last step that there is.
const LOWEST: i32 = 19;

/// The threads, made when first needed; none where the system gives no more.
fn threads() -> Option<&'static Runtime> {
    static THREADS: OnceLock<Option<Runtime>> = OnceLock::new();
    THREADS
        .get_or_init(|| {
            let made = Builder::new_multi_thread()
                .thread_name("low-priority")
                .on_thread_start(|| {
                    // Of this thread alone: on Linux it is a thread that has a priority. Where it is refused, work goes on as it is.
                    let before = rustix::process::getpriority_process(None).unwrap_or_default();
                    let _refused = rustix::process::setpriority_process(None, (before + STEPS).min(LOWEST));
                })
                .build();
            made.inspect_err(|error| {
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "no threads of low priority"
                );
            })
            .ok()
        })
        .as_ref()
}

/// Runs `work` on threads of low priority. It ends where it stands when whoever waits for it goes away.
///
/// # Panics
/// Where `work` does.
pub async fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let work = work.in_current_span();
    let Some(threads) = threads() else {
        return work.await;
    };
    let work = WithDrivers {
        of: Handle::current(),
        work: Box::pin(work),
    };
    let mut running = Ending(threads.spawn(work));
    match (&mut running.0).await {
        Ok(done) => done,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // Only the one who waits here ends it, by going away.
            Err(_) => std::future::pending().await,
        },
    }
}

/// A task that ends with whoever waits for it.
struct Ending<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Ending<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Work whose connections, clocks and tasks belong to another runtime: a connection to the database that is opened here must
/// not be woken by a thread that gives way when somebody else takes it from the pool.
struct WithDrivers<F> {
    of: Handle,
    work: Pin<Box<F>>,
}

impl<F: Future> Future for WithDrivers<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.get_mut();
        let _entered = this.of.enter();
        this.work.as_mut().poll(context)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::oneshot;

    use super::*;

    fn niceness() -> i32 {
        rustix::process::getpriority_process(None).expect("a thread may ask for its own")
    }

    #[tokio::test]
    async fn it_gives_way_and_what_waits_for_it_does_not() {
        let mine = niceness();
        let theirs = run(async { niceness() }).await;
        assert_eq!(theirs, (mine + STEPS).min(LOWEST));
        assert_eq!(niceness(), mine);
    }

    #[tokio::test]
    async fn its_clocks_tasks_and_connections_are_those_of_the_runtime_that_asks() {
        run(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a free port");
            let of_a_task = tokio::spawn(async { niceness() })
                .await
                .expect("it does not panic");
            assert!(of_a_task < niceness() || of_a_task == LOWEST);
        })
        .await;
    }

    #[tokio::test]
    async fn it_ends_with_whoever_waits() {
        let (held, gone) = oneshot::channel::<()>();
        let waiting = tokio::spawn(run(async move {
            std::future::pending::<()>().await;
            drop(held);
        }));
        tokio::task::yield_now().await;
        waiting.abort();
        assert!(gone.await.is_err());
    }

    #[tokio::test]
    #[should_panic(expected = "as it was")]
    async fn a_panic_comes_through() {
        run(async { panic!("as it was") }).await;
    }
}
