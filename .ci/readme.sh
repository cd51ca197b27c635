#!/usr/bin/env bash
# Runs the commands of the README as a new user would, on a port and a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
export SATCHEL_DATA="$work/data" SATCHEL_LOG_FORMAT=json
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export SATCHEL_URL="http://127.0.0.1:$port"

start() {
  make --no-print-directory serve PORT="$port" DATA="$SATCHEL_DATA" 2>"$work/log" &
  server=$!
  for _ in $(seq 100); do
    if .venv/bin/satchel health >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  cat "$work/log" >&2
  exit 1
}

make --no-print-directory .venv/serves
before=$(date +%s)
start
[ $(($(date +%s) - before)) -le 4 ] || { echo "a second make serve installs again" >&2; exit 1; }

printf 'write a counter component\nmake it red\n' | .venv/bin/satchel chat first
# The README's own client, as it stands there, at this port.
# shellcheck disable=SC2016  # backticks are the fence of the code
sed -n '/^```python$/,/^```$/p' README.md | sed '/^```/d' | sed "s/8321/$port/" >"$work/client.py"
.venv/bin/python "$work/client.py" | tee "$work/said" | tail -3
grep -q 'Counter.tsx' "$work/said"

.venv/bin/satchel list
.venv/bin/satchel show first >/dev/null
.venv/bin/satchel export first "$work/copy.sqlite3"
.venv/bin/satchel check
sqlite3 "$work/copy.sqlite3" "SELECT title, version, length(content) FROM artifacts" | grep -q '^Counter.tsx|3|'

kill -9 "$(pgrep -P "$server" | head -1)" 2>/dev/null || kill -9 "$server"
wait "$server" 2>/dev/null || true
start
.venv/bin/satchel show first >"$work/shown"
grep -q Counter.tsx "$work/shown"
echo "add a reset button" | .venv/bin/satchel chat first >"$work/said" 2>&1
grep -q "version 4" "$work/said"
kill -TERM "$server"
wait "$server" || true
server=
[ -z "$(find "$SATCHEL_DATA" -name '*-wal')" ] || { echo "a log stands beside a file after SIGTERM" >&2; exit 1; }
echo "the README's commands work"
