#!/bin/sh
# one-node-cluster.sh COMMAND …: runs a command with a Slurm cluster of this machine alone, which ends with it.
# Needs root and Debian's `slurm-wlm` (with `munge`).
set -eu
work=$(mktemp -d)
cores=$(nproc)
host=$(hostname -s)
cat > "$work/slurm.conf" <<EOF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SchedulerParameters=sched_interval=1
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cores State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
EOF
mkdir -p "$work/state" "$work/spool"
export SLURM_CONF="$work/slurm.conf"
stop() {
    for daemon in slurmd slurmctld; do
        if [ -f "$work/$daemon.pid" ]; then
            pid=$(cat "$work/$daemon.pid")
            kill "$pid" || true
            while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
        fi
    done
    rm -rf "$work"
}
trap stop EXIT
pgrep -x munged > /dev/null || { mkdir -p /run/munge && chown munge: /run/munge && su -s /bin/sh munge -c munged; }
slurmctld -f "$SLURM_CONF"
slurmd -f "$SLURM_CONF"
until sinfo --noheader --states=idle --format=%N 2> /dev/null | grep -q .; do sleep 0.2; done
"$@"
