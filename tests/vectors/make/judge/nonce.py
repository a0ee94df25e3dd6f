from lib import *

t = Topic("nonce", "Exact edges, Stage B, nonce: the replay window of (actor, session), window + 1 numbers wide.")

BIG = 9223372036854775807
for window in (1, 4, 256):
    t.rulebook(f"window {window}", book({"Go": {}}, limits={"nonce": {"counter": window}}))
t.rulebook("none", book({"Go": {}}))
ok, replayed, old, contract = acc(), rej("nonce_replayed", "/nonce"), rej("nonce_too_old", "/nonce"), rej("contract", "/nonce")
go = lambda nonce, **more: req("Go", nonce=nonce, **more)


def run(*pairs):
    return [(go(nonce), verdict) for nonce, verdict in pairs]


W = "window 4"
t.case("any nonce may be first: 0", W, run((0, ok), (0, replayed), (1, ok)))
t.case("any nonce may be first: the largest", W, run((BIG, ok), (BIG, replayed)))
t.case("any nonce may be first: one in the middle", W, run((1000, ok), (1001, ok)))
t.case("higher nonces pass, with gaps", W, run((1, ok), (2, ok), (9, ok), (1000000, ok)))
t.case("a nonce that was seen is replayed", W, run((5, ok), (6, ok), (5, replayed), (6, replayed)))
t.case("an unseen nonce inside the window passes, once", W, run((10, ok), (8, ok), (8, replayed), (9, ok), (10, replayed)))
t.case("h - n = window passes", W, run((10, ok), (6, ok), (6, replayed)))
t.case("h - n = window + 1 is too old", W, run((10, ok), (5, old), (6, ok)))
t.case("a nonce below the window is too old even when it was seen", W, run((5, ok), (10, ok), (5, old)))
t.case("the whole window can be filled backwards", W, run((10, ok), (9, ok), (8, ok), (7, ok), (6, ok), (5, old), (6, replayed), (7, replayed), (8, replayed), (9, replayed)))
t.case("a jump shifts what is remembered", W, run((10, ok), (8, ok), (12, ok), (8, replayed), (9, ok), (10, replayed), (11, ok), (7, old)))
t.case("a jump over the whole window forgets nothing wrongly", W, run((10, ok), (9, ok), (100, ok), (96, ok), (97, ok), (98, ok), (99, ok), (95, old), (10, old)))
t.case("a jump of exactly window + 1", W, run((10, ok), (15, ok), (11, ok), (10, old), (12, ok), (11, replayed)))
t.case("a jump of exactly window keeps the old highest in sight", W, run((10, ok), (14, ok), (10, replayed), (11, ok), (9, old)))
t.case("an old nonce moves nothing", W, run((10, ok), (5, old), (4, old), (6, ok), (11, ok), (6, old), (7, ok)))
t.case("from 0 to the largest without overflow", W, run((0, ok), (BIG, ok), (0, old), (BIG - 4, ok), (BIG - 5, old), (BIG - 4, replayed), (BIG - 1, ok)))
t.case("the smallest nonces inside the window of a small highest", W, run((3, ok), (0, ok), (1, ok), (2, ok), (0, replayed)))
t.case("a window of one tracks two numbers", "window 1", run((10, ok), (9, ok), (8, old), (9, replayed), (10, replayed), (12, ok), (11, ok), (10, old)))
t.case("a window of 256 tracks 257 numbers", "window 256", run((1000, ok), (744, ok), (743, old), (744, replayed), (745, ok), (936, ok), (937, ok), (936, replayed), (937, replayed), (1001, ok), (744, old), (745, replayed)))
t.case("a window of 256 crosses its words", "window 256",
       run((0, ok), (63, ok), (64, ok), (65, ok), (127, ok), (128, ok), (256, ok), (0, replayed), (62, ok), (66, ok), (257, ok), (0, old), (1, ok), (63, replayed), (64, replayed), (128, replayed), (129, ok)))
t.case("a window of 256 forgets after a long jump", "window 256", run((10, ok), (11, ok), (300, ok), (44, ok), (43, old), (55, ok), (74, ok), (75, ok), (74, replayed), (10, old), (299, ok)))
t.case("each session has its window", W, [(go(5, session=1), ok), (go(5, session=2), ok), (go(5, session=1), replayed), (go(5, session=2), replayed)])
t.case("an absent session is session 0", W, [(go(5), ok), (go(5, session=0), replayed), (go(6, session=0), ok), (go(6), replayed)])
t.case("each actor has its window", W, [(go(5), ok), (go(5, actor=8), ok), (go(5), replayed)])
t.case("a new session does not free the old one's nonces", W, [(go(5, session=1), ok), (go(900, session=2), ok), (go(6, session=1), ok), (go(5, session=1), replayed)])
t.case("the window is kept between batches", W, run((10, ok)), run((10, replayed), (9, ok)), run((9, replayed), (5, old)))
t.case("a missing nonce is a contract violation of a client", W, [(req("Go"), contract), (go(0), ok)])
t.case("a nonce is an int of any exact form", W, [('{"actor":7,"received_at":1000,"action":"Go","nonce":5.0}', ok), ('{"actor":7,"received_at":1000,"action":"Go","nonce":50e-1}', replayed)])
t.case("a negative nonce, a fraction, a string, a bool, null and 2^63 are contract violations", W,
       [(go(-1), contract), (go(1.5), contract), (go("1"), contract), (go(True), contract), (go(None), contract), (go(9223372036854775808), contract), (go([1]), contract), (go(1), ok)])
t.case("without limits.nonce a nonce may be absent or seen", "none", [(req("Go"), ok), (go(5), ok), (go(5), ok), (go(1), ok)])
t.case("without limits.nonce a nonce must still be an int", "none", [(go("5"), contract), (go(1.5), contract), (go({}), contract)])
