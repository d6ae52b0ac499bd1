//! Time zones, languages and countries in the browser, whose code does not hold them: the server tells them once.

use futures::lock::Mutex;
use igny8::places;

use crate::server_fns;

/// Comes back once they are here, however many inputs ask at the same time. Where the server does not answer, the next one
/// asks again, and until then the server alone checks what is typed.
pub async fn come() {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().await;
    if !places::are_here()
        && let Ok(texts) = server_fns::places().await
    {
        places::keep(texts);
    }
    drop(turn);
}
