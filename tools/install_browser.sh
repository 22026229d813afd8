#!/bin/sh
# Make sure that the browser tests can run: Chromium and a font with Chinese letters.
# As root on Debian both are installed with apt where they are missing. Exit status 75: not here, and says why.
set -eu

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
font() { [ "$(uname)" = Darwin ] || { command -v fc-list && fc-list :lang=zh | grep -q .; }; }

if browser >/dev/null && font >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing chromium and fonts-noto-cjk with apt ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null
    browser >/dev/null && font >/dev/null
    exit
fi
echo "SKIPPED: the browser tests. They need Chromium and a font with Chinese letters, which only root on Debian gets"
echo "installed by itself. Elsewhere install both (Debian, Ubuntu: sudo apt-get install chromium fonts-noto-cjk)."
exit 75
