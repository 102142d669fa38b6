"""A chat's web server: answers what it is told to, and remembers what was posted."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self


class Web:
    """A server on a free port of this machine. A context manager.

    *answer* is an HTTP status; or nothing, and it hangs up without a word. *before* is called with each text before
    it is answered.
    """

    def __init__(self, answer: int | None = 200, before: Callable[[Any], object] = lambda _: None) -> None:
        self.answer = answer
        self.posted: list[Any] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                web.posted.append(json.loads(self.rfile.read(length)))
                before(web.posted[-1])
                if web.answer is None:
                    self.close_connection = True
                    return
                self.send_response(web.answer)
                if web.answer in range(300, 400):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                web.posted.append("GET")
                web.answer = 200
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self._server.server_port}/s3cret"
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.05])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
