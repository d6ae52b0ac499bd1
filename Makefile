# The project's commands; each is one script in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run dev build test check sqlx e2e mcp bench services stop clean-data compose-test backup-drill chaos scale-drill

help: ## Lists these commands
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F '|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: ## Installs what is missing, builds, and runs IGNY8 at http://127.0.0.1:8011 with demo data
	@scripts/run.sh

dev: ## The same for development: rebuilds and reloads on every change
	@scripts/dev.sh

build: ## Builds the release executable and the site
	@scripts/build.sh

test: ## Runs every check and test, browser tests included
	@scripts/test.sh

check: ## Runs the quick checks: format, types, lints; licences, unused crates and spelling where the programs are there
	@scripts/check.sh

sqlx: ## Checks the SQL in the sources against a fresh database, and writes .sqlx/; after each change of SQL or migrations
	@scripts/sqlx.sh

e2e: ## Runs the browser tests alone
	@scripts/e2e.sh

mcp: ## Runs the official conformance suite of the Model Context Protocol against a development build
	@scripts/mcp.sh

bench: ## Measures the release build
	@scripts/bench.sh

compose-test: ## Brings up docker-compose.yml as an operator does and tries all of it; needs Docker and the images
	@scripts/compose-test.sh

backup-drill: ## Backs up, loses everything, restores to a moment in between, and compares every table and file
	@scripts/backup-drill.sh

chaos: ## Lets everything fail a thousand times, and looks whether all work was done once; goes on where it was broken off
	@scripts/chaos.sh

scale-drill: ## Several of everything behind Caddy and pgbouncer: each task once, a rolling restart without a failed request
	@scripts/scale-drill.sh

services: ## Starts PostgreSQL and Redis alone; scripts/services.sh env prints their addresses
	@scripts/services.sh start

stop: ## Stops everything that runs in this folder
	@scripts/stop.sh

clean-data: ## Removes the data in .data/ for good (asks first; YES=1 does not ask)
	@scripts/clean-data.sh
