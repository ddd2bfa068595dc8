#!/bin/sh
# Checks an installation from outside, with curl alone.
#
#   smoke.sh [-m MODE] [-p PATH] [-a ANALYSIS_URL] [-t VIEW_TOKEN_FILE] [BASE_URL]
#
#   -m  what the proxy's mode is: monitor (default) or block
#   -p  a path that the API answers with 2xx (default /users/1)
#   -a  the analysis backend (default http://127.0.0.1:8090); empty: events are not looked for
#   -t  the file of its view token (default: secrets/view_token beside this script)
#   BASE_URL  the proxy, or the load balancer before it (default http://127.0.0.1:8080)
set -u
mode=monitor path=/users/1 analysis=http://127.0.0.1:8090 token_file=$(dirname "$0")/secrets/view_token
while getopts m:p:a:t: option; do
  case $option in
    m) mode=$OPTARG ;;
    p) path=$OPTARG ;;
    a) analysis=$OPTARG ;;
    t) token_file=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
base=${1:-http://127.0.0.1:8080}
base=${base%/}
case $mode in monitor | block) ;; *) echo "smoke: -m is monitor or block, not $mode" >&2; exit 2 ;; esac

failed=0
say() { # NAME EXPECTED FOUND
  if [ "$2" = "$3" ]; then echo "ok    $1: $3"; else echo "FAIL  $1: $3, not $2"; failed=1; fi
}
status() { curl -sS -o /dev/null -m 15 -w '%{http_code}' "$@" || true; }
success() { case $1 in 2??) echo 2xx ;; *) echo "$1" ;; esac; }

# Found again in the event; not a shape that is masked.
mark="smoke-$(date +%s)-$$"
attack="mark=$mark&q=1%27%20OR%20%271%27=%271"

say 'an ordinary request' 2xx "$(success "$(status "$base$path")")"
attacked=$(status "$base$path?$attack")
if [ "$mode" = block ]; then
  say 'SQL injection in a query' 403 "$attacked"
  say 'cross-site scripting in JSON' 403 "$(status "$base$path" -H 'content-type: application/json' \
    -d "{\"mark\":\"$mark\",\"name\":\"<img src=x onerror=alert(document.cookie)>\"}")"
  verdict=blocked
else
  say 'SQL injection in a query, which monitor lets pass' 2xx "$(success "$attacked")"
  verdict=would_block
fi
# A head that two servers could read differently: refused in every mode, by Sluice or by what stands before it.
say 'two different Content-Length' 400 "$(status "$base$path" -H 'content-length: 3' -H 'content-length: 4' -d abc)"

if [ -n "$analysis" ]; then
  found=none
  tries=0
  # Nodes send what they have seen in batches.
  while [ "$tries" -lt 20 ]; do
    # By a file of options: a command line can be read by everyone on the machine.
    if ! answer=$(printf 'header = "authorization: Bearer %s"\n' "$(cat "$token_file")" |
      curl -fsS -m 15 -K - "${analysis%/}/api/v1/events"); then
      found='not told'
      break
    fi
    found=$(printf '%s' "$answer" | tr '{' '\n' | awk -v mark="$mark" '
      match($0, /"verdict":"[a-z_]*"/) { verdict = substr($0, RSTART + 11, RLENGTH - 12) }
      index($0, mark) { print verdict; exit }')
    if [ -n "$found" ]; then break; fi
    tries=$((tries + 1))
    sleep 1
  done
  say 'the event in the analysis backend' "$verdict" "${found:-none}"
fi
[ "$failed" = 0 ] || echo 'smoke: something is not as it should be' >&2
exit "$failed"
