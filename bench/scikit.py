"""Clusters the lines of a file by TF-IDF and mini-batch k-means into 1,000 groups, and prints the seconds that it took."""

import sys
import time

from scipy.sparse import hstack
from sklearn.cluster import MiniBatchKMeans
from sklearn.feature_extraction.text import TfidfVectorizer

with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().splitlines()
start = time.time()
words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit_transform(lines)
characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(lines)
MiniBatchKMeans(1000, n_init=1, random_state=0).fit_predict(hstack([words, characters]).tocsr())
print(f"{time.time() - start:.2f}")
