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
mkdir "$work/source" "$work/previews"
cp -r pyproject.toml README.md server "$work/source"
packages=$work/source/server/web/page/preview/packages
rm -f "$packages"/*.js
cp "$packages"/package*.json "$work/previews"
(cd "$work/previews" && npm ci --ignore-scripts --no-audit --no-fund --silent)
cp "$work/previews/node_modules/react/umd/react.production.min.js" "$packages/react.js"
cp "$work/previews/node_modules/react-dom/umd/react-dom.production.min.js" "$packages/react-dom.js"
cp "$work/previews/node_modules/@babel/standalone/babel.min.js" "$packages/babel.js"
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
page=$(curl -fsS -H "Accept: text/html" "$url/" | sed -n 's/.*src="\(\/page\/[0-9a-f]*\)\/app.js".*/\1/p')
for file in app.js client.js preview/packages/react.js preview/packages/react-dom.js preview/packages/babel.js; do
  curl -fsS -o /dev/null "$url$page/$file"
done
curl -fsS -d '{"texts": ["*safe*"]}' -H "Content-Type: application/json" "$url/api/markdown" | grep -q '<em>safe</em>'
kill -TERM "$server"
wait "$server"
server=
echo "the image's steps work"
