//! A worker as a process of its own, to be killed, stopped and woken.

use std::process::{Child, Command, Stdio};

use crate::app::TestApp;

/// Killed when the test ends, however it ends.
pub struct Process(pub Child);

impl Process {
    /// A worker on the test's database and Redis.
    pub fn worker(app: &TestApp) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_igny8"));
        command
            .arg("worker")
            .envs(app.environment())
            .env("IGNY8_EGRESS_LOOPBACK", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Sends `KILL`, `STOP` or `CONT`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([format!("-{name}"), self.0.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
