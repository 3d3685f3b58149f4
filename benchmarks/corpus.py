"""Does the corpus repeat itself? Prints the table of training_data/README.md.

    python -m benchmarks.corpus

For each style of the tasks, in the order of the file: how many lines, how many words and character 4-grams it brings
for each thousand lines that no style before it has, and how many lines stand near another one of any style (more than
60 % of the shorter one's 4-grams are shared).
"""

from collections import Counter, defaultdict

from benchmarks.learning_curve import fourgrams
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.words import craft_words, segmenter
from mvs_classifier.training.examples import TASKS, read_shipped

NEAR = 0.6
COMMON = 50  # a 4-gram in more lines than this says nothing of two of them


def main() -> None:
    tasks = [example for example in read_shipped() if example.file == TASKS]
    near = near_lines([fourgrams(example.text) for example in tasks])
    segment = segmenter(craft_words())
    styles = defaultdict(list)
    for number, example in enumerate(tasks):
        styles[example.style.partition(":")[2]].append(number)
    words: set[str] = set()
    grams: set[str] = set()
    print("| style | lines | new words a thousand | new 4-grams a thousand | near another |\n" + "| --- " * 5 + "|")
    for style, numbers in styles.items():
        its_words = {word for number in numbers for word in segment(normalize(tasks[number].text))}
        its_grams = {gram for number in numbers for gram in fourgrams(tasks[number].text)}
        rates = [1000 * len(new) / len(numbers) for new in (its_words - words, its_grams - grams)]
        close = sum(number in near for number in numbers) / len(numbers)
        print(f"| {style} | {len(numbers):,} | {rates[0]:,.0f} | {rates[1]:,.0f} | {close:.1%} |")
        words |= its_words
        grams |= its_grams
    print(f"| all | {len(tasks):,} | | | {len(near) / len(tasks):.1%} |")


def near_lines(grams: list[set[str]]) -> set[int]:
    """The numbers of the lines that share most of their 4-grams with another."""
    lines = defaultdict(list)
    for number, some in enumerate(grams):
        for gram in some:
            lines[gram].append(number)
    near = set()
    for number, some in enumerate(grams):
        shared = Counter(
            other for gram in some if len(lines[gram]) <= COMMON for other in lines[gram] if other < number
        )
        close = {other for other, count in shared.items() if count > NEAR * min(len(some), len(grams[other]))}
        near |= close | ({number} if close else set())
    return near


if __name__ == "__main__":
    main()
