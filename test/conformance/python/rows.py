"""What was tried, and whether it worked."""

import json
import os
import time
import traceback


class Rows:
    """Collects a row per check, and prints each as soon as it is known."""

    def __init__(self):
        self.rows = []

    def check(self, name, work, *args):
        """Runs `work`; the row fails if it raises. A text that it returns is the row's note. Gives whether it worked."""
        started = time.time()
        try:
            note = work(*args)
            self.add(name, True, note if isinstance(note, str) else None, started)
            return True
        except Exception as error:  # the library raises plain Exception for most refusals
            if os.environ.get("CONFORMANCE_TRACE"):
                traceback.print_exc()
            self.add(name, False, f"{type(error).__name__}: {error}", started)
            return False

    def add(self, name, ok, note=None, started=None):
        row = {"name": name, "ok": ok}
        if note:
            row["note"] = " ".join(str(note).split())[:600]
        self.rows.append(row)
        took = "" if started is None else f" ({time.time() - started:.1f} s)"
        print(f"{'ok  ' if ok else 'FAIL'} {name}{took}{': ' + row['note'] if note else ''}", flush=True)

    def write(self, client):
        """Leaves the summary where the runner looks for it."""
        file = os.environ.get("CONFORMANCE_SUMMARY")
        if file:
            with open(file, "w", encoding="utf-8") as out:
                json.dump({"client": client, "rows": self.rows}, out, indent=2)


def equal(actual, expected, what="value"):
    """Raises unless both are equal."""
    if actual != expected:
        raise AssertionError(f"{what}: {short(actual)} instead of {short(expected)}")


def holds(condition, what):
    """Raises with these words unless the condition holds."""
    if not condition:
        raise AssertionError(what)


def until(question, what, seconds=15):
    """Asks again until the answer is true, for what a portal shows only after a while; gives the answer."""
    deadline = time.time() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.time() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s")
        time.sleep(0.2)


def short(value):
    text = repr(value)
    return text if len(text) < 160 else text[:160] + "…"
