"""Clean-room verifier of an exported Summitry ledger: shares no code with the product.

    python docs/verify_ledger.py EXPORT_FOLDER

The folder holds entries.jsonl, roots.jsonl, public_key.hex. Ends with 0, or 1 and the first bad entry.
"""
import hashlib
import json
import sys
from decimal import Decimal
from pathlib import Path

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, TURN = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


def number(value):  # RFC 8785: as ECMAScript writes numbers
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent
    if -6 < point <= 0:
        text = "0." + "0" * -point + text
    elif 0 < point <= 21:
        text = f"{text[:point]}.{text[point:]}" if len(text) > point else text.ljust(point, "0")
    else:
        text = f"{text[0]}{'.' * (len(text) > 1)}{text[1:]}e{point - 1:+d}"
    return "-" * (sign and value != 0) + text


def canonical(value):
    if isinstance(value, dict):
        pairs = sorted(value.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(held) for key, held in pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number(float(value))


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return ((b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def decompress(data):
    y, sign = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    first = pow(square, (P + 3) // 8, P)
    x = next((x for x in (first, first * TURN % P) if (x * x - square) % P == 0), None)
    x = (P - x if (x & 1) != sign else x) if x is not None else sys.exit("public_key.hex holds no key")
    return (x, y, 1, x * y % P)


def signed_by(public, message, signature):  # RFC 8032: Ed25519
    base, (x, y, _, t) = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")), decompress(public)
    commitment, scalar = bytes.fromhex(signature)[:32], int.from_bytes(bytes.fromhex(signature)[32:], "little")
    digest = int.from_bytes(hashlib.sha512(commitment + public + message).digest(), "little") % L
    x, y, z, _ = add(multiply(scalar, base), multiply(digest, (P - x, y, 1, P - t)))
    x, y = (value * pow(z, P - 2, P) % P for value in (x, y))
    return scalar < L and (y | (x & 1) << 255).to_bytes(32, "little") == commitment


def lines(path, kind, field):
    for place, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        try:
            value = json.loads(line.decode())
            same, seal = canonical(value).encode() + b"\n" == line, value.pop(field)
            good = same and bytes.fromhex(seal).hex() == seal
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            good = False
        yield (place, value, seal) if good else sys.exit(f"{kind} {place} is not written as it was exported")


def verify(folder):
    public, hashes, day = bytes.fromhex((folder / "public_key.hex").read_text()), ["0" * 64], ""
    for seq, entry, stated in lines(folder / "entries.jsonl", "entry", "hash"):
        hashes.append(hashlib.sha256(canonical(entry).encode()).hexdigest())
        if [entry.get("seq"), entry.get("previous"), stated] != [seq, *hashes[-2:]]:
            sys.exit(f"entry {seq} is missing, unlinked or altered")
    for place, root, signature in lines(folder / "roots.jsonl", "root", "signature"):
        if not signed_by(public, canonical(root).encode(), signature) or root["day"] <= day:
            sys.exit(f"root {place} is not signed, or out of order")
        if root["hash"] not in hashes[root["seq"] :][:1]:
            sys.exit(f"entry {root['seq']} is missing, or not the one that root {place} signs")
        day = root["day"]
    print(f"{len(hashes) - 1} entries verified")


if __name__ == "__main__":
    verify(Path(sys.argv[1]))
