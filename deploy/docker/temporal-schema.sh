#!/bin/sh
# Schemas of Temporal on PostgreSQL: brings what is there up to date, makes what is missing. Safe to run at every start.
set -eu

tool() {
  database="$1"
  shift
  temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u "$POSTGRES_USER" --pw "$POSTGRES_PASSWORD" --db "$database" "$@"
}

prepare() {
  schema="/etc/temporal/schema/postgresql/v12/$2/versioned"
  tool "$1" update-schema -d "$schema" && return
  tool "$1" create
  tool "$1" setup-schema -v 0.0
  tool "$1" update-schema -d "$schema"
}

prepare temporal temporal
prepare temporal_visibility visibility
