"""A replication loop: every tick each player is sent what changed of what that player may see, and nothing else.

python replicate.py [RULEBOOK] [--players N] [--ticks N] [--radius R]
"""

from __future__ import annotations

import argparse
import json

import ludex

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("rulebook", nargs="?", default="examples/rulebooks/arena.json")
parser.add_argument("--players", type=int, default=60)
parser.add_argument("--ticks", type=int, default=20)
parser.add_argument("--radius", type=float, default=25.0)
arguments = parser.parse_args()

rulebook = ludex.Rulebook.load(arguments.rulebook)
world, requests = rulebook.traffic(players=arguments.players, requests=17 * arguments.ticks, seed=1)
lines = requests.splitlines(keepends=True)
interest = rulebook.interest("player", "player", radius=arguments.radius, max=32)

sent: dict[int, ludex.World] = {}     # on the server: what each client has
clients: dict[int, ludex.World] = {}  # elsewhere: the clients themselves
bytes_sent = bytes_whole = 0
for tick in range(arguments.ticks):
    world.judge(b"".join(lines[17 * tick : 17 * (tick + 1)]))
    interest.update(world)  # who entered and left, for those who spawn and remove models; who is seen stays in it
    for player in range(1, arguments.players + 1):
        visible = world.visible({"player": {"fields": ["position", "health", "weapon"], "ids": [player, *interest.seen_by(player)]}})
        if player not in sent:
            sent[player], clients[player] = rulebook.world(), rulebook.world()
        message = sent[player].delta_to(visible)
        sent[player] = visible
        clients[player].apply_delta(message)  # on the client: it knows from the digest that it missed nothing
        assert clients[player].digest == visible.digest
        bytes_sent += len(message)
        bytes_whole += len(visible.to_json())

print(json.dumps({"ticks": arguments.ticks, "players": arguments.players, "bytes_per_message": bytes_sent // (arguments.ticks * arguments.players),
                  "bytes_of_what_is_seen": bytes_whole // (arguments.ticks * arguments.players), "interest": interest.digest, "world": world.digest}))
