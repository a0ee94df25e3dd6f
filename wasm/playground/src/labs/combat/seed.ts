/** docs/decisions/0017: the seed of a fight's world, mix64(mix64(seed) xor fight), and SplitMix64's finaliser of 0005. */
const MASK = (1n << 64n) - 1n;

function mix64(x: bigint): bigint {
  x = (x + 0x9e3779b97f4a7c15n) & MASK;
  x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
  x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & MASK;
  return x ^ (x >> 31n);
}

export const seedOfFight = (seed: bigint, fight: bigint): bigint => mix64(mix64(seed) ^ fight);
