#!/usr/bin/env bash
# Builds everything and runs every test. Installs what the tests need.
set -euo pipefail
cd "$(dirname "$0")"

dotnet build -c Release --nologo -v quiet
dotnet test -c Release --no-build --nologo
