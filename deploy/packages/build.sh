#!/usr/bin/env bash
# Makes a .deb and an .rpm of the program, by dpkg-deb and rpmbuild (Debian: apt-get install rpm).
#   deploy/packages/build.sh PROGRAM ARCHITECTURE FOLDER
#     PROGRAM        the native file, as dotnet publish makes it
#     ARCHITECTURE   amd64 or arm64
#     FOLDER         where the packages go
set -euo pipefail

[ $# -eq 3 ] || { sed -n '2,6s/^# \?//p' "$0" >&2; exit 2; }
program=$(realpath "$1") architecture=$2 folder=$(realpath "$3")
case $architecture in
  amd64) rpm_architecture=x86_64 ;;
  arm64) rpm_architecture=aarch64 ;;
  *) echo "$architecture is no architecture that is built for: amd64 and arm64 are" >&2; exit 2 ;;
esac

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
version=$(sed -n 's|.*<VersionPrefix>\(.*\)</VersionPrefix>.*|\1|p' "$root/Directory.Build.props")
# The same input makes the same package.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$root" log -1 --format=%ct 2>/dev/null || echo 0)}
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The newest that it was linked with.
glibc=$(grep -aoE 'GLIBC_2\.[0-9]+' "$program" | sort -uV | tail -1 | cut -d_ -f2)
summary='What an organization spends and uses at OpenAI, as Prometheus metrics'
homepage=https://github.com/openai-spend-exporter/openai-spend-exporter

tree=$work/tree
install -D -m 0755 "$program" "$tree/usr/bin/openai-spend-exporter"
install -D -m 0644 "$here/openai-spend-exporter.service" "$tree/usr/lib/systemd/system/openai-spend-exporter.service"
install -D -m 0644 "$here/exporter.yml" "$tree/etc/openai-spend-exporter/exporter.yml"
install -D -m 0644 "$root/exporter.example.yml" "$tree/usr/share/doc/openai-spend-exporter/exporter.example.yml"
install -D -m 0644 "$root/LICENSE" "$tree/usr/share/doc/openai-spend-exporter/copyright"

# What is done besides copying files. Where systemd does not run, as in an image, there is nothing to do.
with_systemd='[ -d /run/systemd/system ] || exit 0'
# Without a key it is enabled and does not start.
installed="$with_systemd
systemctl daemon-reload
systemctl enable openai-spend-exporter.service
systemctl start openai-spend-exporter.service || true"
upgraded="$with_systemd
systemctl daemon-reload
systemctl try-restart openai-spend-exporter.service || true"
removing="$with_systemd
systemctl disable --now openai-spend-exporter.service || true"
removed="$with_systemd
systemctl daemon-reload"
# What was last read is read again.
purged='rm -rf /var/lib/openai-spend-exporter /var/lib/private/openai-spend-exporter'

script() {
  printf '#!/bin/sh\nset -e\n%s\n' "$2" > "$tree/DEBIAN/$1"
  chmod 0755 "$tree/DEBIAN/$1"
}

mkdir "$tree/DEBIAN"
cat > "$tree/DEBIAN/control" <<CONTROL
Package: openai-spend-exporter
Version: $version
Architecture: $architecture
Maintainer: The OpenAI Spend Exporter authors <openai-spend-exporter@users.noreply.github.com>
Installed-Size: $(du -sk --exclude=DEBIAN "$tree" | cut -f1)
Depends: libc6 (>= $glibc), libssl3 | libssl3t64, ca-certificates
Recommends: systemd (>= 250)
Section: net
Priority: optional
Homepage: $homepage
Description: $summary
 It reads OpenAI's Costs and Usage APIs in the background, and shows today, each
 of the trailing days and the month, by project, line item, model, user and key.
CONTROL
echo /etc/openai-spend-exporter/exporter.yml > "$tree/DEBIAN/conffiles"
script postinst "[ \"\$1\" = configure ] || exit 0
if [ -z \"\$2\" ]; then
$installed
else
$upgraded
fi"
script prerm "[ \"\$1\" = remove ] || exit 0
$removing"
script postrm "case \$1 in
purge) $purged ;;
remove) ;;
*) exit 0 ;;
esac
$removed"
dpkg-deb --root-owner-group --build "$tree" "$folder/openai-spend-exporter_${version}_$architecture.deb"
rm -r "$tree/DEBIAN"

cat > "$work/exporter.spec" <<SPEC
Name: openai-spend-exporter
Version: $version
Release: 1
Summary: $summary
License: MIT
URL: $homepage
Requires: openssl-libs, ca-certificates
Recommends: systemd >= 250

%description
It reads OpenAI's Costs and Usage APIs in the background, and shows today, each of
the trailing days and the month, by project, line item, model, user and key.

%install
cp -a "$tree/." %{buildroot}

%files
/usr/bin/openai-spend-exporter
/usr/lib/systemd/system/openai-spend-exporter.service
%dir /etc/openai-spend-exporter
%config(noreplace) /etc/openai-spend-exporter/exporter.yml
%doc /usr/share/doc/openai-spend-exporter/exporter.example.yml
%license /usr/share/doc/openai-spend-exporter/copyright

%post
if [ "\$1" -eq 1 ]; then
$installed
else
$upgraded
fi

%preun
[ "\$1" -eq 0 ] || exit 0
$removing

%postun
[ "\$1" -eq 0 ] || exit 0
$removed
SPEC
# The program is ready as it is: nothing is stripped from it or compressed.
rpmbuild -bb --quiet --target "$rpm_architecture" --define "_topdir $work/rpm" --define "_rpmdir $folder" \
  --define "_build_name_fmt %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" --define 'debug_package %{nil}' --define '__os_install_post %{nil}' \
  --define '_build_id_links none' --define 'use_source_date_epoch_as_buildtime 1' --define '_binary_payload w6.gzdio' "$work/exporter.spec"
