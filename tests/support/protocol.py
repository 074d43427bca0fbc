"""A learner's page without a browser: its cells run, its questions answered and handed in by Jupyter's own protocol."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from support.hub import Visitor


@dataclass
class OpenPage:
    """A module's page in a kernel of its own; `widgets` maps each item of the page to its widget's comm."""

    socket: WebSocketClientConnection
    kernel: str
    widgets: dict[str, str] = field(default_factory=dict)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def run(self, notebook: Path) -> None:
        """Run every cell of the page, as the page itself does when it opens."""
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                source = cell["source"]
                await self.execute(source if isinstance(source, str) else "".join(source))

    async def execute(self, code: str) -> None:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        asked = await self._send("execute_request", content)
        while True:
            message = await self._next()
            if message["parent_header"].get("msg_id") != asked:
                continue
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(message["content"]["traceback"]))
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return

    async def tell(self, item: str, content: dict[str, Any], answers: tuple[str, ...]) -> dict[str, Any]:
        """Send the item's widget a message of its page's, and give the first of its `answers` to this one."""
        draft = uuid.uuid4().hex
        data = {"method": "custom", "content": {**content, "draft": draft, "window": "benchmark"}}
        await self._send("comm_msg", {"comm_id": self.widgets[item], "data": data})
        while True:
            message = await self._next()
            told = message["content"].get("data", {}).get("content", {}) if message["msg_type"] == "comm_msg" else {}
            if isinstance(told, dict) and told.get("draft") == draft and told.get("type") in answers:
                return told

    async def answer(self, item: str, value: Any) -> None:
        told = await self.tell(item, {"type": "save", "value": value, "edited": 0}, ("saved", "failed", "stale"))
        assert told["type"] == "saved", told

    async def hand_in(self) -> None:
        told = await self.tell("hand-in", {"type": "hand_in"}, ("handed_in", "not_handed_in"))
        assert told["type"] == "handed_in", told

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "benchmark", "username": "", "version": "5.3", "date": "",
        }  # fmt: skip
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await self.socket.write_message(json.dumps({**message, "buffers": []}))
        return header["msg_id"]

    async def _next(self) -> dict[str, Any]:
        told = None
        while not isinstance(told, str):  # binary messages carry pictures
            told = await self.socket.read_message()
            assert told is not None, "the kernel's connection was closed"
        message: dict[str, Any] = json.loads(told)
        message.setdefault("msg_type", message["header"]["msg_type"])
        if message["msg_type"] == "comm_open":
            state = message["content"]["data"].get("state", {})
            item = state.get("item")
            if isinstance(item, dict) and "id" in item:
                self.widgets[item["id"]] = message["content"]["comm_id"]
                self.items[item["id"]] = item
        return message


async def open_page(visitor: Visitor, path: str) -> OpenPage:
    """Start a kernel for the notebook at `path` in somebody's server, as JupyterLab does."""
    body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
    made = visitor.send("POST", f"/user/{visitor.name}/api/sessions", body)
    made.raise_for_status()
    kernel = made.json()["kernel"]["id"]
    address = urlsplit(visitor.address)
    url = f"ws://{address.netloc}/user/{visitor.name}/api/kernels/{kernel}/channels?session_id={time.monotonic_ns()}"
    headers = {"Cookie": visitor.cookies_for(f"/user/{visitor.name}/")}
    socket = await websocket_connect(HTTPRequest(url, headers=headers, request_timeout=120), max_message_size=2**26)
    return OpenPage(socket, kernel)
