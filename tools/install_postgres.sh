#!/bin/sh
# Make sure that the tests of the PostgreSQL store can run: the server's programs; the tests start one of their own.
# As root on Debian they are installed with apt where they are missing. Exit status 75: not here, and says why.
set -eu

server() { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb; }

if server >/dev/null 2>&1; then
    exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing postgresql with apt ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql-common >/dev/null
    # the package would set up a server on port 5432 that nobody asked for
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    server >/dev/null
    exit
fi
echo "SKIPPED: the tests of the PostgreSQL store. They need PostgreSQL's server, which only root on Debian gets installed"
echo "by itself. Elsewhere install it (Debian, Ubuntu: sudo apt-get install postgresql)."
exit 75
