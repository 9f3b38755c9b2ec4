"""Damaged files by the thousand: the same ones in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

# What readers trip over: marks, quotes, ends, numbers at their limits.
PIECES = [
    b"\x00", b"\xff", b"\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x88\x92", b'"', b"'", b",", b";", b"\t",
    b"\n", b"\r", b"[", b"]", b"{", b"}", b"(", b")", b"-", b"#", b"=", b"sep=", b".", b"1e999", b"-1e-999",
    b"NaN", b"9" * 400, b"[" * 2000, b"null", b"true", b"\\ud800", b"\xc2\xb2", b"\xd9\xa3", b"%", b"$",
    b" " * 50, b"inf",
]  # fmt: skip


def mutants(originals: Sequence[bytes], count: int, seed: int = 0) -> Iterator[bytes]:
    """`count` copies of the originals, in turn, each damaged in one to four places."""
    dice = random.Random(seed)
    for i in range(count):
        content = bytearray(originals[i % len(originals)])
        for _ in range(dice.randint(1, 4)):
            at, to = sorted(dice.randint(0, len(content)) for _ in range(2))
            to = min(to, at + 40)
            kind = dice.randrange(6)
            if kind == 0:
                content[at:to] = b""
            elif kind == 1:
                content[at:at] = content[at:to]
            elif kind == 2:
                content[at:at] = dice.choice(PIECES)
            elif kind == 3:
                content[at : at + 1] = bytes([dice.randrange(256)])
            elif kind == 4:
                content[at:to] = dice.randbytes(to - at)
            elif at:
                del content[at:]
        yield bytes(content)
