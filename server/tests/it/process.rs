//! A worker or web server as a process of its own, to be killed, stopped and read.

use std::process::{Child, Command, Stdio};

use crate::app::TestApp;
use crate::waiting::until;

/// Killed when the test ends, however it ends.
pub struct Process(pub Child);

impl Process {
    /// A worker on the test's database and Redis.
    pub fn worker(app: &TestApp) -> Self {
        Self::role(app, "worker", &[])
    }

    /// A process of this role on the test's database and Redis, with settings that differ.
    pub fn role(app: &TestApp, role: &str, more: &[(&str, String)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_igny8"));
        command
            .arg(role)
            .envs(app.environment())
            .envs(more.iter().cloned())
            .env("IGNY8_EGRESS_LOOPBACK", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// A web server on the test's database and Redis, with its address; what it logs goes to the file.
    pub async fn web(app: &TestApp, log: std::fs::File) -> (Self, String) {
        Self::web_with(app, log, &[]).await
    }

    /// The same with settings that differ.
    pub async fn web_with(app: &TestApp, log: std::fs::File, more: &[(&str, String)]) -> (Self, String) {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = free.local_addr().unwrap().to_string();
        drop(free);
        let mut command = Command::new(env!("CARGO_BIN_EXE_igny8"));
        command
            .arg("serve")
            .envs(app.environment())
            .envs(more.iter().cloned())
            .env("IGNY8_ADDR", &addr)
            .env("RUST_LOG", "info")
            .stdout(Stdio::null())
            .stderr(log);
        let process = Self(command.spawn().unwrap());
        until("the server listens", async || {
            tokio::net::TcpStream::connect(&addr).await.is_ok()
        })
        .await;
        (process, format!("http://{addr}"))
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
