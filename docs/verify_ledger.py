"""Clean-room verifier of an exported Summitry ledger: shares no code with the product.

    python docs/verify_ledger.py EXPORT_FOLDER

The folder holds entries.jsonl, roots.jsonl and public_key.hex. Exit status 0 and one line when all
is well, else 1 and the first bad entry. RFC 8785 (canonical JSON), RFC 8032 (signatures).
"""
import hashlib
import json
import sys
from pathlib import Path

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P


def number(value):
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    mantissa, _, exponent = text.partition("e")
    if not exponent and abs(value) >= 1e-6:
        return text
    digits = mantissa.replace(".", "").replace("-", "").lstrip("0").rstrip("0") or "0"
    power = int(f"{value:e}".partition("e")[2]) if not exponent else int(exponent)
    sign = "-" if value < 0 else ""
    if -7 < power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if power > 0 else '-'}{abs(power)}"


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(k) + ":" + canonical(value[k]) for k in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number(value)


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        raise ValueError("no point on the curve")
    x = P - x if (x & 1) != sign else x
    return (x, y, 1, x * y % P)


def signed_by(public, message, signature):
    base = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = multiply(int.from_bytes(signature[32:], "little"), base)
    right = add(decompress(signature[:32]), multiply(int.from_bytes(digest, "little"), decompress(public)))
    return not any((left[i] * right[2] - right[i] * left[2]) % P for i in (0, 1))


def verify(folder):
    read = lambda name: [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
    public, hashes, previous = bytes.fromhex((folder / "public_key.hex").read_text().strip()), {}, "0" * 64
    for seq, entry in enumerate(read("entries.jsonl"), 1):
        stated = entry.pop("hash")
        found = hashlib.sha256(canonical(entry).encode()).hexdigest()
        if (entry["seq"], entry["previous"], found) != (seq, previous, stated):
            raise SystemExit(f"entry {seq} is missing, unlinked or altered")
        hashes[seq] = previous = stated
    for root in read("roots.jsonl"):
        signature = bytes.fromhex(root.pop("signature"))
        if not signed_by(public, canonical(root).encode(), signature) or hashes.get(root["seq"]) != root["hash"]:
            raise SystemExit(f"the root of {root['day']} does not match entry {root['seq']}")
    print(f"{len(hashes)} entries verified")


if __name__ == "__main__":
    verify(Path(sys.argv[1]))
