#!/bin/sh
# Prepare a machine: Qt's system libraries (Debian and its relatives) and a virtual environment with Gatelight in it.
#   scripts/setup.sh WHAT      WHAT: what pip installs, for instance "." or "-e .[test]"
# Uses the active virtual environment if there is one, .venv otherwise. Prints nothing but errors and pip's summary.
set -eu
cd "$(dirname "$0")/.."

# What the Qt wheels do not bring along; xvfb and xdotool are for the end-to-end tests, the fonts for every script.
packages="libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libgssapi-krb5-2 libxkbcommon0 libxkbcommon-x11-0
          libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
          libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 fonts-dejavu-core fonts-noto-core"
case "$*" in *test*) packages="$packages xvfb xdotool" ;; esac

if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then
    missing=""
    # Debian ships Python without what makes a virtual environment.
    [ -n "${VIRTUAL_ENV:-}" ] || python3 -c 'import ensurepip' 2>/dev/null || missing=" python3-venv"
    for package in $packages; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        root=""
        [ "$(id -u)" = 0 ] || root="sudo"
        if ! { $root apt-get update -qq && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null
        then
            echo "These system packages could not be installed; install them by hand:$missing" >&2
        fi
    fi
fi

if [ -z "${VIRTUAL_ENV:-}" ]; then
    python="${PYTHON:-python3}"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "Gatelight needs Python 3.11 or newer; set PYTHON to one." >&2
        exit 1
    }
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    VIRTUAL_ENV="$PWD/.venv"
fi
"$VIRTUAL_ENV/bin/python" -m pip install --quiet "$@"
# An editable install leaves the sources uncompiled; compiled now, the first start is as quick as every other.
"$VIRTUAL_ENV/bin/python" -m compileall -q cli engine export gui resources
