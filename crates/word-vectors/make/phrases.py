"""Makes short phrases out of WordNet: its names, pieces of its explanations and examples, and queries put together of them."""

import random
import re

POSITIONS = ("noun", "verb", "adj", "adv")
TEMPLATES = """best {n}|best {n} for {n}|{n} near me|cheap {n}|buy {n} online|{n} price|{n} vs {n}|what is {n}|how to {v} {n}|how to {v} a {n}|{a} {n}|{a} {n} for {n}|{n} {n}|{n} {n} {n}|why is my {n} {a}|can i {v} my {n}|how do i {v} the {n}|where can i {v} {n}|{n} for sale|{n} reviews|{n} repair|{n} ideas|{n} for beginners|how long does {n} take|how much does a {n} cost|my {n} is {a}|i need to {v} my {n}|please {v} the {n}|do you {v} {n}|what does {n} mean|is {n} {a}|{n} without {n}|{n} with {n}|{v} {n} in {n}|difference between {n} and {n}|{n} recipe|{n} service|{n} app|{n} software|{n} online|{n} company|{n} types of|{a} {a} {n}|{n} {v}|{r} {v} {n}|tell me about {n}|when should i {v} {n}|what is the {a} {n}|i want to {v} {n} {r}|{n} did not {v}|show me {n}|is it {a} to {v} {n}|the {n} of {n}|{n} size|{n} rules|{n} symptoms|{n} treatment|{n} lessons|{n} jobs|{n} template|free {n}|{n} {a}""".split("|")
SLOTS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
LONGEST = 12


def phrases(wordnet, want):
    """`want` different phrases in a fixed order, from the folder of WordNet's data files."""
    chance = random.Random(7)
    names, explained = read(wordnet)
    frequency = frequencies(wordnet)
    everything = {p: sorted({n.lower() for n in names[p]}) for p in POSITIONS}
    common = {
        p: sorted((n for n in everything[p] if frequency.get(n, 0) >= 1), key=lambda n: (-frequency[n], n)) for p in POSITIONS
    }
    found = set()
    for position in POSITIONS:
        found.update(everything[position])
    for text in explained:
        words = text.split()
        if len(words) <= LONGEST:
            found.add(text)
            continue
        length = chance.randrange(4, 11)
        start = chance.randrange(0, len(words) - length)
        found.add(" ".join(words[:LONGEST]))
        found.add(" ".join(words[start : start + length]))

    def pick(position):
        # Mostly frequent words: those are what people search for.
        if chance.random() >= 0.8:
            return chance.choice(everything[position])
        words = common[position]
        if chance.random() < 0.5:
            return words[min(int(chance.paretovariate(0.35)) - 1, len(words) - 1)]
        return chance.choice(words)

    while len(found) < want:
        template = chance.choice(TEMPLATES)
        found.add(re.sub(r"\{(.)\}", lambda slot: pick(SLOTS[slot[1]]), template))
    ordered = sorted(text for text in found if 1 < len(text) < 120)
    chance.shuffle(ordered)
    return ordered


def read(wordnet):
    """Names by part of speech, and all explanations and examples (format: wndb(5WN))."""
    names = {p: [] for p in POSITIONS}
    explained = []
    for position in POSITIONS:
        with open(wordnet / f"data.{position}", encoding="latin-1") as lines:
            for line in lines:
                if line.startswith("  "):
                    continue
                head, _, gloss = line.partition("|")
                fields = head.split()
                count = int(fields[3], 16)
                names[position].extend(
                    re.sub(r"\(.*\)", "", fields[4 + 2 * at]).replace("_", " ") for at in range(count)
                )
                explained.extend(part for part in (p.strip().strip('" ') for p in gloss.split(";")) if part)
    return names, explained


def frequencies(wordnet):
    """How often WordNet's authors met each name in the texts that they tagged."""
    found = {}
    with open(wordnet / "cntlist.rev") as lines:
        for line in lines:
            key, _, count = line.split()[:3]
            name = key.split("%")[0].replace("_", " ")
            found[name] = found.get(name, 0) + int(count)
    return found
