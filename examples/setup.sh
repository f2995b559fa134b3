#!/bin/sh
# Installs osintkit from this folder into .venv beside it: sh examples/setup.sh [EXTRA]
# EXTRA is test, bench or ffmpeg. Needs Python 3.11 or later and nothing else; on a slim Debian or Ubuntu
# it adds the two system libraries that opencv-python wants, where it may.
set -eu
cd "$(dirname "$0")/.."

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null; fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "osintkit needs Python 3.11 or later; set PYTHON to one." >&2
    exit 4
}
[ -x .venv/bin/python ] || "$python" -m venv .venv 2>/dev/null || {
    rm -rf .venv
    apt_install python3-venv && "$python" -m venv .venv
}
.venv/bin/python -m pip install --quiet --disable-pip-version-check ".${1:+[$1]}"

cv2_problem() {
    .venv/bin/python -c 'import cv2' 2>&1 | tail -n 1
}

problem=$(cv2_problem)
case $problem in
"") ;;
*"shared object file"*)
    apt_install libgl1 libglib2.0-0 && [ -z "$(cv2_problem)" ] || {
        .venv/bin/osintkit doctor || true
        exit 4
    }
    ;;
*)
    echo "$problem" >&2
    exit 4
    ;;
esac
