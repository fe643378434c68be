#!/bin/sh
# Install Gatelight and start it with the sample project (with no display: take the tour, into ./gatelight-demo).
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh .
exec "${VIRTUAL_ENV:-.venv}/bin/gatelight" demo
