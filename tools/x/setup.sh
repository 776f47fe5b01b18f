#!/usr/bin/env bash
# setup     installs the Debian packages of cmake/packages.txt that are missing
#
# What is there already is not touched: a second run takes less than a second. A java or mvn that was installed by other
# means than packages counts. Uses sudo unless it runs as root.
set -euo pipefail
source tools/x/door.bash

(($# == 0)) || usage
command -v dpkg-query >/dev/null || fail 'setup knows Debian packages only; install those of cmake/packages.txt by hand'

mapfile -t wanted < <(sed 's/#.*//' cmake/packages.txt | awk 'NF { print $1 }')
# The second letter of the abbreviated status is the state: i for installed.
installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null | awk '/^.i/ { print $2 }') || true

missing=()
for package in "${wanted[@]}"; do
  if grep -Fxq -- "$package" <<<"$installed"; then continue; fi
  case $package in
    maven) if command -v mvn >/dev/null; then continue; fi ;;
    openjdk-*) if command -v java >/dev/null; then continue; fi ;;
  esac
  missing+=("$package")
done
if ((${#missing[@]} == 0)); then say 'all packages are there'; exit 0; fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || fail "missing: ${missing[*]}; neither root nor sudo to install them with"
  as_root=(sudo)
fi
say "installing ${missing[*]}"
"${as_root[@]}" apt-get -q update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"
