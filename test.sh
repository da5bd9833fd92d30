#!/usr/bin/env bash
# Builds everything and runs the tests. Installs the real programs that the tests run (Debian, Ubuntu).
#   ./test.sh          all three groups: tests/unit, tests/program, tests/real
#   ./test.sh --fast   tests/unit alone, which needs nothing but .NET
# The last line says how many tests passed, failed and were skipped. AGAIN=1 runs a test that failed once more, alone:
# one that passes then is named as FLAKY, one that fails again is a failure.
set -euo pipefail
cd "$(dirname "$0")"

# What takes longest begins first.
groups=(real program unit)
case "${1:-}" in
  --fast) groups=(unit) ;;
  '') ;;
  *) echo "Usage: ./test.sh [--fast]" >&2; exit 2 ;;
esac

install_programs() {
  local packages=()
  command -v prometheus >/dev/null && command -v promtool >/dev/null || packages+=(prometheus)
  command -v amtool >/dev/null || packages+=(prometheus-alertmanager)
  command -v docker-compose >/dev/null || packages+=(docker-compose)
  command -v buildah >/dev/null || packages+=(buildah)
  command -v htpasswd >/dev/null || packages+=(apache2-utils)
  command -v chromium >/dev/null || packages+=(chromium)
  command -v npm >/dev/null || packages+=(npm)
  command -v rpmbuild >/dev/null || packages+=(rpm)
  command -v clang >/dev/null || command -v gcc >/dev/null || packages+=(gcc libc6-dev)
  python3 -c 'import prometheus_client' 2>/dev/null || /usr/bin/python3 -c 'import prometheus_client' 2>/dev/null || packages+=(python3-prometheus-client)
  [ ${#packages[@]} -gt 0 ] || return 0
  echo "Installing ${packages[*]} …"
  local root=''
  [ "$(id -u)" -eq 0 ] || root=sudo
  $root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
  # The packages start services; the tests start programs of their own, on ports of their own.
  for service in prometheus prometheus-alertmanager; do
    if [[ " ${packages[*]} " == *" $service "* ]] && command -v systemctl >/dev/null; then
      $root systemctl disable --now "$service" >/dev/null 2>&1 || true
    fi
  done
}

# Runs the tests of one project and says what did not pass. Its results stay in files.
run_project() {
  local name; name=$(basename "$1")
  local log=$results/$name.log xml=$results/$name.xml
  dotnet "$1/bin/Release/net10.0/$name.dll" -noLogo -noColor -xml "$xml" >"$log" 2>&1 || true
  if [ ! -s "$xml" ]; then
    cat "$log"
    echo "$name ended before its tests did."
    return
  fi
  local assembly; assembly=$(grep -o '<assembly [^>]*>' "$xml")
  number() { sed -E "s/.* $1=\"([0-9]+).*/\1/" <<<"$assembly"; }
  # An error is of no test, such as a fixture that cannot be cleared away.
  local failed=$(($(number failed) + $(number errors)))
  { grep -o '<test [^>]*result="Fail"[^>]*>' "$xml" || true; } \
    | sed -E "s|.* type=\"([^\"]*)\".* method=\"([^\"]*)\".*|$1/bin/Release/net10.0/$name.dll \1.\2|" >"$results/$name.failed"
  grep -vE '^ *(Discover(ing|ed)|Starting|Finished): |^=== TEST|^ +'"${name//./\\.}"' +Total:|^Ok, passed|^$' "$log" || true
  echo "$name: $(number passed) passed, $failed failed, $(number skipped) skipped in $(number time) s"
  echo "$(number passed) $failed $(number skipped)" >"$results/$name.count"
}

if [ ${#groups[@]} -gt 1 ]; then
  install_programs
  # What only repeats, to meet rare moments, repeats more often here.
  export OPENAI_SPEND_KILLS=${OPENAI_SPEND_KILLS:-200}
fi

echo 'Building …'
dotnet build -c Release --nologo -v quiet
echo 'Checking the format …'
dotnet format whitespace --no-restore --verify-no-changes

if [ ${#groups[@]} -gt 1 ]; then
  echo 'Making the native file …'
  dotnet publish src/OpenAiSpend.Exporter -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')" -p:Native=true -o artifacts/native --nologo -v quiet
  export OPENAI_SPEND_NATIVE=$PWD/artifacts/native/OpenAiSpend.Exporter
fi

echo 'Testing …'
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
export results
export -f run_project
for group in "${groups[@]}"; do
  for project in "tests/$group"/*/*.Tests.csproj; do
    dirname "$project"
    # What holds until the project has ended: whatever ends it otherwise is a failure, and is counted.
    echo '0 1 0' >"$results/$(basename "$project" .csproj).count"
  done
done | xargs -P "$(nproc)" -I {} bash -euo pipefail -c 'run_project {}' || true

read -r passed failed skipped < <(cat "$results"/*.count | awk '{ p += $1; f += $2; s += $3 } END { print p, f, s }')
flaky=()
if [ "$failed" -gt 0 ] && [ -n "${AGAIN:-}" ]; then
  while read -r cases program test; do
    echo "Once more, alone: $test"
    if dotnet "$program" -noLogo -noColor -failSkips -method "$test" </dev/null; then
      flaky+=("$test")
      passed=$((passed + cases)) failed=$((failed - cases))
    fi
  done < <(cat "$results"/*.failed 2>/dev/null | sort | uniq -c)
fi

[ ${#flaky[@]} -eq 0 ] || printf 'FLAKY %s\n' "${flaky[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
