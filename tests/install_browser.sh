#!/usr/bin/env bash
# Brings Debian's chromium for the browser tests where it is missing and root allows; otherwise those tests skip and say so.
set -u
if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "chromium is not installed: the browser tests will be skipped (install chromium and chromium-driver to run them)"
  exit 0
fi
echo "installing chromium for the browser tests"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium chromium-driver fonts-noto-cjk >/dev/null
