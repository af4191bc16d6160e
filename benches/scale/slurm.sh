#!/bin/sh
# slurm.sh SITE OUT [SHARDS]: the two jobs sent to the cluster that `sbatch` knows, and waited for.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
site=$(realpath "$1") out=$(realpath -m "$2") shards=${3:-4}
mkdir -p "$out"
job=$(sbatch --parsable --export=ALL --output="$out/slurm-%a.log" --array="1-$shards" "$here/shard.sbatch" "$site" "$out")
sbatch --wait --export=ALL --output="$out/slurm-volumes.log" --dependency="afterok:$job" "$here/volumes.sbatch" "$site" "$out"
rm -f "$out"/slurm-*.log
