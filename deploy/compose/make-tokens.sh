#!/bin/sh
# Makes the tokens that compose.yaml hands to the containers, in a folder (default: secrets, beside this script). Those
# that are there already stay.
set -eu
folder=${1:-$(dirname "$0")/secrets}
# The folder keeps other users of this machine out. The files must be readable by the containers' users, who are none here.
mkdir -p "$folder"
chmod 700 "$folder"
for name in ingest_token view_token grafana_password; do
  if [ -s "$folder/$name" ]; then continue; fi
  (umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$folder/$name")
  chmod 444 "$folder/$name"
  echo "made $folder/$name"
done
