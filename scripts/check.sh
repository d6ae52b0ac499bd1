#!/usr/bin/env bash
# The quick checks before a commit: format, the repository, types, lints for the server and for the browser, and the documentation.
set -euo pipefail
. "$(dirname "$0")/lib/all.sh"

ensure_rust_tools
ensure_node
check_format
check_repository
check_types
check_sqlx
check_lints
check_lints_browser
check_docs
check_rules
say "All checks passed; the types of the browser tests are left to make test, which has the document that they come from"
