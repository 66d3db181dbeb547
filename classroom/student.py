"""A student of the hub, for `load.py`: server and kernel, used as JupyterLab does."""

import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

import websocket

PATIENCE_S = 600
# Runs in the kernel, whose parent is the student's server
MEASURE = """import json as _json, os as _os, time as _time
def _pss(process):
    with open(f"/proc/{process}/smaps_rollup") as _file:
        (_line,) = (line for line in _file if line.startswith("Pss:"))
    return int(_line.split()[1]) / 1024
print(_json.dumps({"server": _pss(_os.getppid()), "kernel": _pss("self"),
                   "processor": _time.process_time()}))"""


class Student:
    """One account of the hub: its server runs, and a kernel waits for cells."""

    def __init__(self, hub: str, token: str, name: str) -> None:
        self._hub, self._token, self._name = hub.rstrip("/"), token, name
        self._account = f"/hub/api/users/{name}"
        self._ask("POST", self._account, may_fail=True)  # it may be there already
        self._ask("POST", f"{self._account}/server", may_fail=True)
        until = time.monotonic() + PATIENCE_S
        while not self._ask("GET", self._account)["servers"].get("", {}).get("ready"):
            if time.monotonic() > until:
                raise TimeoutError(f"the hub starts no server for {name}")
            time.sleep(1)
        kernels = f"/user/{name}/api/kernels"
        kernel = self._ask("POST", kernels, {"name": "python3"})["id"]
        self._session = uuid.uuid4().hex
        self._socket = websocket.create_connection(
            f"{self._hub}{kernels}/{kernel}/channels".replace("http", "ws", 1),
            header=[f"Authorization: token {token}"],
            timeout=PATIENCE_S,
        )
        self.run("pass")  # from here on it is ready

    def _ask(
        self, method: str, path: str, body: Any = None, *, may_fail: bool = False
    ) -> Any:
        request = urllib.request.Request(
            self._hub + path,
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"token {self._token}"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError:
            if not may_fail:
                raise
            return None

    def run(self, code: str) -> float:
        """Run a cell and return the seconds until the kernel was done with it."""
        return self._execute(code)[0]

    def measure(self) -> dict[str, float]:
        """Return the memory of server and kernel in MiB, and the kernel's seconds."""
        return json.loads(self._execute(MEASURE)[1])

    def _execute(self, code: str) -> tuple[float, str]:
        message = uuid.uuid4().hex
        header = {"msg_id": message, "msg_type": "execute_request", "version": "5.3"}
        header |= {"session": self._session, "username": self._name}
        content = {"code": code, "silent": False, "store_history": True}
        parts = {"header": header, "parent_header": {}, "metadata": {}}
        parts |= {"content": content, "channel": "shell"}
        began, printed = time.monotonic(), ""
        self._socket.send(json.dumps(parts))
        while True:
            received = self._socket.recv()
            if isinstance(received, bytes):
                continue  # what a widget sends to the browser
            reply = json.loads(received)
            if reply["parent_header"].get("msg_id") != message:
                continue
            kind, content = reply["msg_type"], reply["content"]
            if kind == "stream":
                printed += content["text"]
            elif kind == "error":
                raise RuntimeError(
                    f"{self._name}: {content['ename']}: {content['evalue']}"
                )
            elif kind == "status" and content["execution_state"] == "idle":
                return time.monotonic() - began, printed

    def leave(self) -> None:
        """Close the student's server, and with it the kernel."""
        self._socket.close()
        self._ask("DELETE", f"{self._account}/server", may_fail=True)
