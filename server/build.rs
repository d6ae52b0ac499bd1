//! Says what the server is compiled from besides its sources, which Cargo cannot see: migrations, and what is known of its SQL.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    println!("cargo:rerun-if-changed=../.sqlx");
    // `make sqlx` names a new folder each time, and so has every statement looked at again.
    println!("cargo:rerun-if-env-changed=SQLX_OFFLINE_DIR");
}
