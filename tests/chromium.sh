#!/bin/sh
# Sees to it that the browser tests have a browser, where that is possible.
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests."
    export DEBIAN_FRONTEND=noninteractive
    if { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core; } >/dev/null; then
        exit 0
    fi
    echo "Chromium could not be installed." >&2
fi

cat >&2 <<'LOUD'

  !!  NO CHROMIUM ON THIS MACHINE: the browser tests are left out.
  !!  Install it and run again:  sudo apt-get install chromium

LOUD
