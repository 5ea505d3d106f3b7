"""The commands that the documents tell their readers to type."""

import os
import re

from harness import REPOSITORY


def commands(document, wanted):
    """Each line of a document's shell blocks that begins as wanted (a regular
    expression), once, without its comment."""
    found = []
    with open(os.path.join(REPOSITORY, document), encoding="utf-8") as file:
        blocks = re.findall(r"^```sh\n(.*?)^```", file.read(), re.M | re.S)
    for line in "".join(blocks).splitlines():
        line = line.partition("#")[0].strip()
        if re.match(wanted, line) and line not in found:
            found.append(line)
    return found
