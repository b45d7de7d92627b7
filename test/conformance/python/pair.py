"""Two portals of the sandbox in a process of their own."""

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
import ssl

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
#: Compiled programs; another folder than dist/ while somebody works on them.
DIST = os.environ.get("CONFORMANCE_DIST", os.path.join(ROOT, "dist"))
NODE = os.environ.get("CONFORMANCE_NODE", "node")


class Pair:
    """A source with the demo town and a target, with the manners asked for. Use it in a `with` statement."""

    def __init__(self, source, target, port):
        self.log = []
        command = [NODE, os.path.join(DIST, "sandbox", "cli.js"), "--json"]
        command += ["--source", source, "--target", target, "--port", str(port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        line = self.process.stdout.readline()
        if not line:
            self.process.wait(10)
            raise RuntimeError("The sandbox did not start: " + "".join(self.log[-5:]))
        self.portals = json.loads(line)

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._reader.join(5)
        self.process.stdout.close()

    def unknown(self):
        """Requests that no endpoint answered: method and path, without ids, with how often."""
        found = {}
        for line in self.log:
            match = re.match(r"unknown endpoint: (\w+) (\S+)", line)
            if match:
                path = re.sub(r"\b[0-9a-f]{32}\b", "{id}", match[2])
                key = f"{match[1]} {path}"
                found[key] = found.get(key, 0) + 1
        return found

    def troubles(self):
        """What the sandbox says went wrong inside itself."""
        return [line.strip() for line in self.log if re.search(r"failed|TypeError|background", line)]
