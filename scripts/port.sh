#!/usr/bin/env bash
# Stops with one line when somebody listens on that port already.
set -euo pipefail
. "$(dirname "$0")/say.sh"

port=$1
[[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || stop "PORT=$port is no port."
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    stop "port $port is taken; choose another: make run PORT=$((port < 65535 ? port + 1 : 8000))"
fi
