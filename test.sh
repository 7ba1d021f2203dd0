#!/usr/bin/env bash
# Installs what the tests need if it is missing, builds, runs every test, and ends with a line "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing: https://dot.net"; exit 1; }

missing=()
[ -x /usr/bin/chromium-headless-shell ] || missing+=(chromium-headless-shell)
[ -x /usr/sbin/nginx ] || missing+=(nginx)
/usr/bin/python3 -c 'import mockupdb' 2>/dev/null || missing+=(python3-mockupdb)
/usr/bin/python3 -c 'import mongomock' 2>/dev/null || missing+=(python3-mongomock)
compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(faketime)
command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
if [ ${#missing[@]} -gt 0 ]; then
  as_root=$([ "$(id -u)" = 0 ] || echo sudo)
  $as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "${missing[@]}" >/dev/null \
    || { echo "Install these packages and run ./test.sh again: ${missing[*]}"; exit 1; }
fi

npm ci --prefix TasksWeb.Tests/OidcProvider --no-audit --no-fund --silent \
  || { echo "npm ci fails in TasksWeb.Tests/OidcProvider"; exit 1; }

dotnet build TasksWeb.sln -nologo -v quiet || { echo "0 passed, 1 failed"; exit 1; }
dotnet format whitespace TasksWeb.sln --verify-no-changes --no-restore || { echo "Run: dotnet format"; echo "0 passed, 1 failed"; exit 1; }

log=$(mktemp)
dotnet test TasksWeb.sln --no-build -nologo | tee "$log"
code=${PIPESTATUS[0]}
passed=$(sed -nE 's/.*Passed: *([0-9]+),.*Total:.*/\1/p' "$log" | awk "{ sum += \$1 } END { print sum + 0 }")
failed=$(sed -nE 's/.*Failed: *([0-9]+),.*Total:.*/\1/p' "$log" | awk "{ sum += \$1 } END { print sum + 0 }")
# Once more at the end, where a long log is read first.
grep -A3 -E '^ +Failed .* \[.*s\]$' "$log" | cut -c1-400
rm -f "$log"
echo "${passed:-0} passed, ${failed:-0} failed"
exit "$code"
