"""Two network namespaces joined by a pair of virtual network devices, with mpirun across them (root, ip)."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

NETWORK = "10.214.77"
ADDRESSES = [f"{NETWORK}.1", f"{NETWORK}.2"]


def are_possible():
    return os.geteuid() == 0 and shutil.which("ip") is not None


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


def inside(name, *words):
    """A command in a namespace."""
    return ["ip", "netns", "exec", name, *words]


@contextlib.contextmanager
def joined(each=1):
    """The names of two namespaces, which are those of their devices too, and the words that begin a command by so
    many ranks in each, over TCP alone."""
    names = [f"cmcgan{os.getpid()}{side}" for side in "ab"]
    with tempfile.TemporaryDirectory() as place:
        # What mpirun calls in the place of ssh: the address says which namespace.
        agent = pathlib.Path(place) / "agent.sh"
        agent.write_text(
            f"#!/bin/sh\nif [ $1 = {ADDRESSES[0]} ]; then space={names[0]}; else space={names[1]}; fi\n"
            'shift\nexec ip netns exec $space sh -c "$*"\n')
        agent.chmod(0o755)
        try:
            for name in names:
                ip("netns", "add", name)
            ip("link", "add", names[0], "netns", names[0], "type", "veth",
               "peer", "name", names[1], "netns", names[1])
            for name, address in zip(names, ADDRESSES):
                ip("-n", name, "addr", "add", f"{address}/24", "dev", name)
                ip("-n", name, "link", "set", name, "up")
                ip("-n", name, "link", "set", "lo", "up")
            yield names, inside(
                names[0], "mpirun", "--quiet", "-n", str(2 * each), "--bind-to", "none",
                "--host", ",".join(f"{address}:{each}" for address in ADDRESSES),
                "--mca", "plm_rsh_agent", str(agent), "--mca", "btl", "self,tcp",
                "--mca", "btl_tcp_if_include", f"{NETWORK}.0/24",
                "--mca", "oob_tcp_if_include", f"{NETWORK}.0/24")
        finally:
            for name in names:
                subprocess.run(["ip", "netns", "del", name], capture_output=True)
