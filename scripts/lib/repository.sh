# shellcheck shell=bash
# The checks of the repository itself, each by a program that is nobody's to install: where it is missing, that is said.

# Arguments: program, what is not checked without it. True if the program is there.
checked_by() {
  have "$1" && return 0
  say "$1 is not installed, so $2 not checked."
  return 1
}

# deny.toml says which licences and sources may be. Crates that are there twice are told by `cargo deny check bans`.
check_licences() {
  checked_by cargo-deny "licences and sources of crates are" || return 0
  cargo deny --workspace --log-level error check licenses bans sources
}

check_unused_crates() {
  checked_by cargo-machete "whether every crate is used is" || return 0
  cargo machete
}

# typos.toml has the words that are right here.
check_spelling() {
  checked_by typos "spelling is" || return 0
  typos
}

check_repository() {
  check_licences
  check_unused_crates
  check_spelling
}
