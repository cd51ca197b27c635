#!/usr/bin/env bash
# The Dockerfile's steps by hand, where there is no Docker: a venv from the lock, an install that is not editable, the
# environment of the image, a start that is refused and one that is not, and the health check.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

.venv/bin/hadolint --version >/dev/null 2>&1 || .venv/bin/python -m pip install --quiet --require-hashes -r .ci/requirements.lock
.venv/bin/hadolint Dockerfile

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --require-hashes -r requirements.lock
mkdir "$work/source"
cp -r pyproject.toml README.md server "$work/source"
"$work/venv/bin/pip" install --quiet --no-deps --no-build-isolation "$work/source"

export SATCHEL_HOST=0.0.0.0 SATCHEL_PORT=0 SATCHEL_DATA="$work/data" SATCHEL_LOG_FORMAT=json
cd "$work"
if "$work/venv/bin/satchel" serve 2>"$work/refused"; then
  echo "the image starts without SATCHEL_OPEN" >&2
  exit 1
fi
grep -q "SATCHEL_OPEN=1" "$work/refused"

# The same start as the image's, but on loopback: nothing here listens for others.
SATCHEL_HOST=127.0.0.1 SATCHEL_OPEN=1 "$work/venv/bin/satchel" serve 2>"$work/log" &
server=$!
for _ in $(seq 100); do
  url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/log" | head -1)
  [ -n "$url" ] && break
  sleep 0.1
done
"$work/venv/bin/satchel" health --url "$url"
curl -fsS "$url/health" | grep -q '"status":"ok"'
kill -TERM "$server"
wait "$server"
server=
echo "the image's steps work"
