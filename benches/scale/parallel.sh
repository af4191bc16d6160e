#!/bin/sh
# parallel.sh SITE OUT [SHARDS]: a site exported in shards by GNU parallel, then its volumes. OFFPRINT names the program.
set -eu
offprint=${OFFPRINT:-offprint}
site=$1 out=$2 shards=${3:-4}
seq "$shards" | parallel --halt now,fail=1 "$offprint" batch "$site" --all --offline --quiet --jobs 1 --shard "{}/$shards" -o "$out"
"$offprint" merge "$out"
"$offprint" batch "$site" --all --offline --quiet --volume-only -o "$out"
