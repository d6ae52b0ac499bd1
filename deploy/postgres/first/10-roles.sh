#!/bin/sh
# Runs once, when PostgreSQL's volume is empty: the login that migrates and the login that serves, and the database.
set -eu

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$IGNY8_OWNER_PASSWORD" --set app_password="$IGNY8_APP_PASSWORD" <<'SQL'
create role igny8_owner login createrole password :'owner_password';
create role igny8_app login noinherit password :'app_password';
create database igny8 owner igny8_owner;
SQL
