# shellcheck shell=bash
# What a browser must fetch before a page answers, as it comes over the wire, and the most that it may be.

# In bytes, brotli.
SIZE_BUDGET=271300
PKG=$ROOT/target/site/pkg

# Arguments: a file of the site. Prints the bytes of its compressed copy.
packed_size() {
  [ -f "$1.br" ] || fail "$1 has no compressed copy: run scripts/build.sh."
  wc -c <"$1.br" | tr -d ' '
}

# Fails where the app with its glue has outgrown the budget. Chunks are listed, for they come with the screens they draw.
check_size() {
  local file size total=0
  for file in "$PKG"/igny8.*.wasm "$PKG"/igny8.*.js "$PKG"/__wasm_split.*.js; do
    size=$(packed_size "$file")
    total=$((total + size))
    printf '  %-52s %8d bytes\n' "$(basename "$file")" "$size"
  done
  printf '  %-52s %8d bytes of %d\n' "the app on every page" "$total" "$SIZE_BUDGET"
  for file in "$PKG"/split_*.wasm "$PKG"/chunk_*.wasm; do
    if [ -f "$file" ]; then printf '  %-52s %8d bytes\n' "$(basename "$file")" "$(packed_size "$file")"; fi
  done
  [ "$total" -le "$SIZE_BUDGET" ] ||
    fail "the app on every page is $((total - SIZE_BUDGET)) bytes too large: see docs/decisions/0006-small-wasm.md."
}
