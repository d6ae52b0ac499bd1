#!/usr/bin/env bash
# Clustering: seconds and memory for 10,000 to 500,000 made keywords, beside TF-IDF and k-means by scikit-learn on the same list.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

need python3 python3-venv
count=${BENCH_CLUSTERING_KEYWORDS:-500000}
for few in 10000 100000; do "$RELEASE" bench clustering --keywords "$few"; done
ours=$("$RELEASE" bench clustering --keywords "$count" --write "$work/keywords")
echo "$ours"
python3 -m venv "$work/venv"
if ! "$work/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 >"$work/pip" 2>&1; then
  echo "scikit-learn can't be installed here: nothing to compare with"
  exit 0
fi
theirs=$("$work/venv/bin/python" "$(dirname "$0")/scikit.py" "$work/keywords")
echo "scikit-learn: $theirs s"
awk -v ours="$(sed 's/.*: \([0-9.]*\) s.*/\1/' <<<"$ours")" -v theirs="$theirs" 'BEGIN { printf "ratio %.2f (at most 1)\n", ours / theirs }'
