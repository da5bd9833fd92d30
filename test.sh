#!/usr/bin/env bash
# Builds everything and runs every test. Installs the real programs that the tests run (Debian, Ubuntu).
set -euo pipefail
cd "$(dirname "$0")"

packages=()
command -v prometheus >/dev/null && command -v promtool >/dev/null || packages+=(prometheus)
command -v amtool >/dev/null || packages+=(prometheus-alertmanager)
command -v docker-compose >/dev/null || packages+=(docker-compose)
command -v buildah >/dev/null || packages+=(buildah)
command -v chromium >/dev/null || packages+=(chromium)
python3 -c 'import prometheus_client' 2>/dev/null || /usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || packages+=(python3-prometheus-client)
if [ ${#packages[@]} -gt 0 ]; then
  echo "Installing ${packages[*]} …"
  root=''
  [ "$(id -u)" -eq 0 ] || root=sudo
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  # The packages start services; the tests start programs of their own, on ports of their own.
  for service in prometheus prometheus-alertmanager; do
    if [[ " ${packages[*]} " == *" $service "* ]] && command -v systemctl >/dev/null; then
      $root systemctl disable --now "$service" >/dev/null 2>&1 || true
    fi
  done
fi

echo 'Building …'
dotnet build -c Release --nologo -v quiet
echo 'Checking the format …'
dotnet format whitespace --no-restore --verify-no-changes
echo 'Testing …'
dotnet test -c Release --no-build --nologo
