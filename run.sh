#!/usr/bin/env bash
# One door for everything: set-up on a machine with bash and Python 3.11+, then the command.
#   ./run.sh demo [--once]   ./run.sh test   ./run.sh serve   ./run.sh shell CMD…
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  sed -n '2,3s/^# \{0,1\}//p' "$0"
  exit "${1:-2}"
}

find_python() {
  local candidate
  for candidate in "${SUMMITRY_PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  echo "run.sh: no Python 3.11 or newer found; install one or set SUMMITRY_PYTHON" >&2
  exit 1
}

# The stamp holds what the environment was made from: equal stamp, no work.
wanted_stamp() { cat requirements.lock pyproject.toml | sha256sum | cut -d' ' -f1; }

set_up() {
  local stamp
  stamp=$(wanted_stamp)
  if [ "$(cat .venv/stamp 2>/dev/null)" = "$stamp" ]; then
    return
  fi
  echo "run.sh: setting up .venv (once)" >&2
  rm -rf .venv
  "$(find_python)" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
  export UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV="$PWD/.venv"
  .venv/bin/uv pip sync --quiet --require-hashes requirements.lock
  .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
  .venv/bin/python -m compileall -q forecaster jobs api || true
  echo "$stamp" >.venv/stamp
}

[ $# -ge 1 ] || usage
command=$1
shift
case "$command" in
  demo) set_up; exec .venv/bin/summitry demo "$@" ;;
  serve) set_up; exec .venv/bin/summitry serve "$@" ;;
  test) set_up; exec .venv/bin/python -m pytest -n 2 --dist loadfile "$@" ;;
  shell) set_up; PATH="$PWD/.venv/bin:$PATH" exec "$@" ;;
  -h | --help | help) usage 0 ;;
  *) usage ;;
esac
