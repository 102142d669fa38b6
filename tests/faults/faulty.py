"""Run commands in copies of one warm process, each with a fault armed; see faulty.c. Orders come in, a line each."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys

from outagecomms.__main__ import run


def main() -> None:
    """Take orders until there are no more."""
    faults = ctypes.CDLL(os.environ["LD_PRELOAD"])
    gc.freeze()  # what is loaded is shared with the children
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os.chdir(order["folder"])
            said = os.open("said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 2)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            faults.fault_arm(order["at"], order["error"], order["lasting"])
            code = run(order["words"])
            faults.fault_arm(0, 0, 0)
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(child, 0)
        _answer({"code": os.waitstatus_to_exitcode(status), "seen": faults.fault_seen()})


def _answer(words: object) -> None:
    sys.stdout.write(f"{json.dumps(words)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(sys.argv[1])
    for words in (["tick"], ["outbox", "approve", "--all"], ["send"]):
        run(words)  # so that everything is loaded, once
    _answer("ready")
    main()
