"""What a container may do: as little as docs/operations.md says."""

import re

from harness import check

NO_CAPABILITY = "0000000000000000"


def check_hardened(engine, container):
    """By the kernel's word on process 1, and by trying."""
    text = engine.run("exec", container, "cat", "/proc/1/status")
    status = dict(re.findall(r"^(\w+):\s*(.*)$", text, re.M))
    check(status["Name"] == "tradeeon", f"{container}: process 1 is {status['Name']}")
    for name in ("Uid", "Gid"):
        check(set(status[name].split()) == {"10001"},
              f"{container}: {name} {status[name]}")
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        check(status[name] == NO_CAPABILITY, f"{container}: {name} {status[name]}")
    check(status["NoNewPrivs"] == "1", f"{container}: may gain privileges")
    check(status["Seccomp"] == "2", f"{container}: system calls are not filtered")
    bounds = engine.inspect(container)["HostConfig"]
    check(bounds["ReadonlyRootfs"], f"{container}: the root can be written")
    check(0 < bounds["Memory"] <= 2 << 30, f"{container}: memory {bounds['Memory']}")
    check(0 < bounds["PidsLimit"] <= 4096, f"{container}: pids {bounds['PidsLimit']}")
    for folder in ("/", "/etc", "/usr/local/bin", "/home"):
        tried = engine.run("exec", container, "sh", "-c",
                           f"touch {folder}/x 2>/dev/null && echo written || "
                           f"echo refused")
        check(tried.strip() == "refused", f"{container}: {folder} can be written")
    ran = engine.run("exec", container, "sh", "-c",
                     'x=$(mktemp) && cp /bin/true "$x" && chmod 0700 "$x" && '
                     '{ "$x" 2>/dev/null && echo ran || echo refused; }; rm -f "$x"')
    check(ran.strip() == "refused", f"{container}: temporary files can be run")
