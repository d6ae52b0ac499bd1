# shellcheck shell=bash
# Loads every part, in the order in which they need each other.

LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in common environment net process packages tools build size checks repository browser steps \
  service-user postgres-programs postgres redis services wordpress app; do
  # shellcheck source=/dev/null
  . "$LIB/$part.sh"
done
