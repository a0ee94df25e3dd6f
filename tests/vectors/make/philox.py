"""Draws as docs/decisions/0005-draw-addresses.md writes them, from the papers and not from the engine: the numbers in judge/chance.json."""

M32, M64 = 2**32 - 1, 2**64 - 1
P1, P2, P3, P4, P5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)


def rotl(x, r):
    return (x << r | x >> 64 - r) & M64


def xxh64(data, seed):
    def round_(acc, lane):
        return rotl((acc + lane * P2) & M64, 31) * P1 & M64

    i, n = 0, len(data)
    if n >= 32:
        acc = [(seed + P1 + P2) & M64, (seed + P2) & M64, seed, (seed - P1) & M64]
        while n - i >= 32:
            for k in range(4):
                acc[k] = round_(acc[k], int.from_bytes(data[i:i + 8], "little"))
                i += 8
        h = (rotl(acc[0], 1) + rotl(acc[1], 7) + rotl(acc[2], 12) + rotl(acc[3], 18)) & M64
        for a in acc:
            h = ((h ^ round_(0, a)) * P1 + P4) & M64
    else:
        h = (seed + P5) & M64
    h = (h + n) & M64
    while n - i >= 8:
        h = (rotl(h ^ round_(0, int.from_bytes(data[i:i + 8], "little")), 27) * P1 + P4) & M64
        i += 8
    if n - i >= 4:
        h = (rotl(h ^ int.from_bytes(data[i:i + 4], "little") * P1 & M64, 23) * P2 + P3) & M64
        i += 4
    for byte in data[i:]:
        h = rotl(h ^ byte * P5 & M64, 11) * P1 & M64
    h = (h ^ h >> 33) * P2 & M64
    h = (h ^ h >> 29) * P3 & M64
    return h ^ h >> 32


assert xxh64(b"", 0) == 0xEF46DB3751D8E999 and xxh64(b"abc", 0) == 0x44BC2CF5AD770999


def mix64(x):
    x = (x + 0x9E3779B97F4A7C15) & M64
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & M64
    x = (x ^ x >> 27) * 0x94D049BB133111EB & M64
    return x ^ x >> 31


def philox(counter, key):
    c, k = list(counter), list(key)
    for turn in range(10):
        if turn:
            k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [b >> 32 ^ c[1] ^ k[0], b & M32, a >> 32 ^ c[3] ^ k[1], a & M32]
    return c


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


class Draws:
    """The draws of request number `seq` of one actor in one action."""

    def __init__(self, action, seq, listed=(), seed=0, kind="player", actor=7):
        self.listed, self.seq = list(listed), seq & M64
        key = mix64(mix64(mix64(seed & M64) ^ xxh64(kind.encode(), 0)) ^ (actor & M64))
        self.key = [key & M32, key >> 32]
        self.action_hash = xxh64(action.encode(), 0)

    def block(self, stream, block):
        return philox([self.seq & M32, self.seq >> 32, xxh64(stream.encode(), self.action_hash) & M32, block], self.key)

    def words(self, name):
        """A function that gives the next word; with True it skips what is left of the block first."""
        state = {"main": name in self.listed, "block": 0, "lane": 4}

        def next_word(rejected=False):
            if rejected:
                state["lane"] = 4
            if state["main"]:
                state["main"] = False
                i = self.listed.index(name)
                return self.block("", i // 4)[i % 4]
            if state["lane"] == 4:
                state["lane"], state["block"] = 0, state["block"] + 1
            state["lane"] += 1
            return self.block(name, state["block"] - 1)[state["lane"] - 1]

        return next_word

    @staticmethod
    def below(words, bound):
        bits = 32 if bound <= 2**32 else 64
        rejected = False
        while True:
            word = words(rejected)
            if bits == 64:
                word |= words() << 32
            if word * bound % 2**bits >= (2**bits - bound) % bound:
                return word * bound >> bits
            rejected = True

    def chance(self, name, p):
        return self.words(name)() < int(min(max(p, 0), 1) * 2**32)

    def roll(self, name, low, high):
        return low + self.below(self.words(name), high - low + 1)

    def dice(self, name, count, sides, plus=0):
        words = self.words(name)
        return sum(1 + self.below(words, sides) for _ in range(count)) + plus

    def weighted(self, name, weights):
        words = self.words(name)
        if all(isinstance(w, int) for w in weights):
            value = self.below(words, sum(weights))
        else:
            low = words()
            value = ((low | words() << 32) >> 11) * 2.0**-53 * sum(weights)
        passed = 0
        for i, weight in enumerate(weights):
            passed += weight
            if value < passed:
                return i
