#!/usr/bin/env sh
# Install what the tests need into a virtual environment ($VENV, by default .venv) and run them.
set -eu
cd "$(dirname "$0")"
venv=${VENV:-.venv}
python3 -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -e ".[test]"
"$venv/bin/python" -m pytest -n auto --dist worksteal "$@"
