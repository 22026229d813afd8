#!/bin/sh
# Make sure that the Node tests can run: Node.js and npm.
# As root on Debian both are installed with apt where they are missing. Exit status 75: not here, and says why.
set -eu

both() { command -v node && command -v npm; }

if both >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing nodejs and npm with apt ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
    both >/dev/null
    exit
fi
echo "SKIPPED: the Node tests. They need Node.js and npm, which only root on Debian gets installed by itself."
echo "Elsewhere install both (Debian, Ubuntu: sudo apt-get install nodejs npm)."
exit 75
