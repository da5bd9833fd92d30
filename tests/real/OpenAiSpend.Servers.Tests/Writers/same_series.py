"""Says where pages of metrics differ that should hold the same series. Reads them with Prometheus' own client for Python.

Arguments: pages, three by three. Prints how many series were compared.
"""
import sys
from prometheus_client.parser import text_string_to_metric_families


def series(path):
    found = {}
    with open(path, encoding="utf-8", newline="") as page:
        for family in text_string_to_metric_families(page.read()):
            for sample in family.samples:
                if sample.name.startswith("openai_"):
                    labels = tuple(sorted((name, value) for name, value in sample.labels.items() if value))
                    if (sample.name, labels) in found:
                        sys.exit(f"{path}: {sample.name}{labels} comes twice")
                    found[sample.name, labels] = (family.type, sample.value)
    return found


compared = 0
pages = sys.argv[1:]
for of in range(0, len(pages), 3):
    first, *others = [series(page) for page in pages[of:of + 3]]
    for page, other in zip(pages[of + 1:of + 3], others):
        for key in sorted(first.keys() | other.keys()):
            if first.get(key) != other.get(key):
                sys.exit(f"{key}: {first.get(key)} in {pages[of]}, {other.get(key)} in {page}")
    compared += len(first)
print(compared)
