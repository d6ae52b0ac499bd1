# shellcheck shell=bash
# The world of a test run: its own data folder and ports, services of its own whatever the environment names.

unset DATABASE_URL DATABASE_OWNER_URL REDIS_URL IGNY8_PUBLIC_URL IGNY8_SECRET
IGNY8_DATA_DIR=${IGNY8_TEST_DATA_DIR:-.data/test}
IGNY8_ADDR=${IGNY8_TEST_ADDR:-127.0.0.1:8021}
IGNY8_POSTGRES_PORT=${IGNY8_TEST_POSTGRES_PORT:-18021}
# The tests' own WordPress and model servers listen on this machine.
export IGNY8_EGRESS_LOOPBACK=true
# Tests and measurements are one person on one machine with a thousand connections; the bounds have tests of their own.
export IGNY8_CALLS_PER_MINUTE=0 IGNY8_STREAMS_PER_PERSON=5000 IGNY8_CONNECTIONS=5000 IGNY8_CONNECTIONS_PER_ADDRESS=0
IGNY8_REDIS_PORT=${IGNY8_TEST_REDIS_PORT:-18022}
IGNY8_WORDPRESS_PORT=${IGNY8_TEST_WORDPRESS_PORT:-18023}
IGNY8_MARIADB_PORT=${IGNY8_TEST_MARIADB_PORT:-18024}

# Test data need not survive a power cut, so PostgreSQL does not wait for the disk.
TEST_POSTGRES_SETTINGS="-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400"

test_services_start_fresh() {
  wordpress_stop
  services_stop
  services_remove_data
  # shellcheck disable=SC2086 # words of their own
  services_start $TEST_POSTGRES_SETTINGS
}
