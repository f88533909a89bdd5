"""Many evaluators saving at once, as a program of its own: `python -m tests.chaos.stations PLAN`.

Nothing of the platform is imported here, so that the load weighs little beside the server and
knows only what the network told it. PLAN is a JSON file:

    {"host", "port", "seed", "dropped", "duplicated", "pause",
     "stations": [{"path", "cookie", "token", "client", "competencies", "saves"}]}

Each station sends its saves one after the other: a rating each, which names the act it follows.
`dropped`: share of replies that never come (the connection is cut once the request has left; the
save is then sent again until a receipt is read). `duplicated`: share of requests sent twice.
`pause`: seconds between two saves of one station. What was acknowledged is printed as JSON:

    {"seconds", "latencies": [ms of each save, until its receipt], "dropped", "duplicated",
     "acknowledged": [[client, sequence, competency, value]], "trouble": [words]}
"""

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

VALUES = "AENO"
#: A save that no receipt answers after that many attempts is given up, and told.
ATTEMPTS = 12
PATIENCE = 60


class Station:
    """One evaluator's device on one connection."""

    def __init__(self, plan: dict[str, Any], told: dict[str, Any], report: dict[str, Any]) -> None:
        self.plan, self.told, self.report = plan, told, report
        self.chance = random.Random(f"{plan['seed']} {told['client']}")
        self.heads: dict[int, int] = {}
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def work(self) -> None:
        """Send every save in turn."""
        competencies = self.told["competencies"]
        for sequence in range(1, self.told["saves"] + 1):
            competency = competencies[self.chance.randrange(len(competencies))]
            value = self.chance.choice(VALUES)
            if not await self.save(sequence, competency, value):
                return
            self.heads[competency] = sequence
            if self.plan["pause"]:
                await asyncio.sleep(self.plan["pause"] * self.chance.uniform(0.5, 1.5))
        self.close()

    async def save(self, sequence: int, competency: int, value: str) -> bool:
        """Send one save until its receipt is read; whether it was."""
        before = self.heads.get(competency)
        act = {
            "sequence": sequence,
            "kind": "rate",
            "competency": competency,
            "value": value,
            "second": sequence,
            "previous": None if before is None else [self.told["client"], before],
            "made_at": round(time.time() * 1000),
            "unsure": False,
        }
        begun = time.perf_counter()
        for _attempt in range(ATTEMPTS):
            try:
                status, body = await asyncio.wait_for(self.exchange(act), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                self.close()
                continue
            receipt = json.loads(body)["receipts"][0] if status == 200 else {"state": status}
            if receipt["state"] not in ("stored", "replayed"):
                self.report["trouble"].append(f"{sequence}: {receipt}")
                return False
            self.report["latencies"].append((time.perf_counter() - begun) * 1000)
            self.report["acknowledged"].append([self.told["client"], sequence, competency, value])
            return True
        self.report["trouble"].append(f"{sequence}: no receipt")
        return False

    async def exchange(self, act: dict[str, Any]) -> tuple[int, bytes]:
        """One request and its reply; perhaps twice, perhaps without waiting for the reply."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(
                self.plan["host"], self.plan["port"]
            )
        message = self.message(act)
        self.writer.write(message)
        await self.writer.drain()
        if self.chance.random() < self.plan["dropped"]:
            self.report["dropped"] += 1
            # The server may be reading, working, or already answering.
            await asyncio.sleep(self.chance.uniform(0, 0.05))
            self.close()
            raise ConnectionResetError
        answer = await self.answer()
        if self.chance.random() < self.plan["duplicated"]:
            self.report["duplicated"] += 1
            self.writer.write(message)
            await self.writer.drain()
            answer = await self.answer()
        return answer

    def message(self, act: dict[str, Any]) -> bytes:
        """The bytes of the request, as a browser behind the proxy of production sends it."""
        body = json.dumps(
            {
                "client": self.told["client"],
                "made": act["sequence"],
                "sent_at": round(time.time() * 1000),
                "acts": [act],
            }
        ).encode()
        head = (
            f"POST {self.told['path']} HTTP/1.1\r\n"
            f"Host: {self.plan['host']}:{self.plan['port']}\r\n"
            "X-Forwarded-Proto: https\r\n"
            f"Origin: https://{self.plan['host']}:{self.plan['port']}\r\n"
            f"Cookie: {self.told['cookie']}\r\n"
            f"X-CSRFToken: {self.told['token']}\r\n"
            "Content-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def answer(self) -> tuple[int, bytes]:
        """The status and the body of a reply."""
        reader = self.reader
        assert reader is not None
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in lines if line)
        body = await reader.readexactly(int(fields.get("content-length", "0")))
        return int(first.split()[1]), body

    def close(self) -> None:
        """Cut the connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    """All the stations at once."""
    report: dict[str, Any] = {
        "latencies": [],
        "acknowledged": [],
        "trouble": [],
        "dropped": 0,
        "duplicated": 0,
    }
    begun = time.perf_counter()
    await asyncio.gather(*(Station(plan, told, report).work() for told in plan["stations"]))
    return report | {"seconds": time.perf_counter() - begun}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(run(json.loads(Path(sys.argv[1]).read_text())))))
