#!/bin/sh
# Install Gatelight with what its tests need and run all of them, on up to four cores; arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh -e ".[test]"
exec "${VIRTUAL_ENV:-.venv}/bin/python" -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal "$@"
