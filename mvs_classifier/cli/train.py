"""The command ``train``."""

from argparse import Namespace


def run(options: Namespace) -> None:
    """Train from the shipped data, write the model and print how well it does."""
    from mvs_classifier.training.train import train

    result = train(options.output)
    if options.json:
        import json

        print(json.dumps(result.classifier.info._asdict(), ensure_ascii=False))
        return
    info = result.classifier.info
    total = sum(info.examples.values())
    print(f"model {info.fingerprint} written to {options.output}: {total:,} examples, {info.features:,} features")
    print("in cross-validation, by groups of examples that were written together:")
    for name, value in result.report.items():
        print(f"  {name:<20}{value:>8.3f}")
