#!/bin/sh
# Run by the PostgreSQL image when its data folder is empty: makes the roles and the database.
set -eu
psql -v ON_ERROR_STOP=1 -v name=interlend -v owner_password="$OWNER_PASSWORD" -v app_password="$APP_PASSWORD" \
    --username "${POSTGRES_USER:-postgres}" --file /interlend/database.sql
