//! What each figure is called, and what it says: the one list.

use super::Metrics;

impl Metrics {
    /// The same with every figure in its registry.
    #[expect(clippy::too_many_lines, reason = "a list, which reads best in one piece")]
    pub(super) fn registered(mut self) -> Self {
        let all = &mut self.registry;
        all.register(
            "igny8_http_request_seconds",
            "Requests by route, method and class of answer, and how long they took",
            self.http.clone(),
        );
        all.register(
            "igny8_http_requests_open",
            "Requests that are being answered",
            self.http_open.clone(),
        );
        all.register(
            "igny8_queue_runs",
            "Runs of all accounts by lane and state, as a scheduler sees them",
            self.queue.clone(),
        );
        all.register(
            "igny8_queue_oldest_seconds",
            "How long the oldest run of a lane has waited beyond its time",
            self.queue_oldest.clone(),
        );
        all.register(
            "igny8_run_seconds",
            "Runs by job and outcome, and how long a try took",
            self.runs.clone(),
        );
        all.register(
            "igny8_runs_open",
            "Runs that this worker does",
            self.runs_open.clone(),
        );
        all.register(
            "igny8_provider_call_seconds",
            "Calls of models by provider and outcome, and how long they took",
            self.providers.clone(),
        );
        all.register(
            "igny8_provider_cost_dollars",
            "What calls of models cost their accounts, by provider",
            self.provider_cost.clone(),
        );
        all.register(
            "igny8_credits_reserved",
            "Credits that were reserved for runs",
            self.credits_reserved.clone(),
        );
        all.register(
            "igny8_credits_captured",
            "Credits that runs used",
            self.credits_captured.clone(),
        );
        all.register(
            "igny8_credits_open",
            "Credits that open runs of all accounts hold, as a scheduler sees them",
            self.credits_open.clone(),
        );
        all.register(
            "igny8_database_connections",
            "Connections to PostgreSQL in use, and the most there can be",
            self.connections.clone(),
        );
        all.register(
            "igny8_database_waiting",
            "Transactions that wait to begin",
            self.connections_waiting.clone(),
        );
        all.register(
            "igny8_event_clients",
            "Browsers and programs that listen to events",
            self.events.clone(),
        );
        all.register(
            "igny8_imported_rows",
            "Rows of imported files by what became of them",
            self.imported.clone(),
        );
        all.register(
            "igny8_webhook_deliveries",
            "Attempts to tell webhooks, by outcome",
            self.webhooks.clone(),
        );
        all.register(
            "igny8_mails",
            "Attempts to send mails, by outcome",
            self.mails.clone(),
        );
        all.register(
            "igny8_memory_bytes",
            "Resident memory of this process",
            self.memory.clone(),
        );
        all.register(
            "igny8_open_files",
            "Open file descriptors of this process",
            self.files.clone(),
        );
        all.register(
            "igny8_looks",
            "Looks into the database for these figures, by outcome",
            self.looks.clone(),
        );
        all.register(
            "igny8_build",
            "The version that runs, and its role",
            self.build.clone(),
        );
        self
    }
}
