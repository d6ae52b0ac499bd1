//! The one executable: reads the command line and calls what does the work.

use server::cli::Command;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(clap::Parser)]
#[command(
    name = "igny8",
    version,
    about = "From search keywords to published articles."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> std::process::ExitCode {
    let (arguments, warnings) = match server::cli::arguments::<Arguments>() {
        Ok(read) => read,
        Err(code) => return code,
    };
    server::private::from_now_on();
    match Box::pin(server::cli::run(arguments.command, &warnings)).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            server::cli::complain(&error);
            std::process::ExitCode::FAILURE
        }
    }
}
