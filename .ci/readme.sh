#!/usr/bin/env bash
# Runs the commands of the README as a new user would, on a port and a folder of their own.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
[ "$(id -u)" != 0 ] || export SATCHEL_CHROMIUM_SANDBOX=0
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
installed=$(stat -c %Y .venv/serves)
start
[ "$(stat -c %Y .venv/serves)" = "$installed" ] || { echo "a second make serve installs again" >&2; exit 1; }

printf 'write a counter component\nmake it red\n' | .venv/bin/satchel chat first
# block LANGUAGE NUMBER: the code of the README as it stands there, at this port.
block() {
  awk -v want="\`\`\`$1" -v number="$2" '
    $0 == want { found++; inside = found == number; next }
    /^```/ { inside = 0 }
    inside' README.md | sed "s/8321/$port/g"
}
block python 1 >"$work/client.py"
.venv/bin/python "$work/client.py" | tee "$work/said" | tail -3
grep -q 'Counter.tsx' "$work/said"

.venv/bin/satchel list
.venv/bin/satchel show first >/dev/null
.venv/bin/satchel export first "$work/copy.sqlite3"
.venv/bin/satchel import "$work/copy.sqlite3" --as second >"$work/imported"
grep -q "The running server has it" "$work/imported"
.venv/bin/satchel show second >"$work/shown"
grep -q Counter.tsx "$work/shown"
.venv/bin/satchel sql first "SELECT title, version FROM artifacts" >"$work/rows"
grep -q '^Counter.tsx,3$' "$work/rows"
if .venv/bin/satchel reindex 2>"$work/refused"; then
  echo "reindex runs beside a server" >&2
  exit 1
fi
grep -q "Stop it" "$work/refused"
.venv/bin/satchel check
sqlite3 "$work/copy.sqlite3" "SELECT title, version, length(content) FROM artifacts" | grep -q '^Counter.tsx|3|'

# A site builder's calls, in the folder where their files go.
mkdir -p "$work/site/docs"
cp docs/page.png "$work/site/docs"
block sh 5 >"$work/site/site.sh"
block sh 6 >>"$work/site/site.sh"
(cd "$work/site" && bash -euo pipefail site.sh >said)
grep -q '"changeDescription":"A second page"' "$work/site/said"
grep -q '+h1 { color: navy }' "$work/site/said"
grep -q '"isPublished":true' "$work/site/said"
[ "$(grep -c '"status":"done"' "$work/site/said")" = 2 ]
grep -q '"title":"Copy"' "$work/site/said"
.venv/bin/satchel site list | grep -q Bakery
curl -sf "http://127.0.0.1:$port/p/bakery/img/shop.png" | cmp - docs/page.png
.venv/bin/python -c "from PIL import Image; assert Image.open('$work/site/preview.png').size == (640, 400)"
[ "$(head -c 5 "$work/site/bakery.pdf")" = "%PDF-" ]

# What was, seen and restored.
block sh 9 | sed "s#then.sqlite3#$work/then.sqlite3#" >"$work/past.sh"
bash -euo pipefail "$work/past.sh" >"$work/said"
[ "$(sqlite3 "$work/then.sqlite3" "SELECT count(*) FROM chat_messages")" -lt 3 ]
.venv/bin/satchel show anew >/dev/null

kill -9 "$(pgrep -P "$server" | head -1)" 2>/dev/null || kill -9 "$server"
wait "$server" 2>/dev/null || true
block python 3 >"$work/my_tools.py"
export SATCHEL_TOOLS=my_tools PYTHONPATH="$work"
start
unset SATCHEL_TOOLS PYTHONPATH
echo '/tool weather {"city": "Oslo"}' | .venv/bin/satchel chat tools >"$work/said"
grep -q 'degrees' "$work/said"
.venv/bin/satchel show first >"$work/shown"
grep -q Counter.tsx "$work/shown"
echo "add a reset button" | .venv/bin/satchel chat first >"$work/said" 2>&1
grep -q "version 4" "$work/said"
kill -TERM "$server"
wait "$server" || true
server=
[ -z "$(find "$SATCHEL_DATA" -name '*-wal')" ] || { echo "a log stands beside a file after SIGTERM" >&2; exit 1; }
.venv/bin/satchel reindex
# With sign-in: the secret, the three calls, and the exchange over WebSocket.
SATCHEL_JWT_SECRET=$(python3 -c "import secrets; print(secrets.token_urlsafe(32))")
export SATCHEL_JWT_SECRET
start
block sh 4 >"$work/calls.sh"
# shellcheck disable=SC1091  # it is made here
. "$work/calls.sh" >"$work/answers"
grep -q '"title":"The plan"' "$work/answers"
grep -q '"title":"app.py"' "$work/answers"
grep -q '"kind":"artifact"' "$work/answers"
block python 2 >"$work/client.py"
.venv/bin/python "$work/client.py" >"$work/said"
[ "$(cat "$work/said")" = "The plan
2" ]
curl -sf "http://127.0.0.1:$port/docs" >"$work/docs"
grep -q "/api/chats" "$work/docs"
[ "$(curl -s -o "$work/refused" -w '%{http_code}' "http://127.0.0.1:$port/api/chats")" = 401 ]
kill -TERM "$server"
wait "$server" || true
server=
unset SATCHEL_JWT_SECRET

.venv/bin/satchel sql second "UPDATE session SET title = 'Second'" --write
.venv/bin/satchel list --json >"$work/listed"
grep -q '"Second"' "$work/listed"
echo "the README's commands work"
