"""Refuse every connection that would leave this machine.

While tests run this folder is on PYTHONPATH, so that each Python they start, the
notebooks' kernels included, loads this file by itself. What is refused raises, and is
written to the file that NETWORK_GUARD names, because code may swallow the exception.
"""

import os
import socket
import sys

_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_HERE = ("", "localhost", "::1", "::", "0.0.0.0", socket.gethostname())


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    return host is None or host in _HERE or host.startswith("127.")


def _guard(event: str, arguments: tuple) -> None:
    if event in _LOOKUPS:
        target = arguments[0]
    elif event in _SENDS and arguments[0].family in (socket.AF_INET, socket.AF_INET6):
        target = arguments[1] and arguments[1][0]
    else:
        return
    record = os.environ.get("NETWORK_GUARD")
    if record is None or _is_here(target):
        return
    line = f"{event} {target!r} by {' '.join(sys.argv)[:200]!r}"
    with open(record, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    raise PermissionError(f"The course works without a network; refused: {line}")


sys.addaudithook(_guard)
